"""The JSON of the contract: what the command line prints and the web serves, defined once here.

Every function takes what `Base` answers and gives plain dictionaries and lists.
A key that the contract names is always there; further keys may come.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from comity.base.answers import (
    Comparison,
    DocumentEntry,
    Found,
    Holding,
    Match,
    Nearest,
    Outline,
    Pair,
    Related,
)
from comity.base.judged_json import judged_json
from comity.records import Document, Edit, Failure, LeftOut, Notice, Provision, Reasons

if TYPE_CHECKING:
    from comity.base.base import Base
    from comity.base.draft import RelatedDraft
    from comity.base.redirects import Redirect
    from comity.base.review import Offer

Shape = dict[str, Any]


def failure_json(failure: Failure) -> Shape:
    """A source that did not become provisions."""
    return {
        "path": failure.path,
        "stage": failure.stage,
        "error": failure.error,
        "hint": failure.hint,
    }


def notice_json(notice: Notice) -> Shape:
    """Something to know about a result."""
    return {"code": notice.code, "message": notice.message, "path": notice.path}


def document_json(entry: DocumentEntry) -> Shape:
    """A document without its text."""
    return {
        "id": entry.id,
        "work_id": entry.work_id,
        "title": entry.title,
        "publisher": entry.publisher,
        "jurisdiction": entry.jurisdiction,
        "date": entry.date,
        "date_kind": entry.date_kind,
        "kind": entry.kind,
        "legal_force": entry.legal_force,
        "language": entry.language,
        "format": entry.format,
        "source_url": entry.source_url,
        "licence": entry.licence,
        "path": entry.path,
        "sha256": entry.sha256,
        "provisions": entry.provisions,
        "linkable": entry.linkable,
        "warnings": [notice_json(notice) for notice in entry.warnings],
        "inferred": list(entry.inferred),
        "extra": dict(entry.extra),
    }


def moved_json(redirect: Redirect | None) -> Shape | None:
    """Where an id of an earlier version leads; null when the id itself stands."""
    if redirect is None:
        return None
    return {
        "old": redirect.old,
        "new": redirect.new,
        "reason": redirect.reason,
        "share": redirect.share,
        "version": redirect.version,
    }


def documents_json(entries: Iterable[DocumentEntry]) -> Shape:
    """The list of documents."""
    return {"documents": [document_json(entry) for entry in entries]}


def provision_json(base: Base, provision: Provision, entry: DocumentEntry | None = None) -> Shape:
    """A provision as it stands everywhere, with what is needed to cite it.

    `entry` is its document, when that is not in the base.
    """
    entry = entry or base.entry(provision.document_id)
    return {
        "id": provision.id,
        "document_id": provision.document_id,
        "work_id": provision.work_id,
        "eid": provision.eid,
        "label": provision.label,
        "heading": provision.heading,
        "kind": provision.kind,
        "text": provision.text,
        "language": provision.language,
        "page": provision.page,
        "document": {
            "title": entry.title,
            "publisher": entry.publisher,
            "jurisdiction": entry.jurisdiction,
            "date": entry.date,
            "kind": entry.kind,
            "source_url": entry.source_url,
        },
    }


def reasons_json(reasons: Reasons) -> Shape:
    """Why two provisions are tied; runs as [query start, query end, other start, other end]."""
    return {
        "topics": list(reasons.topics),
        "terms": list(reasons.terms),
        "runs": [[r.query_start, r.query_end, r.other_start, r.other_end] for r in reasons.runs],
        "signals": dict(reasons.signals),
    }


def holding_json(base: Base, holding: Holding) -> Shape:
    """Where the same passage stands too, and on whose word: catalogue, confirmed, proposed, ..."""
    return {"tie": holding.tie, "provision": provision_json(base, holding.provision)}


def edits_json(edits: Iterable[Edit]) -> list[list[str | int]]:
    """Kind, and where it stands in either text."""
    return [[e.kind, e.a_start, e.a_end, e.b_start, e.b_end] for e in edits]


def match_json(base: Base, match: Match, query: Provision | None = None) -> Shape:
    """A related provision; `part` names the unit of the query that it is tied to, or is null.

    `judged` is what people say of it and `query`; see `judged_json`.
    """
    asked = [str(name) for name in (query and query.id, match.part) if name]
    return {
        "provision": provision_json(base, match.provision),
        "score": match.score,
        "relation": match.relation,
        "part": match.part,
        "holdings": [holding_json(base, holding) for holding in match.holdings],
        "reasons": reasons_json(match.reasons),
        "judged": judged_json(base, asked, match.provision.id),
        "edits": edits_json(match.edits),
    }


def related_json(base: Base, related: Related) -> Shape:
    """The related provisions of a provision or of a text; `reason` says why there is none."""
    query: Shape
    if related.provision is not None:
        query = provision_json(base, related.provision)
    else:
        query = {
            "text": related.text,
            "language": related.language,
            "language_guessed": related.guessed,
        }
    return {
        "query": query,
        "holdings": [holding_json(base, holding) for holding in related.holdings],
        "related": [match_json(base, match, related.provision) for match in related.matches],
        "reason": related.reason,
    }


def show_document_json(outline: Outline) -> Shape:
    """A document with its provisions in reading order."""
    return {
        "document": document_json(outline.entry),
        "provisions": [
            {
                "id": p.id,
                "eid": p.eid,
                "parent": p.parent,
                "label": p.label,
                "heading": p.heading,
                "kind": p.kind,
                "linkable": p.linkable,
                "start": p.span.start,
                "end": p.span.end,
                "page": p.page,
                **_mark_json(p),
                "text": p.text,
            }
            for p in outline.provisions
        ],
    }


def _mark_json(provision: Provision) -> Shape:
    """Where the mark of a note stands, null when unknown; nothing for what is no note."""
    if provision.kind != "authorialNote":
        return {}
    return {"anchor": provision.anchor, "marked_at": provision.marked_at}


def notes_json(notes: Iterable[Provision]) -> list[Shape]:
    """The notes that stand in a provision, each with the smallest provision that holds its mark."""
    return [
        {"id": note.id, "label": note.label, **_mark_json(note), "text": note.text}
        for note in notes
    ]


def removed_json(document: Document, left_out: Iterable[LeftOut]) -> Shape:
    """What of a document is in no provision: taken out of its text, or left out of its tree."""
    return {
        "document_id": document.id,
        "removed": [{"text": r.text, "reason": r.reason, "page": r.page} for r in document.removed],
        "left_out": [
            {
                "text": out.span.of(document.text),
                "reason": out.reason,
                "page": document.page_of(out.span.start),
                "start": out.span.start,
                "end": out.span.end,
            }
            for out in left_out
        ],
    }


def show_provision_json(base: Base, related: Related) -> Shape:
    """A provision with its provenance, its tags, its notes and its related provisions."""
    if related.provision is None:
        raise ValueError("These are related to a text, not to a provision.")
    p = related.provision
    shape = provision_json(base, p)
    return {
        "provision": {
            **shape,
            "parent": p.parent,
            "linkable": p.linkable,
            "start": p.span.start,
            "end": p.span.end,
            **_mark_json(p),
            "tags": base.tags(p.id),
        },
        "notes": notes_json(base.notes(p)),
        "holdings": [holding_json(base, holding) for holding in related.holdings],
        "related": [match_json(base, match, p) for match in related.matches],
        "reason": related.reason,
    }


def search_json(base: Base, found: Found) -> Shape:
    """The hits of a search; `matched` is "some" when no provision had every word."""
    return {
        "query": dict(found.query),
        "total": found.total,
        "matched": found.matched,
        "hits": [
            {
                "provision": provision_json(base, hit.provision),
                "score": round(hit.score, 6),
                "spans": [[span.start, span.end] for span in hit.spans],
            }
            for hit in found.hits
        ],
    }


def pair_json(
    base: Base, pair: Pair, a: DocumentEntry | None = None, b: DocumentEntry | None = None
) -> Shape:
    """Two counterparts; `edits` are of pairs that share wording: kind, and a place in either.

    `a` and `b` are their documents, when these are not in the base.
    """
    return {
        "a": provision_json(base, pair.a, a),
        "b": provision_json(base, pair.b, b),
        "score": pair.score,
        "relation": pair.relation,
        "reasons": reasons_json(pair.reasons),
        "judged": judged_json(base, [pair.a.id], pair.b.id),
        "edits": edits_json(pair.edits),
    }


def nearest_json(base: Base, nearest: Nearest | None, entry: DocumentEntry | None) -> Shape | None:
    """What comes closest to a unit without counterpart; null when nothing is shared."""
    if nearest is None:
        return None
    return {
        "provision": provision_json(base, nearest.provision, entry),
        "score": nearest.score,
        "relation": nearest.relation,
        "paired_with": nearest.paired_with,
    }


def compare_json(base: Base, comparison: Comparison) -> Shape:
    """Two documents side by side; a share that is undefined is null."""
    c = comparison

    def only(units: Iterable[Provision], own: DocumentEntry, other: DocumentEntry) -> list[Shape]:
        return [
            {
                **provision_json(base, p, own),
                "nearest": nearest_json(base, c.nearest.get(p.id), other),
            }
            for p in units
        ]

    return {
        "a": c.a.id,
        "b": c.b.id,
        "documents": [document_json(c.a), document_json(c.b)],
        "pairs": [pair_json(base, pair, c.a, c.b) for pair in c.pairs],
        "only_a": only(c.only_a, c.a, c.b),
        "only_b": only(c.only_b, c.b, c.a),
        "share_a": None if math.isnan(c.share_a) else round(c.share_a, 6),
        "share_b": None if math.isnan(c.share_b) else round(c.share_b, 6),
        "min_score": c.min_score,
        "one_to_one": c.one_to_one,
        "note": c.note,
    }


def offer_json(base: Base, offer: Offer) -> Shape:
    """A link of the review queue, and why it was chosen.

    What others said of it is a number only: a person who reads their word before giving
    one's own gives no second opinion.
    """
    return {
        "a": provision_json(base, offer.a),
        "b": provision_json(base, offer.b),
        "relation": offer.relation,
        "score": offer.score,
        "signals": offer.signals,
        "why": {**offer.parts, "coverage": offer.coverage, "value": offer.value},
        "same_texts": offer.same_texts,
        "judges": offer.judges,
    }


def related_draft_json(base: Base, answer: RelatedDraft) -> Shape:
    """A draft of several units: those with related provisions, and those without."""
    entry = answer.draft.entry
    units, without = [], []
    for item in answer.units:
        query = provision_json(base, item.unit, entry)
        if item.related.matches:
            related = [match_json(base, match) for match in item.related.matches]
            units.append({"query": query, "related": related})
        else:
            nearest = nearest_json(base, item.nearest, None)
            without.append({**query, "nearest": nearest, "reason": item.related.reason})
    return {
        "draft": document_json(entry),
        "units": units,
        "without": without,
        "min_score": answer.min_score,
    }
