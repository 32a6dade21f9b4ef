"""What people decided about documents: one work or not; beside the base, added to, never changed.

A decision follows its documents when they are renamed. Of several decisions by one person on
one pair the last counts; several people may disagree, and all that they said stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from comity.base.record import Damaged, append_lines, check_texts, read_lines
from comity.errors import UsageError

if TYPE_CHECKING:
    from comity.base.base import Base

WORK_JUDGEMENTS = "works.jsonl"

#: Two documents are holdings of one work, are works of their own, or that is open (again).
WORK_JUDGED = ("one", "apart", "undecided")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkJudgement:
    """What a named person decided about two documents."""

    a: str  # document id, as it was when the decision was made; before `b`
    b: str
    relation: str  # one of WORK_JUDGED
    by: str  # who decided
    reason: str
    when: str  # ISO 8601 with time zone
    version: str  # of the base that the decision was made in
    a_file: str  # sha256 of the file that a was read from then
    b_file: str

    def __post_init__(self) -> None:
        check_texts(self, may_be_empty=("reason", "a_file", "b_file"))
        if self.relation not in WORK_JUDGED:
            raise UsageError(
                f"{self.relation!r} is no decision about works.",
                hint=f"It is one of {', '.join(WORK_JUDGED)}.",
            )
        if self.a == self.b:
            raise UsageError(f"A decision is about two documents; {self.a!r} is given twice.")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingWork:
    """A decision, and the ids of its documents in this base; None where one is gone."""

    judgement: WorkJudgement
    a: str | None
    b: str | None
    changed: bool  # whether either document is now read from other bytes

    @property
    def pair(self) -> tuple[str, str] | None:
        """The two ids, in order; None when one is gone, or when both are one document now."""
        if self.a is None or self.b is None or self.a == self.b:
            return None
        return (self.a, self.b) if self.a < self.b else (self.b, self.a)


def judge_works(
    base: Base, a: str, b: str, relation: str, *, by: str, reason: str, when: str
) -> WorkJudgement:
    """A decision about two documents of an open base.

    Raises:
        UnknownIdError: no such document.
        UsageError: an unknown relation, no name, one document given twice, or two
            documents that the catalogue puts in one work.
    """
    one, other = base.entry(a), base.entry(b)
    if one.id != other.id and one.work_id == other.work_id:
        raise UsageError(
            f"{one.id} and {other.id} are one work by the catalogue: {one.work_id!r}.",
            hint="Give them other work_ids in the catalogue and build again to part them.",
        )
    first, second = sorted((one, other), key=lambda entry: entry.id)
    return WorkJudgement(
        a=first.id,
        b=second.id,
        relation=relation,
        by=by,
        reason=reason,
        when=when,
        version=base.version,
        a_file=first.sha256,
        b_file=second.sha256,
    )


def add_work_judgements(base: Path | str, judgements: Iterable[WorkJudgement]) -> int:
    """Add decisions to the record of a base; how many. On the disk when it returns."""
    return append_lines(base, WORK_JUDGEMENTS, (asdict(j) for j in judgements))


def work_judgements(base: Path | str) -> tuple[tuple[WorkJudgement, ...], tuple[Damaged, ...]]:
    """All decisions beside a base, in their order, and damaged lines."""
    return read_lines(base, WORK_JUDGEMENTS, WorkJudgement)


def standing_works(base: Base) -> tuple[StandingWork, ...]:
    """Every decision beside an open base, with where its documents are in it."""
    files = {str(entry.id): entry.sha256 for entry in base.documents()}

    def now(name: str) -> str | None:
        if name in files:
            return name
        redirect = base.moved(name)
        return redirect.new if redirect is not None and redirect.new in files else None

    found = []
    for judgement in work_judgements(base.path)[0]:
        a, b = now(judgement.a), now(judgement.b)
        changed = any(
            name is not None and was and files[name] != was
            for name, was in ((a, judgement.a_file), (b, judgement.b_file))
        )
        found.append(StandingWork(judgement=judgement, a=a, b=b, changed=changed))
    return tuple(found)


def last_words(base: Base) -> dict[tuple[str, str], tuple[StandingWork, ...]]:
    """Pair of documents -> the last decision of each person on it, in the order they came.

    One that leaves the question open takes back what its person said before.
    """
    last: dict[tuple[str, str], dict[str, StandingWork]] = {}
    for standing in standing_works(base):
        if standing.pair is not None:
            of_pair = last.setdefault(standing.pair, {})
            of_pair.pop(standing.judgement.by, None)  # to the end of the order
            of_pair[standing.judgement.by] = standing
    return {pair: tuple(of_pair.values()) for pair, of_pair in sorted(last.items())}
