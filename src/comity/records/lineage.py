"""What a text took over from earlier ones, and what later ones took over from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from comity.records.ids import DocumentId, ProvisionId, WorkId

#: `from`: this text took words over from the other; `to`: the other took them over from this one.
Direction = Literal["from", "to", "undecided"]

#: Why a direction is undecided: a text has no date, or its date is not that of adoption, or
#: the dates do not tell which text came first.
Doubt = Literal["", "no-date", "other-date", "same-time"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageText:
    """A document as far as its lineage needs it."""

    document_id: DocumentId
    work_id: WorkId
    title: str
    publisher: str
    date: str  # ISO 8601: year, month or day; empty when unknown
    date_kind: str  # "adoption", or what else the date is of
    words: int  # of its linkable units; characters in scripts written without spaces


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A provision of which words stand in the other text."""

    provision: ProvisionId
    other: ProvisionId  # the provision of the other text that holds most of them
    words: int  # of the provision that stand in the other text, in runs
    start: int  # the longest stretch of them: code points of the provision's text
    end: int
    text: str  # that stretch, uncleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """The words that a text and another share."""

    other: LineageText
    direction: Direction
    doubt: Doubt  # empty unless the direction is undecided
    words: int  # of this text that stand in the other; a word counts once
    other_words: int  # of the other that stand in this one
    share: float  # 0 to 1: `words` of all words of this text
    other_share: float  # 0 to 1: `other_words` of all words of the other
    stretch: int  # longest unbroken stretch of them, in words
    common: int  # further words of this text that stand in the other, but in too many works
    #: A text adopted before both, which has at least half of the words already; the earliest.
    #: Either may then have them from there. None where there is none, or the direction is open.
    before: LineageText | None
    before_words: int  # of the words, those that it has
    passages: tuple[Passage, ...]  # most words first
    documents: tuple[DocumentId, ...]  # of the other's work that share enough; this one first


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """Which earlier texts a text took words from, and which later ones took them from it."""

    text: LineageText
    adoptions: tuple[Adoption, ...]  # most words first
    common: int  # words of this text in runs that stand in too many works to tell anything
    short: int  # further works that share runs, but too few words to count
    run: int  # words (characters in scripts without spaces) of the shortest run that counts
    passage: int  # words that a provision must share so that they count
    commonest: int  # a run that stands in more works than this tells nothing
    least_stretch: int  # words in one stretch that make an adoption
    least_words: int  # words in all that make one

    def of(self, direction: Direction) -> tuple[Adoption, ...]:
        """The adoptions in one direction."""
        return tuple(a for a in self.adoptions if a.direction == direction)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptionLink:
    """Two texts with dates of adoption that share words."""

    earlier: LineageText
    later: LineageText
    decided: bool  # False: the dates do not tell which came first, and the order is that of ids
    words: int  # of the later that stand in the earlier
    share: float  # 0 to 1: of all words of the later
    earlier_words: int
    earlier_share: float
    stretch: int  # longest unbroken stretch of the later's words
    before: LineageText | None  # as in `Adoption`
    before_words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptionGraph:
    """Which texts took words from which, over all that have a date of adoption."""

    texts: tuple[LineageText, ...]  # with a date of adoption and words, by date and id
    links: tuple[AdoptionLink, ...]  # most words first; one for each pair of works
    undated: int  # further texts with words: without a date, or with another one
    run: int
    passage: int
    commonest: int
    least_stretch: int
    least_words: int
