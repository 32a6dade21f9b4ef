"""The exported thesaurus is SKOS, the same in both formats, and ours again when it is read."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files

import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, RDF, SKOS

from comity.records import Concept, SchemeMapping, Terms, TopicId
from comity.topics import LANGUAGES, Thesaurus, parse_thesaurus, shipped_thesaurus
from comity.topics.skos import COUNTS, SCHEME, jsonld, turtle
from comity.topics.thesaurus import TERMS, TOPIC
from tests.charts.sample import coverage, topics_of

SHIPPED = shipped_thesaurus()
COUNTED = coverage("region", [("A", "A", 40, 7), ("B", "B", 0, 0)], topics=topics_of("en"))


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return rdflib.Graph().parse(data=turtle(SHIPPED, coverage=COUNTED), format="turtle")


def test_both_formats_hold_the_same_triples(graph: rdflib.Graph) -> None:
    other = rdflib.Graph().parse(data=jsonld(SHIPPED, coverage=COUNTED), format="json-ld")

    assert len(graph) > 25_000
    assert isomorphic(graph, other)


def test_our_own_reader_gives_the_same_thesaurus() -> None:
    again = parse_thesaurus(turtle(SHIPPED).decode(), "again.ttl", {})

    assert again == dict(SHIPPED.concepts)


def test_hierarchy_and_relations_stand_both_ways(graph: rdflib.Graph) -> None:
    assert set(graph.subject_objects(SKOS.broader)) == {
        (lower, upper) for upper, lower in graph.subject_objects(SKOS.narrower)
    }
    assert set(graph.subject_objects(SKOS.related)) == {
        (rdflib.URIRef(TOPIC + name), rdflib.URIRef(TOPIC + other))
        for name, concept in SHIPPED.concepts.items()
        for other in concept.related
    }
    tops = set(graph.objects(rdflib.URIRef(SCHEME), SKOS.hasTopConcept))
    assert tops == set(graph.subjects(SKOS.topConceptOf, rdflib.URIRef(SCHEME)))
    own = {rdflib.URIRef(TOPIC + name) for name in SHIPPED.concepts}
    assert tops == {concept for concept in own if not list(graph.objects(concept, SKOS.broader))}
    assert own == set(graph.subjects(SKOS.inScheme, rdflib.URIRef(SCHEME)))


def test_the_integrity_conditions_of_skos_hold(graph: rdflib.Graph) -> None:
    schemes = set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    assert not schemes & concepts  # S9
    for concept in concepts:
        preferred = list(graph.objects(concept, SKOS.prefLabel))
        languages = [label.language for label in preferred if isinstance(label, rdflib.Literal)]
        assert len(languages) == len(set(languages))  # S14
        others = set(graph.objects(concept, SKOS.altLabel))
        assert not others & set(preferred)  # S13
        assert not set(graph.objects(concept, SKOS.hiddenLabel))
        above = set(graph.transitive_objects(concept, SKOS.broader)) - {concept}
        assert not above & set(graph.objects(concept, SKOS.related))  # S27
        exact = set(graph.objects(concept, SKOS.exactMatch))
        assert not exact & set(graph.objects(concept, SKOS.broadMatch))  # S46
    for relation in (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch):
        for matched in graph.objects(None, relation):
            assert matched in concepts  # S19
            assert set(graph.objects(matched, SKOS.inScheme)) <= schemes
    assert all(list(graph.objects(scheme, DCTERMS.title)) for scheme in schemes)
    assert len(list(graph.objects(rdflib.URIRef(SCHEME), DCTERMS.title))) == 6


def test_exact_terms_are_labels_and_weak_ones_are_not(graph: rdflib.Graph) -> None:
    for name, concept in SHIPPED.concepts.items():
        subject = rdflib.URIRef(TOPIC + name)
        labels = {
            str(text)
            for relation in (SKOS.prefLabel, SKOS.altLabel)
            for text in graph.objects(subject, relation)
        }
        weak = {str(text) for text in graph.objects(subject, rdflib.URIRef(TERMS + "weakTerm"))}
        for terms in concept.terms.values():
            assert {*terms.strong, *terms.exact} <= labels
            assert set(terms.weak) <= weak


def test_addresses_of_other_schemes_are_those_that_were_read(graph: rdflib.Graph) -> None:
    source = files("comity").joinpath("data", "topics.ttl").read_text("utf-8")
    shipped = rdflib.Graph().parse(data=source, format="turtle")

    for relation in (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch):
        assert set(graph.subject_objects(relation)) == set(shipped.subject_objects(relation))


def test_counts_are_those_of_the_coverage_and_nothing_where_none_could_speak() -> None:
    empty = coverage("region", [("A", "A", 0, 0)], topics=topics_of("en"))
    counted = rdflib.Graph().parse(data=turtle(SHIPPED, coverage=COUNTED), format="turtle")
    silent = rdflib.Graph().parse(data=turtle(SHIPPED, coverage=empty), format="turtle")

    for topic in COUNTED.topics:
        subject = rdflib.URIRef(TOPIC + topic.topic)
        value = counted.value(subject, rdflib.URIRef(COUNTS + "documents"))
        assert value is not None
        assert value.toPython() == topic.all.documents
    assert not list(silent.subject_objects(rdflib.URIRef(COUNTS + "documents")))
    assert not list(silent.subject_objects(rdflib.URIRef(COUNTS + "documentsOf")))


def hostile() -> Thesaurus:
    """Words with every character that a format could stumble over."""
    word = 'a "b" \\ <c> \n\t {d} @en ; . # é\u200f\U0001f600'
    name = TopicId("lakes")
    return Thesaurus(
        {
            name: Concept(
                id=name,
                labels={language: f"{word}{language}" for language in LANGUAGES},
                notes=dict.fromkeys(LANGUAGES, word),
                terms={language: Terms(strong=(word,)) for language in LANGUAGES},
                mappings=(
                    SchemeMapping(
                        relation="closeMatch", scheme="mine", notation="A b", name="Odd <one>"
                    ),
                    SchemeMapping(
                        relation="closeMatch", scheme="mine", notation="a-b", name="Another"
                    ),
                ),
            )
        }
    )


def test_words_with_signs_of_the_formats_come_through() -> None:
    first = rdflib.Graph().parse(data=turtle(hostile()), format="turtle")
    second = rdflib.Graph().parse(data=jsonld(hostile()), format="json-ld")

    assert isomorphic(first, second)
    assert len(set(first.objects(None, SKOS.closeMatch))) == 2
    label = hostile().concepts[TopicId("lakes")].labels["en"]
    assert rdflib.Literal(label, lang="en") in set(first.objects(None, SKOS.prefLabel))


def test_an_empty_thesaurus_is_a_scheme_without_concepts() -> None:
    graph = rdflib.Graph().parse(data=turtle(Thesaurus()), format="turtle")

    assert not set(graph.subjects(RDF.type, SKOS.Concept))
    assert isomorphic(graph, rdflib.Graph().parse(data=jsonld(Thesaurus()), format="json-ld"))


def test_the_same_bytes_in_every_process() -> None:
    code = (
        "import hashlib; from comity.topics import shipped_thesaurus as s;"
        "from comity.topics.skos import jsonld, turtle;"
        "print(hashlib.sha256(turtle(s()) + jsonld(s())).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(3)
    }

    assert len(seen) == 1
    assert json.loads(jsonld(SHIPPED))["@context"]["@version"] == 1.1
