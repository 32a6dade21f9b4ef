"""What a text says of itself: that it is translated, a draft, or in two languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documents.doubts.made import LAW, codes, message
from tests.documents.doubts.test_letters import ARABIC, CHINESE, ENGLISH, FRENCH, GERMAN, RUSSIAN

TITLE = "Harbour Truth Act"


@pytest.mark.parametrize(
    "remark",
    [
        "Translated by DeepL",
        "This text was translated automatically.",
        "Note: this is a machine translation of the Arabic original.",
        "[machine translation]",
        "The first translation was made with ChatGPT and read by a lawyer.",
        "Ce document est une traduction automatique.",
        "Traduit avec DeepL",
        "Este texto es una traducción automática del original.",
        "Traducido por Google",
        "Dieses Dokument wurde maschinell übersetzt.",
        "Настоящий текст: машинный перевод.",
        "Переведено с помощью Google",
        "هذا النص ترجمة آلية.",
        "本文为机器翻译，仅供参考。",
        "由 DeepL 翻译",
    ],
)
@pytest.mark.parametrize("where", ["top", "end"])
def test_a_machine_translation_is_told_by_its_own_words(
    tmp_path: Path, remark: str, where: str
) -> None:
    law = LAW * 12
    text = f"{TITLE}\n\n{remark}\n\n{law}" if where == "top" else f"{law}\n\n{remark}\n"
    found = codes(tmp_path, text, title=TITLE, language="en")

    assert "machine-translation" in found
    assert "unofficial-translation" not in found


@pytest.mark.parametrize(
    "remark",
    [
        "Unofficial translation",
        "(Provisional English translation)",
        "This translation is for reference only.",
        "Courtesy translation; only the French text is authentic.",
        "Traduction non officielle",
        "Traducción no oficial",
        "Nichtamtliche Übersetzung",
        "Неофициальный перевод",
        "ترجمة غير رسمية",
        "非官方翻译",
        "仮訳",
    ],
)
def test_an_unofficial_translation_is_told_from_a_machines(tmp_path: Path, remark: str) -> None:
    found = codes(tmp_path, f"{TITLE}\n\n{remark}\n\n{LAW}", title=TITLE, language="en")

    assert "unofficial-translation" in found
    assert "machine-translation" not in found


@pytest.mark.parametrize(
    "line",
    [
        "Article 4. Harbours may use speech recognition and machine translation.",
        "Artículo 4. Los sistemas de traducción automática se anuncian al público.",
        "第四条 提供机器翻译服务的，应当予以说明。",
        "Статья 4. Системы, такие как машинный перевод, указываются.",
        'It may be translated into other languages if labelled "unofficial translation".',
        "If you create a translation, say: this is an unofficial translation.",
        "Machine translation",
        "Article 5. Research results are translated into practice with Google and others.",
    ],
)
def test_rules_on_translation_are_no_remark_on_the_text(tmp_path: Path, line: str) -> None:
    found = codes(tmp_path, f"{TITLE}\n\n{line}\n\n{LAW}", title=TITLE, language="en")

    assert not [code for code in found if "translation" in code]


DRAFTS = [
    "DRAFT",
    "Draft Law on Harbours",
    "Consultation draft, not for citation",
    "(Draft for Comment)",
    "Proposal for a REGULATION on harbours",
    "Avant-projet de loi sur les ports",
    "Projet de loi relatif aux ports",
    "Anteproyecto de Ley de puertos",
    "Proyecto de Ley de puertos",
    "Gesetzentwurf der Hafenbehörde",
    "Entwurf eines Hafengesetzes",
    "Проект федерального закона о портах",
    "مشروع قانون الموانئ",
    "港口法（草案）",
    "港口管理办法（征求意见稿）",
]


@pytest.mark.parametrize("line", DRAFTS)
def test_a_draft_offered_as_final_is_noted(tmp_path: Path, line: str) -> None:
    text = f"{line}\n\n{LAW}"
    said = message(
        tmp_path, text, "draft-as-final", title="Harbours", kind="law", legal_force="binding"
    )

    assert f"“{line}” (line 1)" in said
    assert "binding law" in said


@pytest.mark.parametrize("line", DRAFTS)
def test_a_draft_catalogued_as_one_is_no_mismatch(tmp_path: Path, line: str) -> None:
    text = f"{line}\n\n{LAW}"

    for row in ({"kind": "bill"}, {"legal_force": "draft"}, {"status": "Proposed"}):
        assert "draft-as-final" not in codes(tmp_path, text, title="Harbours", **row)
    assert "draft-as-final" not in codes(tmp_path, text, title=f"Harbours: {line}")


@pytest.mark.parametrize(
    "line",
    [
        "Having regard to the proposal from the harbour office,",
        "After transmission of the draft legislative act to the ports,",
        "Considering the draft convention of 1 May 2020 and the proposals made on it,",
        "Resolution of the Harbour Council on the\nproposal for a regulation on berths",
        "Article 1. The office shall draft a plan and publish the draft for comment.",
        "Vu le projet de loi relatif aux quais,",
        "Visto el proyecto de ley de muelles,",
        "In Erwägung des Entwurfs der Hafenordnung,",
        "Draftsmen of harbour rules",
        "Proposals accepted by the harbours",
    ],
)
def test_an_adopted_text_may_speak_of_drafts(tmp_path: Path, line: str) -> None:
    text = f"{TITLE}\n\n{line}\n\n{LAW}"

    assert "draft-as-final" not in codes(tmp_path, text, title=TITLE, kind="law")


def test_an_adopted_law_offered_as_a_draft_is_noted(tmp_path: Path) -> None:
    text = f"{TITLE}\n\nPublic Law 12-345\n\n{LAW}"

    assert "final-as-draft" in codes(tmp_path, text, title=TITLE, kind="bill")
    assert "final-as-draft" not in codes(tmp_path, text, title=TITLE, kind="law")


LANGUAGES = {
    "en": ENGLISH, "fr": FRENCH, "de": GERMAN, "ru": RUSSIAN, "ar": ARABIC, "zh": CHINESE * 2
}  # fmt: skip


@pytest.mark.parametrize("main", LANGUAGES)
@pytest.mark.parametrize("other", LANGUAGES)
def test_a_text_in_two_languages_is_noted(tmp_path: Path, main: str, other: str) -> None:
    text = "\n\n".join([LANGUAGES[main]] * 30 + [LANGUAGES[other]] * 20)
    found = codes(tmp_path, text, title="x", language=main, kind="other")

    assert ("mixed-languages" in found) == (main != other)


def test_terms_and_titles_in_another_language_are_no_mixture(tmp_path: Path) -> None:
    text = "\n\n".join([ENGLISH] * 6 + ["The act (港口法, loi sur les ports, закон) applies."])

    assert codes(tmp_path, text * 3, title="x", language="en", kind="other") == []
