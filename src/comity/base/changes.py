"""What differs between two states of a base: document by document, provision by provision.

Both states are tables as they are stored, so the functions serve a rebuild and the
comparison of two versions alike. Nothing here reads or writes a file.

Provisions are followed by `provision_changes`. A document whose id is gone is followed
likewise: to one with the same text, of the same work and language, or with at least
MIN_SHARE of its five-word runs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa

from comity.base.provision_changes import MIN_SHARE, ProvisionChange, compare_provisions
from comity.base.tables import provision_record
from comity.base.worddiff import Allowance
from comity.records import DocumentId, Provision, ProvisionId
from comity.text.tokens import words

_RUN = 5  # words in a row, for documents


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentChange:
    """What became of one document."""

    old: DocumentId | None
    new: DocumentId | None
    title: str
    fields: tuple[str, ...] = ()  # columns of its row that differ, by name
    provisions: tuple[ProvisionChange, ...] = ()  # in reading order; those that are gone last
    kept: tuple[tuple[ProvisionId, str], ...] = ()  # (old id, text sha256) with eId and words kept

    @property
    def kind(self) -> Literal["added", "removed", "renamed", "changed"]:
        """`renamed`: under another id, changed or not."""
        if self.old is None:
            return "added"
        if self.new is None:
            return "removed"
        return "changed" if self.old == self.new else "renamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """All that differs between two states of a base."""

    documents: tuple[DocumentChange, ...]  # by new id, those that are gone last
    unchanged: int  # documents that are the same in every column

    def count(self, kind: str) -> int:
        """Documents that were added, removed, renamed or changed."""
        return sum(d.kind == kind for d in self.documents)

    def provisions(self, kind: str) -> int:
        """Provisions added, removed, moved or reworded in their own words."""
        return sum(p.kind == kind and p.own for d in self.documents for p in d.provisions)


def compare_tables(
    old: tuple[pa.Table, pa.Table],
    new: tuple[pa.Table, pa.Table],
    *,
    same: Collection[str] = (),
) -> Changes:
    """What differs between two states of a base.

    Args:
        old, new: documents and provisions of each, as `tables.DOCUMENTS` and
            `tables.PROVISIONS` have them, in their order.
        same: ids that are known to be the same in both; they are not looked at.
    """
    before, after, allowance = _State(*old), _State(*new), Allowance()
    changes: list[DocumentChange] = []
    known = set(same)
    unchanged = len(known)
    shared = [d for d in after.place if d in before.place and d not in known]
    for name in shared:
        if before.equals(name, after):
            unchanged += 1
        else:
            changes.append(_document_change(before, after, (name, name), allowance))
    gone = [d for d in before.place if d not in after.place]
    come = [d for d in after.place if d not in before.place]
    successor = _successors(before, gone, after, come)
    followed = {new_id: old_id for old_id, new_id in successor.items()}
    changes += [
        _document_change(before, after, (followed.get(name), name), allowance) for name in come
    ]
    changes.sort(key=lambda c: str(c.new))
    changes += [
        _document_change(before, after, (name, None), allowance)
        for name in gone
        if name not in successor
    ]
    return Changes(documents=tuple(changes), unchanged=unchanged)


_DOCUMENT_KINDS = ("added", "removed", "renamed", "changed")
_PROVISION_KINDS = ("added", "removed", "moved", "reworded")


def changes_json(changes: Changes, *, most: int | None = None) -> dict[str, Any]:
    """Changes as JSON: counts, and each document with its provisions and their differences.

    Args:
        most: provisions that are listed in all; `left_off` counts those beyond it.

    The provisions of a document that is new or gone as a whole are counted, not listed.
    """
    documents, left = [], most
    left_off = 0
    for change in changes.documents:
        own = [p for p in change.provisions if p.own]
        counts = {kind: sum(p.kind == kind for p in own) for kind in _PROVISION_KINDS}
        listed = own if change.kind in ("renamed", "changed") else []
        shown = listed if left is None else listed[:left]
        if left is not None:
            left -= len(shown)
        left_off += len(listed) - len(shown)
        documents.append(
            {
                "kind": change.kind,
                "old": change.old,
                "new": change.new,
                "title": change.title,
                "fields": list(change.fields),
                "counts": counts,
                "provisions": [
                    {
                        "kind": p.kind,
                        "old": p.old,
                        "new": p.new,
                        "reason": p.reason,
                        "share": p.share,
                        "differences": [list(piece) for piece in p.differences],
                    }
                    for p in shown
                ],
            }
        )
    counted = {kind: changes.count(kind) for kind in _DOCUMENT_KINDS}
    return {
        "counts": {
            "documents": {**counted, "unchanged": changes.unchanged},
            "provisions": {kind: changes.provisions(kind) for kind in _PROVISION_KINDS},
        },
        "documents": documents,
        "left_off": left_off,
    }


class _State:
    """The documents and provisions of a base, by document."""

    def __init__(self, documents: pa.Table, provisions: pa.Table) -> None:
        self.documents = documents
        self.all_provisions = provisions
        ids = documents["id"].to_pylist()
        self.place = {name: row for row, name in enumerate(ids)}
        self._counts = documents["provisions"].to_pylist()
        self._first = [0]
        for count in self._counts:
            self._first.append(self._first[-1] + count)

    def row(self, name: str) -> pa.Table:
        return self.documents.slice(self.place[name], 1)

    def value(self, name: str, column: str) -> str:
        return str(self.documents[column][self.place[name]].as_py())

    def rows(self, name: str) -> pa.Table:
        place = self.place[name]
        return self.all_provisions.slice(self._first[place], self._counts[place])

    def provisions(self, name: str | None) -> list[Provision]:
        return [] if name is None else [provision_record(r) for r in self.rows(name).to_pylist()]

    def equals(self, name: str, other: _State) -> bool:
        return bool(
            self.row(name).equals(other.row(name)) and self.rows(name).equals(other.rows(name))
        )


def _document_change(
    before: _State, after: _State, ids: tuple[str | None, str | None], allowance: Allowance
) -> DocumentChange:
    old, new = ids
    fields: tuple[str, ...] = ()
    if old is not None and new is not None:
        one, other = before.row(old), after.row(new)
        fields = tuple(
            name
            for name in one.column_names
            if name not in ("id", "provisions", "linkable")
            and name in other.column_names
            and not one[name].equals(other[name])
        )
    provisions, kept = compare_provisions(before.provisions(old), after.provisions(new), allowance)
    title = after.value(new, "title") if new is not None else before.value(str(old), "title")
    return DocumentChange(
        old=None if old is None else DocumentId(old),
        new=None if new is None else DocumentId(new),
        title=title,
        fields=fields,
        provisions=provisions,
        kept=kept,
    )


def _successors(
    before: _State, gone: Sequence[str], after: _State, come: Sequence[str]
) -> dict[str, str]:
    """Old document id -> the new id under which it goes on; each at most once."""
    found: dict[str, str] = {}
    if not gone or not come:
        return found
    left = dict.fromkeys(come)

    def by(*columns: str) -> None:
        places: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for name in left:
            places[tuple(after.value(name, c) for c in columns)].append(name)
        for name in gone:
            same = places.get(tuple(before.value(name, c) for c in columns))
            if name not in found and same:
                found[name] = same.pop(0)
                del left[found[name]]

    by("text", "path")  # the catalogue gave it another id
    by("text")
    runs_before = {n: _runs(before.value(n, "text")) for n in gone if n not in found}
    runs_after = {n: _runs(after.value(n, "text")) for n in left}
    holders: dict[str, list[str]] = defaultdict(list)
    for name, runs in runs_after.items():
        for run in runs:
            holders[run].append(name)
    ranked = []
    for name, runs in runs_before.items():
        common = Counter(new for run in runs for new in holders.get(run, ()))
        for new, count in common.items():
            share = 2 * count / (len(runs) + len(runs_after[new]))
            if share >= MIN_SHARE:
                same_work = all(
                    before.value(name, c) == after.value(new, c) for c in ("work_id", "language")
                )
                ranked.append((not same_work, -share, name, new))
    for *_, name, new in sorted(ranked):
        if name not in found and new in left:
            found[name] = new
            del left[new]
    return found


def _runs(text: str) -> set[str]:
    folded = words(text)
    ends = range(_RUN, max(len(folded), _RUN) + 1)
    return {" ".join(folded[end - _RUN : end]) for end in ends}
