"""`python -m benchmarks.links_frozen DEFINITIONS.csv [--freeze]`: what a change won and lost.

A fixed set of pairs of statements of Worldwide AI Ethics, related ones and others, with what
linking made of each when it was frozen: whether the pair is among the first 20 of its query,
among all statements of other documents. A related pair that is found now and was not before
is won, and so is an unrelated one that is gone; the other way round it is lost. The file
`frozen_links.csv` names statements by a hash, so it holds no text. `--freeze` writes it anew:
say in the commit what was won and lost.

Exit code 1 when anything changed, so that no change passes unseen (tests/links/test_frozen.py).
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.links_fit import gold_of, topics_of
from benchmarks.topics import Statement, read_statements

from comity.links import Gold
from comity.links.evaluate import LISTED, rankings

FROZEN = Path(__file__).resolve().parent / "frozen_links.csv"
QUERIES, RELATED, OTHERS = 300, 4, 2  # of each query: pairs that are related, and that are not
SHOWN = 40  # pairs whose texts are printed


@dataclass(frozen=True)
class Pair:
    """A pair of the set; `found` is its place in the list of `a`, from 1, or 0."""

    a: str
    b: str
    related: bool
    found: int

    @property
    def right(self) -> bool:
        """Whether linking does what people would."""
        return (0 < self.found <= LISTED) == self.related


def name_of(statement: Statement) -> str:
    """What a statement is called in the set."""
    return hashlib.sha256(f"{statement.document}\n{statement.text}".encode()).hexdigest()[:12]


def whole_gold(statements: Sequence[Statement]) -> Gold:
    """All statements with their topics."""
    return gold_of(statements, topics_of([s.text for s in statements]))


def places(gold: Gold, names: Sequence[str]) -> dict[tuple[str, str], int]:
    """Query and target -> place in the query's list, for the first LISTED."""
    found = {}
    queries = [query for query in sorted(gold.relevant) if gold.relevant[query]]
    for query, ranked in zip(queries, rankings(gold), strict=True):
        for place, target in enumerate(ranked.targets[:LISTED].tolist(), start=1):
            found[names[query], names[target]] = place
    return found


def chosen(gold: Gold, names: Sequence[str], *, seed: int = 5) -> list[tuple[str, str, bool]]:
    """The set: drawn once, with a seed, whatever linking makes of it."""
    rng = random.Random(seed)
    works = [min(entry.works) for entry in gold.entries]
    queries = [query for query in sorted(gold.relevant) if gold.relevant[query]]
    pairs = []
    for query in sorted(rng.sample(queries, QUERIES)):
        related = sorted(gold.relevant[query])
        others = [
            n
            for n in range(len(works))
            if works[n] != works[query] and n not in gold.relevant[query]
        ]
        for target in rng.sample(related, min(RELATED, len(related))):
            pairs.append((names[query], names[target], True))
        for target in rng.sample(others, OTHERS):
            pairs.append((names[query], names[target], False))
    return pairs


def read_frozen(path: Path = FROZEN) -> list[Pair]:
    """The set as it was frozen."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Pair(row["a"], row["b"], row["related"] == "1", int(row["found"]))
            for row in csv.DictReader(file)
        ]


def written(pairs: Sequence[Pair]) -> str:
    """The text of the file."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    write(["a", "b", "related", "found"])
    for pair in pairs:
        write([pair.a, pair.b, int(pair.related), pair.found])
    return out.getvalue()


def compared(before: Sequence[Pair], now: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
    """Pairs that are right now and were not; and that were right and are not."""
    won = [b for a, b in zip(before, now, strict=True) if b.right and not a.right]
    lost = [b for a, b in zip(before, now, strict=True) if a.right and not b.right]
    return won, lost


def report(before: Sequence[Pair], now: Sequence[Pair], texts: dict[str, str]) -> str:
    """What was won and lost, with the statements."""
    won, lost = compared(before, now)
    moved = sum(a.found != b.found for a, b in zip(before, now, strict=True))
    lines = [
        f"{len(now)} pairs: {sum(p.right for p in now)} right now,"
        f" {sum(p.right for p in before)} when frozen; {len(won)} won, {len(lost)} lost,"
        f" {moved} at another place."
    ]
    for title, pairs in (("Won", won), ("Lost", lost)):
        for pair in pairs[:SHOWN]:
            kind = "related" if pair.related else "unrelated"
            lines += [f"{title}, {kind}: {pair.a} {pair.b}, now at {pair.found or 'none'}"]
            lines += [f"    {' '.join(texts[name].split())[:160]}" for name in (pair.a, pair.b)]
        if len(pairs) > SHOWN:
            lines.append(f"... and {len(pairs) - SHOWN} more {title.lower()}")
    return "\n".join(lines)


def outcome(definitions: Path) -> tuple[list[Pair], dict[str, str]]:
    """What linking makes of the set now, and the texts of all statements."""
    statements = read_statements(definitions)
    gold, names = whole_gold(statements), [name_of(s) for s in statements]
    found = places(gold, names)
    pairs = [Pair(a, b, related, found.get((a, b), 0)) for a, b, related in chosen(gold, names)]
    return pairs, {name: s.text for name, s in zip(names, statements, strict=True)}


def main(argv: list[str]) -> int:
    """Print the report; with --freeze, write the set anew."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.links_frozen")
    parser.add_argument("definitions", type=Path)
    parser.add_argument("--freeze", action="store_true")
    asked = parser.parse_args(argv)
    now, texts = outcome(asked.definitions)
    before = read_frozen() if FROZEN.exists() else now
    print(report(before, now, texts))
    if asked.freeze:
        FROZEN.write_text(written(now), "utf-8")
        return 0
    return 0 if [p.found for p in before] == [p.found for p in now] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
