"""PDF with a text layer: pages become one text, what is printed around it taken out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as native

from comity.documents.content import Content, plain_lines, readable_share, too_long
from comity.documents.formats.pdf_furniture import Sheet, find_furniture
from comity.documents.formats.pdf_glyphs import Page, Run, read_page
from comity.documents.formats.pdf_lines import Line, build_lines
from comity.documents.formats.pdf_notes import body_size, find_notes
from comity.documents.formats.pdf_paragraphs import Group, group_lines
from comity.documents.formats.pdf_text import Writer
from comity.documents.limits import Limits
from comity.errors import FormatError, LimitError, NoTextError
from comity.records import Notice, Removed

_END_BYTES = 4096  # where the end mark must be; all 38 PDFs of the corpus have it in the last 2048
_MIN_CHARACTERS = 25  # on a page, below which it counts as one without text
_RULE = re.compile(r"^[_\u2014\u2015\u2500=*\s]{5,}$")  # a ruled line made of characters
_MIN_READABLE = 0.9  # share of the characters that must be readable


def read_pdf(data: bytes, limits: Limits) -> Content:
    """The text of a PDF in reading order, its paragraphs as blocks, its footnotes last.

    Lines stay as they are printed, but words broken at line ends are made
    whole; what is printed around the text (running headers and footers, page
    numbers, type along the margin) goes to `removed`. `indent` of a block is
    its left edge in points.

    Raises:
        FormatError: no PDF, damaged, or locked by a password.
        NoTextError: a scan, without a text layer.
        LimitError: more pages or characters than the limits allow.
    """
    document = _open(data)
    try:
        pages = _pages(document, limits)
        title = _title(document)
    finally:
        document.close()
    empty = [page.number for page in pages if page.characters < _MIN_CHARACTERS]
    _require_text(pages, empty)
    return replace(_content(pages, limits), title=title, notices=_notices(pages, empty))


def _open(data: bytes) -> pdfium.PdfDocument:
    if b"%PDF-" not in data[:1024]:
        raise FormatError(
            "The file does not begin as a PDF does.",
            hint="Look at it in a text editor: it may be a web page saved under this name.",
        )
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == native.FPDF_ERR_PASSWORD:
            raise FormatError(
                "The PDF is locked by a password.",
                hint="Save an unlocked copy, or fetch the text from its publisher.",
            ) from error
        if code == native.FPDF_ERR_SECURITY:
            raise FormatError(
                "The PDF is encrypted in a way that cannot be opened.",
                hint="Save an unlocked copy, or fetch the text from its publisher.",
            ) from error
        raise FormatError(
            "The PDF is damaged or cut short.", hint="Fetch it again from where it was published."
        ) from error
    # What is left of a file that was cut short is often repaired, without its last pages.
    if b"%%EOF" not in data[-_END_BYTES:]:
        document.close()
        raise FormatError(
            "The PDF is cut short: the mark at its end is missing.",
            hint="Fetch it again; if a viewer shows all of it, save it anew from there.",
        )
    return document


def _pages(document: pdfium.PdfDocument, limits: Limits) -> list[Page]:
    count = len(document)
    if count > limits.max_pages:
        raise LimitError(
            f"The PDF has {count} pages; the limit is {limits.max_pages}.",
            hint="Cut the file into parts, one document each.",
        )
    pages = []
    characters = 0
    for index in range(count):
        try:
            page = document[index]
        except pdfium.PdfiumError as error:
            raise FormatError(
                f"Page {index + 1} of {count} of the PDF cannot be read.",
                hint="The file is damaged; fetch it again from where it was published.",
            ) from error
        try:
            pages.append(read_page(page, index + 1))
        finally:
            page.close()
        characters += pages[-1].characters
        if characters > limits.max_chars:
            raise too_long(limits)
    return pages


def _require_text(pages: Sequence[Page], empty: Sequence[int]) -> None:
    count = len(pages)
    if count and len(empty) < count:
        sample = "".join(run.text for page in pages for run in page.runs)
        if readable_share(sample) >= _MIN_READABLE:
            return
        raise NoTextError(
            f"The letters of this PDF of {count} pages cannot be told: its fonts name none.",
            hint="Run optical character recognition (OCR) on it, or find another copy.",
        )
    raise NoTextError(
        f"The {count} pages of this PDF hold {sum(page.characters for page in pages)} characters"
        " of text: they are pictures or blank.",
        hint="Run optical character recognition (OCR) on it first, e.g. `ocrmypdf`.",
    )


def _title(document: pdfium.PdfDocument) -> str:
    """The title that the file states, if it reads like one."""
    title = " ".join(plain_lines(document.get_metadata_value("Title")).split())
    words = re.findall(r"[^\W\d_]{2,}", title)
    machine = re.search(
        r"\.(?:docx?|pdf|indd|pptx?|qxd|xlsx?)\b|\*\*\*|^(?:untitled|microsoft)|"
        r"^powerpoint",
        title,
        re.IGNORECASE,
    )
    is_title = len(words) >= 3 or (len(words) >= 1 and len(title) >= 12 and " " in title)
    return title if is_title and not machine else ""


def _notices(pages: Sequence[Page], empty: Sequence[int]) -> tuple[Notice, ...]:
    if not empty:
        return ()
    return (
        Notice(
            "pages-without-text",
            f"{len(empty)} of {len(pages)} pages hold no text (pictures or blanks):"
            f" {_ranges(empty)}.",
        ),
    )


def _ranges(numbers: Sequence[int]) -> str:
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(f"{p[0]}-{p[-1]}" if len(p) > 1 else str(p[0]) for p in parts)


def _content(pages: Sequence[Page], limits: Limits) -> Content:
    sheets = [
        Sheet(page.number, page.height, tuple(build_lines(page.runs, page.number)))
        for page in pages
    ]
    furniture = find_furniture(sheets)
    removed = [
        Removed(text=line.text, reason=why, page=line.page) for line, why in furniture.items()
    ]
    for sheet in sheets:
        for line in sheet.lines:
            if line not in furniture and _RULE.match(line.text):
                furniture[line] = "rule"
                removed.append(Removed(text=line.text, reason="rule", page=line.page))
    for page in pages:
        removed += _along_margin(page)
    removed.sort(key=lambda r: r.page or 0)
    sheets = [replace(s, lines=tuple(n for n in s.lines if n not in furniture)) for s in sheets]
    size = body_size(sheets)
    notes = find_notes(sheets, size)
    noted = {line for note in notes for line in note.lines}
    body = [_reading_order([n for n in s.lines if n not in noted]) for s in sheets]
    groups = group_lines(body, size)
    writer = Writer(limits, [line for s in sheets for line in s.lines])
    for group in groups:
        writer.add(group)
    for note in notes:
        writer.add(Group(tuple(note.lines), "footnote"))
    return Content(
        text=writer.text(),
        blocks=tuple(writer.blocks),
        page_starts=writer.page_starts(len(pages)),
        removed=tuple(removed),
    )


def _reading_order(lines: list[Line]) -> list[Line]:
    """Pieces of a page that are painted late but stand above all the rest go first."""
    pieces: list[list[Line]] = []
    for line in lines:
        if pieces and line.y >= pieces[-1][-1].y - 0.5 * line.size:
            pieces[-1].append(line)
        else:
            pieces.append([line])
    placed: list[list[Line]] = []
    for piece in pieces:
        bottom = max(line.y for line in piece)
        at = len(placed)
        while at and all(bottom < line.y - 0.5 * line.size for line in placed[at - 1]):
            at -= 1
        placed.insert(at, piece)
    return [line for piece in placed for line in piece]


def _along_margin(page: Page) -> Iterable[Removed]:
    """The type set along the margin, as one piece; its runs are single letters or whole lines."""
    text = ""
    last: Run | None = None
    for run in page.runs:
        if run.upright:
            continue
        near = last and abs(run.x0 - last.x0) < 1 and abs(run.y - last.y) < 1.5 * run.size
        text += run.text if near and not run.spaced else f" {run.text}"
        last = run
    if text:
        yield Removed(text=text.strip(), reason="margin text", page=page.number)
