"""How many texts speak of a topic, by groups of texts; see `comity.topics.coverage`."""

from __future__ import annotations

from dataclasses import dataclass

from comity.records.topics import TopicId


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of texts: those of a country, a region, a year, a kind of publisher, ..."""

    id: str  # "KEN", "African", "2024", "company"; "unknown" where that is not known
    label: str  # in the language that was asked for
    works: int  # held, translations and versions of one text counted once
    countries: int  # with a text among them; international texts belong to none
    unreadable: int  # works of `works` in none of the thesaurus's languages: they count nowhere
    words: int  # that count, in the works that can be read: long texts speak of more topics


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How many works of a group speak of a topic. None stands where none is held."""

    group: str
    documents: int  # works that speak of the topic, or of one below it
    unclear: int  # works with signs of it too weak to tell: neither speaking nor silent
    of: int  # works that could
    share: float | None  # documents / of, 0 to 1
    low: float | None  # of the share: Wilson's interval, 95 %
    high: float | None
    countries: int  # countries with a work that speaks of it
    of_countries: int  # countries with a work that could
    share_equal_country: float | None  # mean of the countries' own shares: each weighs the same
    equal_low: float | None  # Wilson's interval, 95 %, with as many cases as countries
    equal_high: float | None

    @property
    def difference(self) -> float | None:
        """The share with equal weight per country less the share per document, -1 to 1."""
        if self.share is None or self.share_equal_country is None:
            return None
        return self.share_equal_country - self.share


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicCells:
    """A topic, and its cell in every group, in the order of the groups."""

    topic: TopicId
    label: str
    level: int  # 0 at the top of the thesaurus
    all: Cell  # of every text, whatever its group; its group is ""
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Topics by groups, and the rules by which it was counted."""

    by: str  # country, region, income, publisher, publisher-kind, year, document or work
    language: str  # of the labels
    confidence: float  # of a tag from which a provision speaks of its topic
    groups: tuple[Group, ...]
    topics: tuple[TopicCells, ...]
    works: int  # held
    unreadable: int  # of these in none of the thesaurus's languages
    held: tuple[tuple[str, int], ...]  # country -> works, most first
    rules: tuple[str, ...]  # sentences, in the language of the labels
    version: str = ""  # of the base


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """A topic that a document or country leaves out though its peers speak of it."""

    topic: TopicId
    label: str
    peers: int  # that speak of it
    of: int  # peers that could
    share: float  # peers / of, 0 to 1
    low: float  # Wilson's interval, 95 %
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """How much more one group of texts speaks of a topic than another."""

    topic: TopicId
    label: str
    documents: int
    of: int
    other_documents: int
    other_of: int
    ratio: float  # of the shares, a half added to each count
    low: float  # interval on the logarithm, 95 %
    high: float
