"""Units to links: all signals together, over all works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comity.links.boilerplate import boilerplate
from comity.links.candidates import top_pairs
from comity.links.columns import Before, Columns, Earlier, links_schema
from comity.links.lexical import Statistics, idf_of, weigh
from comity.links.part import (
    MOST,
    SIGNALS,
    LanguagePart,
    Meaning,
    joined,
    longest_lists,
    merged,
    ranked,
)
from comity.links.profiles import Above, Tags
from comity.links.relation import RELATIONS
from comity.links.reuse import Reuse, run_length, shingle
from comity.links.score import probability
from comity.links.semantic import top_semantic
from comity.links.update import MOST_AFFECTED, affected_units, update
from comity.links.weights import MEANING, WORDS, LinkWeights, shipped_weights
from comity.links.words import Words
from comity.records import Notice
from comity.text.codes import Known, Lists, code_texts
from comity.text.tokens import primary

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


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


def link_units(
    ids: Sequence[str],
    works: Sequence[str],
    languages: Sequence[str],
    texts: Sequence[str],
    *,
    tags: pa.Table | None = None,
    above: Above | None = None,
    meaning: NDArray[np.float32] | None = None,
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
        above: topic -> all topics above it in the thesaurus.
        meaning: (units, dimensions) vectors of an encoder, from `semantic.with_topics`; rows
            of zeros have none. All is then linked anew.
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
    order = sorted(range(len(ids)), key=ids.__getitem__)
    names = pa.array([ids[u] for u in order], pa.string())
    tagged = Tags.none(len(ids)) if tags is None else Tags.from_table(tags, names)
    tagged = tagged.raised(above or {})
    weights = weights or shipped_weights()[WORDS if meaning is None else MEANING]
    names_of_signals = SIGNALS if meaning is None else (*SIGNALS, "semantic")
    before, known = None, None
    told = np.full(len(ids), -1, np.int8)
    if earlier is not None and earlier.words is not None:
        unchanged = np.asarray(earlier.unchanged, bool)[np.asarray(order, np.int64)]
        known = earlier.words.known(names, unchanged)
        told = earlier.words.formulas(names, unchanged)
    by_language, formulas = _by_language(order, languages, texts, told)
    keeps = statistics is None and meaning is None
    if earlier is not None and keeps and not _was_limited(earlier):
        before = Before(earlier, names, order)
    counted: dict[str, int] = {}
    frequencies: dict[str, Mapping[str, int]] = {}
    notices = _left_out(sum(map(len, formulas.values())))
    pieces: list[Columns] = []
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
        vectors = None if meaning is None else meaning[np.asarray(units, np.int64)]
        how = _How(top, threads, weights, vectors)
        searched += _link(part, used, before, pieces, places, notices, how)
    for language, listed in sorted(formulas.items()):  # for who compares whole documents
        places = np.array(listed, np.int64)
        read = None if known is None else Known(known.at[places], known.lists)
        coded = code_texts([texts[order[place]] for place in listed], language, read)
        words.append((places, coded.words))
    table = (
        Columns.joined(pieces).table(names, names_of_signals)
        if pieces
        else links_schema(names_of_signals).empty_table()
    )
    used = statistics or Statistics(units=counted, frequencies=frequencies)
    return Linked(
        table=table,
        statistics=used.to_table(),
        words=Words.of(names, words, _flags(len(ids), formulas)),
        notices=(*notices, *_beyond(table, max(top, MOST))),
        searched=searched,
    )


def _by_language(
    order: Sequence[int],
    languages: Sequence[str],
    texts: Sequence[str],
    told: NDArray[np.int8],
) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Places of the units in `order` that are linked, and of boilerplate, by language.

    `told` says of each place whether it is boilerplate, or -1 where that is not known.
    """
    linked: dict[str, list[int]] = {}
    formulas: dict[str, list[int]] = {}
    for (place, unit), known in zip(enumerate(order), told.tolist(), strict=True):
        language = languages[unit]
        is_formula = bool(boilerplate(texts[unit], language)) if known < 0 else known == 1
        listed = formulas if is_formula else linked
        listed.setdefault(primary(language), []).append(place)
    return linked, formulas


def _flags(units: int, formulas: Mapping[str, Sequence[int]]) -> BoolArray:
    flags = np.zeros(units, bool)
    for places in formulas.values():
        flags[np.asarray(places, np.int64)] = True
    return flags


@dataclass(frozen=True, slots=True)
class _How:
    """What the caller chose."""

    top: int
    threads: int
    weights: LinkWeights
    meaning: NDArray[np.float32] | None  # (units of the language, dimensions)


def _link(
    part: LanguagePart,
    statistics: Statistics,
    before: Before | None,
    pieces: list[Columns],
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
            pieces += [Columns.of(places, rows) for rows in found.rows]
            return found.searched
    alike = top_pairs(
        *(vectors, part.groups),
        top=top,
        threads=how.threads,
        worth=lambda values: probability(values, weights),
        longest=longest,
    )
    scored = merged(part, vectors, alike, reuse.pairs(), weights, meaning=_meaning(part, how))
    for rows in ranked(part, scored, np.arange(len(places)), top=top):
        pieces.append(Columns.of(places, rows))
    return len(places)


def _left_out(count: int) -> list[Notice]:
    if not count:
        return []
    message = (
        f"{count} provisions are formulas of law or lists of contents (short titles, dates of"
        " entry into force, severability): they are not linked."
    )
    return [Notice(code="boilerplate", message=message)]


def _meaning(part: LanguagePart, how: _How) -> Meaning | None:
    if how.meaning is None:
        return None
    vectors = how.meaning[part.groups.first]
    return Meaning(vectors, top_semantic(vectors, part.groups, top=how.top))


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
