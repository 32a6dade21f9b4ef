"""The picture of contrast: how much more one group of texts speaks of a topic than another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from comity.charts.frame import (
    BLUE,
    INK,
    LINE,
    PALE,
    ROW,
    Sheet,
    compose,
    empty,
    label_room,
    row_labels,
    rows_of,
    rows_scale,
    view,
)
from comity.charts.lines import facing, plain
from comity.charts.marks import line_key, ratio_key
from comity.charts.numbers import count_text, decimal_text, percent_text
from comity.charts.picture import Picture, at_least_one, inline, library
from comity.charts.sentences import row_notes, rules_of, stops, told
from comity.errors import UsageError
from comity.locales import Labels, labels_in
from comity.records import Contrast

_WIDTH = 480
_STEPS = (1, 2, 5)


def contrast_chart(
    rows: Sequence[Contrast],
    *,
    title: str,
    language: str,
    first: str = "",
    other: str = "",
    rules: Sequence[str] = (),
    works: int | None = None,
    unreadable: int = 0,
    version: str = "",
    most: int = 40,
) -> Picture:
    """Ratios of shares with their intervals, on a logarithmic axis with a line at 1.

    Args:
        rows: drawn from the highest ratio to the lowest.
        title: what the picture is of, in the language.
        language: of labels: one of the six.
        first, other: names of the two groups, in the language.
        rules: by which it was counted, in the language.
        works: texts held; None where that is not known.
        unreadable: of these in none of the thesaurus's languages.
        version: of the base.
        most: rows shown, as many of the highest ratios as of the lowest where both are there.

    Raises:
        UsageError: `most` is below 1, a ratio has no logarithm, or Altair is not installed.
        UnknownIdError: labels do not come in this language.
    """
    at_least_one("most", most)
    labels = labels_in(language)
    for row in rows:
        if not all(0 < value < math.inf for value in (row.ratio, row.low, row.high)):
            raise UsageError(
                f"The ratio of {row.topic!r} is {row.ratio} ({row.low} to {row.high});"
                " a logarithmic axis needs numbers above 0.",
                hint="Add a half to each count before the shares are divided.",
            )
    chosen = farthest(rows, most)
    first, other = (
        plain(first) or labels("chart_first_group"),
        plain(other) or labels("chart_other_group"),
    )
    names = row_labels([(row.topic, row.label) for row in chosen])
    sheet = Sheet(
        language=language,
        title=plain(title),
        notes=row_notes(
            labels, len(chosen), len(rows), works, unreadable, key="chart_topics_shown_sides"
        ),
        rules=rules_of(rules, version, labels),
        key=(
            ratio_key(labels("chart_key_ratio", first=first, other=other)),
            line_key(labels("chart_key_one"), colour=INK),
            line_key(labels("chart_key_more", first=first, other=other), colour="#ffffff"),
        )
        if chosen
        else (),
        label_width=label_room(names),
        width=_WIDTH,
    )
    core = _ratios(chosen, names, sheet, labels) if chosen else empty(sheet)
    return Picture(
        kind="contrast",
        language=language,
        title=sheet.title,
        alternative=told(_said(chosen, sheet, labels, first, other), labels),
        notes=(*sheet.notes, *sheet.rules),
        spec=compose(core, sheet),
        header=(
            labels("chart_column_label"),
            *(labels("chart_column_texts_of", name=name) for name in (first, other)),
            labels("chart_column_ratio"),
            labels("chart_column_interval"),
        ),
        rows=tuple(
            (
                plain(row.label),
                _count(row.documents, row.of, labels),
                _count(row.other_documents, row.other_of, labels),
                decimal_text(row.ratio, language),
                f"{decimal_text(row.low, language)} – {decimal_text(row.high, language)}",
            )
            for row in chosen
        ),
    )


def farthest(rows: Sequence[Contrast], most: int) -> list[Contrast]:
    """The rows that are farthest from 1 on either side, from the highest ratio to the lowest.

    Both sides get half of the room; what one does not need the other gets.
    """
    ranked = sorted(rows, key=lambda row: (-row.ratio, row.topic))
    above = sum(row.ratio >= 1 for row in ranked)
    below = len(ranked) - above
    few = min(below, max(most // 2, most - above))
    many = min(above, most - few)
    return ranked[:many] + ranked[len(ranked) - few :]


def _count(documents: int, of: int, labels: Labels) -> str:
    language = labels.language
    share = f" ({percent_text(documents / of, language)})" if of else ""
    said = labels(
        "chart_so_many_of",
        documents=count_text(documents, language),
        of=count_text(of, language),
    )
    return said + share


def _ratios(
    rows: Sequence[Contrast], names: Sequence[str], sheet: Sheet, labels: Labels
) -> dict[str, Any]:
    alt = library("altair")
    order = rows_scale(names, sheet.language)
    data = alt.Data(
        values=[
            {"row": name, "ratio": row.ratio, "low": row.low, "high": row.high}
            for name, row in zip(order, rows, strict=True)
        ]
    )
    y = rows_of(sheet, order)
    lowest = min(0.5, *(row.low for row in rows)) / 1.1
    highest = max(2.0, *(row.high for row in rows)) * 1.1

    def x(field: str) -> Any:
        return alt.X(
            f"{field}:Q",
            scale=alt.Scale(type="log", domain=[lowest, highest], nice=False, reverse=sheet.turned),
            axis=alt.Axis(
                values=log_ticks(lowest, highest),
                format="~r",
                title=facing(labels("chart_axis_ratio"), sheet.language),
                gridColor=LINE,
                domain=False,
                tickColor=PALE,
                labelOverlap=True,
            ),
        )

    one = alt.Chart(inline([{"one": 1}])).mark_rule(color=INK, strokeWidth=1.5)
    chart = alt.layer(
        one.encode(x=x("one")),
        alt.Chart(data)
        .mark_rule(color=BLUE, strokeWidth=1.5, opacity=0.6)
        .encode(y=y, x=x("low"), x2=alt.X2("high:Q")),
        alt.Chart(data)
        .mark_point(shape="circle", color=BLUE, filled=True, opacity=1, size=44)
        .encode(y=y, x=x("ratio")),
    )
    return view(chart.properties(width=sheet.width, height=ROW * len(rows)))


def log_ticks(low: float, high: float) -> list[float]:
    """1, 2, 5, 10, ... between two numbers; only powers of ten where these are many."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps = _STEPS if len(powers) <= 5 else (1,)
    ticks = [float(f"{step}e{power}") for power in powers for step in steps]
    return [tick for tick in ticks if low <= tick <= high]


def _said(
    rows: Sequence[Contrast], sheet: Sheet, labels: Labels, first: str, other: str
) -> list[str]:
    """The text alternative."""
    language = labels.language
    said = stops([sheet.title, *sheet.notes], labels)
    if rows:
        ends = [max(rows, key=lambda row: row.ratio), min(rows, key=lambda row: row.ratio)]
        for key, row in zip(("chart_ratio_highest", "chart_ratio_lowest"), ends, strict=True):
            said.append(
                labels(
                    key,
                    name=plain(row.label),
                    ratio=decimal_text(row.ratio, language),
                    low=decimal_text(row.low, language),
                    high=decimal_text(row.high, language),
                    first=first,
                    first_count=_count(row.documents, row.of, labels),
                    other=other,
                    other_count=_count(row.other_documents, row.other_of, labels),
                )
            )
        apart = sum(row.low > 1 or row.high < 1 for row in rows)
        said.append(
            labels(
                "chart_ratio_apart",
                rows=count_text(apart, language),
                of=count_text(len(rows), language),
            )
        )
    return [*said, *stops(sheet.rules, labels)]
