"""Two documents side by side: what both say, and what only one says."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from comity.base.answers import Comparison, Pair
from comity.base.related import statistics_of
from comity.base.tables import link_records
from comity.base.unit_topics import tags_of_units, unit_topics
from comity.errors import UsageError
from comity.links import Statistics, link_units
from comity.links.explain import Query
from comity.records import Link, Provision, ProvisionId
from comity.text.tokens import primary, words

if TYPE_CHECKING:
    from comity.base.base import Base

#: Between 150 pairs of documents of worldwide-ai-ethics, 70 % of the counterparts that score
#: 0.2 or more state the same principle, of those from 0.15 to 0.2 40 %, of those below 0.15
#: 21 % (statements drawn at random: 8 %).
MIN_SCORE = 0.2
_TOP = 1  # a pair counts when it is the best one of either side


def compare(base: Base, a: str, b: str, *, min_score: float = MIN_SCORE) -> Comparison:
    """Two documents, by id or by work, unit by unit.

    All units of one are scored against all units of the other, as links are,
    so that no pair is lost that fell outside a unit's first links in the base.

    Raises:
        UnknownIdError: no such document.
        UsageError: one document twice, or a work of several documents.
    """
    first, second = base.entry(a), base.entry(b)
    if first.id == second.id:
        raise UsageError(
            f"{a!r} and {b!r} are one document, {first.id!r}.", hint="Name two documents."
        )
    ours = [p for p in base.provisions(first.id) if p.linkable]
    theirs = [p for p in base.provisions(second.id) if p.linkable]
    links = _links_between(base, ours, theirs)
    pairs = _pairs(base, links, ours, theirs, min_score)
    paired = {p.id for pair in pairs for p in (pair.a, pair.b)}
    return Comparison(
        a=first,
        b=second,
        pairs=tuple(pairs),
        only_a=tuple(p for p in ours if p.id not in paired),
        only_b=tuple(p for p in theirs if p.id not in paired),
        share_a=_share(ours, paired),
        share_b=_share(theirs, paired),
        min_score=min_score,
        note=_note(ours, theirs),
    )


def _links_between(base: Base, a: Sequence[Provision], b: Sequence[Provision]) -> list[Link]:
    units = [*a, *b]
    spoken = sorted({primary(p.language) for p in units})
    known = [statistics_of(base, language) for language in spoken]
    statistics = Statistics(
        units={k: v for s in known for k, v in s.units.items()},
        frequencies={k: v for s in known for k, v in s.frequencies.items()},
    )
    linked = link_units(
        [p.id for p in units],
        ["a"] * len(a) + ["b"] * len(b),  # also when both documents are of one work
        [p.language for p in units],
        [p.text for p in units],
        tags=tags_of_units(base, [p.id for p in units]),
        top=_TOP,
        weights=base.link_weights,
        statistics=statistics,
    )
    # Verbatim links beyond `top` are kept by link_units; here the first is the counterpart.
    return link_records(linked.table.filter(pc.equal(linked.table["rank"], 1)).drop_columns("rank"))


def _pairs(
    base: Base,
    links: Sequence[Link],
    ours: Sequence[Provision],
    theirs: Sequence[Provision],
    min_score: float,
) -> list[Pair]:
    a, b = {p.id: p for p in ours}, {p.id: p for p in theirs}
    found: dict[tuple[ProvisionId, ProvisionId], Link] = {}
    for link in links:
        one, other = (link.source, link.target)[:: 1 if link.source in a else -1]
        if link.score >= min_score:
            found.setdefault((one, other), link)
    pairs = []
    queries: dict[str, Query] = {}
    for (one, other), link in found.items():
        unit, counterpart = a[one], b[other]
        if one not in queries:
            statistics = statistics_of(base, unit.language)
            topics = unit_topics(base, [one])[one]
            queries[one] = Query(unit.text, unit.language, statistics, topics)
        spoken = unit_topics(base, [other])[other]
        reasons = queries[one].explain(counterpart.text, link.reasons.signals, spoken)
        pairs.append(
            Pair(a=unit, b=counterpart, score=link.score, relation=link.relation, reasons=reasons)
        )
    order = {p.id: n for n, p in enumerate([*ours, *theirs])}
    return sorted(pairs, key=lambda p: (-p.score, order[p.a.id], order[p.b.id]))


def _share(units: Sequence[Provision], paired: Set[str]) -> float:
    """The part of the units' words that stand in paired ones; NaN without words."""
    lengths = {p.id: len(words(p.text)) for p in units}
    total = sum(lengths.values())
    held = sum(length for unit, length in lengths.items() if unit in paired)
    return held / total if total else float("nan")


def _note(a: Sequence[Provision], b: Sequence[Provision]) -> str:
    if not a or not b:
        return "One of the two documents has no linkable unit."
    ours, theirs = ({primary(p.language) for p in units} for units in (a, b))
    if not ours & theirs:
        return (
            f"The documents are in different languages ({', '.join(sorted(ours))};"
            f" {', '.join(sorted(theirs))}); units are compared within a language only."
        )
    return ""
