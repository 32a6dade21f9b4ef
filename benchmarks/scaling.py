"""How reading and splitting grow: a corpus once, twice and four times over, by perturbed copies.

    python -m benchmarks.scaling FOLDER [--times 1 2 4] [--jobs 1] [--limit N]

Each copy is the folder's texts with one word in ten replaced by another word of
the same text, by a seed, so that no copy is a duplicate. Given for each size:
processor time of reading and splitting, peak memory of the largest worker, and of
the process that collects the results its peak and what it holds of its own (without
pages of files, which the system may drop) when the tables of the base are together.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from comity.base.spool import Spool
from comity.documents import find_sources
from comity.pipeline.gather import gather
from comity.settings import Settings

_WORD = re.compile(r"[^\W\d_]{4,}")
_SHARE = 0.1


def perturbed(text: str, seed: str) -> str:
    """The text with some of its words replaced by others of its own; its numbering stays."""
    chance = random.Random(seed)
    words = _WORD.findall(text)

    def other(match: re.Match[str]) -> str:
        return chance.choice(words) if chance.random() < _SHARE else match[0]

    return _WORD.sub(other, text)


def write_copies(texts: list[Path], times: int, into: Path) -> int:
    """Write each text `times` times, the first as it is; the number of characters."""
    characters = 0
    for path in texts:
        text = path.read_text("utf-8", errors="replace")
        for copy in range(times):
            said = perturbed(text, f"{path.name} {copy}") if copy else text
            (into / f"{path.stem}-copy{copy}{path.suffix}").write_text(said, "utf-8")
            characters += len(said)
    return characters


def measure(folder: Path, jobs: int) -> dict[str, float]:
    """Read and split a folder in this process and its workers; what that took."""
    own, workers = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    before = resource.getrusage(own)
    found = find_sources([folder])
    with Spool(folder.resolve()) as spool:
        gathered = gather(found.sources, None, Settings(jobs=jobs), lambda *_: None, spool)
        after, below = resource.getrusage(own), resource.getrusage(workers)
        held = _own_mib()
    return {
        "documents": gathered.contents.documents.num_rows,
        "failures": len(gathered.failures),
        "provisions": gathered.contents.provisions.num_rows,
        "parent_cpu_s": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "worker_cpu_s": below.ru_utime + below.ru_stime,
        "parent_mib": after.ru_maxrss / 1024,
        "parent_own_mib": held,
        "worker_mib": below.ru_maxrss / 1024,
    }


def _own_mib() -> float:
    """Memory of this process that is no file's; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    told = re.search(r"RssAnon:\s*(\d+) kB", status.read_text() if status.exists() else "")
    return int(told[1]) / 1024 if told else 0.0


def main(argv: list[str]) -> int:
    """Measure each size in a process of its own, and print the ratios to the first."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--limit", type=int, help="texts to take, evenly from all")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(argv)
    if asked.measure:
        print(json.dumps(measure(asked.folder, asked.jobs)))
        return 0
    texts = sorted(p for p in asked.folder.rglob("*.txt") if p.is_file())
    if asked.limit:
        texts = texts[:: max(1, len(texts) // asked.limit)][: asked.limit]
    first: dict[str, float] = {}
    for times in asked.times:
        with tempfile.TemporaryDirectory(prefix="comity-scaling-") as made:
            characters = write_copies(texts, times, Path(made))
            command = [sys.executable, "-m", "benchmarks.scaling", made, "--measure"]
            command += ["--jobs", str(asked.jobs)]
            ran = subprocess.run(command, check=True, capture_output=True, text=True)
        took = json.loads(ran.stdout.splitlines()[-1])
        took = {"characters": characters, **took}
        took["cpu_s"] = took["parent_cpu_s"] + took["worker_cpu_s"]
        first = first or took
        print(f"{times} times:")
        for name, value in took.items():
            print(f"  {name:14} {value:14,.1f}  {value / first[name] if first[name] else 1:6.2f} x")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
