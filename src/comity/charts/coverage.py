"""The picture of topics by groups: dots with intervals for few groups, a heat map for many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from comity.charts.choose import group_places, largest_groups, widest_topics
from comity.charts.dots import dot_panels, panel_width
from comity.charts.frame import (
    GAP,
    ROW,
    KeyEntry,
    Sheet,
    across,
    compose,
    empty,
    label_room,
    row_labels,
    rows_scale,
)
from comity.charts.heat import ONE_WORK, heat_keys, heat_map, heat_map_width
from comity.charts.lines import distinct, facing, plain, shortened
from comity.charts.marks import EQUAL, SHARE, Row, cell_row, dot_key, missing_keys, weighs
from comity.charts.missing import group_reason
from comity.charts.numbers import count_text, percent_text
from comity.charts.picture import Picture
from comity.charts.sentences import by_text, names_text, notes_of, rules_of, stops, told
from comity.charts.tables import coverage_table
from comity.locales import Labels, labels_in
from comity.records import Coverage, Group, TopicCells

MOST_PANELS = 8  # groups that are drawn as panels of dots; more become a heat map
MOST_COLUMNS = 40  # of a heat map; half of it where two stand side by side


def coverage_chart(
    coverage: Coverage, *, most: int = 40, most_groups: int | None = None
) -> Picture:
    """Shares of texts that speak of each topic, in every group.

    Up to eight groups are drawn side by side, each share with its interval, per text and
    with equal weight per country. More become a heat map, and a second one beside it with
    equal weight per country where that differs.

    Args:
        coverage: by any kind of group.
        most: topics shown, those with the highest shares over all texts.
        most_groups: groups shown, those with the most texts, then words; None for as many
            as a page can hold.

    Raises:
        UsageError: `most` or `most_groups` is below 1, or Altair is not installed.
        UnknownIdError: labels do not come in the language of the coverage.
    """
    labels = labels_in(coverage.language)
    topics = widest_topics(coverage, most)
    names = row_labels([(t.topic, t.label) for t in topics])
    order = rows_scale(names, coverage.language)
    groups = largest_groups(coverage.groups, MOST_COLUMNS if most_groups is None else most_groups)
    drawn = _columns_of(coverage, topics, groups, order)
    both = weighs([row for rows in drawn for row in rows])
    if both and most_groups is None and len(groups) > MOST_COLUMNS // 2:
        groups = largest_groups(coverage.groups, MOST_COLUMNS // 2)
        drawn = _columns_of(coverage, topics, groups, order)
    dots = len(groups) <= MOST_PANELS
    sheet = Sheet(
        language=coverage.language,
        title=labels("chart_single_title")
        if coverage.by in ONE_WORK
        else labels("chart_coverage_title", by=by_text(coverage.by, labels)),
        notes=notes_of(
            coverage,
            labels,
            topics=len(topics),
            groups=len(groups),
            groups_key=f"chart_{'texts' if coverage.by in ONE_WORK else 'groups'}_shown",
        ),
        rules=rules_of(coverage.rules, coverage.version, labels),
        key=_key(coverage, drawn, labels, dots=dots, both=both) if topics and groups else (),
        label_width=label_room(names),
        width=panel_width(len(groups))[1]
        if dots
        else heat_map_width(len(groups)) * (1 + both) + GAP * both,
    )
    if not topics or not groups:
        core = empty(sheet)
    elif dots:
        core = dot_panels(drawn, groups, order, sheet, both=both)
    else:
        core = _heat_maps(coverage, drawn, groups, order, sheet, both=both)
    header, rows = coverage_table(coverage, topics, groups, labels)
    return Picture(
        kind="coverage",
        language=coverage.language,
        title=sheet.title,
        alternative=told(_sentences(coverage, topics, groups, sheet, labels), labels),
        notes=(*sheet.notes, *sheet.rules),
        spec=compose(core, sheet),
        header=header,
        rows=rows,
    )


def _columns_of(
    coverage: Coverage, topics: Sequence[TopicCells], groups: Sequence[Group], names: Sequence[str]
) -> list[list[Row]]:
    """For every group the rows of its topics."""
    places = group_places(coverage, groups)
    return [
        [
            cell_row(name, topic.cells[place], group_reason(topic.cells[place], group))
            for name, topic in zip(names, topics, strict=True)
        ]
        for place, group in zip(places, groups, strict=True)
    ]


def _key(
    coverage: Coverage, drawn: Sequence[Sequence[Row]], labels: Labels, *, dots: bool, both: bool
) -> tuple[KeyEntry, ...]:
    flat = [row for rows in drawn for row in rows]
    reasons = sorted({row["reason"] for row in flat if row["reason"]})
    single = coverage.by in ONE_WORK
    if single and any(row["unclear"] and not row["share"] for row in flat):
        reasons.append("unclear")
    if dots:
        return (
            dot_key(labels, SHARE, "chart_key_share"),
            *([dot_key(labels, EQUAL, "chart_key_equal")] if both else []),
            *missing_keys(labels, reasons),
        )
    if both and any(row["share"] is not None and row["equal"] is None for row in flat):
        reasons.append("no_country")
    return heat_keys(labels, reasons, single=single)


def _heat_maps(
    coverage: Coverage,
    drawn: Sequence[Sequence[Row]],
    groups: Sequence[Group],
    order: Sequence[str],
    sheet: Sheet,
    *,
    both: bool,
) -> dict[str, Any]:
    """A heat map of shares per text, and one with equal weight per country where it differs."""
    single = coverage.by in ONE_WORK
    labels = labels_in(sheet.language)
    heads = [
        facing(head, sheet.language)
        for head in distinct([(g.id, _head(g, sheet.language, single)) for g in groups], 1000)
    ]
    rows = [
        {**row, "column": head} for column, head in zip(drawn, heads, strict=True) for row in column
    ]
    ways = [(SHARE, "chart_panel_share"), (EQUAL, "chart_panel_equal")][: 1 + both]
    return across(
        [
            heat_map(
                rows,
                fields,
                sheet,
                order=order,
                heads=heads,
                height=ROW * len(order),
                labelled=fields == SHARE,
                single=single,
                title=facing(labels(title), sheet.language) if both else "",
            )
            for fields, title in ways
        ],
        sheet,
        spacing=GAP,
    )


def _head(group: Group, language: str, single: bool) -> str:
    name = shortened(group.label, 34)
    return name if single else f"{name} · {count_text(group.works, language)}"


def _sentences(
    coverage: Coverage,
    topics: Sequence[TopicCells],
    groups: Sequence[Group],
    sheet: Sheet,
    labels: Labels,
) -> list[str]:
    """The text alternative."""
    language = coverage.language
    said = stops([sheet.title, *sheet.notes], labels)
    places = group_places(coverage, groups)
    found = [
        (cell.share, topic, group, cell)
        for topic in topics
        for place, group in zip(places, groups, strict=True)
        if (cell := topic.cells[place]).share is not None
    ]
    if found:
        shares = [share for share, *_ in found]
        for key, wanted in (("chart_highest", max(shares)), ("chart_lowest", min(shares))):
            same = [one for one in found if one[0] == wanted]
            _, topic, group, cell = max(same, key=lambda one: one[3].of)
            said.append(
                labels(
                    key,
                    name=labels(
                        "chart_topic_group", topic=plain(topic.label), group=plain(group.label)
                    ),
                    share=percent_text(wanted, language),
                    documents=count_text(cell.documents, language),
                    of=count_text(cell.of, language),
                )
            )
            if len(same) > 1:
                said.append(labels("chart_as_many", cells=count_text(len(same) - 1, language)))
    if none := [group.label for group in groups if not group.works]:
        said.append(labels("chart_none_held", names=names_text(none, labels)))
    return [*said, *stops(sheet.rules, labels)]
