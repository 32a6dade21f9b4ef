"""`python -m tests.fuzz MINUTES [READER ...]`: mutated inputs to every reader, then the splitter.

The minutes are of processor time, shared out among the readers. Inputs run in
worker processes with bounds of time and memory. Each crash is printed with the
reader, seed and number that make its input again:

    python -m tests.fuzz --again txt:1:4711
"""

from __future__ import annotations

import argparse
import hashlib
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from comity.workers import Lost, run_apart
from tests.fuzz.targets import READERS, Case, run

TIME_LIMIT_S = 10.0  # of processor time for one input of at most 100 kB
STOP_AFTER_S = 40.0
MEMORY_BYTES = 2 * 2**30
ROUND_S = 15.0


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of one input."""

    word: str  # "read", "refused", "crash" or "slow"
    seconds: float
    detail: str = ""


def run_case(case: Case) -> Ran:
    """Run one input; in a worker process."""
    data = case.data()
    started = time.process_time()
    try:
        word, detail = run(case.reader, data), ""
    except Exception:
        word, detail = "crash", traceback.format_exc(limit=-12)
    seconds = time.process_time() - started
    if word != "crash" and seconds > TIME_LIMIT_S:
        word, detail = "slow", f"{seconds:.1f} s of processor time"
    return Ran(word, seconds, detail)


@dataclass(slots=True)
class Tally:
    """The count of one reader."""

    words: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    next_number: int = 0
    crashes: dict[str, tuple[Case, str]] = field(default_factory=dict)  # by where it broke

    def take(self, case: Case, result: Ran | Lost) -> None:
        if isinstance(result, Lost):
            result = Ran("crash", STOP_AFTER_S if "longer" in result.reason else 1.0, result.reason)
        self.words[result.word] += 1
        self.seconds += result.seconds
        if result.word in ("crash", "slow"):
            where = "\n".join(x for x in result.detail.splitlines() if not x.startswith("    "))
            key = hashlib.sha256(where.encode()).hexdigest()[:12]
            if result.detail and key not in self.crashes:
                self.crashes[key] = (case, result.detail)
                print(
                    f"{result.word} {case.reader}:{case.seed}:{case.number}\n{result.detail}",
                    flush=True,
                )


def main(argv: list[str]) -> int:
    """Fuzz for a while, or run one input again; 1 when something broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("minutes", nargs="?", type=float, default=1.0)
    parser.add_argument("readers", nargs="*")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--again", metavar="READER:SEED:NUMBER")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="with --again: write the input")
    asked = parser.parse_args(argv)
    if asked.again:
        reader, seed, number = asked.again.split(":")
        case = Case(reader, int(seed), int(number))
        if asked.keep:
            asked.keep.write_bytes(case.data())
        data = case.data()
        started = time.process_time()
        print(run(case.reader, data), f"{time.process_time() - started:.2f} s")
        return 0
    readers = asked.readers or list(READERS)
    unknown = sorted(set(readers) - set(READERS))
    if unknown:
        parser.error(f"no reader {unknown[0]!r}; known are {', '.join(READERS)}")
    tallies = {reader: Tally() for reader in readers}
    budget = asked.minutes * 60 / len(readers)
    while open_ones := [r for r in readers if tallies[r].seconds < budget]:
        for reader in open_ones:
            _round(tallies[reader], reader, asked.seed, asked.jobs, budget)
        print(
            "; ".join(f"{r} {dict(t.words)} {t.seconds:.0f} s" for r, t in tallies.items()),
            flush=True,
        )
    found = sum(len(t.crashes) for t in tallies.values())
    total = sum(t.words.total() for t in tallies.values())
    seconds = sum(t.seconds for t in tallies.values())
    print(f"{total} inputs in {seconds:.0f} s; {found} kinds of crash")
    return 1 if found else 0


def _round(tally: Tally, reader: str, seed: int, jobs: int, budget: float) -> None:
    """Run for about `ROUND_S`, in processes that are new each round."""
    each = tally.seconds / tally.next_number if tally.next_number else ROUND_S / 100
    count = max(20, min(20_000, int(min(ROUND_S, budget - tally.seconds) / max(each, 1e-4))))
    cases = [Case(reader, seed, tally.next_number + n) for n in range(count)]
    tally.next_number += count
    for number, result in run_apart(
        run_case, cases, jobs=jobs, timeout_s=STOP_AFTER_S, memory_bytes=MEMORY_BYTES
    ):
        tally.take(cases[number], result)
