"""What differs between two states of a document, or of a base: provision by provision.

Both states are tables or records as they are stored, so the functions serve a rebuild and
the comparison of two versions alike. Nothing here reads or writes a file.

An old provision is followed to where its words went, in this order:

    same words            same eId first, then anywhere in the document
    most of the words     at least MIN_SHARE of both texts in common, best pair first
    within another one    all its words in a row inside a larger provision: the smallest such
    nowhere               the words are gone

A document whose id is gone is followed likewise: to one with the same text, of the same work
and language, or with at least MIN_SHARE of its five-word runs.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import pyarrow as pa

from comity.base.stretches import own_stretches
from comity.base.tables import provision_record
from comity.base.worddiff import Allowance, Piece, differences
from comity.records import DocumentId, Provision, ProvisionId
from comity.text.normalise import clean
from comity.text.tokens import words

#: Words in common, as a share of the words of both texts, from which one is taken for the
#: other's new wording. Below it two paragraphs of one law are as alike by chance.
MIN_SHARE = 0.5

_TRIED = 8  # candidates that are compared word by word, for each provision without a twin
_COMMON = 64  # a word that stands in more provisions than this proposes none
_RUN = 5  # words in a row, for documents

Reason = Literal["same-text", "reworded", "within", "gone", "new"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionChange:
    """What became of one provision; `old` is None for a new one, `new` for one that is gone."""

    old: ProvisionId | None
    new: ProvisionId | None
    reason: Reason
    share: float  # of the words of both texts that they have in common, 0 to 1
    own: bool = True  # False: its words changed only inside of provisions that it holds
    old_text: str = ""  # sha256 of the readable text (`text_sha256`); "" when there is none
    new_text: str = ""
    differences: tuple[Piece, ...] = ()  # of the words that are its own; () where none differ

    @property
    def same_eid(self) -> bool:
        """Whether it has its number still, under whatever id its document goes."""
        return _eid(self.old or "") == _eid(self.new or "")

    @property
    def kind(self) -> Literal["added", "removed", "moved", "reworded"]:
        """`moved`: under another eId, reworded or not; `reworded`: under the same eId."""
        if self.old is None:
            return "added"
        if self.new is None:
            return "removed"
        return "reworded" if self.same_eid else "moved"


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


def _eid(name: str) -> str:
    return name.partition("/")[2]


def text_sha256(text: str) -> str:
    """SHA-256 of the readable text: what a judgement was made about, line breaks aside."""
    return hashlib.sha256(clean(text).encode("utf-8", "replace")).hexdigest()


def compare_provisions(
    old: Sequence[Provision], new: Sequence[Provision], allowance: Allowance | None = None
) -> tuple[tuple[ProvisionChange, ...], tuple[tuple[ProvisionId, str], ...]]:
    """What became of each provision of one document, or of a document and its successor.

    Args:
        old, new: in reading order, a parent before its children.
        allowance: what the differences may cost; see `worddiff.differences`.

    Returns:
        The changes: new ones and followed ones in the order of `new`, then those
        that are gone in the order of `old`; every provision is in them once, or in
        the second tuple, which holds id and text hash of each old one whose eId
        and words are kept. A provision that is gone or new has its own words as
        its difference; where the whole document is, it has none.
    """
    return _Pairing(old, new).result(allowance or Allowance())


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


@dataclass(frozen=True)
class _Item:
    """A provision with what it is compared by."""

    provision: Provision
    own: str  # its readable text without what it holds in children

    @cached_property
    def text(self) -> str:
        return clean(self.provision.text)

    @cached_property
    def sha256(self) -> str:
        return text_sha256(self.provision.text)

    @cached_property
    def words(self) -> list[str]:
        return words(self.provision.text)

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(self.words)

    @cached_property
    def line(self) -> str:
        return f" {' '.join(self.words)} "


def _items(provisions: Sequence[Provision]) -> list[_Item]:
    children: dict[str, list[Provision]] = defaultdict(list)
    for provision in provisions:
        if provision.parent is not None:
            children[provision.parent].append(provision)
    return [
        _Item(p, clean(" ".join(p.text[a:b] for a, b in own_stretches(p, children[p.id]))))
        for p in provisions
    ]


def _share(one: _Item, other: _Item) -> float:
    """Words in common as a share of both texts' words (Dice); 1.0 for two texts without words."""
    total = len(one.words) + len(other.words)
    if not total:
        return float(one.text == other.text)
    small, large = sorted((one.counts, other.counts), key=len)
    return 2 * sum(min(n, large[w]) for w, n in small.items() if w in large) / total


class _Pairing:
    """Finds for each old provision the new one that holds its words."""

    def __init__(self, old: Sequence[Provision], new: Sequence[Provision]) -> None:
        self._old, self._new = _items(old), _items(new)
        self._eids = {item.provision.eid: n for n, item in enumerate(self._new)}
        self._found: dict[int, int] = {}  # old -> new, one to one
        self._within: dict[int, int] = {}  # old -> larger new one
        self._taken: set[int] = set()

    def result(
        self, allowance: Allowance
    ) -> tuple[tuple[ProvisionChange, ...], tuple[tuple[ProvisionId, str], ...]]:
        self._same_words()
        self._most_words()
        self._inside()
        kept = []
        changes: list[tuple[tuple[int, int], ProvisionChange]] = []
        for o, n in self._found.items():
            one, other = self._old[o], self._new[n]
            if one.provision.eid == other.provision.eid and one.text == other.text:
                kept.append((o, (one.provision.id, one.sha256)))
            else:
                changes.append(((0, n), _followed(one, other)))
        for o, n in self._within.items():
            change = _followed(self._old[o], self._new[n])
            changes.append(((1, o), replace(change, reason="within", own=True)))
        for o, item in enumerate(self._old):
            if o not in self._found and o not in self._within:
                changes.append(((1, o), _one_sided(item, new=False)))
        for n, item in enumerate(self._new):
            if n not in self._taken:
                changes.append(((0, n), _one_sided(item, new=True)))
        ordered = [change for _, change in sorted(changes, key=lambda c: c[0])]
        texts: dict[tuple[str, str], str] = {
            **{("old", i.provision.id): i.own for i in self._old},
            **{("new", i.provision.id): i.own for i in self._new},
        }
        if self._old and self._new:
            ordered = _with_differences(ordered, texts, allowance)
        return tuple(ordered), tuple(k for _, k in sorted(kept))

    def _pair(self, old: int, new: int) -> None:
        self._found[old] = new
        self._taken.add(new)

    def _same_words(self) -> None:
        for o, item in enumerate(self._old):
            n = self._eids.get(item.provision.eid)
            if n is not None and self._new[n].text == item.text:
                self._pair(o, n)
        places: dict[str, list[int]] = defaultdict(list)
        for n, item in enumerate(self._new):
            if n not in self._taken:
                places[item.text].append(n)
        for o, item in enumerate(self._old):
            if o not in self._found and (free := places.get(item.text)):
                # Of several with the same words, the one of its kind, in reading order.
                n = min(free, key=lambda n: (self._kind(o) != self._new[n].provision.kind, n))
                free.remove(n)
                self._pair(o, n)

    def _kind(self, old: int) -> str:
        return self._old[old].provision.kind

    def _most_words(self) -> None:
        """Pairs with most words in common, best first, whatever the order of numbers."""
        left = [n for n in range(len(self._new)) if n not in self._taken]
        places: dict[str, list[int]] = defaultdict(list)
        for n in left:
            for word in self._new[n].counts:
                places[word].append(n)
        ranked = []
        for o, item in enumerate(self._old):
            if o in self._found:
                continue
            votes: Counter[int] = Counter()
            for word in item.counts:
                if len(places[word]) <= _COMMON:
                    votes.update(places[word])
            tried = {n for n, _ in sorted(votes.items(), key=lambda v: (-v[1], v[0]))[:_TRIED]}
            same = self._eids.get(item.provision.eid)
            if same is not None and same not in self._taken:
                tried.add(same)
            for n in tried:
                share = _share(item, self._new[n])
                if share >= MIN_SHARE:
                    other_kind = self._kind(o) != self._new[n].provision.kind
                    ranked.append((-round(share, 6), n != same, other_kind, o, n))
        for *_, o, n in sorted(ranked):
            if o not in self._found and n not in self._taken:
                self._pair(o, n)

    def _inside(self) -> None:
        """The smallest provision that holds all the words of an old one in a row."""
        children: dict[str | None, list[int]] = defaultdict(list)
        for n, item in enumerate(self._new):
            children[item.provision.parent].append(n)
        for o, item in enumerate(self._old):
            if o in self._found or not item.words:
                continue
            level = children[None]
            # Down the outline, as long as one of the parts holds it all.
            while holders := [n for n in level if item.line in self._new[n].line][:1]:
                holder = holders[0]
                self._within[o] = holder
                level = children[self._new[holder].provision.id]


def _followed(one: _Item, other: _Item) -> ProvisionChange:
    return ProvisionChange(
        old=one.provision.id,
        new=other.provision.id,
        reason="same-text" if one.text == other.text else "reworded",
        share=round(_share(one, other), 6),
        own=one.own != other.own or one.provision.eid != other.provision.eid,
        old_text=one.sha256,
        new_text=other.sha256,
    )


def _one_sided(item: _Item, *, new: bool) -> ProvisionChange:
    return ProvisionChange(
        old=None if new else item.provision.id,
        new=item.provision.id if new else None,
        reason="new" if new else "gone",
        share=0.0,
        old_text="" if new else item.sha256,
        new_text=item.sha256 if new else "",
    )


def _with_differences(
    changes: Iterable[ProvisionChange],
    texts: Mapping[tuple[str, str], str],
    allowance: Allowance,
) -> list[ProvisionChange]:
    result = []
    for change in changes:
        if change.reason in ("same-text", "within"):
            result.append(change)
            continue
        one = texts["old", change.old] if change.old is not None else ""
        other = texts["new", change.new] if change.new is not None else ""
        result.append(replace(change, differences=differences(one, other, allowance)))
    return result
