"""A page of quoted principles, each followed by where it was published."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from comity.documents.content import Content, ContentBuilder, plain_lines, too_long
from comity.documents.dates import written_date
from comity.documents.encodings import decode
from comity.documents.limits import Limits
from comity.errors import FormatError, LimitError
from comity.records import Notice

_PUBLISHED_IN = re.compile(r"^Published by (?P<rest>.+ in .+)$", re.DOTALL)
_PUBLISHED = re.compile(r"^Published by (?P<publisher>.+)$", re.DOTALL)
_PRINCIPLE = re.compile(r"^Principle: (?P<document>.+)$", re.DOTALL)
_SECTION = re.compile(r"^(?:Related Principles?|Related)\s*:?$", re.IGNORECASE)
_RULE = re.compile(r"^(?:-{3,}|\*{3,}|_{3,})$")
_LONGEST_ATTRIBUTION = 2_000  # characters
_LONGEST_DATE = 60  # characters
_HEADING = re.compile(r"^#{1,6}\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """One named source of a listing, with every passage quoted from it."""

    title: str
    publisher: str
    date: str  # ISO 8601; "" when the attribution has none
    content: Content  # each passage one `unit` block


@dataclass(frozen=True, slots=True)
class _Attribution:
    title: str
    publisher: str
    date: str


def read_listing(data: bytes, limits: Limits) -> tuple[Quoted, ...]:
    """The documents that a listing quotes, in the order of their first passage.

    A passage is every paragraph since the attribution before it. What stands
    above a rule ("---") at the top of the page, headings marked with "#", and
    the line "Related Principles" belong to the page and are removed.

    Raises:
        FormatError: no attribution, or text after the last one.
        LimitError: more documents or characters than the limits allow.
    """
    decoded = decode(data)
    text = plain_lines(decoded.text).replace("\f", "\n")
    if len(text) > limits.max_chars:
        raise too_long(limits)
    paragraphs = [p.strip() for p in re.split(r"\n[ \t\u00a0]*\n+", text) if p.strip()]
    paragraphs, page_own = _without_frame(paragraphs)
    known = _known_titles(paragraphs)
    builders: dict[_Attribution, ContentBuilder] = {}
    passage: list[str] = []
    removed: list[tuple[str, str]] = [(line, "page heading") for line in page_own]
    place = 0
    while place < len(paragraphs):
        paragraph = paragraphs[place]
        place += 1
        if _SECTION.match(paragraph):
            removed.append((paragraph, "section heading"))
            continue
        found = _attribution(paragraph, paragraphs[place : place + 1], known)
        if found is None:
            passage.append(paragraph)
            continue
        attribution, used, notices = found
        place += used
        if not passage:
            raise FormatError(
                f"No passage stands before the attribution {_short(paragraph)}.",
                hint="Put each attribution right after the passage that it is about.",
            )
        builder = builders.setdefault(attribution, ContentBuilder(limits))
        if len(builders) > limits.max_documents:
            raise LimitError(f"The listing names more than {limits.max_documents} documents.")
        for line, reason in removed:
            builder.remove(line, reason)
        builder.add("\n\n".join(passage), "unit")
        for line in (paragraph, *paragraphs[place - used : place]):
            builder.remove(line, "attribution")
        builder.notices += [n for n in notices if n not in builder.notices]
        passage, removed = [], []
    if passage or not builders:
        what = "The last passage" if builders else "The page"
        raise FormatError(
            f"{what} has no attribution: {_short((passage or [''])[0])}.",
            hint='Let "Published by PUBLISHER in DOCUMENT, DATE" follow each passage.',
        )
    return tuple(
        Quoted(
            title=attribution.title,
            publisher=attribution.publisher,
            date=attribution.date,
            content=replace(
                builder.content(), notices=(*decoded.notices, *builder.content().notices)
            ),
        )
        for attribution, builder in builders.items()
    )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return repr(text if len(text) <= 60 else text[:57] + "...")


def _without_frame(paragraphs: list[str]) -> tuple[list[str], list[str]]:
    """(the page without its own words, these)."""
    rule = next((n for n, p in enumerate(paragraphs) if _RULE.match(p)), None)
    frame: list[str] = []
    first = next((n for n, p in enumerate(paragraphs) if p.startswith("Published by ")), 0)
    if rule is not None and rule < first:
        frame, paragraphs = paragraphs[:rule], paragraphs[rule + 1 :]
    kept = []
    for paragraph in paragraphs:
        if _HEADING.match(paragraph) and "\n" not in paragraph:
            frame.append(paragraph)
        elif not _RULE.match(paragraph):
            kept.append(paragraph)
    return kept, frame


def _known_titles(paragraphs: Sequence[str]) -> frozenset[str]:
    """Titles that a "Principle: DOCUMENT, DATE" line gives without a publisher before them."""
    matches = (_PRINCIPLE.match(p) for p in paragraphs)
    return frozenset(_title_and_date(m["document"])[0] for m in matches if m)


def _attribution(
    paragraph: str, following: Sequence[str], known: frozenset[str]
) -> tuple[_Attribution, int, list[Notice]] | None:
    """(what is attributed, how many further paragraphs say so, doubts); None for a passage."""
    if len(paragraph) > _LONGEST_ATTRIBUTION:
        return None
    principle = _PRINCIPLE.match(paragraph)
    if principle:
        title, date = _title_and_date(principle["document"])
        named = _PUBLISHED.match(following[0]) if following else None
        publisher = _flat(named["publisher"]) if named else ""
        return _Attribution(title, publisher, date), int(named is not None), []
    published = _PUBLISHED_IN.match(paragraph)
    if not published:
        return None
    publisher, stated, notices = _parted(_flat(published["rest"]), known)
    title, date = _title_and_date(stated)
    return _Attribution(title, publisher, date), 0, notices


def _parted(rest: str, known: frozenset[str]) -> tuple[str, str, list[Notice]]:
    """PUBLISHER and DOCUMENT of "PUBLISHER in DOCUMENT": both may hold the word "in"."""
    places = [m.start() for m in re.finditer(r" in (?=\S)", rest)]
    splits = [(rest[:place], rest[place + 4 :]) for place in places]
    for publisher, stated in splits:
        if _title_and_date(stated)[0] in known:
            return publisher, stated, []
    # A title begins with a capital, a digit or a quotation mark, or in a script without case.
    likely = [s for s in splits if not s[1][0].islower()] or splits
    notices = []
    if len(likely) > 1:
        message = f"The publisher in {_short(rest)} was taken to end before the first ' in '."
        notices.append(Notice(code="attribution-unclear", message=message))
    return *likely[0], notices


def _title_and_date(stated: str) -> tuple[str, str]:
    """ "DOCUMENT, DATE" in its two parts; the date must end the line."""
    stated = _flat(stated)
    for comma in (m.start() for m in re.finditer(r"[,，]", stated)):
        if len(stated) - comma > _LONGEST_DATE:
            continue
        tail = stated[comma + 1 :].strip().rstrip(".")
        date, (start, end) = written_date(tail)
        if date and start == 0 and end == len(tail):
            return stated[:comma].strip(), date
        if re.fullmatch(r"\d{4}", tail):
            return stated[:comma].strip(), tail
    return stated, ""


def _flat(text: str) -> str:
    return " ".join(text.split())
