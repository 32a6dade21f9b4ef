"""`python -m benchmarks.links DEFINITIONS.csv [--out DIR]`: links against people's labels.

Point by point on the test half of Worldwide AI Ethics (see `benchmarks.topics`), statements of
that half as queries and candidates: how well links rank statements with the same principle
first, beside BM25 and TF-IDF of scikit-learn in the same run; what each signal adds; and
whether scores are what they say. `--out` saves the reliability diagram.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from benchmarks.links_fit import gold_of, meaning_of, topics_of
from benchmarks.semantic import bm25, stems, tf_idf
from benchmarks.topics import Statement, read_statements
from numpy.typing import NDArray

from comity.links import Entry, Gold, evaluate
from comity.links.calibration import Calibration
from comity.links.evaluate import ranked_measures
from comity.links.weights import WORDS, shipped_weights

FloatArray = NDArray[np.float64]
MEASURES = ("ndcg@10", "p@5", "map", "recall@20")


def test_gold(statements: Sequence[Statement]) -> Gold:
    """The test half with its topics."""
    asked = [s for s in statements if s.is_test]
    return gold_of(asked, topics_of([s.text for s in asked]))


def without(gold: Gold, signal: str) -> Gold:
    """The same table with entries that lack their topics or their words."""
    if signal == "topics":
        return Gold(tuple(replace(e, topics={}) for e in gold.entries), gold.targets, gold.relevant)
    return Gold(
        tuple(Entry(text="", language="en", id=e.id, works=e.works, topics=e.topics)
              for e in gold.entries),
        gold.targets,
        gold.relevant,
    )  # fmt: skip


def peer(scores: FloatArray, gold: Gold) -> list[float]:
    """The four measures of a matrix of scores."""
    rows = []
    works = np.array([min(e.works) for e in gold.entries])
    for query, relevant in sorted(gold.relevant.items()):
        if relevant:
            allowed = np.flatnonzero(works != works[query])
            order = allowed[np.argsort(-scores[query, allowed], kind="stable")]
            rows.append(ranked_measures(np.isin(order, list(relevant))))
    return [round(float(v), 4) for v in np.mean(rows, axis=0)]


def report(definitions: Path, model: Path | None) -> tuple[dict[str, object], Calibration]:
    """All figures."""
    gold = test_gold(read_statements(definitions))
    texts = [e.text for e in gold.entries]
    stemmed = stems(texts)
    peers: dict[str, Callable[[], FloatArray]] = {
        "bm25": lambda: bm25(stemmed),
        "tfidf": lambda: tf_idf(stemmed),
    }
    table = {name: dict(zip(MEASURES, peer(make(), gold), strict=True))
             for name, make in peers.items()}  # fmt: skip
    weights = shipped_weights()[WORDS]
    whole = evaluate(gold)
    parts = {
        "comity": whole,
        "comity without topics": evaluate(without(gold, "topics")),
        "comity without words": evaluate(without(gold, "words")),
        "comity without reuse": evaluate(gold, weights=replace(weights, reuse=0.0)),
    }
    if model is not None:
        parts["comity[semantic]"] = evaluate(gold, meaning=meaning_of(texts, model))
    for name, result in parts.items():
        table[name] = {m: result.to_json()[m] for m in MEASURES}
    calibration = whole.calibration
    return {
        "statements": len(texts),
        "ranking": table,
        "calibration": {
            **calibration.to_json(),
            "brier_gain": round(1 - calibration.brier / calibration.brier_constant, 4),
            "bins": [[b.pairs, round(b.score, 4), round(b.share, 4)] for b in calibration.bins],
        },
        **(
            {"calibration_semantic": parts["comity[semantic]"].calibration.to_json()}
            if model is not None
            else {}
        ),
    }, calibration


def diagram(calibration: Calibration) -> str:
    """The reliability diagram as SVG: what scores say, and what people said."""
    size, pad = 320, 40

    def place(value: float) -> float:
        return round(value * size, 1)

    dots = "".join(
        f'<circle cx="{pad + place(b.score)}" cy="{pad + size - place(b.share)}" r="4">'
        f"<title>{b.pairs} pairs: score {b.score:.2f}, related {b.share:.2f}</title></circle>"
        for b in calibration.bins
    )
    whole = size + 2 * pad
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" role="img"'
        ' font-family="sans-serif" font-size="12"><title>Reliability diagram</title>'
        f'<rect x="{pad}" y="{pad}" width="{size}" height="{size}" fill="none" stroke="#888"/>'
        f'<line x1="{pad}" y1="{pad + size}" x2="{pad + size}" y2="{pad}" stroke="#888"'
        f' stroke-dasharray="4"/>{dots}'
        f'<text x="{pad + size / 2}" y="{whole - 8}" text-anchor="middle">score</text>'
        f'<text x="14" y="{pad + size / 2}" text-anchor="middle"'
        f' transform="rotate(-90 14 {pad + size / 2})">share related</text></svg>\n'
    )


def main(argv: list[str]) -> int:
    """Print the report as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.links")
    parser.add_argument("definitions", type=Path)
    parser.add_argument("--model", type=Path, help="folder of an encoder: the semantic extra, too")
    parser.add_argument("--out", type=Path, help="folder for the reliability diagram")
    asked = parser.parse_args(argv)
    figures, calibration = report(asked.definitions, asked.model)
    print(json.dumps(figures, indent=1))
    if asked.out:
        asked.out.mkdir(parents=True, exist_ok=True)
        (asked.out / "reliability.svg").write_text(diagram(calibration), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
