"""Write the examples that are not plain UTF-8: DOCX, ODT, RTF, PDF, and two older encodings.

Run `python examples/make_texts.py` after an edit in `examples/sources`. The same
sources give the same bytes on every machine: archives are stored without
compression and carry one fixed date, and nothing is read but the sources.

The sources are lines of a small markup: `# `, `## `, `### ` for headings, a
blank line between paragraphs, `1. ` and `(a) ` for paragraphs that the DOCX
numbers by itself, `[^1]` for a footnote and `[^1]: ` for its text, and `|`
where the PDF may break a word at a line's end.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

SOURCES = Path(__file__).parent / "sources"
TEXTS = Path(__file__).parent / "texts"

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_NAMESPACES = f'xmlns:w="{_WORD}" xmlns:r="{_OFFICE}"'
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a source: its role and its words, footnote marks included."""

    role: str  # "title", "heading", "subheading", "number", "letter" or "body"
    text: str


_MARKS = (
    ("# ", "title"),
    ("## ", "heading"),
    ("### ", "subheading"),
    ("1. ", "number"),
    ("(a) ", "letter"),
)


def parse(source: str) -> tuple[list[Paragraph], dict[str, str]]:
    """The paragraphs of a source and its footnotes by mark."""
    paragraphs, notes = [], {}
    for part in filter(None, (part.strip() for part in source.split("\n\n"))):
        if note := re.match(r"\[\^(\d+)\]: ", part):
            notes[note[1]] = part[note.end() :]
            continue
        mark, role = next(((m, r) for m, r in _MARKS if part.startswith(m)), ("", "body"))
        paragraphs.append(Paragraph(role, part[len(mark) :]))
    return paragraphs, notes


# --- DOCX -------------------------------------------------------------------------------------

_STYLES = {"title": "Title", "heading": "Heading1", "subheading": "Heading2"}


def _runs(text: str, rtl: bool) -> str:
    look = "<w:rPr><w:rtl/></w:rPr>" if rtl else ""
    pieces = []
    for piece in re.split(r"(\[\^\d+\])", text):
        if mark := re.fullmatch(r"\[\^(\d+)\]", piece):
            pieces.append(
                '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
                f'<w:footnoteReference w:id="{mark[1]}"/></w:r>'
            )
        elif piece:
            pieces.append(f'<w:r>{look}<w:t xml:space="preserve">{escape(piece)}</w:t></w:r>')
    return "".join(pieces)


def _docx_paragraph(paragraph: Paragraph, rtl: bool) -> str:
    look = ""
    if style := _STYLES.get(paragraph.role):
        look += f'<w:pStyle w:val="{style}"/>'
    if paragraph.role in ("number", "letter"):
        level = 0 if paragraph.role == "number" else 1
        look += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    if rtl:
        look += "<w:bidi/>"
    return f"<w:p><w:pPr>{look}</w:pPr>{_runs(paragraph.text, rtl)}</w:p>"


def _style(identifier: str, name: str, size: int, outline: int | None) -> str:
    level = "" if outline is None else f'<w:outlineLvl w:val="{outline}"/>'
    return (
        f'<w:style w:type="paragraph" w:styleId="{identifier}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="Normal"/><w:pPr><w:keepNext/>{level}</w:pPr>'
        f'<w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>'
    )


def _numbering_level(level: int, form: str, text: str) -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/><w:pPr><w:ind w:left="{567 * (level + 1)}"'
        ' w:hanging="567"/></w:pPr></w:lvl>'
    )


def _docx_parts(source: str, *, header: str, rtl: bool) -> dict[str, str]:
    paragraphs, notes = parse(source)
    body = "".join(_docx_paragraph(paragraph, rtl) for paragraph in paragraphs)
    types = {
        "document": "document.main",
        "styles": "styles",
        "numbering": "numbering",
        "footnotes": "footnotes",
        "header1": "header",
        "footer1": "footer",
    }
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="application/'
        f'vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/>'
        for part, kind in types.items()
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{part.rstrip("1")}" Target="{part}.xml"/>'
        for number, part in enumerate(list(types)[1:], start=1)
    )
    footnotes = "".join(
        f'<w:footnote w:id="{mark}"><w:p><w:r><w:footnoteRef/></w:r>{_runs(" " + text, rtl)}'
        "</w:p></w:footnote>"
        for mark, text in notes.items()
    )
    page_number = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{relations}</Relationships>",
        "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{body}<w:sectPr>"
        '<w:headerReference w:type="default" r:id="rId4"/>'
        '<w:footerReference w:type="default" r:id="rId5"/></w:sectPr></w:body></w:document>',
        "word/styles.xml": f"<w:styles {_NAMESPACES}>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "</w:style>"
        + _style("Title", "Title", 36, None)
        + _style("Heading1", "heading 1", 28, 0)
        + _style("Heading2", "heading 2", 24, 1)
        + "</w:styles>",
        "word/numbering.xml": f"<w:numbering {_NAMESPACES}>"
        '<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>'
        + _numbering_level(0, "decimal", "%1.")
        + _numbering_level(1, "lowerLetter", "(%2)")
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
        "word/footnotes.xml": f"<w:footnotes {_NAMESPACES}>{footnotes}</w:footnotes>",
        "word/header1.xml": f"<w:hdr {_NAMESPACES}><w:p>{_runs(header, rtl)}</w:p></w:hdr>",
        "word/footer1.xml": f"<w:ftr {_NAMESPACES}>{page_number}</w:ftr>",
    }
    return {name: _XML + content for name, content in parts.items()}


def docx(source: str, *, header: str, rtl: bool = False) -> bytes:
    """A Word file: automatic numbering, footnotes, a page header and a page number.

    Args:
        source: the markup described at the head of this module.
        header: what stands at the top of every page.
        rtl: set the paragraphs from right to left.
    """
    return _stored(_docx_parts(source, header=header, rtl=rtl))


def _stored(parts: dict[str, str]) -> bytes:
    """The parts as an archive that is the same on every machine."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 0  # else the archive tells on which system it was made
            archive.writestr(entry, content.encode("utf-8"))
    return out.getvalue()


# --- ODT --------------------------------------------------------------------------------------

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_ODF_NAMES = " ".join(
    f'xmlns:{prefix}="{_ODF}{name}:1.0"'
    for prefix, name in (("office", "office"), ("text", "text"), ("style", "style"))
)
_ODT_LEVELS = {"title": 1, "heading": 2, "subheading": 3}


def _odt_text(text: str, notes: dict[str, str]) -> str:
    def note(match: re.Match[str]) -> str:
        return (
            '<text:note text:note-class="footnote"><text:note-citation>'
            f"{match[1]}</text:note-citation><text:note-body><text:p>{escape(notes[match[1]])}"
            "</text:p></text:note-body></text:note>"
        )

    return re.sub(r"\[\^(\d+)\]", note, escape(text))


def _odt_body(source: str) -> str:
    paragraphs, notes = parse(source)
    parts = []
    begun = False
    for paragraph in paragraphs:
        text = _odt_text(paragraph.text, notes)
        if level := _ODT_LEVELS.get(paragraph.role):
            parts.append(f'<text:h text:outline-level="{level}">{text}</text:h>')
        elif paragraph.role in ("number", "letter"):
            goes_on = ' text:continue-numbering="true"' if begun else ""
            begun = True
            entry = f"<text:list-item><text:p>{text}</text:p></text:list-item>"
            if paragraph.role == "letter":
                entry = f"<text:list-item><text:list>{entry}</text:list></text:list-item>"
            parts.append(f'<text:list text:style-name="L1"{goes_on}>{entry}</text:list>')
        else:
            parts.append(f"<text:p>{text}</text:p>")
    return "".join(parts)


def odt(source: str, *, header: str) -> bytes:
    """An OpenDocument text: automatic numbering, footnotes and a page header.

    Args:
        source: the markup described at the head of this module.
        header: what stands at the top of every page.
    """
    level = '<text:list-level-style-number text:level="{}" style:num-format="{}" {}/>'
    lists = '<text:list-style style:name="L1">' + (
        level.format(1, "1", 'style:num-suffix="."')
        + level.format(2, "a", 'style:num-prefix="(" style:num-suffix=")"')
        + "</text:list-style>"
    )
    mime = "application/vnd.oasis.opendocument.text"
    parts = {
        "mimetype": mime,
        "content.xml": f'{_XML}<office:document-content {_ODF_NAMES} office:version="1.3">'
        f"<office:automatic-styles>{lists}</office:automatic-styles><office:body><office:text>"
        f"{_odt_body(source)}</office:text></office:body></office:document-content>",
        "styles.xml": f'{_XML}<office:document-styles {_ODF_NAMES} office:version="1.3">'
        '<office:automatic-styles><style:page-layout style:name="L"/></office:automatic-styles>'
        '<office:master-styles><style:master-page style:name="Standard" '
        f'style:page-layout-name="L"><style:header><text:p>{escape(header)}</text:p>'
        "</style:header></style:master-page></office:master-styles></office:document-styles>",
        "META-INF/manifest.xml": f'{_XML}<manifest:manifest xmlns:manifest="{_ODF}manifest:1.0" '
        'manifest:version="1.3">'
        + "".join(
            f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
            for path, kind in (("/", mime), ("content.xml", "text/xml"), ("styles.xml", "text/xml"))
        )
        + "</manifest:manifest>",
    }
    return _stored(parts)


# --- RTF --------------------------------------------------------------------------------------


def _rtf_text(text: str) -> str:
    codes = []
    for character in text:
        if character in "\\{}":
            codes.append(f"\\{character}")
        elif character.isascii():
            codes.append(character)
        else:
            codes.append(f"\\u{ord(character)}?")
    return "".join(codes)


def rtf(source: str, *, header: str) -> bytes:
    """An RTF file: headings by style, list numbers as last shown, footnotes, a page header.

    Args:
        source: the markup described at the head of this module.
        header: what stands at the top of every page.
    """
    paragraphs, notes = parse(source)
    lines = [
        r"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0\fcharset0 Times New Roman;}}",
        r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2\outlinelevel1 heading 2;}}",
        rf"{{\header \pard {_rtf_text(header)}\par}}",
    ]
    number = letter = 0
    for paragraph in paragraphs:
        pieces = re.split(r"\[\^(\d+)\]", paragraph.text)
        text = _rtf_text(pieces[0])
        for mark, rest in zip(pieces[1::2], pieces[2::2], strict=True):
            note = _rtf_text(notes[mark])
            text += rf"{{\super\chftn{{\footnote\pard\chftn  {note}}}}}{_rtf_text(rest)}"
        if paragraph.role in ("title", "heading"):
            style = 1 if paragraph.role == "title" else 2
            lines.append(rf"\pard\s{style}\b {text}\b0\par")
            continue
        shown = ""
        if paragraph.role == "number":
            number, letter = number + 1, 0
            shown = rf"{{\listtext {number}.\tab}}"
        elif paragraph.role == "letter":
            letter += 1
            shown = rf"{{\listtext ({chr(ord('a') + letter - 1)})\tab}}"
        lines.append(rf"\pard {shown}{text}\par")
    return ("\n".join(lines) + "}\n").encode("ascii")


# --- PDF --------------------------------------------------------------------------------------

_PAGE = (420, 595)  # A5, in points
_MARGIN = 54
_LINE_CHARS = 58  # at 11 points about 300 of the 312 points between the margins
_LINES = 24  # to a page, its footnotes included


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float = 11
    bold: bool = False


def _wrap(text: str) -> list[str]:
    """Lines of at most `_LINE_CHARS`, words broken with a hyphen where `|` allows it."""
    lines, line = [], ""
    for word in text.split():
        room = _LINE_CHARS - len(line) - (1 if line else 0)
        gap = " " if line else ""
        whole = word.replace("|", "")
        if len(whole) <= room:
            line += gap + whole
            continue
        syllables = word.split("|")
        heads = ["".join(syllables[:count]) for count in range(1, len(syllables))]
        head = next((h for h in reversed(heads) if len(h) < room), "")
        lines.append(f"{line}{gap}{head}-" if head else line)
        line = whole[len(head) :]
    return [*lines, line]


def _lay_out(paragraphs: list[Paragraph], notes: dict[str, str]) -> list[list[_Line]]:
    """The lines of each page; a page that holds a footnote mark ends with the footnote."""
    pages: list[list[_Line]] = []
    lines: list[_Line] = []
    feet: list[_Line] = []
    for paragraph in paragraphs:
        bold = paragraph.role != "body"
        block = [
            _Line(text, 15 if paragraph.role == "title" else 11, bold)
            for text in _wrap(paragraph.text)
        ]
        marks = re.findall(r"\[\^(\d+)\]", paragraph.text)
        foot = [_Line(t, 8) for m in marks for t in _wrap(f"{m} {notes[m]}")]
        if len(lines) + len(block) + len(feet) + len(foot) > _LINES:
            pages.append([*lines, *[_Line("")] * (_LINES - len(lines) - len(feet)), *feet])
            lines, feet = [], []
        lines += [*block, _Line("")]
        feet += foot
    return [*pages, [*lines, *[_Line("")] * (_LINES - len(lines) - len(feet)), *feet]]


def _show(line: _Line) -> bytes:
    """Operators that draw a line where the cursor is, footnote marks raised."""
    font = b"/F2" if line.bold else b"/F1"
    drawn = []
    for piece in re.split(r"(\[\^\d+\])", line.text):
        mark = re.fullmatch(r"\[\^(\d+)\]", piece)
        words = (mark[1] if mark else piece).encode("cp1252")
        words = re.sub(rb"([\\()])", rb"\\\1", words)
        size, rise = (6.5, 4) if mark else (line.size, 0)
        drawn.append(b"%b %g Tf %g Ts (%b) Tj" % (font, size, rise, words))
    return b"\n".join(drawn)


def _page_stream(lines: list[_Line], header: str, number: int) -> bytes:
    width, height = _PAGE
    out = [b"BT 1 0 0 1 %d %d Tm" % (_MARGIN, height - 36), _show(_Line(header, 9)), b"ET"]
    for row, line in enumerate(lines):
        if line.text:
            out += [b"BT 1 0 0 1 %d %d Tm" % (_MARGIN, height - 80 - 18 * row), _show(line), b"ET"]
    out += [b"BT 1 0 0 1 %d 36 Tm" % (width // 2), _show(_Line(str(number), 9)), b"ET"]
    return b"\n".join(out)


def pdf(source: str, *, header: str) -> bytes:
    """A PDF in Helvetica: page headers, page numbers, footnotes and hyphenated line ends.

    Args:
        source: the markup described at the head of this module, in characters
            of Windows-1252.
        header: what stands at the top of every page.
    """
    pages = _lay_out(*parse(source))
    width, height = _PAGE
    kids = b" ".join(b"%d 0 R" % (5 + 2 * number) for number in range(len(pages)))
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%b /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, len(pages)),
        font % b"Helvetica",
        font % b"Helvetica-Bold",
    ]
    for number, lines in enumerate(pages):
        stream = _page_stream(lines, header, number + 1)
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
            % (width, height, 6 + 2 * number),
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        ]
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size, start = len(objects) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(out)


# --- the files --------------------------------------------------------------------------------


def _read(name: str) -> str:
    return (SOURCES / name).read_text("utf-8")


def made_texts() -> dict[str, bytes]:
    """Every file that this script writes, by its name in `examples/texts`."""
    return {
        "meridian-principles-2023.en.pdf": pdf(
            _read("meridian-principles-2023.en.md"),
            header="Meridian Institute for Public Technology",
        ),
        "oases-charter-2024.ar.docx": docx(
            _read("oases-charter-2024.ar.md"), header="مجلس دول الواحات", rtl=True
        ),
        "river-resolution-2024.en.docx": docx(
            _read("river-resolution-2024.en.md"), header="Assembly of River Nations"
        ),
        "tramway-rules-2026.fr.odt": odt(
            _read("tramway-rules-2026.fr.md"), header="Régie des tramways de Valmorin"
        ),
        "olkhovye-guidance-2026.ru.rtf": rtf(
            _read("olkhovye-guidance-2026.ru.md"), header="Союз пасек Ольховья"
        ),
        "northern-havens-strategy-2024.ru.txt": _read(
            "northern-havens-strategy-2024.ru.txt"
        ).encode("windows-1251"),
        "yunxi-measures-2025.zh.txt": _read("yunxi-measures-2025.zh.txt").encode("gb18030"),
    }


def main() -> int:
    """Write the files, and name each one."""
    for name, data in made_texts().items():
        (TEXTS / name).write_bytes(data)
        print(f"{TEXTS / name}: {len(data)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
