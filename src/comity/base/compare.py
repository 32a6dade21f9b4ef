"""Two documents side by side: what both say, and what only one says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.base.answers import Comparison, DocumentEntry, Nearest, Outline, Pair
from comity.base.related import ALIGNED, statistics_of
from comity.base.tables import link_records
from comity.base.unit_topics import tags_of_units
from comity.errors import UsageError
from comity.links import Statistics, link_units
from comity.links.assign import one_to_one as assigned
from comity.links.edits import edits
from comity.links.explain import Query
from comity.links.profiles import raised
from comity.records import Link, Provision, ProvisionId
from comity.text.tokens import primary, words

if TYPE_CHECKING:
    from comity.base.base import Base

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

#: From here on an expert would sooner call a pair related than not, as scores are calibrated.
MIN_SCORE = 0.5
_TAG = (pa.string(), pa.string(), pa.float64())  # columns of tags: unit, topic, confidence
_TOP = 1  # a pair counts when it is the best one of either side
_TOP_ASSIGNED = 64  # pairs of a unit among which an assignment chooses, at first
_MOST_ROWS = 4_000_000  # scored pairs that are held at a time: about half a gigabyte
_MOST_CELLS = 50_000_000  # of the matrix that an assignment needs: about a gigabyte
# Of assignments that score the same the one in reading order is taken. So little does not
# add up to what tells two scores apart, 1e-6, below a million units.
_IN_ORDER = 1e-12


def compare(
    base: Base,
    a: str | Outline,
    b: str | Outline,
    *,
    min_score: float = MIN_SCORE,
    one_to_one: bool = False,
) -> Comparison:
    """Two documents unit by unit: by id or work, or as outlines of texts in no base.

    All units of one are scored against all units of the other, as links are,
    so that no pair is lost that fell outside a unit's first links in the base.

    Args:
        base: holds the documents that are named, and says how telling words are.
        a, b: what to compare.
        min_score: 0 to 1; a pair that scores less is none.
        one_to_one: make a crosswalk: each unit is in one pair at most, and the sum of
            the scores is as high as it can be.

    Raises:
        UnknownIdError: no such document.
        UsageError: one document twice, a work of several documents, or too many units
            for a crosswalk.
    """
    one, other = _side(base, a), _side(base, b)
    if one.entry.id == other.entry.id:
        names = [side if isinstance(side, str) else side.entry.id for side in (a, b)]
        raise UsageError(
            f"{names[0]!r} and {names[1]!r} are one document, {one.entry.id!r}.",
            hint="Name two documents.",
        )
    ours, theirs = one.units, other.units
    between = _Between(base, one, other)
    notes = [_note(ours, theirs)]
    if one_to_one:
        kept, missed = between.assigned(min_score)
        notes.append(missed)
    else:
        kept = between.best(min_score)
    pairs = _pairs(base, between.links(kept), one, other)
    paired = {p.id for pair in pairs for p in (pair.a, pair.b)}
    return Comparison(
        a=one.entry,
        b=other.entry,
        pairs=tuple(pairs),
        only_a=tuple(p for p in ours if p.id not in paired),
        only_b=tuple(p for p in theirs if p.id not in paired),
        share_a=_share(ours, paired),
        share_b=_share(theirs, paired),
        min_score=min_score,
        one_to_one=one_to_one,
        nearest=_nearest(between, pairs, paired),
        note=" ".join(filter(None, notes)),
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """A document's linkable units, and of what each of them speaks."""

    entry: DocumentEntry
    units: list[Provision]
    topics: list[dict[str, float]]  # of each unit and those above: topic -> confidence


def _side(base: Base, side: str | Outline) -> _Side:
    if isinstance(side, Outline):
        units = [p for p in side.provisions if p.linkable]
        return _Side(side.entry, units, [base.text_topics(p.text, p.language) for p in units])
    entry = base.entry(side)
    units = [p for p in base.provisions(entry.id) if p.linkable]
    tagged: dict[str, dict[str, float]] = {p.id: {} for p in units}
    for row in tags_of_units(base, tagged).to_pylist():
        tagged[row["provision_id"]][row["topic"]] = row["confidence"]
    above = base.topics_above
    return _Side(entry, units, [raised(topics, above) for topics in tagged.values()])


@dataclass(frozen=True, slots=True)
class _Found:
    """A pair that was scored: places of its units, and its link."""

    a: int
    b: int
    link: Link


class _Between:
    """The scored pairs of two documents' units, each from both of its sides."""

    def __init__(self, base: Base, ours: _Side, theirs: _Side) -> None:
        self.ours, self.theirs = ours.units, theirs.units
        self._units = [*self.ours, *self.theirs]
        # By place rather than by id: then nothing depends on what a document is called, and
        # a draft may bear any name.
        self._keys = [f"a{n:09}" for n in range(len(self.ours))] + [
            f"b{n:09}" for n in range(len(self.theirs))
        ]
        tags = [
            (key, topic, confidence)
            for key, topics in zip(self._keys, (*ours.topics, *theirs.topics), strict=True)
            for topic, confidence in topics.items()
        ]
        names = ("provision_id", "topic", "confidence")
        self._tags = pa.table(
            [pa.array([row[n] for row in tags], kind) for n, kind in enumerate(_TAG)], names
        )
        self._weights = base.link_weights
        spoken = sorted({primary(p.language) for p in self._units})
        known = [statistics_of(base, language) for language in spoken]
        self._statistics = Statistics(
            units={k: v for s in known for k, v in s.units.items()},
            frequencies={k: v for s in known for k, v in s.frequencies.items()},
        )

    def _score(self, top: int) -> None:
        self.top = top
        self._table = link_units(
            self._keys,
            [key[0] for key in self._keys],  # as of two works, though both be of one
            [p.language for p in self._units],
            [p.text for p in self._units],
            tags=self._tags,
            top=top,
            weights=self._weights,
            statistics=self._statistics,
        ).table
        place = {key: n for n, key in enumerate(self._keys)}
        self.source = _places(self._table["source"], place)
        self.target = _places(self._table["target"], place)
        self.rank = np.asarray(self._table["rank"].combine_chunks(), np.int64)
        # Scores have six decimals, which a float32 holds.
        scores = np.asarray(self._table["score"].combine_chunks(), np.float64)
        self.score = np.round(scores, 6)

    def best(self, min_score: float) -> IntArray:
        """Rows of the pairs that are the best one of their a or of their b, each once."""
        self._score(_TOP)
        return self._each_once((self.rank == 1) & (self.score >= min_score))

    def assigned(self, min_score: float) -> tuple[IntArray, str]:
        """Rows of the pairs of the best assignment, and what was not taken into account."""
        longest = max(len(self.ours), len(self.theirs), 1)
        most = max(_TOP_ASSIGNED, _MOST_ROWS // max(len(self._units), 1))
        top = _TOP_ASSIGNED
        while True:
            self._score(min(top, most, longest))
            cut = (self.rank == self.top) & (self.score >= max(min_score, 1e-6))
            if self.top in (most, longest) or not cut.any():
                break
            top *= 4
        rows = self._each_once((self.score >= min_score) & (self.score > 0))
        one, other = self._sides(rows)
        if len(np.unique(one)) * len(np.unique(other)) > _MOST_CELLS:
            raise UsageError(
                f"{len(np.unique(one))} units on one side and {len(np.unique(other))} on the other"
                " are too many for a crosswalk.",
                hint="Compare parts of the documents, ask for a higher --min-score, or leave out"
                " --one-to-one.",
            )
        apart = one / max(len(self.ours), 1) - other / max(len(self.theirs), 1)
        chosen = assigned(one, other, self.score[rows] + _IN_ORDER * (1 - apart**2))
        missed = int(cut.sum()) if self.top < longest else 0
        note = (
            f"Of {missed} units only the {self.top} best pairs were taken into account: the"
            " documents have too many units for all."
        )
        return rows[chosen], note if missed else ""

    def links(self, rows: IntArray) -> list[_Found]:
        """The links of some rows."""
        one, other = self._sides(rows)
        found = link_records(self._table.take(pa.array(rows)).drop_columns("rank"))
        return [
            _Found(a, b, link)
            for a, b, link in zip(one.tolist(), other.tolist(), found, strict=True)
        ]

    def nearest(self) -> dict[int, tuple[int, Link]]:
        """Place among all units -> place of the closest unit of the other side, and the link."""
        rows = np.flatnonzero((self.rank == 1) & (self.score > 0))
        found = link_records(self._table.take(pa.array(rows)).drop_columns("rank"))
        places = zip(self.source[rows].tolist(), self.target[rows].tolist(), found, strict=True)
        return {source: (target, link) for source, target, link in places}

    def unit(self, place: int) -> Provision:
        """The unit at a place among all of both sides."""
        return self._units[place]

    def _sides(self, rows: IntArray) -> tuple[IntArray, IntArray]:
        """Places among ours and among theirs."""
        first = len(self.ours)
        source, target = self.source[rows], self.target[rows]
        return np.minimum(source, target), np.maximum(source, target) - first

    def _each_once(self, wanted: BoolArray) -> IntArray:
        """Rows of a mask, of the two sides of a pair the one that scores more, else a's."""
        rows = np.flatnonzero(wanted)
        one, other = self._sides(rows)
        order = np.lexsort((self.source[rows], -self.score[rows], other, one))
        rows, one, other = rows[order], one[order], other[order]
        new = np.ones(len(rows), bool)
        new[1:] = (one[1:] != one[:-1]) | (other[1:] != other[:-1])
        return np.asarray(rows[new], np.int64)


def _places(column: pa.ChunkedArray, place: Mapping[str, int]) -> IntArray:
    """Each value's place."""
    values = column.combine_chunks()
    if not len(values):
        return np.empty(0, np.int64)
    known = np.array([place[key] for key in values.dictionary.to_pylist()], np.int64)
    return np.asarray(known[np.asarray(values.indices)], np.int64)


def _pairs(base: Base, found: Sequence[_Found], ours: _Side, theirs: _Side) -> list[Pair]:
    """Best first, equal ones in reading order."""
    queries: dict[int, Query] = {}
    pairs = []
    for pair in sorted(found, key=lambda f: (-f.link.score, f.a, f.b)):
        unit, counterpart = ours.units[pair.a], theirs.units[pair.b]
        if pair.a not in queries:
            statistics = statistics_of(base, unit.language)
            queries[pair.a] = Query(unit.text, unit.language, statistics, ours.topics[pair.a])
        link, topics = pair.link, theirs.topics[pair.b]
        changed = link.relation in ALIGNED
        pairs.append(
            Pair(
                a=unit,
                b=counterpart,
                score=link.score,
                relation=link.relation,
                reasons=queries[pair.a].explain(counterpart.text, link.reasons.signals, topics),
                edits=edits(unit.text, counterpart.text, unit.language) if changed else (),
            )
        )
    return pairs


def _nearest(
    between: _Between, pairs: Sequence[Pair], paired: Set[str]
) -> dict[ProvisionId, Nearest]:
    """What comes closest to each unit that is in no pair."""
    counterparts: dict[ProvisionId, ProvisionId] = {}
    for pair in pairs:  # best first: of several the best is told
        counterparts.setdefault(pair.a.id, pair.b.id)
        counterparts.setdefault(pair.b.id, pair.a.id)
    closest = {}
    for place, (target, link) in sorted(between.nearest().items()):
        unit, near = between.unit(place), between.unit(target)
        if unit.id not in paired:
            closest[unit.id] = Nearest(
                provision=near,
                score=link.score,
                relation=link.relation,
                paired_with=counterparts.get(near.id),
            )
    return closest


def _share(units: Sequence[Provision], paired: Set[str]) -> float:
    """The part of the units' words that stand in paired ones; NaN without words."""
    lengths = {p.id: len(words(p.text)) for p in units}
    total = sum(lengths.values())
    held = sum(length for unit, length in lengths.items() if unit in paired)
    return held / total if total else float("nan")


def _note(a: Sequence[Provision], b: Sequence[Provision]) -> str:
    if not a or not b:
        return "One of the two documents has no linkable unit."
    ours, theirs = ({primary(p.language) for p in units} for units in (a, b))
    if not ours & theirs:
        return (
            f"The documents are in different languages ({', '.join(sorted(ours))};"
            f" {', '.join(sorted(theirs))}); units are compared within a language only."
        )
    return ""
