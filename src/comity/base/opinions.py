"""What people decided about the pairs of a comparison."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from comity.base.answers import Comparison
from comity.base.judged import standing_pairs
from comity.records import ProvisionId
from comity.records.ids import document_of

if TYPE_CHECKING:
    from comity.base.base import Base


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

    Which judgements count is said in `base.judged`. Several people may disagree: each is
    there, and so is who left it open.
    """
    sides = (comparison.a.id, comparison.b.id)
    found: dict[tuple[ProvisionId, ProvisionId], tuple[Said, ...]] = {}
    for pair in standing_pairs(base):
        documents = tuple(document_of(ProvisionId(name)) for name in (pair.a, pair.b))
        if documents == sides[::-1]:
            pair = pair.turned()  # noqa: PLW2901 - the same pair, seen from the other side
        elif documents != sides:
            continue
        said = [
            Said(
                relation=opinion.relation,
                by=opinion.by,
                reason=opinion.judgement.reason,
                when=opinion.judgement.when,
            )
            for opinion in (*pair.opinions, *pair.open)
        ]
        if said:
            key = ProvisionId(pair.a), ProvisionId(pair.b)
            found[key] = tuple(sorted(said, key=lambda one: one.by))
    return dict(sorted(found.items()))


def moment(stated: str) -> datetime | None:
    """An ISO 8601 date or time, in UTC where no zone is stated; None when it is none."""
    try:
        when = datetime.fromisoformat(stated)
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
