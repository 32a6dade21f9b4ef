from __future__ import annotations

import io
import zipfile

import pytest

from comity.documents.content import Content
from comity.documents.formats.odt import read_odt
from comity.documents.limits import Limits
from comity.errors import FormatError, LimitError, NoTextError
from tests.documents.formats.soundness import assert_sound, shown

NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        **{"office": "office", "text": "text", "table": "table", "style": "style"},
        **{"draw": "drawing", "fo": "xsl-fo-compatible", "meta": "meta"},
    }.items()
)
MIME = "application/vnd.oasis.opendocument.text"
STYLES = """<style:style style:name="Strong" style:family="text">
<style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="P1" style:parent-style-name="Strong"/>
<style:style style:name="Gone"><style:text-properties text:display="none"/></style:style>
<text:list-style style:name="L1">
<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
<text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="("
 style:num-suffix=")"/>
<text:list-level-style-number text:level="3" style:num-format="1" text:display-levels="3"/>
</text:list-style>
<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1"
 text:bullet-char="&#xf0b7;"/></text:list-style>
<text:outline-style style:name="Outline"><text:outline-level-style text:level="1"
 style:num-format="I" style:num-suffix="."/></text:outline-style>"""
HEADER = (
    "<style:master-page><style:header><text:p>Lake office</text:p></style:header>"
    "<style:footer><text:p>page</text:p></style:footer></style:master-page>"
)


def odt(body: str, *, styles: str = "", **parts: str) -> bytes:
    """The least that makes an ODT, with a body of our own."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", MIME)
        archive.writestr(
            "content.xml",
            f"<office:document-content {NAMES}><office:automatic-styles>{STYLES}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>",
        )
        archive.writestr(
            "styles.xml", f"<office:document-styles {NAMES}>{styles}</office:document-styles>"
        )
        for name, xml in parts.items():
            archive.writestr(name.replace("__", "."), xml)
    return file.getvalue()


def read(body: str, *, styles: str = "", limits: Limits | None = None) -> Content:
    content = read_odt(odt(body, styles=styles), limits or Limits())
    assert_sound(content)
    return content


def labels(content: Content) -> list[str]:
    return [block.label for block in content.blocks]


def test_headings_paragraphs_and_blanks_are_read_as_a_word_processor_shows_them() -> None:
    content = read(
        '<text:h text:outline-level="2" text:is-list-header="true">Aims</text:h>'
        "<text:p>One\n   line,<text:s text:c='2'/>with <text:span>a</text:span><text:tab/>tab"
        "<text:line-break/>and a break.</text:p><text:p/>"
    )

    assert shown(content) == [
        ("heading", "Aims"),
        ("paragraph", "One line,  with a\ttab\nand a break."),
    ]
    assert content.blocks[0].level == 2


def test_numbers_of_lists_are_counted_through_levels_and_interruptions() -> None:
    def entry(text: str, inner: str = "") -> str:
        return f"<text:list-item><text:p>{text}</text:p>{inner}</text:list-item>"

    deepest = f"<text:list>{entry('c')}</text:list>"
    inner = f"<text:list>{entry('a')}{entry('b', deepest)}</text:list>"
    content = read(
        f'<text:list text:style-name="L1">{entry("one", inner)}{entry("two")}</text:list>'
        "<text:p>Between.</text:p>"
        f'<text:list text:style-name="L1" text:continue-numbering="true">{entry("three")}'
        '<text:list-item text:start-value="7"><text:p>seven</text:p></text:list-item>'
        "<text:list-header><text:p>no number</text:p></text:list-header></text:list>"
        f'<text:list text:style-name="L1">{entry("anew")}</text:list>'
        f'<text:list text:style-name="L2">{entry("dot")}</text:list>'
    )

    assert labels(content) == ["1.", "(a)", "(b)", "1.b.1", "2.", "", "3.", "7.", "", "1.", "•"]
    assert [block.kind for block in content.blocks[:2]] == ["item", "item"]


def test_a_numbered_heading_has_its_number_as_label() -> None:
    content = read(
        '<text:h text:outline-level="1">Scope</text:h><text:h text:outline-level="1">'
        "<text:number>II bis.</text:number>Terms</text:h>"
    )

    assert labels(content) == ["I.", "II bis."]
    assert shown(content) == [("heading", "Scope"), ("heading", "Terms")]


def test_tables_give_rows_and_a_numbering_cell_goes_before_its_text() -> None:
    def row(*cells: str) -> str:
        made = "".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in cells)
        return f"<table:table-row>{made}</table:table-row>"

    content = read(
        f"<table:table><table:table-header-rows>{row('Office', 'Machines')}"
        f"</table:table-header-rows>{row('North', '3')}{row('(1)', 'Keep a register.')}"
        "</table:table>"
    )

    assert shown(content) == [
        ("row", "Office\tMachines"),
        ("row", "North\t3"),
        ("paragraph", "(1)\tKeep a register."),
    ]


def test_notes_come_last_and_text_boxes_after_their_paragraph() -> None:
    content = read(
        "<text:p>Open<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>In writing.</text:p></text:note-body></text:note> to all."
        "<draw:frame><draw:text-box><text:p>Boxed.</text:p></draw:text-box></draw:frame></text:p>"
        "<text:p>After.</text:p>"
    )

    assert shown(content) == [
        ("paragraph", "Open to all."),
        ("paragraph", "Boxed."),
        ("paragraph", "After."),
        ("footnote", "In writing."),
    ]
    assert content.blocks[-1].label == "1"


def test_changes_are_read_as_accepted_and_what_is_not_shown_is_removed() -> None:
    content = read(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>old words</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>Kept<text:change/> and <text:change-start/>new<text:change-end/>."
        "<office:annotation><text:p>Is this so?</text:p></office:annotation></text:p>"
        '<text:p text:style-name="Gone">secret</text:p>'
        '<text:section text:display="none"><text:p>draft</text:p></text:section>',
        styles=HEADER,
    )

    assert content.text == "Kept and new.\n"
    assert sorted((r.reason, r.text) for r in content.removed) == [
        ("comment", "Is this so?"),
        ("deleted text", "old words"),
        ("hidden", "draft"),
        ("hidden", "secret"),
        ("page footer", "page"),
        ("page header", "Lake office"),
    ]
    assert [notice.code for notice in content.notices] == ["tracked-changes"]


def test_bold_paragraphs_are_told() -> None:
    content = read(
        '<text:p text:style-name="P1">All bold</text:p>'
        '<text:p><text:span text:style-name="Strong">half</text:span> bold</text:p>'
    )

    assert [block.bold for block in content.blocks] == [True, False]


def test_a_flat_file_is_read_and_speaks_of_itself() -> None:
    flat = (
        f'<office:document {NAMES} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
        "<dc:title>Lake rules</dc:title><dc:language>fr-FR</dc:language></office:meta>"
        "<office:body><office:text><text:p>One.</text:p></office:text></office:body>"
        "</office:document>"
    )
    content = read_odt(flat.encode(), Limits())

    assert (content.title, content.language, content.text) == ("Lake rules", "fr-FR", "One.\n")


LOCKED = '<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>'


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"PK\x03\x04 cut off", FormatError, "no intact ODT"),
        (b"nothing", FormatError, "damaged"),
        (odt("")[:-40], FormatError, "no intact ODT"),
        (odt("<text:p/>"), NoTextError, "no text"),
        (odt("x", **{"META-INF/manifest__xml": LOCKED}), FormatError, "locked by a password"),
        (odt("<text:p>" * 300 + "x" + "</text:p>" * 300), LimitError, "nested more than 200"),
        (odt("<text:p>" * 100_000), LimitError, "nested more than"),
    ],
)
def test_damaged_and_hostile_files_end_in_one_error(
    data: bytes, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        read_odt(data, Limits())


def test_a_bomb_and_an_entity_are_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIME)
        archive.writestr("content.xml", b" " * 5_000_000)
    with pytest.raises(LimitError, match="larger than 1000000 bytes"):
        read_odt(file.getvalue(), Limits(max_unpacked_bytes=1_000_000))

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(FormatError, match=r"content\.xml declares entities"):
        read_odt(file.getvalue(), Limits())
