"""The notes that stand in a provision: those whose marks it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comity.base.tables import provision_record
from comity.records import Provision

if TYPE_CHECKING:
    from comity.base.base import Base


def notes_in(base: Base, provision: Provision) -> tuple[Provision, ...]:
    """The notes whose marks stand in a provision or in what it holds, in the order of the marks."""
    table = base.tables["provisions"]
    first, end = base.rows_of(provision.document_id)
    if "marked_at" not in table.column_names:
        return ()  # a base that an earlier comity wrote
    marks = table.rows(first, end, ("anchor", "marked_at"))
    columns = (marks[name].to_pylist() for name in ("anchor", "marked_at"))
    places = [
        (at, first + number)
        for number, (anchor, at) in enumerate(zip(*columns, strict=True))
        if anchor is not None and provision.span.start <= at <= provision.span.end
    ]
    if not places:
        return ()
    found = []
    for _, row in sorted(places):
        note = provision_record(table.rows(row, row + 1).to_pylist()[0])
        if note.id != provision.id:
            found.append(note)
    return tuple(found)
