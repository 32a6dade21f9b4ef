"""Panels of dots, one for each group: every share with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from comity.charts.frame import GAP, ROW, Sheet, across, rows_of, share_axis, view
from comity.charts.lines import facing, shortened, wrap
from comity.charts.marks import EQUAL, SHARE, Row, interval_dots, missing_bars
from comity.charts.numbers import count_text
from comity.charts.picture import library
from comity.records import Group

_LONGEST_HEAD = 80  # columns


def panel_width(groups: int) -> tuple[int, int]:
    """Pixels of one panel, and of all with the gaps between them."""
    one = max(120, min(320, 900 // max(1, groups)))
    return one, max(320, groups * (one + GAP) - GAP)


def dot_panels(
    drawn: Sequence[Sequence[Row]],
    groups: Sequence[Group],
    order: Sequence[str],
    sheet: Sheet,
    *,
    both: bool,
) -> dict[str, Any]:
    """Panels side by side.

    Args:
        drawn: for every group its rows.
        groups: named above the panels, with the texts that they hold.
        order: labels of rows, from the top.
        sheet: what stands around it.
        both: whether shares with equal weight per country are drawn beside those per text.
    """
    width, _ = panel_width(len(groups))
    heads = [
        [
            *wrap(shortened(group.label, _LONGEST_HEAD), width // 6),
            f"({count_text(group.works, sheet.language)})",
        ]
        for group in groups
    ]
    deepest = max(map(len, heads))
    panels = []
    for at, (rows, head) in enumerate(zip(drawn, heads, strict=True)):
        y = rows_of(sheet, order, labelled=at == 0)

        def x(field: str) -> Any:
            return share_axis(field, sheet, few=width < 200)

        layers = [
            *missing_bars(rows, y, width),
            *interval_dots(rows, y, x, SHARE, -3 if both else 0),
            *(interval_dots(rows, y, x, EQUAL, 3) if both else []),
        ]
        lines = [""] * (deepest - len(head)) + [facing(line, sheet.language) for line in head]
        panels.append(_panel(layers, lines, width, ROW * len(order)))
    return across(panels, sheet, spacing=GAP)


def _panel(layers: Sequence[Any], head: Sequence[str], width: int, height: int) -> dict[str, Any]:
    alt = library("altair")
    title = alt.TitleParams(text=list(head), fontSize=11, offset=6)
    return view(alt.layer(*layers, title=title).properties(width=width, height=height))
