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
    largest: str = ""  # the country that most of its works are of
    largest_works: int = 0


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
    """A topic that a text or country leaves out though its peers speak of it."""

    topic: TopicId
    label: str
    peers: int  # that speak of it
    of: int  # peers that could
    share: float  # peers / of, 0 to 1
    low: float  # Wilson's interval, 95 %
    high: float
    share_equal_country: float | None = None  # of peers that are texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """What a text or a country leaves out. Without a text that can be read nothing is claimed."""

    of: str  # id of the document, or code of the country
    label: str
    kind: str  # document or country
    held: int  # its works
    readable: int  # of these in a language of the thesaurus; 0: no silence is claimed
    words: int  # that count in them: a short text has room for few topics
    peers: str  # who they are, in the language of the labels
    peers_count: int
    least_share: float  # of the peers, from which they are said to cover a topic
    silent: tuple[Silent, ...]  # most covered first
    unclear: tuple[Silent, ...]  # signs too weak to tell, or texts that cannot be read
    speaks: int  # topics that it speaks of
    rules: tuple[str, ...]
    language: str
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """How much more one group of texts speaks of a topic than another."""

    topic: TopicId
    label: str
    documents: int  # works of the group that speak of it
    of: int  # works of the group that could
    other_documents: int
    other_of: int
    ratio: float  # of the two shares, a half added to each count
    low: float  # interval by the logarithm, 95 %
    high: float
    countries: int  # of the group, with a work that speaks of it
    of_countries: int
    other_countries: int
    other_of_countries: int
    share_equal_country: float | None  # mean of the shares of the group's countries
    other_share_equal_country: float | None
    equal_ratio: float | None  # of these two, with the countries as cases; None without countries
    equal_low: float | None
    equal_high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrasts:
    """What the texts of one group raise more than those of another, and the reverse."""

    group: str
    other: str
    group_label: str
    other_label: str
    texts: int  # of the group, that can be read and are not on both sides
    other_texts: int
    largest: tuple[tuple[str, int], ...]  # of each side: country with most texts, and how many
    least_texts: int  # of each group, below which nothing is compared
    least_speaking: int  # texts of the side that speaks more, below which a topic is not given
    least_countries: int  # countries of that side, likewise
    enough: bool
    more: tuple[Contrast, ...]  # highest ratio first
    less: tuple[Contrast, ...]  # lowest ratio first
    alike: int  # topics that differ in none of the ways that are asked for
    rules: tuple[str, ...]
    language: str
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How widely a topic is spoken of: by how many countries, regions and kinds of publisher."""

    topic: TopicId
    label: str
    level: int
    countries: int  # with a text that speaks of it
    of_countries: int  # with a text that could
    regions: int  # most of whose countries speak of it
    of_regions: int  # with a country that could
    publisher_kinds: int  # that mostly speak of it, every country weighing the same
    of_publisher_kinds: int
    agreed: bool  # most of all three, of enough countries and regions


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreements:
    """Topics by how widely they are spoken of."""

    topics: tuple[Agreement, ...]  # most countries first
    enough: bool  # whether there are countries and regions enough to speak of agreement
    least_countries: int
    least_regions: int
    rules: tuple[str, ...]
    language: str
    version: str = ""
