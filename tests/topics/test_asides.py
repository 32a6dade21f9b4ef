"""What a text sets aside is a weak sign of its topic; what it forbids is a plain one."""

from __future__ import annotations

import pytest

from comity.records import ProvisionId
from comity.topics import Evidence, Tagger, shipped_thesaurus

TAGGER = Tagger(shipped_thesaurus())


def of(text: str, language: str, topic: str) -> Evidence:
    """The evidence for a topic, of which there must be some."""
    (found,) = (one for one in TAGGER.evidence(text, language) if one.topic == topic)
    return found


@pytest.mark.parametrize(
    ("language", "aside", "plain", "topic"),
    [
        (
            "en",
            "These rules shall not apply to data protection.",
            "These rules shall also serve data protection.",
            "data-protection",
        ),
        (
            "en",
            "Labels are needed on systems other than for military use.",
            "Labels are needed on systems made for military use.",
            "military-use",
        ),
        (
            "en",
            "Matters of data protection do not fall within this text.",
            "Matters of data protection are a part of this text.",
            "data-protection",
        ),
        (
            "fr",
            "La présente loi ne s’applique pas à la protection des données.",
            "La présente loi renforce aussi la protection des données.",
            "data-protection",
        ),
        (
            "es",
            "Las normas se aplican sin perjuicio de la protección de datos.",
            "Las normas se aplican para reforzar la protección de datos.",
            "data-protection",
        ),
        (
            "ru",
            "Настоящий закон не распространяется на защиту персональных данных.",
            "Настоящий закон также укрепляет защиту персональных данных.",
            "data-protection",
        ),
        (
            "zh",
            "本规定不适用于数据保护。",
            "本规定也维护数据保护。",
            "data-protection",
        ),
        (
            "ar",
            "لا ينطبق هذا النظام على حماية البيانات.",
            "يعزز هذا النظام أيضا حماية البيانات.",
            "data-protection",
        ),
    ],
)
def test_what_is_set_aside_is_a_weaker_sign(
    language: str, aside: str, plain: str, topic: str
) -> None:
    weak, strong = of(aside, language, topic), of(plain, language, topic)

    assert weak.words
    assert weak.weight < strong.weight
    assert weak.confidence < strong.confidence


@pytest.mark.parametrize(
    ("language", "text", "topic"),
    [
        ("en", "Providers shall not manipulate users by subliminal techniques.", "manipulation"),
        ("fr", "Il est interdit de recourir à la manipulation des personnes.", "manipulation"),
        ("es", "Se prohíbe la manipulación de las personas.", "manipulation"),
        ("ru", "Запрещается манипулирование людьми.", "manipulation"),
        ("zh", "不得操纵用户。", "manipulation"),
        ("ar", "يحظر التلاعب بالأشخاص.", "manipulation"),
    ],
)
def test_a_prohibition_speaks_of_what_it_forbids(language: str, text: str, topic: str) -> None:
    assert of(text, language, topic).weight >= 1


def test_an_aside_ends_with_its_clause() -> None:
    text = "Without prejudice to trade secrets, firms shall ensure data protection."

    assert of(text, "en", "data-protection").weight >= 1

    text = "Systems other than toys shall respect human dignity."
    assert of(text, "en", "human-dignity").weight >= 1


def test_a_topic_that_is_named_elsewhere_too_is_no_aside() -> None:
    text = "Data protection is our aim. This does not apply to data protection."

    assert of(text, "en", "data-protection").weight >= 1


def test_a_tag_in_an_aside_keeps_its_place() -> None:
    text = "This law does not apply to military use."
    (tag,) = (t for t in TAGGER.tag(ProvisionId("d/1"), text, "en") if t.topic == "military-use")

    assert [text[s.start : s.end] for s in tag.spans] == ["military use"]
