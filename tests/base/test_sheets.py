"""CSV and XLSX: numbers without loss, gaps with reasons, and no text that becomes a formula."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import time
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from comity.base import workbook as workbook_module
from comity.base.sheets import (
    contrast_csv,
    contrast_xlsx,
    coverage_csv,
    coverage_xlsx,
    silence_csv,
    silence_xlsx,
)
from comity.errors import UsageError
from comity.locales import LANGUAGES, labels_in
from comity.records import Coverage, TopicId
from tests.charts import sample

TOPICS = len(sample.topics_of("en"))
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "  =1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "=cmd|' /C calc'!A0",
]


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


class Book:
    """A workbook as its parts say."""

    def __init__(self, data: bytes) -> None:
        archive = zipfile.ZipFile(io.BytesIO(data))
        self.parts = {name: archive.read(name) for name in archive.namelist()}
        shared = etree.fromstring(self.parts["xl/sharedStrings.xml"])
        self._strings = ["".join(e.itertext()) for e in shared.findall(f"{MAIN}si")]
        book = etree.fromstring(self.parts["xl/workbook.xml"])
        self.names = [sheet.get("name") for sheet in book.iter(f"{MAIN}sheet")]

    def xml(self, sheet: int) -> etree._Element:
        return etree.fromstring(self.parts[f"xl/worksheets/sheet{sheet}.xml"])

    def rows(self, sheet: int) -> list[dict[str, str | float]]:
        """Cells by the letters of their columns."""
        return [
            {
                (cell.get("r") or "").rstrip("0123456789"): self._value(cell)
                for cell in row.findall(f"{MAIN}c")
                if cell.find(f"{MAIN}v") is not None
            }
            for row in self.xml(sheet).iter(f"{MAIN}row")
        ]

    def _value(self, cell: etree._Element) -> str | float:
        text = cell.findtext(f"{MAIN}v") or ""
        return self._strings[int(text)] if cell.get("t") == "s" else float(text)

    def style(self, cell: etree._Element) -> etree._Element:
        styles = etree.fromstring(self.parts["xl/styles.xml"])
        formats = styles.find(f"{MAIN}cellXfs")
        assert formats is not None
        return formats[int(cell.get("s") or 0)]


def test_csv_has_a_row_for_every_topic_and_group_and_loses_no_digit() -> None:
    coverage = sample.regions()

    rows = table(coverage_csv(coverage))

    assert len(rows) == TOPICS * (1 + 5)
    given_cells = [c for t in coverage.topics for c in (t.all, *t.cells)]
    for row, cell in zip(rows, given_cells, strict=True):
        assert row["group"] == cell.group
        for name in ("documents", "unclear", "of", "countries", "of_countries"):
            assert int(row[name]) == getattr(cell, name)
        for name in ("share", "low", "high", "share_equal_country", "difference"):
            value = getattr(cell, name)
            assert (float(row[name]) if row[name] else None) == value


def test_csv_is_in_utf_8_with_a_mark_for_spreadsheets_and_lines_as_in_rfc_4180() -> None:
    data = coverage_csv(sample.regions("zh"))

    assert data.startswith(b"\xef\xbb\xbftopic,label,level,group,group_label,documents,")
    assert data.count(b"\r\n") == data.count(b"\n") == 1 + TOPICS * 6


def test_a_missing_share_is_empty_with_its_reason() -> None:
    coverage = sample.regions()
    african = replace(coverage.groups[0], works=3, unreadable=3)
    unreadable = replace(coverage, groups=(african, *coverage.groups[1:]))

    for one, reason in ((coverage, "no_text_held"), (unreadable, "unreadable")):
        rows = [row for row in table(coverage_csv(one)) if row["group"] == "African"]
        assert len(rows) == TOPICS
        for row in rows:
            assert (row["share"], row["low"], row["high"]) == ("", "", "")
            assert row["reason"] == reason
    held = [row for row in table(coverage_csv(coverage)) if row["group"] == "WEOG"]
    assert all(row["share"] and not row["reason"] for row in held)


def test_a_missing_share_is_no_cell_in_a_workbook() -> None:
    book = Book(coverage_xlsx(sample.regions()))
    reason = labels_in("en")("chart_no_text_held")

    african = [row for row in book.rows(1) if row.get("D") == "African"]
    assert len(african) == TOPICS
    for row in african:
        assert not {"I", "J", "K", "N", "O", "P", "Q"} & set(row)
        assert row["R"] == reason


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_is_headed_in_the_language(language: str) -> None:
    labels = labels_in(language)

    book = Book(coverage_xlsx(sample.regions(language)))

    assert book.names == [
        labels(f"chart_sheet_{name}") for name in ("coverage", "groups", "held", "rules")
    ]
    assert book.rows(1)[0]["B"] == labels("chart_column_label")
    turned = [view.get("rightToLeft") for view in book.xml(1).iter(f"{MAIN}sheetView")]
    assert turned == (["1"] if language == "ar" else [None])


def test_a_workbook_holds_groups_countries_rules_and_a_header_that_stays() -> None:
    coverage = sample.regions()

    book = Book(coverage_xlsx(coverage))

    assert [row["C"] for row in book.rows(2)[1:]] == [g.works for g in coverage.groups]
    assert [(row["A"], row["B"], row["C"]) for row in book.rows(3)[1:]] == [
        ("USA", "United States of America", 910),
        ("CHN", "China", 31),
        ("KEN", "Kenya", 2),
    ]
    rules = [row["A"] for row in book.rows(4)]
    assert set(coverage.rules) < set(rules)
    assert any("1,092" in str(rule) or "1092" in str(rule) for rule in rules)
    sheet = book.xml(1)
    assert [pane.get("state") for pane in sheet.iter(f"{MAIN}pane")] == ["frozen"]
    assert [f.get("ref") for f in sheet.iter(f"{MAIN}autoFilter")] == [f"A1:R{1 + 6 * TOPICS}"]


def test_shares_are_numbers_that_are_shown_in_percent() -> None:
    book = Book(coverage_xlsx(sample.regions()))

    cell = next(c for c in book.xml(1).iter(f"{MAIN}c") if c.get("r") == "I2")
    styles = book.parts["xl/styles.xml"].decode()
    assert cell.get("t") is None
    assert 0 <= float(cell.findtext(f"{MAIN}v") or "nan") <= 1
    number = book.style(cell).get("numFmtId")
    assert f'numFmtId="{number}" formatCode="0.0%"' in styles


def hostile(label: str) -> Coverage:
    return sample.coverage("publisher", [("p", label, 4, 2)], topics=[(TopicId("lakes"), label, 0)])


@pytest.mark.parametrize("label", FORMULAS)
def test_no_text_becomes_a_formula(label: str) -> None:
    rows = table(coverage_csv(hostile(label)))
    book = Book(coverage_xlsx(hostile(label)))

    shown = " ".join(label.split())
    assert {row["label"] for row in rows} == {f"'{shown}"}
    assert {row["group_label"] for row in rows} == {"", f"'{shown}"}
    assert not [e for n in range(1, 5) for e in book.xml(n).iter(f"{MAIN}f")]
    cells = [c for c in book.xml(1).iter(f"{MAIN}c") if c.get("r") == "B2"]
    assert book.rows(1)[1]["B"] == shown
    assert [book.style(cell).get("quotePrefix") for cell in cells] == ["1"]


@given(st.text(max_size=30))
@settings(max_examples=40)
def test_any_text_comes_back_and_never_begins_a_formula(label: str) -> None:
    row = table(coverage_csv(hostile(label)))[1]

    assert row["label"].lstrip()[:1] not in set("=+-@")
    assert int(row["documents"]) >= 0
    Book(coverage_xlsx(hostile(label)))


def test_negative_numbers_are_numbers() -> None:
    values = [row["difference"] for row in table(coverage_csv(sample.regions()))]

    assert any(value.startswith("-") and float(value) < 0 for value in values)


def test_links_stay_text() -> None:
    book = Book(coverage_xlsx(hostile("https://example.org/x")))

    assert not [
        name for name in book.parts if "rels" in name and b"example.org" in book.parts[name]
    ]
    assert not list(book.xml(1).iter(f"{MAIN}hyperlink"))


def test_the_same_bytes_at_another_time_and_in_another_process() -> None:
    code = (
        "import hashlib; from tests.charts import sample as s;"
        "from comity.base.sheets import coverage_csv, coverage_xlsx;"
        "print(hashlib.sha256(coverage_xlsx(s.regions()) + coverage_csv(s.regions())).hexdigest())"
    )
    seen = set()
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        seen.add(done.stdout)
        time.sleep(1.1)  # a second is what the format's dates can tell

    assert len(seen) == 1
    core = Book(coverage_xlsx(sample.regions())).parts["docProps/core.xml"].decode()
    assert "2000-01-01T00:00:00Z" in core


def test_a_workbook_too_large_is_refused_and_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbook_module, "_MOST_CELLS", 100)

    with pytest.raises(UsageError, match=f"{6 * TOPICS} rows.*CSV"):
        coverage_xlsx(sample.regions())


def test_a_cell_too_long_is_refused() -> None:
    with pytest.raises(UsageError, match=r"40000 characters.*CSV"):
        coverage_xlsx(hostile("x" * 40_000))


def test_silence_and_contrast_are_tables_too() -> None:
    silent, ratios = sample.silent_rows(), sample.contrast_rows()

    assert [float(row["share"]) for row in table(silence_csv(silent))] == [r.share for r in silent]
    assert [float(row["ratio"]) for row in table(contrast_csv(ratios))] == [r.ratio for r in ratios]
    rules = ("A rule.",)
    first = Book(silence_xlsx(silent, title="One", language="ar", rules=rules, works=9))
    second = Book(
        contrast_xlsx(ratios, title="Two", language="fr", rules=rules, works=9, first="A")
    )
    assert [row["F"] for row in first.rows(1)[1:]] == pytest.approx([r.share for r in silent])
    assert [row["G"] for row in second.rows(1)[1:]] == pytest.approx([r.ratio for r in ratios])
    for book in (first, second):
        assert "A rule." in [row["A"] for row in book.rows(2)]


def test_empty_tables_have_their_header() -> None:
    empty = sample.coverage("region", [], topics=[])

    assert table(coverage_csv(empty)) == []
    assert coverage_csv(empty).startswith(b"\xef\xbb\xbftopic,")
    assert len(Book(coverage_xlsx(empty)).rows(1)) == 1
    assert table(silence_csv([])) == table(contrast_csv([])) == []
    assert silence_xlsx([], title="", language="en")
    assert contrast_xlsx([], title="", language="en")
