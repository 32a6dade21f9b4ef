from __future__ import annotations

from pathlib import Path

import pytest

from comity.documents.limits import Limits
from comity.documents.statements import Columns, read_columns, read_statements
from comity.errors import CatalogueError, FormatError, LimitError, NoTextError

COLUMNS = Columns(
    file="s.csv",
    text="words",
    label="theme",
    document="doc",
    fields=(("title", "name"), ("date", "year")),
    constants=(("language", "en"),),
)
TABLE = b"""doc,name,year,theme,words
a,Charter,2020,Privacy,Data are private.
b,Code,Unspecified,Safety,"Be safe,
always."
a,Charter,2020,Privacy,Data are private.
a,Charter,2020,Safety,
"""


def test_rows_are_grouped_by_document_and_every_row_is_kept() -> None:
    a, b = read_statements(TABLE, COLUMNS, Limits())

    assert [block.label for block in a.content.blocks] == ["Privacy", "Privacy"]
    assert {block.kind for block in a.content.blocks} == {"unit"}
    assert b.content.text == "Be safe,\nalways.\n"
    assert a.row == {"language": "en", "id": "a", "title": "Charter", "date": "2020"}
    assert "date" not in b.row


def test_rows_without_text_are_counted_in_a_notice() -> None:
    a, _ = read_statements(TABLE, COLUMNS, Limits())

    assert [(n.code, n.message[:6]) for n in a.content.notices] == [("empty-rows", "1 rows")]


def test_rows_that_disagree_are_noted() -> None:
    table = TABLE + b"a,Statute,2020,x,More.\n"
    a, _ = read_statements(table, COLUMNS, Limits())

    assert a.row["title"] == "Charter"
    assert "rows-disagree" in [n.code for n in a.content.notices]


def test_without_a_document_column_the_table_is_one_document() -> None:
    (only,) = read_statements(TABLE, Columns(file="s.csv", text="words"), Limits())

    assert len(only.content.blocks) == 3


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(FormatError, match="'saying'"):
        read_statements(TABLE, Columns(file="s.csv", text="saying"), Limits())


def test_a_table_without_text_is_named() -> None:
    with pytest.raises(NoTextError):
        read_statements(b"doc,words\na,\n", Columns(file="s.csv", text="words"), Limits())


def test_limits_hold_for_rows_and_documents() -> None:
    with pytest.raises(LimitError):
        read_statements(TABLE, COLUMNS, Limits(max_rows=2))
    with pytest.raises(LimitError):
        read_statements(TABLE, COLUMNS, Limits(max_documents=1))


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("text = 'x'", "which file"),
        ("file = 'x'", "which text"),
        ("file = 'x'\ntext = 'y'\ncolour = 'z'", "'colour'"),
        ("file = 'x'\ntext = 'y'\n[constants]\nweather = 'z'", "'weather'"),
        ("file = ", "cannot be read"),
    ],
)
def test_a_columns_toml_that_cannot_be_used_says_why(tmp_path: Path, toml: str, words: str) -> None:
    path = tmp_path / "columns.toml"
    path.write_text(toml)

    with pytest.raises(CatalogueError, match=words):
        read_columns(path)
