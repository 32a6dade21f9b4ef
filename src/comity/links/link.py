"""Units to links: all signals together, over all works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.links.candidates import Pairs, top_pairs
from comity.links.groups import Groups, Listed, blocks, gather, listed, others, ranges, shortlist
from comity.links.lexical import Statistics, idf_of, pair_cosines, term_counts, weigh
from comity.links.relation import RELATIONS, relations, score
from comity.links.reuse import Reused, reused, run_length, shingle
from comity.records import Notice
from comity.text.tokens import is_unspaced, primary, stems, words

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

#: Signals of this version, in the order of their columns. A further one is a function that
#: proposes pairs or values those proposed, and a name here.
SIGNALS = ("lexical", "reuse")

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

#: A provision copied into more places than its list is long keeps all its verbatim links, up
#: to this many in all; what is beyond is counted in a notice.
MOST = 100

_BLOCK_ROWS = 2_000_000  # links ranked at a time: about 200 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """All links, and what is needed to weigh another text against them."""

    table: pa.Table  # LINKS_SCHEMA, sorted by source and rank
    statistics: pa.Table  # lexical.STATISTICS_SCHEMA
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class _Scored:
    """Directed pairs of groups with all that a link holds."""

    rows: IntArray
    columns: IntArray
    score: FloatArray
    relation: IntArray
    signals: dict[str, FloatArray]


def link_units(
    ids: Sequence[str],
    works: Sequence[str],
    languages: Sequence[str],
    texts: Sequence[str],
    *,
    top: int = 20,
    threads: int = 1,
    statistics: Statistics | None = None,
) -> Linked:
    """Tie every unit to its most related units of other works.

    Args:
        ids, works, languages, texts: one entry per unit, in any order; ids unique.
        top: links per unit; verbatim ones beyond it are kept too, up to MOST.
        threads: of the sparse product. Neither it nor the order of the units
            changes the result.
        statistics: how telling terms are; counted from these units when absent.

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
    by_language: dict[str, list[int]] = {}
    for unit in sorted(range(len(ids)), key=ids.__getitem__):
        by_language.setdefault(primary(languages[unit]), []).append(unit)
    counted: dict[str, int] = {}
    frequencies: dict[str, dict[str, int]] = {}
    tables, notices = [], []
    for language, units in sorted(by_language.items()):
        part = _LanguagePart(
            [ids[u] for u in units], [works[u] for u in units], [texts[u] for u in units], language
        )
        counted[language] = len(units)
        frequencies[language] = part.frequencies()
        used = statistics or Statistics(units=counted, frequencies=frequencies)
        table, found = part.link(used, top=top, threads=threads)
        tables.append(table)
        notices += found
    table = pa.concat_tables(tables) if tables else LINKS_SCHEMA.empty_table()
    if len(tables) > 1:
        table = table.sort_by([("source", "ascending"), ("rank", "ascending")])
    used = statistics or Statistics(units=counted, frequencies=frequencies)
    return Linked(table=table.combine_chunks(), statistics=used.to_table(), notices=tuple(notices))


class _LanguagePart:
    """The units of one language, sorted by id, their identical texts held once."""

    def __init__(self, ids: list[str], works: list[str], texts: list[str], language: str) -> None:
        self.ids = ids
        self.language = language
        number = {work: n for n, work in enumerate(sorted(set(works)))}
        # Words decide what is identical; stems follow from them, but for the pairs of
        # unspaced scripts, which end where the text has a gap.
        stem_lists = [tuple(stems(text, language)) for text in texts]
        word_lists = [tuple(words(text)) for text in texts]
        self.groups = gather(
            list(zip(word_lists, stem_lists, strict=True)),
            np.fromiter((number[w] for w in works), np.int64, len(works)),
        )
        first = self.groups.first.tolist()
        self.words = [word_lists[u] for u in first]
        self.terms, self.counts = term_counts([stem_lists[u] for u in first])

    def frequencies(self) -> dict[str, int]:
        """In how many units, copies included, each term occurs."""
        df = np.bincount(
            self.counts.indices,
            np.repeat(self.groups.sizes, np.diff(self.counts.indptr)),
            minlength=len(self.terms),
        )
        return dict(zip(self.terms, df.astype(int).tolist(), strict=True))

    def link(
        self, statistics: Statistics, *, top: int, threads: int
    ) -> tuple[pa.Table, list[Notice]]:
        """Links between the units of this language."""
        vectors = weigh(self.counts, idf_of(self.terms, statistics, self.language))
        lexical = top_pairs(vectors, self.groups, top=top, threads=threads)
        shared = reused(shingle(self.words, run_length(self.language)))
        scored = _merge(lexical, shared, self, vectors)
        table, beyond = _rank(scored, self.groups, self.ids, top=top)
        notices = []
        if shared.skipped:
            message = (
                f"{shared.skipped} word sequences stand in so many texts ({self.language}) that"
                " they proposed no links by themselves."
            )
            notices.append(Notice(code="common-sequences", message=message))
        if beyond:
            message = (
                f"{beyond} verbatim links ({self.language}) were left out: a provision keeps"
                f" {MOST} at most."
            )
            notices.append(Notice(code="verbatim-beyond", message=message))
        return table, notices


def _merge(lexical: Pairs, shared: Reused, part: _LanguagePart, vectors: object) -> _Scored:
    """Every pair that a signal proposed, with the values of all signals."""
    span = np.int64(len(part.groups.first))
    mirrored = shared.rows != shared.columns
    rows = np.concatenate((shared.rows, shared.columns[mirrored]))
    columns = np.concatenate((shared.columns, shared.rows[mirrored]))
    which = np.concatenate((np.arange(len(mirrored)), np.flatnonzero(mirrored)))
    reuse_keys = rows * span + columns
    order = np.argsort(reuse_keys)
    reuse_keys, which = reuse_keys[order], which[order]
    lexical_keys = lexical.rows * span + lexical.columns
    order = np.argsort(lexical_keys)
    lexical_keys, cosines = lexical_keys[order], lexical.values[order]

    keys = np.sort(np.concatenate((lexical_keys, reuse_keys)))  # np.unique would hash: slower
    keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))] if len(keys) else keys
    rows, columns = keys // span, keys % span
    cosine = np.zeros(len(keys))
    at = np.searchsorted(keys, lexical_keys)
    cosine[at] = cosines
    missing = np.ones(len(keys), bool)
    missing[at] = False
    cosine[missing] = np.round(pair_cosines(vectors, rows[missing], columns[missing]), 6)
    share = np.zeros(len(keys))
    stretch = np.zeros(len(keys))
    at = np.searchsorted(keys, reuse_keys)
    share[at], stretch[at] = shared.share[which], shared.stretch[which]
    lengths = np.fromiter(map(len, part.words), np.float64, len(part.words))
    if is_unspaced(part.language):
        lengths = lengths / 2  # two characters are about one word
        stretch = stretch // 2
    shorter = np.minimum(lengths[rows], lengths[columns])
    signals = {"lexical": cosine, "reuse": share}
    return _Scored(
        rows, columns, score(signals, shorter), relations(share, shorter, stretch), signals
    )


def _rank(scored: _Scored, groups: Groups, ids: list[str], *, top: int) -> tuple[pa.Table, int]:
    """Pairs of groups to links of units, best first, and how many verbatim were left out."""
    most = max(top, MOST)
    short = shortlist(groups, most)
    bounds = np.searchsorted(scored.rows, np.arange(len(groups.first) + 1))
    reach = np.bincount(
        scored.rows, np.diff(short[1])[scored.columns], minlength=len(groups.first)
    ).astype(np.int64)
    names = pa.array(ids, pa.string())
    parts, beyond = [], 0
    for start, end in blocks(reach[groups.of], _BLOCK_ROWS):
        units = np.arange(start, end)
        lengths = bounds[groups.of[units] + 1] - bounds[groups.of[units]]
        pair, source = ranges(bounds[groups.of[units]], lengths), np.repeat(units, lengths)
        verbatim = scored.relation[pair] == 0
        beyond += int(others(groups, source[verbatim], scored.columns[pair[verbatim]]).sum())
        found = listed(groups, short, scored.rows, scored.columns, scored.score, units)
        # Verbatim links come after the first `top` too, so what follows closes up.
        found = found.where((found.rank < top) | (scored.relation[found.pair] == 0))
        found = found.where(found.rank < most)
        beyond -= int((scored.relation[found.pair] == 0).sum())
        parts.append(_table(names, found, scored))
    table = pa.concat_tables(parts) if parts else LINKS_SCHEMA.empty_table()
    return table, beyond


def _table(names: pa.Array, found: Listed, scored: _Scored) -> pa.Table:
    pair = found.pair
    columns = [
        names.take(pa.array(found.source)),
        names.take(pa.array(found.target)),
        pa.array((found.rank + 1).astype(np.int32)),
        pa.array(RELATIONS, pa.string()).take(pa.array(scored.relation[pair])),
        pa.array(scored.score[pair].astype(np.float32)),
        *(pa.array(scored.signals[name][pair].astype(np.float32)) for name in SIGNALS),
    ]
    return pa.table(columns, schema=LINKS_SCHEMA)
