"""A gold table against a base: ids name its provisions, frequencies come from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from comity.base.base import Base
from comity.links import Entry, Evaluation, Statistics, evaluate, finder, read_gold
from comity.text.language import detect_language


def evaluate_gold(path: Path, base: Base | None = None) -> Evaluation:
    """How well links find what people called related.

    Args:
        path: CSV with the columns query, target, relevant; ids or texts.
        base: holds the provisions that ids name, and says how telling each
            term is. Without one the table may hold texts only, and terms are
            counted in these.

    Raises:
        CatalogueError: the table cannot be used; it names the line.
    """
    if base is None:
        return evaluate(read_gold(path, language_of=_language_of))
    gold = read_gold(path, find=_finder(base), language_of=_language_of)
    return evaluate(gold, statistics=Statistics.from_table(base.tables["terms"].all()))


def _finder(base: Base) -> Callable[[str], Entry | None]:
    table = base.tables["provisions"].all(["id", "work_id", "language", "text"])
    ids, works, languages, texts = (table[name].to_pylist() for name in table.column_names)
    return finder(ids, works, languages, texts)


def _language_of(text: str) -> str:
    return detect_language(text)[0]
