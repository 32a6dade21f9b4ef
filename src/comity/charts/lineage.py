"""The picture of lineage: texts in time, and which took words over from which."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from comity.charts.frame import (
    BLUE,
    GREY,
    INK,
    LINE,
    ORANGE,
    PALE,
    ROW,
    KeyEntry,
    Sheet,
    compose,
    empty,
    key_entry,
    label_room,
    row_labels,
    rows_of,
    rows_scale,
    shown,
    view,
)
from comity.charts.lines import RIGHT_TO_LEFT, plain
from comity.charts.numbers import count_text, percent_text
from comity.charts.picture import Picture, at_least_one, inline, library
from comity.charts.sentences import rules_of, stops, told
from comity.locales import Labels, labels_in
from comity.records import Adoption, Lineage, LineageText

_WIDTH = 460
_TOLD = 6  # texts that the alternative names on either side
_COLOURS = {"from": BLUE, "to": ORANGE, "undecided": GREY}
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")

_Row = dict[str, Any]


def lineage_chart(
    found: Lineage,
    *,
    language: str,
    rules: Sequence[str] = (),
    version: str = "",
    most: int = 40,
) -> Picture:
    """A text among those that share words with it, each in a row, in the order of their dates.

    Args:
        found: whose lineage it is.
        language: of labels: one of the six.
        rules: by which it was counted, in the language.
        version: of the base.
        most: other texts shown, those that share most words.

    Raises:
        UsageError: `most` is below 1, or Altair is not installed.
        UnknownIdError: labels do not come in this language.
    """
    at_least_one("most", most)
    labels = labels_in(language)
    chosen = sorted(found.adoptions[:most], key=lambda a: order_by_date(a.other))
    before = [a for a in chosen if order_by_date(a.other) < order_by_date(found.text)]
    texts = [*(a.other for a in before), found.text, *(a.other for a in chosen[len(before) :])]
    names = row_labels([(text.document_id, name_of(text, labels)) for text in texts])
    title = found.text.title or found.text.document_id
    sheet = Sheet(
        language=language,
        title=plain(labels("chart_lineage_title", title=title)),
        notes=(
            *shown(labels, "chart_lineage_shown", len(chosen), len(found.adoptions)),
            *([] if chosen else [labels("lineage_none")]),
        ),
        rules=rules_of(rules, version, labels),
        key=_key(chosen, labels) if chosen else (),
        label_width=label_room(names),
        width=_WIDTH,
    )
    core = _core(found, [*before, None, *chosen[len(before) :]], names, sheet)
    return Picture(
        kind="lineage",
        language=language,
        title=sheet.title,
        alternative=told(_said(chosen, sheet, labels), labels),
        notes=(*sheet.notes, *sheet.rules),
        spec=compose(core if chosen else empty(sheet), sheet),
        header=tuple(labels(f"chart_column_{name}") for name in _COLUMNS),
        rows=tuple(
            (name, *_cells(adoption, labels))
            for name, adoption in zip(
                [*names[: len(before)], *names[len(before) + 1 :]], chosen, strict=True
            )
        ),
    )


_COLUMNS = (
    "lineage_text",
    "lineage_direction",
    "lineage_words",
    "lineage_share",
    "lineage_other_words",
    "lineage_other_share",
)


def _cells(adoption: Adoption, labels: Labels) -> tuple[str, ...]:
    language = labels.language
    return (
        labels(f"chart_lineage_{adoption.direction}"),
        count_text(adoption.words, language),
        percent_text(adoption.share, language),
        count_text(adoption.other_words, language),
        percent_text(adoption.other_share, language),
    )


def name_of(text: LineageText, labels: Labels) -> str:
    """Date and title of a text."""
    return f"{text.date or labels('date_unknown')} · {text.title or text.document_id}"


def years_of(stated: str) -> tuple[float, float] | None:
    """The first and the last day that a date may mean, in years; None where it is none."""
    match = _DATE.match(stated)
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        last = first if day else date(year or 0, month or 12, 28 if month else 31)
    except ValueError:
        return None
    return _in_years(first), _in_years(last)


def _in_years(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / 366


def order_by_date(text: LineageText) -> tuple[bool, float, str]:
    """By date, those without one last."""
    span = years_of(text.date)
    return span is None, span[0] if span else 0.0, text.document_id


def _key(chosen: Sequence[Adoption], labels: Labels) -> tuple[KeyEntry, ...]:
    held = {adoption.direction for adoption in chosen}
    entries = [
        key_entry(
            labels(f"chart_key_lineage_{direction}"),
            {
                "type": "rule",
                "color": colour,
                "strokeWidth": 2,
                "strokeDash": [4, 3] if direction == "undecided" else [],
                "dx": -15,
                "dx2": 15,
            },
            {
                "type": "point",
                "shape": _arrow(labels.language) if direction == "to" else "circle",
                "color": colour,
                "filled": direction != "undecided",
                "opacity": 1,
                "size": 44,
                "dx": 15 if direction == "to" else -15,
            },
        )
        for direction, colour in _COLOURS.items()
        if direction in held
    ]
    numbers = {"type": "text", "color": INK, "fontSize": 10, "text": "% / %"}
    return (*entries, key_entry(labels("chart_key_lineage_shares"), numbers))


def _arrow(language: str) -> str:
    """The shape of an arrow's head that points to later times."""
    return "triangle-left" if language in RIGHT_TO_LEFT else "triangle-right"


def _core(
    found: Lineage, rows: Sequence[Adoption | None], names: Sequence[str], sheet: Sheet
) -> dict[str, Any]:
    """The marks; None among the rows is the text itself."""
    alt = library("altair")
    order = rows_scale(names, sheet.language)
    y = rows_of(sheet, order)
    here = years_of(found.text.date)
    marks = [_row(name, adoption, here) for name, adoption in zip(order, rows, strict=True)]
    spans = [
        span
        for span in (*(years_of(a.other.date) for a in rows if a is not None), here)
        if span is not None
    ]
    x = time_axis(spans, sheet)
    layers = [
        *_connections(marks, y, x, sheet),
        *_points(marks, y, x, sheet),
    ]
    chart = alt.layer(*layers)
    return view(chart.properties(width=sheet.width, height=ROW * len(names)))


def time_axis(spans: Sequence[tuple[float, float]], sheet: Sheet) -> Callable[[str], Any]:
    """The encoding of a field that holds years, for some stretches of time."""
    alt = library("altair")
    first = min((span[0] for span in spans), default=2000.0)
    last = max((span[1] for span in spans), default=2001.0)

    def x(field: str) -> Any:
        return alt.X(
            f"{field}:Q",
            scale=alt.Scale(
                domain=[first - 0.4, last + 0.4], nice=False, zero=False, reverse=sheet.turned
            ),
            axis=alt.Axis(
                values=_ticks(first, last),
                format="d",
                title=None,
                gridColor=LINE,
                tickColor=PALE,
                domain=False,
                labelOverlap=False,
            ),
        )

    return x


def _row(name: str, adoption: Adoption | None, here: tuple[float, float] | None) -> _Row:
    middle = sum(here) / 2 if here else None
    if adoption is None:
        return {"row": name, "kind": "self", "at": middle, "span": here}
    span = years_of(adoption.other.date)
    at = sum(span) / 2 if span else None
    return {
        "row": name,
        "kind": adoption.direction,
        "at": at,
        "span": span,
        "here": middle,
        "shares": (adoption.share, adoption.other_share),
    }


def _connections(marks: Sequence[_Row], y: Any, x: Any, sheet: Sheet) -> list[Any]:
    """From each text to the time of this one; an arrow where the direction is known."""
    alt = library("altair")
    layers = []
    for kind, colour in _COLOURS.items():
        rows = [
            {"row": m["row"], "at": m["at"], "here": m["here"], "end": max(m["at"], m["here"])}
            for m in marks
            if m["kind"] == kind and m["at"] is not None and m["here"] is not None
        ]
        if not rows:
            continue
        data = inline(rows)
        dash = [4, 3] if kind == "undecided" else [1, 0]
        layers.append(
            alt.Chart(data)
            .mark_rule(color=colour, strokeWidth=2, strokeDash=dash, opacity=0.8)
            .encode(y=y, x=x("at"), x2=alt.X2("here:Q"))
        )
        if kind != "undecided":
            shape = _arrow(sheet.language)
            layers.append(
                alt.Chart(data)
                .mark_point(shape=shape, color=colour, filled=True, opacity=1, size=90)
                .encode(y=y, x=x("end"))
            )
    return layers


def _points(marks: Sequence[_Row], y: Any, x: Any, sheet: Sheet) -> list[Any]:
    """Every text at its date, the time that a rough date may mean, and the shares."""
    alt = library("altair")
    rough = [
        {"row": m["row"], "low": m["span"][0], "high": m["span"][1]}
        for m in marks
        if m["span"] and m["span"][1] > m["span"][0]
    ]
    layers = []
    if rough:
        layers.append(
            alt.Chart(inline(rough))
            .mark_rule(color=GREY, strokeWidth=7, opacity=0.3)
            .encode(y=y, x=x("low"), x2=alt.X2("high:Q"))
        )
    for kind, colour in (*_COLOURS.items(), ("self", INK)):
        rows = [
            {"row": m["row"], "at": m["at"]}
            for m in marks
            if m["kind"] == kind and m["at"] is not None
        ]
        if rows and kind != "to":  # the arrow's head stands there
            point = {
                "shape": "diamond" if kind == "self" else "circle",
                "filled": kind != "undecided",
                "size": 150 if kind == "self" else 50,
            }
            layers.append(
                alt.Chart(inline(rows))
                .mark_point(color=colour, opacity=1, **point)
                .encode(y=y, x=x("at"))
            )
    texts = [
        {
            "row": m["row"],
            "text": " / ".join(percent_text(share, sheet.language, 0) for share in m["shares"]),
        }
        for m in marks
        if "shares" in m
    ]
    undated = [{"row": m["row"], "text": "?"} for m in marks if m["at"] is None]
    outside = (-8, "right") if sheet.turned else (sheet.width + 8, "left")
    for rows, (at, align) in ((texts, outside), (undated, (sheet.width / 2, "center"))):
        if rows:
            layers.append(
                alt.Chart(inline(rows))
                .mark_text(color=INK, fontSize=10, align=align)
                .encode(y=y, x=alt.value(at), text="text:N")
            )
    return layers


def _ticks(first: float, last: float) -> list[int]:
    """Years for which there is room."""
    years = range(int(first), int(last) + 2)
    step = next((s for s in (1, 2, 5, 10, 20, 50, 100) if len(years) / s <= 9), 1000)
    return [year for year in years if year % step == 0]


def _said(chosen: Sequence[Adoption], sheet: Sheet, labels: Labels) -> list[str]:
    """The text alternative."""
    language = labels.language
    said = stops([sheet.title, *sheet.notes], labels)
    for direction in _COLOURS:
        side = sorted((a for a in chosen if a.direction == direction), key=lambda a: -a.words)
        if not side:
            continue
        said += stops(
            [labels(f"lineage_{direction}", count=count_text(len(side), language))], labels
        )
        for adoption in side[:_TOLD]:
            name = plain(name_of(adoption.other, labels))
            said += stops(
                [
                    labels(
                        "chart_lineage_said",
                        name=name,
                        other_share=percent_text(adoption.other_share, language),
                        share=percent_text(adoption.share, language),
                    )
                ],
                labels,
            )
        if len(side) > _TOLD:
            said += stops(
                [labels("chart_lineage_more", count=count_text(len(side) - _TOLD, language))],
                labels,
            )
    return [*said, *stops(sheet.rules, labels)]
