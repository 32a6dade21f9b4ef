"""What became of each provision of a document: followed to where its words went.

An old provision is followed in this order:

    same words            same eId first, then anywhere in the document
    most of the words     at least MIN_SHARE of both texts in common, best pair first
    within another one    all its words in a row inside a larger provision: the smallest such
    nowhere               the words are gone
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from comity.base.stretches import own_stretches
from comity.base.worddiff import Allowance, Piece, differences
from comity.records import Provision, ProvisionId
from comity.text.normalise import clean
from comity.text.tokens import words

#: Words in common, as a share of the words of both texts, from which one is taken for the
#: other's new wording. Below it two paragraphs of one law are as alike by chance.
MIN_SHARE = 0.5

_TRIED = 8  # candidates that are compared word by word, for each provision without a twin
_COMMON = 64  # a word that stands in more provisions than this proposes none

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
