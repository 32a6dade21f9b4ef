"""Which texts took words over from which: words counted once, texts ordered by adoption.

A word counts as taken over when it lies in a run of five words (eight characters in
scripts written without spaces) that the other text has too, and in a provision that shares
more than a phrase with it. A run that stands in many works is a formula of the trade, and
tells nothing about any two of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from comity.base.dates import first_day, last_day
from comity.links import Counted, Runs, Shared, Units
from comity.links.reuse import run_length
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

#: What a provision must share so that its words count: so many in one stretch, or so many in
#: all if they are three tenths of it. In two long texts runs of five or six words coincide
#: hundreds of times ("to ensure that AI is"): of 365 words of the AI Act that stand in the US
#: Executive Order 14110, 40 are a passage, one that was taken over.
PASSAGE = 10

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
    texts, ids, units = texts_in(base, primary(entry.language), works)
    number = [text.document_id for text in texts].index(entry.id)
    factor = 2 if is_unspaced(entry.language) else 1
    size = run_length(entry.language)
    shared = Shared(
        Runs(units, [number], size=size, passage=PASSAGE * factor, commonest=COMMONEST), number
    )
    found, short = _by_work(shared, texts, size, factor)
    own = {str(p.id): p for p in base.provisions(entry.id) if p.linkable}
    dated = by_adoption(texts, [other for documents in found for _, other in documents])
    adoptions = []
    for documents in found:
        counted, other = documents[0]
        adoptions.append(
            _adoption(
                (texts[number], texts[other]),
                counted,
                before=before_both(shared, (number, other), counted.words, texts, dated),
                passages=_passages(shared, other, ids, own),
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
        passage=PASSAGE * factor,
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


def texts_in(
    base: Base, language: str, works: Mapping[str, str] | None = None
) -> tuple[list[LineageText], list[str], Units]:
    """The texts in a language (a primary subtag), and the ids and the words of their units."""
    entries = [e for e in base.documents() if primary(e.language) == language]
    told = works or {}
    work_of = [WorkId(told.get(str(e.id), str(e.work_id))) for e in entries]
    ids, units = _units(base, entries, work_of)
    texts = [
        _text(e, work, int(words))
        for e, work, words in zip(entries, work_of, units.totals, strict=True)
    ]
    return texts, ids, units


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


def is_adoption(counted: Counted, factor: int) -> bool:
    """Whether so much is shared that it tells something; `factor` 2 where characters count."""
    return counted.stretch >= LEAST_STRETCH * factor and counted.words >= LEAST_WORDS * factor


def places_of_stretch(size: int, factor: int) -> int:
    """Places at which a run of `size` words begins in the shortest stretch of an adoption."""
    return LEAST_STRETCH * factor + 1 - size


def _by_work(
    shared: Shared, texts: Sequence[LineageText], size: int, factor: int
) -> tuple[list[list[tuple[Counted, int]]], int]:
    """For each work that shares enough its documents, the one that stands for it first.

    And how many works share runs, but not enough.
    """
    enough: dict[str, list[tuple[Counted, int]]] = {}
    short = set()
    near = set(shared.others(places_of_stretch(size, factor)))
    for other in shared.others():
        work = texts[other].work_id
        short.add(work)
        if other in near and is_adoption(counted := shared.counted(other), factor):
            enough.setdefault(work, []).append((counted, other))
    for documents in enough.values():
        documents.sort(key=lambda d: (-d[0].words, first_day(texts[d[1]].date) or _NO_DAY, d[1]))
    return list(enough.values()), len(short - set(enough))


def by_adoption(texts: Sequence[LineageText], found: Sequence[int]) -> list[int]:
    """Those of some texts that have a date of adoption, the earliest first."""
    dated = [at for at in found if texts[at].date_kind == "adoption" and first_day(texts[at].date)]
    return sorted(dated, key=lambda at: (last_day(texts[at].date), at))


def before_both(
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
    shared: Shared, other: int, ids: Sequence[str], own: Mapping[str, Provision]
) -> Iterator[Passage]:
    for taken in shared.taken(other):
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
