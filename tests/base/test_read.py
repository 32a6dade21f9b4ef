"""What was written can be found again, and what is not there is named with what is near."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from comity.base import Base
from comity.errors import BaseError, UnknownIdError, UsageError
from tests.base.sample import Part, document, sample, write_sample


def test_documents_and_provisions_come_back_as_they_were_written(base: Base) -> None:
    for written, split in sample():
        assert base.document(written.id) == written
        assert base.provisions(written.id) == split.provisions
        assert base.left_out(written.id) == split.left_out
        assert [base.provision(p.id) for p in split.provisions] == list(split.provisions)


def test_the_list_of_documents_is_by_id_and_counts_provisions(base: Base) -> None:
    listed = [(e.id, e.provisions, e.linkable) for e in base.documents()]

    assert listed == [
        ("hill-code", 3, 3),
        ("lake-pact.en", 6, 3),
        ("lake-pact.fr", 1, 1),
        ("plain-rules.zh", 1, 1),
    ]


def test_rows_beyond_the_first_row_group_are_found(tmp_path: Path) -> None:
    many = [
        document(f"d{n:03}", "en", [Part(f"art_{k}", f"Duty {k} of house {n}.") for k in range(23)])
        for n in range(101)
    ]
    write_sample(tmp_path / "base", many)

    base = Base.open(tmp_path / "base")

    for written, split in many[::7]:
        assert base.document(written.id) == written
        assert base.provisions(written.id) == split.provisions
        assert base.provision(split.provisions[-1].id) == split.provisions[-1]
        sources = {k.source for p in split.provisions for k in base.links(p.id)}
        assert sources == {p.id for p in split.provisions}


def test_a_work_with_one_document_can_stand_for_it(base: Base) -> None:
    assert base.document_id("plain-rules.zh") == "plain-rules.zh"
    with pytest.raises(UsageError, match=r"2 documents.*lake-pact\.en, lake-pact\.fr"):
        base.document_id("lake-pact")


def test_a_work_can_stand_for_its_document_in_a_provision_id(tmp_path: Path) -> None:
    pact = document("pact.en", "en", [Part("art_1", "Keep a register.")], work="pact")
    write_sample(tmp_path / "base", [pact])

    assert Base.open(tmp_path / "base").provision("pact/art_1").id == "pact.en/art_1"


@pytest.mark.parametrize(
    ("asked", "near"),
    [("hill-cod", "hill-code"), ("Hill-Code", "hill-code"), ("plain", "plain-rules.zh")],
)
def test_an_unknown_document_is_answered_with_the_closest(
    base: Base, asked: str, near: str
) -> None:
    with pytest.raises(UnknownIdError) as caught:
        base.document(asked)

    assert near in caught.value.closest


def test_an_unknown_provision_is_answered_with_the_closest_of_its_document(base: Base) -> None:
    with pytest.raises(UnknownIdError) as caught:
        base.provision("lake-pact.en/art_2__para_9")

    assert caught.value.closest[0] in {"lake-pact.en/art_2__para_1", "lake-pact.en/art_2__para_2"}


def test_no_base_is_said_so_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BaseError, match=r"no evidence base at .*comity build"):
        Base.open(tmp_path / "nothing")
    with pytest.raises(BaseError, match=r"no manifest\.json"):
        Base.open(tmp_path)


def test_another_format_version_is_refused_by_name(tmp_path: Path) -> None:
    write_sample(tmp_path / "base")
    file = tmp_path / "base/manifest.json"
    manifest = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({**manifest, "format_version": 99}), "utf-8")

    with pytest.raises(BaseError, match="format version 99"):
        Base.open(tmp_path / "base")


@pytest.mark.parametrize("name", ["links.parquet", "index/meta.json", "documents.parquet"])
def test_a_missing_or_cut_file_is_named(tmp_path: Path, name: str) -> None:
    write_sample(tmp_path / "base")
    file = tmp_path / "base" / name
    file.write_bytes(file.read_bytes()[:-1])

    with pytest.raises(BaseError, match=f"damaged: {name} is"):
        Base.open(tmp_path / "base")

    file.unlink()
    with pytest.raises(BaseError, match=f"damaged: {name} is missing"):
        Base.open(tmp_path / "base")


@pytest.mark.parametrize("content", ["", "[]", "{", '{"format": "other"}', "\xff"])
def test_a_broken_manifest_is_no_base(tmp_path: Path, content: str) -> None:
    write_sample(tmp_path / "base")
    (tmp_path / "base/manifest.json").write_bytes(content.encode("latin-1"))

    with pytest.raises(BaseError):
        Base.open(tmp_path / "base")


def test_an_open_base_stays_what_it_was_when_it_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "base"
    write_sample(path)
    base = Base.open(path)

    write_sample(path, [document("new", "en", [Part("art_1", "All is new.")])])

    assert base.provision("hill-code/sec_1").text.startswith("1. Each office")
    assert base.search("register").total == 2
    assert base.related("hill-code/sec_1").matches
    assert len(base.documents()) == 4
    assert [e.id for e in Base.open(path).documents()] == ["new"]
