"""The table behind a picture: every mark in words and numbers, as people read them."""

from __future__ import annotations

from collections.abc import Sequence

from comity.charts.choose import group_places
from comity.charts.lines import RIGHT_TO_LEFT, plain
from comity.charts.missing import group_reason, missing_reason
from comity.charts.numbers import count_text, decimal_text, percent_text
from comity.locales import Labels
from comity.records import Cell, Coverage, Group, TopicCells

_LEFT_TO_RIGHT = "\u200e"  # LEFT-TO-RIGHT MARK
_CELL = ("documents", "unclear", "of", "share", "interval")
_EQUAL = ("countries", "of_countries", "share_equal_country", "equal_interval", "difference")


def interval_text(low: float | None, high: float | None, language: str) -> str:
    """An interval of shares; "" where there is none."""
    if low is None or high is None:
        return ""
    return f"{percent_text(low, language)} – {percent_text(high, language)}"


def difference_text(difference: float | None, labels: Labels) -> str:
    """A difference of shares in percentage points, with its sign."""
    if difference is None:
        return ""
    value = decimal_text(abs(100 * difference), labels.language, 1)
    sign = "" if value == "0" else "−" if difference < 0 else "+"
    if labels.language in RIGHT_TO_LEFT:
        sign = sign and f"{_LEFT_TO_RIGHT}{sign}"  # or it would stand behind the number
    return labels("chart_points", value=sign + value)


def cell_values(cell: Cell, reason: str, labels: Labels) -> tuple[str, ...]:
    """A cell's columns; a missing share is told in words."""
    language = labels.language
    missing = cell.share is None
    share = labels(f"chart_{reason}") if missing else percent_text(cell.share or 0.0, language)
    if cell.share_equal_country is not None:
        equal = percent_text(cell.share_equal_country, language)
    else:
        equal = share if missing else labels("chart_no_country")
    return (
        *(count_text(n, language) for n in (cell.documents, cell.unclear, cell.of)),
        share,
        interval_text(cell.low, cell.high, language),
        *(count_text(n, language) for n in (cell.countries, cell.of_countries)),
        equal,
        interval_text(cell.equal_low, cell.equal_high, language),
        difference_text(cell.difference, labels),
    )


def coverage_table(
    coverage: Coverage, topics: Sequence[TopicCells], groups: Sequence[Group], labels: Labels
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Header and rows of topics by groups."""
    header = ("label", "group_label", *_CELL, *_EQUAL)
    rows = []
    places = group_places(coverage, groups)
    for topic in topics:
        for place, group in zip(places, groups, strict=True):
            cell = topic.cells[place]
            values = cell_values(cell, group_reason(cell, group), labels)
            rows.append((plain(topic.label), plain(group.label), *values))
    return tuple(labels(f"chart_column_{name}") for name in header), tuple(rows)


def all_table(
    coverage: Coverage, topics: Sequence[TopicCells], labels: Labels
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Header and rows of topics over all texts."""
    header = ("label", *_CELL, *_EQUAL)
    rows = tuple(
        (
            plain(topic.label),
            *cell_values(
                topic.all, missing_reason(topic.all, coverage.works, coverage.unreadable), labels
            ),
        )
        for topic in topics
    )
    return tuple(labels(f"chart_column_{name}") for name in header), rows
