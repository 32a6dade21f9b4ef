"""The words that one document shares with every other, counted once however often they recur.

A word is shared when it lies in a run of at least five words (eight characters in scripts
written without spaces) of a unit that some unit of the other document has too. Runs
that stand in many works are told apart: they are formulae, and tie no two of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.links.groups import ranges

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Units:
    """The words of the units of some documents, as numbers."""

    codes: IntArray  # (words,) number of each word; equal words have equal numbers
    starts: IntArray  # (units + 1,) where each unit begins in `codes`
    documents: IntArray  # (units,) number of the document of each
    works: IntArray  # (documents,) number of the work of each

    @property
    def totals(self) -> IntArray:
        """(documents,) words in the units of each."""
        counts = np.bincount(self.documents, np.diff(self.starts), minlength=len(self.works))
        return counts.astype(np.int64)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a document shares with another, in words."""

    words: int  # of the document
    other_words: int  # of the other
    stretch: int  # longest unbroken stretch of the document's
    common: int  # further words of the document that the other has, in runs of too many works


@dataclass(frozen=True, slots=True)
class Taken:
    """What one unit of the document shares with the other document."""

    unit: int
    other: int  # unit of the other document that holds most of it
    words: int
    first: int  # word of the unit with which its longest unbroken stretch begins
    stretch: int  # words of that stretch


class Shared:
    """What a document shares with the others.

    Args:
        units: of all documents that may share words.
        document: its number.
        size: shortest run that counts, in words.
        commonest: a run that stands in more works than this is common.
    """

    def __init__(self, units: Units, document: int, *, size: int, commonest: int) -> None:
        self._size = size
        self._document = document
        self._starts = units.starts
        self._works = units.works
        places, runs = _runs(units, document, size)
        self._unit_of = np.searchsorted(units.starts, places, "right") - 1
        documents = units.documents[self._unit_of]
        count = int(runs.max(initial=-1)) + 1
        held = np.unique(runs * len(units.works) + units.works[documents])
        works = np.bincount(held // max(1, len(units.works)), minlength=count)
        self._common = works > commonest  # (runs,)
        order = np.argsort(documents, kind="stable")
        self._places, self._runs, self._documents = places[order], runs[order], documents[order]
        self._unit_of = self._unit_of[order]
        self._own = self._slice(document)

    def _slice(self, document: int) -> slice:
        first, end = np.searchsorted(self._documents, (document, document + 1))
        return slice(int(first), int(end))

    def others(self) -> Iterator[int]:
        """Documents of other works that have a run of it that is not common, ascending."""
        held = np.unique(self._documents[~self._common[self._runs]])
        for other in held[self._works[held] != self._works[self._document]]:
            yield int(other)

    def common_words(self) -> int:
        """Words of the document in runs that are common."""
        own = self._places[self._own]
        return _covered(own[self._common[self._runs[self._own]]], self._size)[0]

    def counted(self, other: int) -> Counted:
        """What it shares with another document."""
        theirs = self._slice(other)
        told = ~self._common[self._runs[theirs]]
        own = self._places[self._own]
        words, stretch = _covered(own[self._held(other) & self._told()], self._size)
        return Counted(
            words=words,
            other_words=_covered(self._places[theirs][told], self._size)[0],
            stretch=stretch,
            common=_covered(own[self._held(other)], self._size)[0] - words,
        )

    def both(self, one: int, other: int) -> int:
        """Words of the document that stand in one other document and in a second one, too."""
        own = self._places[self._own]
        return _covered(own[self._held(one) & self._held(other) & self._told()], self._size)[0]

    def taken(self, other: int) -> list[Taken]:
        """Its units that share words with another document, in their order."""
        theirs = self._slice(other)
        where = np.zeros(len(self._common), np.int64)  # run -> unit of the other that has it first
        where[self._runs[theirs][::-1]] = self._unit_of[theirs][::-1]
        hit = np.flatnonzero(self._held(other) & self._told()) + self._own.start
        found = []
        for part in np.split(hit, np.flatnonzero(np.diff(self._unit_of[hit])) + 1):
            if not len(part):
                continue
            unit, places = int(self._unit_of[part[0]]), self._places[part]
            words, stretch = _covered(places, self._size)
            first = _longest_begins(places, stretch - self._size + 1)
            found.append(
                Taken(
                    unit=unit,
                    other=int(np.bincount(where[self._runs[part]]).argmax()),
                    words=words,
                    first=first - int(self._starts[unit]),
                    stretch=stretch,
                )
            )
        return found

    def _held(self, other: int) -> NDArray[np.bool_]:
        """(own runs,) which of them the other document has."""
        has = np.zeros(len(self._common), bool)
        has[self._runs[self._slice(other)]] = True
        return has[self._runs[self._own]]

    def _told(self) -> NDArray[np.bool_]:
        return ~self._common[self._runs[self._own]]


def _runs(units: Units, document: int, size: int) -> tuple[IntArray, IntArray]:
    """Where the document's runs of `size` words stand, in it and elsewhere, and their numbers.

    Exact: runs are numbered word after word, and what is no run of the document is
    dropped as soon as it shows, so that little is left after two or three words.
    """
    lengths = np.diff(units.starts)
    places = ranges(units.starts[:-1], np.maximum(lengths - size + 1, 0))
    is_own = np.repeat(units.documents == document, lengths)
    own_codes = np.unique(units.codes[is_own])
    local = np.full(int(units.codes.max(initial=0)) + 1, -1)
    local[own_codes] = np.arange(len(own_codes))
    runs = local[units.codes[places]]
    places, runs = places[runs >= 0], runs[runs >= 0]
    for step in range(1, size):
        following = local[units.codes[places + step]]
        kept = following >= 0
        places, keys = places[kept], runs[kept] * len(own_codes) + following[kept]
        known = np.unique(keys[is_own[places]])
        runs = np.searchsorted(known, keys)
        kept = np.zeros(len(keys), bool)
        kept[runs < len(known)] = known[runs[runs < len(known)]] == keys[runs < len(known)]
        places, runs = places[kept], runs[kept]
    return places, runs


def _covered(places: IntArray, size: int) -> tuple[int, int]:
    """Words in runs that begin at some places, ascending, and the longest unbroken stretch."""
    if not len(places):
        return 0, 0
    step = np.diff(places)
    breaks = np.flatnonzero(step != 1)
    stretches = np.diff(np.concatenate(([-1], breaks, [len(places) - 1])))
    return int(np.minimum(step, size).sum()) + size, int(stretches.max()) + size - 1


def _longest_begins(places: IntArray, count: int) -> int:
    """The first place from which `count` places follow each other."""
    breaks = np.flatnonzero(np.diff(places) != 1) + 1
    begins = np.concatenate(([0], breaks))
    lengths = np.diff(np.concatenate((begins, [len(places)])))
    return int(places[begins[np.flatnonzero(lengths == count)[0]]])
