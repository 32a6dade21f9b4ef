"""The units of one language: their words as numbers, and the pairs that signals propose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from comity.links.candidates import DECIMALS, EXACT, TERM_LIST, TOPIC_LIST, Pairs
from comity.links.groups import Groups, blocks, gather, listed, shortlist
from comity.links.lexical import common_terms, term_counts
from comity.links.products import pair_products
from comity.links.profiles import Tags
from comity.links.relation import (
    EQUIVALENT_TERMS,
    RELATIONS,
    relations,
    rests_on_words,
)
from comity.links.reuse import Reused
from comity.links.score import factors, probability, score, shared_topics
from comity.links.semantic import semantic
from comity.links.weights import LinkWeights
from comity.text.codes import Known, Lists, code_texts
from comity.text.tokens import is_unspaced

if TYPE_CHECKING:
    # Loaded by the functions that need it: scipy would double the start of a command.
    from scipy.sparse import csr_matrix

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

#: Signals that need no encoder, in the order of their columns; `semantic` comes after them.
SIGNALS = ("topics", "lexical", "reuse")

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
        tags: Tags,
        known: Known | None = None,
    ) -> None:
        """`known` are words of some of the texts: it saves time and changes nothing."""
        self.language = language
        number = {work: n for n, work in enumerate(sorted(set(works)))}
        coded = code_texts(texts, language, known)
        # Words decide what is identical; stems follow from them, but for the pairs of
        # unspaced scripts, which end where the text has a gap. Signs decide on topics, too.
        self.groups = gather(
            list(zip(_keys(coded.words), _keys(coded.stems), tags.keys(), strict=True)),
            np.fromiter((number[w] for w in works), np.int64, len(works)),
        )
        self.words = coded.words.at(self.groups.first)
        self.terms, self.counts = term_counts(coded.stems.at(self.groups.first))
        self.profiles = tags.at(self.groups.first).profiles()

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


def joined(part: LanguagePart, lexical: csr_matrix, weights: LinkWeights) -> csr_matrix:
    """What each text is compared by: the product of two rows is the strength of their pair.

    Args:
        part: the texts.
        lexical: (groups, terms), rows of length 1; see `lexical.weigh`.
        weights: how much the lexical signal adds.
    """
    from scipy.sparse import hstack  # noqa: PLC0415

    scaled = lexical.copy()
    scaled.data *= np.repeat(_factors(part, weights), np.diff(lexical.indptr)).astype(np.float32)
    vectors: csr_matrix = hstack([part.profiles, scaled], "csr")
    vectors.sort_indices()
    return vectors


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an encoder says of the groups of a language."""

    vectors: NDArray[np.float32]  # (groups, dimensions), rows of length 1 or of zeros
    pairs: Pairs  # most alike in meaning, see `semantic.top_semantic`


def longest_lists(part: LanguagePart) -> IntArray | None:
    """How many texts are candidates by each column of `joined`; None when all are compared."""
    if len(part.groups.first) <= EXACT:
        return None
    topics, terms = part.profiles.shape[1], len(part.terms)
    return np.repeat([TOPIC_LIST, TERM_LIST], [topics, terms]).astype(np.int64)


def _factors(part: LanguagePart, weights: LinkWeights) -> FloatArray:
    return factors(np.diff(part.profiles.indptr) > 0, weights)


def _own(groups: Groups) -> IntArray:
    """Groups of several units: each is a pair with itself."""
    return np.flatnonzero(groups.sizes > 1)


def merged(
    part: LanguagePart,
    vectors: csr_matrix,
    alike: Pairs,
    shared: Reused,
    weights: LinkWeights,
    only: IntArray | None = None,
    meaning: Meaning | None = None,
) -> Scored:
    """Every pair that a signal proposed, both ways for reuse, and every group of several units
    with itself, with the values of all signals. `only` holds the groups asked for, ascending;
    `meaning` the vectors of groups and the pairs that these propose.
    """
    span = np.int64(len(part.groups.first))
    own = _own(part.groups)
    if only is not None:
        own = np.intersect1d(own, only, assume_unique=True)
    mirrored = shared.rows != shared.columns
    rows = np.concatenate((shared.rows, shared.columns[mirrored]))
    columns = np.concatenate((shared.columns, shared.rows[mirrored]))
    which = np.concatenate((np.arange(len(mirrored)), np.flatnonzero(mirrored)))
    reuse_keys = rows * span + columns
    order = np.argsort(reuse_keys)
    reuse_keys, which = reuse_keys[order], which[order]
    alike_keys = alike.rows * span + alike.columns
    order = np.argsort(alike_keys)
    alike_keys, products = alike_keys[order], alike.values[order]

    proposed = [alike_keys, reuse_keys, own * span + own]
    if meaning is not None:
        proposed.append(meaning.pairs.rows * span + meaning.pairs.columns)
    keys = np.sort(np.concatenate(proposed))
    keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))] if len(keys) else keys
    rows, columns = keys // span, keys % span  # np.unique would hash: slower
    strength = np.zeros(len(keys))
    at = np.searchsorted(keys, alike_keys)
    strength[at] = products
    missing = np.ones(len(keys), bool)
    missing[at] = False
    found = pair_products(vectors, rows[missing], columns[missing])
    strength[missing] = np.round(found, DECIMALS)
    topics = np.round(pair_products(part.profiles, rows, columns), DECIMALS).astype(np.float64)
    share = np.zeros(len(keys))
    stretch = np.zeros(len(keys))
    at = np.searchsorted(keys, reuse_keys)
    share[at], stretch[at] = shared.share[which], shared.stretch[which]
    lengths = part.words.lengths.astype(np.float64)
    if is_unspaced(part.language):
        lengths = lengths / 2  # two characters are about one word
        stretch = stretch // 2
    shorter = np.minimum(lengths[rows], lengths[columns])
    # What topics leave of the strength; the sum is exact to six decimals, its part to four.
    factor = _factors(part, weights)
    weight = factor[rows] * factor[columns]
    lexical = np.clip(np.round((strength - topics) / weight, 4), 0.0, 1.0)
    signals = {"topics": shared_topics(topics), "lexical": lexical, "reuse": share}
    if meaning is not None:
        signals["semantic"] = semantic(rows, columns, meaning.vectors)
        strength = np.round(strength + weights.semantic * signals["semantic"], DECIMALS)
    likely = probability(strength, weights)
    value = score(likely, share, shorter, weights)
    balance = shorter / np.maximum(np.maximum(lengths[rows], lengths[columns]), 1.0)
    kinds = relations(signals, likely, shorter, stretch, balance)
    _check_equivalents(part, vectors, kinds, signals, (rows, columns))
    return Scored(rows, columns, value, kinds, signals)


def _check_equivalents(
    part: LanguagePart,
    vectors: csr_matrix,
    kinds: IntArray,
    signals: dict[str, FloatArray],
    pairs: tuple[IntArray, IntArray],
) -> None:
    """Call those related that have too few terms in common; see `rests_on_words`."""
    doubtful = np.flatnonzero(rests_on_words(kinds, signals))
    words = vectors[:, part.profiles.shape[1] :]
    common = common_terms(words, pairs[0][doubtful], pairs[1][doubtful])
    kinds[doubtful[common < EQUIVALENT_TERMS]] = RELATIONS.index("related")


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
