"""Two languages or versions of one work side by side: which provision is which.

Texts come first: every pair is valued by its texts alone (`comity.links.across`). Where
pairs that the texts settle bear equal eIds, an equal eId is then trusted as far as it
was right there; a renumbered version is so found to be one. Order is the last word among
texts that are alike: a pair that stands where its neighbours lead is preferred.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from comity.base.answers import DocumentEntry
from comity.errors import UsageError
from comity.links.across import Across, Texts, across, shared_numbers, weights_of
from comity.links.assign import one_to_one
from comity.links.counterparts import Answering, Counterparts
from comity.links.edits import edits
from comity.records import Edit, Provision, ProvisionId
from comity.text.tokens import primary, words
from comity.topics import Tagger

if TYPE_CHECKING:
    from comity.base.base import Base

FloatArray = NDArray[np.float64]

#: The belief from which two provisions are shown as a pair.
MIN_SCORE = 0.4
_SETTLED = 0.8  # belief from which the texts alone settle a pair
# What is known beside the words, in units of "no counterpart": an equal eId where all settled
# pairs have equal ones (within one language less: two texts without words in common are no
# versions of each other, while across languages a short text may share nothing that can be
# seen), equal numbers in the text, and standing in the expected place.
_ID_ACROSS, _ID_WITHIN = 0.8, 0.5
_NUMBERS = 0.4
# How far an equal eId is trusted where no text settles it, by whether there is one language:
# translations keep the numbers, new versions often do not.
_EXPECTED = {False: 0.9, True: 0.6}
_DOUBT = 4  # settled pairs that weigh as much as that expectation
_PLACE = 0.3
_LEAST_WITHIN = 4  # words of a unit that is looked for within a larger one
_TOPICS = 8  # shown of a pair
_TOPIC_CONFIDENCE = 0.3  # from which a topic is shown

Level = Literal["unit", "article"]
By = Literal["both", "id", "text"]
Ids = Literal["same", "other", "alone", "ignored"]
Step = Callable[[str, int], None]  # told "topics", "pairs", "edits", and how many of them

# What is whole by itself: the basic units of Akoma Ntoso and what takes their place in
# principles and strategies. A section is one where it holds none of these, nor a section.
_WHOLE = frozenset(
    ("article", "rule", "recital", "principle", "commitment", "recommendation", "guideline")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairReasons:
    """Why two provisions are taken for one in two versions."""

    # Each 0 to 1; see `comity.links.across`. Where ids count also "id" (how far an equal one
    # is trusted; 0 for another), "numbers" in the texts and "order".
    signals: Mapping[str, float]
    parts: Mapping[str, float]  # what each signal gave to the likeness, as shares of it
    topics: tuple[str, ...]  # that both speak of, by confidence
    words: tuple[Answering, ...]  # that answer each other, most telling first
    text: float  # 0 to 1: the belief by the texts alone
    # "same" eId; "other": at least one of them stands for another provision of the other
    # document; "alone": neither is in the other document; "ignored": not asked.
    ids: Ids


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedPair:
    """A provision and its counterpart in the other version."""

    a: Provision
    b: Provision
    score: float  # 0 to 1: how far they are believed to be counterparts
    by: By  # what pairs them: their eIds, their texts, or both
    reasons: PairReasons
    edits: tuple[Edit, ...] | None  # None in two languages; see `comity.links.edits`

    @property
    def doubtful(self) -> bool:
        """Whether the eIds agree and the texts alone would not have paired them."""
        return self.by == "id"

    @property
    def changed(self) -> bool | None:
        """Whether any word differs beside those of the label; None in two languages."""
        if self.edits is None:
            return None
        one, other = _label_end(self.a), _label_end(self.b)
        return any(e.kind != "kept" and (e.a_end > one or e.b_end > other) for e in self.edits)


def _label_end(provision: Provision) -> int:
    """Where the label ends in the provision's text; 0 when the text does not begin with it."""
    text = provision.text
    at = len(text) - len(text.lstrip())
    return at + len(provision.label) if text.startswith(provision.label, at) else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Two versions of one work; every unit is in one pair, or in `only_a` or `only_b`."""

    a: DocumentEntry
    b: DocumentEntry
    level: Level
    by_text: bool  # whether ids and order were ignored
    pairs: tuple[AlignedPair, ...]  # in the reading order of a
    only_a: tuple[Provision, ...]
    only_b: tuple[Provision, ...]
    # A unit left over -> the unit of the other document that holds its words in a row: it was
    # taken up in a larger one, or is cut out of it. Within one language.
    within: Mapping[ProvisionId, ProvisionId]
    share_a: float  # of a's words, those in paired units; NaN when a has none
    share_b: float
    min_score: float
    # Of the pairs that texts alone settle and of which an eId is in both documents, the
    # share with equal eIds; with few such pairs nearer to what is expected. None when ignored.
    id_trust: float | None
    # Units with equal eIds that are not paired with each other: the texts do not agree.
    disagree: tuple[tuple[ProvisionId, ProvisionId], ...]
    note: str = ""


def _no_step(step: str, count: int) -> None:
    """The progress of a caller who wants none."""


def align(
    base: Base,
    a: str,
    b: str,
    *,
    level: Level = "unit",
    by_text: bool = False,
    min_score: float = MIN_SCORE,
    progress: Step = _no_step,
) -> Alignment:
    """Pair the provisions of two documents of one work.

    Args:
        a, b: document ids.
        level: linkable units, or whole articles (recitals, principles, innermost
            sections; what stands in none of them unit by unit).
        by_text: pair by the texts alone, whatever their eIds and order.
        min_score: belief from which a pair is given, 0 to 1.
        progress: told of each step.

    Raises:
        UnknownIdError: no such document.
        UsageError: one document twice, two works, or more pairs than can be valued.
    """
    first, second = base.entry(a), base.entry(b)
    _check(base, first, second)
    ours, theirs = (units_of(base.provisions(e.id), level) for e in (first, second))
    progress("topics", len(ours) + len(theirs))
    one, other = (_texts(base, u, e.language) for u, e in ((ours, first), (theirs, second)))
    progress("pairs", len(ours) * len(theirs))
    found = across(one, other)
    same = _same_eids(ours, theirs)
    trust = None if by_text else _trust(found.believed, same, _EXPECTED[found.learnt is None])
    beside = {} if trust is None else _beside(found, (ours, theirs), same, trust)
    believed = found.believed_with(_prior(found, beside)) if beside else found.believed
    rows, columns = (n.astype(np.int64) for n in np.nonzero(believed >= min_score))
    kept = one_to_one(rows, columns, believed[rows, columns])
    chosen = dict(zip(rows[kept].tolist(), columns[kept].tolist(), strict=True))
    progress("edits", len(chosen))
    explain = _Explain((one, other), found, beside, same)
    pairs = tuple(
        explain.pair(ours[i], theirs[j], (i, j), float(believed[i, j]))
        for i, j in sorted(chosen.items())
    )
    paired = {p.id for pair in pairs for p in (pair.a, pair.b)}
    only_a = tuple(p for p in ours if p.id not in paired)
    only_b = tuple(p for p in theirs if p.id not in paired)
    one_language = primary(first.language) == primary(second.language)
    return Alignment(
        a=first,
        b=second,
        level=level,
        by_text=by_text,
        pairs=pairs,
        only_a=only_a,
        only_b=only_b,
        within={**_within(only_a, theirs), **_within(only_b, ours)} if one_language else {},
        share_a=_share(ours, paired),
        share_b=_share(theirs, paired),
        min_score=min_score,
        id_trust=trust,
        disagree=()
        if by_text
        else tuple(
            (ours[i].id, theirs[j].id) for i, j in sorted(same.items()) if chosen.get(i) != j
        ),
        note="" if ours and theirs else "One of the two documents has no unit to align.",
    )


def _check(base: Base, a: DocumentEntry, b: DocumentEntry) -> None:
    if a.id == b.id:
        raise UsageError(f"Both names are of one document, {a.id!r}.", hint="Name two documents.")
    if a.work_id != b.work_id and base.works().tie(a.id, b.id) is None:
        raise UsageError(
            f"{a.id!r} and {b.id!r} are of two works, {a.work_id!r} and {b.work_id!r};"
            " `align` pairs the languages and versions of one.",
            hint=f"Set two works side by side with `comity compare {a.id} {b.id}`. If they are"
            f" one, say so with `comity works --confirm {a.id} {b.id} --by NAME`.",
        )


def units_of(provisions: Sequence[Provision], level: Level) -> list[Provision]:
    """What is aligned of a document, in reading order; no two overlap.

    At the level of units: the linkable ones, whole where they are cut, since two versions are
    cut at other places; and what is too short or too bare to be one but stands in none (a line
    of a list), since a version is compared word for word. Notes are left out.
    """
    by_id = {p.id: p for p in provisions}

    def above(provision: Provision) -> Iterator[Provision]:
        while provision.parent is not None and provision.parent in by_id:
            provision = by_id[provision.parent]
            yield provision

    holders = {h.id for p in provisions for h in above(p)}
    units = {
        p.parent if p.kind == "cut" and p.parent else p.id
        for p in provisions
        if p.linkable or (p.id not in holders and p.kind != "authorialNote")
    }
    whole = _whole(provisions, above) if level == "article" else set()
    return [
        p
        for p in provisions
        if (p.id in whole or p.id in units)
        and not any(h.id in whole or h.id in units for h in above(p))
    ]


def _whole(
    provisions: Sequence[Provision], above: Callable[[Provision], Iterator[Provision]]
) -> set[ProvisionId]:
    """Articles and their like, and sections that hold none of these and no section."""
    basic = [p for p in provisions if p.kind in _WHOLE or p.kind == "section"]
    holders = {h.id for p in basic for h in above(p)}
    return {p.id for p in basic if p.kind in _WHOLE or p.id not in holders}


def _texts(base: Base, units: Sequence[Provision], language: str) -> Texts:
    texts = [p.text for p in units]
    if not base.has_topics:
        return Texts(language=language, texts=texts)
    rows = Tagger(base.thesaurus()).rows_of(texts, language)
    return Texts(
        language=language,
        texts=texts,
        topics=[{topic: confidence for topic, confidence, _ in found} for found in rows],
    )


def _same_eids(a: Sequence[Provision], b: Sequence[Provision]) -> dict[int, int]:
    """Place in a -> place in b of the unit with the same eId."""
    places = {p.eid: n for n, p in enumerate(b)}
    return {n: places[p.eid] for n, p in enumerate(a) if p.eid in places}


def _trust(believed: FloatArray, same: Mapping[int, int], expected: float) -> float:
    """How far equal eIds mean equal provisions, 0 to 1: measured where the texts settle it.

    `expected` stands for _DOUBT pairs more.
    """
    rows, columns = np.nonzero(believed >= _SETTLED)
    in_b = set(same.values())
    settled = [
        same.get(i) == j
        for i, j in zip(rows.tolist(), columns.tolist(), strict=True)
        if i in same or j in in_b
    ]
    return (sum(settled) + expected * _DOUBT) / (len(settled) + _DOUBT)


def _beside(
    found: Across,
    units: tuple[Sequence[Provision], Sequence[Provision]],
    same: Mapping[int, int],
    trust: float,
) -> dict[str, tuple[float, FloatArray]]:
    """What is known beside the words: name -> its weight in units of `none`, and its values."""
    equal = np.zeros_like(found.believed)
    for i, j in same.items():
        equal[i, j] = trust
    numbers = shared_numbers(*([p.text.removeprefix(p.label) for p in side] for side in units))
    known = {
        "id": (_ID_WITHIN if "words" in found.signals else _ID_ACROSS, equal),
        "numbers": (_NUMBERS, numbers),
    }
    believed = found.believed_with(_prior(found, known))
    return {**known, "order": (_PLACE, _expected(believed) / 2 + _expected(believed.T).T / 2)}


def _prior(found: Across, beside: Mapping[str, tuple[float, FloatArray]]) -> FloatArray:
    prior = np.zeros_like(found.believed)
    for weight, values in beside.values():
        prior += weight * values
    return prior


def _expected(believed: FloatArray) -> FloatArray:
    """How near each pair stands to where the settled pairs before and after it lead; 0 to 1."""
    rows, columns = believed.shape
    settled = np.argwhere(believed >= _SETTLED)  # by row; at that belief a row is in one pair
    near = np.zeros(believed.shape)
    if not len(settled):
        return near
    shift = settled[:, 1] - settled[:, 0]
    after = np.searchsorted(settled[:, 0], np.arange(rows), side="right")
    for neighbour in (after - 1, after):
        inside = (neighbour >= 0) & (neighbour < len(settled))
        leads = np.arange(rows) + shift[np.clip(neighbour, 0, len(settled) - 1)]
        away = np.abs(np.arange(columns)[None, :] - leads[:, None])
        near = np.maximum(near, np.where(inside[:, None], np.exp(-away / 2.0), 0.0))
    return near


def _within(
    left: Sequence[Provision], others: Sequence[Provision]
) -> dict[ProvisionId, ProvisionId]:
    """Which unit of the other document holds the words of a unit left over, labels aside."""
    lines = [(p.id, f" {' '.join(words(p.text))} ") for p in others]
    found = {}
    for unit in left:
        own = words(unit.text[_label_end(unit) :])
        if len(own) >= _LEAST_WITHIN:
            line = f" {' '.join(own)} "
            holder = next((name for name, other in lines if line in other), None)
            if holder is not None:
                found[unit.id] = holder
    return found


def _share(units: Sequence[Provision], paired: Set[str]) -> float:
    """The part of the units' words that stand in paired ones; NaN without words."""
    lengths = {p.id: len(words(p.text)) for p in units}
    total = sum(lengths.values())
    held = sum(length for unit, length in lengths.items() if unit in paired)
    return held / total if total else float("nan")


class _Explain:
    """Makes pairs with their reasons, and with their edits within one language."""

    def __init__(
        self,
        sides: tuple[Texts, Texts],
        found: Across,
        beside: Mapping[str, tuple[float, FloatArray]],
        same: Mapping[int, int],
    ) -> None:
        learnt = found.learnt.of() if found.learnt else {}
        self._words = Counterparts(*sides, learnt)
        self._a, self._b = sides
        self._found, self._beside, self._same = found, beside, same
        self._in_b = set(same.values())

    def pair(self, a: Provision, b: Provision, place: tuple[int, int], score: float) -> AlignedPair:
        i, j = place
        text = float(self._found.believed[i, j])
        by: By = "text"
        if self._beside and self._same.get(i) == j:
            by = "both" if text >= MIN_SCORE else "id"
        same_language = primary(a.language) == primary(b.language)
        return AlignedPair(
            a=a,
            b=b,
            score=round(score, 4),
            by=by,
            reasons=self._reasons(i, j, text),
            edits=edits(a.text, b.text, a.language) if same_language else None,
        )

    def _reasons(self, i: int, j: int, text: float) -> PairReasons:
        weights = weights_of(self._found.signals)
        valued = {n: (weights[n], float(v[i, j])) for n, v in self._found.signals.items()}
        for name, (weight, values) in self._beside.items():
            valued[name] = (weight * self._found.none, float(values[i, j]))
        likeness = sum(weight * value for weight, value in valued.values()) or 1.0
        topics: list[tuple[float, str]] = []
        if self._a.topics and self._b.topics:
            ours, theirs = self._a.topics[i], self._b.topics[j]
            topics = [(min(c, theirs[t]), t) for t, c in ours.items() if t in theirs]
        ids: Ids = "ignored"
        if self._beside:
            ids = "other" if i in self._same or j in self._in_b else "alone"
            ids = "same" if self._same.get(i) == j else ids
        return PairReasons(
            signals={name: round(value, 4) for name, (_, value) in valued.items()},
            parts={n: round(w * v / likeness, 4) for n, (w, v) in valued.items()},
            topics=tuple(
                t for c, t in sorted(topics, key=lambda k: (-k[0], k[1])) if c >= _TOPIC_CONFIDENCE
            )[:_TOPICS],
            words=self._words.answering(i, j),
            text=round(text, 4),
            ids=ids,
        )
