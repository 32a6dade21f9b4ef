"""The JSON of judgements: of a pair, of a link beside what the machine says, of the queue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from comity.base.judged import JudgedPair, Opinion, judgements_on

if TYPE_CHECKING:
    from comity.base.base import Base

Shape = dict[str, Any]


def opinion_json(opinion: Opinion) -> Shape:
    """One person's judgement, seen from the first provision of its pair."""
    return {
        "relation": opinion.relation,
        "by": opinion.by,
        "reason": opinion.judgement.reason,
        "when": opinion.judgement.when,
        "holds": opinion.holds,
        "a_place": opinion.a.reason,
        "b_place": opinion.b.reason,
        "version": opinion.judgement.version,
    }


def judged_pair_json(pair: JudgedPair) -> Shape:
    """A pair, and what everyone says of it."""
    return {
        "a": pair.a,
        "b": pair.b,
        "disputed": pair.disputed,
        "opinions": [opinion_json(opinion) for opinion in pair.opinions],
        "open": [opinion_json(opinion) for opinion in pair.open],
        "other_words": [opinion_json(opinion) for opinion in pair.other_words],
        "earlier": [opinion_json(opinion) for opinion in pair.earlier],
    }


def judged_json(base: Base, queries: Iterable[str], other: str) -> list[Shape]:
    """What people say of a provision and one that it is tied to, beside the machine's word.

    Args:
        base: open.
        queries: the provision, and the unit in it that the link starts from.
        other: the provision that it is tied to.

    Returns:
        What counts, then what was made about other words (`holds` is false). `a` and `b` say
        which provisions the judgement is about; the relation is seen from `a`.
    """
    found = []
    for query in dict.fromkeys(queries):
        pair = judgements_on(base, query, other)
        if pair is not None:
            found += [
                {"a": pair.a, "b": pair.b, **opinion_json(opinion)}
                for opinion in (*pair.opinions, *pair.other_words)
            ]
    return sorted(found, key=lambda shape: not shape["holds"])
