"""What fuzzing and hostile files found, each with the least that shows it; then the fuzzer."""

from __future__ import annotations

import contextlib
import io
import random
import time
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from comity.documents import Limits, Source, read_source
from comity.documents.catalogue import read_rows
from comity.documents.dates import written_date
from comity.documents.encodings import decode
from comity.documents.formats.docx import read_docx
from comity.documents.formats.html import read_html
from comity.documents.formats.lims import read_lims
from comity.documents.formats.listing import read_listing
from comity.documents.formats.odt import read_odt
from comity.documents.formats.pdf import read_pdf
from comity.documents.formats.rtf import read_rtf
from comity.errors import FormatError, LimitError, NoTextError
from comity.provisions import split_provisions
from comity.provisions.cuts import cut_spans
from comity.text.sentences import word_count
from tests.documents.formats.test_docx import W, package, para
from tests.documents.formats.test_odt import odt
from tests.documents.test_pdf_made import Print, column, made_pdf
from tests.fuzz.mutate_xml import elements
from tests.fuzz.targets import READERS, check_document, made_input, run, seeds
from tests.provisions.test_properties import check

LINES = ["Each office keeps a list of the machines", "that it uses, and the list is public."]


def test_a_line_painted_far_beyond_the_page_is_read_and_can_be_stored() -> None:
    far = [Print(text=line, y=100, x=39_402_033_152) for line in LINES]
    content = read_pdf(made_pdf(column(LINES, top=100), far), Limits())

    assert all(abs(block.indent) < 2**31 for block in content.blocks)


def test_a_pdf_of_nothing_but_running_headers_holds_no_text(tmp_path: Path) -> None:
    header = Print(text="Lists of the offices at the lake, 2031", y=30)
    path = tmp_path / "headers.pdf"
    path.write_bytes(made_pdf(*([header, Print(text=str(n), y=820)] for n in range(1, 7))))

    reading = read_source(Source(path=path, name=path.name, format="pdf", folder="f"))

    assert reading.documents == ()
    assert len(reading.failures) == 1


@pytest.mark.parametrize("y", [30, 400, 820])
def test_a_number_of_thousands_of_digits_is_text_like_any_other(y: float) -> None:
    digits = Print(text="9" * 5000, y=y, size=5)
    content = read_pdf(made_pdf(*[[*column(LINES, top=100), digits]] * 4), Limits())

    kept = content.text + "".join(piece.text for piece in content.removed)
    assert digits.text in kept
    assert LINES[0] in kept


def test_small_type_below_a_note_that_is_painted_before_it_is_kept() -> None:
    office = Print(text="Office of the two lakes and of the hills", y=780, size=8)
    body = column(LINES * 5, top=100)
    mark = Print(text="1", y=body[-1].y - 4, x=240, size=6)
    note = Print(text="1 See what is listed.", y=740, size=8)
    content = read_pdf(made_pdf([office, *body, mark, note]), Limits())

    kept = content.text + "".join(piece.text for piece in content.removed)
    assert note.text in kept
    assert office.text in kept


def test_a_pdf_without_its_end_is_refused_though_it_could_be_mended() -> None:
    whole = made_pdf(column(LINES, top=100))

    assert read_pdf(whole + b"\0" * 2000, Limits()).text
    with pytest.raises(FormatError, match="cut short"):
        read_pdf(whole[: whole.rindex(b"%%EOF")], Limits())


@pytest.mark.parametrize("level", ["x", "-3", "٣", "9" * 5000, ""])
def test_a_list_level_that_is_no_number_costs_no_file(level: str) -> None:
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="{level}">'
        f'<w:start w:val="{level}"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%1."/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/>'
        f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{level}"/></w:lvlOverride>'
        "</w:num></w:numbering>"
    )
    heading = (
        f'<w:p><w:pPr><w:outlineLvl w:val="{level}"/></w:pPr><w:r><w:t>Lists</w:t></w:r></w:p>'
    )
    content = read_docx(package(heading + para("One", 1), numbering=numbering), Limits())

    assert content.text == "Lists\nOne\n"


@pytest.mark.parametrize("form", ["lowerRoman", "lowerLetter", "chineseCounting", "decimal"])
def test_a_list_that_begins_at_a_million_has_short_labels(form: str) -> None:
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
        f'<w:start w:val="999999"/><w:numFmt w:val="{form}"/><w:lvlText w:val="%1."/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    content = read_docx(package(para("One", 1), numbering=numbering), Limits())

    assert content.blocks[0].label == "999999."


def test_labels_and_removed_pieces_count_as_text_does() -> None:
    long = "x" * 1000
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
        f'<w:lvlText w:val="{long}"/></w:lvl></w:abstractNum><w:num w:numId="1">'
        '<w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    limits = Limits(max_chars=10_000)

    with pytest.raises(LimitError, match="longer than"):
        read_docx(package(para("a", 1) * 20, numbering=numbering), limits)
    with pytest.raises(LimitError, match="longer than"):
        read_html(f"<nav>{'menu ' * 5000}</nav><main><p>a</p></main>".encode(), limits)


def test_a_part_of_a_docx_that_ends_too_early_is_damage() -> None:
    whole = io.BytesIO(package(para("Lists are public. " * 300)))
    file = io.BytesIO()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as new:
        new.writestr("word/document.xml", old.read("word/document.xml"))
    data = bytearray(file.getvalue())
    data[40:60] = bytes(20)

    with pytest.raises(FormatError):
        read_docx(bytes(data), Limits())


@pytest.mark.parametrize("level", ["9" * 5000, "-1", "٣", "0", "x"])
def test_a_heading_level_that_is_no_number_costs_no_file(level: str) -> None:
    page = f'<div role="heading" aria-level="{level}">Lists</div><p>Lists are public.</p>'
    content = read_html(page.encode(), Limits())

    assert content.blocks[0].kind == "heading"
    assert 1 <= content.blocks[0].level <= 6


@pytest.mark.parametrize(
    "name", ["utf-7", "unicode-escape", "raw_unicode_escape", "punycode", "hex"]
)
def test_an_encoding_that_no_text_is_published_in_is_not_believed(name: str) -> None:
    decoded = decode(b"\xe9t\xe9 \\ud800 +2AA- Lists are public, and that is that.", declared=name)

    decoded.text.encode("utf-8")
    assert "\\ud800 +2AA-" in decoded.text


def test_a_month_with_a_dotless_i_is_no_month() -> None:
    assert written_date("14 Aprıl 2024")[0] in ("", "2024")


@pytest.mark.parametrize("unit", [", ", "， ", " in A", " in a, ", "14 ", ", 1999", "\u2003,"])
def test_a_long_attribution_takes_time_in_proportion(unit: str) -> None:
    passage = (
        "Lists are public.\n\nPublished by A" + unit * (200_000 // len(unit)) + " in B, 2021\n"
    )
    started = time.process_time()
    with contextlib.suppress(FormatError):
        read_listing(passage.encode(), Limits())

    assert time.process_time() - started < 10  # 50 s for a tenth of it before


def test_open_tags_in_markdown_take_time_in_proportion(tmp_path: Path) -> None:
    path = tmp_path / "open.md"
    path.write_text("<div>\n" + "<p " * 100_000 + "\nLists are public.\n", "utf-8")
    started = time.process_time()

    read_source(Source(path=path, name=path.name, format="md", folder="f"))

    assert time.process_time() - started < 10


@pytest.mark.slow
def test_twice_the_headings_of_markdown_take_about_twice_the_time(tmp_path: Path) -> None:
    def seconds(headings: int) -> float:
        path = tmp_path / "many.md"
        path.write_text("## a\n\n" * headings + "\nLists are public.\n", "utf-8")
        taken = []
        for _ in range(3):
            started = time.process_time()
            read_source(Source(path=path, name=path.name, format="md", folder="f"))
            taken.append(time.process_time() - started)
        return min(taken)

    # By the square before: four times as long.
    assert seconds(50_000) <= 2.8 * seconds(25_000)


@pytest.mark.parametrize("unit", ["a", "x.\n", "a..... 4\n\n", "Heading\n\ntext is.\n\n"])
@pytest.mark.parametrize("before", ["", "Article 1 "])
def test_twice_the_text_takes_about_twice_the_time_to_split(
    unit: str, before: str, tmp_path: Path
) -> None:
    def seconds(length: int) -> float:
        path = tmp_path / "long.txt"
        path.write_text(before + unit * (length // len(unit)) + "\n\nLists are public.\n", "utf-8")
        document = read_source(Source(path=path, name=path.name, format="txt", folder="f"))
        taken = []
        for _ in range(3):
            started = time.process_time()
            split_provisions(document.documents[0])
            taken.append(time.process_time() - started)
        return min(taken)

    once = seconds(15_000)
    # Before, 20 and 40 kB of short lines took 1.1 and 4.1 s.
    assert seconds(30_000) <= 2.5 * once + 0.1


def test_clauses_whose_words_are_rounded_down_make_no_unit_too_long() -> None:
    text = "名单公开了，" * 400  # five characters: two words and a half
    spans = cut_spans(text, 0, len(text), "zh")

    assert max(word_count(span.of(text), "zh") for span in spans) <= 300
    assert "".join(span.of(text) for span in spans) == text


def test_half_a_character_in_an_rtf_label_is_a_replacement_character() -> None:
    data = rb"{\rtf1\ansi{\listtext\u55357?\tab}Lists are public.\par}"

    content = read_rtf(data, Limits())

    content.text.encode("utf-8")
    assert "Lists are public." in content.text


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 7, "x", "-1", "٣", ""])
def test_a_number_stated_in_an_odt_list_costs_no_file(number: str) -> None:
    level = (
        f'<text:list-level-style-number text:level="{{}}" text:display-levels="{number}"'
        f' text:start-value="{number}" style:num-format="1" style:num-suffix="."/>'
    )
    styles = (
        f'<text:list-style style:name="L1">{level.format(1)}{level.format(2)}</text:list-style>'
    )
    entry = f'<text:list-item text:start-value="{number}"><text:p>One</text:p></text:list-item>'
    heading = f'<text:h text:outline-level="1" text:start-value="{number}">Lists</text:h>'
    body = f'{heading}<text:list text:style-name="L1">{entry}</text:list>'
    content = read_odt(odt(body, styles=styles), Limits())

    assert content.text == "Lists\nOne\n"
    assert content.blocks[1].label == ("3." if number == "٣" else "1.")


@pytest.mark.parametrize("holder", ["Identification", "Section", "Text", "Preamble", "Statute"])
def test_a_heading_in_a_place_of_its_own_ends_with_what_holds_it(holder: str) -> None:
    def lines(name: str) -> str:
        heading = '<Heading level="1"><TitleText>Lists</TitleText></Heading>' * (name == holder)
        return f"{heading}<Text>In {name}.</Text>"

    page = (
        f'<Statute xml:lang="en">{lines("Statute")}<Identification>{lines("Identification")}'
        f"</Identification><Introduction><Preamble>{lines('Preamble')}</Preamble></Introduction>"
        f'<Body><Heading level="2"><TitleText>Use</TitleText></Heading><Section><Label>1</Label>'
        f"<Text>{lines('Text')}</Text>{lines('Section')}</Section><Section><Label>2</Label>"
        "<Text>Last.</Text></Section></Body></Statute>"
    )
    content = read_lims(page.encode(), Limits())

    sections = [entry for entry in content.structure if entry.kind == "section"]
    assert [entry.label for entry in sections] == ["1", "2"]
    assert {content.structure[entry.parent].heading for entry in sections} == {"Use"}
    assert content.text.count("Lists") == 1
    assert "Last." in content.text


_PART = "<Heading level='2'><Label>Part 1</Label><TitleText>Use</TitleText></Heading>"
_SECTION = "<Section><Label>1</Label><Text>Lists are public.</Text></Section>"


@pytest.mark.parametrize(
    "body",
    [
        f"<Heading><Item><Text>An Act</Text></Item>{_PART}{_SECTION}</Heading>",
        f"<Body><Heading><Heading level='2'>An Act</Heading></Heading></Body>{_SECTION}",
    ],
    ids=["title", "preface"],
)
def test_a_heading_without_a_word_of_its_own_is_no_paragraph(body: str, tmp_path: Path) -> None:
    path = tmp_path / "untitled.xml"
    path.write_text(f'<Statute xml:lang="en">{body}</Statute>', "utf-8")
    (document,) = read_source(
        Source(path=path, name=path.name, format="lims", folder="f")
    ).documents
    split = split_provisions(document)

    check(document, split)
    assert [stated.span.start for stated in document.structure[:2]] == [0, 0]
    assert "sec_1" in {provision.eid for provision in split.provisions}


def test_the_fuzzer_can_leave_xml_well_formed() -> None:
    changed = set()
    for number in range(60):
        for sound in seeds("akn"):
            made = elements(sound, random.Random(number))
            assert etree.fromstring(made) is not None
            changed.add(made)
    assert len(changed) > 40


def test_a_header_of_many_columns_is_counted_once() -> None:
    header = ",".join(f"c{n}" for n in range(1_999))
    assert len(read_rows(f"{header}\n{header}\n".encode(), "c.csv")[0]) == 1_999
    with pytest.raises(LimitError, match="cells; the limit"):
        read_rows(f"{header},x,y\n".encode(), "c.csv")


@pytest.mark.parametrize("reader", READERS)
def test_the_fuzzer_makes_the_same_input_each_time_and_finds_nothing_at_first(reader: str) -> None:
    assert made_input(reader, 7, 3) == made_input(reader, 7, 3) != made_input(reader, 7, 4)
    assert {run(reader, data) for data in seeds(reader)} == {"read"}
    for number in range(8):
        assert run(reader, made_input(reader, 7, number)) in ("read", "refused")


@pytest.mark.parametrize("reader", ["html", "md", "txt"])
def test_text_that_steers_a_terminal_or_stands_for_nothing_is_read_or_refused(
    reader: str, tmp_path: Path
) -> None:
    path = tmp_path / f"odd.{reader}"
    path.write_text("Article 1\n\n\x1b[2J\u202eLists\ufeff are\u0000 public.\n\n\ufffe\n", "utf-8")

    for document in read_source(
        Source(path=path, name=path.name, format=reader, folder="f")
    ).documents:
        check_document(document)
        check(document, split_provisions(document))
        assert "\x1b" not in document.text


def test_a_file_of_blanks_in_every_script_holds_no_text(tmp_path: Path) -> None:
    path = tmp_path / "blank.txt"
    path.write_text("\u3000\u00a0\u2003\n\u200b\ufeff\n", "utf-8")

    reading = read_source(Source(path=path, name=path.name, format="txt", folder="f"))

    assert [type(reading.failures[0]).__name__] == ["Failure"]
    with pytest.raises(NoTextError):
        read_html(b"<p>\xe3\x80\x80</p>", Limits())
