"""A draft against a base: who has said each of its provisions before, and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from comity.base.answers import Match, Nearest, Outline, Related
from comity.base.compare import MIN_SCORE
from comity.records import Provision, Relation

if TYPE_CHECKING:
    from comity.base.base import Base

Progress = Callable[[str, int, int], None]  # stage, done, of


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedUnit:
    """A unit of a draft with its related provisions; without any, with what comes closest."""

    unit: Provision
    related: Related  # matches score at least `min_score`, best first
    nearest: Nearest | None = None  # what scores less, when there is nothing else


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedDraft:
    """All linkable units of a draft in reading order, each with what a base holds on it."""

    draft: Outline
    units: tuple[RelatedUnit, ...]
    min_score: float


def silent(stage: str, done: int, of: int) -> None:
    """The progress of a caller who does not want any."""


def related_draft(
    base: Base,
    draft: Outline,
    *,
    limit: int = 20,
    relation: Relation | None = None,
    min_score: float = MIN_SCORE,
    progress: Progress = silent,
) -> RelatedDraft:
    """The related provisions of every linkable unit of a draft, as if it had been built in.

    Args:
        base: what is searched.
        draft: see `comity.read_draft`.
        limit: matches of a unit.
        relation: only this one.
        min_score: 0 to 1; a unit all of whose matches score less has no counterpart.
        progress: told after each unit.
    """
    units = [p for p in draft.provisions if p.linkable]
    found = []
    for done, unit in enumerate(units, start=1):
        answer = base.related_text(
            unit.text, language=unit.language, limit=limit, relation=relation
        )
        kept = tuple(m for m in answer.matches if m.score >= min_score)
        best = answer.matches[0] if answer.matches and not kept else None
        reason = answer.reason
        if best is not None:
            reason = f"No provision scores {min_score:g} or more."
        found.append(
            RelatedUnit(
                unit=unit,
                related=replace(answer, provision=unit, matches=kept, reason=reason),
                nearest=None if best is None else _nearest(best),
            )
        )
        progress("relate", done, len(units))
    return RelatedDraft(draft=draft, units=tuple(found), min_score=min_score)


def _nearest(match: Match) -> Nearest:
    return Nearest(provision=match.provision, score=match.score, relation=match.relation)
