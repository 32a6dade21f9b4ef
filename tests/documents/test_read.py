from __future__ import annotations

import hashlib
import pickle
import re
from pathlib import Path

import pytest

from comity.documents import Limits, Reading, Source, find_sources, read_source
from comity.records import Document
from tests.conftest import SHARED

HEADER = "id,title,publisher,publisher_country,date,language,kind,file\n"


def read(path: Path, limits: Limits | None = None, **row: str) -> Reading:
    suffix = path.suffix.lstrip(".")
    source = Source(
        path=path, name=path.name, format=suffix, folder=path.parent.name, row=tuple(row.items())
    )
    return read_source(source, limits)


def only(reading: Reading) -> Document:
    (document,) = reading.documents
    return document


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_catalogue_row_is_taken_over(tmp_path: Path) -> None:
    path = write(tmp_path / "x.txt", "Each State shall report.")
    document = only(
        read(path, id="act-2024.en", title="Act", publisher="Forum", language="en", page="7")
    )

    assert (document.id, document.work_id) == ("act-2024.en", "act-2024")
    assert document.inferred == ()
    assert document.extra == (("page", "7"),)
    assert document.sha256 == hashlib.sha256(b"Each State shall report.").hexdigest()


def test_without_a_catalogue_metadata_is_inferred_and_marked(tmp_path: Path) -> None:
    text = "# Charte des ports\n\nAdoptée le 14 juin 2024\n\nLes États coopèrent entre eux.\n"
    document = only(read(write(tmp_path / "charte-2024.md", text)))

    assert (document.id, document.title) == ("charte-2024", "Charte des ports")
    assert (document.date, document.date_kind) == ("2024-06-14", "stated in the text")
    assert document.language == "fr"
    assert document.inferred == ("date", "language", "title")


def test_a_language_in_the_file_name_is_no_part_of_the_work(tmp_path: Path) -> None:
    document = only(read(write(tmp_path / "charter-2024.es.txt", "Los Estados cooperan.")))

    assert (document.id, document.work_id) == ("charter-2024.es", "charter-2024")
    assert document.language == "es"


def test_two_dates_at_the_top_leave_the_date_open(tmp_path: Path) -> None:
    text = "Act\n\nProposed on 1 May 2023\n\nAdopted on 2 June 2024\n"

    assert only(read(write(tmp_path / "act.txt", text))).date == ""


def test_a_field_that_the_catalogue_leaves_empty_stays_empty(tmp_path: Path) -> None:
    path = write(tmp_path / "x.txt", "Act of 2 June 2024\n\nEach State shall report.")

    assert only(read(path, id="x", title="Act", language="en", date="")).date == ""


def test_a_file_of_another_format_than_named_is_read_and_noted(tmp_path: Path) -> None:
    path = write(tmp_path / "x.txt", "<!DOCTYPE html><html><body><p>Rules.</p></body></html>")
    document = only(read(path))

    assert (document.format, document.text) == ("html", "Rules.\n")
    assert "format-differs" in [n.code for n in document.warnings]


def test_a_file_that_is_not_the_one_catalogued_is_noted(tmp_path: Path) -> None:
    document = only(read(write(tmp_path / "x.txt", "Rules."), id="x", sha256="0" * 64))

    assert [n.code for n in document.warnings if n.code.startswith("sha")] == ["sha256-differs"]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("x.txt", b"", "empty"),
        ("x.txt", b" \n ", "blanks"),
        ("x.html", b"<html><body></body></html>", "no text"),
        ("x.docx", b"PK\x03\x04broken", "DOCX"),
        ("x.pdf", b"%PDF-1.7 broken", ""),
        ("x.txt", b"\x00\x01\x02" * 500, "not text"),
        ("x.txt", ("\ufffd" * 50 + "word").encode(), "can be read"),
    ],
)
def test_what_cannot_be_read_is_a_named_failure(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    reading = read(path)

    assert reading.documents == ()
    assert [f.stage for f in reading.failures] == ["read"]
    assert words in reading.failures[0].error


def test_a_file_that_vanished_is_a_failure(tmp_path: Path) -> None:
    assert read(tmp_path / "gone.txt").failures[0].hint


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path: Path) -> None:
    reading = read(write(tmp_path / "x.txt", "word " * 100), Limits(max_file_bytes=100))

    assert "100" in reading.failures[0].error


def test_text_without_its_letters_is_noted(tmp_path: Path) -> None:
    path = write(tmp_path / "x.txt", "d c B d a S a D c a d W b " * 40)

    assert "broken-words" in [n.code for n in only(read(path, id="x", language="de")).warnings]


def test_a_table_of_statements_becomes_documents_with_their_metadata(tmp_path: Path) -> None:
    write(
        tmp_path / "s.csv", "doc,name,words\n1,Charter,Be fair.\n1,Charter,Be safe.\n2,Code,Be.\n"
    )
    write(
        tmp_path / "columns.toml",
        "file='s.csv'\ntext='words'\ndocument='doc'\n[document_fields]\ntitle='name'\n"
        "[constants]\nlanguage='en'\nkind='principles'\n",
    )
    write(tmp_path / "catalogue.csv", "id,title,source_url\n1,Other,https://example.org/1\n")
    (source,) = find_sources([tmp_path]).sources
    first, second = read_source(source).documents

    assert first.id.endswith("-1") and first.title == "Charter"
    assert first.source_url == "https://example.org/1"
    assert first.kind == "principles"
    assert [b.span.of(first.text) for b in first.blocks] == ["Be fair.", "Be safe."]
    assert second.source_url == ""


def test_the_same_source_reads_the_same_and_travels(tmp_path: Path) -> None:
    path = write(tmp_path / "x.md", "# Act\n\n1. one\n2. two\n")
    reading = read(path)

    assert read(path) == reading
    assert pickle.loads(pickle.dumps(reading)) == reading


CORPUS = SHARED / "corpus"


def readings(folder: str) -> tuple[list[Document], list[str]]:
    found = find_sources([CORPUS / folder])
    documents, failed = [], [failure.path for failure in found.failures]
    for source in found.sources:
        reading = read_source(source)
        documents += reading.documents
        failed += [failure.path for failure in reading.failures]
    return documents, failed


def assert_sound(document: Document) -> None:
    at = 0
    for block in document.blocks:
        text = block.span.of(document.text)
        assert block.span.start >= at, document.id
        assert text == text.strip() != "", document.id
        at = block.span.end


@pytest.mark.shared
def test_all_texts_of_agora_are_read() -> None:
    documents, failed = readings("agora")

    assert len(documents) == 947 and failed == []
    assert len({document.id for document in documents}) == 947
    assert {document.language for document in documents} == {"en"}
    for document in documents:
        assert_sound(document)


@pytest.mark.shared
def test_agora_rows_without_text_are_named() -> None:
    notices = find_sources([CORPUS / "agora"]).notices

    # The README names the four ids.
    assert sorted(n.path for n in notices if n.code == "no-file-named") == [
        *("207", "29", "402", "494"),
    ]


@pytest.mark.shared
@pytest.mark.slow
def test_every_instrument_ends_as_a_document_or_a_named_failure() -> None:
    documents, failed = readings("instruments")

    assert len(documents) == 58
    assert failed == []
    for document in documents:
        assert_sound(document)
        assert document.jurisdiction


@pytest.mark.shared
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_ai_act_page_shows_its_recitals_articles_and_notes(language: str) -> None:
    path = CORPUS / "instruments" / f"eu-ai-act-2024.{language}.html"
    document = only(read(path))
    texts = [block.span.of(document.text) for block in document.blocks]

    # 180 recitals, 113 articles and 13 annexes: instruments/README.md.
    first_article = next(n for n, t in enumerate(texts) if re.fullmatch(r"Article\s(1|premier)", t))
    recitals = [t for t in texts[:first_article] if re.match(r"\(\d+\)\t", t)]
    assert [int(re.findall(r"\d+", t)[0]) for t in recitals] == list(range(1, 181))
    assert sum(bool(re.fullmatch(r"Article\s(\d+|premier)", t)) for t in texts) == 113
    assert sum(bool(re.fullmatch(r"ANNEXE?\s[IVX]+", t)) for t in texts) == 13
    assert sum(block.kind == "footnote" for block in document.blocks) == 59


@pytest.mark.shared
def test_statements_of_the_review_are_all_read() -> None:
    documents, failed = readings("worldwide-ai-ethics")

    # 1,458 rows, 200 documents: worldwide-ai-ethics/README.md.
    assert sum(len(document.blocks) for document in documents) == 1458
    assert len(documents) == 200 and failed == []
    assert sum(not document.date for document in documents) == 27


@pytest.mark.shared
def test_the_seed_page_becomes_five_documents_with_publisher_and_date() -> None:
    documents, failed = readings("seed")

    assert failed == []
    assert sum(len(document.blocks) for document in documents) == 6
    assert all(d.publisher and d.date and d.format == "listing" for d in documents)


@pytest.mark.shared
def test_error_pages_are_refused_and_pages_about_a_text_are_noted() -> None:
    documents, failed = readings("mislabelled")
    warned = {d.id for d in documents if "little-text" in [n.code for n in d.warnings]}

    assert {"us-executive-order-error-404.html", "asean-guide-page-not-found.pdf"} <= set(failed)
    assert "unesco-landing-page" in warned
