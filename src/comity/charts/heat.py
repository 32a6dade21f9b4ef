"""A heat map of topics by many groups, the number of every cell written in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from comity.charts.frame import KeyEntry, Sheet, key_entry, rows_of, view
from comity.charts.marks import SIGNS, missing_keys
from comity.charts.picture import inline, library
from comity.locales import Labels

ONE_WORK = frozenset({"document", "work"})  # groups of one text each: it speaks or does not
_CELL = 30  # pixels
DARK = 0.71  # share above which letters are white: contrast is 4.5 or more on every blue
_WIDE = 0.5  # interval from which a share is told in brackets
# One hue from light to dark, told apart by the colour-blind and in grey print.
COLOURS = ["#f4f8fc", "#d0e1f2", "#94c4df", "#4a98c9", "#1764ab", "#08306b"]


def heat_map_width(groups: int) -> int:
    """Pixels of a heat map of so many groups."""
    return _CELL * groups


def heat_map(
    rows: Sequence[Mapping[str, Any]],
    fields: Sequence[str],
    sheet: Sheet,
    *,
    order: Sequence[str],
    heads: Sequence[str],
    height: int,
    labelled: bool,
    single: bool,
    title: str,
) -> dict[str, Any]:
    """One heat map.

    Args:
        rows: with `row`, `column`, `reason`, `unclear` and the fields.
        fields: names of share, lower and upper end of its interval.
        sheet: what stands around it.
        order: labels of rows, from the top.
        heads: labels of columns, in the order of reading.
        height: pixels.
        labelled: whether rows are labelled.
        single: whether each column is one text.
        title: above it.
    """
    alt = library("altair")
    share, low, high = fields
    y = rows_of(sheet, order, labelled=labelled, lines=False)
    x = alt.X(
        "column:N",
        sort=None,
        scale=alt.Scale(type="band", domain=list(heads), reverse=sheet.turned, padding=0),
        axis=alt.Axis(
            orient="top",
            # Upwards, or downwards where lines begin on the right: towards the column.
            labelAngle=90 if sheet.turned else -90,
            labelAlign="right" if sheet.turned else "left",
            labelBaseline="middle",
            labelLimit=0,
            labelOverlap=False,
            ticks=False,
            domain=False,
            title=None,
        ),
    )
    held = [
        {
            "row": row["row"],
            "column": row["column"],
            "share": row[share],
            "text": _cell_text(row, share, row[low], row[high], single=single),
        }
        for row in rows
        if row[share] is not None
    ]
    missing = [
        {"row": row["row"], "column": row["column"], "text": SIGNS[row["reason"] or "no_country"]}
        for row in rows
        if row[share] is None
    ]
    layers = []
    if missing:
        data = inline(missing)
        layers += [
            alt.Chart(data).mark_rect(color="#e0e0e0", stroke="white").encode(x=x, y=y),
            alt.Chart(data).mark_text(color="#333333", fontSize=11).encode(x=x, y=y, text="text:N"),
        ]
    if held:
        data = inline(held)
        shade = alt.Color("share:Q", scale=alt.Scale(domain=[0, 1], range=COLOURS), legend=None)
        ink = (
            alt.when(f"datum.share > {DARK}").then(alt.value("white")).otherwise(alt.value("black"))
        )
        layers += [
            alt.Chart(data).mark_rect(stroke="white").encode(x=x, y=y, color=shade),
            alt.Chart(data).mark_text(fontSize=10).encode(x=x, y=y, text="text:N", color=ink),
        ]
    above = alt.TitleParams(text=title, fontSize=12, anchor="middle", offset=8)
    return view(
        alt.layer(*layers, title=above).properties(width=heat_map_width(len(heads)), height=height)
    )


def _cell_text(
    row: Mapping[str, Any], share: str, low: float | None, high: float | None, *, single: bool
) -> str:
    """The share in percent, in brackets where its interval is wide."""
    value: float = row[share]
    if single:
        if value == 0 and row["unclear"]:
            return SIGNS["unclear"]
        return "●" if value else "○"
    number = "<1" if 0 < value < 0.005 else f"{100 * value:.0f}"
    return f"({number})" if low is None or high is None or high - low > _WIDE else number


def heat_keys(labels: Labels, reasons: Sequence[str], *, single: bool) -> tuple[KeyEntry, ...]:
    """What colours, numbers and signs of a heat map mean."""
    if single:
        own = [key_entry(labels("chart_key_single"))]
    else:
        wide = 36 / len(COLOURS)
        ramp = [
            {
                "type": "rect",
                "color": colour,
                "stroke": "#999999",
                "strokeWidth": 0.3,
                "dx": -18 + wide * at,
                "dx2": -18 + wide * (at + 1),
                "dy": -6,
                "dy2": 6,
            }
            for at, colour in enumerate(COLOURS)
        ]
        own = [
            key_entry(labels("chart_key_colour"), *ramp),
            key_entry(labels("chart_key_number"), _sign("(25)", "#000000")),
            key_entry(labels("chart_key_count"), _sign("· 9", "#000000")),
        ]
    return (*own, *missing_keys(labels, reasons))


def _sign(text: str, colour: str) -> dict[str, Any]:
    return {"type": "text", "text": text, "fontSize": 11, "color": colour, "baseline": "middle"}
