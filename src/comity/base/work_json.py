"""The JSON of works: pairs of documents of nearly one text, and what was decided about them."""

from __future__ import annotations

from typing import Any

from comity.base.answers import DocumentEntry
from comity.base.work_record import StandingWork
from comity.base.works import WorkPair, Works

Shape = dict[str, Any]


def works_json(works: Works, *, every: bool = False) -> Shape:
    """Pairs and the works that they make.

    `works` holds the groups that are more than the catalogue says; `confirmed` tells
    whether people's word alone makes one. Pairs that nothing proposes and nobody judged
    come with `every`; `left_off` counts them otherwise.
    """
    shown = [pair for pair in works.pairs if every or pair.status != "not-proposed"]
    groups = [
        names
        for _, names in sorted(works.members.items())
        if len({works.catalogue[name] for name in names}) > 1
    ]
    return {
        "works": [
            {
                "work": min(works.catalogue[name] for name in names),
                "confirmed": len({works.confirmed[name] for name in names}) == 1,
                "documents": list(names),
            }
            for names in groups
        ],
        "pairs": [work_pair_json(pair) for pair in shown],
        "left_off": len(works.pairs) - len(shown),
    }


def work_pair_json(pair: WorkPair) -> Shape:
    """Two documents; what was measured is null for a pair that only people named."""
    text = pair.text
    return {
        "a": _document(pair.a),
        "b": _document(pair.b),
        "status": pair.status,
        "joined": pair.joined,
        "kind": None if text is None else text.kind,
        "share_a": None if text is None else text.share_a,
        "share_b": None if text is None else text.share_b,
        "order": None if text is None else text.order,
        "titles": None if text is None else text.titles,
        "grounds": [] if text is None else list(text.grounds),
        "objections": [] if text is None else list(text.objections),
        "judgements": [_judgement(standing) for standing in pair.judgements],
    }


def _document(entry: DocumentEntry) -> Shape:
    return {
        "id": entry.id,
        "work_id": entry.work_id,
        "title": entry.title,
        "publisher": entry.publisher,
        "date": entry.date,
        "source_url": entry.source_url,
    }


def _judgement(standing: StandingWork) -> Shape:
    said = standing.judgement
    return {
        "relation": said.relation,
        "by": said.by,
        "reason": said.reason,
        "when": said.when,
        "version": said.version,
        "changed": standing.changed,
    }
