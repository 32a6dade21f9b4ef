"""Error pages that were saved in place of a text, and texts that only speak of such pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from comity.documents import Source, read_source
from tests.documents.doubts.made import LAW, codes, read
from tests.documents.test_pdf_made import column, made_pdf

ERRORS = {
    "en": "Harbour Office\n\nPage not found\n\nThe page you are looking for may have been moved.\n",
    "en-code": "404\n\nNot Found\n\nThe requested address was not here.\n",
    "en-oops": "Oops! That page can't be found.\n\nTry searching, or return to the home page.\n",
    "en-denied": "Access Denied\n\nYou don't have permission to access this server.\n",
    "en-barrier": "Just a moment...\n\nVerify you are human\n\nRay ID: 7a9\n",
    "fr": "Office des ports\n\nPage introuvable\n\nLa page que vous cherchez n’est plus ici.\n",
    "es": "Oficina de puertos\n\nPágina no encontrada\n\nLa página que busca ha sido movida.\n",
    "de": "Hafenamt\n\nFehler 404 - Seite nicht gefunden\n\nZurück zur Startseite\n",
    "ru": "Портовое управление\n\nСтраница не найдена\n\nВернуться на главную\n",
    "ar": "مكتب الموانئ\n\nالصفحة غير موجودة\n\nالعودة إلى الصفحة الرئيسية\n",
    "zh": "港口局\n\n页面不存在\n\n返回首页\n",
    "pt": "Porto\n\nPágina não encontrada\n\nVoltar à página inicial\n",
    "id": "Kantor Pelabuhan\n\nHalaman tidak ditemukan\n\nKembali ke beranda\n",
    "ja": "港湾局\n\nお探しのページが見つかりませんでした\n\nトップページへ\n",
}


@pytest.mark.parametrize("text", ERRORS.values(), ids=ERRORS.keys())
@pytest.mark.parametrize("suffix", ["txt", "md"])
def test_an_error_page_is_refused_with_its_words(tmp_path: Path, text: str, suffix: str) -> None:
    (failure,) = read(tmp_path, text, suffix=suffix, title="Harbour Truth Act").failures

    assert "error message of a web site" in failure.error
    assert "“" in failure.error  # what it says is quoted
    assert "Fetch the text again" in failure.hint


def test_an_error_page_is_found_among_the_menus_that_are_printed_with_it(tmp_path: Path) -> None:
    menu = "\n\n".join(f"Harbours of region {n}\n\nTariffs\n\nOpening hours" for n in range(60))
    said = "Page not found\n\nThe page you are looking for no longer exists. Go back."
    text = f"<html><body><div>{menu}</div><div><p>{said}</p></div></body></html>"

    assert codes(tmp_path, text.replace("\n\n", "</p><p>"), suffix="html") == ["refused"]


@pytest.mark.parametrize(
    "text",
    [
        LAW + "\nArticle 4. A harbour whose web site answers “page not found” shall mend it.\n",
        "Guide to harbour web sites\n\nPage not found\n\nSay what is missing. " + LAW,
        "Règlement des ports\n\nArticle 1. Un site qui affiche « page introuvable » est réparé.\n",
        "港口网站管理规定\n\n第一条 网站显示“页面不存在”的，港口应当在三日内修复。\n",
        "О портах\n\nСтатья 1. Если сайт отвечает «страница не найдена», порт его чинит.\n",
        "Not found wanting: a harbour strategy\n\nHarbours will tell the truth.\n",
        LAW.replace("Duties", "Access denied to harbours"),
    ],
)
def test_a_text_that_speaks_of_error_pages_is_read(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text).failures == ()


def test_forbidden_may_be_the_heading_of_a_chapter(tmp_path: Path) -> None:
    assert read(tmp_path, "Harbour code\n\nForbidden\n\n" + LAW * 4).failures == ()


def test_a_page_not_found_that_was_printed_to_pdf_is_refused(tmp_path: Path) -> None:
    menu = [f"Harbours of region {n}, tariffs and hours" for n in range(40)]
    said = ["404", "Page not found", "The page you are looking for may have been moved."]
    pages = [column(menu, top=760), column(said, top=760), column(menu, top=760)]
    path = tmp_path / "guide.pdf"
    path.write_bytes(made_pdf(*pages))
    source = Source(path=path, name="guide.pdf", format="pdf", folder="x")
    (failure,) = read_source(source).failures

    assert "“404” stands on page 2" in failure.error


def test_pages_of_pictures_under_a_printed_header_are_refused(tmp_path: Path) -> None:
    header = "Harbour truth - a web page   https://example.org/harbours"
    pages = [
        [*column([header], top=820), *column([f"{n} of 3   12/05/2024, 10:53"], top=20)]
        for n in (1, 2, 3)
    ]
    path = tmp_path / "strategy.pdf"
    path.write_bytes(made_pdf(*pages))
    source = Source(path=path, name="strategy.pdf", format="pdf", folder="x")
    (failure,) = read_source(source).failures

    assert "3 pages" in failure.error
    assert "OCR" in failure.hint


def test_pages_with_a_line_each_are_read_with_a_notice(tmp_path: Path) -> None:
    pages = [column([f"Goal {n}", "Every harbour tells the truth to all its ships."], top=500)
             for n in (1, 2, 3)]  # fmt: skip
    path = tmp_path / "slides.pdf"
    path.write_bytes(made_pdf(*pages))
    source = Source(path=path, name="slides.pdf", format="pdf", folder="x")
    (document,) = read_source(source).documents

    assert [n.code for n in document.warnings] == ["little-text"]
