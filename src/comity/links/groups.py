"""Identical texts, held once: scored once, and told apart again when links are written.

Model clauses stand word for word in hundreds of bills. Comparing their distinct
texts keeps the work linear in the number of copies, and lets a unit with more
copies than its list is long still get a full and exact list.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]


def ranges(starts: IntArray, lengths: IntArray) -> IntArray:
    """start, start + 1, ... of every range, one after the other."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) - np.repeat(ends - lengths, lengths) + np.repeat(starts, lengths)


def blocks(loads: IntArray, limit: int) -> Iterator[tuple[int, int]]:
    """Start and end of neighbours whose loads sum to `limit` at most, one entry at least."""
    total = np.cumsum(loads)
    start = 0
    while start < len(loads):
        before = int(total[start - 1]) if start else 0
        end = max(start + 1, int(np.searchsorted(total, before + limit, "right")))
        yield start, end
        start = end


@dataclass(frozen=True, slots=True)
class Groups:
    """Units gathered by identical text.

    Units are numbered in the order of their ids; `works` numbers their works.
    """

    of: IntArray  # (units,) group of each unit
    first: IntArray  # (groups,) lowest unit of each group
    members: IntArray  # (units,) units by group, ascending within it
    starts: IntArray  # (groups + 1,) where each group begins in `members`
    works: IntArray  # (units,)

    @property
    def sizes(self) -> IntArray:
        """(groups,) units in each group."""
        return np.diff(self.starts)


def gather(keys: Sequence[Hashable], works: IntArray) -> Groups:
    """Groups of equal keys, numbered in the order in which they first occur."""
    number: dict[Hashable, int] = {}
    of = np.fromiter((number.setdefault(k, len(number)) for k in keys), np.int64, len(keys))
    members = np.argsort(of, kind="stable")
    starts = np.searchsorted(of[members], np.arange(len(number) + 1))
    return Groups(of, members[starts[:-1]], members, starts, works)


def others(groups: Groups, units: IntArray, target_groups: IntArray) -> IntArray:
    """How many units of each target group belong to other works than the unit does."""
    span = int(groups.works.max(initial=0)) + 1
    keys, counts = np.unique(groups.of * span + groups.works, return_counts=True)
    wanted = target_groups * span + groups.works[units]
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    own = np.where(keys[at] == wanted, counts[at], 0)
    return groups.sizes[target_groups] - own


def shortlist(groups: Groups, keep: int) -> tuple[IntArray, IntArray]:
    """Enough members of each group to give any unit its first `keep` of other works.

    A group's first `keep` members, and for each work among these the members
    that step in for it: at most twice `keep`, however many copies there are.

    Returns:
        members by group, ascending within it, and (groups + 1,) where each begins.
    """
    large = np.flatnonzero(groups.sizes > keep)
    sizes = groups.sizes.copy()
    chosen = np.ones(len(groups.members), bool)
    for group in large.tolist():
        start, end = groups.starts[group], groups.starts[group + 1]
        works = groups.works[groups.members[start:end]]
        pick = np.zeros(end - start, bool)
        pick[:keep] = True
        for work in np.unique(works[:keep]).tolist():
            pick[np.flatnonzero(works != work)[:keep]] = True
        chosen[start:end] = pick
        sizes[group] = pick.sum()

    return groups.members[chosen], np.concatenate(([0], np.cumsum(sizes)))


def one_per_work(groups: Groups) -> IntArray:
    """The first unit of each work in each group, by group; the work's others list the same."""
    works = groups.works[groups.members]
    order = np.lexsort((groups.members, works, groups.of[groups.members]))
    by_group, by_work = groups.of[groups.members][order], works[order]
    opens = np.ones(len(order), bool)
    opens[1:] = (by_group[1:] != by_group[:-1]) | (by_work[1:] != by_work[:-1])
    return groups.members[order[opens]]


@dataclass(frozen=True, slots=True)
class Listed:
    """Targets of units, best first."""

    source: IntArray  # unit
    target: IntArray  # unit of another work
    pair: IntArray  # which pair of groups it comes from
    rank: IntArray  # from 0 within its source

    def where(self, kept: NDArray[np.bool_]) -> Listed:
        """Those of a mask, ranked anew."""
        source = self.source[kept]
        rank = np.arange(len(source)) - np.searchsorted(source, source)
        return Listed(source, self.target[kept], self.pair[kept], rank)


def listed(
    groups: Groups,
    short: tuple[IntArray, IntArray],
    rows: IntArray,
    columns: IntArray,
    values: NDArray[np.float64],
    units: IntArray,
) -> Listed:
    """The targets of `units` that pairs of groups stand for, best first, ties by unit.

    Args:
        groups, short: see `shortlist`.
        rows, columns, values: pairs of groups, rows ascending.
        units: ascending.
    """
    members, starts = short
    begin = np.searchsorted(rows, groups.of[units], "left")
    lengths = np.searchsorted(rows, groups.of[units], "right") - begin
    pair, source = ranges(begin, lengths), np.repeat(units, lengths)
    counts = np.diff(starts)[columns[pair]]
    target = members[ranges(starts[columns[pair]], counts)]
    source, pair = np.repeat(source, counts), np.repeat(pair, counts)
    kept = (groups.works[source] != groups.works[target]) & (values[pair] > 0)
    source, target, pair = source[kept], target[kept], pair[kept]
    order = np.lexsort((target, -values[pair], source))
    source = source[order]
    rank = np.arange(len(source)) - np.searchsorted(source, source)
    return Listed(source, target[order], pair[order], rank)
