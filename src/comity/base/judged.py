"""What people say of pairs of provisions now: the record, seen from an open base.

Of one person's judgements on a pair, the newest counts that was made about the words which
the base holds; `undecided` takes that person's earlier ones back. What several people say
stands side by side, agreed or not. Nothing here changes the record but `decide`, which adds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from comity.base.record import (
    JUDGEMENTS,
    Damaged,
    Judgement,
    Place,
    add_judgements,
    judge,
    judgements,
    place_of,
    record_of,
)
from comity.errors import UsageError

if TYPE_CHECKING:
    from comity.base.base import Base
    from comity.base.tag_record import TagJudgement

#: Relations that have another name from the other side.
INVERSE = {"subset": "superset", "superset": "subset"}
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """One person's judgement, seen from one side of the pair."""

    relation: str  # the first is equal to the second, a subset of it, ...
    a: Place  # of the first, in this base
    b: Place
    judgement: Judgement  # as it stands in the record

    @property
    def by(self) -> str:
        """Who, without the spaces around a name or between its parts."""
        return person(self.judgement.by)

    @property
    def holds(self) -> bool:
        """Whether both texts are still the ones that were judged."""
        return self.a.same_text and self.b.same_text


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPair:
    """A pair that somebody judged, and what everyone says of it; each tuple by name.

    Everybody is in one of `opinions`, `open` and `other_words`; `earlier` has what the same
    people said before, oldest first.
    """

    a: str  # provision id in this base; as it was judged where its words are gone
    b: str
    opinions: tuple[Opinion, ...] = ()  # that count
    open: tuple[Opinion, ...] = ()  # undecided
    other_words: tuple[Opinion, ...] = ()  # made about words that the base no longer has here
    earlier: tuple[Opinion, ...] = ()

    @property
    def disputed(self) -> bool:
        """Whether two people who decided call the relation by different names."""
        return len({opinion.relation for opinion in self.opinions}) > 1

    @property
    def related(self) -> bool | None:
        """Whether those who decided see any relation; None when they differ, or nobody did."""
        said = {opinion.relation != "none" for opinion in self.opinions}
        return said.pop() if len(said) == 1 else None

    def turned(self) -> JudgedPair:
        """The same pair seen from its other side."""
        return JudgedPair(
            a=self.b,
            b=self.a,
            opinions=_turned(self.opinions),
            open=_turned(self.open),
            other_words=_turned(self.other_words),
            earlier=_turned(self.earlier),
        )


@dataclass(slots=True)
class Judged:
    """The judgements beside a base, read once; see `judged`."""

    judgements: tuple[Judgement, ...]
    damaged: tuple[Damaged, ...]
    by_name: dict[str, list[int]] = field(default_factory=dict)  # id as judged -> judgements
    places: dict[tuple[str, str], Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, judgement in enumerate(self.judgements):
            for name in (judgement.a, judgement.b):
                self.by_name.setdefault(name, []).append(number)

    def place(self, base: Base, name: str, text: str) -> Place:
        """`record.place_of`, worked out once."""
        if (name, text) not in self.places:
            self.places[name, text] = place_of(base, name, text)
        return self.places[name, text]

    def about(self, base: Base, name: str) -> set[int]:
        """The judgements that may be about a provision: made of its id or of one that leads to it.

        More than are about it: an id may have led elsewhere with other words.
        """
        names = (name, *base.redirects.leading_to(name))
        return {number for known in names for number in self.by_name.get(known, ())}


# Not an attribute of the base: what it holds must not change while it is open, and this may.
_READ: WeakKeyDictionary[Base, tuple[tuple[int, int, int] | None, Judged]] = WeakKeyDictionary()


def judged(base: Base) -> Judged:
    """The judgements beside a base; read anew when somebody added one."""
    mark = _mark(base)
    known = _READ.get(base)
    if known is None or known[0] != mark:
        known = mark, Judged(*judgements(base.path))
        _READ[base] = known
    return known[1]


def _mark(base: Base) -> tuple[int, int, int] | None:
    try:
        facts = (record_of(base.path) / JUDGEMENTS).stat()
    except OSError:  # none; or the reader says what is wrong with it
        return None
    return facts.st_ino, facts.st_size, facts.st_mtime_ns


def standing_pairs(base: Base, name: str | None = None) -> tuple[JudgedPair, ...]:
    """Every judged pair, or those of one provision, with what everyone says of it now.

    Args:
        base: open; the judgements beside it are read.
        name: a provision id of this base. Its pairs are seen from it.

    Returns:
        By ids.
    """
    read = judged(base)
    numbers = range(len(read.judgements)) if name is None else sorted(read.about(base, name))
    pairs = _pairs(base, read, numbers)
    if name is not None:
        own = [pair for pair in pairs if name in (pair.a, pair.b)]
        pairs = [pair if pair.a == name else pair.turned() for pair in own]
    return tuple(sorted(pairs, key=lambda pair: (pair.a, pair.b)))


def judgements_on(base: Base, a: str, b: str) -> JudgedPair | None:
    """What everyone says of two provisions of this base, seen from `a`; None when nobody did."""
    read = judged(base)
    if not read.judgements:
        return None
    for pair in _pairs(base, read, sorted(read.about(base, a) & read.about(base, b))):
        if (pair.a, pair.b) == (a, b):
            return pair
        if (pair.a, pair.b) == (b, a):
            return pair.turned()
    return None


def decide(
    base: Base, a: str, b: str, relation: str, *, by: str, reason: str, when: str
) -> tuple[JudgedPair, bool]:
    """Add what somebody decided about two provisions to the record beside a base.

    Ids of earlier versions are taken for what they are now.

    Args:
        base: the judgement is about the texts that it holds.
        a, b: provision ids.
        relation: one of `record.JUDGED`, seen from `a`.
        by: who decided.
        reason: why.
        when: ISO 8601; a time without a zone is taken as UTC when two are compared.

    Returns:
        What everyone says of the pair now, seen from `a`; and whether it was added: the same
        judgement of the same time is held once.

    Raises:
        UnknownIdError: no such provision.
        UsageError: an unknown relation, one provision twice, no name, or no time.
        BaseError: the record cannot be written.
    """
    check_time(when)
    made = judge(base, a, b, relation, by=by, reason=reason, when=when)
    added = same_act(made) not in map(same_act, judged(base).judgements)
    if added:
        add_judgements(base.path, [made])
    pair = judgements_on(base, made.a, made.b)
    if pair is None:  # somebody took the record away meanwhile
        raise UsageError("The judgement was added, but the record no longer holds it.")
    return pair, added


def check_time(when: str) -> None:
    """UsageError unless a text is an ISO 8601 time."""
    if instant(when) == _NEVER:
        raise UsageError(
            f"{when!r} is no ISO 8601 time.", hint="Such as 2026-11-25T09:00:00+00:00."
        )


def same_act(judgement: Judgement | TagJudgement) -> tuple[str, ...]:
    """What tells two judgements apart: all but the version of the base."""
    facts = asdict(judgement)
    del facts["version"]
    return tuple(facts.values())


def person(name: str) -> str:
    """A name as it is compared: composed letters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def instant(when: str) -> datetime:
    """An ISO 8601 time, in UTC where it has no zone; the earliest there is for anything else."""
    try:
        read = datetime.fromisoformat(when.strip())
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return _NEVER


def _pairs(base: Base, read: Judged, numbers: Iterable[int]) -> list[JudgedPair]:
    """The pairs that some judgements are about, each seen from the lesser id."""
    found: dict[tuple[str, str], list[tuple[int, Opinion]]] = {}
    for number in numbers:
        judgement = read.judgements[number]
        a = read.place(base, judgement.a, judgement.a_text)
        b = read.place(base, judgement.b, judgement.b_text)
        opinion = Opinion(relation=judgement.relation, a=a, b=b, judgement=judgement)
        ids = a.id or judgement.a, b.id or judgement.b
        if ids[1] < ids[0]:
            ids, opinion = (ids[1], ids[0]), _turn(opinion)
        found.setdefault(ids, []).append((number, opinion))
    return [_pair(ids, opinions) for ids, opinions in found.items()]


def _pair(ids: tuple[str, str], opinions: list[tuple[int, Opinion]]) -> JudgedPair:
    """What counts of everything that was said of a pair."""
    # What holds comes last, then what is newest, then what was added last.
    opinions.sort(key=lambda o: (o[1].holds, instant(o[1].judgement.when), o[0]))
    last = {opinion.by: opinion for _, opinion in opinions}
    newest = [last[name] for name in sorted(last)]
    counted = {id(opinion) for opinion in newest}
    earlier = [(n, o) for n, o in opinions if id(o) not in counted]
    earlier.sort(key=lambda o: (instant(o[1].judgement.when), o[0]))
    return JudgedPair(
        a=ids[0],
        b=ids[1],
        opinions=tuple(o for o in newest if o.holds and o.relation != "undecided"),
        open=tuple(o for o in newest if o.holds and o.relation == "undecided"),
        other_words=tuple(o for o in newest if not o.holds),
        earlier=tuple(opinion for _, opinion in earlier),
    )


def _turn(opinion: Opinion) -> Opinion:
    relation = INVERSE.get(opinion.relation, opinion.relation)
    return Opinion(relation=relation, a=opinion.b, b=opinion.a, judgement=opinion.judgement)


def _turned(opinions: Iterable[Opinion]) -> tuple[Opinion, ...]:
    return tuple(map(_turn, opinions))
