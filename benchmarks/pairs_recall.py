"""`python -m benchmarks.pairs_recall BASE --size N`: what bounded lists of candidates miss.

Beyond `links.candidates.EXACT` texts of a language, candidates come from lists of bounded
length. This links N units (see `benchmarks.pairs`) both ways, for a seeded sample of the units
as sources, and prints the share of the exact first 20 that is found: a target counts when its
strength is at least that of the exact list's last.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
from benchmarks.pairs import units_of

import comity.links.part as part_module
from comity.base import Base
from comity.links.candidates import top_pairs
from comity.links.lexical import Statistics, idf_of, weigh
from comity.links.part import LanguagePart, joined
from comity.links.profiles import Tags
from comity.links.score import probability
from comity.links.weights import WORDS, shipped_weights

TOP = 20


def main(argv: list[str]) -> int:
    """Print recall and the time of the bounded search as a share of the exact one."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pairs_recall")
    parser.add_argument("base", type=Path)
    parser.add_argument("--size", type=int, default=120_000)
    parser.add_argument("--sample", type=int, default=2_000)
    asked = parser.parse_args(argv)
    base = Base.open(asked.base)
    ids, works, languages, texts, table = units_of(base, asked.size)
    english = sorted(
        (n for n, k in enumerate(languages) if k.startswith("en")), key=ids.__getitem__
    )
    names = pa.array([ids[n] for n in english])
    tags = Tags.from_table(table, names).raised(base.topics_above)
    part = LanguagePart([works[n] for n in english], [texts[n] for n in english], "en", tags)
    statistics = Statistics(units={"en": len(english)}, frequencies={"en": part.frequencies()})
    weights = shipped_weights()[WORDS]
    vectors = joined(part, weigh(part.counts, idf_of(part.terms, statistics, "en")), weights)
    groups = len(part.groups.first)
    rows = np.sort(np.array(random.Random(2).sample(range(groups), asked.sample), np.int64))
    part_module.EXACT = 0
    longest = part_module.longest_lists(part)
    found, times = [], []
    for lists in (None, longest):
        started = time.process_time()
        found.append(
            top_pairs(
                *(vectors, part.groups),
                top=TOP,
                threads=2,
                only=rows,
                worth=lambda values: probability(values, weights),
                longest=lists,
            )
        )
        times.append(time.process_time() - started)
    recalls = []
    for row in rows.tolist():
        exact, bounded = (np.sort(p.values[p.rows == row])[::-1][:TOP] for p in found)
        if len(exact):
            recalls.append(float((bounded >= exact[-1] - 1e-6).sum()) / len(exact))
    print(
        json.dumps(
            {
                "texts": groups,
                "recall": round(min(1.0, float(np.mean(recalls))), 4),
                "time_share": round(times[1] / times[0], 3),
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
