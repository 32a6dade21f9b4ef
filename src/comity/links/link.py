"""Units to links: all signals together, over all works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comity.links.candidates import DECIMALS, top_pairs
from comity.links.lexical import Statistics, idf_of, weigh
from comity.links.part import MOST, SIGNALS, LanguagePart, Rows, merged, ranked
from comity.links.relation import RELATIONS
from comity.links.reuse import Reuse, run_length, shingle
from comity.links.update import MOST_AFFECTED, EarlierRows, Update, affected_units, update
from comity.records import Notice
from comity.text.tokens import primary

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

LINKS_SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("target", pa.string()),
        ("rank", pa.int32()),  # from 1
        ("relation", pa.string()),
        ("score", pa.float32()),
        *((name, pa.float32()) for name in SIGNALS),
    ]
)

_COMMON = "common-sequences"
_MOST_PIECES = 50_000  # stretches of rows that are put together one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """All links, and what is needed to weigh another text against them."""

    table: pa.Table  # LINKS_SCHEMA, sorted by source and rank
    statistics: pa.Table  # lexical.STATISTICS_SCHEMA
    notices: tuple[Notice, ...] = ()
    searched: int = 0  # units whose links were looked for; the others kept those they had


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The links of an earlier base, to be kept where nothing touches them.

    They must come from the same code, the same `top`, and statistics counted from
    the earlier base's units.
    """

    unchanged: Sequence[bool]  # per unit of now: it was there, with this id, work, language, text
    table: pa.Table  # LINKS_SCHEMA, sorted by source and rank
    statistics: Statistics
    notices: Sequence[Notice] = ()


def link_units(
    ids: Sequence[str],
    works: Sequence[str],
    languages: Sequence[str],
    texts: Sequence[str],
    *,
    top: int = 20,
    threads: int = 1,
    statistics: Statistics | None = None,
    earlier: Earlier | None = None,
) -> Linked:
    """Tie every unit to its most related units of other works.

    Args:
        ids, works, languages, texts: one entry per unit, in any order; ids unique.
        top: links per unit; verbatim ones beyond it are kept too, up to MOST.
        threads: of the sparse product. Neither it nor the order of the units
            changes the result.
        statistics: how telling terms are; counted from these units when absent.
        earlier: links of a base that shares units with this one. It saves time
            and changes nothing in the result.

    Returns:
        Links by source id and rank: higher scores first, equal scores by target
        id. Units of different languages are not tied by these signals.

    Raises:
        ValueError: sequences of different lengths, or an id given twice.
    """
    if not len(ids) == len(works) == len(languages) == len(texts):
        raise ValueError("ids, works, languages and texts must have one entry per unit.")
    if len(set(ids)) != len(ids):
        raise ValueError("An id was given to two units.")
    order = sorted(range(len(ids)), key=ids.__getitem__)
    by_language: dict[str, list[int]] = {}  # places in the order of ids
    for place, unit in enumerate(order):
        by_language.setdefault(primary(languages[unit]), []).append(place)
    names = pa.array([ids[u] for u in order], pa.string())
    before = None
    if earlier is not None and statistics is None and not _had_common(earlier):
        before = _Before(earlier, names, order)
    counted: dict[str, int] = {}
    frequencies: dict[str, Mapping[str, int]] = {}
    notices: list[Notice] = []
    pieces, searched = _Pieces(names), 0
    for language, listed in sorted(by_language.items()):
        places = np.array(listed, np.int64)
        counted[language] = len(places)
        if before is not None and before.holds_all(language, places):
            frequencies[language] = before.statistics.frequencies.get(language, {})
            before.keep_all(places, pieces)
            continue
        units = [order[place] for place in listed]
        part = LanguagePart([works[u] for u in units], [texts[u] for u in units], language)
        frequencies[language] = part.frequencies()
        used = statistics or Statistics(units=counted, frequencies=frequencies)
        searched += _link(part, used, before, pieces, places, notices, (top, threads))
    table = pieces.table(None if before is None else before.table)
    beyond = _beyond(table, max(top, MOST))
    used = statistics or Statistics(units=counted, frequencies=frequencies)
    return Linked(
        table=table,
        statistics=used.to_table(),
        notices=(*notices, *beyond),
        searched=searched,
    )


def _link(
    part: LanguagePart,
    statistics: Statistics,
    before: _Before | None,
    pieces: _Pieces,
    places: IntArray,
    notices: list[Notice],
    how: tuple[int, int],
) -> int:
    """Add the links of one language to `pieces`; how many units were searched for."""
    top, threads = how
    vectors = weigh(part.counts, idf_of(part.terms, statistics, part.language))
    reuse = Reuse(shingle(part.words, run_length(part.language)))
    if reuse.skipped:
        message = (
            f"{reuse.skipped} word sequences stand in so many texts ({part.language}) that"
            " they proposed no links by themselves."
        )
        notices.append(Notice(code=_COMMON, message=message))
    elif before is not None:
        unchanged = before.unchanged[places]
        now = idf_of(part.terms, statistics, part.language)
        then = idf_of(part.terms, before.statistics, part.language)
        affected = affected_units(part, now != then, unchanged)
        if affected.sum() <= MOST_AFFECTED * len(places):
            earlier, at = before.rows(places, unchanged)
            found = update(part, vectors, reuse, earlier, affected, top=top, threads=threads)
            kept = at[~found.redone[earlier.rows.source]]
            pieces.keep(kept, before.source[kept])
            _add(pieces, places, found)
            return found.searched
    lexical = top_pairs(vectors, part.groups, top=top, threads=threads)
    scored = merged(part, vectors, lexical, reuse.pairs())
    for rows in ranked(part, scored, np.arange(len(places)), top=top):
        pieces.add(places, rows)
    return len(places)


def _add(pieces: _Pieces, places: IntArray, found: Update) -> None:
    for rows in found.rows:
        pieces.add(places, rows)


def _had_common(earlier: Earlier) -> bool:
    """Whether a sequence was too common to propose links, so that more than scores may change."""
    return any(notice.code == _COMMON for notice in earlier.notices)


def _beyond(table: pa.Table, most: int) -> list[Notice]:
    last = table.filter(pc.equal(table["rank"], most))
    full = pc.sum(pc.equal(last["relation"], RELATIONS[0])).as_py() or 0
    if not full:
        return []
    message = (
        f"{full} provisions have {most} verbatim links, the most that are kept; further ones,"
        " if there are any, were left out."
    )
    return [Notice(code="verbatim-beyond", message=message)]


class _Before:
    """An earlier base's links, with its units found among those of now."""

    def __init__(self, earlier: Earlier, names: pa.Array, order: Sequence[int]) -> None:
        """`names` are the ids of now, ascending; `order` says which unit each is of."""
        self.statistics = earlier.statistics
        self.unchanged = np.asarray(earlier.unchanged, bool)[np.asarray(order, np.int64)]
        self.table = earlier.table.select(LINKS_SCHEMA.names).cast(LINKS_SCHEMA)
        self.source = self._found("source", names)
        self._target = self._found("target", names)
        relation = pc.index_in(self.table["relation"], value_set=pa.array(RELATIONS))
        self._relation = np.asarray(relation.combine_chunks()).astype(np.int64)
        self._rank = self._numbers("rank").astype(np.int64) - 1
        # Scores have DECIMALS decimals, which a float32 holds: rounding gives them back.
        self._score = np.round(self._numbers("score"), DECIMALS)
        self._signals = {name: self._numbers(name) for name in SIGNALS}

    def _numbers(self, column: str) -> NDArray[np.float64]:
        return np.asarray(self.table[column].combine_chunks()).astype(np.float64)

    def _found(self, column: str, names: pa.Array) -> IntArray:
        """The place of each row's unit among the units of now; -1 unless it is unchanged."""
        at = pc.index_in(self.table[column], value_set=names).combine_chunks()
        places = np.asarray(pc.fill_null(at, -1)).astype(np.int64)
        places[places >= 0] = np.where(self.unchanged[places[places >= 0]], places[places >= 0], -1)
        return places

    def holds_all(self, language: str, places: IntArray) -> bool:
        """True when the units of a language are those that the earlier base had."""
        same = self.statistics.units.get(language) == len(places)
        return same and bool(self.unchanged[places].all())

    def keep_all(self, places: IntArray, pieces: _Pieces) -> None:
        """Keep every row of the units at `places`."""
        chosen = np.zeros(len(self.unchanged) + 1, bool)  # the last for -1
        chosen[places] = True
        rows = np.flatnonzero(chosen[self.source])
        pieces.keep(rows, self.source[rows])

    def rows(self, places: IntArray, unchanged: BoolArray) -> tuple[EarlierRows, IntArray]:
        """The rows of the units at `places`, and where each stands in the table."""
        local = np.full(len(self.unchanged) + 1, -1)  # the last for -1
        local[places] = np.arange(len(places))
        source = local[self.source]
        at = np.flatnonzero(source >= 0)
        rows = Rows(
            source[at],
            local[self._target[at]],
            self._rank[at],
            self._relation[at],
            self._score[at],
            {name: values[at] for name, values in self._signals.items()},
        )
        return EarlierRows(unchanged, rows), at


class _Pieces:
    """Rows of links as they are found, put together in the order of their sources."""

    def __init__(self, names: pa.Array) -> None:
        self._names = names  # ids, ascending
        self._tables: list[pa.Table] = []
        self._sources: list[IntArray] = []
        self._kept: list[IntArray] = []  # rows of the earlier table
        self._kept_sources: list[IntArray] = []

    def keep(self, rows: IntArray, sources: IntArray) -> None:
        """Take rows of the earlier table as they are; `sources` are places among the ids."""
        self._kept.append(rows)
        self._kept_sources.append(sources)

    def add(self, places: IntArray, rows: Rows) -> None:
        """Take rows whose units are numbered within `places`."""
        columns = [
            self._names.take(pa.array(places[rows.source])),
            self._names.take(pa.array(places[rows.target])),
            pa.array((rows.rank + 1).astype(np.int32)),
            pa.array(RELATIONS, pa.string()).take(pa.array(rows.relation)),
            pa.array(rows.score.astype(np.float32)),
            *(pa.array(rows.signals[name].astype(np.float32)) for name in SIGNALS),
        ]
        self._tables.append(pa.table(columns, schema=LINKS_SCHEMA))
        self._sources.append(places[rows.source])

    def table(self, earlier: pa.Table | None) -> pa.Table:
        """All rows, by source and rank; those of one source come from one piece."""
        offset = 0 if earlier is None else earlier.num_rows
        tables = [*([] if earlier is None else [earlier]), *self._tables]
        if not self._kept_sources and not self._sources:
            return LINKS_SCHEMA.empty_table()
        sources = np.concatenate([*self._kept_sources, *self._sources])
        new = np.arange(offset, offset + sum(map(len, self._sources)))
        rows = np.concatenate([*self._kept, new])
        rows = rows[np.argsort(sources, kind="stable")]
        whole = pa.concat_tables(tables)
        begins = np.flatnonzero(np.diff(rows, prepend=-2) != 1)
        if len(begins) > _MOST_PIECES:
            return whole.take(pa.array(rows)).combine_chunks()
        ends = np.append(begins, len(rows))[1:]
        parts = [whole.slice(int(rows[b]), int(e - b)) for b, e in zip(begins, ends, strict=True)]
        return pa.concat_tables(parts or [whole.slice(0, 0)]).combine_chunks()
