"""What every picture has around its marks: title, what is held, key, rules, direction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from comity.charts.lines import RIGHT_TO_LEFT, columns, distinct, facing, plain, shortened, wrap
from comity.charts.numbers import count_text, number_locale
from comity.charts.picture import inline, library, with_rows
from comity.locales import Labels

# Okabe and Ito 2008, "Color Universal Design": told apart by the colour-blind.
BLUE, ORANGE, GREY, INK = "#0072B2", "#D55E00", "#767676", "#333333"
PALE, LINE = "#e6e6e6", "#ececec"
ROW, GAP = 22, 18  # pixels of a row, and between panels
_COLUMN = 6.0  # pixels of a column of text of 11 pixels, the wider letters of Cyrillic included
_LONGEST_TITLE = 300  # columns; titles of documents come from files
_WIDEST_LABEL = 52  # columns: the longest label of the shipped thesaurus has 51

# Liberation Sans comes with vl-convert, so that Latin and Cyrillic are the same everywhere;
# Arial and Helvetica have its widths. For Arabic, families with Latin letters too come first:
# where a family lacks a letter, resvg takes any other family, a bold one as well.
_FONTS = {
    "ar": "Segoe UI, Tahoma, DejaVu Sans, Arial, Noto Sans Arabic, Noto Naskh Arabic, sans-serif",
    "zh": "Liberation Sans, Arial, Helvetica, Noto Sans SC, Noto Sans CJK SC, Source Han Sans SC,"
    " PingFang SC, Microsoft YaHei, WenQuanYi Micro Hei, Droid Sans Fallback, sans-serif",
}
_OTHER_FONTS = "Liberation Sans, Arial, Helvetica, Noto Sans, DejaVu Sans, sans-serif"


def fonts(language: str) -> str:
    """Families of letters for a language, the first that is there being taken."""
    return _FONTS.get(language, _OTHER_FONTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEntry:
    """A line of the key: marks, and what they mean. Marks are drawn over one another."""

    marks: tuple[dict[str, Any], ...]  # properties of Vega-Lite marks around the point 0, 0
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The room of a picture: where labels of rows stand, and what is written around it."""

    language: str
    title: str
    notes: tuple[str, ...]  # above the key: what is held and what is left out
    rules: tuple[str, ...]  # below
    key: tuple[KeyEntry, ...]
    label_width: int  # pixels beside the marks, on the side where a line begins
    width: int  # pixels of the marks

    @property
    def turned(self) -> bool:
        """Whether rows begin on the right."""
        return self.language in RIGHT_TO_LEFT


def key_entry(text: str, *marks: dict[str, Any]) -> KeyEntry:
    """A line of the key."""
    return KeyEntry(marks=marks, text=text)


def held(labels: Labels, works: int, unreadable: int) -> str:
    """How many texts there are."""
    language = labels.language
    if unreadable:
        return labels(
            "chart_works_unreadable",
            works=count_text(works, language),
            unreadable=count_text(unreadable, language),
        )
    return labels("chart_works", works=count_text(works, language))


def shown(labels: Labels, key: str, count: int, of: int) -> list[str]:
    """That not all are shown, or nothing when they are."""
    if count == of:
        return []
    language = labels.language
    return [labels(key, shown=count_text(count, language), of=count_text(of, language))]


def label_room(labels: Sequence[str]) -> int:
    """Pixels that the widest of some labels takes."""
    return round(max(map(columns, labels), default=0) * _COLUMN) + 18


def row_labels(topics: Sequence[tuple[str, str]]) -> list[str]:
    """Labels of rows for (id, label) of some topics."""
    return distinct(topics, _WIDEST_LABEL)


def rows_scale(labels: Sequence[str], language: str) -> list[str]:
    """Labels of rows as the values of an axis."""
    return [facing(label, language) for label in labels]


def row_axis(sheet: Sheet, *, labelled: bool, lines: bool) -> Any:
    """The axis of rows: labels on the side where a line of text begins."""
    alt = library("altair")
    return alt.Axis(
        orient="right" if sheet.turned else "left",
        labels=labelled,
        labelLimit=0,
        labelOverlap=False,
        labelPadding=10,
        ticks=False,
        domain=False,
        grid=lines,
        gridColor=LINE,
        title=None,
    )


def rows_of(
    sheet: Sheet, order: Sequence[str], *, labelled: bool = True, lines: bool = True
) -> Any:
    """The encoding of rows, in an order; with a line along each, or without."""
    alt = library("altair")
    return alt.Y(
        "row:N",
        sort=None,
        scale=alt.Scale(type="band", domain=list(order), padding=0),
        axis=row_axis(sheet, labelled=labelled, lines=lines),
    )


def share_axis(field: str, sheet: Sheet, *, title: str | None = None, few: bool = False) -> Any:
    """The encoding of a share, 0 to 1, growing in the direction of reading."""
    alt = library("altair")
    return alt.X(
        f"{field}:Q",
        scale=alt.Scale(domain=[0, 1], reverse=sheet.turned, nice=False),
        axis=alt.Axis(
            values=[0, 0.5, 1] if few else [0, 0.25, 0.5, 0.75, 1],
            format=".0%",
            title=facing(title, sheet.language) if title else None,
            gridColor=LINE,
            domain=False,
            tickColor=PALE,
            labelOverlap=False,
        ),
    )


def view(chart: Any) -> dict[str, Any]:
    """An Altair chart as a part of a larger picture.

    Parts are put together as specifications, for Altair copies all parts at every joint.
    Its check of them is left to the tests: it takes longer than the rest.
    """
    spec: dict[str, Any] = with_rows(chart.to_dict(validate=False))
    return {key: value for key, value in spec.items() if key not in ("$schema", "config")}


def across(views: Sequence[dict[str, Any]], sheet: Sheet, *, spacing: int) -> dict[str, Any]:
    """Parts side by side, in the order of reading."""
    return {
        "hconcat": list(reversed(views)) if sheet.turned else list(views),
        "spacing": spacing,
    }


def compose(core: dict[str, Any], sheet: Sheet) -> dict[str, Any]:
    """The specification of a whole picture.

    Args:
        core: the marks, `sheet.width` pixels wide, rows labelled within
            `sheet.label_width` pixels beside it.
        sheet: what stands around it.
    """
    whole = sheet.width + sheet.label_width
    parts = [_key(sheet, whole)] if sheet.key else []
    parts.append(core)
    if sheet.rules:
        lines = _lines(sheet.rules, whole, 5.6)
        text = _text_marks(sheet, lines, colour=INK, step=16, inset=0)
        parts.append({**text, "width": sheet.width, "height": 16 * len(lines)})
    return {
        "$schema": library("altair").SCHEMA_URL,
        "title": {
            "text": [
                facing(t, sheet.language)
                for t in wrap(shortened(sheet.title, _LONGEST_TITLE), int(whole / 9))
            ],
            "subtitle": [facing(t, sheet.language) for t in _lines(sheet.notes, whole, 6.3)],
            "anchor": "end" if sheet.turned else "start",
            "align": "right" if sheet.turned else "left",
            "frame": "bounds",
            "fontSize": 16,
            "fontWeight": "bold",
            "subtitleFontSize": 12,
            "subtitleColor": INK,
            "subtitlePadding": 6,
            "subtitleLineHeight": 17,
            "offset": 14,
            "color": "#000000",
        },
        "vconcat": parts,
        "spacing": 16,
        "config": {
            "aria": False,
            "font": fonts(sheet.language),
            "background": "white",
            "padding": 16,
            "locale": {"number": number_locale(sheet.language)},
            "view": {"stroke": None},
            "axis": {"labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal"},
        },
    }


def empty(sheet: Sheet) -> dict[str, Any]:
    """A place without marks where there is nothing to draw; the notes say so."""
    alt = library("altair")
    dash = alt.Chart(inline([{}])).mark_text(text="—", fontSize=20, color=INK)
    return view(dash.properties(width=sheet.width, height=40))


def _lines(texts: Sequence[str], width: int, column: float) -> list[str]:
    return [line for text in texts for line in wrap(text, max(30, int(width / column)))]


def _begin(sheet: Sheet) -> int:
    """Where a line begins, in pixels from the left edge of the marks."""
    return sheet.width + sheet.label_width if sheet.turned else -sheet.label_width


def _text_marks(
    sheet: Sheet, lines: Sequence[str], *, colour: str, step: int, inset: int
) -> dict[str, Any]:
    """Lines of text from where a line begins, one below the other."""
    alt = library("altair")
    values = [
        {"line": facing(plain(line), sheet.language), "y": step * at + 8}
        for at, line in enumerate(lines)
    ]
    return view(
        alt.Chart(inline(values))
        .mark_text(
            align="right" if sheet.turned else "left",
            baseline="middle",
            fontSize=11,
            color=colour,
        )
        .encode(
            text="line:N",
            x=alt.value(_begin(sheet) + (-inset if sheet.turned else inset)),
            y=alt.Y("y:Q", scale=None, axis=None),
        )
    )


def _key(sheet: Sheet, whole: int) -> dict[str, Any]:
    inset, step = 44, 18
    lines: list[str] = []
    marks = []
    for entry in sheet.key:
        middle = step * len(lines) + 8
        centre = _begin(sheet) + (-18 if sheet.turned else 18)
        marks += [_key_mark(mark, sheet, centre, middle) for mark in entry.marks]
        lines += _lines([entry.text], whole - inset, 6.0)
    text = _text_marks(sheet, lines, colour="#000000", step=step, inset=inset)
    return {
        "layer": [*marks, text],
        "width": sheet.width,
        "height": step * len(lines),
    }


def _key_mark(mark: dict[str, Any], sheet: Sheet, x: float, y: float) -> dict[str, Any]:
    """A mark of the key; `dx`, `dx2`, `dy`, `dy2` are pixels from its middle."""
    alt = library("altair")
    said = dict(mark)
    way = -1 if sheet.turned else 1
    places = {
        "x": alt.value(x + way * said.pop("dx", 0)),
        "y": alt.value(y + said.pop("dy", 0)),
    }
    if "dx2" in said:
        places["x2"] = alt.value(x + way * said.pop("dx2"))
    if "dy2" in said:
        places["y2"] = alt.value(y + said.pop("dy2"))
    if "text" in said:
        places["text"] = alt.value(said.pop("text"))
    return view(alt.Chart(inline([{}]), mark=alt.MarkDef(**said)).encode(**places))
