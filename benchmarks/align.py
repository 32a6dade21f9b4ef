"""`python -m benchmarks.align CORPUS_FOLDER`: does each text find its counterpart in the other
version by its text alone?

Every text of one version ranks all texts of the other. Right is the text with the same eId;
a text whose eId the other version lacks ranks nothing, but stays in the way of others. What
could betray the place is taken out first: the label, digits, Roman and Chinese numerals,
letters in brackets, the numbers of articles referred to. Order is not used.

Printed per pair of versions: how many texts rank, and for each signal alone and for all
together the share that rank their counterpart first and the mean reciprocal rank. Equal
values share the mean of their ranks. "wrong" counts, of the pairs believed in by more than one
half, those that are not right. `translation` is what was learnt from the pairs that all signals
together believe in.

The pairs marked "seen" were looked at while parameters were chosen (the weights of the
signals, sharpness, the bound of "no counterpart", the rules of the learnt dictionary); the
others were measured once these stood. The thesaurus was mended on all of these texts, see
docs/topics.md, so that `topics` is flattered everywhere.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from comity.base.align import units_of
from comity.documents import find_sources, read_source
from comity.links.across import Across, Texts, across
from comity.provisions import split_provisions
from comity.records import Provision
from comity.topics import Tagger, shipped_thesaurus

FloatArray = NDArray[np.float64]

_NUMERAL = "一二三四五六七八九十百千零〇两"
_NUMBERS = re.compile(
    rf"第[{_NUMERAL}]+[编章节条款项目]|[（(][{_NUMERAL}\w][)）]|\d+"
    r"|\b[IVXLC]+\b|\b(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})\b|(?<!\S)\w\)"
)


@dataclass(frozen=True)
class Case:
    """Two versions in the corpus."""

    name: str
    one: str  # file, in the corpus
    other: str
    whole: bool = False  # whole articles; else linkable units
    seen: bool = False  # looked at while parameters were chosen


_CHINESE = (
    ("generative AI 2023", "china-genai-interim-measures-2023.zh.html", "1137"),
    ("recommendation 2021", "china-algorithm-recommendation-provisions-2021.zh.md", "266"),
    ("Shenzhen 2022", "china-shenzhen-ai-industry-regulations-2022.zh.md", "1064"),
)
_AI_ACT = ("instruments/eu-ai-act-2024.fr.html", "instruments/eu-ai-act-2024.en.html")
_CETS = tuple(f"instruments/coe-framework-convention-ai-2024.{la}.pdf" for la in ("es", "en"))
CASES = (
    Case("AI Act, fr-en, articles", *_AI_ACT, whole=True, seen=True),
    Case("AI Act, fr-en, units", *_AI_ACT, seen=True),
    Case("CETS 225, es-en, articles", _CETS[0], _CETS[1], whole=True, seen=True),
    Case("CETS 225, es-en, units", _CETS[0], _CETS[1], seen=True),
    *(
        Case(f"{name}, zh-en, {level}", f"instruments/{file}", f"agora/fulltext/{number}.txt",
             whole=level == "articles", seen=level == "articles")
        for level in ("articles", "units")
        for name, file, number in _CHINESE
    ),
    Case("A/RES/78/265, es-en, units", *(
        f"instruments/unga-res-78-265-2024.{la}.pdf" for la in ("es", "en"))),
    Case("Commission guidelines, es-en, units", *(
        f"instruments/ec-guidelines-prohibited-ai-practices-2025.{la}.pdf" for la in ("es", "en"))),
    Case("Ontario's principles, fr-en, units", *(
        f"instruments/ontario-ai-principles-2020.{la}.md" for la in ("fr", "en"))),
)  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """How one signal, or all together, ranks counterparts."""

    texts: int  # that rank
    first: float  # the share of them that rank their counterpart first
    reciprocal: float  # the mean reciprocal rank


def provisions_of(path: Path, language: str) -> list[Provision]:
    """The provisions of a file that holds one document, in the language that its name states."""
    (source,) = find_sources([path]).sources
    (document,) = read_source(source).documents
    return [
        p
        for p in split_provisions(document).provisions
        if document.language.split("-")[0] == language
    ]


def without_numbers(provision: Provision) -> str:
    """Its text without its label and without what could be the number of anything."""
    text = provision.text.strip()
    text = text.removeprefix(provision.label) if provision.label else text
    return _NUMBERS.sub(" ", text)


def texts_of(units: Sequence[Provision], language: str, tagger: Tagger) -> Texts:
    """What is ranked: texts without numbers, with the topics of these texts."""
    texts = [without_numbers(p) for p in units]
    rows = tagger.rows_of(texts, language)
    return Texts(
        language=language,
        texts=texts,
        topics=[{topic: confidence for topic, confidence, _ in found} for found in rows],
    )


def counterparts(a: Sequence[Provision], b: Sequence[Provision]) -> list[tuple[int, int]]:
    """Places of texts with the same eId."""
    places = {p.eid: n for n, p in enumerate(b)}
    return [(n, places[p.eid]) for n, p in enumerate(a) if p.eid in places]


def measured(values: FloatArray, right: Sequence[tuple[int, int]]) -> Measured:
    """How the right text ranks in each row; equal values share the mean of their ranks."""
    ranks = np.array(
        [
            1 + (values[i] > values[i, j]).sum() + ((values[i] == values[i, j]).sum() - 1) / 2
            for i, j in right
        ]
    )
    return Measured(len(ranks), float((ranks == 1).mean()), float((1 / ranks).mean()))


def compared(
    corpus: Path, case: Case, tagger: Tagger
) -> tuple[Across, FloatArray, list[tuple[int, int]], tuple[int, int]]:
    """The two versions of a case valued, what is believed where topics are not known, the
    right pairs, and how many texts each version has.
    """
    languages = case.name.split(", ")[1].split("-")
    sides, units = [], []
    for file, language in zip((case.one, case.other), languages, strict=True):
        found = provisions_of(corpus / file, language)
        if case.whole:
            found = [p for p in units_of(found, "article") if p.kind == "article"]
        else:
            found = [p for p in found if p.linkable]
        units.append(found)
        sides.append(texts_of(found, language, tagger))
    bare = across(*(replace(side, topics=()) for side in sides))
    return across(*sides), bare.believed, counterparts(*units), (len(units[0]), len(units[1]))


def wrong(believed: FloatArray, right: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Pairs believed in by more than one half, of texts that have a counterpart: wrong, and all."""
    rows = [i for i, _ in right]
    pairs = {(int(rows[i]), int(j)) for i, j in np.argwhere(believed[rows] > 0.5)}
    return len(pairs - set(right)), len(pairs)


SIGNALS = ("cognates", "topics", "length", "translation")


def main(corpus: Path) -> None:
    """Print the table."""
    tagger = Tagger(shipped_thesaurus())
    names = ("texts", "seen", "of", "rank", *SIGNALS, "all but topics", "all together", "wrong")
    print(f"| {' | '.join(names)} | seconds |")
    print("|---" * (len(names) + 1) + "|")
    for case in CASES:
        start = time.process_time()
        found, bare, right, sizes = compared(corpus, case, tagger)
        seconds = time.process_time() - start
        cells = []
        for values in (*(found.signals[name] for name in SIGNALS), bare, found.believed):
            result = measured(values, right)
            cells.append(f"{result.first:.3f} ({result.reciprocal:.3f})")
        mistaken = wrong(found.believed, right)
        print(
            f"| {case.name} | {'yes' if case.seen else 'no'} | {sizes[0]}, {sizes[1]}"
            f" | {len(right)} | {' | '.join(cells)} | {mistaken[0]} of {mistaken[1]}"
            f" | {seconds:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
