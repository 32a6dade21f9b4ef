from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.documents.catalogue import (
    Metadata,
    document_slug,
    language_tag,
    metadata_of,
    read_catalogue,
    read_rows,
)
from comity.errors import CatalogueError

HEADER = "id,title,publisher_country,file\n"


def metadata(**cells: str) -> Metadata:
    return metadata_of({"id": "charter-2024.en", **cells}, "texts")


def codes(found: Metadata) -> list[str]:
    return [notice.code for notice in found.notices]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_a_table_is_read_in_any_usual_encoding(encoding: str) -> None:
    table = HEADER + "устав,Устав о сотрудничестве государств,Россия,устав.txt\n" * 3
    rows = read_rows(table.encode(encoding), "catalogue.csv")

    assert rows[0]["id"] == "устав"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_cells_may_be_parted_in_three_ways(mark: str) -> None:
    rows = read_rows(HEADER.replace(",", mark).encode() + mark.join("abcd").encode(), "c.csv")

    assert rows == [{"id": "a", "title": "b", "publisher_country": "c", "file": "d"}]


def test_cells_beyond_the_header_are_kept() -> None:
    assert read_rows(b"id,file\na,b,c\n", "c.csv")[0]["column 3"] == "c"


@pytest.mark.parametrize("table", [b"", b"\n\n", b"id,id,file\n1,2,3\n"])
def test_what_is_no_table_is_refused(table: bytes) -> None:
    with pytest.raises(CatalogueError):
        read_rows(table, "catalogue.csv")


def test_a_catalogue_must_name_ids_and_files(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.csv"
    path.write_text("document,country\nx,Kenya\n")

    with pytest.raises(CatalogueError, match="no column 'id'"):
        read_catalogue(path)


def test_clean_values_are_taken_as_they_are() -> None:
    found = metadata(
        title="Charter", publisher="Forum", publisher_country="Kenya", date="2024-03",
        language="fr-CA", kind="Treaty", legal_force="binding", source_url="https://example.org",
    )  # fmt: skip

    assert (found.jurisdiction, found.date, found.date_kind) == ("KEN", "2024-03", "adoption")
    assert (found.language, found.kind, found.legal_force) == ("fr-CA", "treaty", "binding")
    assert found.notices == () and found.extra == ()


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("publisher_country", "Atlantis", "country-unknown"),
        ("date", "03/04/2024", "date-unclear"),
        ("kind", "poem", "kind-unknown"),
        ("legal_force", "strong", "legal-force-unknown"),
        ("language", "en (abstract and definitions)", "language-simplified"),
    ],
)
def test_what_cannot_be_used_is_kept_and_noted(column: str, value: str, code: str) -> None:
    found = metadata(**{column: value})

    assert codes(found) == [code]
    assert dict(found.extra)[column] == value


@pytest.mark.parametrize("column", ["publisher_country", "date", "language", "kind"])
def test_a_missing_value_stays_missing_without_a_word(column: str) -> None:
    found = metadata(**{column: "Unspecified"})

    assert found.notices == () and dict(found.extra) == {}


def test_unknown_columns_are_kept() -> None:
    assert metadata(collections="A;B", empty="").extra == (("collections", "A;B"),)


def test_another_kind_of_date_is_said() -> None:
    assert metadata(date="2024", date_kind="last activity").date_kind == "last activity"
    assert metadata(date_kind="last activity").date_kind == ""


def test_a_bare_number_becomes_an_id_with_the_folders_name() -> None:
    assert document_slug("1771", "agora") == "agora-1771"
    assert document_slug("oecd-2024.en", "agora") == "oecd-2024.en"


def test_an_id_that_is_no_slug_is_changed_and_noted() -> None:
    found = metadata(id="AI Act (2024)")

    assert found.id == "ai-act-2024"
    assert codes(found) == ["id-changed"]


@pytest.mark.parametrize(
    ("stated", "tag", "clear"),
    [
        ("en", "en", True),
        ("EN", "en", True),
        ("pt-br", "pt-BR", True),
        ("zh-Hans", "zh", True),
        ("Español", "es", True),
        ("en+zh", "en", False),
        ("en (abstract and definitions)", "en", False),
        ("mostly tables", "", False),
        ("", "", True),
    ],
)
def test_languages_are_told_by_their_first_tag(stated: str, tag: str, clear: bool) -> None:
    assert language_tag(stated) == (tag, clear)


@given(st.dictionaries(st.sampled_from(["id", "date", "language", "kind", "x"]), st.text()))
def test_no_value_is_lost_or_fatal(cells: dict[str, str]) -> None:
    found = metadata_of(cells, "texts")
    kept = dict(found.extra)

    assert all(kept.get(n.code.split("-")[0], "") or n.message for n in found.notices)
    assert kept.get("x", "") == cells.get("x", "")
