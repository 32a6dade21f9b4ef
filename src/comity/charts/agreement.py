"""The picture of agreement: how widely topics are spoken of, over all texts and by country."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from comity.charts.choose import fair_share, widest_topics
from comity.charts.frame import (
    GREY,
    ORANGE,
    ROW,
    Sheet,
    compose,
    empty,
    label_room,
    row_labels,
    rows_of,
    rows_scale,
    share_axis,
    view,
)
from comity.charts.lines import plain
from comity.charts.marks import (
    EQUAL,
    SHARE,
    Row,
    band_key,
    cell_row,
    dot_key,
    interval_dots,
    line_key,
    missing_bars,
    missing_keys,
    present,
)
from comity.charts.missing import missing_reason
from comity.charts.numbers import percent_text
from comity.charts.picture import Picture, inline, library
from comity.charts.sentences import notes_of, rules_of, stops, told
from comity.charts.tables import all_table, difference_text
from comity.locales import Labels, labels_in
from comity.records import Coverage, TopicCells

_WIDTH = 560


def agreement_chart(coverage: Coverage, *, most: int = 40) -> Picture:
    """Topics by the share of texts and of countries that speak of them, widest first.

    Two marks stand in a row, the share per text and that with equal weight per country,
    with a line between them and a band for the interval of the second.

    Args:
        coverage: by any kind of group; what is drawn is over all of its texts.
        most: topics shown, those with the highest shares.

    Raises:
        UsageError: `most` is below 1, or Altair is not installed.
        UnknownIdError: labels do not come in the language of the coverage.
    """
    labels = labels_in(coverage.language)
    topics = widest_topics(coverage, most)
    names = row_labels([(t.topic, t.label) for t in topics])
    order = rows_scale(names, coverage.language)
    rows = [
        cell_row(name, t.all, missing_reason(t.all, coverage.works, coverage.unreadable))
        for name, t in zip(order, topics, strict=True)
    ]
    notes = notes_of(coverage, labels, topics=len(topics))
    sheet = Sheet(
        language=coverage.language,
        title=labels("chart_agreement_title"),
        notes=notes,
        rules=rules_of(coverage.rules, coverage.version, labels),
        key=(
            dot_key(labels, SHARE, "chart_key_share_dot", line=False),
            dot_key(labels, EQUAL, "chart_key_equal_dot", line=False),
            line_key(labels("chart_key_between")),
            band_key(labels("chart_key_band_equal"), colour=ORANGE),
            *missing_keys(labels, [row["reason"] for row in rows]),
        )
        if topics
        else (),
        label_width=label_room(names),
        width=_WIDTH,
    )
    core = _dumbbells(rows, order, sheet) if topics else empty(sheet)
    header, table = all_table(coverage, topics, labels)
    return Picture(
        kind="agreement",
        language=coverage.language,
        title=sheet.title,
        alternative=told(_said(topics, sheet, labels), labels),
        notes=(*sheet.notes, *sheet.rules),
        spec=compose(core, sheet),
        header=header,
        rows=table,
    )


def _dumbbells(rows: Sequence[Row], order: Sequence[str], sheet: Sheet) -> dict[str, Any]:
    alt = library("altair")
    y = rows_of(sheet, order)

    def x(field: str) -> Any:
        return share_axis(field, sheet)

    layers = missing_bars(rows, y, sheet.width)
    if bands := present(rows, EQUAL):
        layers.append(
            alt.Chart(inline(bands))
            .mark_bar(color=ORANGE, opacity=0.2, height=9)
            .encode(y=y, x=x("equal_low"), x2=alt.X2("equal_high:Q"))
        )
    if pairs := present(rows, ("share", "equal")):
        layers.append(
            alt.Chart(inline(pairs))
            .mark_rule(color=GREY, strokeWidth=2)
            .encode(y=y, x=x("share"), x2=alt.X2("equal:Q"))
        )
    layers += interval_dots(rows, y, x, ("equal",), 0)
    layers += interval_dots(rows, y, x, ("share",), 0)
    return view(alt.layer(*layers).properties(width=sheet.width, height=ROW * len(order)))


def _said(topics: Sequence[TopicCells], sheet: Sheet, labels: Labels) -> list[str]:
    """The text alternative."""
    said = stops([sheet.title, *sheet.notes], labels)
    found = [topic for topic in topics if fair_share(topic.all) is not None]
    if found:
        said += [
            _one("chart_widest", found[0], labels),
            _one("chart_narrowest", found[-1], labels),
        ]
    apart = [topic for topic in found if topic.all.difference]
    if apart:
        most = max(apart, key=lambda topic: (abs(topic.all.difference or 0), topic.topic))
        said.append(
            labels(
                "chart_most_apart",
                name=plain(most.label),
                difference=difference_text(most.all.difference, labels),
            )
        )
    return [*said, *stops(sheet.rules, labels)]


def _one(key: str, topic: TopicCells, labels: Labels) -> str:
    cell, language = topic.all, labels.language
    equal = cell.share_equal_country
    return labels(
        key,
        name=plain(topic.label),
        share=labels("chart_no_text_held")
        if cell.share is None
        else percent_text(cell.share, language),
        equal=labels("chart_no_country") if equal is None else percent_text(equal, language),
    )
