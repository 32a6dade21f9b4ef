"""`python -m benchmarks.links_fit DEFINITIONS.csv [--write FILE]`: makes data/link-weights.toml.

Fits the weights of links on the development half of Worldwide AI Ethics (see
`benchmarks.topics`): statements of other documents are related when they bear a principle in
common. The terms and weights of topics were chosen on the same half, so they would be trusted
too much: each statement is tagged with topic weights from other documents, and without terms
that only its own document has (see `benchmarks.topics_fit`).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from benchmarks.topics import Statement, read_statements
from benchmarks.topics_fit import fit as fit_topics
from benchmarks.topics_fit import read_cases
from numpy.typing import NDArray

from comity.links import Entry, Gold, LinkWeights, fit
from comity.links.evaluate import evaluate
from comity.links.profiles import raised
from comity.links.semantic import centring, with_topics
from comity.links.weights import MEANING, WORDS, as_toml, shipped_weights
from comity.text.normalise import clean
from comity.topics import Tagger, shipped_thesaurus
from comity.topics.tag import _judged
from comity.topics.weights import EVERY_LANGUAGE, topic_texts
from comity.topics.weights import shipped_weights as topic_weights

FOLDS = 5
COMMENT = """What signals add to the strength of a pair, and how probable it makes a relation:
see comity.links.weights. Made by `python -m benchmarks.links_fit`, from the development half
of the labelled statements of Worldwide AI Ethics (Corrêa et al. 2023, Patterns 4:100857).
`reuse` is not fitted: no judged pairs with copied words were at hand."""


def fold_of(document: str) -> int:
    """One of FOLDS, the same for all statements of a document."""
    return hashlib.sha256(document.encode()).digest()[1] % FOLDS


def honest_topics(statements: Sequence[Statement]) -> list[dict[str, float]]:
    """Topics of the development half, by what other documents teach."""
    shipped, cases = topic_weights(), read_cases(statements)
    texts = [s.text for s in statements if not s.is_test]
    found: list[dict[str, float]] = [{} for _ in cases]
    for fold in range(FOLDS):
        others = [case for case in cases if fold_of(case.document) != fold]
        weights = replace(fit_topics(others, with_words=True), factors=shipped["en"].factors)
        tagger = Tagger(
            shipped_thesaurus(), {"en": weights, EVERY_LANGUAGE: shipped[EVERY_LANGUAGE]}
        )
        known = tagger._ready("en")
        assert known.cues is not None
        for n, case in enumerate(cases):
            if fold_of(case.document) == fold:
                line = known.matcher.read(texts[n])
                said = known.cues.gains([line.codes])[0]
                evidence = _judged(case.found, line, known, said)
                own = {one.topic: one.confidence for one in evidence}
                found[n] = raised(own, shipped_thesaurus().above)
    return found


def topics_of(texts: Sequence[str]) -> list[dict[str, float]]:
    """Topics of texts and those above, as links use them."""
    tagger = Tagger(shipped_thesaurus())
    return [
        raised(
            {one.topic: one.confidence for one in tagger.evidence(text, "en")},
            tagger.thesaurus.above,
        )
        for text in texts
    ]


def gold_of(statements: Sequence[Statement], topics: Sequence[dict[str, float]]) -> Gold:
    """Every statement asked against all; related when another document has a label in common."""
    entries = tuple(
        Entry(text=s.text, language="en", id=str(n), works=frozenset([s.document]), topics=of)
        for n, (s, of) in enumerate(zip(statements, topics, strict=True))
    )
    relevant = {
        n: frozenset(
            m
            for m, other in enumerate(statements)
            if other.document != s.document and other.labels & s.labels
        )
        for n, s in enumerate(statements)
    }
    return Gold(entries, np.arange(len(entries)), relevant)


def meaning_of(texts: Sequence[str], model: Path) -> NDArray[np.float32]:
    """Vectors of texts as links compare them, the folder's model as it is, offline."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - an extra

    encoder = SentenceTransformer(str(model), device="cpu", local_files_only=True)
    vectors = encoder.encode([clean(text) for text in texts], normalize_embeddings=True)
    described = encoder.encode(topic_texts(shipped_thesaurus()), normalize_embeddings=True)
    common = centring(vectors)
    return with_topics(common.apply(vectors), common.apply(described))


def main(argv: list[str]) -> int:
    """Print the weights and what they reach; write the file where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.links_fit")
    parser.add_argument("definitions", type=Path)
    parser.add_argument("--model", type=Path, help="folder of an encoder: fits the set `meaning`")
    parser.add_argument("--write", type=Path, help="the file of weights")
    asked = parser.parse_args(argv)
    statements = read_statements(asked.definitions)
    topics = honest_topics(statements)
    half = [s for s in statements if not s.is_test]
    gold = gold_of(half, topics)
    meaning = meaning_of([s.text for s in half], asked.model) if asked.model else None
    fitted = fit(gold, meaning=meaning)
    result = evaluate(gold, weights=fitted.weights, meaning=meaning)
    print(
        json.dumps(
            {
                "weights": asdict(fitted.weights),
                "queries": fitted.queries,
                "pairs": fitted.pairs,
                "development": result.to_json(),
            },
            indent=1,
        )
    )
    if asked.write:
        sets: dict[str, LinkWeights] = {
            **shipped_weights(),
            (MEANING if asked.model else WORDS): fitted.weights,
        }
        asked.write.write_text(as_toml(sets, comment=COMMENT), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
