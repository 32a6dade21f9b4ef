"""A choice that covers: each thing is weighed down by what was chosen before it that is like it.

Greedy choice from such weights is that of maximal marginal relevance (Carbonell & Goldstein
1998, SIGIR 335-336).
"""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

_DECIMALS = 6


def choose(
    value: FloatArray, own: IntArray, common: IntArray, limit: int
) -> list[tuple[int, float]]:
    """The things of the highest value times coverage, one after another, with their coverage.

    Coverage is the product of 1 / (1 + count) over a thing's own traits and of
    1 / sqrt(1 + count) over its common ones: own traits are shared by few, common ones by
    many, so that these may not weigh as much. Counts are of what was chosen before.

    Args:
        value: (things,) at least 0.
        own: (things, traits) numbers of traits. A trait that a thing has twice counts once.
        common: (things, kinds) numbers from 0, each kind by itself; few different rows.
        limit: how many.

    Returns:
        (place, coverage); of equal ones the first place comes first.
    """
    key = np.zeros(len(value), np.int64)
    for column in common.T:
        key = key * (int(column.max(initial=0)) + 1) + column
    _, first, stratum = np.unique(key, return_index=True, return_inverse=True)
    rows = common[first]
    queues = [
        _Queue(value=value, own=own, order=np.flatnonzero(stratum == n)) for n in range(len(rows))
    ]
    counts: Counter[int] = Counter()
    shared = [Counter[int]() for _ in range(common.shape[1])]
    chosen: list[tuple[int, float]] = []
    while len(chosen) < limit:
        offers = []
        for n, queue in enumerate(queues):
            best = queue.best(counts)
            if best is not None:
                gain, place, coverage = best
                for kind, number in enumerate(rows[n].tolist()):
                    coverage /= (1 + shared[kind][number]) ** 0.5
                    gain /= (1 + shared[kind][number]) ** 0.5
                offers.append((-round(gain, _DECIMALS), place, n, coverage))
        if not offers:
            break
        _, place, n, coverage = min(offers)
        queues[n].take()
        chosen.append((place, coverage))
        counts.update(set(own[place].tolist()))
        for kind, number in enumerate(rows[n].tolist()):
            shared[kind][number] += 1
    return chosen


@dataclass(slots=True)
class _Queue:
    """Things with the same common traits.

    Counts never fall, so what a thing was last found to be worth is the most that it can be
    worth now: only the first of the queue has to be weighed again (Minoux 1978, Lecture Notes
    in Control and Information Sciences 7:234-243).
    """

    value: FloatArray
    own: IntArray
    order: IntArray  # places; then those of the highest value first
    weighed: list[tuple[float, int, float]] = field(default_factory=list)  # heap
    next: int = 0  # of order, not weighed yet

    def __post_init__(self) -> None:
        self.order = self.order[np.argsort(-self.value[self.order], kind="stable")]

    def best(self, counts: Counter[int]) -> tuple[float, int, float] | None:
        """Its worth, its place and its coverage by its own traits; None when nothing is left."""
        while True:
            if self.next < len(self.order):
                place = int(self.order[self.next])
                bound = -float(self.value[place]), place
                if not self.weighed or bound < self.weighed[0][:2]:
                    self.next += 1
                    heapq.heappush(self.weighed, self._weigh(place, counts))
                    continue
            if not self.weighed:
                return None
            first = self.weighed[0]
            now = self._weigh(first[1], counts)
            if now == first:
                return -now[0], now[1], now[2]
            heapq.heapreplace(self.weighed, now)

    def take(self) -> None:
        """Take out what `best` gave."""
        heapq.heappop(self.weighed)

    def _weigh(self, place: int, counts: Counter[int]) -> tuple[float, int, float]:
        coverage = 1.0
        for trait in set(self.own[place].tolist()):
            coverage /= 1 + counts[trait]
        return -round(float(self.value[place]) * coverage, _DECIMALS), place, coverage
