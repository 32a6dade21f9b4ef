"""Scans: refused with the remedy, and recognised when it is asked for.

The slow tests run ocrmypdf and Tesseract; pages are pictures made here, of instruments of the
shared corpus or of texts in our own words, set by `pango-view`.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from comity.documents import Limits, Source, read_source
from comity.documents.content import Content
from comity.documents.formats import pdf_ocr
from comity.documents.formats.pdf import read_pdf
from comity.documents.formats.pdf_glyphs import Page, Run
from comity.documents.formats.pdf_ocr import Programs, data_name, read_pdf_with_ocr
from comity.documents.formats.pdf_recognised import regrouped
from comity.errors import LimitError, NoTextError
from comity.provisions import split_provisions
from tests.conftest import SHARED
from tests.documents.share_kept import words_of

INSTRUMENTS = SHARED / "corpus" / "instruments"
DPI = 200  # what office scanners do


def pictures_of(data: bytes, pages: Sequence[int] | None = None) -> bytes:
    """A PDF of the same pages, numbered from 0, as grey pictures without a text layer."""
    source, scan = pdfium.PdfDocument(data), pdfium.PdfDocument.new()
    for number in range(len(source)) if pages is None else pages:
        width, height = source[number].get_size()
        image = pdfium.PdfImage.new(scan)
        image.set_bitmap(source[number].render(scale=DPI / 72, grayscale=True))
        image.set_matrix(pdfium.PdfMatrix().scale(width, height))
        page = scan.new_page(width, height)
        page.insert_obj(image)
        page.gen_content()
    return saved(scan)


def saved(document: pdfium.PdfDocument) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def blank(pages: int) -> bytes:
    document = pdfium.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    return saved(document)


def needs(*languages: str) -> None:
    """Skip where the programs or the language data are not installed."""
    try:
        programs = pdf_ocr.find_programs()
    except NoTextError as error:
        pytest.skip(str(error))
    if missing := sorted(set(languages) - programs.data):
        pytest.skip(f"needs Tesseract's language data {', '.join(missing)}")


def accuracy(expected: str, content: Content) -> float:
    """Share of the words expected that were recognised, each as often as it stands."""
    words = Counter(words_of(expected))
    held = Counter(words_of(" ".join([content.text, *(r.text for r in content.removed)])))
    return (words & held).total() / words.total()


def plain(data: bytes, page: int) -> str:
    return str(pdfium.PdfDocument(data)[page].get_textpage().get_text_range())


# What is said without any program.


def test_a_scan_is_refused_with_its_pages_and_the_remedy() -> None:
    with pytest.raises(NoTextError, match=r"3 pages .*comity\[ocr\].*--ocr") as caught:
        read_pdf(blank(3), Limits())

    assert "publisher" in caught.value.hint


def test_nothing_is_recognised_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("recognition was started")

    monkeypatch.setattr(pdf_ocr, "read_pdf_with_ocr", forbidden)
    (tmp_path / "a.pdf").write_bytes(blank(1))

    reading = read_source(Source(path=tmp_path / "a.pdf", name="a.pdf", format="pdf", folder=""))

    assert [failure.stage for failure in reading.failures] == ["read"]


def test_missing_programs_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(pdf_ocr.sys, "executable", "/nowhere/python")

    with pytest.raises(NoTextError, match=r"ocrmypdf, tesseract, gs is missing.*comity\[ocr\]"):
        read_pdf_with_ocr(blank(1), Limits(), "en")


@pytest.mark.parametrize(("language", "pack"), [("id", "ind"), ("ar", "ara"), ("sw", "swa")])
def test_missing_language_data_are_named(
    language: str, pack: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Programs("ocrmypdf", "tesseract", "5", frozenset({"eng", "osd"}))
    monkeypatch.setattr(pdf_ocr, "find_programs", lambda: found)

    with pytest.raises(NoTextError, match=f"{pack}.*tesseract-ocr-{pack}"):
        read_pdf_with_ocr(blank(1), Limits(), language)


def test_a_language_without_data_is_told() -> None:
    assert data_name("tlh") == ""
    assert data_name("pt-BR") == "por"
    assert data_name("zh-Hant") == "chi_tra"


def test_too_many_pages_are_refused_before_any_work() -> None:
    with pytest.raises(LimitError, match=r"4 pages of .*at most 3"):
        read_pdf_with_ocr(blank(4), Limits(max_ocr_pages=3), "en")


# How recognised words become lines.


def word(text: str, x0: float, y: float, size: float = 10.0, width: float = 30.0) -> Run:
    return Run(
        text=text,
        x0=x0,
        x1=x0 + width,
        y=y,
        size=size,
        bold=False,
        upright=True,
        word_x1=x0 + width,
        next_x0=x0,
        spaced=True,
    )


def lines_of(*runs: Run) -> list[str]:
    page = regrouped(Page(number=1, width=595, height=842, runs=runs, characters=99))
    return [run.text for run in page.runs if run.upright]


def test_words_set_far_apart_and_unevenly_are_one_line_of_one_size() -> None:
    runs = [word("The", 50, 100, 9.2), word("river", 130, 103, 11.4), word("rises", 200, 99, 10.1)]

    page = regrouped(Page(number=1, width=595, height=842, runs=tuple(runs), characters=99))

    assert [run.text for run in page.runs] == ["The river rises"]


def test_a_label_goes_before_the_line_at_its_height() -> None:
    labels = [word("a)", 50, 101, width=8), word("b)", 50, 131, width=8)]
    texts = [word("first", 80, 100), word("second", 80, 130)]

    assert lines_of(*labels, *texts) == ["a) first", "b) second"]


def test_two_columns_are_read_one_after_the_other() -> None:
    rows = [
        run
        for row in range(8)
        for run in (
            word(f"l{row}", 50, 100 + 14 * row, width=200),
            word(f"r{row}", 290, 100 + 14 * row, width=200),
        )
    ]

    assert lines_of(*rows) == [f"l{row}" for row in range(8)] + [f"r{row}" for row in range(8)]


def test_specks_are_no_lines() -> None:
    assert lines_of(word("|", 1, 100, width=2), word("Text", 50, 100)) == ["Text"]


# What the programs recognise.

_OWN = {
    "ar": (
        "المادة 1. تلتزم كل دولة بأن تخضع الأنظمة الذكية لإشراف الإنسان.\n"
        "المادة 2. يحق لكل شخص أن يعرف متى يتعامل مع آلة وأن يطلب مراجعة القرار.\n"
        "المادة 3. تنشر الهيئة تقريرا سنويا عن استخدام هذه الأنظمة في الخدمات العامة."
    ),
    "zh": (
        "第一条 河流委员会应当保护公众使用智能系统的权利。\n"
        "第二条 使用智能系统作出决定的机关应当说明理由，并接受监督。\n"
        "第三条 任何人都有权要求由人重新审查该决定。"
    ),
    "ru": (
        "Статья 1. Каждое государство обеспечивает надзор человека за умными системами.\n"
        "Статья 2. Каждый вправе знать, когда он имеет дело с машиной, и просить о проверке.\n"
        "Статья 3. Совет ежегодно публикует доклад о применении таких систем."
    ),
    "fr": (
        "Article 1. Chaque État veille à ce que les systèmes intelligents restent surveillés.\n"
        "Article 2. Toute personne a le droit de savoir qu'elle s'adresse à une machine.\n"
        "Article 3. Le conseil publie chaque année un rapport sur l'usage de ces systèmes."
    ),
}
_FONTS = {"ar": "Noto Naskh Arabic, DejaVu Sans", "zh": "Droid Sans Fallback, Noto Sans CJK SC"}
_LEAST = {"ar": 0.85, "zh": 0.9, "ru": 0.95, "fr": 0.95}


def typeset(text: str, language: str, folder: Path) -> bytes:
    """A page of the text in our own words, shaped as its script asks."""
    if not shutil.which("pango-view"):
        pytest.skip("needs pango-view of pango1.0-tools to set the page")
    source, target = folder / "page.txt", folder / "page.pdf"
    source.write_text(text, encoding="utf-8")
    font = f"{_FONTS.get(language, 'DejaVu Serif')} 14"
    options = ["--no-display", f"--font={font}", "--margin=60", "--width=480", "--wrap=word"]
    subprocess.run(["pango-view", *options, f"--output={target}", str(source)], check=True)
    return target.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("language", sorted(_OWN))
def test_a_page_of_our_own_is_recognised(language: str, tmp_path: Path) -> None:
    needs(data_name(language), "eng")
    scan = pictures_of(typeset(_OWN[language], language, tmp_path))

    content = read_pdf_with_ocr(scan, Limits(), language)

    assert accuracy(_OWN[language], content) >= _LEAST[language], content.text
    assert [notice.code for notice in content.notices] == ["ocr"]
    assert dict(content.extra)["ocr_pages"] == "1"


@pytest.mark.slow
def test_a_language_that_nobody_states_is_told_from_the_page(tmp_path: Path) -> None:
    needs("ara", "chi_sim", "eng", "fra", "rus", "spa")
    scan = pictures_of(typeset(_OWN["fr"], "fr", tmp_path))

    content = read_pdf_with_ocr(scan, Limits())

    assert dict(content.extra)["ocr_languages"] == "fra"
    assert content.text == read_pdf_with_ocr(scan, Limits(), "fr").text  # the same each time


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "page", "language"),
    [
        ("unesco-recommendation-ethics-ai-2021.en", 8, "en"),
        ("coe-framework-convention-ai-2024.es", 3, "es"),
    ],
)
def test_a_page_of_an_instrument_is_recognised(name: str, page: int, language: str) -> None:
    needs(data_name(language), "eng")
    data = (INSTRUMENTS / f"{name}.pdf").read_bytes()

    content = read_pdf_with_ocr(pictures_of(data, [page]), Limits(), language)

    # "AI" comes out as "Al" now and then: the two look alike in many typefaces.
    assert accuracy(plain(data, page), content) >= 0.95, content.text


@pytest.mark.slow
@pytest.mark.shared
def test_only_pages_without_text_are_recognised() -> None:
    needs("eng")
    name = "coe-framework-convention-ai-2024.en"
    data = (INSTRUMENTS / f"{name}.pdf").read_bytes()
    mixed = pdfium.PdfDocument.new()
    mixed.import_pages(pdfium.PdfDocument(data), [3])
    mixed.import_pages(pdfium.PdfDocument(pictures_of(data, [4])))
    typed = pdfium.PdfDocument.new()
    typed.import_pages(pdfium.PdfDocument(data), [3])

    content = read_pdf_with_ocr(saved(mixed), Limits(), "en")

    assert dict(content.extra)["ocr_pages"] == "2"
    held = {content.text[: content.page_starts[1]], *(r.text for r in content.removed)}
    kept = read_pdf(saved(typed), Limits())
    assert all(any(b.span.of(kept.text) in text for text in held) for b in kept.blocks)
    assert accuracy(plain(data, 3) + plain(data, 4), content) >= 0.97


@pytest.mark.slow
@pytest.mark.shared
def test_the_indonesian_circular_is_recognised_from_its_pictures(tmp_path: Path) -> None:
    needs("ind", "eng")
    # Pages 5 and 8: the laws that it rests on, b to g; the ethical values 5 to 9.
    data = (INSTRUMENTS / "indonesia-circular-9-2023-ai-ethics.id.pdf").read_bytes()
    (tmp_path / "circular.id.pdf").write_bytes(pictures_of(data, [4, 7]))
    source = Source(
        path=tmp_path / "circular.id.pdf", name="circular.id.pdf", format="pdf", folder=""
    )

    reading = read_source(source, Limits(ocr=True))

    (document,) = reading.documents
    labels = [p.label for p in split_provisions(document).provisions]
    assert document.language == "id"
    assert dict(document.extra)["ocr_languages"] == "ind"
    assert "ocr" in {notice.code for notice in document.warnings}
    assert "Undang-Undang Nomor 27 Tahun 2022 tentang\nPelindungan Data Pribadi" in document.text
    assert [label for label in labels if label in ("b.", "c.", "d.", "e.", "f.", "g.")] == [
        *("b.", "c.", "d.", "e.", "f.", "g.")
    ]
    assert [label for label in labels if label.endswith(")")] == ["5)", "6)", "7)", "8)", "9)"]
