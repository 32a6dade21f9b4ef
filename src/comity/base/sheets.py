"""Coverage, silence and contrast as tables: CSV for programs, XLSX for people.

A missing share is an empty cell with its reason beside it, never a zero. Texts come from
titles and names in files that anybody may have written: none of them becomes a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from comity.base.workbook import workbook
from comity.charts.frame import held
from comity.charts.lines import plain
from comity.charts.missing import group_reason, missing_reason
from comity.countries import countries
from comity.locales import Labels, labels_in
from comity.records import (
    Agreement,
    Agreements,
    Cell,
    Contrast,
    Coverage,
    Group,
    Silent,
)

Value = str | int | float | None
# Characters with which a spreadsheet takes a cell for a formula, full-width ones included
# (OWASP, "CSV Injection").
_FORMULA = frozenset("=+-@＝＋－＠")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in files for programs, and what stands in it."""

    name: str  # of the field of the record
    kind: str  # "text", "reason", "count", "share" or "number"
    head: str = ""  # key of its label, where that is not its name


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows; a row has one value for each column."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


_CELL = (
    Column("documents", "count"),
    Column("unclear", "count"),
    Column("of", "count"),
    Column("share", "share"),
    Column("low", "share"),
    Column("high", "share"),
    Column("countries", "count"),
    Column("of_countries", "count"),
    Column("share_equal_country", "share"),
    Column("equal_low", "share"),
    Column("equal_high", "share"),
    Column("difference", "share"),
    Column("reason", "reason"),
)
_COVERAGE = (
    Column("topic", "text"),
    Column("label", "text"),
    Column("level", "count"),
    Column("group", "text"),
    Column("group_label", "text"),
    *_CELL,
)
_GROUPS = (
    Column("group", "text"),
    Column("group_label", "text"),
    Column("works", "count"),
    Column("countries", "count", "group_countries"),
    Column("unreadable", "count"),
    Column("words", "count"),
)
_HELD = (Column("country", "text"), Column("country_name", "text"), Column("works", "count"))
_SILENT = (
    Column("topic", "text"),
    Column("label", "text"),
    Column("status", "reason"),
    Column("peers", "count"),
    Column("of", "count", "peers_of"),
    Column("share", "share", "peers_share"),
    Column("low", "share"),
    Column("high", "share"),
    Column("share_equal_country", "share"),
)
_AGREEMENT = (
    Column("topic", "text"),
    Column("label", "text"),
    Column("level", "count"),
    Column("status", "reason"),
    Column("countries", "count"),
    Column("of_countries", "count"),
    Column("regions", "count"),
    Column("of_regions", "count"),
    Column("publisher_kinds", "count"),
    Column("of_publisher_kinds", "count"),
)
_CONTRAST = (
    Column("topic", "text"),
    Column("label", "text"),
    Column("documents", "count"),
    Column("of", "count"),
    Column("other_documents", "count"),
    Column("other_of", "count"),
    Column("ratio", "number"),
    Column("low", "number"),
    Column("high", "number"),
    Column("countries", "count"),
    Column("of_countries", "count"),
    Column("share_equal_country", "share"),
    Column("other_countries", "count"),
    Column("other_of_countries", "count"),
    Column("other_share_equal_country", "share"),
)


def coverage_csv(coverage: Coverage) -> bytes:
    """Tidy CSV: one row per topic and group; rows without a group are over all texts.

    Columns are named as the fields of the records. `reason` says why a share is missing:
    "no_text_held", "unreadable" (texts are held, none of which can be read) or
    "unclear" (no text could tell). `share_equal_country` is empty with a share beside it
    where no text is a single country's. The bytes are those of `csv_of`.
    """
    return csv_of(_coverage_table(coverage))


def coverage_xlsx(coverage: Coverage) -> bytes:
    """A workbook: coverage, groups, texts held by country, rules.

    Raises:
        UsageError: there are more than two million cells.
        UnknownIdError: labels do not come in the language of the coverage.
    """
    labels = labels_in(coverage.language)
    facts = [
        *coverage.rules,
        *_facts(labels, coverage.works, coverage.unreadable, coverage.version),
        labels("chart_rule_missing"),
        labels("chart_rule_interval"),
    ]
    return workbook_of(
        labels,
        {
            "coverage": _coverage_table(coverage, labels("chart_all_texts")),
            "groups": Table(_GROUPS, tuple(map(_group_row, coverage.groups))),
            "held": Table(_HELD, tuple(_held_rows(coverage))),
        },
        facts,
    )


def silence_csv(
    rows: Sequence[Silent], *, unclear: Sequence[Silent] = (), nothing: str = ""
) -> bytes:
    """CSV of topics that are left out: one row per topic.

    `status` is "silent" or, for the rows of `unclear`, "unclear". Where nothing can be
    claimed, one row without a topic says why: `nothing` is "no_text_held" or "unreadable".
    """
    return csv_of(_silence_table(rows, unclear, nothing))


def silence_xlsx(
    rows: Sequence[Silent],
    *,
    title: str,
    language: str,
    unclear: Sequence[Silent] = (),
    nothing: str = "",
    rules: Sequence[str] = (),
    works: int | None = None,
    unreadable: int = 0,
    version: str = "",
) -> bytes:
    """A workbook of topics that are left out, with the rules; see `silence_csv`.

    Raises:
        UsageError: there are more than two million cells.
        UnknownIdError: labels do not come in this language.
    """
    labels = labels_in(language)
    facts = [plain(title), *rules, *_facts(labels, works, unreadable, version)]
    return workbook_of(labels, {"silence": _silence_table(rows, unclear, nothing)}, facts)


def agreement_csv(agreements: Agreements) -> bytes:
    """CSV of how widely topics are spoken of: one row per topic, most countries first."""
    return csv_of(_agreement_table(agreements))


def agreement_xlsx(agreements: Agreements) -> bytes:
    """The same as a workbook, with the rules.

    Raises:
        UnknownIdError: labels do not come in the language of the agreements.
    """
    labels = labels_in(agreements.language)
    facts = [*agreements.rules, *_facts(labels, None, 0, agreements.version)]
    return workbook_of(labels, {"agreement": _agreement_table(agreements)}, facts)


def contrast_csv(rows: Sequence[Contrast]) -> bytes:
    """CSV of the ratios between two groups of texts: one row per topic."""
    return csv_of(_contrast_table(rows))


def contrast_xlsx(
    rows: Sequence[Contrast],
    *,
    title: str,
    language: str,
    first: str = "",
    other: str = "",
    rules: Sequence[str] = (),
    works: int | None = None,
    unreadable: int = 0,
    version: str = "",
) -> bytes:
    """A workbook of ratios, with the rules; see `charts.contrast_chart`.

    Raises:
        UsageError: there are more than two million cells.
        UnknownIdError: labels do not come in this language.
    """
    labels = labels_in(language)
    first, other = first or labels("chart_first_group"), other or labels("chart_other_group")
    facts = [
        plain(title),
        labels("chart_key_ratio", first=plain(first), other=plain(other)),
        *rules,
        *_facts(labels, works, unreadable, version),
    ]
    names = {
        "documents": labels("chart_column_texts_of", name=plain(first)),
        "other_documents": labels("chart_column_texts_of", name=plain(other)),
    }
    return workbook_of(labels, {"contrast": _contrast_table(rows)}, facts, names)


def _facts(labels: Labels, works: int | None, unreadable: int, version: str) -> Iterator[str]:
    if works is not None:
        yield held(labels, works, unreadable)
    if version:
        yield labels("chart_base_version", version=version)


def _coverage_table(coverage: Coverage, all_texts: str = "") -> Table:
    rows: list[tuple[Value, ...]] = []
    for topic in coverage.topics:
        start = (topic.topic, plain(topic.label), topic.level)
        reason = missing_reason(topic.all, coverage.works, coverage.unreadable)
        rows.append((*start, "", all_texts, *_cell_values(topic.all, reason)))
        for group, cell in zip(coverage.groups, topic.cells, strict=True):
            values = _cell_values(cell, group_reason(cell, group))
            rows.append((*start, plain(group.id), plain(group.label), *values))
    return Table(_COVERAGE, tuple(rows))


def _cell_values(cell: Cell, reason: str) -> tuple[Value, ...]:
    return (*(getattr(cell, column.name) for column in _CELL[:-1]), reason)


def _group_row(group: Group) -> tuple[Value, ...]:
    return (
        plain(group.id),
        plain(group.label),
        group.works,
        group.countries,
        group.unreadable,
        group.words,
    )


def _held_rows(coverage: Coverage) -> Iterator[tuple[Value, ...]]:
    names = {c.iso3: dict(c.names).get(coverage.language, c.iso3) for c in countries()}
    for code, works in coverage.held:
        yield code, names.get(code, code), works


def _silence_table(rows: Sequence[Silent], unclear: Sequence[Silent], nothing: str) -> Table:
    found: list[tuple[Value, ...]] = [
        (
            *(row.topic, plain(row.label), status, row.peers, row.of),
            *(row.share, row.low, row.high, row.share_equal_country),
        )
        for status, part in (("silent", rows), ("unclear", unclear))
        for row in part
    ]
    if nothing:
        found.append(("", "", nothing, *[None] * (len(_SILENT) - 3)))
    return Table(_SILENT, tuple(found))


def _agreement_table(agreements: Agreements) -> Table:
    def status(row: Agreement) -> str:
        if not agreements.enough:
            return "too_few"
        return "agreed" if row.agreed else "not_agreed"

    return Table(
        _AGREEMENT,
        tuple(
            (
                *(row.topic, plain(row.label), row.level, status(row)),
                *(row.countries, row.of_countries, row.regions, row.of_regions),
                *(row.publisher_kinds, row.of_publisher_kinds),
            )
            for row in agreements.topics
        ),
    )


def _contrast_table(rows: Sequence[Contrast]) -> Table:
    return Table(
        _CONTRAST,
        tuple(
            (
                *(row.topic, plain(row.label), row.documents, row.of),
                *(row.other_documents, row.other_of, row.ratio, row.low, row.high),
                *(row.countries, row.of_countries, row.share_equal_country),
                *(row.other_countries, row.other_of_countries, row.other_share_equal_country),
            )
            for row in rows
        ),
    )


def begins_a_formula(text: str) -> bool:
    """Whether a spreadsheet could take a text for a formula."""
    return text.lstrip()[:1] in _FORMULA if text.strip() else False


def csv_of(table: Table) -> bytes:
    """RFC 4180 in UTF-8 with a byte order mark, without which Excel takes it for another code.

    A text that could be a formula gets an apostrophe before it. Numbers are ours, as short as
    they can be without loss; they get none.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    for row in table.rows:
        writer.writerow([_csv_value(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _csv_value(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if begins_a_formula(value) else value
    # As Python's own numbers: those of numpy have another repr.
    return repr(float(value)) if isinstance(value, float) else str(int(value))


def workbook_of(
    labels: Labels,
    tables: Mapping[str, Table],
    facts: Sequence[str],
    names: Mapping[str, str] | None = None,
) -> bytes:
    """A workbook with one sheet per table, headed in the language, and one of rules."""
    named = names or {}
    sheets = [
        (
            labels(f"chart_sheet_{key}"),
            [
                (named.get(c.name) or labels(f"chart_column_{c.head or c.name}"), c.kind)
                for c in table.columns
            ],
            [_worded(row, table.columns, labels) for row in table.rows],
        )
        for key, table in tables.items()
    ]
    rules = labels("chart_sheet_rules")
    sheets.append((rules, [(rules, "text")], [(plain(fact),) for fact in facts]))
    return workbook(sheets, right_to_left=labels.language == "ar", is_formula=begins_a_formula)


def _worded(row: Sequence[Value], columns: Sequence[Column], labels: Labels) -> tuple[Value, ...]:
    """Reasons in words."""
    return tuple(
        labels(f"chart_{value}") if column.kind == "reason" and value else value
        for value, column in zip(row, columns, strict=True)
    )
