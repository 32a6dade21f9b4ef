"""Invented coverage of any size: numbers from a hash, so that they are the same everywhere."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

from comity.countries import countries
from comity.records import (
    Adoption,
    AdoptionGraph,
    AdoptionLink,
    Cell,
    Contrast,
    Coverage,
    Direction,
    DocumentId,
    Doubt,
    Group,
    Lineage,
    LineageText,
    Silent,
    TopicCells,
    TopicId,
    WorkId,
)
from comity.topics import shipped_thesaurus

REGIONS = ("African", "Asia-Pacific", "EEG", "GRULAC", "WEOG")
RULES = {
    "en": (
        "A text speaks of a topic when one of its provisions does, or speaks of one below it.",
        "Texts of the European Union count for the Union, not for its members; joint texts"
        " count for each country that adopted them; international texts belong to no country.",
    ),
    "ar": (
        "يتناول النص موضوعًا إذا تناوله أحد أحكامه أو تناول موضوعًا متفرعًا عنه.",
        "تُحسب نصوص الاتحاد الأوروبي للاتحاد لا لأعضائه، وتُحسب النصوص المشتركة لكل بلد"
        " اعتمدها، ولا تُنسب النصوص الدولية إلى أي بلد.",
    ),
    "zh": (
        "文本中有一项条款涉及某主题或其下位主题，即视为该文本涉及该主题。",
        "欧洲联盟的文本计入欧盟而不计入其成员国；联合文本计入每个通过该文本的国家；国际文本不属于任何国家。",
    ),
}


def wilson(hits: float, of: int) -> tuple[float, float]:
    """Wilson 1927, 95 %."""
    z, share = 1.96, hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def number(*parts: object) -> float:
    """0 to 1, from any words."""
    digest = hashlib.sha256("\n".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[:6]) / 2**48


def cell(group: str, of: int, of_countries: int, aim: float, *, unclear: int = 0) -> Cell:
    """A cell with about a share of the texts."""
    if of == 0:
        return Cell(
            group=group,
            documents=0,
            unclear=unclear,
            of=0,
            share=None,
            low=None,
            high=None,
            countries=0,
            of_countries=0,
            share_equal_country=None,
            equal_low=None,
            equal_high=None,
        )
    documents = round(of * aim)
    low, high = wilson(documents, of)
    equal = min(1.0, aim * 1.3 * number(group, aim) + 0.1) if of_countries > 1 else documents / of
    spread = wilson(equal * of_countries, of_countries) if of_countries else (None, None)
    return Cell(
        group=group,
        documents=documents,
        unclear=unclear,
        of=of,
        share=documents / of,
        low=low,
        high=high,
        countries=round(of_countries * equal),
        of_countries=of_countries,
        share_equal_country=equal if of_countries else None,
        equal_low=spread[0],
        equal_high=spread[1],
    )


def topics_of(language: str, most: int = 1000) -> list[tuple[TopicId, str, int]]:
    whole = shipped_thesaurus()
    return [
        (name, whole.label(name, language), len(whole.above[name]))
        for name in sorted(whole.concepts)[:most]
    ]


def coverage(
    by: str,
    groups: Sequence[tuple[str, str, int, int]],
    language: str = "en",
    *,
    topics: Sequence[tuple[TopicId, str, int]] | None = None,
    unreadable: int = 0,
) -> Coverage:
    """Groups are (id, label, works, countries)."""
    chosen = topics_of(language) if topics is None else topics
    made = []
    for name, label, level in chosen:
        aim = number(name) ** 1.5
        cells = tuple(
            cell(
                group,
                works,
                lands,
                min(1.0, max(0.0, aim + 0.3 * (number(name, group) - 0.5))),
                unclear=works // 10,
            )
            for group, _, works, lands in groups
        )
        total = sum(works for _, _, works, _ in groups)
        made.append(
            TopicCells(
                topic=name,
                label=label,
                level=level,
                all=cell("", total, sum(lands for *_, lands in groups), aim),
                cells=cells,
            )
        )
    return Coverage(
        by=by,
        language=language,
        confidence=0.5,
        groups=tuple(
            Group(
                id=name,
                label=label,
                works=works,
                countries=lands,
                unreadable=0,
                words=works * 900,
            )
            for name, label, works, lands in groups
        ),
        topics=tuple(made),
        works=sum(works for _, _, works, _ in groups) + unreadable,
        unreadable=unreadable,
        held=(("USA", 910), ("CHN", 31), ("KEN", 2)),
        rules=RULES.get(language, RULES["en"]),
        version="3f2a9c",
    )


def regions(language: str = "en", *, empty: bool = True) -> Coverage:
    held = (0 if empty else 7, 120, 9, 41, 910)
    lands = (0 if empty else 4, 14, 3, 9, 22)
    names = {
        "ar": (
            "أفريقيا",
            "آسيا والمحيط الهادئ",
            "أوروبا الشرقية",
            "أمريكا اللاتينية والكاريبي",
            "أوروبا الغربية ودول أخرى",
        ),
        "zh": ("非洲", "亚太", "东欧", "拉丁美洲和加勒比", "西欧和其他国家"),
    }.get(
        language,
        (
            "Africa",
            "Asia-Pacific",
            "Eastern Europe",
            "Latin America and the Caribbean",
            "Western Europe and others",
        ),
    )
    return coverage(
        "region", list(zip(REGIONS, names, held, lands, strict=True)), language, unreadable=12
    )


def lands(language: str = "en") -> Coverage:
    groups = []
    for country in countries():
        works = int(60 * number(country.iso3) ** 6)
        groups.append((country.iso3, dict(country.names)[language], works, 1 if works else 0))
    return coverage("country", groups, language)


def publishers(language: str = "en") -> Coverage:
    groups = [(f"p{at}", f"Office number {at}", 3 * at, at % 3) for at in range(12)]
    return coverage("publisher", groups, language)


def years(language: str = "en") -> Coverage:
    held = (1, 2, 3, 0, 9, 30, 41, 38, 62, 110, 204, 170)
    groups = [
        (str(2014 + at), str(2014 + at), works, min(works, 12)) for at, works in enumerate(held)
    ]
    return coverage("year", [*groups, ("unknown", "unknown", 17, 3)], language)


def silent_rows(language: str = "en", most: int = 15) -> list[Silent]:
    rows = []
    for name, label, _ in topics_of(language, most):
        peers = 3 + int(18 * number(name, "peers"))
        low, high = wilson(peers, 22)
        rows.append(
            Silent(
                topic=name, label=label, peers=peers, of=22, share=peers / 22, low=low, high=high
            )
        )
    return sorted(rows, key=lambda row: (-row.share, row.topic))


def contrast_rows(language: str = "en", most: int = 15) -> list[Contrast]:
    rows = []
    for name, label, _ in topics_of(language, most):
        mine, theirs = int(40 * number(name, "a")), int(160 * number(name, "b"))
        ratio = ((mine + 0.5) / 41) / ((theirs + 0.5) / 161)
        spread = 1.96 * math.sqrt(1 / (mine + 0.5) - 1 / 41 + 1 / (theirs + 0.5) - 1 / 161)
        rows.append(
            Contrast(
                topic=name,
                label=label,
                documents=mine,
                of=40,
                other_documents=theirs,
                other_of=160,
                ratio=ratio,
                low=ratio * math.exp(-spread),
                high=ratio * math.exp(spread),
                countries=min(mine, 12),
                of_countries=12,
                other_countries=min(theirs, 28),
                other_of_countries=28,
                share_equal_country=mine / 40,
                other_share_equal_country=theirs / 160,
                equal_ratio=ratio,
                equal_low=ratio * math.exp(-2 * spread),
                equal_high=ratio * math.exp(2 * spread),
            )
        )
    return sorted(rows, key=lambda row: (-row.ratio, row.topic))


def lineage_text(name: str, date: str, kind: str = "adoption", words: int = 1000) -> LineageText:
    return LineageText(
        document_id=DocumentId(name),
        work_id=WorkId(name),
        title=f"Pact of {name}",
        publisher="",
        date=date,
        date_kind=kind,
        words=words,
    )


def adoption(name: str, date: str, direction: Direction, doubt: Doubt = "") -> Adoption:
    words = 20 + int(900 * number(name, "words"))
    return Adoption(
        other=lineage_text(name, date, words=2000),
        direction=direction,
        doubt=doubt,
        words=words,
        other_words=words,
        share=words / 1000,
        other_share=words / 2000,
        stretch=20,
        common=0,
        before=None,
        before_words=0,
        passages=(),
        documents=(DocumentId(name),),
    )


def lineage(adoptions: Sequence[Adoption] | None = None, date: str = "2021-03") -> Lineage:
    made = [
        adoption("lakes", "2019", "from"),
        adoption("hills", "2020-05-04", "from"),
        adoption("rivers", "2023-07-01", "to"),
        adoption("moors", "2022", "undecided", "other-date"),
        adoption("dunes", "", "undecided", "no-date"),
        adoption("woods", "2021", "undecided", "same-time"),
    ]
    chosen = made if adoptions is None else adoptions
    return Lineage(
        text=lineage_text("coast", date),
        adoptions=tuple(sorted(chosen, key=lambda a: -a.words)),
        common=12,
        short=3,
        run=5,
        passage=10,
        commonest=20,
        least_stretch=15,
        least_words=20,
    )


def adoptions(count: int = 4) -> AdoptionGraph:
    texts = [
        lineage_text(name, date)
        for name, date in (
            ("lakes", "2019"),
            ("hills", "2020-05-04"),
            ("coast", "2021-03"),
            ("rivers", "2023-07-01"),
            ("woods", "2023-07-01"),
        )
    ]
    pairs = [(0, 1, True), (1, 3, True), (0, 3, True), (3, 4, False)][:count]
    links = [
        AdoptionLink(
            earlier=texts[one],
            later=texts[other],
            decided=decided,
            words=500 - 100 * at,
            share=0.5 - 0.1 * at,
            earlier_words=300,
            earlier_share=0.3,
            stretch=40,
            before=None,
            before_words=0,
        )
        for at, (one, other, decided) in enumerate(pairs)
    ]
    return AdoptionGraph(
        texts=tuple(texts),
        links=tuple(links),
        undated=7,
        run=5,
        passage=10,
        commonest=20,
        least_stretch=15,
        least_words=20,
    )
