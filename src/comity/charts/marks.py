"""The marks that several pictures share: a share with its interval, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from comity.charts.frame import BLUE, GREY, INK, ORANGE, KeyEntry, key_entry
from comity.charts.picture import inline, library
from comity.locales import Labels
from comity.records import Cell

Row = Mapping[str, Any]  # what one mark is drawn from

# Fields of a share and of its interval, for the two ways of weighing.
SHARE = ("share", "low", "high")
EQUAL = ("equal", "equal_low", "equal_high")

_SHAPES = {"share": ("circle", BLUE), "equal": ("diamond", ORANGE)}
SIGNS = {"no_text_held": "×", "unreadable": "⊘", "unclear": "?", "no_country": "–"}


def cell_row(name: str, cell: Cell, reason: str) -> Row:
    """What the marks of a cell are drawn from."""
    return {
        "row": name,
        "share": cell.share,
        "low": cell.low,
        "high": cell.high,
        "equal": cell.share_equal_country,
        "equal_low": cell.equal_low,
        "equal_high": cell.equal_high,
        "reason": reason,
        "unclear": cell.unclear,
    }


def present(rows: Sequence[Row], fields: Sequence[str]) -> list[dict[str, Any]]:
    """The rows that have all of some values; a missing one is no zero, so it is not drawn."""
    return [
        {"row": row["row"], **{field: row[field] for field in fields}}
        for row in rows
        if all(row[field] is not None for field in fields)
    ]


def weighs(rows: Sequence[Row]) -> bool:
    """Whether equal weight per country says anything else than the share per text."""
    return any(
        row["equal"] is not None and abs(row["equal"] - row["share"]) > 1e-9
        for row in rows
        if row["share"] is not None
    )


def interval_dots(
    rows: Sequence[Row], y: Any, x: Any, fields: Sequence[str], dy: float
) -> list[Any]:
    """Dots at a share, with lines from the lower to the upper end of its interval.

    Args:
        rows: with `row` and the fields.
        y: encoding of rows.
        x: function of a field's name that gives the encoding of a share.
        fields: names of value, lower and upper end; of the value alone, dots without lines.
        dy: pixels below the middle of the row.
    """
    alt = library("altair")
    dots = present(rows, fields[:1])
    if not dots:
        return []
    shape, colour = _SHAPES[fields[0]]
    layers = []
    if len(fields) == 3 and (spans := present(rows, fields)):
        layers.append(
            alt.Chart(inline(spans))
            .mark_rule(color=colour, strokeWidth=1.5, opacity=0.55, yOffset=dy)
            .encode(y=y, x=x(fields[1]), x2=alt.X2(f"{fields[2]}:Q"))
        )
    layers.append(
        alt.Chart(inline(dots))
        .mark_point(shape=shape, color=colour, filled=True, opacity=1, size=44, yOffset=dy)
        .encode(y=y, x=x(fields[0]))
    )
    return layers


def missing_bars(rows: Sequence[Row], y: Any, width: int) -> list[Any]:
    """Grey bars over a whole row where there is no share, each with the sign of its reason."""
    alt = library("altair")
    values = [
        {"row": row["row"], "sign": SIGNS[row["reason"]]} for row in rows if row.get("reason")
    ]
    if not values:
        return []
    data = inline(values)
    bar = (
        alt.Chart(data)
        .mark_rect(color="#e0e0e0")
        .encode(y=y, x=alt.value(0), x2=alt.value(width))
        .properties(width=width)
    )
    sign = (
        alt.Chart(data)
        .mark_text(color="#333333", fontSize=12, baseline="middle")
        .encode(y=y, x=alt.value(width / 2), text="sign:N")
    )
    return [bar, sign]


def dot_key(
    labels: Labels, fields: Sequence[str], text: str, *, line: bool = True, dash: Sequence[int] = ()
) -> KeyEntry:
    """What a dot means, with a line through it or without."""
    shape, colour = _SHAPES[fields[0]]
    rule = {"type": "rule", "color": colour, "strokeWidth": 1.5, "strokeDash": list(dash)}
    return key_entry(
        labels(text),
        *([{**rule, "opacity": 0.55, "dx": -15, "dx2": 15}] if line else []),
        {
            "type": "point",
            "shape": shape,
            "color": colour,
            "filled": True,
            "opacity": 1,
            "size": 44,
        },
    )


def missing_keys(labels: Labels, reasons: Sequence[str]) -> list[KeyEntry]:
    """What the signs of missing shares mean, of those that the picture has."""
    return [
        key_entry(
            labels(f"chart_key_{reason}"),
            {"type": "rect", "color": "#e0e0e0", "dx": -15, "dx2": 15, "dy": -7, "dy2": 7},
            {"type": "text", "color": "#333333", "fontSize": 12, "text": SIGNS[reason]},
        )
        for reason in SIGNS
        if reason in reasons
    ]


def band_key(text: str, *, colour: str = ORANGE, opacity: float = 0.2) -> KeyEntry:
    """What a coloured band means."""
    return key_entry(
        text,
        {
            "type": "rect",
            "color": colour,
            "opacity": opacity,
            "dx": -15,
            "dx2": 15,
            "dy": -5,
            "dy2": 5,
        },
    )


def line_key(text: str, *, colour: str = GREY, dash: Sequence[int] = ()) -> KeyEntry:
    """What a line means."""
    return key_entry(
        text,
        {
            "type": "rule",
            "color": colour,
            "strokeWidth": 2,
            "strokeDash": list(dash),
            "dx": -15,
            "dx2": 15,
        },
    )


def bar_key(text: str) -> KeyEntry:
    """What a bar with a line for its interval means."""
    return key_entry(
        text,
        {
            "type": "rect",
            "color": BLUE,
            "opacity": 0.75,
            "dx": -15,
            "dx2": 8,
            "dy": -5,
            "dy2": 5,
        },
        {"type": "rule", "color": INK, "strokeWidth": 1.5, "dx": 0, "dx2": 15},
    )


def ratio_key(text: str) -> KeyEntry:
    """What a dot with a line means where it is a ratio."""
    return key_entry(
        text,
        {"type": "rule", "color": BLUE, "strokeWidth": 1.5, "opacity": 0.6, "dx": -15, "dx2": 15},
        {
            "type": "point",
            "shape": "circle",
            "color": BLUE,
            "filled": True,
            "opacity": 1,
            "size": 44,
        },
    )
