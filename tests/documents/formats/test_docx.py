from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.document import Document as Docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from comity.documents.content import Content
from comity.documents.formats.docx import read_docx
from comity.documents.limits import Limits
from comity.errors import FormatError, LimitError, NoTextError
from tests.conftest import SHARED
from tests.documents.formats.soundness import assert_sound, shown

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def saved(document: Docx) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def read(document: Docx) -> Content:
    return read_docx(saved(document), Limits())


def package(body: str, **parts: str) -> bytes:
    """The least that makes a DOCX, with a body of our own."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        )
        for name, xml in parts.items():
            archive.writestr(f"word/{name}.xml", xml)
    return file.getvalue()


def para(text: str, number: int | None = None, level: int = 0) -> str:
    listed = (
        f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        if number is not None
        else ""
    )
    return f"<w:p>{listed}<w:r><w:t>{text}</w:t></w:r></w:p>"


NUMBERING = f"""<w:numbering xmlns:w="{W}">
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>
<w:lvlText w:val="Article %1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/>
<w:lvlText w:val="%1.%2)"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""


def test_headings_paragraphs_and_tables_are_read() -> None:
    document = docx.Document()
    document.add_heading("Resolution", level=1)
    document.add_paragraph("The Assembly,")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["Body", "Duty", "Council", "reports"], strict=True):
        cell.text = text
    content = read(document)

    assert shown(content) == [
        ("heading", "Resolution"),
        ("paragraph", "The Assembly,"),
        ("row", "Body\tDuty"),
        ("row", "Council\treports"),
    ]


def test_numbers_that_the_word_processor_counts_become_labels() -> None:
    body = (
        para("one", 1) + para("a", 1, 1) + para("b", 1, 1) + para("two", 1) + para("a", 1, 1)
        + para("anew", 2)
    )  # fmt: skip
    content = read_docx(package(body, numbering=NUMBERING), Limits())

    assert [b.label for b in content.blocks] == [
        *("Article 1.", "1.a)", "1.b)", "Article 2.", "2.a)", "Article 1."),
    ]
    assert [b.level for b in content.blocks] == [1, 2, 2, 1, 2, 1]


def test_notes_come_last_with_their_number() -> None:
    body = '<w:p><w:r><w:t>Text</w:t></w:r><w:r><w:footnoteReference w:id="7"/></w:r></w:p>' + para(
        "More."
    )
    notes = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="7">'
        "<w:p><w:r><w:t>The note.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    content = read_docx(package(body, footnotes=notes), Limits())

    assert shown(content)[-1] == ("footnote", "The note.")
    assert content.blocks[-1].label == "1"


def test_tracked_changes_are_read_as_accepted_and_noted() -> None:
    body = (
        "<w:p><w:r><w:t>States </w:t></w:r>"
        "<w:del><w:r><w:delText>may</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>shall</w:t></w:r></w:ins><w:r><w:t> report.</w:t></w:r></w:p>"
    )
    content = read_docx(package(body), Limits())

    assert content.text == "States shall report.\n"
    assert [n.code for n in content.notices] == ["tracked-changes"]


def test_page_headers_are_removed() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Assembly of River Nations"
    document.add_paragraph("Text.")
    content = read(document)

    assert content.text == "Text.\n"
    assert [r.reason for r in content.removed] == ["page header"]


def test_a_whole_paragraph_in_bold_is_marked() -> None:
    document = docx.Document()
    document.add_paragraph().add_run("Scope").bold = True
    document.add_paragraph("Text.")

    assert [b.bold for b in read(document).blocks] == [True, False]


def test_text_boxes_are_read_once() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Before.")
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    box = f"<w:txbxContent {nsdecls('w')}><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p></w:txbxContent>"
    paragraph._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")} xmlns:mc="{mc}"><mc:AlternateContent><mc:Choice Requires="wps">'
            f"{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        )
    )

    assert [t for _, t in shown(read(document))] == ["Before.", "Boxed."]


def test_a_document_without_text_is_named() -> None:
    with pytest.raises(NoTextError):
        read(docx.Document())


@pytest.mark.parametrize("data", [b"PK\x03\x04 not a zip", b"plain", package("")[:100]])
def test_a_damaged_file_is_named(data: bytes) -> None:
    with pytest.raises(FormatError):
        read_docx(data, Limits())


def test_an_old_or_locked_file_is_named_with_the_cure() -> None:
    with pytest.raises(FormatError, match=r"\.doc"):
        read_docx(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), Limits())


def test_a_zip_bomb_is_stopped_by_what_it_unpacks_to() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 5_000_000)

    with pytest.raises(LimitError):
        read_docx(file.getvalue(), Limits(max_unpacked_bytes=1_000_000))


def test_a_part_with_entities_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>")

    with pytest.raises(FormatError, match="entities"):
        read_docx(file.getvalue(), Limits())


@pytest.mark.shared
def test_real_files_without_heading_styles_are_read_whole() -> None:
    for path in sorted((SHARED / "corpus" / "instruments").glob("*.docx")):
        content = read_docx(path.read_bytes(), Limits())

        assert_sound(content)
        assert len(content.text) > 5000
