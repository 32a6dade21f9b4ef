from __future__ import annotations

import stat
import struct
import zipfile
from pathlib import Path

import pytest

from comity.documents import find_sources, read_source
from comity.documents.archives import list_archive, read_member
from comity.documents.limits import Limits
from comity.documents.sources import Found
from comity.errors import FormatError, LimitError, SourceError
from tests.documents.formats.test_docx import package, para
from tests.documents.formats.test_odt import odt

HEADER = "id,title,file\n"


def pack(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def names(found: Found) -> list[str]:
    return [source.name for source in found.sources]


def failed(found: Found) -> dict[str, str]:
    return {failure.path: failure.error for failure in found.failures}


def texts(found: Found) -> dict[str, str]:
    documents = [d for source in found.sources for d in read_source(source).documents]
    return {document.id: document.text.rstrip() for document in documents}


def test_an_archive_is_read_as_a_folder_is(tmp_path: Path) -> None:
    files = {"b.txt": "B says.", "in/a.md": "# A\n\nA says.", "README.md": "about", ".x.txt": "h"}
    path = pack(tmp_path / "box.zip", {**files, "__MACOSX/._b.txt": "m"})
    found = find_sources([path])

    assert names(found) == ["box.zip/b.txt", "box.zip/in/a.md"]
    assert texts(found) == {"b": "B says.", "a": "A\nA says."}
    assert [(n.path, n.code) for n in found.notices] == [
        ("box.zip/.x.txt", "hidden"),
        ("box.zip/__MACOSX/._b.txt", "hidden"),
        ("box.zip/README.md", "not-a-text"),
    ]
    assert names(find_sources([tmp_path])) == names(found)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["box.zip"]


def test_a_catalogue_in_the_archive_says_what_is_read(tmp_path: Path) -> None:
    catalogue = HEADER + "a-2031,Act A,a.txt\ngone,Act G,gone.txt\nup,Act U,../b.txt\n"
    files = {"laws/catalogue.csv": catalogue, "laws/a.txt": "A says.", "laws/c.txt": "C"}
    found = find_sources([pack(tmp_path / "box.zip", {**files, "b.txt": "B says."})])

    documents = [d for source in found.sources for d in read_source(source).documents]
    assert {d.id: d.title for d in documents if d.path.startswith("box.zip/laws")} == {
        "a-2031": "Act A"
    }
    assert "box.zip/b.txt" in names(found)
    assert failed(found) == {
        "box.zip/laws/gone.txt": "The catalogue names it, but it is not in the archive."
    }
    assert [(n.path, n.code) for n in found.notices if n.code == "not-in-catalogue"] == [
        ("box.zip/laws/c.txt", "not-in-catalogue")
    ]


def test_statements_in_an_archive_are_described_by_their_columns(tmp_path: Path) -> None:
    toml = 'file = "s.csv"\ntext = "t"\ndocument = "d"\n'
    found = find_sources(
        [pack(tmp_path / "box.zip", {"s/columns.toml": toml, "s/s.csv": "d,t\none,A rule.\n"})]
    )
    (source,) = found.sources

    assert source.name == "box.zip/s/s.csv" and found.failures == ()
    assert [d.text for d in read_source(source).documents] == ["A rule.\n"]


def test_entries_that_cannot_be_trusted_fail_each_by_name(tmp_path: Path) -> None:
    path = tmp_path / "box.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("../up.txt", "/root.txt", "C:\\win.txt", "a/../../b.txt", "new\nline.txt"):
            archive.writestr(name, "x")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("twice.txt", "x")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("twice.txt", "y")
        archive.writestr("inner.zip", "PK")
        archive.writestr("/".join(["deep"] * 200) + ".txt", "x")
        archive.writestr("picture.png", "x")
        archive.writestr("good.txt", "Good.")
    found = find_sources([path])

    assert names(found) == ["box.zip/good.txt"]
    errors = failed(found)
    out = "Its name leads out of the archive."
    assert [errors[f"box.zip/{n}"] for n in ("../up.txt", "/root.txt", "a/../../b.txt")] == [
        out
    ] * 3
    assert errors["box.zip/C:\\win.txt"] == out
    assert errors["box.zip/link.txt"] == "It is a link or a device, not a file."
    assert errors["box.zip/twice.txt"] == "The archive holds this name twice."
    assert errors["box.zip/inner.zip"] == "An archive within an archive is not read."
    assert errors["box.zip/picture.png"] == "The format 'png' is not read."
    assert any("control characters" in error for error in errors.values())
    assert any("folders deep" in error for error in errors.values())
    assert all(failure.hint for failure in found.failures)


def test_a_locked_entry_fails_and_the_rest_is_read(tmp_path: Path) -> None:
    path = pack(tmp_path / "box.zip", {"a.txt": "A says.", "b.txt": "B says."})
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02")  # the directory's entry of b.txt
    data[at + 8] |= 1
    path.write_bytes(data)
    found = find_sources([path])

    assert names(found) == ["box.zip/a.txt"]
    assert failed(found) == {"box.zip/b.txt": "It is locked by a password."}


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = pack(tmp_path / "box.zip", {f"{n}.txt": b" " * 5_000_000 for n in range(3)})

    with pytest.raises(LimitError, match="15000000 bytes; the limit is 10000000"):
        list_archive(path, Limits(max_unpacked_bytes=10_000_000))
    with pytest.raises(LimitError, match="5000000 bytes"):
        read_member(path, "1.txt", Limits(max_file_bytes=1_000_000))
    assert find_sources([path]).failures == ()


def test_an_entry_that_lies_about_its_size_is_no_more_than_it_says(tmp_path: Path) -> None:
    path = pack(tmp_path / "box.zip", {"a.txt": b"x" * 1_000_000})
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    path.write_bytes(data)

    with pytest.raises(FormatError, match="cannot be unpacked"):
        read_member(path, "a.txt", Limits())


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "box.zip", {f"{n}.txt": "x" for n in range(30)})

    with pytest.raises(LimitError, match="30 files; the limit is 20"):
        list_archive(path, Limits(max_documents=20))


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04 cut", b"no archive", b"PK\x05\x06" + b"\xff" * 18]
)
def test_damaged_archives_fail_with_what_to_do(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "box.zip").write_bytes(data)
    (tmp_path / "a.txt").write_text("A says.")
    found = find_sources([tmp_path])

    assert names(found) == ["a.txt"]
    assert list(failed(found)) == ["box.zip"] and found.failures[0].hint


def test_a_truncated_archive_and_a_damaged_file_fail(tmp_path: Path) -> None:
    path = pack(tmp_path / "box.zip", {"a.txt": "A says. " * 500, "b.txt": "B says."})
    data = bytearray(path.read_bytes())
    data[40:60] = b"\xff" * 20
    path.write_bytes(data)
    found = find_sources([path])
    readings = {source.name: read_source(source) for source in found.sources}

    assert readings["box.zip/a.txt"].failures[0].path == "box.zip/a.txt"
    assert readings["box.zip/b.txt"].documents[0].text == "B says."
    path.write_bytes(data[:-30])
    assert list(failed(find_sources([path]))) == ["box.zip"]


def test_an_archive_that_changes_meanwhile_is_no_silent_loss(tmp_path: Path) -> None:
    path = pack(tmp_path / "box.zip", {"a.txt": "A says."})
    (source,) = find_sources([path]).sources
    assert read_source(source).documents
    pack(path, {"b.txt": "B says something else."})

    assert "no longer in the archive" in read_source(source).failures[0].error
    path.unlink()
    assert read_source(source).failures
    with pytest.raises(SourceError):
        list_archive(path, Limits())


def test_empty_archives_and_empty_entries_are_named(tmp_path: Path) -> None:
    assert failed(find_sources([pack(tmp_path / "none.zip", {})])) == {
        "none.zip": "The archive is empty."
    }
    (source,) = find_sources([pack(tmp_path / "box.zip", {"a.txt": ""})]).sources
    assert read_source(source).failures[0].error == "The file is empty."


def test_office_files_and_archives_are_told_apart_whatever_their_names(tmp_path: Path) -> None:
    (tmp_path / "word.zip").write_bytes(package(para("From a word processor.")))
    (tmp_path / "open.zip").write_bytes(odt("<text:p>From an open one.</text:p>"))
    pack(tmp_path / "texts.docx", {"a.txt": "A says."})
    pack(tmp_path / "inside.zip", {"w.docx": package(para("Inside.")), "word/a.txt": "A says."})
    found = find_sources([tmp_path])
    readings = {source.name: read_source(source) for source in found.sources}

    assert sorted(readings) == [
        *("inside.zip/w.docx", "inside.zip/word/a.txt", "open.zip", "texts.docx", "word.zip"),
    ]
    formats = {name: r.documents[0].format for name, r in readings.items() if r.documents}
    assert formats == {
        **{"inside.zip/w.docx": "docx", "inside.zip/word/a.txt": "txt"},
        **{"open.zip": "odt", "word.zip": "docx"},
    }
    assert "no word/document.xml" in readings["texts.docx"].failures[0].error


def test_a_row_of_a_catalogue_can_name_an_archive_of_one_text(tmp_path: Path) -> None:
    pack(tmp_path / "one.zip", {"a.txt": "A says."})
    pack(tmp_path / "two.zip", {"a.txt": "A says.", "b.txt": "B says."})
    (tmp_path / "catalogue.csv").write_text(HEADER + "x,Act X,one.zip\ny,Act Y,two.zip\n")
    found = find_sources([tmp_path])

    (source,) = found.sources
    assert (source.name, read_source(source).documents[0].id) == ("one.zip/a.txt", "x")
    assert "names an archive of 2 files" in failed(found)["two.zip"]


def test_a_given_catalogue_speaks_of_files_in_a_named_archive(tmp_path: Path) -> None:
    path = pack(tmp_path / "box.zip", {"in/a.txt": "A says.", "b.txt": "B says."})
    given = tmp_path / "mine.csv"
    given.write_text(HEADER + "x,Act X,in/a.txt\nz,Act Z,in/z.txt\n")
    found = find_sources([path], catalogue=given)

    assert [(s.name, dict(s.row)["id"]) for s in found.sources] == [("box.zip/in/a.txt", "x")]
    assert list(failed(found)) == ["in/z.txt"]
    assert ("box.zip/b.txt", "not-in-catalogue") in [(n.path, n.code) for n in found.notices]


def test_old_names_in_utf8_without_the_flag_are_shown_as_meant(tmp_path: Path) -> None:
    path = pack(tmp_path / "box.zip", {"loi-é.txt": "A dit."})
    data = path.read_bytes()
    flags = struct.pack("<H", 0x800)
    path.write_bytes(data.replace(flags, b"\0\0"))

    assert names(find_sources([path])) == ["box.zip/loi-é.txt"]
    assert texts(find_sources([path])) == {"loi-e": "A dit."}
