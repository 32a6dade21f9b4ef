"""The JSON of an alignment."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from comity.base.json import document_json, provision_json

if TYPE_CHECKING:
    from comity.base.align import AlignedPair, Alignment
    from comity.base.base import Base
    from comity.records import Edit

Shape = dict[str, Any]


def edit_json(edit: Edit) -> Shape:
    """What became of a stretch; code points of either provision's text."""
    return {
        "kind": edit.kind,
        "a": [edit.a_start, edit.a_end],
        "b": [edit.b_start, edit.b_end],
    }


def aligned_pair_json(base: Base, pair: AlignedPair) -> Shape:
    """A provision and its counterpart; edits and changed are null in two languages."""
    reasons = pair.reasons
    return {
        "a": provision_json(base, pair.a),
        "b": provision_json(base, pair.b),
        "score": pair.score,
        "by": pair.by,
        "doubtful": pair.doubtful,
        "changed": pair.changed,
        "edits": None if pair.edits is None else [edit_json(e) for e in pair.edits],
        "reasons": {
            "ids": reasons.ids,
            "text": reasons.text,
            "signals": dict(reasons.signals),
            "parts": dict(reasons.parts),
            "topics": list(reasons.topics),
            "words": [{"a": w.a, "b": w.b, "kind": w.kind} for w in reasons.words],
        },
    }


def align_json(base: Base, alignment: Alignment) -> Shape:
    """Two versions of one work, paired; a share that is undefined is null."""
    found = alignment
    return {
        "a": document_json(found.a),
        "b": document_json(found.b),
        "level": found.level,
        "by_text": found.by_text,
        "pairs": [aligned_pair_json(base, pair) for pair in found.pairs],
        "only_a": [provision_json(base, p) for p in found.only_a],
        "only_b": [provision_json(base, p) for p in found.only_b],
        "within": dict(found.within),
        "share_a": None if math.isnan(found.share_a) else round(found.share_a, 6),
        "share_b": None if math.isnan(found.share_b) else round(found.share_b, 6),
        "min_score": found.min_score,
        "id_trust": None if found.id_trust is None else round(found.id_trust, 4),
        "disagree": [list(ids) for ids in found.disagree],
        "note": found.note,
    }
