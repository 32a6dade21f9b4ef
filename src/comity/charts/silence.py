"""The picture of silence: topics that a text or country leaves out though peers speak of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from comity.charts.frame import (
    BLUE,
    INK,
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
from comity.charts.marks import bar_key
from comity.charts.numbers import count_text, percent_text
from comity.charts.picture import Picture, at_least_one, inline, library
from comity.charts.sentences import row_notes, rules_of, stops, told
from comity.charts.tables import interval_text
from comity.locales import labels_in
from comity.records import Silent

_WIDTH = 480


def silence_chart(
    rows: Sequence[Silent],
    *,
    title: str,
    language: str,
    rules: Sequence[str] = (),
    works: int | None = None,
    unreadable: int = 0,
    version: str = "",
    most: int = 40,
) -> Picture:
    """Topics that are left out, with the share of peers that speak of them.

    Args:
        rows: in the order to be drawn.
        title: what the picture is of, in the language.
        language: of labels: one of the six.
        rules: by which it was counted, in the language.
        works: texts held; None where that is not known.
        unreadable: of these in none of the thesaurus's languages.
        version: of the base.
        most: rows shown, the first ones.

    Raises:
        UsageError: `most` is below 1, or Altair is not installed.
        UnknownIdError: labels do not come in this language.
    """
    at_least_one("most", most)
    labels = labels_in(language)
    chosen = rows[:most]
    names = row_labels([(row.topic, row.label) for row in chosen])
    sheet = Sheet(
        language=language,
        title=plain(title),
        notes=row_notes(labels, len(chosen), len(rows), works, unreadable),
        rules=rules_of(rules, version, labels),
        key=(bar_key(labels("chart_key_peers")),) if chosen else (),
        label_width=label_room(names),
        width=_WIDTH,
    )
    core = _bars(chosen, names, sheet) if chosen else empty(sheet)
    said = stops([sheet.title, *sheet.notes], labels)
    if chosen:
        top = max(chosen, key=lambda row: row.share)
        least = min(chosen, key=lambda row: row.share)
        for key, row in (("chart_peers_highest", top), ("chart_peers_lowest", least)):
            said.append(
                labels(
                    key,
                    name=plain(row.label),
                    share=percent_text(row.share, language),
                    documents=count_text(row.peers, language),
                    of=count_text(row.of, language),
                )
            )
    return Picture(
        kind="silence",
        language=language,
        title=sheet.title,
        alternative=told([*said, *stops(sheet.rules, labels)], labels),
        notes=(*sheet.notes, *sheet.rules),
        spec=compose(core, sheet),
        header=tuple(
            labels(f"chart_column_{name}")
            for name in ("label", "peers", "peers_of", "peers_share", "interval")
        ),
        rows=tuple(
            (
                plain(row.label),
                count_text(row.peers, language),
                count_text(row.of, language),
                percent_text(row.share, language),
                interval_text(row.low, row.high, language),
            )
            for row in chosen
        ),
    )


def _bars(rows: Sequence[Silent], names: Sequence[str], sheet: Sheet) -> dict[str, Any]:
    alt = library("altair")
    order = rows_scale(names, sheet.language)
    values = [
        {
            "row": name,
            "zero": 0,
            "share": row.share,
            "low": row.low,
            "high": row.high,
            "text": f"{row.peers}/{row.of}",
        }
        for name, row in zip(order, rows, strict=True)
    ]
    y = rows_of(sheet, order)
    data = inline(values)
    side = "right" if sheet.turned else "left"
    chart = alt.layer(
        alt.Chart(data)
        .mark_bar(color=BLUE, opacity=0.75, height=11)
        .encode(y=y, x=share_axis("share", sheet)),
        alt.Chart(data)
        .mark_rule(color=INK, strokeWidth=1.5)
        .encode(y=y, x=share_axis("low", sheet), x2=alt.X2("high:Q")),
        *(
            alt.Chart(data)
            .mark_tick(color=INK, thickness=1.5, size=7)
            .encode(y=y, x=share_axis(end, sheet))
            for end in ("low", "high")
        ),
        alt.Chart(data)
        .mark_text(color=INK, fontSize=10, align=side, dx=-6 if sheet.turned else 6)
        .encode(y=y, x=share_axis("high", sheet), text="text:N"),
    )
    return view(chart.properties(width=sheet.width, height=ROW * len(rows)))
