"""A comparison as tables: CSV for programs, XLSX for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan
from typing import TYPE_CHECKING

from comity.base.answers import Comparison, DocumentEntry, Nearest, Pair
from comity.base.marked import marked
from comity.base.opinions import Said, said_of
from comity.base.sheets import Column, Table, Value, csv_of, workbook_of
from comity.charts.lines import plain
from comity.locales import Labels
from comity.records import Provision

if TYPE_CHECKING:
    from comity.base.base import Base

_UNIT = ("id", "label", "heading", "text")
_FACTS = ("document", "title", "publisher", "date")
_PAIR = (
    Column("score", "number"),
    Column("relation", "text"),
    Column("terms", "text"),
    Column("topics", "text"),
    Column("judged", "text"),
    Column("changes", "text"),
)
_NEAR = (
    Column("nearest", "text"),
    Column("nearest_score", "number"),
    Column("paired_with", "text"),
)
_NOTHING_NEAR: tuple[Value, ...] = ("", None, "")
_BETWEEN = "; "  # values of one cell


def comparison_csv(base: Base, comparison: Comparison) -> bytes:
    """One row per pair, best first, then one per unit that only one document has.

    `status` is "pair", "only_a" or "only_b"; columns that begin with a_ and b_ are of
    either side, `nearest` is what comes closest to a unit without counterpart. Texts are
    exact. The bytes are those of `sheets.csv_of`.
    """
    c = comparison
    columns = (
        Column("status", "text"),
        *_unit_columns("a"),
        *_unit_columns("b"),
        *_PAIR,
        *_NEAR,
        *(Column(f"{side}_{name}", "text") for side in "ab" for name in _FACTS),
    )
    facts = (*_facts(c.a), *_facts(c.b))
    said = said_of(base, c)
    empty: tuple[Value, ...] = ("",) * len(_UNIT)
    nothing: tuple[Value, ...] = (None, *("",) * (len(_PAIR) - 1))
    rows: list[tuple[Value, ...]] = [
        (
            *("pair", *_unit(pair.a), *_unit(pair.b)),
            *_pair(pair, said.get((pair.a.id, pair.b.id), ())),
            *(*_NOTHING_NEAR, *facts),
        )
        for pair in c.pairs
    ]
    for unit in c.only_a:
        near = _near(c.nearest.get(unit.id))
        rows.append(("only_a", *_unit(unit), *empty, *nothing, *near, *facts))
    for unit in c.only_b:
        near = _near(c.nearest.get(unit.id))
        rows.append(("only_b", *empty, *_unit(unit), *nothing, *near, *facts))
    return csv_of(Table(columns, tuple(rows)))


def comparison_xlsx(base: Base, comparison: Comparison, labels: Labels) -> bytes:
    """A workbook: pairs, what only one document has, and what is compared, by which rules.

    Raises:
        UsageError: there are more than two million cells, or a text is too long for one.
    """
    c = comparison
    said = said_of(base, c)
    pairs = [
        (
            *(*_unit(pair.a), *_unit(pair.b)),
            *_pair(pair, said.get((pair.a.id, pair.b.id), ()), labels),
        )
        for pair in c.pairs
    ]
    tables = {
        "pairs": Table((*_unit_columns("a"), *_unit_columns("b"), *_PAIR), tuple(pairs)),
        "only_a": _only(c, c.only_a, "a"),
        "only_b": _only(c, c.only_b, "b"),
    }
    names = {
        f"{side}_{name}": f"{side.upper()}: {labels(f'compare_column_{name}')}"
        for side in "ab"
        for name in _UNIT
    }
    names |= {c.name: labels(f"compare_column_{c.name}") for c in (*_PAIR, *_NEAR)}
    return workbook_of(labels, tables, list(_rules(base, c, labels)), names)


def _unit_columns(side: str) -> tuple[Column, ...]:
    return tuple(Column(f"{side}_{name}", "text") for name in _UNIT)


def _unit(unit: Provision) -> tuple[Value, ...]:
    return (unit.id, unit.label, unit.heading, unit.text)


def _facts(entry: DocumentEntry) -> tuple[Value, ...]:
    return (entry.id, entry.title, entry.publisher, entry.date)


def _pair(pair: Pair, said: Sequence[Said], labels: Labels | None = None) -> tuple[Value, ...]:
    rows = [(e.kind, e.a_start, e.a_end, e.b_start, e.b_end) for e in pair.edits]
    return (
        pair.score,
        labels(f"relation_{pair.relation}") if labels else pair.relation,
        _BETWEEN.join(pair.reasons.terms),
        _BETWEEN.join(pair.reasons.topics),
        _BETWEEN.join(f"{s.relation} ({s.by})" for s in said),
        marked(pair.a.text, pair.b.text, rows) if rows else "",
    )


def _near(nearest: Nearest | None) -> tuple[Value, ...]:
    if nearest is None:
        return _NOTHING_NEAR
    return (nearest.provision.id, nearest.score, nearest.paired_with or "")


def _only(comparison: Comparison, units: Sequence[Provision], side: str) -> Table:
    rows = ((*_unit(unit), *_near(comparison.nearest.get(unit.id))) for unit in units)
    return Table((*_unit_columns(side), *_NEAR), tuple(rows))


def _rules(base: Base, comparison: Comparison, labels: Labels) -> Iterator[str]:
    c = comparison
    for side, entry, share in (("A", c.a, c.share_a), ("B", c.b, c.share_b)):
        title = plain(entry.title) or entry.id
        yield labels(
            "compare_fact_document",
            side=side,
            title=title,
            id=entry.id,
            publisher=plain(entry.publisher) or labels("publisher_unknown"),
            date=entry.date or labels("date_unknown"),
        )
        yield labels("share_covered", share="—" if isnan(share) else f"{share:.0%}", title=title)
    yield labels("compare_fact_min_score", score=f"{c.min_score:g}")
    if c.one_to_one:
        yield labels("compare_crosswalk")
    yield labels("edits_key")
    if c.note:
        yield c.note
    yield labels("chart_base_version", version=base.version)
