"""What a document does not say in its catalogue, taken from the text itself and marked so."""

from __future__ import annotations

import re
from pathlib import PurePath

from comity.documents.catalogue import language_tag
from comity.documents.content import Content, readable_share
from comity.documents.dates import written_date
from comity.errors import NoTextError
from comity.records import Notice
from comity.text.language import LANGUAGES, detect_language

_TITLE_BLOCKS = 5
_MAX_TITLE = 200
_TOP = 1200  # characters from the start in which a text states its own date
_DATE_LINE = 160  # characters: a date within a longer line is about something else
_LANGUAGE_SUFFIX = re.compile(r"\.([a-z]{2,3}(?:-[A-Za-z]{2,4})?)$")
_SURE = 0.5  # confidence below which a declared language goes before a detected one
_LABELLED = re.compile(
    r"""\(?(?:\d+(?:\.\d+)*|[ivxIVX]+|[a-zA-Z])[.)\u3001]\s   # 1. (a) II. 1.2)
      | (?:article|art\.|section|sec\.|principle|rule|recital|chapter|chapitre|principe
        |artículo|principio|capítulo|статья|принцип|глава|المادة|المبدأ|الفصل)\s+(?:\d|[ivxlc]+\b|premi|prim|unique|المادة|ال)
      | 第[\d〇零一二三四五六七八九十百]+[条條章节節] | [一二三四五六七八九十]+、 | §\s*\d""",
    re.IGNORECASE | re.VERBOSE,
)
_CERTAIN = 0.9  # confidence from which a detected language goes before a file name's
_ENOUGH = 200  # characters below which detection is not asked to correct a file name


def title_of(content: Content, path: PurePath) -> str:
    """The title that the format states, else the first heading or short line, else the name."""
    if content.title and not _is_file_name(content.title):
        return " ".join(content.title.split())[:_MAX_TITLE]
    top = content.blocks[:_TITLE_BLOCKS]
    for block in sorted(top, key=lambda b: (b.kind != "heading", b.span.start)):
        line = " ".join(block.span.of(content.text).split("\n", 1)[0].split())
        if _LABELLED.match(line) and block.kind != "heading":
            continue  # the first provision of a text without a title is not its title
        if any(c.isalpha() for c in line) and (block.kind == "heading" or len(line) <= _MAX_TITLE):
            return line[:_MAX_TITLE]
    return stem_of(path)[0]


def _is_file_name(title: str) -> bool:
    return bool(re.fullmatch(r"\S+\.(?:docx?|pdf|html?|xml|indd|rtf|txt|pptx?)", title, re.I))


def stem_of(path: PurePath) -> tuple[str, str]:
    """(file name without its endings, language that it states or "")."""
    stem = path.name
    for _ in range(2):
        stem = re.sub(
            r"\.(?:pdf|x?html?|doc[xm]|f?odt|ott|rtf|xml|akn|md|markdown|te?xt|listing|csv)$",
            "",
            stem,
            flags=re.I,
        )
    match = _LANGUAGE_SUFFIX.search(stem)
    language = language_tag(match[1])[0] if match else ""
    if language.split("-")[0] not in LANGUAGES:
        language = ""  # an ending such as ".exe" or ".gov"
    return stem, language


def date_of(content: Content) -> str:
    """The date that the format states, or the only one that lines at the top state."""
    if content.date:
        return content.date
    found = set()
    for line in content.text[:_TOP].split("\n")[:-1] or [content.text[:_TOP]]:
        if len(line) <= _DATE_LINE:
            date, _ = written_date(line)
            if date:
                found.add(date)
    full = {date for date in found if len(date) == 10} or found
    return full.pop() if len(full) == 1 else ""


def language_of(content: Content, path: PurePath) -> tuple[str, list[Notice]]:
    """The language by the file's name, else as detected, else as the file declares.

    A name goes by what the text shows when that is beyond doubt: `act.uk.pdf`
    may be British, and no Ukrainian.
    """
    named = stem_of(path)[1]
    detected, confidence = detect_language(content.text)
    if named and named.split("-")[0] == detected:
        return named, []
    doubtful = confidence < _CERTAIN or len(content.text) < _ENOUGH
    if named and doubtful:
        return named, []
    if named:
        message = f"The file's name says {named!r}; the text is {detected!r}, and is taken as that."
        return detected, [Notice(code="language-differs", message=message)]
    declared, _ = language_tag(content.language)
    if declared and (confidence < _SURE or declared.split("-")[0] == detected):
        return declared, []
    if confidence < _SURE:
        message = f"The language was taken to be {detected!r}, with confidence {confidence:.2f}."
        return detected, [Notice(code="language-guessed", message=message)]
    return detected, []


def check_readable(content: Content) -> list[Notice]:
    """A notice on characters that cannot be read.

    Raises:
        NoTextError: more than half of the characters cannot be read.
    """
    share = readable_share(content.text)
    if share < 0.5:
        raise NoTextError(
            f"Only {share:.0%} of the characters can be read.",
            hint="Its letters were lost when it was made; recognise them (OCR) or fetch it anew.",
        )
    notices = []
    if share < 1:
        bad = round((1 - share) * sum(map(len, content.text.split())))
        message = f"{bad} characters cannot be read (U+FFFD or private use)."
        notices.append(Notice(code="unreadable-characters", message=message))
    return notices
