"""Which texts took words over from which: words counted once, texts ordered by adoption.

A word counts as taken over when it lies in a run of five words (eight characters in
scripts written without spaces) that the other text has too. A run that stands in
many works is a formula of the trade, and tells nothing about any two of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from comity.base.dates import first_day, last_day
from comity.charts.numbers import count_text
from comity.links import Counted, Runs, Shared, Units
from comity.links.reuse import run_length
from comity.locales import Labels
from comity.records import (
    Adoption,
    Direction,
    DocumentId,
    Doubt,
    Lineage,
    LineageText,
    Passage,
    Provision,
    ProvisionId,
    WorkId,
)
from comity.text.tokens import is_unspaced, primary, word_spans

if TYPE_CHECKING:
    from comity.base.answers import DocumentEntry
    from comity.base.base import Base

#: A run that stands in more works than this is common property. Of the 226,000 runs of five
#: words that several texts of the shared corpus have, 800 do: "of this section the secretary".
COMMONEST = 20

#: What makes an adoption: an unbroken stretch as for an adapted link, and words in all.
#: Twice as many characters in scripts written without spaces.
LEAST_STRETCH = 15
LEAST_WORDS = 20

_LEAST_PASSAGE = 10  # words of a provision that are worth showing
_NO_DAY = 99_999_999  # after every date


def lineage(base: Base, name: str, *, works: Mapping[str, str] | None = None) -> Lineage:
    """The texts in the language of a document that share words with it, and who came first.

    Args:
        base: an open base.
        name: a document, by id or by work.
        works: document id -> work, where other works are to be told than those of the
            base: texts that are one need not be compared. Others keep their own.

    Returns:
        Texts of the same work are left out: a version or another format of a text has
        not adopted it. Of another work, the document that shares most words stands
        for all; of several such the earliest.

    Raises:
        UnknownIdError: no such document.
        UsageError: a work of several documents.
    """
    entry = base.entry(name)
    entries = [e for e in base.documents() if primary(e.language) == primary(entry.language)]
    told = works or {}
    work_of = [WorkId(told.get(str(e.id), str(e.work_id))) for e in entries]
    ids, units = _units(base, entries, work_of)
    texts = [
        _text(e, work, int(words))
        for e, work, words in zip(entries, work_of, units.totals, strict=True)
    ]
    number = [e.id for e in entries].index(entry.id)
    factor = 2 if is_unspaced(entry.language) else 1
    size = run_length(entry.language)
    shared = Shared(Runs(units, [number], size=size, commonest=COMMONEST), number)
    found, short = _by_work(shared, texts, factor)
    own = {str(p.id): p for p in base.provisions(entry.id) if p.linkable}
    dated = _dated(texts, [other for documents in found for _, other in documents])
    adoptions = []
    for documents in found:
        counted, other = documents[0]
        adoptions.append(
            _adoption(
                (texts[number], texts[other]),
                counted,
                before=_before(shared, (number, other), counted.words, texts, dated),
                passages=_passages(shared, other, ids, own, _LEAST_PASSAGE * factor),
                documents=tuple(texts[o].document_id for _, o in documents),
            )
        )
    return Lineage(
        text=texts[number],
        adoptions=tuple(
            sorted(adoptions, key=lambda a: (-a.words, -a.other_words, a.other.document_id))
        ),
        common=shared.common_words(),
        short=short,
        run=size,
        commonest=COMMONEST,
        least_stretch=LEAST_STRETCH * factor,
        least_words=LEAST_WORDS * factor,
    )


def order_of(text: LineageText, other: LineageText) -> tuple[Direction, Doubt]:
    """Which of two texts took over from the other, by dates of adoption alone.

    A date known to the year or month stands for all its days: 2024 and 2024-03 tell
    nothing, 2023 and 2024-03 do.
    """
    if not first_day(text.date) or not first_day(other.date):
        return "undecided", "no-date"
    if text.date_kind != "adoption" or other.date_kind != "adoption":
        return "undecided", "other-date"
    if last_day(other.date) < first_day(text.date):
        return "from", ""
    if last_day(text.date) < first_day(other.date):
        return "to", ""
    return "undecided", "same-time"


def _units(
    base: Base, entries: Sequence[DocumentEntry], work_of: Sequence[str]
) -> tuple[list[str], Units]:
    """The units of some documents: ids, and their words."""
    table = base.tables["words"].all()
    numbers = {str(e.id): at for at, e in enumerate(entries)}
    document = np.array(
        [numbers.get(name.partition("/")[0], -1) for name in table["id"].to_pylist()], np.int64
    )
    table = table.filter(document >= 0)
    column = table["words"].combine_chunks()
    starts = np.concatenate(([0], np.cumsum(np.asarray(pc.list_value_length(column)))))
    names = {work: at for at, work in enumerate(sorted(set(work_of)))}
    units = Units(
        codes=np.asarray(column.flatten()).astype(np.int64),
        starts=starts.astype(np.int64),
        documents=document[document >= 0],
        works=np.array([names[work] for work in work_of], np.int64),
    )
    return table["id"].to_pylist(), units


def _text(entry: DocumentEntry, work: WorkId, words: int) -> LineageText:
    return LineageText(
        document_id=entry.id,
        work_id=work,
        title=entry.title,
        publisher=entry.publisher,
        date=entry.date,
        date_kind=entry.date_kind,
        words=words,
    )


def _by_work(
    shared: Shared, texts: Sequence[LineageText], factor: int
) -> tuple[list[list[tuple[Counted, int]]], int]:
    """For each work that shares enough its documents, the one that stands for it first.

    And how many works share runs, but not enough.
    """
    enough: dict[str, list[tuple[Counted, int]]] = {}
    short = set()
    for other in shared.others():
        counted, work = shared.counted(other), texts[other].work_id
        if counted.stretch >= LEAST_STRETCH * factor and counted.words >= LEAST_WORDS * factor:
            enough.setdefault(work, []).append((counted, other))
        else:
            short.add(work)
    for documents in enough.values():
        documents.sort(key=lambda d: (-d[0].words, first_day(texts[d[1]].date) or _NO_DAY, d[1]))
    return list(enough.values()), len(short - set(enough))


def _dated(texts: Sequence[LineageText], found: Sequence[int]) -> list[int]:
    """Those of some texts that have a date of adoption, the earliest first."""
    dated = [at for at in found if texts[at].date_kind == "adoption" and first_day(texts[at].date)]
    return sorted(dated, key=lambda at: (last_day(texts[at].date), at))


def _before(
    shared: Shared,
    pair: tuple[int, int],
    words: int,
    texts: Sequence[LineageText],
    dated: Sequence[int],
) -> tuple[LineageText, int] | None:
    """The earliest text that came before both and has half of the words, and how many it has."""
    one, other = (texts[at] for at in pair)
    if order_of(one, other)[0] == "undecided":
        return None
    works = {one.work_id, other.work_id}
    for earlier in dated:
        if last_day(texts[earlier].date) >= min(first_day(one.date), first_day(other.date)):
            return None
        if texts[earlier].work_id not in works:
            both = shared.both(pair[1], earlier)
            if 2 * both >= words:
                return texts[earlier], both
    return None


def _adoption(
    pair: tuple[LineageText, LineageText],
    counted: Counted,
    *,
    before: tuple[LineageText, int] | None,
    passages: Iterator[Passage],
    documents: tuple[DocumentId, ...],
) -> Adoption:
    text, other = pair
    direction, doubt = order_of(text, other)
    return Adoption(
        other=other,
        direction=direction,
        doubt=doubt,
        words=counted.words,
        other_words=counted.other_words,
        share=counted.words / text.words,
        other_share=counted.other_words / other.words,
        stretch=counted.stretch,
        common=counted.common,
        before=before[0] if before else None,
        before_words=before[1] if before else 0,
        passages=tuple(sorted(passages, key=lambda p: -p.words)),
        documents=documents,
    )


def _passages(
    shared: Shared, other: int, ids: Sequence[str], own: Mapping[str, Provision], least: int
) -> Iterator[Passage]:
    for taken in shared.taken(other):
        if taken.words < least:
            continue
        provision = own[ids[taken.unit]]
        spans = word_spans(provision.text)
        start, end = spans[taken.first][0], spans[taken.first + taken.stretch - 1][1]
        yield Passage(
            provision=provision.id,
            other=ProvisionId(ids[taken.other]),
            words=taken.words,
            start=start,
            end=end,
            text=provision.text[start:end],
        )


def lineage_rules(found: Lineage, labels: Labels) -> tuple[str, ...]:
    """By which rules it was counted, and what was left aside, in words."""
    language = labels.language
    return (
        labels("lineage_rule_words", run=found.run),
        labels(
            "lineage_rule_least",
            words=found.least_words,
            stretch=found.least_stretch,
            short=count_text(found.short, language),
        ),
        labels(
            "lineage_rule_common",
            commonest=found.commonest,
            common=count_text(found.common, language),
        ),
        labels("lineage_rule_dates"),
    )


def lineage_json(found: Lineage) -> dict[str, Any]:
    """As `comity lineage --json` prints it."""
    sides = {"took_over": "from", "taken_over_by": "to", "undecided": "undecided"}
    return {
        "document": _text_json(found.text),
        **{
            name: [_adoption_json(a) for a in found.adoptions if a.direction == direction]
            for name, direction in sides.items()
        },
        "common_words": found.common,
        "works_below": found.short,
        "rules": {
            "run": found.run,
            "commonest": found.commonest,
            "least_stretch": found.least_stretch,
            "least_words": found.least_words,
        },
    }


def _text_json(text: LineageText) -> dict[str, Any]:
    shape = asdict(text)
    return {"id": shape.pop("document_id"), **shape}


def _adoption_json(adoption: Adoption) -> dict[str, Any]:
    before = None
    if adoption.before is not None:
        before = {"document": _text_json(adoption.before), "words": adoption.before_words}
    return {
        "document": _text_json(adoption.other),
        "direction": adoption.direction,
        "doubt": adoption.doubt or None,
        "words": adoption.words,
        "share": adoption.share,
        "other_words": adoption.other_words,
        "other_share": adoption.other_share,
        "stretch": adoption.stretch,
        "common_words": adoption.common,
        "before": before,
        "documents": list(adoption.documents),
        "passages": [asdict(passage) for passage in adoption.passages],
    }
