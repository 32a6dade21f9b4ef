"""What people decided about the pairs of a comparison."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from comity.base.answers import Comparison
from comity.base.record import standing
from comity.records import ProvisionId
from comity.records.ids import document_of

if TYPE_CHECKING:
    from comity.base.base import Base

_INVERSE = {"subset": "superset", "superset": "subset"}
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one person says of a pair, seen from its a."""

    relation: str  # one of base.record.JUDGED
    by: str
    reason: str
    when: str  # as it stands in the record


def said_of(
    base: Base, comparison: Comparison
) -> dict[tuple[ProvisionId, ProvisionId], tuple[Said, ...]]:
    """Pairs of provisions of the two documents -> what people say of them, by name.

    Of each person the newest judgement counts that was made about the words which
    the base holds. Several people may disagree: each is there.
    """
    sides = (comparison.a.id, comparison.b.id)
    newest: dict[tuple[ProvisionId, ProvisionId], dict[str, tuple[datetime, Said]]] = {}
    for known in standing(base):
        if not known.holds or known.a.id is None or known.b.id is None:
            continue
        one, other, relation = known.a.id, known.b.id, known.judgement.relation
        documents = (document_of(ProvisionId(one)), document_of(ProvisionId(other)))
        if documents == sides[::-1]:
            one, other, relation = other, one, _INVERSE.get(relation, relation)
        elif documents != sides:
            continue
        by = " ".join(known.judgement.by.split())
        said = Said(
            relation=relation,
            by=by,
            reason=known.judgement.reason,
            when=known.judgement.when,
        )
        people = newest.setdefault((ProvisionId(one), ProvisionId(other)), {})
        when = moment(said.when) or _NEVER
        if by not in people or when >= people[by][0]:  # of one moment, what came later
            people[by] = when, said
    return {
        pair: tuple(said for _, (_, said) in sorted(people.items()))
        for pair, people in sorted(newest.items())
    }


def moment(stated: str) -> datetime | None:
    """An ISO 8601 date or time, in UTC where no zone is stated; None when it is none."""
    try:
        when = datetime.fromisoformat(stated)
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
