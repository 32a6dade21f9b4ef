"""The picture of trends: shares of texts that speak of a topic, year by year."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from comity.charts.choose import group_places
from comity.charts.frame import (
    BLUE,
    LINE,
    ORANGE,
    PALE,
    Sheet,
    across,
    compose,
    empty,
    view,
)
from comity.charts.lines import facing, plain, shortened, wrap
from comity.charts.marks import (
    EQUAL,
    SHARE,
    SIGNS,
    band_key,
    cell_row,
    dot_key,
    missing_keys,
    weighs,
)
from comity.charts.missing import group_reason
from comity.charts.numbers import count_text, percent_text
from comity.charts.picture import Picture, at_least_one, inline, library
from comity.charts.sentences import names_text, notes_of, rules_of, stops, told
from comity.charts.tables import coverage_table
from comity.errors import UnknownIdError, UsageError
from comity.locales import Labels, labels_in
from comity.records import Coverage, Group, TopicCells

_WIDTH, _HEIGHT, _GAP, _ACROSS = 270, 130, 24, 3
_DASH = (5, 3)


def trend_chart(coverage: Coverage, topics: Sequence[str], *, most: int = 12) -> Picture:
    """Shares of the texts of each year that speak of some topics, a panel for each topic.

    Lines break where a year has no text; such years are grey.

    Args:
        coverage: by year.
        topics: ids, in the order of the panels.
        most: panels shown, the first ones.

    Raises:
        UsageError: the coverage is not by year, no topic is named, or Altair is not installed.
        UnknownIdError: a topic is not in the coverage, or labels do not come in its language.
    """
    at_least_one("most", most)
    labels = labels_in(coverage.language)
    chosen = _topics(coverage, topics)[:most]
    years = sorted((g for g in coverage.groups if _year(g) is not None), key=lambda g: int(g.id))
    undated = sum(g.works for g in coverage.groups if _year(g) is None)
    notes = (
        *notes_of(
            coverage,
            labels,
            topics=len(chosen) if years else 0,
            key="chart_topics_shown_first",
        ),
        *(
            [labels("chart_undated", works=count_text(undated, coverage.language))]
            if undated
            else []
        ),
    )
    panels = [_panel_rows(coverage, topic, years) for topic in chosen]
    flat = [row for rows in panels for row in rows]
    both = weighs(flat)
    across = min(_ACROSS, len(chosen))
    sheet = Sheet(
        language=coverage.language,
        title=labels("chart_trend_title"),
        notes=notes,
        rules=rules_of(coverage.rules, coverage.version, labels),
        key=_key(labels, flat, both=both) if years else (),
        label_width=44,
        width=across * (_WIDTH + _GAP) - _GAP + 44 * (across - 1),
    )
    core = _grid(chosen, panels, sheet, both=both) if years else empty(sheet)
    header, table = coverage_table(coverage, chosen, years, labels)
    return Picture(
        kind="trend",
        language=coverage.language,
        title=sheet.title,
        alternative=told(_said(coverage, chosen, years, sheet, labels), labels),
        notes=(*sheet.notes, *sheet.rules),
        spec=compose(core, sheet),
        header=header,
        rows=table,
    )


def _topics(coverage: Coverage, asked: Sequence[str]) -> list[TopicCells]:
    if coverage.by != "year":
        raise UsageError(
            f"A trend needs coverage by year; this one is by {coverage.by}.",
            hint="Count by year first.",
        )
    if not asked:
        raise UsageError("No topic is named for the trend.", hint="Name one topic or more.")
    known = {str(topic.topic): topic for topic in coverage.topics}
    for name in asked:
        if name not in known:
            raise UnknownIdError(
                "topic",
                name,
                known=len(known),
                closest=difflib.get_close_matches(name, known, n=3, cutoff=0.4),
                where="of this coverage",
            )
    return [known[name] for name in dict.fromkeys(asked)]


def _year(group: Group) -> int | None:
    return int(group.id) if group.id.isascii() and group.id.isdigit() else None


def _panel_rows(
    coverage: Coverage, topic: TopicCells, years: Sequence[Group]
) -> list[dict[str, Any]]:
    """The cells of a topic, year by year; `run` counts up where years are not neighbours."""
    rows: list[dict[str, Any]] = []
    run = 0
    for place, group in zip(group_places(coverage, years), years, strict=True):
        cell = topic.cells[place]
        year = int(group.id)
        if rows and year - 1 != rows[-1]["year"]:
            run += 1
        rows.append({**cell_row("", cell, group_reason(cell, group)), "year": year, "run": run})
        if cell.share is None:
            run += 1
    return rows


def _key(labels: Labels, rows: Sequence[dict[str, Any]], *, both: bool) -> tuple[Any, ...]:
    reasons = {row["reason"] for row in rows} | ({"no_text_held"} if _gaps(rows) else set())
    return (
        dot_key(labels, SHARE, "chart_key_share_line"),
        *([dot_key(labels, EQUAL, "chart_key_equal_line", dash=_DASH)] if both else []),
        band_key(labels("chart_key_band"), colour=BLUE),
        *missing_keys(labels, sorted(reasons)),
    )


def _gaps(rows: Sequence[dict[str, Any]]) -> list[tuple[int, int]]:
    """First and last of the years between those of a panel, of which none is held."""
    years = sorted({row["year"] for row in rows})
    return [(a + 1, b - 1) for a, b in pairwise(years) if b - a > 1]


def _grid(
    topics: Sequence[TopicCells],
    panels: Sequence[Sequence[dict[str, Any]]],
    sheet: Sheet,
    *,
    both: bool,
) -> dict[str, Any]:
    drawn = [
        _panel(topic.label, rows, sheet, both=both)
        for topic, rows in zip(topics, panels, strict=True)
    ]
    lines = [drawn[at : at + _ACROSS] for at in range(0, len(drawn), _ACROSS)]
    return {"vconcat": [across(line, sheet, spacing=_GAP) for line in lines], "spacing": 18}


def _panel(
    label: str, rows: Sequence[dict[str, Any]], sheet: Sheet, *, both: bool
) -> dict[str, Any]:
    alt = library("altair")
    first, last = rows[0]["year"], rows[-1]["year"]
    x = alt.X(
        "year:Q",
        scale=alt.Scale(
            domain=[first - 0.5, last + 0.5], nice=False, zero=False, reverse=sheet.turned
        ),
        axis=alt.Axis(
            values=_ticks(first, last),
            format="d",
            title=None,
            grid=False,
            tickColor=PALE,
            domainColor="#bbbbbb",
            labelOverlap=False,
        ),
    )

    def y(field: str) -> Any:
        return alt.Y(
            f"{field}:Q",
            scale=alt.Scale(domain=[0, 1], nice=False),
            axis=alt.Axis(
                orient="right" if sheet.turned else "left",
                values=[0, 0.5, 1],
                format=".0%",
                title=None,
                gridColor=LINE,
                domain=False,
                ticks=False,
            ),
        )

    layers = _missing_years(rows, x)
    if both:
        layers += _line(rows, EQUAL, x, y)
    layers += _line(rows, SHARE, x, y)
    head = [facing(line, sheet.language) for line in wrap(shortened(label, 80), _WIDTH // 6)]
    chart = alt.layer(
        *layers,
        title=alt.TitleParams(
            text=head,
            fontSize=12,
            anchor="end" if sheet.turned else "start",
            align="right" if sheet.turned else "left",
            frame="group",
            offset=8,
        ),
    )
    return view(chart.properties(width=_WIDTH, height=_HEIGHT))


def _line(rows: Sequence[dict[str, Any]], fields: Sequence[str], x: Any, y: Any) -> list[Any]:
    """A line with its dots and intervals; two bands over one another would hide the lines."""
    alt = library("altair")
    value, low, high = fields
    held = [
        {key: row[key] for key in ("year", "run", *fields)}
        for row in rows
        if row[value] is not None
    ]
    if not held:
        return []
    data = inline(held)
    spans = inline([row for row in held if row[low] is not None and row[high] is not None])
    run = alt.Detail("run:N")
    per_text = fields == SHARE
    colour = BLUE if per_text else ORANGE
    band = alt.Chart(spans).mark_area(color=colour, opacity=0.16)
    return [
        *([band.encode(x=x, y=y(low), y2=alt.Y2(f"{high}:Q"), detail=run)] if per_text else []),
        alt.Chart(spans)
        .mark_rule(color=colour, opacity=0.45, xOffset=0 if per_text else 2)
        .encode(x=x, y=y(low), y2=alt.Y2(f"{high}:Q")),
        alt.Chart(data)
        .mark_line(color=colour, strokeWidth=2, strokeDash=[] if per_text else list(_DASH))
        .encode(x=x, y=y(value), detail=run),
        alt.Chart(data)
        .mark_point(
            shape="circle" if per_text else "diamond",
            color=colour,
            filled=True,
            opacity=1,
            size=34,
        )
        .encode(x=x, y=y(value)),
    ]


def _missing_years(rows: Sequence[dict[str, Any]], x: Any) -> list[Any]:
    alt = library("altair")
    grey = [
        {"year": row["year"] - 0.5, "until": row["year"] + 0.5, "sign": SIGNS[row["reason"]]}
        for row in rows
        if row["reason"]
    ] + [
        {"year": first - 0.5, "until": last + 0.5, "sign": SIGNS["no_text_held"]}
        for first, last in _gaps(rows)
    ]
    if not grey:
        return []
    for one in grey:
        one["middle"] = (one["year"] + one["until"]) / 2
    data = inline(grey)
    middle = x.copy()
    middle.shorthand = "middle:Q"
    return [
        alt.Chart(data)
        .mark_rect(color="#e0e0e0")
        .encode(x=x, x2=alt.X2("until:Q"), y=alt.value(0), y2=alt.value(_HEIGHT)),
        alt.Chart(data)
        .mark_text(color="#333333", fontSize=12)
        .encode(x=middle, y=alt.value(_HEIGHT / 2), text="sign:N"),
    ]


def _ticks(first: int, last: int) -> list[int]:
    """Years for which there is room."""
    step = 1
    for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000):
        if (last - first) / step <= 6:
            break
    return [year for year in range(first, last + 1) if year % step == 0] or [first]


def _said(
    coverage: Coverage,
    topics: Sequence[TopicCells],
    years: Sequence[Group],
    sheet: Sheet,
    labels: Labels,
) -> list[str]:
    """The text alternative."""
    language = labels.language
    said = stops([sheet.title, *sheet.notes], labels)
    places = group_places(coverage, years)
    for topic in topics:
        found = [
            (topic.cells[place], group)
            for place, group in zip(places, years, strict=True)
            if topic.cells[place].share is not None
        ]
        if not found:
            said.append(labels("chart_trend_none", name=plain(topic.label)))
            continue
        ends = [found[0], found[-1], max(found, key=lambda one: one[0].share or 0.0)]
        values = {
            key: value
            for name, (cell, group) in zip(("first", "last", "top"), ends, strict=True)
            for key, value in (
                (name, percent_text(cell.share or 0.0, language)),
                (f"{name}_year", group.id),
                (f"{name}_of", count_text(cell.of, language)),
            )
        }
        said.append(labels("chart_trend_topic", name=plain(topic.label), **values))
    if none := [group.label for group in years if not group.works]:
        said.append(labels("chart_none_held", names=names_text(none, labels)))
    return [*said, *stops(sheet.rules, labels)]
