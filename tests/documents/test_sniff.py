from __future__ import annotations

import time
from pathlib import Path

import pytest

from comity.documents import find_sources, read_source
from comity.documents.sniff import root_name, shown_format
from comity.errors import FormatError
from tests.documents.formats.test_akn import ACT
from tests.documents.formats.test_lims import STATUTE
from tests.documents.formats.test_odt import NAMES, odt

XHTML = (
    '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>x</p></body></html>'
)
FLAT = f"<office:document {NAMES}><office:body><office:text/></office:body></office:document>"


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (ACT.encode(), "akn"),
        (STATUTE.encode(), "lims"),
        (XHTML.encode(), "html"),
        (FLAT.encode(), "odt"),
        (ACT.replace('<?xml version="1.0"?>', "").encode("utf-16"), "akn"),
        (b"<!-- a > b --><!DOCTYPE Bill [<!ELEMENT x (y)>]>\n<?p?><Bill/>", "lims"),
        (b"<a:akomaNtoso xmlns:a='x'/>", "akn"),
        (b"%PDF-1.7", "pdf"),
        (rb"{\rtf1 x}", "rtf"),
        (odt("<text:p/>"), "odt"),
    ],
)
def test_a_file_named_xml_is_told_by_what_it_holds(data: bytes, shown: str) -> None:
    assert shown_format("xml", data) == shown


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<Legislation xmlns='x'/>", "root element 'Legislation' is not read"),
        (b"<?xml version='1.0'?><rss/>", "'rss'"),
        (b"<document/>", "'document'"),
        (b"words", "no element begins it"),
        (b"", "no element begins it"),
        (b"<!DOCTYPE a [" + b"]] >[" * 10_000, "no element begins it"),
        (b"<!-- never closed", "no element begins it"),
    ],
)
def test_an_unknown_vocabulary_is_named_with_what_to_do(data: bytes, words: str) -> None:
    started = time.process_time()
    with pytest.raises(FormatError, match=words) as caught:
        shown_format("xml", data)
    assert caught.value.hint
    assert time.process_time() - started < 1


def test_other_names_are_corrected_only_where_the_bytes_leave_no_doubt() -> None:
    assert shown_format("txt", ACT.encode()) == "akn"
    assert shown_format("html", STATUTE.encode()) == "lims"
    assert shown_format("txt", XHTML.encode()) == "txt"
    assert shown_format("txt", b"<Act/>") == "txt"
    assert shown_format("md", b"A document about <document>.") == "md"
    assert shown_format("docx", odt("<text:p/>")) == "odt"
    assert root_name(b"A < b") == ""


def test_xml_files_become_documents_of_their_vocabulary(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(ACT, "utf-8")
    (tmp_path / "b.en.xml").write_text(STATUTE, "utf-8")
    (tmp_path / "c.odt").write_bytes(odt("<text:p>Each office shall report.</text:p>"))
    (tmp_path / "d.rtf").write_bytes(rb"{\rtf1 Each office shall report.}")
    (tmp_path / "e.xml").write_text("<lawDoc/>", "utf-8")
    found = find_sources([tmp_path])
    readings = [read_source(source) for source in found.sources]

    documents = [d for reading in readings for d in reading.documents]
    assert [(d.id, d.format, d.warnings) for d in documents] == [
        ("a", "akn", ()),
        ("b.en", "lims", ()),
        ("c", "odt", ()),
        ("d", "rtf", ()),
    ]
    (failure,) = [f for reading in readings for f in reading.failures]
    assert failure.path == "e.xml" and "'lawDoc'" in failure.error and failure.hint
