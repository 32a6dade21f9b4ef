"""The thesaurus for other tools: plain SKOS as Turtle and as JSON-LD.

What SKOS tools look for is written out: top concepts, broader and narrower, every strong
and exact term as an alternative label, the concepts of other schemes. `skos:related` stands
as it was stated: SKOS says that it holds both ways.
What only comity knows keeps its own properties: `terms:exactTerm`, `terms:weakTerm` (a weak
term is no name of the concept, so it is no label) and `terms:notWithin`. With these, the
exported Turtle is read again to the same thesaurus.

Both formats hold the same facts. JSON-LD carries its context: nothing is looked up.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from comity.records import Concept, Coverage, TopicId
from comity.topics.thesaurus import (
    LANGUAGES,
    MAPPINGS,
    RDF_TYPE,
    SCHEMES,
    SKOS,
    TERMS,
    TOPIC,
    Thesaurus,
)

SCHEME = "urn:comity:topics"
COUNTS = "urn:comity:counts:"
_DCT = "http://purl.org/dc/terms/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_PREFIXES = {
    "": TOPIC,
    "counts": COUNTS,
    "dct": _DCT,
    "rdf": _RDF,
    "rdfs": _RDFS,
    "scheme": SCHEMES,
    "skos": SKOS,
    "terms": TERMS,
}
_TITLES = {
    "ar": "مواضيع حوكمة الذكاء الاصطناعي",
    "en": "Topics of AI governance",
    "es": "Temas de la gobernanza de la IA",
    "fr": "Thèmes de la gouvernance de l'IA",
    "ru": "Темы управления ИИ",
    "zh": "人工智能治理主题",
}
_OWN = {
    TERMS + "exactTerm": "an alternative label that counts only in just this form",
    TERMS + "weakTerm": "a term that counts only beside another one of the concept",
    TERMS + "notWithin": "a phrase in which no term means the concept",
    COUNTS + "documents": "works that speak of the concept, or of one below it",
    COUNTS + "documentsOf": "works that could",
    COUNTS + "countries": "countries with a work that speaks of it",
    COUNTS + "countriesOf": "countries with a work that could",
    COUNTS + "baseVersion": "the evidence base in which it was counted",
}


@dataclass(frozen=True, slots=True, order=True)
class _Words:
    """A literal: a text with its language, or a number."""

    text: str
    language: str = ""
    number: bool = False


_Value = str | _Words  # an IRI, or a literal
_Facts = list[tuple[str, list[tuple[str, list[_Value]]]]]  # by subject and property, in order


def turtle(thesaurus: Thesaurus, *, coverage: Coverage | None = None) -> bytes:
    """The thesaurus as SKOS in Turtle, UTF-8.

    Args:
        thesaurus: any; concepts that the user added are among the others.
        coverage: by any kind of group; with it every concept tells how many works of all
            speak of it, and of how many that could. A concept that no work could speak of
            tells nothing: it is not zero.
    """
    triples = [
        ox.Triple(ox.NamedNode(subject), ox.NamedNode(name), _node(value))
        for subject, properties in _facts(thesaurus, coverage)
        for name, values in properties
        for value in values
    ]
    body = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=_PREFIXES) or b""
    # The serializer names prefixes in an order that changes from run to run.
    lines = [line for line in body.split(b"\n") if not line.startswith(b"@prefix ")]
    head = [f"@prefix {name}: <{iri}> .".encode() for name, iri in _PREFIXES.items()]
    return b"\n".join([*head, b"", *lines])


def jsonld(thesaurus: Thesaurus, *, coverage: Coverage | None = None) -> bytes:
    """The same facts as `turtle` in JSON-LD 1.1, UTF-8, with labels by language."""
    nodes = [
        {"id": _short(subject), **dict(map(_member, properties))}
        for subject, properties in _facts(thesaurus, coverage)
    ]
    text = json.dumps({"@context": _context(), "@graph": nodes}, ensure_ascii=False, indent=1)
    return text.encode("utf-8") + b"\n"


def _node(value: _Value) -> ox.NamedNode | ox.Literal:
    if isinstance(value, str):
        return ox.NamedNode(value)
    if value.number:
        return ox.Literal(int(value.text))
    return ox.Literal(value.text, language=value.language or None)


def _facts(thesaurus: Thesaurus, coverage: Coverage | None) -> _Facts:
    whole = dict(sorted(thesaurus.concepts.items()))
    tops = [TOPIC + name for name, concept in whole.items() if not concept.broader]
    mapped = sorted({(m.scheme, m.notation, m.name) for c in whole.values() for m in c.mappings})
    names = _scheme_names(mapped)
    return [
        (SCHEME, list(_scheme_facts(tops, coverage))),
        *(_own_property(name, meaning) for name, meaning in _OWN.items()),
        *(
            (TOPIC + name, list(_concept_facts(concept, thesaurus, names, coverage)))
            for name, concept in whole.items()
        ),
        *_other_schemes(mapped, names),
    ]


def _scheme_facts(
    tops: Sequence[str], coverage: Coverage | None
) -> Iterator[tuple[str, list[_Value]]]:
    yield RDF_TYPE, [SKOS + "ConceptScheme"]
    yield _DCT + "title", [_Words(title, language) for language, title in _TITLES.items()]
    yield _DCT + "creator", [_Words("The comity developers")]
    yield _DCT + "license", ["https://www.apache.org/licenses/LICENSE-2.0"]
    yield SKOS + "hasTopConcept", list(tops)
    if coverage is not None:
        yield SKOS + "note", [_Words(rule, coverage.language) for rule in coverage.rules]
        if coverage.version:
            yield COUNTS + "baseVersion", [_Words(coverage.version)]


def _own_property(name: str, meaning: str) -> tuple[str, list[tuple[str, list[_Value]]]]:
    return name, [
        (RDF_TYPE, [_RDF + "Property"]),
        (_RDFS + "comment", [_Words(meaning, "en")]),
    ]


def _concept_facts(
    concept: Concept,
    thesaurus: Thesaurus,
    names: Mapping[tuple[str, str, str], str],
    coverage: Coverage | None,
) -> Iterator[tuple[str, list[_Value]]]:
    yield RDF_TYPE, [SKOS + "Concept"]
    yield SKOS + "inScheme", [SCHEME]
    if not concept.broader:
        yield SKOS + "topConceptOf", [SCHEME]
    yield SKOS + "prefLabel", _by_language({k: [v] for k, v in concept.labels.items()})
    yield SKOS + "altLabel", _by_language(_alternative(concept))
    yield SKOS + "scopeNote", _by_language({k: [v] for k, v in concept.notes.items()})
    yield TERMS + "exactTerm", _by_language({k: t.exact for k, t in concept.terms.items()})
    yield TERMS + "weakTerm", _by_language({k: t.weak for k, t in concept.terms.items()})
    yield TERMS + "notWithin", _by_language({k: t.never for k, t in concept.terms.items()})
    yield SKOS + "broader", [TOPIC + name for name in concept.broader]
    yield SKOS + "narrower", [TOPIC + name for name in thesaurus.narrower.get(concept.id, ())]
    yield SKOS + "related", [TOPIC + name for name in concept.related]
    for relation in MAPPINGS:
        yield (
            SKOS + relation,
            [
                names[m.scheme, m.notation, m.name]
                for m in concept.mappings
                if m.relation == relation
            ],
        )
    yield from _count_facts(concept.id, coverage)


def _by_language(texts: Mapping[str, Sequence[str]]) -> list[_Value]:
    return [_Words(text, language) for language in LANGUAGES for text in texts.get(language, ())]


def _alternative(concept: Concept) -> dict[str, list[str]]:
    """Strong and exact terms; none that is the preferred label (SKOS Reference, S13)."""
    return {
        language: [
            text
            for text in dict.fromkeys((*terms.strong, *terms.exact))
            if text != concept.labels.get(language)
        ]
        for language, terms in concept.terms.items()
    }


def _count_facts(name: TopicId, coverage: Coverage | None) -> Iterator[tuple[str, list[_Value]]]:
    found = [t.all for t in coverage.topics if t.topic == name] if coverage else []
    for cell in found:
        if cell.share is None:
            continue
        yield COUNTS + "documents", [_Words(str(cell.documents), number=True)]
        yield COUNTS + "documentsOf", [_Words(str(cell.of), number=True)]
        yield COUNTS + "countries", [_Words(str(cell.countries), number=True)]
        yield COUNTS + "countriesOf", [_Words(str(cell.of_countries), number=True)]


def _other_schemes(
    mapped: Sequence[tuple[str, str, str]], names: Mapping[tuple[str, str, str], str]
) -> Iterator[tuple[str, list[tuple[str, list[_Value]]]]]:
    titles = _shipped_schemes()[1]
    for scheme in sorted({scheme for scheme, *_ in mapped}):
        title = [_Words(titles[scheme], "en")] if scheme in titles else []
        yield (
            SCHEMES + scheme,
            [(RDF_TYPE, [SKOS + "ConceptScheme"]), (_DCT + "title", [*title])],
        )
    for one in mapped:
        scheme, notation, name = one
        yield (
            names[one],
            [
                (RDF_TYPE, [SKOS + "Concept"]),
                (SKOS + "inScheme", [SCHEMES + scheme]),
                (SKOS + "notation", [_Words(notation)] if notation else []),
                (SKOS + "prefLabel", [_Words(name, "en")]),
            ],
        )


@cache
def _shipped_schemes() -> tuple[dict[tuple[str, str, str], str], dict[str, str]]:
    """Addresses of the concepts of other schemes, and titles of these, as shipped."""
    data = files("comity").joinpath("data", "topics.ttl").read_bytes()
    facts: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for fact in ox.parse(data, ox.RdfFormat.TURTLE):
        if isinstance(fact.subject, ox.NamedNode) and fact.subject.value.startswith(SCHEMES):
            facts[fact.subject.value][fact.predicate.value] = getattr(fact.object, "value", "")
    addresses = {
        (_scheme_of(name), found.get(SKOS + "notation", ""), found[SKOS + "prefLabel"]): name
        for name, found in facts.items()
        if SKOS + "prefLabel" in found
    }
    titles = {
        _scheme_of(name): found[_DCT + "title"]
        for name, found in facts.items()
        if _DCT + "title" in found
    }
    return addresses, titles


def _scheme_of(name: str) -> str:
    return name.removeprefix(SCHEMES).partition(":")[0]


def _scheme_names(mapped: Sequence[tuple[str, str, str]]) -> dict[tuple[str, str, str], str]:
    """An address for every concept of another scheme; no two share one."""
    shipped = _shipped_schemes()[0]
    names: dict[tuple[str, str, str], str] = {}
    taken = set(shipped.values())
    for one in mapped:
        scheme, notation, name = one
        if one in shipped:
            names[one] = shipped[one]
            continue
        stem = re.sub(r"[^a-z0-9.]+", "-", (notation or name).casefold()).strip("-") or "concept"
        address, count = f"{SCHEMES}{scheme}:{stem}", 1
        while address in taken:
            count += 1
            address = f"{SCHEMES}{scheme}:{stem}-{count}"
        taken.add(address)
        names[one] = address
    return names


# JSON-LD. In the context a property's key is its last word.

_LABELS = ("prefLabel", "altLabel", "scopeNote")
_LINKS = (
    *("inScheme", "topConceptOf", "hasTopConcept", "broader", "narrower", "related"),
    *MAPPINGS,
)


def _context() -> dict[str, object]:
    context: dict[str, object] = {
        "@version": 1.1,
        **{name or "topic": iri for name, iri in _PREFIXES.items()},
        "id": "@id",
        "type": "@type",
    }
    spoken = {
        **{SKOS + name: name for name in (*_LABELS, "note")},
        _DCT + "title": "title",
        _RDFS + "comment": "comment",
        **{TERMS + name: name for name in ("exactTerm", "weakTerm", "notWithin")},
    }
    for iri, name in spoken.items():
        context[name] = {"@id": iri, "@container": "@language"}
    for name in _LINKS:
        context[name] = {"@id": SKOS + name, "@type": "@id"}
    context["license"] = {"@id": _DCT + "license", "@type": "@id"}
    context["creator"] = _DCT + "creator"
    context["notation"] = SKOS + "notation"
    for name in ("documents", "documentsOf", "countries", "countriesOf", "baseVersion"):
        context[name] = COUNTS + name
    return context


def _short(iri: str) -> str:
    """An IRI by its prefix, where that is sure to be read back as it was."""
    for name, start in _PREFIXES.items():
        rest = iri.removeprefix(start)
        if rest != iri and re.fullmatch(r"[A-Za-z0-9.-]+(?::[A-Za-z0-9.-]+)?", rest):
            return f"{name or 'topic'}:{rest}"
    return iri


def _member(fact: tuple[str, list[_Value]]) -> tuple[str, object]:
    name, values = fact
    if name == RDF_TYPE:
        return "type", [_short(str(value)) for value in values]
    key = re.split("[#/:]", name)[-1]
    if any(isinstance(value, _Words) and value.language for value in values):
        by_language: defaultdict[str, list[str]] = defaultdict(list)
        for value in values:
            if isinstance(value, _Words):
                by_language[value.language].append(value.text)
        return key, {
            language: texts[0] if len(texts) == 1 else texts
            for language, texts in by_language.items()
        }
    plain = [
        _short(value) if isinstance(value, str) else int(value.text) if value.number else value.text
        for value in values
    ]
    return key, plain[0] if len(plain) == 1 else plain
