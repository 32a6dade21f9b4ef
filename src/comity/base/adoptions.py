"""The graph of adoption: which texts took words from which, over all with a date of adoption."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from comity.base.dates import first_day
from comity.base.lineage import (
    COMMONEST,
    LEAST_STRETCH,
    LEAST_WORDS,
    PASSAGE,
    before_both,
    by_adoption,
    is_adoption,
    order_of,
    places_of_stretch,
    texts_in,
)
from comity.links import Counted, Runs, Shared, Units
from comity.links.reuse import RUN_WORDS, run_length
from comity.records import AdoptionGraph, AdoptionLink, LineageText
from comity.text.tokens import is_unspaced

if TYPE_CHECKING:
    from comity.base.base import Base


def adoption_graph(base: Base, *, works: Mapping[str, str] | None = None) -> AdoptionGraph:
    """Which texts took words from which, by the rules of `comity.base.lineage`.

    Args:
        base: an open base.
        works: document id -> work, as for `lineage`.

    Returns:
        For each pair of works the two documents of which the later has most words of
        the earlier. Numbers of words are thresholds for scripts with spaces; in others they
        are doubled.
    """
    told: list[LineageText] = []
    links: list[AdoptionLink] = []
    undated = 0
    for language in base.languages():
        texts, _, units = texts_in(base, language, works)
        dated = [at for at in by_adoption(texts, range(len(texts))) if texts[at].words]
        undated += sum(text.words > 0 for text in texts) - len(dated)
        told += [texts[at] for at in dated]
        links += _best_of_works(_links(texts, units, dated, language))
    return AdoptionGraph(
        texts=tuple(sorted(told, key=lambda t: (first_day(t.date), t.document_id))),
        links=tuple(
            sorted(links, key=lambda k: (-k.words, k.earlier.document_id, k.later.document_id))
        ),
        undated=undated,
        run=RUN_WORDS,
        passage=PASSAGE,
        commonest=COMMONEST,
        least_stretch=LEAST_STRETCH,
        least_words=LEAST_WORDS,
    )


def _links(
    texts: Sequence[LineageText], units: Units, dated: Sequence[int], language: str
) -> Iterator[AdoptionLink]:
    factor = 2 if is_unspaced(language) else 1
    size = run_length(language)
    runs = Runs(units, dated, size=size, passage=PASSAGE * factor, commonest=COMMONEST)
    wanted = set(dated)
    for later in sorted(dated):
        shared = Shared(runs, later)
        found = {}
        for other in shared.others(places_of_stretch(size, factor)):
            if other in wanted and is_adoption(counted := shared.counted(other), factor):
                found[other] = counted
        near = by_adoption(texts, list(found))
        for other, counted in found.items():
            direction, _ = order_of(texts[later], texts[other])
            if direction == "from" or (direction == "undecided" and other < later):
                before = before_both(shared, (later, other), counted.words, texts, near)
                yield _link(texts[other], texts[later], counted, before, direction == "from")


def _link(
    earlier: LineageText,
    later: LineageText,
    counted: Counted,
    before: tuple[LineageText, int] | None,
    decided: bool,
) -> AdoptionLink:
    return AdoptionLink(
        earlier=earlier,
        later=later,
        decided=decided,
        words=counted.words,
        share=counted.words / later.words,
        earlier_words=counted.other_words,
        earlier_share=counted.other_words / earlier.words,
        stretch=counted.stretch,
        before=before[0] if before else None,
        before_words=before[1] if before else 0,
    )


def _best_of_works(links: Iterator[AdoptionLink]) -> list[AdoptionLink]:
    """Of the links between two works the one with most words; of several the earliest."""
    best: dict[tuple[str, str], AdoptionLink] = {}
    for link in links:
        one, other = sorted((link.earlier.work_id, link.later.work_id))
        known = best.get((one, other))
        if known is None or _rank(link) < _rank(known):
            best[one, other] = link
    return list(best.values())


def _rank(link: AdoptionLink) -> tuple[int, int, int, str, str]:
    dates = first_day(link.earlier.date), first_day(link.later.date)
    return (-link.words, *dates, link.earlier.document_id, link.later.document_id)
