"""What is held and what it speaks of: the texts that coverage counts, and their groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from comity.countries import country_of
from comity.errors import UnknownIdError
from comity.records import TopicId
from comity.topics.publishers import UNKNOWN
from comity.topics.thesaurus import Thesaurus

#: Confidence from which a tag is a sign of its topic: a text with one is not silent on it.
SIGN = 0.1

INTERNATIONAL = "international"
NO_GROUP = "none"  # countries that are in no group of the kind that was asked for

#: What texts can be grouped by.
BY = (
    *("country", "region", "income", "development"),
    *("publisher", "publisher-kind", "kind", "year", "document", "work"),
)

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A work, or a single document, as it is counted."""

    id: str
    documents: tuple[str, ...]
    countries: tuple[str, ...]  # ISO 3166-1 alpha-3, "international" or "unknown"; each once
    publishers: tuple[str, ...]
    publisher_kinds: tuple[str, ...]
    kind: str  # treaty, law, ...
    year: str  # "" when unknown
    readable: bool  # whether a document of it is in a language of the thesaurus
    words: int


@dataclass(frozen=True)
class Holdings:
    """Texts, and what they speak of.

    `sure` and `any` have a row per text and a column per topic of `topics`: whether a tag of
    the topic or of one below it has the confidence that was asked for, or that of a sign.
    """

    texts: tuple[Text, ...]
    topics: tuple[TopicId, ...]
    sure: Bools
    any: Bools
    confidence: float
    thesaurus: Thesaurus = field(repr=False)

    @cached_property
    def readable(self) -> Bools:
        """Which texts could speak: those in a language of the thesaurus."""
        return np.array([text.readable for text in self.texts], bool)

    @cached_property
    def column(self) -> dict[TopicId, int]:
        """Topic -> its column."""
        return {topic: n for n, topic in enumerate(self.topics)}

    @cached_property
    def by_country(self) -> dict[str, list[int]]:
        """Country -> rows of its texts."""
        return self.rows_by(lambda text: text.countries)

    def rows_by(self, keys: Callable[[Text], Iterable[str]]) -> dict[str, list[int]]:
        """Key -> rows of the texts that have it, by key."""
        rows: defaultdict[str, list[int]] = defaultdict(list)
        for row, text in enumerate(self.texts):
            for key in sorted(set(keys(text))):
                rows[key].append(row)
        return dict(sorted(rows.items()))


def spoken(speaks: Bools, rows: Sequence[int]) -> Bools:
    """Of each topic, whether one of some texts speaks of it."""
    found: Bools = np.logical_or.reduce(speaks[list(rows)], axis=0)
    return found


def holdings(
    texts: Sequence[Text],
    tags: Mapping[str, Mapping[TopicId, float]],
    thesaurus: Thesaurus,
    confidence: float,
) -> Holdings:
    """Texts and what they speak of.

    Args:
        texts: works or documents.
        tags: document id -> topic -> highest confidence of its tags, 0 to 1.
        thesaurus: a topic's text counts for every topic above it, too.
        confidence: from which a tag says that a text speaks of its topic.
    """
    topics = tuple(sorted(thesaurus.concepts))
    column = {topic: n for n, topic in enumerate(topics)}
    ordered = tuple(sorted(texts, key=lambda text: text.id))
    sure = np.zeros((len(ordered), len(topics)), bool)
    signs = np.zeros((len(ordered), len(topics)), bool)
    for row, text in enumerate(ordered):
        for document in text.documents:
            for topic, value in tags.get(document, {}).items():
                reached = [column[name] for name in (topic, *thesaurus.above.get(topic, ()))]
                if value >= min(SIGN, confidence):
                    signs[row, reached] = True
                if value >= confidence:
                    sure[row, reached] = True
    return Holdings(ordered, topics, sure, signs, confidence, thesaurus)


@dataclass(frozen=True, slots=True)
class Grouping:
    """Groups of texts, and the countries that a group's equal weights are for."""

    rows: dict[str, list[int]]  # group -> texts
    countries: Callable[[str, str], bool]  # group, country -> whether it is one of the group's


def groups_of(held: Holdings, by: str) -> Grouping:
    """The texts by groups of a kind.

    Raises:
        UnknownIdError: there is no such kind of groups.
    """
    if by not in BY:
        raise UnknownIdError(
            "grouping",
            by,
            known=len(BY),
            closest=BY,
            where="that texts can be counted by",
            hint=f"It is one of {', '.join(BY)}.",
        )
    if by in ("country", "region", "income", "development"):

        def group(code: str) -> str:
            return country_group(code, by)

        return Grouping(
            held.rows_by(lambda text: map(group, text.countries)),
            lambda name, code: country_group(code, by) == name,
        )
    keys: dict[str, Callable[[Text], Iterable[str]]] = {
        "publisher": lambda text: text.publishers or (UNKNOWN,),
        "publisher-kind": lambda text: text.publisher_kinds,
        "kind": lambda text: (text.kind or UNKNOWN,),
        "year": lambda text: (text.year or UNKNOWN,),
        "document": lambda text: (text.id,),
        "work": lambda text: (text.id,),
    }
    return Grouping(held.rows_by(keys[by]), lambda _name, _code: True)


def country_group(code: str, by: str) -> str:
    """The group of a country; international and unknown ones are groups of their own."""
    country = country_of(code)
    if country is None or by == "country":
        return code
    if by == "region":
        return country.un_regional_group or NO_GROUP
    if by == "income":
        return country.income or NO_GROUP
    return "developing" if country.in_group_of_77 else "others"


def by_country(held: Holdings, rows: Sequence[int]) -> dict[str, list[int]]:
    """Country -> its texts among some; countries without one are left out."""
    within = set(rows)
    found = {
        code: [row for row in own if row in within]
        for code, own in held.by_country.items()
        if country_of(code) is not None
    }
    return {code: own for code, own in found.items() if own}
