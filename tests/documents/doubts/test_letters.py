"""Letters and blanks that went astray."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documents.doubts.made import codes, message, read

ENGLISH = (
    "Every harbour that defines a difficult berth shall first find a sufficient reason, file it"
    " with the office and offer artificial intelligence only where it fits the benefit of ships. "
)
FRENCH = (
    "Chaque port qui modifie la définition officielle des quais vérifie d'abord les bénéfices,"
    " affiche les raisons et offre aux navires une information fiable et suffisante. "
)
GERMAN = (
    "Jeder Hafen teilt den Schiffen mit, welche Maschinen er einsetzt, und begründet auf Anfrage"
    " binnen dreißig Tagen, warum ein Liegeplatz so und nicht anders vergeben wurde. "
)
RUSSIAN = (
    "Каждый порт сообщает судам, какие машины он использует, и по запросу объясняет в течение"
    " тридцати дней, почему место у причала было назначено именно так. "
)
ARABIC = "على كل ميناء أن يبين للسفن الآلات التي يستخدمها وأن يشرح أسباب القرار خلال ثلاثين يوما. "
CHINESE = "各港口应当向船舶说明其使用的机器，并在三十日内说明泊位分配的理由。"
TEXTS = {
    "en": ENGLISH,
    "fr": FRENCH,
    "de": GERMAN,
    "ru": RUSSIAN,
    "ar": ARABIC,
    "zh": CHINESE,
}


@pytest.mark.parametrize("language", TEXTS)
def test_sound_texts_raise_no_doubt(tmp_path: Path, language: str) -> None:
    text = "\n\n".join([TEXTS[language]] * 80)

    assert codes(tmp_path, text, title="x", language=language, kind="other") == []


@pytest.mark.parametrize(
    ("language", "lost"), [("en", "te"), ("fr", "ei"), ("de", "enrt"), ("ru", "ое"), ("ar", "لا")]
)
def test_a_text_that_lost_its_common_letters_is_refused(
    tmp_path: Path, language: str, lost: str
) -> None:
    text = "\n\n".join([TEXTS[language].translate(dict.fromkeys(map(ord, lost), " "))] * 30)
    (failure,) = read(tmp_path, text, title="x", language=language).failures

    assert "letters of this text were lost" in failure.error
    assert "publisher's own file" in failure.hint


def test_one_lost_letter_is_named(tmp_path: Path) -> None:
    text = "\n\n".join([ENGLISH.replace("t", "")] * 30)

    assert "'t' hardly occurs" in message(tmp_path, text, "letters-lost", title="x", language="en")


def test_lost_ligatures_are_noted(tmp_path: Path) -> None:
    lost = ENGLISH.replace("ffi", " ").replace("fi", " ").replace("ff", " ").replace("fl", " ")
    text = "\n\n".join([lost] * 60)

    assert codes(tmp_path, text, title="x", language="en", kind="other") == ["ligatures-lost"]


def test_words_without_blanks_between_them_are_noted(tmp_path: Path) -> None:
    text = "\n\n".join(
        [ENGLISH.replace(" find a sufficient reason", "findasufficientreasontosay")] * 20
    )

    said = message(tmp_path, text, "blanks-lost", title="x", language="en")
    assert "“firstfindasufficientreasontosay” (line 1)" in said


def test_german_compounds_and_addresses_are_no_lost_blanks(tmp_path: Path) -> None:
    german = GERMAN + "Die Binnenschifffahrtsaufsichtsbehördenverordnung gilt. "
    english = ENGLISH + "See https://example.org/a-very-long-address-that-goes-on-and-on. "

    for language, text in (("de", german), ("en", english)):
        found = codes(
            tmp_path, "\n\n".join([text] * 20), title="x", language=language, kind="other"
        )
        assert found == []


def test_letters_set_apart_are_told_from_letters_lost(tmp_path: Path) -> None:
    text = "\n\n".join(" ".join(ENGLISH.replace(" ", "  ")) for _ in range(10))

    assert codes(tmp_path, text, title="x", language="en") == ["letter-spaced"]


def test_a_formula_or_an_address_in_single_letters_is_not_letter_spaced(tmp_path: Path) -> None:
    text = ENGLISH * 10 + "\n\nLet a , b , c and d be ships. Annex A B C.\n\n" + ENGLISH

    assert codes(tmp_path, text, title="x", language="en", kind="other") == []


def test_blanks_inside_words_are_noted_with_examples(tmp_path: Path) -> None:
    broken = ENGLISH.replace("harbour", "har bour").replace("office", "offi ce")
    broken = broken.replace("benefit", "benefi t")
    text = "\n\n".join([ENGLISH] * 8 + [broken] * 6)
    said = message(tmp_path, text, "blanks-inside-words", title="x", language="en")

    assert "“har bour”" in said
    assert "line 17" in said


def test_words_that_also_stand_together_are_not_broken(tmp_path: Path) -> None:
    text = (
        ENGLISH + "It may be so, maybe; every one, everyone; can not, cannot; on to, onto. "
    ) * 9

    for suffix in ("txt", "md"):
        assert codes(tmp_path, text, suffix=suffix, title="x", language="en", kind="other") == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The use of Al by harbours shall be open. Artificial intelligence (Al) helps."),
        ("de", "Der Einsatz von Kl durch Häfen ist offen zu legen. Künstliche Intelligenz hilft."),
        ("fr", "Le recours à la lA par les ports est public. L’intelligence artificielle aide."),
        ("en", "A harbour may use GenAl for letters; artificial intelligence is fast."),
    ],
)
def test_al_for_ai_is_noted(tmp_path: Path, language: str, text: str) -> None:
    said = message(tmp_path, text, "al-for-ai", title="x", language=language)

    assert "with the letter l" in said


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Mr Al Mesmar and Al Gore spoke on artificial intelligence with Al-Awa et al."),
        ("es", "Al mismo tiempo, la inteligencia artificial ayuda. Al aplicar la IA se informa."),
        ("it", "Al fine di informare, l’intelligenza artificiale (IA) è dichiarata al pubblico."),
        ("en", "An alloy of Al and Mg resists salt water in every harbour."),
    ],
)
def test_names_metals_and_prepositions_are_not_al_for_ai(
    tmp_path: Path, language: str, text: str
) -> None:
    assert "al-for-ai" not in codes(tmp_path, text, title="x", language=language)
