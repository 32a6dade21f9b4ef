"""The thesaurus is whole in six languages, keeps SKOS's rules, and refuses what breaks them."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import pytest
import rdflib
from rdflib.compare import isomorphic

from comity.records import TopicId
from comity.topics import (
    LANGUAGES,
    Thesaurus,
    ThesaurusError,
    parse_thesaurus,
    read_thesaurus,
    shipped_thesaurus,
)
from comity.topics.terms import stemmed_label, term_key
from tests.conftest import SHARED

SOURCE = files("comity").joinpath("data", "topics.ttl")
PREFIXES = """@prefix : <urn:comity:topic:> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix terms: <urn:comity:terms:> .
"""


def concept(name: str, more: str = "", label: str = "") -> str:
    """A concept of invented words, whole in six languages."""
    label = label or name
    said = " ;\n    ".join(
        f'skos:prefLabel "{label} {language}q"@{language} ; skos:scopeNote "About it."@{language}'
        for language in LANGUAGES
    )
    return f":{name} a skos:Concept ;\n    {said}{' ;' if more else ''}\n    {more} .\n"


def mistakes(text: str) -> list[tuple[int, str]]:
    with pytest.raises(ThesaurusError) as caught:
        parse_thesaurus(PREFIXES + text, "mine.ttl", {})
    assert caught.value.mistakes
    assert "mine.ttl, line" in caught.value.problem if caught.value.mistakes[0].line else True
    return [(m.line, m.reason) for m in caught.value.mistakes]


def test_every_concept_has_a_label_a_note_and_terms_in_six_languages() -> None:
    whole = shipped_thesaurus()

    assert 120 <= len(whole.concepts) <= 170
    for name, one in whole.concepts.items():
        assert set(one.labels) == set(one.notes) == set(one.terms) == set(LANGUAGES), name
    for language in LANGUAGES:
        counts = [
            1 + len(t.strong) + len(t.exact) + len(t.weak)
            for t in (one.terms[language] for one in whole.concepts.values())
        ]
        assert sum(counts) / len(counts) >= 20
        assert min(counts) >= 6
        assert len({one.labels[language] for one in whole.concepts.values()}) == len(counts)


def test_two_or_three_levels_and_no_circle() -> None:
    whole = shipped_thesaurus()

    assert all(name not in above for name, above in whole.above.items())
    assert max(len(above) for above in whole.above.values()) <= 2
    assert len(whole.below(TopicId("international-cooperation"))) >= 15


def test_rdflib_reads_the_same_and_writes_what_is_the_same_again() -> None:
    graph = rdflib.Graph().parse(data=SOURCE.read_text("utf-8"), format="turtle")
    again = rdflib.Graph().parse(data=graph.serialize(format="turtle"), format="turtle")

    assert isomorphic(graph, again)
    assert parse_thesaurus(again.serialize(format="turtle"), "again.ttl", {}) == dict(
        shipped_thesaurus().concepts
    )


def test_preferred_alternative_and_hidden_labels_are_apart() -> None:
    for name, one in shipped_thesaurus().concepts.items():
        for language, terms in one.terms.items():
            said = [one.labels[language], *terms.strong, *terms.weak]
            assert len(said) == len(set(said)), (name, language)


def test_no_weak_term_has_the_stems_of_a_strong_one_of_its_concept() -> None:
    """It would stand wherever the strong one does, and never count as weak."""
    found = [
        (name, language, text)
        for name, one in shipped_thesaurus().concepts.items()
        for language, terms in one.terms.items()
        for text in terms.weak
        if term_key(text, language, exact=False)
        in {
            term_key(strong, language, exact=False)
            for strong in (*stemmed_label(one, language), *terms.strong)
        }
    ]

    assert found == []


@pytest.mark.parametrize(
    ("scheme", "members", "unmapped"),
    [
        ("waie", 17, set()),
        ("fjeld", 8, set()),
        ("nist", 7, set()),
        ("oecd", 10, set()),
        ("unesco", 4 + 10 + 11, set()),
        # AI welfare has no concept.
        ("mit", 7 + 24, {"7.5"}),
        # Water and sanitation, cities: sectors that texts on AI hardly speak of.
        ("sdg", 17, {"6", "11"}),
        ("agora", 77, 12),
    ],
)
def test_the_members_of_published_schemes_are_mapped(
    scheme: str, members: int, unmapped: set[str] | int
) -> None:
    notations = {
        m.notation
        for concept in shipped_thesaurus().concepts.values()
        for m in concept.mappings
        if m.scheme == scheme
    }

    assert len(notations) == members - (unmapped if isinstance(unmapped, int) else len(unmapped))
    if isinstance(unmapped, set):
        assert not notations & unmapped


@pytest.mark.parametrize(
    ("scheme", "notations"),
    [
        ("oecd", [f"1.{n}" for n in range(1, 6)] + [f"2.{n}" for n in range(1, 6)]),
        (
            "unesco",
            [f"value-{n}" for n in range(1, 5)]
            + [f"principle-{n}" for n in range(1, 11)]
            + [f"area-{n}" for n in range(1, 12)],
        ),
        ("sdg", [str(n) for n in range(1, 18) if n not in (6, 11)]),
        ("mit", ["1", "1.1", "1.2", "1.3", "2", "2.1", "2.2", "7", "7.1", "7.6"]),
    ],
)
def test_notations_are_those_of_the_scheme(scheme: str, notations: list[str]) -> None:
    held = {
        m.notation
        for concept in shipped_thesaurus().concepts.values()
        for m in concept.mappings
        if m.scheme == scheme
    }

    assert set(notations) <= held
    assert scheme == "mit" or held == set(notations)


@pytest.mark.shared
def test_the_tags_of_agora_are_named_as_its_table_names_them() -> None:
    with (SHARED / "corpus" / "agora" / "documents.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        columns = set(next(csv.reader(file)))
    names = {
        m.name
        for concept in shipped_thesaurus().concepts.values()
        for m in concept.mappings
        if m.scheme == "agora"
    }

    assert names <= columns
    assert len({name for name in columns if ": " in name} - names) == 12


def test_what_is_no_turtle_is_refused_with_its_line() -> None:
    assert mistakes(":a a skos:Concept ;\n  skos:prefLabel oops .\n")[0][0] == 5


def test_a_missing_language_is_named() -> None:
    text = concept("lakes").replace('"@ru ; skos:scope', '"@de ; skos:scope')

    found = [reason for _, reason in mistakes(text)]

    assert any("is in no language of ar, en, es, fr, ru, zh" in reason for reason in found)
    assert "lakes: it has 0 skos:prefLabel in ru; it must have one." in found


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (concept("lakes", "skos:broader :rivers"), 4, "'rivers', which is not there"),
        (
            concept("lakes", "skos:broader :ponds") + concept("ponds", "skos:broader :lakes"),
            4,
            "below itself",
        ),
        (
            concept("lakes", "skos:broader :ponds ; skos:related :ponds") + concept("ponds"),
            4,
            "skos:related and also above or below",
        ),
        (
            concept("lakes", 'skos:altLabel "still water"@en')
            + concept("ponds", 'skos:altLabel "still waters"@en'),
            19,
            "'still waters' (en) is one of lakes too",
        ),
        (concept("lakes", 'terms:weakTerm "of the"@en'), 11, "has no word that counts"),
        (
            concept("lakes", 'skos:altLabel "fine"@en ; terms:notWithin "Fine"@en'),
            11,
            "'Fine' (en) bars a term of its own",
        ),
        (
            concept("lakes", 'skos:altLabel "still water"@en ; terms:weakTerm "Still Water"@en'),
            11,
            "'Still Water' (en) is there in two ways",
        ),
        (
            concept("lakes").replace(" a skos:Concept ;", ' skos:notation "1" ;'),
            4,
            "not said to be a skos:Concept",
        ),
        (concept("lakes", "skos:closeMatch <urn:comity:scheme:x:1>"), 4, "nothing is told"),
        ("<urn:comity:topic:B%20ad> a skos:Concept .", 0, "no id of a concept"),
        ("<urn:else> a skos:Concept .", 1, "no skos:Concept whose name begins"),
    ],
)
def test_a_broken_rule_is_named_with_its_line(text: str, line: int, reason: str) -> None:
    found = mistakes(text)

    assert any(reason in said for _, said in found), found
    assert line in [number for number, said in found if reason in said]


def test_a_user_adds_concepts_below_those_that_are_there(tmp_path: Path) -> None:
    file = tmp_path / "fisheries.ttl"
    file.write_text(
        PREFIXES + concept("fish-quotas", "skos:broader :agriculture", "zzfish zzquota"), "utf-8"
    )

    whole = read_thesaurus([file])

    assert TopicId("fish-quotas") in whole.below(TopicId("agriculture"))
    assert len(whole.concepts) == len(shipped_thesaurus().concepts) + 1


def test_an_added_concept_may_not_take_an_id_or_a_term_that_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "mine.ttl"
    file.write_text(
        PREFIXES
        + concept("privacy", "", "zzmine")
        + concept("zzown", 'skos:altLabel "human dignity"@en'),
        "utf-8",
    )

    with pytest.raises(ThesaurusError) as caught:
        read_thesaurus([file])

    said = str(caught.value)
    assert "privacy: another thesaurus has a concept of this id." in said
    assert "'human dignity' (en) is one of human-dignity too" in said


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ThesaurusError, match=r"absent\.ttl.*cannot be read"):
        read_thesaurus([tmp_path / "absent.ttl"])


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(ThesaurusError, match="must be a file"):
        read_thesaurus([tmp_path])


def test_labels_fall_back_to_english() -> None:
    whole = Thesaurus(shipped_thesaurus().concepts)

    assert whole.label(TopicId("privacy"), "de") == "Privacy"
    assert whole.label(TopicId("privacy"), "zh-Hans") == whole.concepts[
        TopicId("privacy")
    ].labels["zh"]  # fmt: skip
