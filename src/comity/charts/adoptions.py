"""The picture of the graph of adoption: texts in time, and lines to those that took words over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from comity.charts.frame import (
    BLUE,
    GREY,
    INK,
    ROW,
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
from comity.charts.lineage import name_of, order_by_date, time_axis, years_of
from comity.charts.lines import plain
from comity.charts.numbers import count_text, percent_text
from comity.charts.picture import Picture, at_least_one, inline, library
from comity.charts.sentences import rules_of, stops, told
from comity.locales import Labels, labels_in
from comity.records import AdoptionGraph, AdoptionLink

_WIDTH = 560
_TOLD = 12  # pairs that the alternative names
_WIDEST = 7  # pixels of the line of a text that is nothing but another


def adoptions_chart(
    found: AdoptionGraph,
    *,
    language: str,
    rules: Sequence[str] = (),
    version: str = "",
    most: int = 30,
) -> Picture:
    """Texts in the order of their dates; a line from each to the later ones with its words.

    Args:
        found: the graph.
        language: of labels: one of the six.
        rules: by which it was counted, in the language.
        version: of the base.
        most: pairs drawn, those that share most words.

    Raises:
        UsageError: `most` is below 1, or Altair is not installed.
        UnknownIdError: labels do not come in this language.
    """
    at_least_one("most", most)
    labels = labels_in(language)
    links = found.links[:most]
    texts = {t.document_id: t for k in links for t in (k.earlier, k.later)}
    rows = sorted(texts.values(), key=order_by_date)
    names = row_labels([(text.document_id, name_of(text, labels)) for text in rows])
    sheet = Sheet(
        language=language,
        title=labels("chart_adoptions_title"),
        notes=(
            labels(
                "lineage_graph_texts",
                count=count_text(len(found.texts), language),
                undated=count_text(found.undated, language),
            ),
            *shown(labels, "chart_adoptions_shown", len(links), len(found.links)),
            *([] if links else [labels("lineage_none")]),
        ),
        rules=rules_of(rules, version, labels),
        key=_key(labels, links),
        label_width=label_room(names),
        width=_WIDTH,
    )
    by_id = {text.document_id: name for text, name in zip(rows, names, strict=True)}
    core = _core(links, by_id, sheet) if links else empty(sheet)
    return Picture(
        kind="adoptions",
        language=language,
        title=sheet.title,
        alternative=told(_said(links, sheet, labels), labels),
        notes=(*sheet.notes, *sheet.rules),
        spec=compose(core, sheet),
        header=tuple(labels(f"chart_column_adoptions_{name}") for name in _COLUMNS),
        rows=tuple(
            (
                by_id[link.later.document_id],
                by_id[link.earlier.document_id],
                *_numbers(link, language),
                labels(f"chart_adoptions_{'decided' if link.decided else 'undecided'}"),
            )
            for link in links
        ),
    )


_COLUMNS = ("later", "earlier", "words", "share", "earlier_share", "order")


def _numbers(link: AdoptionLink, language: str) -> tuple[str, ...]:
    return (
        count_text(link.words, language),
        percent_text(link.share, language),
        percent_text(link.earlier_share, language),
    )


def _key(labels: Labels, links: Sequence[AdoptionLink]) -> tuple[Any, ...]:
    entries = []
    for decided, colour, dash in ((True, BLUE, []), (False, GREY, [4, 3])):
        if any(link.decided == decided for link in links):
            line = {"type": "rule", "color": colour, "strokeDash": dash, "dx": -15, "dx2": 15}
            key = f"chart_key_adoptions_{'decided' if decided else 'undecided'}"
            entries.append(key_entry(labels(key), {**line, "strokeWidth": 3}))
    return tuple(entries)


def _core(links: Sequence[AdoptionLink], names: dict[Any, str], sheet: Sheet) -> dict[str, Any]:
    alt = library("altair")
    order = rows_scale(list(names.values()), sheet.language)
    drawn = dict(zip(names, order, strict=True))
    spans = {
        t.document_id: years_of(t.date) or (0.0, 0.0) for k in links for t in (k.earlier, k.later)
    }
    middle = {name: sum(span) / 2 for name, span in spans.items()}
    x, y = time_axis(list(spans.values()), sheet), rows_of(sheet, order)
    layers = []
    for decided, colour, dash in ((False, GREY, [4, 3]), (True, BLUE, [1, 0])):
        ends = [
            {
                "row": drawn[text.document_id],
                "at": middle[text.document_id],
                "link": number,
                "width": max(1.0, _WIDEST * link.share),
            }
            for number, link in enumerate(links)
            if link.decided == decided
            for text in (link.earlier, link.later)
        ]
        if ends:
            layers.append(
                alt.Chart(inline(ends))
                .mark_line(color=colour, opacity=0.6, strokeDash=dash)
                .encode(
                    y=y,
                    x=x("at"),
                    detail=alt.Detail("link:N"),
                    strokeWidth=alt.StrokeWidth("width:Q", scale=None, legend=None),
                )
            )
    points = [{"row": drawn[name], "at": middle[name]} for name in names]
    layers.append(
        alt.Chart(inline(points))
        .mark_point(shape="circle", color=INK, filled=True, opacity=1, size=50)
        .encode(y=y, x=x("at"))
    )
    return view(alt.layer(*layers).properties(width=sheet.width, height=ROW * len(order)))


def _said(links: Sequence[AdoptionLink], sheet: Sheet, labels: Labels) -> list[str]:
    """The text alternative."""
    language = labels.language
    said = stops([sheet.title, *sheet.notes], labels)
    for link in links[:_TOLD]:
        said += stops([pair_text(link, labels)], labels)
    if len(links) > _TOLD:
        more = count_text(len(links) - _TOLD, language)
        said += stops([labels("chart_lineage_more", count=more)], labels)
    return [*said, *stops(sheet.rules, labels)]


def pair_text(link: AdoptionLink, labels: Labels) -> str:
    """A pair in one line: the later text, the earlier one, and the share of either."""
    key = "lineage_graph_pair" if link.decided else "lineage_graph_pair_undecided"
    return labels(
        key,
        later=plain(name_of(link.later, labels)),
        earlier=plain(name_of(link.earlier, labels)),
        share=percent_text(link.share, labels.language),
        earlier_share=percent_text(link.earlier_share, labels.language),
        words=count_text(link.words, labels.language),
    )
