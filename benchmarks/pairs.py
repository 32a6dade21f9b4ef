"""`python -m benchmarks.pairs BASE [--sizes 10000,100000] [--repeat 5]`: links of all pairs.

Takes the units of a base in a seeded order. Beyond what it holds, units are made of real ones:
each word is replaced, with a chance of one in five, by one drawn from all words, and the topics
are those of the unit it was made of, each kept with a chance of four in five. Prints for each
size the median seconds of `link_units` with default signals (processor and wall), and the
largest memory; each run is a process of its own. `benchmarks.pairs_recall` says what bounded
lists of candidates miss.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from comity.base import Base
from comity.links import link_units
from comity.settings import available_cores

Units = tuple[list[str], list[str], list[str], list[str], pa.Table]


def units_of(base: Base, size: int, *, seed: int = 1) -> Units:
    """Ids, works, languages, texts and tags of `size` units."""
    rng = random.Random(seed)
    table = base.arrow("provisions", ["id", "work_id", "language", "text", "linkable"])
    table = table.filter(pc.field("linkable"))
    names, works, languages, texts = (
        table[c].to_pylist() for c in ("id", "work_id", "language", "text")
    )
    tags: dict[str, list[tuple[str, float]]] = {}
    held = base.arrow("tags", ["provision_id", "topic", "confidence"])
    for name, topic, confidence in zip(*(c.to_pylist() for c in held.columns), strict=True):
        tags.setdefault(name, []).append((topic, confidence))
    order = list(range(len(names)))
    rng.shuffle(order)
    vocabulary = [word for n in order[:5000] for word in texts[n].split()]
    ids, of, spoken, said, rows = [], [], [], [], []
    for number in range(size):
        n, turn = order[number % len(order)], number // len(order)
        words, own = texts[n], tags.get(names[n], [])
        if turn:
            words = " ".join(
                rng.choice(vocabulary) if rng.random() < 0.2 else w for w in words.split(" ")
            )
            own = [tag for tag in own if rng.random() < 0.8]
        ids.append(f"{names[n]}.{turn}")
        of.append(f"{works[n]}.{turn}")
        spoken.append(languages[n])
        said.append(words)
        rows += [(ids[-1], topic, confidence) for topic, confidence in own]
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    table = pa.table(
        [pa.array(columns[0], pa.string()), pa.array(columns[1], pa.string()),
         pa.array(columns[2], pa.float64())],
        names=["provision_id", "topic", "confidence"],
    )  # fmt: skip
    return ids, of, spoken, said, table


def one(base: Base, size: int) -> dict[str, float]:
    """Link once."""
    ids, works, languages, texts, tags = units_of(base, size)
    before = time.process_time(), time.perf_counter()
    made = link_units(ids, works, languages, texts, tags=tags, threads=available_cores())
    return {
        "cpu_s": time.process_time() - before[0],
        "wall_s": time.perf_counter() - before[1],
        "links": made.table.num_rows,
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


def main(argv: list[str]) -> int:
    """Print a JSON object for each size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pairs")
    parser.add_argument("base", type=Path)
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--once", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args(argv)
    if asked.once:
        print(json.dumps(one(Base.open(asked.base), asked.once)))
        return 0
    for size in map(int, asked.sizes.split(",")):
        runs = []
        for _ in range(asked.repeat):
            told = subprocess.run(
                [*(sys.executable, "-m", "benchmarks.pairs"), asked.base, "--once", str(size)],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
            runs.append(json.loads(told))
        medians = {key: round(statistics.median(r[key] for r in runs), 2) for key in runs[0]}
        print(json.dumps({"units": size, **medians}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
