"""What people decided about tags: beside the base, added to and never changed.

A judgement follows its provision when ids change. It counts only as long as the words are
those that were judged; of several on one tag, the last one counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from comity.base.provision_changes import text_sha256
from comity.base.record import Damaged, Place, append_lines, check_texts, place_of, read_lines
from comity.errors import UsageError

if TYPE_CHECKING:
    from comity.base.base import Base

TAG_JUDGEMENTS = "tag-judgements.jsonl"

#: A provision is about a topic, is not, or that is still open.
TAG_JUDGED = ("about", "not-about", "undecided")


@dataclass(frozen=True, slots=True, kw_only=True)
class TagJudgement:
    """What a named person decided about a provision and a topic; no score overwrites it."""

    a: str  # provision id, as it was when the judgement was made
    topic: str  # topic id
    relation: str  # one of TAG_JUDGED
    by: str  # who decided
    reason: str
    when: str  # ISO 8601 with time zone
    version: str  # of the base that the judgement was made in
    a_text: str  # sha256 of the readable text that was judged

    def __post_init__(self) -> None:
        check_texts(self)
        if self.relation not in TAG_JUDGED:
            raise UsageError(
                f"{self.relation!r} is no judgement on a tag.",
                hint=f"It is one of {', '.join(TAG_JUDGED)}.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingTag:
    """A judgement on a tag, and where its provision is now."""

    judgement: TagJudgement
    place: Place

    @property
    def holds(self) -> bool:
        """Whether the words are still the ones that were judged."""
        return self.place.same_text


def judge_tag(
    base: Base, a: str, topic: str, relation: str, *, by: str, reason: str, when: str
) -> TagJudgement:
    """A judgement about a provision of an open base and a topic of its thesaurus.

    Raises:
        UnknownIdError: no such provision, or no such topic.
        UsageError: an unknown relation, or no name.
    """
    from comity.base.coverage import topic_id  # noqa: PLC0415 - it reads judgements

    provision = base.provision(a)
    return TagJudgement(
        a=provision.id,
        topic=topic_id(base.thesaurus(), topic),
        relation=relation,
        by=by,
        reason=reason,
        when=when,
        version=base.version,
        a_text=text_sha256(provision.text),
    )


def add_tag_judgements(base: Path | str, judgements: Iterable[TagJudgement]) -> int:
    """Add judgements to the record of a base; how many. On the disk when it returns."""
    return append_lines(base, TAG_JUDGEMENTS, (asdict(j) for j in judgements))


def tag_judgements(base: Path | str) -> tuple[tuple[TagJudgement, ...], tuple[Damaged, ...]]:
    """All judgements on tags beside a base, in their order, and damaged lines."""
    return read_lines(base, TAG_JUDGEMENTS, TagJudgement)


def standing_tags(base: Base) -> tuple[StandingTag, ...]:
    """Every judgement on a tag beside an open base, with where its provision is in it."""
    found, _ = tag_judgements(base.path)
    return tuple(StandingTag(judgement=j, place=place_of(base, j.a, j.a_text)) for j in found)


def judged_tags(base: Base) -> dict[tuple[str, str], TagJudgement]:
    """Provision and topic -> the judgement that counts, by ids of this base.

    The last one counts; one that leaves the question open takes back those before it. What
    was denied of a provision is denied of the units in it that nobody judged by themselves.
    """
    last = {
        (s.place.id, s.judgement.topic): s.judgement
        for s in standing_tags(base)
        if s.holds and s.place.id is not None
    }
    standing = {pair: j for pair, j in last.items() if j.relation != "undecided"}
    spread: dict[tuple[str, str], TagJudgement] = {}
    held = base.lookup({name for name, _ in standing})
    for (name, topic), judgement in standing.items():
        if judgement.relation == "not-about" and not held[name].linkable:
            spread.update({(unit, topic): judgement for unit in base.units_within(held[name])})
    return {**spread, **{pair: j for pair, j in last.items() if pair in standing}}
