"""Documents whose texts are nearly one: the same instrument in another holding, or a copy.

Each word of a document counts once: it stands in the other when it lies in a run of at
least five words (eight characters in scripts without spaces) that the other has too,
wherever either was cut into units. What the words say is told by `SameText.kind`; whether
the two are proposed as one work is for `links.identity`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comity.links import identity
from comity.links.identity import Facts
from comity.links.reuse import Reuse, Shingles, run_length, shingle
from comity.links.words import Words
from comity.records import Identity, SameText, TextTie
from comity.text.codes import Lists
from comity.text.tokens import is_unspaced, primary, words

IntArray = NDArray[np.int64]

#: Nearly all: a tenth leaves room for a cover page, another numbering, faults of reading.
NEARLY_ALL = 0.9
#: Enough to be a version. Drafts of one law and the law: 0.97 and 0.88 of the shorter.
MOST_OF = 0.7
#: With fewer words (characters in scripts without spaces) a text is a formula, not a holding.
LEAST_WORDS, LEAST_CHARACTERS = 25, 50

#: A passage shorter than so many runs is the same as another only when it is equal to it.
LEAST_RUNS = 2

# Pairs are measured from this share of the shorter one's windows on: a text of which
# MOST_OF stands in the other in runs of ten words has it.
_LEAST_WINDOWS = 0.35
_DECIMALS = 6

#: Pairs of one document that are measured with earlier ones by id, and with later ones: a
#: thousand copies of one form would make half a million. The shared corpus has none with more.
MOST_PAIRS = 50


def words_of_documents(units: pa.Array, documents: IntArray, count: int, held: Words) -> Lists:
    """The words of whole documents: those of their units, in reading order.

    Args:
        units: ids of units, document after document, each in reading order.
        documents: (units,) number of the document that each belongs to, ascending.
        count: of documents.
        held: what the units are made of, every one of them.
    """
    column = held.words["words"].combine_chunks()
    starts = np.asarray(column.offsets).astype(np.int64)
    codes = np.asarray(column.flatten()).astype(np.int64)
    lists = Lists(
        codes, starts - (starts[0] if len(starts) else 0), held.vocabulary["text"].to_pylist()
    )
    at = pc.index_in(units, value_set=held.words["id"].combine_chunks())
    found = lists.at(np.asarray(at).astype(np.int64))
    lengths = np.bincount(documents, found.lengths, minlength=count).astype(np.int64)
    return Lists(found.codes, np.concatenate(([0], np.cumsum(lengths))), found.names)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found among some documents."""

    pairs: tuple[SameText, ...]  # by ids
    beyond: int  # documents with more than MOST_PAIRS, of which only the first are measured


def same_text(documents: Sequence[Identity], texts: Lists) -> Found:
    """Every pair of documents of different works, in one language, of nearly one text.

    Args:
        documents: in any order, ids unique.
        texts: the words of each, in the same order.

    Returns:
        The pairs; those that are not proposed as one work say why.
    """
    facts = [Facts(document) for document in documents]
    languages = [primary(document.language) for document in documents]
    found: list[SameText] = []
    beyond = 0
    for language in sorted(set(languages)):
        numbers = [n for n, of in enumerate(languages) if of == language]
        numbers.sort(key=lambda n: documents[n].id)
        pairs, more = _of_language(
            [facts[n] for n in numbers], texts.at(np.array(numbers, np.int64)), language
        )
        found += pairs
        beyond += more
    return Found(_without_bridges(sorted(found, key=lambda s: (s.a, s.b)), facts), beyond)


def standing_share(a: str, b: str, language: str) -> float:
    """Of the words of the shorter of two passages, the share that stands in the other; 0 to 1.

    Passages too short for a run stand in each other when their words are equal.
    """
    shorter, longer = sorted((words(a), words(b)), key=lambda found: (len(found), found))
    size = run_length(language)
    if len(shorter) < LEAST_RUNS * size:
        return float(shorter == longer and bool(shorter))
    windows = {tuple(longer[n : n + size]) for n in range(len(longer) - size + 1)}
    stands = [False] * len(shorter)
    for n in range(len(shorter) - size + 1):
        if tuple(shorter[n : n + size]) in windows:
            stands[n : n + size] = [True] * size
    return sum(stands) / len(shorter)


def _of_language(facts: Sequence[Facts], texts: Lists, language: str) -> tuple[list[SameText], int]:
    shingles = shingle(texts, run_length(language))
    reuse = Reuse(shingles)
    left, right = reuse.overlapping(_LEAST_WINDOWS)
    least = LEAST_CHARACTERS if is_unspaced(language) else LEAST_WORDS
    works = [f.identity.work_id for f in facts]
    kept = np.fromiter(
        (
            works[a] != works[b] and min(shingles.lengths[a], shingles.lengths[b]) >= least
            for a, b in zip(left, right, strict=True)
        ),
        bool,
        len(left),
    )
    left, right, beyond = _bounded(left[kept], right[kept], len(facts))
    shares_a = np.round(reuse.covered(left, right)[0] / shingles.lengths[left], _DECIMALS)
    shares_b = np.round(reuse.covered(right, left)[0] / shingles.lengths[right], _DECIMALS)
    pairs = zip(left.tolist(), right.tolist(), shares_a.tolist(), shares_b.tolist(), strict=True)
    tied = (_tied(facts[a], facts[b], (x, y), shingles, (a, b)) for a, b, x, y in pairs)
    return [pair for pair in tied if pair is not None], beyond


def _bounded(left: IntArray, right: IntArray, texts: int) -> tuple[IntArray, IntArray, int]:
    """Pairs among the first MOST_PAIRS of either text on its side, and how many texts have more.

    Args:
        left, right: numbers of texts, in the order of their ids; left is the lower.
    """
    counts = np.bincount(np.concatenate((left, right)), minlength=texts)
    kept = np.zeros(len(left), bool)
    for side in (left, right):
        other = right if side is left else left
        order = np.lexsort((other, side))
        ranked = side[order]
        kept[order] |= np.arange(len(ranked)) - np.searchsorted(ranked, ranked) < MOST_PAIRS
    return left[kept], right[kept], int((counts > MOST_PAIRS).sum())


def _tied(
    a: Facts, b: Facts, shares: tuple[float, float], shingles: Shingles, texts: tuple[int, int]
) -> SameText | None:
    kind = _kind(shares, shingles.lengths[list(texts)].tolist())
    if kind is None:
        return None
    likeness = identity.title_likeness(a, b)
    grounds = identity.grounds(a, b, likeness)
    objections = identity.objections(a, b)
    if not {"same-address", "titles-alike"} & set(grounds):
        objections += ("titles-differ",)
    return SameText(
        a=a.identity.id,
        b=b.identity.id,
        kind=kind,
        share_a=shares[0],
        share_b=shares[1],
        order=_in_order(shingles, *texts),
        titles=likeness,
        grounds=grounds,
        objections=objections,
    )


def _kind(shares: tuple[float, float], lengths: Sequence[int]) -> TextTie | None:
    """What the shares make of a pair; the shorter text decides whether it is an excerpt."""
    if min(shares) >= NEARLY_ALL:
        return "same"
    shorter = shares[0] if lengths[0] <= lengths[1] else shares[1]
    if shorter >= NEARLY_ALL:
        return "excerpt"
    return "version" if shorter >= MOST_OF else None


def _in_order(shingles: Shingles, a: int, b: int) -> float:
    """Of the windows that two texts share and have once, the share that stands in one order."""
    windows = [shingles.codes[shingles.starts[n] : shingles.starts[n + 1]] for n in (a, b)]
    places = []
    for codes in windows:
        once, first, counts = np.unique(codes, return_index=True, return_counts=True)
        places.append((once[counts == 1], first[counts == 1]))
    _, of_a, of_b = np.intersect1d(places[0][0], places[1][0], True, True)
    if not len(of_a):
        return 1.0  # all of it repeats: nothing stands out of order
    in_a = places[0][1][of_a]
    others = places[1][1][of_b][np.argsort(in_a)].tolist()
    tails: list[int] = []  # the longest ascending subsequence, by its last members
    for place in others:
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
    return round(len(tails) / len(others), _DECIMALS)


def _without_bridges(found: Sequence[SameText], facts: Sequence[Facts]) -> tuple[SameText, ...]:
    """The pairs, less proposals through which works would join that facts keep apart.

    A text without number and year is like every bill of its title. Proposals are taken
    best first; one that would bring two works together of which every two documents have
    something against them is not proposed.
    """
    by_id = {f.identity.id: f for f in facts}
    works: dict[str, list[Facts]] = {}
    for f in facts:
        works.setdefault(f.identity.work_id, []).append(f)
    groups: dict[str, list[str]] = {work: [work] for work in works}
    bridges: set[tuple[str, str]] = set()
    for pair in sorted((s for s in found if s.proposed), key=_strength):
        one, other = (groups[by_id[name].identity.work_id] for name in (pair.a, pair.b))
        if one is other:
            continue
        if any(_apart(works[x], works[y]) for x in one for y in other):
            bridges.add((pair.a, pair.b))
            continue
        joined = sorted([*one, *other])
        groups.update(dict.fromkeys(joined, joined))
    return tuple(
        replace(pair, objections=("joins-apart",)) if (pair.a, pair.b) in bridges else pair
        for pair in found
    )


def _strength(pair: SameText) -> tuple[object, ...]:
    shares = (pair.share_a, pair.share_b)
    grounds = ("same-address" not in pair.grounds, "same-date" not in pair.grounds)
    return (*grounds, -max(shares), -min(shares), pair.a, pair.b)


def _apart(one: Iterable[Facts], other: Iterable[Facts]) -> bool:
    others = list(other)
    return all(identity.objections(x, y) for x in one for y in others)
