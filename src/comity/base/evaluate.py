"""A gold table against a base: ids name its provisions, frequencies come from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from comity.base.base import Base
from comity.links import (
    Entry,
    Evaluation,
    Fitted,
    Gold,
    LinkWeights,
    Statistics,
    evaluate,
    finder,
    fit,
    read_gold,
)
from comity.links.profiles import raised
from comity.text.language import detect_language
from comity.topics import Tagger, shipped_thesaurus


def evaluate_gold(
    path: Path, base: Base | None = None, *, weights: LinkWeights | None = None
) -> Evaluation:
    """How well links find what people called related.

    Args:
        path: CSV with the columns query, target, relevant; ids or texts.
        base: holds the provisions that ids name, and says how telling each
            term is, which topics there are, and what signals add. Without one the table
            may hold texts only, and terms are counted in these.
        weights: what signals add, in place of the base's.

    Raises:
        CatalogueError: the table cannot be used; it names the line.
    """
    gold, statistics = read_for(path, base)
    if weights is None and base is not None:
        weights = base.link_weights
    return evaluate(gold, statistics=statistics, weights=weights)


def fit_gold(path: Path, base: Base | None = None) -> Fitted:
    """Weights of links fitted to what people called related; see `evaluate_gold`.

    Raises:
        CatalogueError: the table cannot be used, or has too few pairs.
    """
    gold, statistics = read_for(path, base)
    return fit(gold, statistics=statistics)


def read_for(path: Path, base: Base | None) -> tuple[Gold, Statistics | None]:
    """A gold table with the topics of its texts, and how telling terms are."""
    if base is None:
        return with_topics(read_gold(path, language_of=_language_of), None), None
    gold = read_gold(path, find=_finder(base), language_of=_language_of)
    statistics = Statistics.from_table(base.tables["terms"].all())
    return with_topics(gold, base), statistics


def with_topics(gold: Gold, base: Base | None) -> Gold:
    """The same table, its texts tagged by the base's thesaurus, or by the one shipped."""
    tag = _shipped_topics if base is None else base.text_topics
    entries = tuple(replace(e, topics=tag(e.text, e.language)) for e in gold.entries)
    return replace(gold, entries=entries)


def _shipped_topics(text: str, language: str) -> dict[str, float]:
    tagger = _shipped_tagger()
    found = {str(one.topic): one.confidence for one in tagger.evidence(text, language)}
    return raised(found, tagger.thesaurus.above)


@cache
def _shipped_tagger() -> Tagger:
    return Tagger(shipped_thesaurus())


def _finder(base: Base) -> Callable[[str], Entry | None]:
    table = base.tables["provisions"].all(["id", "work_id", "language", "text"])
    ids, works, languages, texts = (table[name].to_pylist() for name in table.column_names)
    return finder(ids, works, languages, texts)


def _language_of(text: str) -> str:
    return detect_language(text)[0]
