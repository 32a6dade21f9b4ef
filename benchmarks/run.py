"""comity's build beside the plain pipeline of `baseline.py`, on one folder of texts.

    python benchmarks/run.py FOLDER [--repeat 5] [--jobs 2] [--out DIR]

Both read the same files; each run is a fresh process, the two take turns, and
the medians are reported: wall time, CPU time of the process and its children,
and peak memory, both of the largest process and summed over all (sampled; pages
that processes share count once for each). Then the finished base answers
`related`: cold, as a command, and warm, in one process. The table is printed and
`benchmark.json` written to the output folder.

The ratio is what matters: figures of one machine say little about another's.
The baseline needs scikit-learn (in the `dev` extra), and reads `.txt` files only.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import psutil
import pyarrow.parquet as pq

HERE = Path(__file__).resolve().parent
SAMPLE_S = 0.05
QUESTIONS = 20  # provisions asked about, evenly spread over the base


@dataclass(frozen=True)
class Run:
    """What one process and its children took."""

    wall_s: float
    cpu_s: float
    peak_process_bytes: int  # of the largest process
    peak_sum_bytes: int  # of all processes together, sampled
    output: str


def measure(command: Sequence[str], *, done: Sequence[int] = (0,)) -> Run:
    """Run a command to its end.

    Raises:
        SystemExit: the command ended with a code that is not in `done`.
    """
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        peak = 0
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            peak = max(peak, memory_of(process.pid))
            time.sleep(SAMPLE_S)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    if process.returncode not in done:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{text[-2000:]}")
    scale = 1 if platform.system() == "Darwin" else 1024  # ru_maxrss is in bytes or in KiB
    largest = usage.ru_maxrss * scale
    return Run(wall, usage.ru_utime + usage.ru_stime, largest, max(peak, largest), text)


def memory_of(pid: int) -> int:
    """Resident bytes of a process and its descendants."""
    try:
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
    except psutil.Error:
        return 0
    total = 0
    for process in family:
        try:
            total += process.memory_info().rss
        except psutil.Error:
            continue
    return total


def median(runs: Sequence[Run]) -> dict[str, float]:
    """Medians of each figure."""
    names = ("wall_s", "cpu_s", "peak_process_bytes", "peak_sum_bytes")
    return {name: statistics.median(getattr(run, name) for run in runs) for name in names}


WARM = """
import json, sys, time
from pathlib import Path
from comity.base import Base
base = Base.open(Path(sys.argv[1]))
base.related(sys.argv[2])  # loads what every answer needs
times = []
for asked in sys.argv[3:]:
    started = time.perf_counter()
    base.related(asked)
    times.append(time.perf_counter() - started)
print(json.dumps(times))
"""


def ask(base: Path) -> dict[str, float]:
    """Median and slowest seconds of `related`: as a command, and within one process.

    Warm times are of provisions that the process has not been asked about before.
    """
    table = pq.read_table(base / "provisions.parquet", columns=["id", "linkable"])
    ids = table.filter(table["linkable"])["id"].to_pylist()
    asked = ids[:: max(1, len(ids) // QUESTIONS)][:QUESTIONS]
    command = [sys.executable, "-m", "comity.cli", "related", "--base", str(base), "--json"]
    cold = [measure([*command, one]).wall_s for one in asked]
    output = measure([sys.executable, "-c", WARM, str(base), *asked]).output
    warm = json.loads(output.strip().splitlines()[-1])
    return {
        "cold_median_s": statistics.median(cold),
        "cold_slowest_s": max(cold),
        "warm_median_s": statistics.median(warm),
        "warm_slowest_s": max(warm),
    }


def report(result: dict[str, dict[str, float]]) -> str:
    """The table that is printed."""
    rows = [("", "comity", "baseline", "ratio")]
    for name, label, scale in (
        ("wall_s", "wall time, s", 1.0),
        ("cpu_s", "CPU time, s", 1.0),
        ("peak_process_bytes", "largest process, GB", 1e9),
        ("peak_sum_bytes", "all processes, GB", 1e9),
    ):
        ours, theirs = result["comity"][name] / scale, result["baseline"][name] / scale
        rows.append((label, f"{ours:.2f}", f"{theirs:.2f}", f"{ours / theirs:.2f}"))
    lines = ["  ".join(f"{cell:>20}" for cell in row) for row in rows]
    for name, seconds in result.get("related", {}).items():
        lines.append(f"{'related, ' + name[:-2].replace('_', ' '):>27}: {seconds * 1000:8.1f} ms")
    return "\n".join(lines)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    base, parquet = asked.out / "base", asked.out / "baseline.parquet"
    build = [sys.executable, "-m", "comity.cli", "build", str(asked.folder)]
    build += ["--base", str(base), "--jobs", str(asked.jobs)]
    plain = [sys.executable, str(HERE / "baseline.py"), str(asked.folder), str(parquet)]
    ours, theirs = [], []
    for turn in range(asked.repeat):
        # 1: done in part, with the failures listed.
        ours.append(measure(build, done=(0, 1)))
        theirs.append(measure(plain))
        print(f"{turn + 1}/{asked.repeat}: {ours[-1].wall_s:.1f} s, {theirs[-1].wall_s:.1f} s")
    result = {"comity": median(ours), "baseline": median(theirs), "related": ask(base)}
    print(report(result))
    record = {
        "folder": str(asked.folder),
        "repeat": asked.repeat,
        "jobs": asked.jobs,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "versions": {
            name: version(name) for name in ("comity", "numpy", "scipy", "scikit-learn", "pyarrow")
        },
        "median": result,
        "runs": {
            name: [{k: v for k, v in asdict(run).items() if k != "output"} for run in runs]
            for name, runs in (("comity", ours), ("baseline", theirs))
        },
    }
    (asked.out / "benchmark.json").write_text(json.dumps(record, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
