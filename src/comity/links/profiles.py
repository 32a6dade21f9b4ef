"""The topics signal: of what two texts both speak, and how surely.

A text's profile holds the square of the confidence of each of its topics, and of those above
them in the thesaurus: doubtful ones count little, and texts on different sides of one broader
topic have something in common. The product of two profiles is what topics add to the strength
of a pair. Profiles longer than LONGEST are shortened to it, so that a long article that speaks
of everything is not tied to everything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

if TYPE_CHECKING:
    # Loaded by the functions that need it: scipy would double the start of a command.
    from scipy.sparse import csr_matrix

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
Above = Mapping[Any, Collection[str]]  # topic -> all topics above it

#: What a topic says for each one above it. Chosen on the development half of Worldwide AI
#: Ethics: nDCG@10 0.687 with 0, 0.693 with 0.3, 0.694 with 0.4, 0.693 with 0.5, 0.68 with 1.
RAISED = 0.4

#: Greatest length of a profile. Of 58,000 tagged provisions 1.7 % are longer.
LONGEST = 1.5

_DECIMALS = 6  # of a confidence that was worked out


@dataclass(frozen=True, slots=True)
class Tags:
    """The topics of units, by unit."""

    starts: IntArray  # (units + 1,) where each unit's begin
    topics: IntArray  # each the place of a name, ascending within a unit
    confidences: FloatArray  # 0 to 1
    names: tuple[str, ...]  # ascending

    @classmethod
    def none(cls, units: int) -> Tags:
        """Those of units that were not tagged."""
        return cls(np.zeros(units + 1, np.int64), np.zeros(0, np.int64), np.zeros(0), ())

    @classmethod
    def of(cls, profiles: Sequence[Mapping[str, float]]) -> Tags:
        """Those of texts, given as topic -> confidence."""
        names = sorted({topic for profile in profiles for topic in profile})
        number = {name: n for n, name in enumerate(names)}
        counts = [len(profile) for profile in profiles]
        pairs = [(number[t], c) for profile in profiles for t, c in sorted(profile.items())]
        return cls(
            np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
            np.array([t for t, _ in pairs], np.int64),
            np.array([c for _, c in pairs], np.float64),
            tuple(names),
        )

    @classmethod
    def from_table(cls, table: pa.Table, ids: pa.Array) -> Tags:
        """Those of units with some ids, ascending.

        Args:
            table: columns provision_id, topic and confidence, in any order.
            ids: of the units; tags of others are passed over.
        """
        at = np.asarray(pc.fill_null(pc.index_in(table["provision_id"], value_set=ids), -1))
        encoded = table["topic"].combine_chunks().dictionary_encode()
        names = encoded.dictionary.to_pylist()
        order = sorted(range(len(names)), key=names.__getitem__)
        place = np.empty(len(names), np.int64)
        place[order] = np.arange(len(names))
        topics = place[np.asarray(encoded.indices)]
        kept = np.flatnonzero(at >= 0)
        kept = kept[np.lexsort((topics[kept], at[kept]))]
        return cls(
            np.searchsorted(at[kept], np.arange(len(ids) + 1)),
            topics[kept],
            np.asarray(table["confidence"])[kept].astype(np.float64),
            tuple(names[n] for n in order),
        )

    def raised(self, above: Above) -> Tags:
        """With the topics above each; see `raised`."""
        names = sorted({*self.names, *(a for n in self.names for a in above.get(n, ()))})
        number = {name: n for n, name in enumerate(names)}
        ways = [(number[name], 1.0) for name in self.names]  # topic -> where it counts, how much
        of, to, share = list(range(len(ways))), [n for n, _ in ways], [s for _, s in ways]
        for n, name in enumerate(self.names):
            for higher in sorted(above.get(name, ())):
                of.append(n)
                to.append(number[higher])
                share.append(RAISED)
        order = np.argsort(np.array(of, np.int64), kind="stable")
        counts = np.bincount(np.array(of, np.int64), minlength=len(self.names))
        starts = np.concatenate(([0], np.cumsum(counts)))
        unit = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        lengths = counts[self.topics]
        rows = np.repeat(np.arange(len(unit)), lengths)
        ends = np.cumsum(lengths)
        first = np.repeat(ends - lengths, lengths)
        way = order[np.arange(len(rows)) - first + starts[self.topics][rows]]
        topic = np.array(to, np.int64)[way]
        with np.errstate(divide="ignore"):
            doubt = np.log1p(-np.array(share)[way] * self.confidences[rows])
        keys = unit[rows] * max(1, len(names)) + topic
        sorted_rows = np.argsort(keys, kind="stable")
        keys, doubt = keys[sorted_rows], doubt[sorted_rows]
        opens = np.flatnonzero(np.diff(keys, prepend=-1))
        summed = np.add.reduceat(doubt, opens) if len(opens) else doubt
        keys = keys[opens]
        return Tags(
            np.searchsorted(keys // max(1, len(names)), np.arange(len(self.starts))),
            keys % max(1, len(names)),
            np.round(1.0 - np.exp(summed), _DECIMALS),
            tuple(names),
        )

    def at(self, units: IntArray) -> Tags:
        """Those of some units, in their order."""
        lengths = np.diff(self.starts)[units]
        ends = np.cumsum(lengths)
        total = int(ends[-1]) if len(ends) else 0
        rows = np.arange(total) - np.repeat(ends - lengths, lengths)
        rows += np.repeat(self.starts[:-1][units], lengths)
        starts = np.concatenate(([0], ends)).astype(np.int64)
        return Tags(starts, self.topics[rows], self.confidences[rows], self.names)

    def keys(self) -> list[bytes]:
        """One for each unit; units with equal tags have equal ones."""
        bounds = (self.starts * 8).tolist()
        topics, confidences = self.topics.tobytes(), self.confidences.tobytes()
        return [topics[a:b] + confidences[a:b] for a, b in pairwise(bounds)]

    def profiles(self) -> csr_matrix:
        """(units, topics), float32: squares of the confidences, no row longer than LONGEST."""
        from scipy.sparse import csr_matrix  # noqa: PLC0415

        squares = self.confidences**2
        lengths = np.diff(self.starts)
        unit = np.repeat(np.arange(len(lengths)), lengths)
        norms = np.sqrt(np.bincount(unit, squares**2, minlength=len(lengths)))
        squares /= np.maximum(1.0, norms / LONGEST)[unit]
        return csr_matrix(
            (squares.astype(np.float32), self.topics, self.starts),
            shape=(len(lengths), len(self.names)),
        )


def raised(tags: Mapping[Any, float], above: Above) -> dict[str, float]:
    """The topics of one text with those above each, as far as they speak for these.

    Each topic is a ground of its own for those above it, RAISED times as sure (noisy-or).

    Args:
        tags: topic -> confidence, 0 to 1.
        above: topic -> all topics above it.
    """
    doubt: dict[str, float] = {}
    for topic, confidence in sorted(tags.items()):
        doubt[topic] = doubt.get(topic, 1.0) * (1.0 - confidence)
        for higher in above.get(topic, ()):
            doubt[higher] = doubt.get(higher, 1.0) * (1.0 - RAISED * confidence)
    return {topic: round(1.0 - value, _DECIMALS) for topic, value in sorted(doubt.items())}


def profile(tags: Mapping[str, float]) -> dict[str, float]:
    """The profile of one text, given as topic -> confidence; a row of `Tags.profiles`."""
    squares = {topic: confidence**2 for topic, confidence in sorted(tags.items())}
    norm = sqrt(sum(value**2 for value in squares.values()))
    return {topic: value / max(1.0, norm / LONGEST) for topic, value in squares.items()}


def common(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """What the topics of two profiles add to the strength of their pair."""
    return sum(a[topic] * b[topic] for topic in sorted(a.keys() & b.keys()))
