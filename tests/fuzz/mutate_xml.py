"""Changes to XML that leave it well-formed, so that they reach what reads it.

Nineteen in twenty of the inputs that other changes make of XML are refused by
the parser and never come to the reader behind it.
"""

from __future__ import annotations

import copy
import random
from typing import Any

from lxml import etree

VALUES = [
    *("", "0", "-1", "1", "7", "99", "999999", "9" * 5000, "1e309", "x", "٣", "true", "none"),
    *("#n1", "a b", "\u202e", "é" * 300, "art_1", "../a", "a/b", "2031-13-45", "eng", "zz-ZZ"),
]
SAID = [
    *("", " ", "\n", "\u3000", "1", "(a)", "1.", "Article 9", "§ 5", "Annex", "9" * 5000, "(" * 40),
    *("“(g) ", "第一条", "المادة ٥", "Whereas:", "\u0301" * 9, "\ue000", "a; and", "x " * 300),
    *("Contents", "..... 4", "[… omitted]", "\x85", "\u2028", "𝔘", "Lists are public."),
]
_MAX_ELEMENTS = 3_000


def elements(data: bytes, chance: random.Random) -> bytes:
    """One element moved, doubled, nested, renamed or gone; one attribute or text another."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return data
    found = list(root.iter("*"))
    if len(found) > _MAX_ELEMENTS:
        return data
    one, other = chance.choice(found), chance.choice(found)
    chance.choice(_WAYS)(one, other, chance)
    return bytes(etree.tostring(root, encoding="utf-8"))


def _remove(one: Any, other: Any, chance: random.Random) -> None:
    if (holder := one.getparent()) is not None:
        holder.remove(one)


def _unwrap(one: Any, other: Any, chance: random.Random) -> None:
    """The element goes, what it holds stays."""
    if (holder := one.getparent()) is not None:
        at = holder.index(one)
        children = list(one)
        holder[at : at + 1] = children


def _copy(one: Any, other: Any, chance: random.Random) -> None:
    copied = copy.deepcopy(one)  # once: `other` may stand in `one`, which would double each time
    for _ in range(chance.choice([1, 1, 2, 30])):
        other.insert(chance.randrange(len(other) + 1), copy.deepcopy(copied))


def _nest(one: Any, other: Any, chance: random.Random) -> None:
    """The element within others of its kind, or of another's."""
    if (holder := one.getparent()) is None:
        return
    at = holder.index(one)
    for _ in range(chance.choice([1, 2, 20, 120])):
        around = etree.Element(other.tag, dict(other.attrib))
        around.append(one)
        one = around
    holder.insert(at, one)


def _rename(one: Any, other: Any, chance: random.Random) -> None:
    one.tag = other.tag


def _swap(one: Any, other: Any, chance: random.Random) -> None:
    """What one says and states goes to the other."""
    one.text, other.text = other.text, one.text
    one.tail, other.tail = other.tail, one.tail


def _attribute(one: Any, other: Any, chance: random.Random) -> None:
    names = sorted({*one.attrib, *other.attrib}, key=str)
    if names:
        one.set(chance.choice(names), chance.choice([*VALUES, *other.attrib.values()]))


def _bare(one: Any, other: Any, chance: random.Random) -> None:
    for name in sorted(one.attrib, key=str):
        del one.attrib[name]


def _say(one: Any, other: Any, chance: random.Random) -> None:
    said = chance.choice(SAID)
    if chance.random() < 0.5:
        one.text = said + (one.text or "")
    else:
        one.tail = said + (one.tail or "")


def _silent(one: Any, other: Any, chance: random.Random) -> None:
    one.text = one.tail = None


def _remark(one: Any, other: Any, chance: random.Random) -> None:
    made = chance.choice([etree.Comment("no part"), etree.PI("no", "part")])
    one.insert(chance.randrange(len(one) + 1), made)
    made.tail = chance.choice(SAID)


_WAYS = [
    *(_remove, _unwrap, _copy, _copy, _nest, _rename, _rename, _swap),
    *(_attribute, _attribute, _attribute, _bare, _say, _say, _silent, _remark),
]
