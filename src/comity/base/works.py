"""Works as they stand: what the catalogue says, what comity proposes, what people decided.

Three groupings, each holding the one before: the catalogue's works; these, joined where
people confirmed that two documents are one work; and these again, joined by the proposals
that nobody undid. Two documents that people hold apart are never joined by a third.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from comity.base.answers import DocumentEntry
from comity.base.record import record_of
from comity.base.same_text_table import same_text_records
from comity.base.work_record import WORK_JUDGEMENTS, StandingWork, last_words
from comity.records import SameText

if TYPE_CHECKING:
    from comity.base.base import Base

#: confirmed, apart: by all who spoke; disputed: people disagree; proposed: by comity, and
#: nobody has decided; not-proposed: nearly one text, but something speaks against one work.
Status = Literal["confirmed", "apart", "disputed", "proposed", "not-proposed"]

#: Why two documents stand together: the catalogue, a person, or comity's proposal.
Tie = Literal["catalogue", "confirmed", "proposed", "disputed"]

_Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPair:
    """Two documents of different works, what their texts share, and what people said."""

    a: DocumentEntry
    b: DocumentEntry
    text: SameText | None  # None: people named the pair, the texts do not show it
    status: Status
    judgements: tuple[StandingWork, ...]  # the last of each person
    joined: bool  # whether the two stand in one group now, proposals included


@dataclass(frozen=True)
class Works:
    """The groupings of one base at one state of its record."""

    pairs: tuple[WorkPair, ...]  # by ids
    confirmed: Mapping[str, str]  # document id -> work, people's confirmations applied
    grouped: Mapping[str, str]  # document id -> group, proposals applied too
    members: Mapping[str, tuple[str, ...]]  # group -> its documents, by id
    catalogue: Mapping[str, str]  # document id -> the catalogue's work
    disputed: frozenset[tuple[str, str]]  # pairs, by ids

    def mates(self, document: str) -> tuple[str, ...]:
        """The other documents of its group, by id."""
        group = self.grouped.get(document)
        return () if group is None else tuple(n for n in self.members[group] if n != document)

    def tie(self, a: str, b: str) -> Tie | None:
        """Why two documents are in one group; None when they are in different ones."""
        if self.grouped.get(a) is None or self.grouped.get(a) != self.grouped.get(b):
            return None
        if self.catalogue[a] == self.catalogue[b]:
            return "catalogue"
        if self.confirmed[a] == self.confirmed[b]:
            return "confirmed"
        pair = (a, b) if a < b else (b, a)
        return "disputed" if pair in self.disputed else "proposed"


def works_of(base: Base) -> dict[str, str]:
    """Document id -> its work, with the works joined that people confirmed to be one.

    A joined work bears the first of its works' ids, in code point order.
    """
    return dict(works(base).confirmed)


def works(base: Base) -> Works:
    """The works of an open base as its record stands now; read again when the record grew."""
    try:
        facts = (record_of(base.path) / WORK_JUDGEMENTS).stat()
        mark = (facts.st_mtime_ns, facts.st_size)
    except OSError:
        mark = (0, 0)
    if base.works_kept is None or base.works_kept[0] != mark:
        base.works_kept = (mark, _works(base))
    return base.works_kept[1]


def _works(base: Base) -> Works:
    entries = {str(entry.id): entry for entry in base.documents()}
    texts: dict[_Pair, SameText] = {
        (t.a, t.b): t for t in same_text_records(base.tables["same_text"].all())
    }
    said = last_words(base)
    statuses: dict[_Pair, Status] = {
        pair: _status(texts.get(pair), said.get(pair, ()))
        for pair in sorted({*texts, *said})
        if entries[pair[0]].work_id != entries[pair[1]].work_id
    }
    catalogue = {name: str(entry.work_id) for name, entry in entries.items()}
    apart = [pair for pair, status in statuses.items() if status == "apart"]
    sure = [pair for pair, status in statuses.items() if status == "confirmed"]
    sure.sort(key=lambda pair: (min(s.judgement.when for s in said[pair]), pair))
    confirmed = _joined(catalogue, sure, apart)
    offered = [
        pair
        for pair, status in statuses.items()
        if status in ("proposed", "disputed") and (text := texts.get(pair)) and text.proposed
    ]
    offered.sort(key=lambda pair: _weakness(texts[pair]))
    grouped = _joined(confirmed, offered, apart)
    members: dict[str, list[str]] = {}
    for name in sorted(grouped):
        members.setdefault(grouped[name], []).append(name)
    return Works(
        pairs=tuple(
            WorkPair(
                a=entries[pair[0]],
                b=entries[pair[1]],
                text=texts.get(pair),
                status=status,
                judgements=said.get(pair, ()),
                joined=grouped[pair[0]] == grouped[pair[1]],
            )
            for pair, status in statuses.items()
        ),
        confirmed=confirmed,
        grouped=grouped,
        members={group: tuple(names) for group, names in members.items()},
        catalogue=catalogue,
        disputed=frozenset(pair for pair, status in statuses.items() if status == "disputed"),
    )


def _status(text: SameText | None, said: Iterable[StandingWork]) -> Status:
    words = {standing.judgement.relation for standing in said} - {"undecided"}
    if words == {"one"}:
        return "confirmed"
    if words == {"apart"}:
        return "apart"
    if words:
        return "disputed"
    return "proposed" if text is not None and text.proposed else "not-proposed"


def _weakness(text: SameText) -> tuple[float, float, str, str]:
    shares = (text.share_a, text.share_b)
    return -max(shares), -min(shares), text.a, text.b


def _joined(
    of: Mapping[str, str], pairs: Iterable[_Pair], apart: Iterable[_Pair]
) -> dict[str, str]:
    """The groups of `of`, joined by pairs in their order unless that joins what is apart."""
    groups: dict[str, list[str]] = {}
    for name, group in of.items():
        groups.setdefault(group, []).append(name)
    place = dict(of)
    against: dict[str, set[str]] = {}
    for a, b in apart:
        against.setdefault(a, set()).add(b)
        against.setdefault(b, set()).add(a)
    for a, b in pairs:
        one, other = place[a], place[b]
        if one == other or any(
            not against.get(name, set()).isdisjoint(groups[other]) for name in groups[one]
        ):
            continue
        kept, gone = sorted((one, other))
        groups[kept] += groups[gone]
        place.update(dict.fromkeys(groups.pop(gone), kept))
    return place
