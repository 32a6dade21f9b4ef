"""`python -m benchmarks.topics_agora AGORA`: topics of whole texts against AGORA's yes/no tags.

AGORA is a folder with documents.csv and fulltext/. Only annotated rows count, and tags that a
topic is mapped to and that five texts have or more. Beside it, in the same five folds: TF-IDF
with logistic regression. Both take what they learn (a threshold, weights) from four fifths.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, cross_val_predict

from comity.topics import Tagger, shipped_thesaurus

FEWEST = 5
STEPS = 60  # thresholds that are tried


def read_texts(folder: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Texts of the annotated rows, and these rows."""
    csv.field_size_limit(10**9)
    texts, rows = [], []
    with (folder / "documents.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            path = folder / "fulltext" / f"{row['AGORA ID']}.txt"
            if row["Annotated?"].lower() == "true" and path.is_file():
                texts.append(path.read_text("utf-8", "replace"))
                rows.append(row)
    return texts, rows


def scores(text: str, tagger: Tagger) -> dict[str, float]:
    """Topic -> confidences of the paragraphs, summed: how much of it the text says."""
    sums: defaultdict[str, float] = defaultdict(float)
    for paragraph in text.split("\n"):
        for one in tagger.evidence(paragraph, "en"):
            sums[one.topic] += one.confidence
    return dict(sums)


def f1(given: Any, held: Any) -> float:
    """The harmonic mean of precision and recall; 0 when nothing is given or held."""
    return float(2 * (given & held).sum() / max(given.sum() + held.sum(), 1))


def by_threshold(values: Any, held: Any, folds: KFold) -> Any:
    """What a threshold gives that was best on the other folds."""
    given = np.zeros(len(held), bool)
    for known, asked in folds.split(values):
        tried = np.unique(np.quantile(values[known], np.linspace(0, 1, STEPS)))
        of = values[known]
        best = max(tried, key=lambda t: f1((of >= t) & (of > 0), held[known]))
        given[asked] = (values[asked] >= best) & (values[asked] > 0)
    return given


def main(folder: Path) -> None:
    """Print macro-F1 of both ways, and each tag."""
    texts, rows = read_texts(folder)
    tagger = Tagger(shipped_thesaurus())
    found = [scores(text, tagger) for text in texts]
    topics: defaultdict[str, list[str]] = defaultdict(list)
    for name, concept in shipped_thesaurus().concepts.items():
        for mapping in concept.mappings:
            if mapping.scheme == "agora":
                topics[mapping.name].append(name)
    words = TfidfVectorizer(sublinear_tf=True, min_df=3, stop_words="english").fit_transform(texts)
    model = LogisticRegression(C=10, class_weight="balanced", max_iter=1000)
    folds = KFold(5, shuffle=True, random_state=0)
    ours, theirs = [], []
    for tag in sorted(topics):
        held = np.array([row[tag].lower() == "true" for row in rows])
        if held.sum() < FEWEST:
            continue
        values = np.array([sum(of.get(topic, 0.0) for topic in topics[tag]) for of in found])
        ours.append(f1(by_threshold(values, held, folds), held))
        theirs.append(f1(cross_val_predict(model, words, held, cv=folds), held))
        print(f"{ours[-1]:.2f} {theirs[-1]:.2f} {held.sum():4} {tag}")
    unmapped = [name for name in rows[0] if ": " in name and name not in topics]
    print(f"{len(texts)} texts, {len(ours)} tags: topics {np.mean(ours):.3f},", end=" ")
    print(f"TF-IDF with logistic regression {np.mean(theirs):.3f}; not mapped: {len(unmapped)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
