"""A sentence bears its topics in each of six languages; traps are not fallen into; translations
are paired soundly before they are compared."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from benchmarks.topics_languages import Unit, agreement, compared, pairs, topics_in

from comity.records import ProvisionId
from comity.topics import LANGUAGES, Tagger, shipped_thesaurus
from tests.conftest import SHARED

TAGGER = Tagger(shipped_thesaurus())
_WRITTEN = tomllib.loads((Path(__file__).parent / "parallel.toml").read_text("utf-8"))
SENTENCES, PASSAGES = _WRITTEN["sentence"], _WRITTEN["passage"]


def topics(text: str, language: str) -> set[str]:
    return {tag.topic for tag in TAGGER.tag(ProvisionId("d/1"), text, language)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_bears_its_topics(language: str) -> None:
    missing = {
        sentence[language]: sorted(set(sentence["topics"]) - topics(sentence[language], language))
        for sentence in SENTENCES
    }

    assert len(SENTENCES) >= 25
    assert {text: names for text, names in missing.items() if names} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_passage_in_other_words_bears_its_topic(language: str) -> None:
    asked = [passage for passage in PASSAGES if passage["language"] == language]

    assert len(asked) == 20
    assert [p["text"] for p in asked if p["topic"] not in topics(p["text"], language)] == []


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_a_sentence_and_its_translation_bear_much_the_same_topics(language: str) -> None:
    values = []
    for sentence in SENTENCES:
        one, other = topics(sentence["en"], "en"), topics(sentence[language], language)
        values.append(len(one & other) / len(one | other))

    assert sum(values) / len(values) >= 0.8


@pytest.mark.parametrize(
    ("language", "text", "topic"),
    [
        # A stem, or a phrase without its function words, is that of other words too.
        ("en", "They publish information used in the annex.", "notice-of-ai-use"),
        ("en", "Natural persons may attend.", "notice-of-ai-use"),
        ("en", "In performing its duties the office keeps its effectiveness.", "accuracy"),
        ("en", "National and border matters are set out below.", "migration-and-asylum"),
        ("en", "The designated body has a new architecture.", "design-stage"),
        ("en", "The authority may, where appropriate, act.", "investment-and-funding"),
        ("en", "These measures are set by the authority for the measurement of land.", "copyright"),
        ("en", "AI systems referred to in Annex V are exempt.", "definition-of-ai"),
        ("en", "Deployers of AI systems pay a fee.", "deployment-stage"),
        ("en", "Respect the lawful interests of others.", "rule-of-law"),
        ("fr", "La mise en œuvre incombe aux artistes.", "copyright"),
        ("fr", "Le traitement des données et la convention sont annexés.", "international-law"),
        ("fr", "Les autorités nationales surveillent les frontières.", "migration-and-asylum"),
        ("fr", "L'autorité compétente statue également.", "education-and-skills"),
        (
            "fr",
            "Il paraît au Journal officiel, enregistré.",
            "documentation-and-traceability",
        ),
        ("fr", "Les risques que les systèmes présentent sont décrits.", "systemic-risk"),
        ("es", "Se generan ingresos y se estudia el asunto.", "gender"),
        ("es", "Los estudios se publican cada año.", "education-sector"),
        ("es", "Las autoridades remuneran las obras públicas.", "copyright"),
        ("es", "Se asegura el pago de las tasas.", "finance"),
        ("es", "La valoración y la ética del documento son breves.", "value-alignment"),
        ("ru", "Решение принимается с учетом мнения сторон.", "documentation-and-traceability"),
        ("ru", "Стороны используют средства правовой защиты и фонд.", "investment-and-funding"),
        ("ru", "Договор вступает в силу в мае.", "public-procurement"),
        ("ru", "Исполнители и авторы проекта отчитались.", "copyright"),
        ("ru", "Данный пункт применяется ко всем.", "data-sharing"),
        ("ru", "Морская среда изучается.", "transport"),
        ("ru", "Выбор места остается за сторонами.", "elections"),
        ("ar", "يبدأ المشروع في شهر مارس.", "rule-of-law"),
        ("ar", "يتم ذلك بشرط موافقة الأطراف.", "law-enforcement"),
        ("ar", "تهدف الخطة إلى تحقيق النتائج.", "law-enforcement"),
        ("ar", "تعلم القراءة والكتابة حق.", "vulnerable-groups"),
        ("ar", "تحمى التربة والنباتات.", "education-and-skills"),
        ("ar", "جرى توظيف التكنولوجيا في المباني.", "labour"),
        ("ar", "السلام عليكم ورحمة الله وبركاته.", "peace-and-common-security"),
        ("ar", "يسود الأمن والأمان.", "international-institutions"),
        ("ar", "ينبغي تأمين حقوقهم وسبل عيشهم.", "finance"),
        ("ar", "مضى عقد من الزمن على الاتفاق.", "public-procurement"),
        ("ar", "تشارك دول العالم في المؤتمر.", "international-cooperation"),
        ("zh", "在该领域外适用其他规则。", "cross-border-enforcement"),
        ("zh", "开展反电信网络诈骗工作。", "critical-infrastructure"),
        ("zh", "促进产业健康有序发展。", "health"),
    ],
)
def test_a_trap_of_a_language_is_not_fallen_into(language: str, text: str, topic: str) -> None:
    assert topic not in topics(text, language)


def text(**units: tuple[str, str]) -> Mapping[str, Unit]:
    """EId -> parent and topics; no topics: not linkable."""
    return {
        eid: Unit(parent, dict.fromkeys(names.split(), 0.4) if names != "-" else None)
        for eid, (parent, names) in units.items()
    }


def test_a_unit_that_only_one_text_cuts_is_compared_as_a_whole() -> None:
    whole = text(art_1=("", "privacy health"), art_2=("", "labour"))
    cut = text(
        art_1=("", "-"), art_1__cut_1=("art_1", "privacy"), art_1__cut_2=("art_1", "health"),
        art_2=("", "labour"),
    )  # fmt: skip

    assert pairs(whole, cut) == (["art_1", "art_2"], 0)
    assert topics_in(cut, "art_1", 0.0) == {"privacy", "health"}
    assert compared(whole, cut) == compared(cut, whole) == (2, 1.0)


def test_what_has_no_counterpart_is_counted_and_what_disagrees_is_kept() -> None:
    one = text(art_1=("", "privacy"), art_2=("", "labour"), preface=("", "health"))
    other = text(art_1=("", "privacy"), art_2=("", "finance"))

    assert pairs(one, other) == (["art_1", "art_2"], 1)
    assert compared(one, other) == (2, 0.5)


def test_one_unit_of_a_list_that_differs_makes_the_list_one_unit() -> None:
    one = text(
        art_1=("", "-"), art_1__point_a=("art_1", "privacy"), art_1__point_b=("art_1", "health")
    )
    other = text(
        art_1=("", "-"), art_1__point_a=("art_1", "privacy"), art_1__para_2=("art_1", "finance")
    )

    assert pairs(one, other) == (["art_1"], 0)
    assert compared(one, other) == (1, 1 / 3)


def test_only_topics_of_some_confidence_are_compared_when_that_is_asked() -> None:
    one, other = text(art_1=("", "privacy health")), text(art_1=("", "privacy"))

    assert compared(one, other) == (1, 0.5)
    assert compared(one, other, 0.5) == (1, 1.0)  # no topic on either side


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize(
    ("original", "translation", "units", "least"),
    [
        ("instruments/eu-ai-act-2024.en.html", "instruments/eu-ai-act-2024.fr.html", 1400, 0.69),
        (
            "instruments/coe-framework-convention-ai-2024.en.pdf",
            "instruments/coe-framework-convention-ai-2024.es.pdf",
            110,
            0.72,
        ),
        ("instruments/unga-res-78-265-2024.en.pdf", "instruments/unga-res-78-265-2024.es.pdf",
         45, 0.66),
        ("instruments/china-genai-interim-measures-2023.zh.html", "agora/fulltext/1137.txt",
         40, 0.6),
        ("instruments/china-algorithm-recommendation-provisions-2021.zh.md",
         "agora/fulltext/266.txt", 45, 0.6),
        ("instruments/china-shenzhen-ai-industry-regulations-2022.zh.md",
         "agora/fulltext/1064.txt", 90, 0.6),
    ],
)  # fmt: skip
def test_a_text_and_its_translation_bear_much_the_same_topics(
    original: str, translation: str, units: int, least: float
) -> None:
    folder = SHARED / "corpus"

    count, mean = agreement(folder / original, folder / translation)

    assert count >= units
    assert mean >= least
