"""A comparison as CSV and XLSX: every pair and every gap, and no text a formula."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from comity.base import Base
from comity.base.compare_sheets import comparison_csv, comparison_xlsx
from comity.base.record import add_judgements, judge
from comity.locales import LANGUAGES, labels_in
from tests.base.sample import Part, document, write_sample

_DUTY = "Every member shall publish, once a year, a register of the machines that it uses."
_FORMULA = '=HYPERLINK("http://evil.example","members train officials of smaller members")'


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Base:
    path = tmp_path_factory.mktemp("two") / "base"
    ours = [
        Part("art_1", _DUTY, label="1."),
        Part("art_2", _FORMULA),
        Part("art_3", "+ Costs are shared by all signatories, line one\nline two."),
    ]
    theirs = [
        Part("sec_1", _DUTY.replace("once", "twice")),
        Part("sec_2", "-Members may train officials of smaller members, at no cost to these."),
        Part("sec_3", "@A machine decides on nobody's liberty."),
    ]
    pact = document("pact", "en", ours, title="=1+1", publisher="The Lakes", date="2021")
    write_sample(path, [pact, document("code", "en", theirs, title="Code\x07")])
    base = Base.open(path)
    said = judge(base, "code/sec_2", "pact/art_2", "subset", by="Ada", reason="", when="2026-01-01")
    add_judgements(path, [said])
    return base


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheets_of(data: bytes) -> dict[str, list[list[str]]]:
    """Sheet name -> rows of the texts of its cells."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        space = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
        strings = [
            "".join(node.itertext())
            for node in etree.fromstring(book.read("xl/sharedStrings.xml")).findall("x:si", space)
        ]
        names = [
            sheet.get("name")
            for sheet in etree.fromstring(book.read("xl/workbook.xml")).iterfind(
                ".//x:sheet", space
            )
        ]
        found = {}
        for number, name in enumerate(names, start=1):
            sheet = etree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
            assert not sheet.findall(".//x:f", space)  # no formula
            assert not sheet.findall(".//x:hyperlink", space)
            found[name] = [
                [
                    strings[int(cell.findtext("x:v", namespaces=space))]
                    if cell.get("t") == "s"
                    else cell.findtext("x:v", namespaces=space)
                    for cell in row
                ]
                for row in sheet.iterfind(".//x:row", space)
            ]
    return found


def test_a_csv_has_a_row_for_every_pair_and_every_gap(two: Base) -> None:
    answer = two.compare("pact", "code")

    rows = rows_of(comparison_csv(two, answer))

    assert [(r["status"], r["a_id"], r["b_id"]) for r in rows] == [
        ("pair", "pact/art_1", "code/sec_1"),
        ("pair", "pact/art_2", "code/sec_2"),
        ("only_a", "pact/art_3", ""),
        ("only_b", "", "code/sec_3"),
    ]
    assert float(rows[0]["score"]) == answer.pairs[0].score
    assert "[-once-]{+twice+}" in rows[0]["changes"]
    assert rows[1]["judged"] == "superset (Ada)"  # seen from a
    assert rows[0]["terms"].split("; ") == list(answer.pairs[0].reasons.terms)
    assert {r["a_publisher"] for r in rows} == {"The Lakes"}
    assert {r["b_document"] for r in rows} == {"code"}


def test_no_cell_of_a_csv_is_a_formula(two: Base) -> None:
    for row in rows_of(comparison_csv(two, two.compare("pact", "code"))):
        for cell in row.values():
            assert not cell.lstrip().startswith(("=", "+", "-", "@"))
    assert (
        "line one\nline two"
        in rows_of(comparison_csv(two, two.compare("pact", "code")))[2]["a_text"]
    )


def test_a_workbook_has_pairs_gaps_and_rules_in_every_language(two: Base) -> None:
    answer = two.compare("pact", "code", one_to_one=True)
    for language in LANGUAGES:
        labels = labels_in(language)

        sheets = sheets_of(comparison_xlsx(two, answer, labels))

        assert list(sheets) == [
            labels("chart_sheet_pairs"),
            labels("chart_sheet_only_a"),
            labels("chart_sheet_only_b"),
            labels("chart_sheet_rules"),
        ]
        assert [len(rows) - 1 for rows in list(sheets.values())[:3]] == [2, 1, 1]
        rules = [cell for row in list(sheets.values())[3] for cell in row]
        assert labels("compare_crosswalk") in rules
        assert any(two.version in rule for rule in rules)


def test_the_same_comparison_gives_the_same_bytes(two: Base) -> None:
    one, again = two.compare("pact", "code"), two.compare("pact", "code")

    assert comparison_csv(two, one) == comparison_csv(two, again)
    assert comparison_xlsx(two, one, labels_in("en")) == comparison_xlsx(
        two, again, labels_in("en")
    )


def test_documents_that_share_nothing_make_tables_of_gaps(tmp_path: Path) -> None:
    one = document("one", "en", [Part("art_1", "Oaks and elms.")])
    other = document("other", "fr", [Part("art_1", "Chênes et ormes.")])
    write_sample(tmp_path / "base", [one, other])
    base = Base.open(tmp_path / "base")

    answer = base.compare("one", "other")

    assert [r["status"] for r in rows_of(comparison_csv(base, answer))] == ["only_a", "only_b"]
    rules = sheets_of(comparison_xlsx(base, answer, labels_in("en")))["Rules"]
    assert any("different languages" in row[0] for row in rules)
