"""`python -m benchmarks.topics_fit DEFINITIONS.csv [--write FILE]`: makes data/topic-weights.csv.

A logistic regression for each principle, over the development half of Worldwide AI Ethics
(see `benchmarks.topics`), with a penalty on the square of every weight.

The terms of the thesaurus were chosen on the same statements, so topics are found there better
than elsewhere, and would be trusted too much. Therefore a term is passed over in a document
that is the only one of the half to have it; and each statement is learned from twice more,
each time with a random half of its terms passed over, so that the model also learns what to
do where terms are missing. Accuracy in cross-validation, grouped by document, is then about
that of the test half.

Confidence is a logistic function of the score, fitted on cross-validated scores.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.topics import Statement, read_statements
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from comity.text.tokens import stems
from comity.topics import shipped_thesaurus
from comity.topics.tag import Weighed, in_company, weighed
from comity.topics.terms import Found, Matcher
from comity.topics.weights import (
    EVERY_LANGUAGE,
    Cues,
    Factors,
    Judge,
    Sign,
    Weights,
    principles_of,
    signs_of,
)

COPIES = 2  # of each statement, with half of its terms passed over
STRESS = 3.0  # of words, beside topics
WORDS = 1000  # that are kept
FEWEST_DOCUMENTS = 2  # that have a word
LEAST = 0.1  # weights nearer to zero than this are dropped
LEAST_WORD = 0.5  # the same for words, whose weights are shared among many
FOLDS = 10
DECIMALS = 2


@dataclass(frozen=True)
class Case:
    """A statement of the development half."""

    document: str
    labels: frozenset[str]
    stems: tuple[str, ...]  # in order, without numbers
    found: list[Weighed]  # without terms that only this document has
    copies: list[list[Weighed]]  # the same, with half of the terms passed over


def read_cases(statements: Sequence[Statement]) -> list[Case]:
    """The development half, with what was found in it."""
    thesaurus = shipped_thesaurus()
    relatives = {n: thesaurus.above[n] | thesaurus.below(n) for n in thesaurus.concepts}
    matcher = Matcher(thesaurus.concepts.values(), "en", relatives)
    known = [s for s in statements if not s.is_test]
    lines = [matcher.read(s.text) for s in known]
    found = [matcher.find(line) for line in lines]
    documents: defaultdict[int, set[str]] = defaultdict(set)
    for s, terms in zip(known, found, strict=True):
        for *_, number in terms:
            documents[number].add(s.document)

    def honest(s: Statement, f: Found) -> bool:
        return f[3] == "never" or len(documents[f[4]] - {s.document}) > 0

    cases = []
    for s, line, terms in zip(known, lines, found, strict=True):
        kept = [f for f in terms if honest(s, f)]
        thinned = [
            [f for f in kept if f[3] == "never" or _heads(f"{copy} {s.document} {f[4]}")]
            for copy in range(COPIES)
        ]
        count = len(line.counting)
        cases.append(
            Case(
                s.document,
                s.labels,
                tuple(stem for stem in stems(s.text, "en") if not stem.isdigit()),
                weighed(in_company(kept, relatives), count, relatives),
                [weighed(in_company(some, relatives), count, relatives) for some in thinned],
            )
        )
    return cases


def _heads(name: str) -> bool:
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 0


def rarities(cases: Sequence[Case]) -> dict[str, float]:
    """Stem -> 1 + ln of the part of the statements that have it, turned round."""
    documents: defaultdict[str, set[str]] = defaultdict(set)
    count = Counter(stem for case in cases for stem in set(case.stems))
    for case in cases:
        for stem in case.stems:
            documents[stem].add(case.document)
    return {
        stem: round(1 + log((1 + len(cases)) / (1 + count[stem])), DECIMALS)
        for stem in sorted(count)
        if len(documents[stem]) >= FEWEST_DOCUMENTS
    }


def fit(cases: Sequence[Case], *, with_words: bool) -> Weights:
    """Weights from cases; the factors of confidence are those of no model yet."""
    rarity = rarities(cases) if with_words else {}
    weights = _fit(cases, rarity)
    if with_words:
        count = Counter(stem for case in cases for stem in set(case.stems))
        most = {
            stem: max(map(abs, of.values()), default=0.0) / rarity[stem] * count[stem] ** 0.25
            for stem, of in weights.words.items()
        }
        kept = sorted(sorted(most, key=lambda stem: (-most[stem], stem))[:WORDS])
        weights = _fit(cases, {stem: rarity[stem] for stem in kept})
    return weights


def _fit(cases: Sequence[Case], rarity: Mapping[str, float]) -> Weights:
    principles = sorted({label for case in cases for label in case.labels})
    of = principles_of(shipped_thesaurus())
    rows: list[dict[Sign, float]] = []
    labels: list[frozenset[str]] = []
    for case in cases:
        words = _words(case.stems, rarity)
        for found in (case.found, *case.copies):
            rows.append({**signs_of([one.sum for one in found], of), **words})
            labels.append(case.labels)
    names = sorted({sign for row in rows for sign in row})
    number = {sign: n for n, sign in enumerate(names)}
    at = [(r, number[sign], value) for r, row in enumerate(rows) for sign, value in row.items()]
    r, c, v = zip(*at, strict=True)
    x = csr_matrix((v, (r, c)), shape=(len(rows), len(names)))
    y = np.array([[float(p in held) for p in principles] for held in labels])
    w = regression(x, y, penalty=1.0 + COPIES)
    signs: dict[Sign, dict[int, float]] = {}
    gains: dict[str, dict[int, float]] = {}
    for sign, row in zip(names, w[:-1], strict=True):
        kind, name = sign
        if kind == "word":
            strong = {p: g * STRESS for p, g in enumerate(row) if abs(g * STRESS) >= LEAST_WORD}
            gains[name] = {p: round(float(g) * rarity[name], DECIMALS) for p, g in strong.items()}
        else:
            signs[sign] = {
                p: round(float(g), DECIMALS) for p, g in enumerate(row) if abs(g) >= LEAST
            }
    constants = tuple(round(float(value), DECIMALS) for value in w[-1])
    none = Factors(constant=0.0, score=1.0, share=0.0, cue=0.0)
    return Weights(tuple(principles), constants, signs, gains, dict(rarity), none)


def _words(stems: Sequence[str], rarity: Mapping[str, float]) -> dict[Sign, float]:
    known = Counter(stem for stem in stems if stem in rarity)
    square = sum(rarity[stem] ** 2 * count for stem, count in known.items())
    scale = STRESS / sqrt(square or 1.0)
    return {("word", stem): rarity[stem] * count * scale for stem, count in known.items()}


def regression(x: Any, y: Any, *, penalty: float) -> Any:
    """Weights, and constants as the last row, of a logistic regression for each column of `y`."""
    turned, shape = x.T.tocsr(), (x.shape[1] + 1, y.shape[1])

    def loss(flat: Any) -> tuple[float, Any]:
        w = flat.reshape(shape)
        z = x @ w[:-1] + w[-1]
        value = (np.logaddexp(0, z) - y * z).sum() + penalty / 2 * (w[:-1] ** 2).sum()
        wrong = 1 / (1 + np.exp(-z)) - y
        slope = np.vstack([turned @ wrong + penalty * w[:-1], wrong.sum(0)[None]])
        return float(value), slope.ravel()

    options = {"maxiter": 1000, "ftol": 1e-10, "gtol": 1e-5}
    start = np.zeros(shape).ravel()
    return minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x.reshape(shape)


def scores_of(weights: Weights, cases: Sequence[Case]) -> list[list[float]]:
    """The scores that `Tagger` would give to the principles of each case."""
    judge = Judge(shipped_thesaurus(), weights)
    codes = {stem: chr(0x100 + n) for n, stem in enumerate(weights.words)}
    cues = Cues(weights, codes)
    found = []
    for case in cases:
        scores = judge.scores([one.sum for one in case.found])
        said = "".join(codes[stem] for stem in case.stems if stem in codes)
        found.append(cues.add(said, scores)[0])
    return found


def cross_validated(cases: Sequence[Case], *, with_words: bool) -> list[list[float]]:
    """Scores of each case by weights from documents that are not its own."""
    fold = [hashlib.sha256(case.document.encode()).digest()[1] % FOLDS for case in cases]
    scores: list[list[float]] = [[] for _ in cases]
    for one in range(FOLDS):
        weights = fit(
            [c for c, f in zip(cases, fold, strict=True) if f != one], with_words=with_words
        )
        asked = [n for n, f in enumerate(fold) if f == one]
        for n, of in zip(asked, scores_of(weights, [cases[n] for n in asked]), strict=True):
            scores[n] = of
    return scores


def calibrate(
    cases: Sequence[Case], scores: Sequence[Sequence[float]], weights: Weights
) -> Factors:
    """How confidence follows from scores.

    A mapped topic that is found is right when the statement has a principle that the topic is
    mapped to. Where the best principle has no topic, only the constant is another.
    """
    judge = Judge(shipped_thesaurus(), weights)
    rows, right = [], []
    bare: list[tuple[float, bool]] = []
    for case, of in zip(cases, scores, strict=True):
        sums = [one.sum for one in case.found if one.sum.topic in judge.numbers]
        for one in sums:
            numbers = judge.numbers[one.topic]
            rows.append([max(of[n] for n in numbers), one.share])
            right.append([float(any(weights.principles[n] in case.labels for n in numbers))])
        top = max(range(len(of)), key=of.__getitem__)
        if not any(top in judge.numbers[one.topic] for one in sums):
            bare.append((of[top], weights.principles[top] in case.labels))
    w = regression(csr_matrix(np.array(rows)), np.array(right), penalty=1.0).ravel()
    score, share, constant = w
    z = np.array([value for value, _ in bare]) * score
    wanted = sum(is_right for _, is_right in bare)
    low, high = -20.0, 20.0
    for _ in range(60):  # the constant that gives as many right ones as there were
        cue = (low + high) / 2
        low, high = (low, cue) if (1 / (1 + np.exp(-z - cue))).sum() > wanted else (cue, high)
    return Factors(
        constant=round(float(constant), DECIMALS),
        score=round(float(score), DECIMALS),
        share=round(float(share), DECIMALS),
        cue=round(float(cue), DECIMALS),
    )


def as_table(models: Mapping[str, Weights]) -> str:
    """The text of the file that `comity.topics.weights` reads."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    principles = next(iter(models.values())).principles
    write(["language", "kind", "name", "value", *principles])
    numbers = range(len(principles))
    for language, weights in sorted(models.items()):
        write([language, "constant", "", "", *weights.constants])
        for name in ("constant", "score", "share", *(["cue"] if weights.words else [])):
            write(
                [
                    language,
                    "confidence",
                    name,
                    getattr(weights.factors, name),
                    *("" for _ in numbers),
                ]
            )
        for sign, of in sorted(weights.signs.items()):
            if of:
                write([language, *sign, "", *(of.get(n, "") for n in numbers)])
        for stem, of in sorted(weights.words.items()):
            row = [of.get(n, "") for n in numbers]
            write([language, "word", stem, weights.rarity[stem], *row])
    return out.getvalue()


def main(argv: list[str]) -> int:
    """Print accuracies in cross-validation as JSON; write the table where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.topics_fit")
    parser.add_argument("definitions", type=Path)
    parser.add_argument("--write", type=Path, help="the table of weights")
    asked = parser.parse_args(argv)
    cases = read_cases(read_statements(asked.definitions))
    models, report = {}, {}
    for language in (EVERY_LANGUAGE, "en"):
        weights = fit(cases, with_words=language == "en")
        scores = cross_validated(cases, with_words=language == "en")
        right = [
            weights.principles[max(range(len(of)), key=of.__getitem__)] in case.labels
            for case, of in zip(cases, scores, strict=True)
        ]
        factors = calibrate(cases, scores, weights)
        models[language] = Weights(
            weights.principles,
            weights.constants,
            weights.signs,
            weights.words,
            weights.rarity,
            factors,
        )
        report[language] = {
            "top1_cross_validated": round(sum(right) / len(right), 3),
            "confidence": {name: getattr(factors, name) for name in factors.__slots__},
            "weights": sum(map(len, (*weights.signs.values(), *weights.words.values()))),
        }
    if asked.write:
        asked.write.write_text(as_table(models), "utf-8")
    print(json.dumps(report, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
