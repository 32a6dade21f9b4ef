"""The words that one document shares with every other, counted once however often they recur.

A word is shared when it lies in a run of at least five words (eight characters in scripts
written without spaces) that some unit of the other document has too, and in a unit that has
more in common with it than a phrase: long texts share short runs by chance, here and there.
Runs that stand in many works are told apart: they are formulae, and tie no two of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.links.groups import ranges
from comity.links.relation import ADAPTED_SHARE

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

#: The part of a unit that is no mere phrase in it, as for an adapted link.
PART = ADAPTED_SHARE


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


class Runs:
    """The runs of some documents, and where they stand in all.

    Args:
        units: of all documents that may share words.
        asked: numbers of the documents whose runs are wanted.
        size: shortest run that counts, in words.
        passage: what a unit must share with another document so that its words count: a
            stretch of so many words, or as many in all, if they are `PART` of it.
        commonest: a run that stands in more works than this is common.
    """

    def __init__(
        self, units: Units, asked: Sequence[int], *, size: int, passage: int, commonest: int
    ) -> None:
        self.size = size
        self.passage = passage
        self.starts = units.starts
        self.works = units.works
        places, runs = _runs(units, asked, size)
        unit_of = np.searchsorted(units.starts, places, "right") - 1
        documents = units.documents[unit_of]
        count = int(runs.max(initial=-1)) + 1
        held = np.unique(runs * len(units.works) + units.works[documents])
        works = np.bincount(held // max(1, len(units.works)), minlength=count)
        self.common = works > commonest  # (runs,)
        # Places by document, then by where they stand.
        order = np.argsort(documents, kind="stable")
        self.places, self.runs = places[order], runs[order]
        self.unit_of, self.documents = unit_of[order], documents[order]
        self._by_run = np.argsort(self.runs, kind="stable")
        self._run_starts = np.searchsorted(self.runs[self._by_run], np.arange(count + 1))

    def slice(self, document: int) -> slice:
        """Where the places of a document stand among all."""
        first, end = np.searchsorted(self.documents, (document, document + 1))
        return slice(int(first), int(end))

    def holders(self, runs: IntArray, weights: IntArray) -> IntArray:
        """(documents,) what the runs weigh together that each document has.

        Args:
            runs: some runs, each once.
            weights: (runs,) what each weighs.
        """
        starts = self._run_starts[runs]
        counts = self._run_starts[runs + 1] - starts
        held = self.documents[self._by_run[ranges(starts, counts)]]
        asked = np.repeat(np.arange(len(runs)), counts)
        once = np.unique(asked * len(self.works) + held)
        totals = np.bincount(
            once % len(self.works), weights[once // len(self.works)], minlength=len(self.works)
        )
        return totals.astype(np.int64)

    def telling(self, at: IntArray) -> IntArray:
        """Of places of one document, as numbers in `places`, those in units that share enough."""
        if not len(at):
            return at
        places, units = self.places[at], self.unit_of[at]
        opens_unit = np.concatenate(([True], units[1:] != units[:-1]))
        step = np.diff(places, prepend=places[0])
        group = np.cumsum(opens_unit) - 1
        words = np.bincount(group, np.where(opens_unit, self.size, np.minimum(step, self.size)))
        begins = np.flatnonzero(opens_unit | (step != 1))
        stretch = np.zeros(len(words), np.int64)
        lengths = np.diff(np.append(begins, len(at))) + self.size - 1
        np.maximum.at(stretch, group[begins], lengths)
        held = units[opens_unit]
        part = words >= PART * (self.starts[held + 1] - self.starts[held])
        enough = (stretch >= self.passage) | (part & (words >= self.passage))
        kept: IntArray = at[enough[group]]
        return kept


class Shared:
    """What a document shares with the others.

    Args:
        runs: of some documents.
        document: the number of one of these.
    """

    def __init__(self, runs: Runs, document: int) -> None:
        self._all = runs
        self._document = document
        own = runs.slice(document)
        self._places, self._runs = runs.places[own], runs.runs[own]
        self._start = own.start
        self._told = ~runs.common[self._runs]

    def others(self, least: int = 1) -> list[int]:
        """Documents of other works, ascending, that have runs of it.

        Args:
            least: at so many places of it a run must stand that the other has and that
                is not common. A stretch of n words has n + 1 - size such places.
        """
        runs, counts = np.unique(self._runs[self._told], return_counts=True)
        works = self._all.works
        enough = self._all.holders(runs, counts) >= max(1, least)
        return [int(n) for n in np.flatnonzero(enough & (works != works[self._document]))]

    def common_words(self) -> int:
        """Words of the document in runs that are common."""
        return _covered(self._places[~self._told], self._all.size)[0]

    def counted(self, other: int) -> Counted:
        """What it shares with another document."""
        theirs = self._all.slice(other)
        runs, size = self._all.runs[theirs], self._all.size
        # Another document may have runs of those asked for that are not this one's.
        back = (
            np.flatnonzero(~self._all.common[runs] & self._among(runs, self._runs)) + theirs.start
        )
        words, stretch = _covered(self._all.places[self._hit(other)], size)
        held = self._held(other)
        told, all_words = held & self._told, _covered(self._places[held], size)[0]
        return Counted(
            words=words,
            other_words=_covered(self._all.places[self._all.telling(back)], size)[0],
            stretch=stretch,
            common=all_words - _covered(self._places[told], size)[0],
        )

    def both(self, one: int, other: int) -> int:
        """Words that it shares with one document and that a second one has, too."""
        hit = self._hit(one)
        has = self._among(self._all.runs[hit], self._all.runs[self._all.slice(other)])
        return _covered(self._all.places[hit[has]], self._all.size)[0]

    def taken(self, other: int) -> list[Taken]:
        """Its units that share words with another document, in their order."""
        theirs = self._all.slice(other)
        runs, first = np.unique(self._all.runs[theirs], return_index=True)
        where = self._all.unit_of[theirs][first]  # the unit of the other that has each run first
        hit = self._hit(other)
        units = self._all.unit_of[hit]
        size = self._all.size
        found = []
        for part in np.split(hit, np.flatnonzero(np.diff(units)) + 1):
            if not len(part):
                continue
            unit, places = int(self._all.unit_of[part[0]]), self._all.places[part]
            words, stretch = _covered(places, size)
            begin = _longest_begins(places, stretch - size + 1)
            of_other = where[np.searchsorted(runs, self._all.runs[part])]
            found.append(
                Taken(
                    unit=unit,
                    other=int(np.bincount(of_other).argmax()),
                    words=words,
                    first=begin - int(self._all.starts[unit]),
                    stretch=stretch,
                )
            )
        return found

    def _hit(self, other: int) -> IntArray:
        """Its places, as numbers among all, whose words it shares with another document."""
        return self._all.telling(np.flatnonzero(self._held(other) & self._told) + self._start)

    def _held(self, other: int) -> BoolArray:
        """(own places,) at which of them the run is one that the other document has."""
        return self._among(self._runs, self._all.runs[self._all.slice(other)])

    def _among(self, runs: IntArray, held: IntArray) -> BoolArray:
        """Which of some runs are among others; ten times as fast as numpy's `isin`."""
        has = np.zeros(len(self._all.common), bool)
        has[held] = True
        found: BoolArray = has[runs]
        return found


def _runs(units: Units, asked: Sequence[int], size: int) -> tuple[IntArray, IntArray]:
    """Where runs of `size` words of some documents stand, in all documents, and their numbers.

    Exact: runs are numbered word after word, and what is no run of these documents is
    dropped as soon as it shows, so that little is left after two or three words.
    """
    lengths = np.diff(units.starts)
    places = ranges(units.starts[:-1], np.maximum(lengths - size + 1, 0))
    is_own = np.repeat(np.isin(units.documents, asked), lengths)
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
