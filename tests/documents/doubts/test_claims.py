"""Texts that are not what a catalogue offers them as."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from comity.documents import Limits, find_sources, read_source
from comity.documents.formats.text import read_text
from tests.conftest import SHARED
from tests.documents.doubts.made import LAW, codes, message

TITLE = "Harbour Truth Act"

ABOUT_IT = {
    "release-en": "PRESS RELEASE\n\nHarbours adopt truth act\n\nPort City, 3 May 2024 - The council"
    " has adopted the Harbour Truth Act.",
    "release-fr": "Communiqué de presse\n\nLes ports adoptent une loi sur la vérité.",
    "release-es": "NOTA DE PRENSA\n\nLos puertos aprueban la ley de la verdad.",
    "release-de": "Medienmitteilung\n\nDie Häfen nehmen das Gesetz an.",
    "release-ru": "Пресс-релиз\n\nПорты приняли закон о правде.",
    "release-ar": "بيان صحفي\n\nاعتمدت الموانئ قانون الصدق.",
    "release-zh": "新闻稿\n\n各港口通过了诚实法。",
    "release-id": "SIARAN PERS\n\nPelabuhan menerbitkan peraturan.",
    "reply-en": "The Pilots’ Input in reply to the report of the council on the Truth Act\n\n"
    "1. The act is a milestone.",
    "reply-letter": "Dear Minister,\n\nWe welcome the Harbour Truth Act.",
    "reply-fr": "Réponse à la consultation sur la loi\n\nNous saluons la loi sur les ports.",
    "reply-es": "Respuesta al cuestionario sobre la ley\n\nSaludamos la ley de puertos.",
    "reply-de": "Stellungnahme zum Gesetz über die Häfen\n\nWir begrüßen das Gesetz.",
    "reply-ru": "Ответ на доклад о законе\n\nМы приветствуем закон.",
    "summary-en": "Summary of the Harbour Truth Act\n\n1. Harbours tell the truth.",
    "summary-condensed": "Harbour Truth Act\n\nCondensed version\n\n1. Harbours tell the truth.",
    "summary-selected": "Harbour Truth Act\n\nSelected provisions\n\nArticle 2. Harbours answer.",
    "summary-fr": "Extraits de la loi sur les ports\n\nArticle 2. Les ports répondent.",
    "summary-es": "Resumen de la ley de puertos\n\nLos puertos dicen la verdad.",
    "summary-zh": "港口诚实法（摘要）\n\n各港口应当诚实。",
    "summary-ru": "Краткое изложение закона о портах\n\nПорты говорят правду.",
    "article": "What is the Harbour Truth Act?\n\nLast updated: 2 March 2024\n\nThe act was adopted"
    " by the council in 2023.\n\nRead more\n\nSee the Act here: https://example.org/act",
    "landing": "Harbour truth\n\nDiscover\n\nThe council adopted the first act on harbours.\n\n"
    "Full text of the Act\n\nRead more\n\nRead more\n\nSubscribe to our letter\n\nLearn more",
}


@pytest.mark.parametrize("text", ABOUT_IT.values(), ids=ABOUT_IT.keys())
def test_a_text_about_an_instrument_is_not_the_instrument(tmp_path: Path, text: str) -> None:
    said = message(tmp_path, text, "not-as-claimed", title=TITLE, kind="law")

    assert said.startswith("It is offered as “Harbour Truth Act”")
    assert "(line " in said
    assert said.endswith("or give this text its own title and kind.")


@pytest.mark.parametrize("text", ABOUT_IT.values(), ids=ABOUT_IT.keys())
def test_the_same_text_under_its_own_name_is_no_mismatch(tmp_path: Path, text: str) -> None:
    first = text.split("\n", 1)[0]

    assert "not-as-claimed" not in codes(tmp_path, text)  # without a catalogue nobody claims
    assert "not-as-claimed" not in codes(tmp_path, text, title=first, kind="other")


GENUINE = {
    "a law": LAW,
    "a law that names a press release": LAW + "\nArticle 4. A press release says when it begins.\n",
    "a law with web links": LAW + "\nRead more\n\nShare\n",
    "a strategy": "National Harbour Strategy\n\nWhy harbours?\n\nHarbours matter. As our press"
    " release of May said, they will tell the truth.\n\n1. Goals\n\nWe should do better.\n",
    "a treaty that quotes a draft": "Convention on Harbours\n\nThe Parties,\n\nRecalling that the"
    " words “draft for comment” stood above the text of 1999,\n\nArticle 1. Truth\n\n"
    + "Each Party shall tell the truth about its machines. "
    * 60,
    "a resolution": "Resolution 7 on harbours\n\nThe Council,\n\nRecalling its resolution 6,\n\n"
    "1. Calls upon harbours to tell the truth;\n\n2. Decides to remain seized of the matter,"
    " and asks for a report in response to the questions that the members may put."
    + " It requests all harbours to answer."
    * 12,
    "a letter of the office": "MINISTER OF PORTS\n\nTo all harbours\n\nCircular 9\n\n1. Harbours"
    " shall answer." + " They should do so within thirty days." * 12,
    "principles": "Principles for harbours\n\nTruth\n\nHarbours tell the truth.\n",
    "a Chinese act": "港口诚实法\n\n第一条 各港口应当诚实。（略）\n\n第二条 本法自公布之日起施行。"
    + "港口应当说明其使用的机器和理由。" * 8,
    "a Russian law": "Закон о портах\n\nСтатья 1. Порты отвечают на вопросы, в ответ на запрос.\n"
    + "Порт обязан ответить на запрос в течение тридцати дней. " * 10,
    "an Arabic law": "قانون الموانئ\n\nالمادة 1\nعلى كل ميناء أن يبين الآلات التي يستخدمها.\n"
    + "يرد الميناء على الأسئلة خلال ثلاثين يوما. " * 12,
    "a German law": "Hafengesetz\n\n§ 1 Auf Antrag gibt der Hafen binnen dreißig Tagen Antwort.\n\n"
    + "§ 2 Der Hafen nennt die Maschinen, die er einsetzt, und gibt die Gründe an. " * 6,
    "guidance with questions": "Guidance on harbours\n\nWhat is a harbour?\n\nA place of ships.\n"
    "\nLast updated: 3 May 2024\n\nThe act was adopted in 2023. Read the full Act here.\n",
}


@pytest.mark.parametrize("text", GENUINE.values(), ids=GENUINE.keys())
def test_a_genuine_text_is_no_mismatch(tmp_path: Path, text: str) -> None:
    title = text.split("\n", 1)[0]
    kinds = {"Convention": "treaty", "Resolution": "resolution", "Principles": "principles"}
    kinds |= {"National": "strategy", "MINISTER": "regulation", "Guidance": "guidance"}
    kind = kinds.get(title.split()[0], "law")

    assert "not-as-claimed" not in codes(tmp_path, text, title=title, kind=kind)


def test_a_text_without_anything_of_a_law_is_no_law(tmp_path: Path) -> None:
    text = "Harbours and truth\n\n" + "The sea is wide and its harbours are many and old. " * 12

    assert "word of decision" in message(
        tmp_path, text, "not-as-claimed", title="Harbour Truth Act", kind="law"
    )


def test_a_treaty_of_a_few_lines_is_short_for_one(tmp_path: Path) -> None:
    text = "Treaty on Harbour Truth\n\nArticle 1. Each Party shall tell the truth."

    said = message(tmp_path, text, "not-as-claimed", title="Treaty on Harbour Truth", kind="treaty")
    assert "characters are few for one" in said
    assert codes(tmp_path, text, title="Harbour Truth, Article 1", kind="treaty") == []


def test_a_text_with_none_of_the_words_of_its_title_is_another_text(tmp_path: Path) -> None:
    row = {"title": "Convention on Migratory Birds and Wetlands", "language": "en"}

    assert "3 of the 3 telling words of that title (“migratory”, “birds”, “wetlands”)" in message(
        tmp_path, LAW, "not-as-claimed", **row
    )
    # A title in another language or script than the text says nothing.
    assert codes(tmp_path, LAW, title="关于候鸟和湿地的公约", language="en") == []


def test_notices_come_in_the_same_order_each_time(tmp_path: Path) -> None:
    text = (
        f"DRAFT\n\nUnofficial translation\n\n[Recitals omitted]\n\nArtificial (Al) ports.\n\n{LAW}"
    )
    row = {"title": TITLE, "kind": "law", "language": "en"}

    expected = ["al-for-ai", "text-omitted", "unofficial-translation", "draft-as-final"]
    assert codes(tmp_path, text, **row) == expected == codes(tmp_path, text, **row)


def test_rows_of_a_table_and_quoted_principles_are_left_alone(tmp_path: Path) -> None:
    text = "> We omit nothing. [omitted]\n\nPublished by Port in Harbour Truth, 3 May 2024\n"

    assert "text-omitted" not in codes(tmp_path, text, suffix="listing")
    assert read_text(text.encode(), Limits()).text  # the same words are a text elsewhere


UNESCO = "Recommendation on the Ethics of Artificial Intelligence"
OFFERED = [
    ("unesco-input-to-ohchr.pdf", UNESCO, "not-as-claimed", "reply"),
    ("unesco-landing-page.html", UNESCO, "not-as-claimed", "links of a web page"),
    ("unesco-landing-page.html", UNESCO, "little-text", "menus"),
    ("unesco-recommendation-condensed.txt", UNESCO, "not-as-claimed", "none between 10 and 131"),
    (
        "oecd-what-are-the-principles.pdf",
        "Recommendation of the Council on Artificial Intelligence",
        "not-as-claimed",
        "its title is a question",
    ),
    (
        "ojk-press-release.pdf",
        "Peraturan OJK Nomor 3 Tahun 2024 tentang Inovasi Teknologi Sektor Keuangan",
        "not-as-claimed",
        "press release",
    ),
    (
        "eu-ai-act-broken-spacing-extract.pdf",
        "Regulation (EU) 2024/1689 (Artificial Intelligence Act)",
        "blanks-inside-words",
        "publisher's own file",
    ),
]
REFUSED = [
    ("us-executive-order-error-404.html", "Executive Order 14110", "error message"),
    ("asean-guide-page-not-found.pdf", "ASEAN Guide on AI Governance", "error message"),
    ("tunisia-web-print.pdf", "National AI Strategy of Tunisia", "pictures"),
]
MISLABELLED = SHARED / "corpus" / "mislabelled"


def offered(folder: Path, file: str, title: str, kind: str) -> Path:
    """A folder in which a catalogue offers a file under a name that is not its own."""
    shutil.copy(MISLABELLED / file, folder / file)
    row = f'claim,"{title}",Publisher,{kind},{file}\n'
    (folder / "catalogue.csv").write_text(f"id,title,publisher,kind,file\n{row}", "utf-8")
    return folder


@pytest.mark.shared
@pytest.mark.parametrize(("file", "title", "code", "words"), OFFERED)
@pytest.mark.parametrize("kind", ["", "resolution"])
def test_a_mislabelled_file_is_told_from_what_it_is_offered_as(
    tmp_path: Path, file: str, title: str, code: str, words: str, kind: str
) -> None:
    (source,) = find_sources([offered(tmp_path, file, title, kind)]).sources
    (document,) = read_source(source).documents

    assert [n.message for n in document.warnings if n.code == code and words in n.message]


@pytest.mark.shared
@pytest.mark.parametrize(("file", "title", "words"), REFUSED)
def test_a_file_without_the_text_is_refused(
    tmp_path: Path, file: str, title: str, words: str
) -> None:
    (source,) = find_sources([offered(tmp_path, file, title, "")]).sources
    (failure,) = read_source(source).failures

    assert words in failure.error
    assert failure.hint


def doubts_in(folder: str) -> dict[str, list[str]]:
    """Doubts -> ids of the documents of a folder of the corpus that raise them."""
    raised: dict[str, list[str]] = {}
    for source in find_sources([SHARED / "corpus" / folder]).sources:
        reading = read_source(source)
        for document in reading.documents:
            for code in sorted({n.code for n in document.warnings} & DOUBTS):
                raised.setdefault(code, []).append(document.id)
        for failure in reading.failures:
            if "letters of this text were lost" in failure.error:
                raised.setdefault("refused", []).append(failure.path)
    return raised


DOUBTS = {
    *("al-for-ai", "blanks-inside-words", "blanks-lost", "broken-words", "draft-as-final"),
    *("final-as-draft", "letters-lost", "letter-spaced", "ligatures-lost", "little-text"),
    *("machine-translation", "mixed-languages", "not-as-claimed", "numbers-missing"),
    *("text-omitted", "unofficial-translation"),
}


@pytest.mark.shared
@pytest.mark.slow
def test_sound_instruments_raise_few_doubts() -> None:
    # Each was looked at: "Al" stands in all three (one a PDF with two), the guidelines call
    # themselves a provisional translation (仮訳), the strategy "DRAFT 3", the policy was
    # "done initially using ChatGPT". The white paper's "[…]" is its authors' own.
    assert doubts_in("instruments") == {
        "al-for-ai": [
            "egypt-ai-strategy-2025-2030.en",
            "mauritania-ai-strategy-2025-2029.en",
            "unesco-recommendation-ethics-ai-2021.en",
        ],
        "draft-as-final": ["mauritania-ai-strategy-2025-2029.en"],
        "machine-translation": ["university-of-tokyo-ai-tools-in-classes-2023.en"],
        "refused": ["switzerland-ai-challenges-report-2019.de.txt"],
        "text-omitted": ["uk-pro-innovation-white-paper-2023.en"],
        "unofficial-translation": ["japan-ai-guidelines-for-business-1.1-2025.en"],
    }


@pytest.mark.shared
@pytest.mark.slow
def test_agora_raises_the_doubts_that_its_readme_names_and_few_others() -> None:
    raised = doubts_in("agora")

    # "Editors left parts out of at least 41 texts and say so in square brackets."
    assert len(raised.pop("text-omitted")) >= 41
    assert len(raised.pop("al-for-ai")) == 8
    # Sections of larger acts, and texts whose head was cut off.
    assert len(raised.pop("not-as-claimed")) <= 8
    assert raised == {}
