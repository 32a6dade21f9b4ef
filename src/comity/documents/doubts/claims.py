"""Texts that are not what their catalogue offers them as."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.documents.doubts.evidence import is_claimed, quoted
from comity.documents.doubts.gaps import missing_numbers
from comity.documents.doubts.genres import (
    article,
    names_press_release,
    press_release,
    reply,
    summary,
)
from comity.records import Document, Notice
from comity.text.stopwords import STOPWORDS

_INSTRUMENT_KINDS = frozenset(
    ("treaty", "law", "bill", "regulation", "resolution", "declaration", "principles", "standard")
)
_OTHER_KINDS = frozenset(("strategy", "guidance", "commitment", "speech", "other"))
# Titles that name an instrument, and titles that name something about one.
_NAMES_INSTRUMENT = re.compile(
    r"""\b(?:recommendation|regulation|directive|convention|treaty|protocol|covenant|act|law|statute
        |resolution|declaration|executive\s+order|decree|ordinance|charter|principles|agreement|constitution
        |règlement|loi|décret|recommandation|traité|résolution|déclaration|arrêté|ordonnance|charte|accord
        |reglamento|ley|decreto|recomendación|convenio|convención|tratado|resolución|declaración|carta
        |regulamento|lei|recomendação|convenção|regolamento|legge|raccomandazione|convenzione|trattato
        |\w*verordnung|\w*gesetz|empfehlung|übereinkommen|\w*vertrag|richtlinie|entschließung|erklärung
        |закон|указ|постановление|рекомендация|конвенция|договор|резолюция|декларация|соглашение|кодекс
        |undang-undang|peraturan|pojk|keputusan|perjanjian|deklarasi|ustawa|rozporządzenie|kanun|yönetmelik)\b
      |قانون|مرسوم|توصية|اتفاقية|معاهدة|قرار|إعلان|لائحة|ميثاق|نظام
      |法$|条例|办法|规定|公约|条约|决议|宣言|建议书|法律|規則|条約|勧告|법$|협약|규칙""",
    re.IGNORECASE | re.VERBOSE,
)
_ABOUT_ONE = re.compile(
    r"""\b(?:report|guid(?:e|ance|elines?|ebook)|commentary|explanatory|companion|fact\s?sheet|faqs?|q\s?&\s?a
        |press|news|release|statement|summary|overview|abstract|article|brief|briefing|reply|response|input
        |submission|comments?|speech|remarks|letter|what\s+(?:is|are)|explained|analysis|study|paper|handbook
        |toolkit|introduction|notes?|page|website|memo(?:randum)?|plan|roadmap|excerpts?|extracts?|strategy
        |rapport|lignes\s+directrices|commentaire|résumé|communiqué|lettre|avis|discours|stratégie|extraits?
        |informe|directrices|guía|comentario|resumen|comunicado|carta\s+(?:a|de)\s|respuesta|discurso|estrategia
        |bericht|leitlinien|kommentar|zusammenfassung|mitteilung|stellungnahme|rede|strategie|auszug
        |доклад|отчет|руководство|комментарий|обзор|пресс-?релиз|письмо|стратегия|речь|выдержки
        |laporan|panduan|ringkasan|siaran|surat|strategi|sambutan)\b
      |تقرير|دليل|ملخص|بيان|رسالة|كلمة|استراتيجية|报告|指南|解读|摘要|新闻|讲话|战略|说明|节选""",
    re.IGNORECASE | re.VERBOSE,
)
_NAMES_PART = re.compile(
    r"""\b(?:sections?|secs?\b|titles?|parts?|chapters?|subtitle|division|articles?|annex(?:es)?|appendix
        |schedule|excerpts?|extracts?|chapitre|annexe|artículos?|capítulo|anexo|abschnitt|anhang|глава
        |приложение|статья|pasal|bab|lampiran)\b|§|第.{1,4}[章条節节]|附件|附录|المادة|الفصل|ملحق""",
    re.IGNORECASE | re.VERBOSE,
)
_LABELLED = re.compile(
    r"""\n[^\w\n]{0,12}(?:(?:article|art|section|sec|clause|regulation|rule|principle|recital|chapter|part|title
        |annex|schedule|chapitre|titre|artículo|artigo|articolo|artikel|capítulo|título|disposición|abschnitt
        |статья|глава|раздел|пункт|pasal|bab|rozdział|madde|artykuł)s?\b\.?\s*(?:[\dIVXLC]|[A-Z]\b|\w+\W*\n)
      |§+\s*\d|art\.?\s?\d|第\s?[\d〇零一二三四五六七八九十百]+\s?[条條章节節項]|제\s?\d+\s?[조장]|المادة|مادة|الفصل|الباب
      |\(?\d{1,3}[.):、]|\([a-zA-Zivx\d]{1,4}\)|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）
      |[\u0660-\u0669]+\s?[-.)–]|[•▪●–—*-]\s)""",
    re.IGNORECASE | re.VERBOSE,
)
_OPERATIVE = re.compile(
    r"\b(?:recommends?|decides?|adopts?|calls\s+(?:up)?on|requests?|urges|resolves?|agrees?|declares?|hereby"
    r"|enacted|ordered|recommande|décide|adopte|invite|recomienda|decide|adopta|pide|acuerda|resuelve|empfiehlt"
    r"|beschließt|рекомендует|постановляет|решает|призывает|shall|must|should)\b"
    r"|تقرر|توصي|تدعو|يجب|決定|建议|决定|通过|应当|memutuskan|menetapkan",
    re.IGNORECASE,
)
_SHORTEST = {"treaty": 2000, "law": 350, "regulation": 500, "resolution": 600, "declaration": 400}
_WORD = re.compile(r"[^\W\d_]{4,}")
_WIDE = re.compile("[\u3040-\u9fff\uac00-\ud7af]")
_WIDE_RUN = re.compile("[\u3040-\u9fff\uac00-\ud7af]{2,}")
_NEAR_TOP = 4000
_ABBREVIATED = re.compile(r"\b(?:ai|ia|ki|ии)\b")  # stands for the words that follow
_SPELT_OUT_WORDS = """
    artificial intelligence intelligenza artificiale inteligencia intelligence artificielle
    künstliche künstlichen intelligenz искусственный искусственного интеллект интеллекта
    inteligência kecerdasan artifisial
"""
_SPELT_OUT = frozenset(_SPELT_OUT_WORDS.split())
_MIN_TELLING = 3  # words that a title must have for their absence to say something
# Of the titles of instruments/ none lacks more than 17 % of its words, of AGORA's 2 % lack more
# than this (texts whose head was cut off); of titles given to another text, 28 and 65 % do.
_ABSENT_SHARE = 0.66
_TITLE = 400  # characters of a title that are looked at
_STEM = 5  # letters of a word that must agree, whatever its ending
# Words of titles that say little of what a text is about.
_GENERIC_WORDS = """
    act bill law code rules regulation regulations directive order resolution recommendation
    convention treaty declaration principles guidelines guidance strategy policy national
    international federal state council commission parliament government official journal part
    section title chapter version final draft adopted amended annex document text full
    european union united nations states general assembly house senate file offered english
    translation provisional ministry department office republic people
"""
_GENERIC = frozenset(_GENERIC_WORDS.split())


def mismatches(document: Document, stated_title: str) -> list[Notice]:
    """One notice that gathers what speaks against the catalogue's word for a text.

    Without a catalogue nobody claims anything; then only gaps in the numbers
    of paragraphs are told.
    """
    missing = "" if _NAMES_PART.search(document.title[:_TITLE]) else missing_numbers(document)
    if not is_claimed(document):
        if not missing:
            return []
        message = f"Parts seem to be missing: {missing}. Fetch the full text."
        return [Notice(code="numbers-missing", message=message)]
    reasons = list(_genre_reasons(document, stated_title))
    if missing:
        reasons.append(missing)
    if not reasons:
        reasons += _structure_reasons(document)
    if not reasons:
        reasons += _title_reasons(document, stated_title)
    if not reasons:
        return []
    message = (
        f"It is offered as {quoted(document.title)}{_kind_words(document)}, but"
        f" {'; '.join(reasons)}. Look at the file; fetch the instrument itself, or give this text"
        " its own title and kind."
    )
    return [Notice(code="not-as-claimed", message=message)]


def _kind_words(document: Document) -> str:
    return f", a {document.kind}" if document.kind and document.kind != "other" else ""


def _offers_instrument(document: Document) -> bool:
    """Whether the catalogue offers the text as an instrument rather than as a text about one."""
    if document.kind in _INSTRUMENT_KINDS:
        return True
    if document.kind in _OTHER_KINDS:
        return False
    title = document.title[:_TITLE]
    return bool(_NAMES_INSTRUMENT.search(title)) and not _ABOUT_ONE.search(title)


def _genre_reasons(document: Document, stated_title: str) -> Iterator[str]:
    title = document.title[:_TITLE]
    release = press_release(document)
    if release and not names_press_release(title):
        yield f"it says that it is a press release, {release}"
        return
    if not _offers_instrument(document):
        return
    answer = reply(document)
    if answer:
        yield f"it begins as a reply, letter or submission, {answer}"
        return
    short = summary(document, stated_title)
    if short:
        yield f"it says that it is a summary or extract, {short}"
        return
    yield from article(document)


def _structure_reasons(document: Document) -> Iterator[str]:
    """An instrument in which nothing is numbered, labelled or decided, or that is too short."""
    if not _offers_instrument(document):
        return
    text = document.text
    weight = len(text) + 2 * (0 if text.isascii() else len(_WIDE.findall(text[:4000])))
    shortest = _SHORTEST.get(document.kind, 0)
    if weight < shortest and not _NAMES_PART.search(document.title[:_TITLE]):
        yield f"its {len(text)} characters are few for one"
    elif weight > 400 and document.kind != "principles":
        labelled = any(b.label for b in document.blocks[:400]) or _LABELLED.search(f"\n{text}")
        if not labelled and not _OPERATIVE.search(text):
            yield "no article, section, numbered paragraph or word of decision stands in it"


def _title_reasons(document: Document, stated_title: str) -> Iterator[str]:
    """Hardly any of the telling words of the title near the top of the text."""
    title = document.title[:_TITLE]
    if _NAMES_PART.search(title):
        return
    telling = _telling(title, document.language)
    if len(telling) < _MIN_TELLING:
        return
    removed = " ".join(r.text for r in document.removed[:30])
    top = f"{stated_title} {removed} {document.text[:_NEAR_TOP]}".casefold()
    absent = [word for word in telling if word[:_STEM] not in top]
    if len(absent) > _ABSENT_SHARE * len(telling) and _ABBREVIATED.search(top):
        absent = [word for word in absent if word not in _SPELT_OUT]
    if len(absent) > _ABSENT_SHARE * len(telling):
        shown = ", ".join(quoted(word) for word in absent[:4])
        yield (
            f"{len(absent)} of the {len(telling)} telling words of that title ({shown}) are not"
            " near its top"
        )


def _telling(title: str, language: str) -> list[str]:
    """Words of a title that a text of this language should hold; [] in another script."""
    main = language.split("-", maxsplit=1)[0]
    if main in ("zh", "ja", "ko"):
        runs = _WIDE_RUN.findall(title)
        return [run[i : i + 2] for run in runs for i in range(0, len(run) - 1, 2)]
    words = [w.casefold() for w in _WORD.findall(title)]
    latin = main not in ("ar", "fa", "ur", "ru", "uk", "bg", "sr", "el", "he", "hi", "th")
    if latin != all(w[0] < "\u0250" for w in words):
        return []
    stop = STOPWORDS.get(main, frozenset())
    return list(dict.fromkeys(w for w in words if w not in stop and w not in _GENERIC))
