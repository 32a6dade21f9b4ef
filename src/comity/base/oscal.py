"""A comparison as an OSCAL control mapping, for the tools of security and compliance.

    mapping-collection
    ├── metadata     title, the base's version, who judged
    ├── provenance   found by comity, by people, or by both
    ├── mappings     one: maps (two provisions and their relationship), gaps of either side
    └── back-matter  the two documents

Source: NIST, OSCAL control mapping model 1.2.3; relationships as in NIST IR 8477.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unicodedata import category
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from comity.base.answers import DRAFT, Comparison, DocumentEntry, Pair
from comity.base.opinions import Said, moment, said_of
from comity.base.record import JUDGED
from comity.charts.lines import plain
from comity.errors import UsageError
from comity.records import Provision, ProvisionId
from comity.text.tokens import words

if TYPE_CHECKING:
    from comity.base.base import Base

Shape = dict[str, Any]

OSCAL_VERSION = "1.2.3"
NAMESPACE = "urn:comity:oscal"  # of names that OSCAL does not define

_RELATIONSHIPS = {
    "equal": "equal-to",
    "subset": "subset-of",
    "superset": "superset-of",
    "intersects": "intersects-with",
    "none": "no-relationship",
}
_NO_RELATIONSHIP = _RELATIONSHIPS["none"]
_JUDGE = "judge"  # the role of whoever judged
_NO_TIME = "1970-01-01T00:00:00Z"
_URL_SAFE = ":/?#[]@!$&'()*+,;=%~"


@dataclass(frozen=True, slots=True)
class _Map:
    """Two provisions, their relationship, and who says so."""

    a: Provision
    b: Provision
    relationship: str
    people: tuple[Said, ...]  # () when only the machine says it
    undecided: tuple[Said, ...]
    pair: Pair | None  # what the machine found; None when it found nothing


def oscal_mapping(base: Base, comparison: Comparison) -> bytes:
    """The comparison as OSCAL JSON; A is the source, B the target.

    What people judged decides a relationship, each of those who differ with a map of
    their own; what nobody judged is told with care from the wording, and has the score as
    confidence. A provision without a relationship stands in the gap summary of its side.
    The same base, judgements and options give the same bytes: ids are made of what they
    name, and `last-modified` is the newest date among the two documents and the judgements.

    Raises:
        UsageError: there is nothing to map, which the format cannot say.
    """
    c = comparison
    maps = list(_maps(base, c))
    if not maps:
        raise UsageError(
            f"{c.a.id!r} and {c.b.id!r} have no pair that scores {c.min_score:g} or more, and an"
            " OSCAL mapping must have one.",
            hint="Lower --min-score, or export CSV or XLSX, which list what has no counterpart.",
        )
    people = sorted({said.by for m in maps for said in (*m.people, *m.undecided)})
    collection: Shape = {
        "uuid": "",
        "metadata": _metadata(base, c, maps, people),
        "provenance": _provenance(c, maps, people),
        "mappings": [_mapping(c, maps)],
        "back-matter": {"resources": [_resource(c.a), _resource(c.b)]},
    }
    # The id of a document changes with what it says.
    collection["uuid"] = _uuid("collection", hashlib.sha256(_bytes(collection)).hexdigest())
    return _bytes({"mapping-collection": collection})


def _bytes(shape: Shape) -> bytes:
    return (json.dumps(shape, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def _uuid(*parts: str) -> str:
    return str(uuid5(NAMESPACE_URL, "|".join((NAMESPACE, *parts))))


def _name(entry: DocumentEntry) -> str:
    """What a document is known by, from one export to the next; drafts may share an id."""
    return f"{entry.id}@{entry.sha256}" if entry.id.startswith(DRAFT) else entry.id


def _maps(base: Base, comparison: Comparison) -> Iterator[_Map]:
    """Pairs best first, then those that people see and the machine did not."""
    said = said_of(base, comparison)
    for pair in comparison.pairs:
        yield from _maps_of(pair.a, pair.b, said.pop((pair.a.id, pair.b.id), ()), pair)
    for (one, other), opinions in said.items():
        found = base.lookup([one, other])
        yield from _maps_of(found[one], found[other], opinions, None)


def _maps_of(a: Provision, b: Provision, said: Sequence[Said], pair: Pair | None) -> Iterator[_Map]:
    undecided = tuple(s for s in said if s.relation not in _RELATIONSHIPS)
    decided = [s for s in said if s.relation in _RELATIONSHIPS]
    for relation in JUDGED:
        people = tuple(s for s in decided if s.relation == relation)
        if people:
            yield _Map(a, b, _RELATIONSHIPS[relation], people, undecided, pair)
    if not decided and pair is not None:
        yield _Map(a, b, _relationship(pair), (), undecided, pair)


def _relationship(pair: Pair) -> str:
    """What the wording shows beyond doubt; an overlap where it shows no more.

    A text is a part of another when it stands there unbroken: one word in the midst of it
    may be a "not". The same words may bear another label.
    """
    if pair.relation != "verbatim":
        return "intersects-with"
    labels = (_label_end(pair.a), _label_end(pair.b))
    kinds = [e.kind for e in pair.edits if e.a_end > labels[0] or e.b_end > labels[1]]
    others = set(kinds) - {"kept"}
    if kinds.count("kept") != 1 or len(others) > 1:
        return "intersects-with"
    if not others:
        return "equal-to"
    return {"added": "subset-of", "dropped": "superset-of"}.get(others.pop(), "intersects-with")


def _label_end(unit: Provision) -> int:
    """Where the label ends with which a unit's text begins; 0 when it does not."""
    return len(unit.label) if unit.text.startswith(unit.label) else 0


def _mapping(comparison: Comparison, maps: Sequence[_Map]) -> Shape:
    c = comparison
    names = (_name(c.a), _name(c.b))
    related = [m for m in maps if m.relationship != _NO_RELATIONSHIP]
    ours = _units(c.only_a, (pair.a for pair in c.pairs))
    theirs = _units(c.only_b, (pair.b for pair in c.pairs))
    held = {str(p.id) for m in related for p in (m.a, m.b)}
    shape: Shape = {
        "uuid": _uuid("mapping", *names),
        "source-resource": _reference(c.a),
        "target-resource": _reference(c.b),
        "maps": [_map(m, names) for m in maps],
    }
    for side, units in (("source", ours), ("target", theirs)):
        gaps = [_token(unit.eid) for unit in units if not _is_held(unit.id, held)]
        if gaps:
            shape[f"{side}-gap-summary"] = {
                "uuid": _uuid("gap", side, *names),
                "unmapped-controls": [{"with-ids": gaps}],
            }
    lengths = {unit.id: len(words(unit.text)) for unit in theirs}
    total = sum(lengths.values())
    if total:
        covered = sum(n for unit, n in lengths.items() if _is_held(unit, held))
        shape["coverage"] = {
            "generation-method": "share of the words of the target that stand in mapped provisions",
            "target-coverage": round(covered / total, 6),
        }
    return shape


def _units(only: Iterable[Provision], paired: Iterable[Provision]) -> list[Provision]:
    """Each unit of a document once, in reading order."""
    units = {unit.id: unit for unit in (*only, *paired)}
    return sorted(units.values(), key=lambda p: (p.span.start, p.span.end))


def _is_held(unit: ProvisionId, held: Set[str]) -> bool:
    """Whether a unit, or a provision that it is a part of, is among those held."""
    parts = unit.split("__")
    return any("__".join(parts[:n]) in held for n in range(1, len(parts) + 1))


def _map(m: _Map, names: tuple[str, str]) -> Shape:
    shape: Shape = {
        "uuid": _uuid("map", *names, m.a.eid, m.b.eid, m.relationship),
        "matching-rationale": "semantic" if m.people or _by_meaning(m.pair) else "syntactic",
        "relationship": m.relationship,
        "sources": [_item(m.a)],
        "targets": [_item(m.b)],
    }
    facts: list[tuple[str, str]] = []
    if m.pair is not None:
        facts += [("relation", m.pair.relation), ("score", f"{m.pair.score:g}")]
        facts.append(("shared-topics", "; ".join(m.pair.reasons.topics)))
        facts.append(("shared-words", "; ".join(m.pair.reasons.terms)))
        if not m.people:
            shape["confidence-score"] = {"percentage": m.pair.score}
    facts += [("judged-by", said.by) for said in m.people]
    facts += [("undecided", said.by) for said in m.undecided]
    props = list(_props(facts))
    if props:
        shape["props"] = props
    reasons = [
        f"{said.by}, {said.when}: {said.reason}".strip().removesuffix(":") for said in m.people
    ]
    if reasons:
        shape["remarks"] = "\n\n".join(reasons)
    return shape


def _by_meaning(pair: Pair | None) -> bool:
    """Whether more than the wording speaks for a pair: its topics, or what it means."""
    if pair is None or pair.relation in ("verbatim", "adapted"):
        return False
    signals = pair.reasons.signals
    return pair.relation == "equivalent" or any(signals.get(n) for n in ("topics", "semantic"))


def _item(unit: Provision) -> Shape:
    """A provision: the nearest thing that the model has is a control with an id."""
    facts = [("provision-id", unit.id), ("label", unit.label), ("heading", unit.heading)]
    return {
        "type": "control",
        "id-ref": _token(unit.eid),
        "props": list(_props(facts)),
        "remarks": unit.text,
    }


def _token(eid: str) -> str:
    """An eId as OSCAL's ids are: letters, digits, dots, hyphens, underscores; eIds mostly are."""
    kept = "".join(c if category(c)[0] in "LN" or c in "._-" else "_" for c in eid)
    return kept if kept and (kept[0] == "_" or category(kept[0])[0] == "L") else f"_{kept}"


def _props(facts: Iterable[tuple[str, str]]) -> Iterator[Shape]:
    """Properties in comity's namespace; none without a value, which must be one line."""
    for name, value in facts:
        if line := plain(value):
            yield {"name": name, "ns": NAMESPACE, "value": line}


def _reference(entry: DocumentEntry) -> Shape:
    """A governance text is neither catalogue nor profile: its type is in a namespace of its own."""
    return {"ns": NAMESPACE, "type": "document", "href": f"#{_uuid('resource', _name(entry))}"}


def _resource(entry: DocumentEntry) -> Shape:
    facts = [
        ("document-id", entry.id),
        ("work-id", entry.work_id),
        ("language", entry.language),
        ("publisher", entry.publisher),
        ("jurisdiction", entry.jurisdiction),
        ("date", entry.date),
        ("kind", entry.kind),
        ("legal-force", entry.legal_force),
        ("licence", entry.licence),
    ]
    address = plain(entry.source_url)
    links: list[Shape] = []
    if address.startswith(("https://", "http://")):
        links.append({"href": quote(address, safe=_URL_SAFE)})
    if entry.path:
        hashes = [{"algorithm": "SHA-256", "value": entry.sha256}]
        # "./": else "a:b.txt" would be taken for an address.
        links.append({"href": f"./{quote(entry.path, errors='replace')}", "hashes": hashes})
    resource: Shape = {
        "uuid": _uuid("resource", _name(entry)),
        "title": plain(entry.title) or entry.id,
        "props": list(_props(facts)),
    }
    return {**resource, "rlinks": links} if links else resource


def _metadata(
    base: Base, comparison: Comparison, maps: Sequence[_Map], people: Sequence[str]
) -> Shape:
    c = comparison
    names = [plain(entry.title) or entry.id for entry in (c.a, c.b)]
    shape: Shape = {
        "title": f"{names[0]} / {names[1]}",
        "last-modified": _last_modified(c, maps),
        "version": base.version,
        "oscal-version": OSCAL_VERSION,
        "remarks": "Made by comity. `version` is that of the evidence base. `last-modified` is the"
        " newest date among the two documents and the judgements that were used, so that the"
        " same content is the same file; it is not the time of writing.",
    }
    if people:
        shape["roles"] = [{"id": _JUDGE, "title": "Judged pairs of provisions"}]
        shape["parties"] = [
            {"uuid": _uuid("person", name), "type": "person", "name": plain(name)}
            for name in people
        ]
    return shape


def _last_modified(comparison: Comparison, maps: Sequence[_Map]) -> str:
    stated = [said.when for m in maps for said in (*m.people, *m.undecided)]
    # A year or a month stands for its first day.
    stated += [(d.date + "-01-01")[:10] for d in (comparison.a, comparison.b) if d.date]
    times = [when for when in map(moment, stated) if when is not None and when.year >= 1900]
    return f"{max(times):%Y-%m-%dT%H:%M:%SZ}" if times else _NO_TIME


def _provenance(comparison: Comparison, maps: Sequence[_Map], people: Sequence[str]) -> Shape:
    c = comparison
    judged = sum(bool(m.people) for m in maps)
    how = (
        "each provision is in one pair at most, so that the scores add up to the most"
        if c.one_to_one
        else "a pair counts when it is the best one of either provision"
    )
    shape: Shape = {
        "method": "automation" if not judged else "human" if judged == len(maps) else "hybrid",
        "matching-rationale": "syntactic",
        "status": "draft",  # whether it is complete, nobody has said
        "mapping-description": "Provisions of two texts on the governance of AI. All provisions of"
        f" one were scored against all of the other; pairs that score {c.min_score:g} or more are"
        f" mapped, and {how}. {judged} of {len(maps)} maps were judged by people. The others"
        " are proposals: equal-to, subset-of and superset-of say that the wording is the same or"
        " is held whole in the other; intersects-with says that the score of the pair, given as"
        " confidence, speaks for an overlap. A provision in a gap summary has no counterpart"
        " that scores as much.",
    }
    if people:
        parties = [_uuid("person", name) for name in people]
        shape["responsible-parties"] = [{"role-id": _JUDGE, "party-uuids": parties}]
    if c.note:
        shape["remarks"] = c.note
    return shape
