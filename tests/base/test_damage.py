"""A base that is damaged says so, and what to do; it never answers from what is left."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from comity.base import Base
from comity.errors import BaseError
from tests.base.sample import write_sample


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_sample(tmp_path / "base")
    return tmp_path / "base"


def overwrite(file: Path, start: int, end: int | None = None) -> None:
    """Zeros in place of some bytes; the size stays."""
    data = bytearray(file.read_bytes())
    part = slice(start, len(data) if end is None else end)
    data[part] = bytes(len(data[part]))
    file.write_bytes(data)


def test_a_table_whose_end_is_lost_is_named(folder: Path) -> None:
    overwrite(folder / "links.parquet", -200)

    with pytest.raises(BaseError, match=r"damaged: links\.parquet.*Build it again"):
        Base.open(folder).related("lake-pact.en/art_1")


def test_a_table_whose_rows_are_lost_is_named(folder: Path) -> None:
    overwrite(folder / "documents.parquet", 4, 2000)

    with pytest.raises(BaseError, match=r"damaged: documents\.parquet.*Build it again"):
        Base.open(folder).documents()


def test_an_index_whose_entries_are_lost_is_named(folder: Path) -> None:
    for file in sorted(folder.glob("index/*.store")):
        overwrite(file, 0, file.stat().st_size // 2)

    with pytest.raises(BaseError, match="Build"):
        Base.open(folder).provision("lake-pact.en/art_1")


@pytest.mark.parametrize(
    "change",
    [
        {"files": None},
        {"files": 3},
        {"files": {"links.parquet": 1}},
        {"counts": None},
        {"version": 7},
        {"notices": None},
    ],
)
def test_a_manifest_that_was_edited_is_refused(folder: Path, change: dict[str, Any]) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, **change}), "utf-8")

    with pytest.raises(
        BaseError, match=r"manifest\.json is damaged.*Move it away, then build again"
    ):
        Base.open(folder)
