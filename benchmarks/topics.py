"""`python -m benchmarks.topics DEFINITIONS.csv [--fit]`: tags against the labels of 200 documents.

DEFINITIONS.csv is that of Worldwide AI Ethics (Corrêa et al. 2023): a statement per row, with
one of 17 principles. Documents are split by the first byte of the SHA-256 of their title: even
is the development half, on which terms, weights and thresholds were chosen, odd the test half.
A principle's score is the highest confidence of a tag that is mapped to it.
"""

from __future__ import annotations

import argparse
import csv
import gc
import hashlib
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log1p
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from comity.records import ProvisionId
from comity.topics import Evidence, Tagger, read_thesaurus, shipped_thesaurus

SPEED_WORDS = 50
MOST_PIECES = 20_000
THRESHOLDS = [n / 50 for n in range(1, 50)]


@dataclass(frozen=True)
class Statement:
    """A text with the principles that the authors of the review gave it."""

    document: str
    text: str
    labels: frozenset[str]
    is_test: bool


def read_statements(path: Path) -> list[Statement]:
    """Statements, the labels of equal ones of a document merged, in the order of the file."""
    found: dict[tuple[str, str], set[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            text = " ".join(row["definition_text"].split())
            found.setdefault((row["document"], text), set()).add(row["principle"])
    return [
        Statement(document, text, frozenset(labels), is_test(document))
        for (document, text), labels in found.items()
    ]


def is_test(title: str) -> bool:
    """True for documents of the test half."""
    return hashlib.sha256(title.encode()).digest()[0] % 2 == 1


def labels_of() -> dict[str, set[str]]:
    """Topic -> the principles that it is mapped to."""
    return {
        name: {m.name for m in concept.mappings if m.scheme == "waie"}
        for name, concept in shipped_thesaurus().concepts.items()
    }


def scores(evidence: Sequence[Evidence], mapped: Mapping[str, set[str]]) -> dict[str, float]:
    """Principle -> the highest confidence of a tag that is mapped to it."""
    found: dict[str, float] = {}
    for one in evidence:
        for label in mapped[one.topic]:
            found[label] = max(found.get(label, 0.0), one.confidence)
    return dict(sorted(found.items()))


def measure(statements: Sequence[Statement]) -> dict[str, float]:
    """Top-1 accuracy, micro- and macro-F1, and the rank correlation of document shares."""
    tagger, mapped = Tagger(shipped_thesaurus()), labels_of()
    scored = [scores(tagger.evidence(s.text, "en"), mapped) for s in statements]
    test = [n for n, s in enumerate(statements) if s.is_test]
    hits = sum(
        bool(scored[n]) and max(scored[n], key=lambda x: scored[n][x]) in statements[n].labels
        for n in test
    )
    labels = sorted({label for s in statements for label in s.labels})
    counts, macro = Counter[str](), 0.0
    told: defaultdict[str, set[str]] = defaultdict(set)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for label in labels:
        half = [n for n, s in enumerate(statements) if not s.is_test]
        limit = max(THRESHOLDS, key=lambda t: (_f1(statements, scored, half, label, t), -t))
        right, given, held = _counted(statements, scored, test, label, limit)
        macro += 2 * right / max(given + held, 1) / len(labels)
        counts.update(right=right, given=given, held=held)
        for n, s in enumerate(statements):
            if label in s.labels:
                told[label].add(s.document)
            if scored[n].get(label, 0) >= limit:
                found[label].add(s.document)
    return {
        "statements": len(test),
        "top1": round(hits / len(test), 3),
        "micro_f1": round(2 * counts["right"] / (counts["given"] + counts["held"]), 3),
        "macro_f1": round(macro, 3),
        "rank_correlation": round(
            _spearman([len(told[x]) for x in labels], [len(found[x]) for x in labels]), 3
        ),
    }


def _counted(
    statements: Sequence[Statement],
    scored: Sequence[Mapping[str, float]],
    which: Sequence[int],
    label: str,
    limit: float,
) -> tuple[int, int, int]:
    given = [n for n in which if scored[n].get(label, 0) >= limit]
    held = sum(label in statements[n].labels for n in which)
    return sum(label in statements[n].labels for n in given), len(given), held


def _f1(
    statements: Sequence[Statement],
    scored: Sequence[Mapping[str, float]],
    which: Sequence[int],
    label: str,
    limit: float,
) -> float:
    right, given, held = _counted(statements, scored, which, label, limit)
    return 2 * right / max(given + held, 1)


def _ranks(values: Sequence[float]) -> list[float]:
    order = sorted(values)
    return [order.index(v) + (order.count(v) - 1) / 2 for v in values]


def _spearman(one: Sequence[float], other: Sequence[float]) -> float:
    a, b = _ranks(one), _ranks(other)
    x, y = sum(a) / len(a), sum(b) / len(b)
    top = sum((p - x) * (q - y) for p, q in zip(a, b, strict=True))
    return top / (sum((p - x) ** 2 for p in a) * sum((q - y) ** 2 for q in b)) ** 0.5


def fit(statements: Sequence[Statement]) -> tuple[float, float, float]:
    """Constant and factors of a topic's confidence, by Newton's method on the development half.

    A case is a mapped topic found in a statement; it is right when the statement has one of
    the principles that the topic is mapped to.
    """
    tagger, mapped = Tagger(shipped_thesaurus()), labels_of()
    rows, right = [], []
    for s in statements:
        for one in tagger.evidence(s.text, "en") if not s.is_test else ():
            if mapped[one.topic]:
                rows.append([1.0, log1p(one.weight), one.share])
                right.append(float(bool(mapped[one.topic] & s.labels)))
    x, y, w = np.array(rows), np.array(right), np.zeros(3)
    for _ in range(25):
        p = 1 / (1 + np.exp(-x @ w))
        w += np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + 1e-6 * np.eye(3), x.T @ (y - p))
    return float(w[0]), float(w[1]), float(w[2])


def calibration(statements: Sequence[Statement]) -> list[tuple[float, float, int]]:
    """Of the test half by confidence: mean confidence, share that was right, cases."""
    tagger, mapped = Tagger(shipped_thesaurus()), labels_of()
    bins: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for s in statements:
        for one in tagger.evidence(s.text, "en") if s.is_test else ():
            if mapped[one.topic]:
                is_right = bool(mapped[one.topic] & s.labels)
                bins[int(one.confidence * 10)].append((one.confidence, is_right))
    return [
        (round(sum(c for c, _ in b) / len(b), 3), round(sum(r for _, r in b) / len(b), 3), len(b))
        for _, b in sorted(bins.items())
    ]


def pieces(path: Path, language: str) -> list[str]:
    """Texts of SPEED_WORDS words each, of rows of document, language and text with tabs between."""
    words: list[str] = []
    for line in path.read_text("utf-8").splitlines():
        _, of, text = line.split("\t", 2)
        if of == language:
            words += text.split()
    rounds = range(0, len(words) - SPEED_WORDS + 1, SPEED_WORDS)
    return [" ".join(words[n : n + SPEED_WORDS]) for n in rounds]


def speed(texts: Sequence[str]) -> dict[str, float]:
    """Texts per second of processor time, the second time round, beside a count of their words.

    The peer is scikit-learn's CountVectorizer with as many stems as it likes, which finds no
    phrase, says no place and knows no topic.
    """
    started = time.process_time()
    tagger = Tagger(read_thesaurus())
    tagger.tag(ProvisionId("d/1"), "privacy", "en")
    start_s = time.process_time() - started
    took = []
    for _ in range(3):
        started = time.process_time()
        tags = sum(map(len, tagger.rows_of(texts, "en")))
        took.append(time.process_time() - started)
    gc.set_threshold(100_000)  # as builds have it
    started = time.process_time()
    tagger.rows_of(texts, "en")
    took.append(time.process_time() - started)
    gc.set_threshold(700)
    started = time.process_time()
    for text in texts:
        tagger.tag(ProvisionId("d/1"), text, "en")
    took.append(time.process_time() - started)
    started = time.process_time()
    CountVectorizer().fit_transform(texts)
    peer_s = time.process_time() - started
    return {
        "texts": len(texts),
        "tags_per_text": round(tags / len(texts), 2),
        "start_s": round(start_s, 2),
        "first_round_per_s": round(len(texts) / took[0]),
        "per_s": round(len(texts) / min(took[1:3])),
        "per_s_as_builds_do": round(len(texts) / took[3]),
        "per_s_one_by_one": round(len(texts) / took[4]),
        "count_vectorizer_per_s": round(len(texts) / peer_s),
        "times_as_long": round(min(took[1:3]) / peer_s, 2),
    }


def main(argv: list[str]) -> int:
    """Print the report as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.topics")
    parser.add_argument("definitions", type=Path, nargs="?")

    parser.add_argument("--fit", action="store_true", help="print the factors of the confidence")
    parser.add_argument(
        "--speed", type=Path, metavar="TSV", help="rows of document, language and text; only this"
    )
    asked = parser.parse_args(argv)
    if asked.speed:
        print(json.dumps(speed(pieces(asked.speed, "en")[:MOST_PIECES]), indent=1))
        return 0
    statements = read_statements(asked.definitions)
    report: dict[str, object] = {**measure(statements), "calibration": calibration(statements)}
    if asked.fit:
        report["fit"] = [round(v, 2) for v in fit(statements)]
        report["fitted_at_one_strong_term"] = round(
            1 / (1 + exp(-(fit(statements)[0] + fit(statements)[1] * log1p(1)))), 3
        )
    print(json.dumps(report, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
