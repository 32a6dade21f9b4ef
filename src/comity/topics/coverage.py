"""How many texts speak of each topic, by groups of texts, with the rules of the counting.

Side by side: every text with the same weight, and every country with the same weight. A
country that publishes much does not pass for the world; a text in a language that the
thesaurus does not know does not pass for silent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from comity.countries import country_of
from comity.locales import Labels, labels_in
from comity.records import Cell, Coverage, Group, TopicCells, TopicId
from comity.topics.holdings import INTERNATIONAL, SIGN, Grouping, Holdings, groups_of
from comity.topics.intervals import wilson
from comity.topics.publishers import KINDS

_DECIMALS = 6


def coverage(
    held: Holdings,
    by: str,
    *,
    topics: Sequence[TopicId] = (),
    groups: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    language: str = "en",
    version: str = "",
) -> Coverage:
    """How many texts of each group speak of each topic.

    Args:
        held: texts and what they speak of.
        by: one of `holdings.BY`.
        topics: only these, in this order; all when empty, by the order of the thesaurus.
        groups: only these, in this order; all when empty.
        names: what groups are called, where their ids do not say it: titles of documents.
        language: of the labels, one of the six of the United Nations.
        version: of the base that the texts are in.
    """
    labels = labels_in(language)
    grouping = groups_of(held, by)
    chosen = list(groups) or ordered_groups(grouping, by)
    named = names or {}
    everything = _Counted(held, range(len(held.texts)), lambda _: True)
    counted = {
        name: _Counted(
            held,
            grouping.rows.get(name, []),
            partial(grouping.countries, name),
        )
        for name in chosen
    }
    found = []
    for topic, level in topics_in_order(held, topics):
        column = held.column[topic]
        found.append(
            TopicCells(
                topic=topic,
                label=held.thesaurus.label(topic, language),
                level=level,
                all=everything.cell("", column),
                cells=tuple(counted[name].cell(name, column) for name in chosen),
            )
        )
    return Coverage(
        by=by,
        language=language,
        confidence=held.confidence,
        groups=tuple(
            _group(held, grouping, name, named.get(name) or group_label(name, by, labels))
            for name in chosen
        ),
        topics=tuple(found),
        works=len(held.texts),
        unreadable=int((~held.readable).sum()),
        held=held_by_country(held),
        rules=rules(held, labels, by),
        version=version,
    )


def topics_in_order(held: Holdings, topics: Sequence[TopicId] = ()) -> list[tuple[TopicId, int]]:
    """Topics with their level in the thesaurus, each after what it is below."""
    levels: dict[TopicId, int] = {}

    def visit(name: TopicId, level: int) -> None:
        if name not in levels:
            levels[name] = level
            for below in held.thesaurus.narrower.get(name, ()):
                visit(below, level + 1)

    for name, concept in sorted(held.thesaurus.concepts.items()):
        if not concept.broader:
            visit(name, 0)
    return [(name, levels[name]) for name in topics or levels]


class _Counted:
    """Counts of one group of texts, for all topics at once."""

    def __init__(self, held: Holdings, rows: Sequence[int], is_own: Callable[[str], bool]) -> None:
        index = np.array([row for row in rows if held.readable[row]], int)
        self.of = len(index)
        self.sure = held.sure[index].sum(axis=0)
        self.unclear = (held.any[index] & ~held.sure[index]).sum(axis=0)
        within = set(index.tolist())
        shares = []
        for code, own in held.by_country.items():
            if country_of(code) is None or not is_own(code):
                continue
            if chosen := [row for row in own if row in within]:
                shares.append(held.sure[chosen].mean(axis=0))
        self.countries = len(shares)
        self.shares = np.array(shares).reshape(len(shares), len(held.topics))

    def cell(self, group: str, column: int) -> Cell:
        yes = int(self.sure[column])
        share = yes / self.of if self.of else None
        low, high = (None, None) if share is None else wilson(share, self.of)
        own = self.shares[:, column]
        equal = float(own.mean()) if self.countries else None
        equal_low, equal_high = (None, None) if equal is None else wilson(equal, self.countries)
        return Cell(
            group=group,
            documents=yes,
            unclear=int(self.unclear[column]),
            of=self.of,
            share=_rounded(share),
            low=_rounded(low),
            high=_rounded(high),
            countries=int((own > 0).sum()),
            of_countries=self.countries,
            share_equal_country=_rounded(equal),
            equal_low=_rounded(equal_low),
            equal_high=_rounded(equal_high),
        )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS)


def _group(held: Holdings, grouping: Grouping, name: str, label: str) -> Group:
    rows = grouping.rows.get(name, [])
    texts = [held.texts[row] for row in rows]
    counts = Counter(
        code
        for text in texts
        for code in text.countries
        if country_of(code) is not None and grouping.countries(name, code)
    )
    largest = min(counts.items(), key=lambda pair: (-pair[1], pair[0]), default=("", 0))
    return Group(
        id=name,
        label=label,
        works=len(texts),
        countries=len(counts),
        unreadable=sum(not text.readable for text in texts),
        words=sum(text.words for text in texts if text.readable),
        largest=largest[0],
        largest_works=largest[1],
    )


_ORDERS = {
    "region": ("African", "Asia-Pacific", "EEG", "GRULAC", "WEOG"),
    "income": ("Low", "Lower middle", "Upper middle", "High"),
    "development": ("developing", "others"),
    "publisher-kind": ("government", "international", *KINDS),
}
_LAST = ("none", INTERNATIONAL, "unknown")


def ordered_groups(grouping: Grouping, by: str) -> list[str]:
    """All groups of a kind, those without a text too where the kind is a fixed list."""
    names = [*dict.fromkeys((*_ORDERS.get(by, ()), *sorted(grouping.rows)))]
    last = _LAST if by != "publisher-kind" else ("unknown",)
    return [n for n in names if n not in last] + [n for n in last if n in grouping.rows]


def group_label(name: str, by: str, labels: Labels) -> str:
    """A group's name as people read it."""
    if by == "country" and (country := country_of(name)) is not None:
        return country.name(labels.language)
    if by in ("publisher", "document", "work", "year") and name != "unknown":
        return name
    return labels.words.get(f"group_{name.lower().replace(' ', '-')}", name)


def held_by_country(held: Holdings) -> tuple[tuple[str, int], ...]:
    """How many texts are held of each country, of international bodies and of none known."""
    counts = [(code, len(rows)) for code, rows in held.by_country.items()]
    return tuple(sorted(counts, key=lambda pair: (-pair[1], pair[0])))


def rules(held: Holdings, labels: Labels, by: str) -> tuple[str, ...]:
    """How it was counted, and whose texts are held, in sentences."""
    works = len(held.texts)
    counts = held_by_country(held)
    shown = "; ".join(f"{group_label(code, 'country', labels)} {n}" for code, n in counts[:5])
    sentences = [
        labels("rule_held", works=works, countries=_countries(counts), shown=shown),
        labels(
            "rule_speaks",
            confidence=f"{held.confidence:g}",
            sign=f"{min(SIGN, held.confidence):g}",
        ),
        labels("rule_work" if by != "document" else "rule_document"),
        labels("rule_international"),
        labels("rule_joint"),
        labels("rule_equal"),
        labels("rule_interval"),
    ]
    largest = next(((code, n) for code, n in counts if country_of(code) is not None), ("", 0))
    if largest[1] * 2 > works:
        name = group_label(largest[0], "country", labels)
        share = round(100 * largest[1] / works)
        sentences.insert(1, labels("rule_lopsided", name=name, share=share))
    if by in ("development", "income", "region", "publisher-kind", "year"):
        sentences.append(labels(f"rule_{by.replace('-', '_')}"))
    unreadable = int((~held.readable).sum())
    if unreadable:
        sentences.append(labels("rule_unreadable", count=unreadable))
    return tuple(sentences)


def _countries(counts: Sequence[tuple[str, int]]) -> int:
    return sum(country_of(code) is not None for code, _ in counts)
