"""A gold table: which targets people call related to which queries."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from comity.errors import CatalogueError
from comity.text.normalise import clean

IntArray = NDArray[np.int64]

COLUMNS = ("query", "target", "relevant")
_YES, _NO = {"1", "true", "yes"}, {"0", "false", "no"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A provision of a base, or a text of the gold table itself."""

    text: str
    language: str
    id: str = ""  # "" for a plain text
    works: frozenset[str] = frozenset()  # empty for a plain text of unknown work
    topics: Mapping[str, float] = field(default_factory=dict)  # with their confidence, 0 to 1


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold table: its entries, and for each query the targets that were judged."""

    entries: tuple[Entry, ...]
    targets: IntArray  # entries that stand as target in some row, ascending: the pool
    relevant: Mapping[int, frozenset[int]]  # query -> relevant targets; empty when none is


def read_gold(
    path: Path,
    *,
    find: Callable[[str], Entry | None] = lambda _: None,
    language_of: Callable[[str], str],
) -> Gold:
    """Read a CSV with the columns query, target and relevant (others are ignored).

    Args:
        path: UTF-8, with a header.
        find: the provision that a cell names, or None; see `finder`.
        language_of: BCP 47 tag of a plain text.

    Returns:
        Texts that read the same (white space aside) are one entry, given as ids
        or as texts: a copy would be found for every query, and say nothing. So
        are several rows of one pair, relevant when any of them says so.

    Raises:
        CatalogueError: not such a table; it names the line.
    """
    entries: list[Entry] = []
    number: dict[str, int] = {}  # readable text -> entry
    seen: dict[str, tuple[int, Entry]] = {}  # cells as they stand; finding again costs most
    targets: set[int] = set()
    relevant: dict[int, set[int]] = {}

    def entry(cell: str, line: int, column: str) -> tuple[int, Entry]:
        """The entry that a cell belongs to, and the provision or text that it names itself."""
        if cell in seen:
            return seen[cell]
        name = clean(cell)
        if not name:
            raise _bad(path, line, f"the column {column!r} is empty", "Give an id or a text.")
        own = find(name)
        if own is None and " " not in name and "/" in name:
            raise _bad(
                path, line, f"no provision {name!r} is known", "Name the base that holds it."
            )
        own = own or Entry(text=name, language=language_of(name))
        text = clean(own.text)
        if text in number:
            entries[number[text]] = _merged(entries[number[text]], own)
        else:
            number[text] = len(entries)
            entries.append(own)
        seen[cell] = number[text], own
        return seen[cell]

    for line, (query_cell, target_cell, relevant_cell) in _rows(path):
        query, asked = entry(query_cell, line, "query")
        target, answer = entry(target_cell, line, "target")
        word = relevant_cell.strip().casefold()
        if word not in _YES | _NO:
            raise _bad(
                path,
                line,
                f"`relevant` is {relevant_cell!r}",
                "Write 1 or 0 (true, false, yes, no).",
            )
        targets.add(target)
        found = relevant.setdefault(query, set())
        if word in _YES and target != query and not same_work(asked, answer):
            found.add(target)
    if not relevant:
        raise _bad(path, 1, "the table has no rows", "Add a row for every judged pair.")
    return Gold(
        tuple(entries),
        np.array(sorted(targets), np.int64),
        {query: frozenset(found) for query, found in relevant.items()},
    )


def finder(
    ids: Sequence[str], works: Sequence[str], languages: Sequence[str], texts: Sequence[str]
) -> Callable[[str], Entry | None]:
    """Look up a cell of a gold table among provisions, by id or else by text.

    A text that stands in provisions of several works belongs to all of them, so
    that a table of plain texts leaves out a query's own work as one of ids does.
    """
    by_id = {unit: n for n, unit in enumerate(ids)}
    by_text: dict[str, list[int]] = {}
    for n, text in enumerate(texts):
        by_text.setdefault(clean(text), []).append(n)

    def find(cell: str) -> Entry | None:
        if cell in by_id:
            n = by_id[cell]
            return Entry(text=texts[n], language=languages[n], id=cell, works=frozenset([works[n]]))
        found = by_text.get(cell, [])
        if not found:
            return None
        held = frozenset(works[n] for n in found)
        first = min(found, key=ids.__getitem__)
        return Entry(text=texts[first], language=languages[first], works=held)

    return find


def _merged(one: Entry, other: Entry) -> Entry:
    """Two entries of one text, of all their works, under the first of their ids."""
    ids = [entry.id for entry in (one, other) if entry.id]
    return replace(one, id=min(ids, default=""), works=one.works | other.works)


def same_work(query: Entry, target: Entry) -> bool:
    """True when the target stands in no other work than the query's."""
    return bool(target.works) and target.works <= query.works


def _bad(path: Path, line: int, problem: str, hint: str) -> CatalogueError:
    return CatalogueError(f"{path.name}, line {line}: {problem}.", hint=hint)


def _rows(path: Path) -> Iterator[tuple[int, tuple[str, str, str]]]:
    """Line at which a row begins, and its three cells."""
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = [cell.strip() for cell in next(reader, [])]
            missing = [name for name in COLUMNS if name not in header]
            if missing:
                raise _bad(
                    path,
                    1,
                    f"no column {', '.join(missing)} among {', '.join(header) or 'none'}",
                    f"The header must name {', '.join(COLUMNS)}.",
                )
            places = [header.index(name) for name in COLUMNS]
            line = reader.line_num + 1
            for row in reader:
                if row:
                    if len(row) != len(header):
                        problem = f"{len(row)} cells, but the header has {len(header)}"
                        raise _bad(path, line, problem, "Put texts with commas in quotes.")
                    query, target, relevant = (row[place] for place in places)
                    yield line, (query, target, relevant)
                line = reader.line_num + 1
    except UnicodeDecodeError as error:
        raise _bad(path, line, "not UTF-8", "Save the table as UTF-8.") from error
    except csv.Error as error:
        raise _bad(path, line, f"not CSV: {error}", "Check the quotes of this row.") from error
