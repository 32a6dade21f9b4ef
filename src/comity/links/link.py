"""Units to links: all signals together, over all works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comity.links.boilerplate import boilerplate
from comity.links.candidates import DECIMALS, top_pairs
from comity.links.lexical import Statistics, idf_of, weigh
from comity.links.part import (
    MOST,
    SIGNALS,
    LanguagePart,
    Rows,
    joined,
    longest_lists,
    merged,
    ranked,
)
from comity.links.profiles import Tags
from comity.links.relation import RELATIONS
from comity.links.reuse import Reuse, run_length, shingle
from comity.links.score import probability
from comity.links.update import MOST_AFFECTED, EarlierRows, affected_units, update
from comity.links.weights import WORDS, LinkWeights, shipped_weights
from comity.links.words import Words
from comity.records import Notice
from comity.text.codes import Known, Lists
from comity.text.tokens import primary

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

LINKS_SCHEMA = pa.schema(
    [
        # Each name stands in many rows: once in a dictionary, in code point order.
        ("source", pa.dictionary(pa.int32(), pa.string())),
        ("target", pa.dictionary(pa.int32(), pa.string())),
        ("rank", pa.int32()),  # from 1
        ("relation", pa.dictionary(pa.int8(), pa.string())),
        ("score", pa.float32()),
        *((name, pa.float32()) for name in SIGNALS),
    ]
)

# What makes the links of units hang on more than the units that a change can reach.
_COMMON, _LIMITED = "common-sequences", "candidates-limited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """All links, and what is needed to weigh another text against them."""

    table: pa.Table  # LINKS_SCHEMA, sorted by source and rank
    statistics: pa.Table  # lexical.STATISTICS_SCHEMA
    words: Words  # of the units, for the next time
    notices: tuple[Notice, ...] = ()
    searched: int = 0  # units whose links were looked for; the others kept those they had


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The links of an earlier base, to be kept where nothing touches them.

    They must come from the same code, the same `top` and weights, and statistics counted
    from the earlier base's units.
    """

    # Per unit of now: it was there, with this id, work, language, text and tags.
    unchanged: Sequence[bool]
    table: pa.Table  # LINKS_SCHEMA, sorted by source and rank
    statistics: Statistics
    words: Words | None = None  # of its units, read by the same code
    notices: Sequence[Notice] = ()


def link_units(
    ids: Sequence[str],
    works: Sequence[str],
    languages: Sequence[str],
    texts: Sequence[str],
    *,
    tags: pa.Table | None = None,
    top: int = 20,
    threads: int = 1,
    weights: LinkWeights | None = None,
    statistics: Statistics | None = None,
    earlier: Earlier | None = None,
) -> Linked:
    """Tie every unit to its most related units of other works.

    Args:
        ids, works, languages, texts: one entry per unit, in any order; ids unique.
        tags: the topics of units, as columns provision_id, topic and confidence; without
            them, words alone tie units.
        top: links per unit; verbatim ones beyond it are kept too, up to MOST.
        threads: of the sparse product. Neither it nor the order of the units
            changes the result.
        weights: what signals add, and what score follows; those that are shipped when
            absent.
        statistics: how telling terms are; counted from these units when absent.
        earlier: links of a base that shares units with this one. It saves time
            and changes nothing in the result.

    Returns:
        Links by source id and rank: higher scores first, equal scores by target
        id. Units of different languages are not tied by these signals, and boilerplate is
        tied to nothing; a notice counts it.

    Raises:
        ValueError: sequences of different lengths, or an id given twice.
    """
    if not len(ids) == len(works) == len(languages) == len(texts):
        raise ValueError("ids, works, languages and texts must have one entry per unit.")
    if len(set(ids)) != len(ids):
        raise ValueError("An id was given to two units.")
    formulas = [bool(boilerplate(t, k)) for t, k in zip(texts, languages, strict=True)]
    order = sorted((u for u in range(len(ids)) if not formulas[u]), key=ids.__getitem__)
    by_language: dict[str, list[int]] = {}  # places in the order of ids
    for place, unit in enumerate(order):
        by_language.setdefault(primary(languages[unit]), []).append(place)
    names = pa.array([ids[u] for u in order], pa.string())
    tagged = Tags.none(len(order)) if tags is None else Tags.from_table(tags, names)
    weights = weights or shipped_weights()[WORDS]
    before, known = None, None
    if earlier is not None and earlier.words is not None:
        unchanged = np.asarray(earlier.unchanged, bool)[np.asarray(order, np.int64)]
        known = earlier.words.known(names, unchanged)
    if earlier is not None and statistics is None and not _was_limited(earlier):
        before = _Before(earlier, names, order)
    counted: dict[str, int] = {}
    frequencies: dict[str, Mapping[str, int]] = {}
    notices = _left_out(sum(formulas))
    pieces: list[_Columns] = []
    words: list[tuple[IntArray, Lists]] = []
    searched = 0
    for language, listed in sorted(by_language.items()):
        places = np.array(listed, np.int64)
        counted[language] = len(places)
        read = None if known is None else Known(known.at[places], known.lists)
        if before is not None and before.holds_all(language, places) and _all_known(read):
            frequencies[language] = before.statistics.frequencies.get(language, {})
            pieces.append(before.all_of(places))
            words.append((places, read.lists.at(read.at)))
            continue
        units = [order[place] for place in listed]
        part = LanguagePart(
            [works[u] for u in units],
            [texts[u] for u in units],
            language,
            tagged.at(places),
            read,
        )
        words.append((places, part.words_of_units()))
        frequencies[language] = part.frequencies()
        used = statistics or Statistics(units=counted, frequencies=frequencies)
        how = _How(top, threads, weights)
        searched += _link(part, used, before, pieces, places, notices, how)
    table = _Columns.joined(pieces).table(names) if pieces else LINKS_SCHEMA.empty_table()
    beyond = _beyond(table, max(top, MOST))
    used = statistics or Statistics(units=counted, frequencies=frequencies)
    return Linked(
        table=table,
        statistics=used.to_table(),
        words=Words.of(names, words),
        notices=(*notices, *beyond),
        searched=searched,
    )


@dataclass(frozen=True, slots=True)
class _How:
    """What the caller chose."""

    top: int
    threads: int
    weights: LinkWeights


def _link(
    part: LanguagePart,
    statistics: Statistics,
    before: _Before | None,
    pieces: list[_Columns],
    places: IntArray,
    notices: list[Notice],
    how: _How,
) -> int:
    """Add the links of one language to `pieces`; how many units were searched for."""
    top, weights = how.top, how.weights
    lexical = weigh(part.counts, idf_of(part.terms, statistics, part.language))
    vectors = joined(part, lexical, weights)
    reuse = Reuse(shingle(part.words, run_length(part.language)))
    if reuse.skipped:
        message = (
            f"{reuse.skipped} word sequences stand in so many texts ({part.language}) that"
            " they proposed no links by themselves."
        )
        notices.append(Notice(code=_COMMON, message=message))
    longest = longest_lists(part)
    if longest is not None:
        message = (
            f"{len(part.groups.first)} distinct texts ({part.language}) are too many to compare"
            " all pairs: candidates are those in which a term or a topic weighs most, and a few"
            " in a hundred of the first links may be missed."
        )
        notices.append(Notice(code=_LIMITED, message=message))
    elif before is not None and not reuse.skipped:
        unchanged = before.unchanged[places]
        now = idf_of(part.terms, statistics, part.language)
        then = idf_of(part.terms, before.statistics, part.language)
        affected = affected_units(part, now != then, unchanged)
        if affected.sum() <= MOST_AFFECTED * len(places):
            earlier, columns = before.rows(places, unchanged)
            found = update(
                *(part, vectors, reuse, earlier, affected, weights),
                top=top,
                threads=how.threads,
            )
            pieces.append(columns.at(~found.redone[earlier.rows.source]))
            pieces += [_Columns.of(places, rows) for rows in found.rows]
            return found.searched
    alike = top_pairs(
        *(vectors, part.groups),
        top=top,
        threads=how.threads,
        worth=lambda values: probability(values, weights),
        longest=longest,
    )
    scored = merged(part, vectors, alike, reuse.pairs(), weights)
    for rows in ranked(part, scored, np.arange(len(places)), top=top):
        pieces.append(_Columns.of(places, rows))
    return len(places)


def _left_out(count: int) -> list[Notice]:
    if not count:
        return []
    message = (
        f"{count} provisions are formulas of law or lists of contents (short titles, dates of"
        " entry into force, severability): they are not linked."
    )
    return [Notice(code="boilerplate", message=message)]


def _all_known(read: Known | None) -> TypeGuard[Known]:
    """Whether every unit's words are known."""
    return read is not None and bool((read.at >= 0).all())


def _was_limited(earlier: Earlier) -> bool:
    """Whether sequences or candidates were left out, so that more than scores may change."""
    return any(notice.code in (_COMMON, _LIMITED) for notice in earlier.notices)


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
        table = earlier.table
        self._columns = _Columns(
            self._found(table["source"], names),
            self._found(table["target"], names),
            _values(table["rank"]).astype(np.int32),
            _index(table["relation"], pa.array(RELATIONS, pa.string())).astype(np.int8),
            _values(table["score"]),
            tuple(_values(table[name]) for name in SIGNALS),
        )

    def _found(self, column: pa.ChunkedArray, names: pa.Array) -> NDArray[np.int32]:
        """The place of each row's unit among the units of now; -1 unless it is unchanged."""
        places = _index(column, names)
        places[(places >= 0) & ~np.append(self.unchanged, False)[places]] = -1
        return places

    def holds_all(self, language: str, places: IntArray) -> bool:
        """True when the units of a language are those that the earlier base had."""
        same = self.statistics.units.get(language) == len(places)
        return same and bool(self.unchanged[places].all())

    def all_of(self, places: IntArray) -> _Columns:
        """Every row of the units at `places`."""
        chosen = np.zeros(len(self.unchanged) + 1, bool)  # the last for -1
        chosen[places] = True
        return self._columns.at(chosen[self._columns.source])

    def rows(self, places: IntArray, unchanged: BoolArray) -> tuple[EarlierRows, _Columns]:
        """The rows of the units at `places`, numbered within these, and as they stand."""
        columns = self.all_of(places)
        local = np.full(len(self.unchanged) + 1, -1)
        local[places] = np.arange(len(places))
        rows = Rows(
            local[columns.source],
            local[columns.target],
            columns.rank.astype(np.int64) - 1,
            columns.relation.astype(np.int64),
            # Scores have DECIMALS decimals, which a float32 holds: rounding gives them back.
            np.asarray(np.round(columns.score.astype(np.float64), DECIMALS), np.float64),
            {
                name: values.astype(np.float64)
                for name, values in zip(SIGNALS, columns.signals, strict=True)
            },
        )
        return EarlierRows(unchanged, rows), columns


def _index(column: pa.ChunkedArray, among: pa.Array) -> NDArray[np.int32]:
    """The place of each value among others; -1 where it is none of them."""
    if pa.types.is_dictionary(column.type):
        if not column.num_chunks:
            return np.empty(0, np.int32)
        chunks = column.unify_dictionaries().chunks
        places = _index(pa.chunked_array([chunks[0].dictionary]), among)
        return np.concatenate([places[np.asarray(chunk.indices)] for chunk in chunks])
    at = pc.fill_null(pc.index_in(column, value_set=among), -1)
    return np.array(at.combine_chunks(), np.int32)


def _values(column: pa.ChunkedArray) -> NDArray[Any]:
    return np.asarray(column.combine_chunks())


@dataclass(frozen=True, slots=True)
class _Columns:
    """Columns of a links table, units as places among the ids, as small as they can be."""

    source: NDArray[np.int32]
    target: NDArray[np.int32]
    rank: NDArray[np.int32]  # from 1
    relation: NDArray[np.int8]  # index of RELATIONS
    score: NDArray[np.float32]
    signals: tuple[NDArray[np.float32], ...]  # in the order of SIGNALS

    def at(self, rows: NDArray[Any]) -> _Columns:
        """Some rows, by number or by mask."""
        return _Columns(
            self.source[rows],
            self.target[rows],
            self.rank[rows],
            self.relation[rows],
            self.score[rows],
            tuple(values[rows] for values in self.signals),
        )

    @classmethod
    def of(cls, places: IntArray, rows: Rows) -> _Columns:
        """Rows whose units are numbered within `places`."""
        return cls(
            places[rows.source].astype(np.int32),
            places[rows.target].astype(np.int32),
            (rows.rank + 1).astype(np.int32),
            rows.relation.astype(np.int8),
            rows.score.astype(np.float32),
            tuple(rows.signals[name].astype(np.float32) for name in SIGNALS),
        )

    @classmethod
    def joined(cls, parts: Sequence[_Columns]) -> _Columns:
        """All rows of the parts, at least one, by source; a source's rows are all in one part."""
        whole = cls(
            np.concatenate([p.source for p in parts]),
            np.concatenate([p.target for p in parts]),
            np.concatenate([p.rank for p in parts]),
            np.concatenate([p.relation for p in parts]),
            np.concatenate([p.score for p in parts]),
            tuple(
                np.concatenate(values) for values in zip(*(p.signals for p in parts), strict=True)
            ),
        )
        return whole.at(np.argsort(whole.source, kind="stable"))

    def table(self, names: pa.Array) -> pa.Table:
        """The rows as LINKS_SCHEMA; `names` are the ids, ascending."""
        columns = [
            pa.DictionaryArray.from_arrays(pa.array(self.source), names),
            pa.DictionaryArray.from_arrays(pa.array(self.target), names),
            pa.array(self.rank),
            pa.DictionaryArray.from_arrays(
                pa.array(self.relation), pa.array(RELATIONS, pa.string())
            ),
            pa.array(self.score),
            *map(pa.array, self.signals),
        ]
        return pa.table(columns, schema=LINKS_SCHEMA)
