"""The units of one language: their words as numbers, and the pairs that signals propose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from comity.links.candidates import Pairs
from comity.links.groups import blocks, gather, listed, shortlist
from comity.links.lexical import pair_cosines, term_counts
from comity.links.relation import relations, score
from comity.links.reuse import Reused
from comity.text.codes import Known, Lists, code_texts
from comity.text.tokens import is_unspaced

if TYPE_CHECKING:
    # Loaded by the functions that need it: scipy would double the start of a command.
    from scipy.sparse import csr_matrix

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

#: Signals of this version, in the order of their columns. A further one is a function that
#: proposes pairs or values those proposed, and a name here.
SIGNALS = ("lexical", "reuse")

#: A provision copied into more places than its list is long keeps all its verbatim links, up
#: to this many in all; a notice says of how many provisions that is true.
MOST = 100

_BLOCK_ROWS = 2_000_000  # links ranked at a time: about 200 MB


class LanguagePart:
    """The units of one language, sorted by id, their identical texts held once."""

    def __init__(
        self,
        works: Sequence[str],
        texts: Sequence[str],
        language: str,
        known: Known | None = None,
    ) -> None:
        """`known` are words of some of the texts: it saves time and changes nothing."""
        self.language = language
        number = {work: n for n, work in enumerate(sorted(set(works)))}
        coded = code_texts(texts, language, known)
        # Words decide what is identical; stems follow from them, but for the pairs of
        # unspaced scripts, which end where the text has a gap.
        self.groups = gather(
            list(zip(_keys(coded.words), _keys(coded.stems), strict=True)),
            np.fromiter((number[w] for w in works), np.int64, len(works)),
        )
        self.words = coded.words.at(self.groups.first)
        self.terms, self.counts = term_counts(coded.stems.at(self.groups.first))

    def words_of_units(self) -> Lists:
        """The words of every unit, copies included."""
        return self.words.at(self.groups.of)

    def frequencies(self) -> dict[str, int]:
        """In how many units, copies included, each term occurs."""
        df = np.bincount(
            self.counts.indices,
            np.repeat(self.groups.sizes, np.diff(self.counts.indptr)),
            minlength=len(self.terms),
        )
        return dict(zip(self.terms, df.astype(int).tolist(), strict=True))


def _keys(lists: Lists) -> list[bytes]:
    """One for each list; equal lists have equal ones."""
    starts, data = (lists.starts * lists.codes.itemsize).tolist(), lists.codes.tobytes()
    return [data[a:b] for a, b in pairwise(starts)]


@dataclass(frozen=True, slots=True)
class Scored:
    """Directed pairs of groups with all that a link holds, by row and column."""

    rows: IntArray
    columns: IntArray
    score: FloatArray
    relation: IntArray
    signals: dict[str, FloatArray]

    def where(self, kept: BoolArray) -> Scored:
        """Those of a mask."""
        signals = {name: values[kept] for name, values in self.signals.items()}
        return Scored(
            self.rows[kept], self.columns[kept], self.score[kept], self.relation[kept], signals
        )


def merged(part: LanguagePart, vectors: csr_matrix, lexical: Pairs, shared: Reused) -> Scored:
    """Every pair that a signal proposed, both ways for reuse, with the values of all signals."""
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
    lengths = part.words.lengths.astype(np.float64)
    if is_unspaced(part.language):
        lengths = lengths / 2  # two characters are about one word
        stretch = stretch // 2
    shorter = np.minimum(lengths[rows], lengths[columns])
    signals = {"lexical": cosine, "reuse": share}
    return Scored(
        rows, columns, score(signals, shorter), relations(share, shorter, stretch), signals
    )


@dataclass(frozen=True, slots=True)
class Rows:
    """Links of units, by source and rank."""

    source: IntArray  # unit
    target: IntArray
    rank: IntArray  # from 0
    relation: IntArray
    score: FloatArray
    signals: dict[str, FloatArray]


def ranked(part: LanguagePart, scored: Scored, units: IntArray, *, top: int) -> Iterator[Rows]:
    """The links of some units, ascending, from all the pairs of their groups."""
    groups, most = part.groups, max(top, MOST)
    short = shortlist(groups, most)
    reach = np.bincount(
        scored.rows, np.diff(short[1])[scored.columns], minlength=len(groups.first)
    ).astype(np.int64)
    for start, end in blocks(reach[groups.of[units]], _BLOCK_ROWS):
        found = listed(groups, short, scored.rows, scored.columns, scored.score, units[start:end])
        # Verbatim links come after the first `top` too, so what follows closes up.
        found = found.where((found.rank < top) | (scored.relation[found.pair] == 0))
        found = found.where(found.rank < most)
        signals = {name: values[found.pair] for name, values in scored.signals.items()}
        yield Rows(
            found.source,
            found.target,
            found.rank,
            scored.relation[found.pair],
            scored.score[found.pair],
            signals,
        )
