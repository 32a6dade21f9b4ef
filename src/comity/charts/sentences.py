"""What pictures of coverage say in words: what is held, what is left out, by which rules."""

from __future__ import annotations

from collections.abc import Sequence

from comity.charts.frame import held, shown
from comity.charts.lines import plain
from comity.charts.numbers import count_text
from comity.locales import Labels
from comity.records import Coverage

_ENDS = (".", "。", "؟", "!", "?", "！", "？")


def by_text(by: str, labels: Labels) -> str:
    """ "by country", ..., in words."""
    return labels.words.get(f"chart_by_{by.replace('-', '_')}", plain(by))


def notes_of(
    coverage: Coverage,
    labels: Labels,
    *,
    topics: int,
    groups: int | None = None,
    key: str = "chart_topics_shown",
    groups_key: str = "chart_groups_shown",
) -> tuple[str, ...]:
    """What is held, and how many of its topics and groups a picture shows.

    Args:
        coverage: what the picture is of.
        labels: of its language.
        topics: shown.
        groups: shown; None where the picture has no groups.
        key: of the label that says which topics are shown.
        groups_key: of that for groups.
    """
    return (
        held(labels, coverage.works, coverage.unreadable),
        *shown(labels, key, topics, len(coverage.topics)),
        *(shown(labels, groups_key, groups, len(coverage.groups)) if groups else []),
        *([] if topics and groups != 0 else [labels("chart_nothing")]),
    )


def rules_of(rules: Sequence[str], version: str, labels: Labels) -> tuple[str, ...]:
    """The rules by which it was counted, and the version of the base."""
    base = [labels("chart_base_version", version=plain(version))] if version else []
    return (*(plain(rule) for rule in rules), *base)


def stops(sentences: Sequence[str], labels: Labels) -> list[str]:
    """Sentences that end with a full stop, if with no other mark."""
    stop = "。" if labels.language == "zh" else "."
    return [text if text.endswith(_ENDS) else text + stop for text in sentences]


def told(sentences: Sequence[str], labels: Labels) -> str:
    """Sentences one after the other."""
    return ("" if labels.language == "zh" else " ").join(sentences)


def names_text(names: Sequence[str], labels: Labels, most: int = 8) -> str:
    """Names in a row, and how many more there are."""
    comma = {"ar": "، ", "zh": "、"}.get(labels.language, ", ")
    said = comma.join(plain(name) for name in names[:most])
    if len(names) <= most:
        return said
    more = count_text(len(names) - most, labels.language)
    return labels("chart_and_more", names=said, more=more)


def row_notes(
    labels: Labels,
    count: int,
    of: int,
    works: int | None,
    unreadable: int,
    *,
    key: str = "chart_topics_shown_first",
) -> tuple[str, ...]:
    """What is held, and how many of some rows a picture shows."""
    return (
        *([] if works is None else [held(labels, works, unreadable)]),
        *shown(labels, key, count, of),
        *([] if count else [labels("chart_nothing")]),
    )
