"""The thesaurus: a SKOS concept scheme in Turtle becomes concepts, or is refused with reasons.

Beside SKOS it uses three properties of its own. `terms:exactTerm` is an alternative label
that counts only in just this form, `terms:weakTerm` a word that speaks for the concept only
in company, `terms:notWithin` a phrase in which none of its terms means the concept.

The integrity conditions are those of the SKOS Reference (W3C 2009), S9 to S46, as far as
they concern what a thesaurus here can hold.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from importlib.resources import files
from itertools import combinations
from pathlib import Path

import pyoxigraph as ox

from comity.errors import ComityError
from comity.records import Concept, SchemeMapping, Terms, TopicId
from comity.text.tokens import primary
from comity.topics.terms import learn_words, stemmed_label, term_key

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
TOPIC = "urn:comity:topic:"
TERMS = "urn:comity:terms:"
SCHEMES = "urn:comity:scheme:"
SKOS = "http://www.w3.org/2004/02/skos/core#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

MAPPINGS = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
_KINDS = {"altLabel": "strong", "exactTerm": "exact", "weakTerm": "weak", "notWithin": "never"}
_MOST_BYTES = 20_000_000
_MOST_CONCEPTS = 5_000
_ID = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """What is wrong with a thesaurus, and where."""

    line: int  # from 1; 0 when it is nowhere in particular
    reason: str


class ThesaurusError(ComityError):
    """A thesaurus that cannot be used; `mistakes` holds every reason that was found."""

    def __init__(self, name: str, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes))
        shown = [f"{name}, line {m.line}: {m.reason}" for m in self.mistakes[:20]]
        if len(self.mistakes) > 20:
            shown.append(f"... and {len(self.mistakes) - 20} more.")
        super().__init__(
            "\n".join(shown) or name, hint="Correct these lines; docs/topics.md has the rules."
        )


@dataclass(frozen=True)
class Thesaurus:
    """Concepts by id, each below those it is `broader` to."""

    concepts: Mapping[TopicId, Concept] = field(default_factory=dict)

    @cached_property
    def narrower(self) -> Mapping[TopicId, tuple[TopicId, ...]]:
        """Id -> concepts directly below it."""
        below: defaultdict[TopicId, list[TopicId]] = defaultdict(list)
        for concept in self.concepts.values():
            for above in concept.broader:
                below[above].append(concept.id)
        return {name: tuple(sorted(found)) for name, found in sorted(below.items())}

    @cached_property
    def above(self) -> Mapping[TopicId, frozenset[TopicId]]:
        """Id -> every concept that it is a part of, directly or not; not itself."""
        return {name: frozenset(_reached(name, self._broader)) for name in self.concepts}

    def below(self, name: TopicId) -> frozenset[TopicId]:
        """Every concept that is a part of one, directly or not; not itself."""
        return frozenset(_reached(name, lambda n: self.narrower.get(n, ())))

    def _broader(self, name: TopicId) -> tuple[TopicId, ...]:
        return self.concepts[name].broader

    def label(self, name: TopicId, language: str) -> str:
        """The preferred label in a language, or in English."""
        labels = self.concepts[name].labels
        return labels.get(primary(language)) or labels["en"]


def _reached(name: TopicId, step: Callable[[TopicId], Iterable[TopicId]]) -> Iterator[TopicId]:
    seen: set[TopicId] = {name}
    waiting = [name]
    while waiting:
        for further in step(waiting.pop()):
            if further not in seen:
                seen.add(further)
                waiting.append(further)
                yield further


@cache
def shipped_thesaurus() -> Thesaurus:
    """The thesaurus that comes with comity."""
    return read_thesaurus()


def read_thesaurus(further: Sequence[Path] = ()) -> Thesaurus:
    """The shipped thesaurus, and concepts that the user adds to it.

    Args:
        further: Turtle files; their concepts may be below those of the shipped one,
            and must have ids and terms of their own.

    Raises:
        ThesaurusError: a file is no Turtle, or breaks a rule.
    """
    text = files("comity").joinpath("data", "topics.ttl").read_text("utf-8")
    concepts = parse_thesaurus(text, "topics.ttl", {})
    for path in further:
        try:
            size = path.stat().st_size
            if not path.is_file() or size > _MOST_BYTES:
                reason = f"It must be a file of at most {_MOST_BYTES} bytes."
                raise ThesaurusError(path.name, [Mistake(0, reason)])
            added = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ThesaurusError(path.name, [Mistake(0, f"It cannot be read: {error}.")]) from error
        concepts |= parse_thesaurus(added, path.name, concepts)
    return Thesaurus(dict(sorted(concepts.items())))


def parse_thesaurus(
    text: str, name: str, known: Mapping[TopicId, Concept]
) -> dict[TopicId, Concept]:
    """The concepts of a Turtle text.

    Args:
        text: Turtle.
        name: of the file, for messages.
        known: concepts that are there already.

    Raises:
        ThesaurusError: with every mistake, each with its line.
    """
    lines = _Lines(text)
    try:
        facts = list(ox.parse(text.encode(), ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        reason = f"This is no Turtle: {error.msg}"
        raise ThesaurusError(name, [Mistake(error.lineno or 0, reason)]) from error
    mistakes: list[Mistake] = []
    concepts = _concepts(facts, lines, mistakes)
    if not concepts and not mistakes:
        mistakes.append(Mistake(1, f"It holds no skos:Concept whose name begins with {TOPIC}."))
    if len(concepts) > _MOST_CONCEPTS:
        reason = f"It holds {len(concepts)} concepts; {_MOST_CONCEPTS} are the most."
        raise ThesaurusError(name, [Mistake(1, reason)])
    mistakes += _broken_rules(concepts, known, lines)
    if mistakes:
        raise ThesaurusError(name, mistakes)
    return concepts


class _Lines:
    """Where in the text a thing is named."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self._subjects: dict[str, int] = {}
        for number, line in enumerate(self._lines, 1):
            if found := re.match(r"(?::|<urn:comity:topic:)([a-z0-9-]+)>?(?=\s|$)", line):
                self._subjects.setdefault(found[1], number)

    def of(self, concept: str, words: str = "") -> int:
        """The line of a concept, or that below it which holds some words."""
        first = self._subjects.get(concept, 0)
        for number in range(first, len(self._lines) if words else 0):
            if number > first and re.match(r"(?::|<)\S+\s+a\s", self._lines[number]):
                break
            if words in self._lines[number]:
                return number + 1
        return first


def _concepts(
    facts: Iterable[ox.Quad], lines: _Lines, mistakes: list[Mistake]
) -> dict[TopicId, Concept]:
    of: defaultdict[str, defaultdict[str, list[ox.NamedNode | ox.Literal]]]
    of = defaultdict(lambda: defaultdict(list))
    for fact in facts:
        if isinstance(fact.subject, ox.NamedNode) and isinstance(
            fact.object, ox.NamedNode | ox.Literal
        ):
            of[fact.subject.value][fact.predicate.value].append(fact.object)
    foreign = {
        name: (_first(found[SKOS + "notation"]), _first(found[SKOS + "prefLabel"]))
        for name, found in of.items()
        if name.startswith(SCHEMES)
    }
    concepts: dict[TopicId, Concept] = {}
    for name, found in of.items():
        if not name.startswith(TOPIC):
            continue
        own = name.removeprefix(TOPIC)
        if not _ID.fullmatch(own):
            mistakes.append(Mistake(lines.of(own), f"{own!r} is no id of a concept."))
            continue
        if SKOS + "Concept" not in (kind.value for kind in found[RDF_TYPE]):
            mistakes.append(Mistake(lines.of(own), f"{own}: it is not said to be a skos:Concept."))
        concepts[TopicId(own)] = _Reader(TopicId(own), found, foreign, lines, mistakes).concept()
    return concepts


def _first(values: Sequence[ox.NamedNode | ox.Literal]) -> str:
    return min((v.value for v in values), default="")


class _Reader:
    """The facts about one concept."""

    def __init__(
        self,
        name: TopicId,
        facts: Mapping[str, list[ox.NamedNode | ox.Literal]],
        foreign: Mapping[str, tuple[str, str]],
        lines: _Lines,
        mistakes: list[Mistake],
    ) -> None:
        self._name, self._facts, self._foreign = name, facts, foreign
        self._lines, self._mistakes = lines, mistakes

    def concept(self) -> Concept:
        terms = {kind: self._by_language(_property(key)) for key, kind in _KINDS.items()}
        for language, exact in terms["exact"].items():  # an exact term is an altLabel too
            strong = terms["strong"].get(language, ())
            terms["strong"][language] = tuple(text for text in strong if text not in exact)
        return Concept(
            id=self._name,
            broader=self._topics("broader"),
            related=self._topics("related"),
            labels=self._one_each("prefLabel"),
            notes=self._one_each("scopeNote"),
            terms={
                language: Terms(**{kind: terms[kind].get(language, ()) for kind in terms})
                for language in LANGUAGES
            },
            mappings=self._mappings(),
        )

    def _fail(self, reason: str, words: str = "") -> None:
        self._mistakes.append(Mistake(self._lines.of(self._name, words), f"{self._name}: {reason}"))

    def _by_language(self, key: str) -> dict[str, tuple[str, ...]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for value in self._facts.get(key, ()):
            if not isinstance(value, ox.Literal) or value.language not in LANGUAGES:
                spoken = ", ".join(LANGUAGES)
                self._fail(f"{value.value!r} is in no language of {spoken}.", value.value)
                continue
            found[value.language].append(value.value)
        return {language: tuple(sorted(set(texts))) for language, texts in found.items()}

    def _one_each(self, key: str) -> dict[str, str]:
        found = self._by_language(SKOS + key)
        for language in LANGUAGES:
            count = len(found.get(language, ()))
            if count != 1:
                self._fail(f"it has {count} skos:{key} in {language}; it must have one.")
        return {language: found[language][0] for language in LANGUAGES if found.get(language)}

    def _topics(self, key: str) -> tuple[TopicId, ...]:
        names = []
        for value in self._facts.get(SKOS + key, ()):
            if isinstance(value, ox.Literal) or not value.value.startswith(TOPIC):
                self._fail(f"skos:{key} leads to {value.value!r}, which is no topic.", value.value)
                continue
            names.append(TopicId(value.value.removeprefix(TOPIC)))
        return tuple(sorted(set(names)))

    def _mappings(self) -> tuple[SchemeMapping, ...]:
        found = []
        for relation in MAPPINGS:
            for value in self._facts.get(SKOS + relation, ()):
                notation, name = self._foreign.get(value.value, ("", ""))
                if not name:
                    self._fail(
                        f"skos:{relation} leads to {value.value!r}, of which nothing is told."
                    )
                    continue
                scheme = value.value.removeprefix(SCHEMES).partition(":")[0]
                found.append(
                    SchemeMapping(relation=relation, scheme=scheme, notation=notation, name=name)
                )
        return tuple(sorted(found, key=lambda m: (m.scheme, m.notation, m.relation)))


def _property(key: str) -> str:
    return (SKOS if key == "altLabel" else TERMS) + key


def _broken_rules(
    concepts: Mapping[TopicId, Concept], known: Mapping[TopicId, Concept], lines: _Lines
) -> Iterator[Mistake]:
    everything = {**known, **concepts}
    whole = Thesaurus(everything)
    for name, concept in concepts.items():
        here = lines.of(name)
        if name in known:
            yield Mistake(here, f"{name}: another thesaurus has a concept of this id.")
        for key, others in (("broader", concept.broader), ("related", concept.related)):
            for other in others:
                if other not in everything:
                    yield Mistake(
                        here, f"{name}: skos:{key} leads to {other!r}, which is not there."
                    )
    if any(o not in everything for c in concepts.values() for o in (*c.broader, *c.related)):
        return
    for name, concept in concepts.items():
        here = lines.of(name)
        if any(name in whole.above[other] or name == other for other in concept.broader):
            yield Mistake(here, f"{name}: it is below itself by skos:broader.")
        elif wrong := sorted(
            o for o in concept.related if o in whole.above[name] or name in whole.above[o]
        ):
            yield Mistake(here, f"{name}: {wrong[0]!r} is skos:related and also above or below it.")
        exact = {(m.scheme, m.notation) for m in concept.mappings if m.relation == "exactMatch"}
        for match in concept.mappings:
            if match.relation in ("broadMatch", "narrowMatch", "relatedMatch") and (
                (match.scheme, match.notation) in exact
            ):
                yield Mistake(
                    here, f"{name}: {match.name!r} is an exactMatch and a {match.relation}."
                )
    yield from _claimed_twice(concepts, known, lines)


def _claimed_twice(
    concepts: Mapping[TopicId, Concept], known: Mapping[TopicId, Concept], lines: _Lines
) -> Iterator[Mistake]:
    """A label or strong term belongs to one concept; a weak one may speak for several."""
    _learn(concepts.values())
    key_of = cache(partial(term_key, exact=False))  # most are asked for twice
    claims: defaultdict[tuple[str, ...], dict[TopicId, str]] = defaultdict(dict)
    for name, concept in sorted({**known, **concepts}.items()):
        for language, terms in sorted(concept.terms.items()):
            for text in (*stemmed_label(concept, language), *terms.strong):
                claims[(language, *key_of(text, language))].setdefault(name, text)
            for text in terms.exact:
                claims[(language, *term_key(text, language, exact=True))].setdefault(name, text)
            for text in _twice(terms):
                reason = f"{name}: the term {text!r} ({language}) is there in two ways."
                yield Mistake(lines.of(name, text), reason)
            own = (
                {
                    term_key(text, language, exact=True)
                    for text in (concept.labels.get(language, ""), *terms.strong, *terms.exact)
                }
                if terms.never
                else set()
            )
            for text in terms.never:
                if term_key(text, language, exact=True) in own:
                    reason = f"{name}: the phrase {text!r} ({language}) bars a term of its own."
                    yield Mistake(lines.of(name, text), reason)
            for text in (*terms.strong, *terms.exact, *terms.weak):
                if not key_of(text, language)[1:]:
                    reason = f"{name}: the term {text!r} ({language}) has no word that counts."
                    yield Mistake(lines.of(name, text), reason)
    for key, holders in claims.items():
        for (one, first), (other, second) in combinations(holders.items(), 2):
            if one in concepts or other in concepts:
                holder, text, rival = (
                    (other, second, one) if other in concepts else (one, first, other)
                )
                reason = (
                    f"{holder}: the term {text!r} ({key[0]}) is one of {rival} too;"
                    " make it weak in one of them, or longer."
                )
                yield Mistake(lines.of(holder, text), reason)


def _learn(concepts: Iterable[Concept]) -> None:
    """Have the stems of all terms ready at once, language by language."""
    concepts = list(concepts)
    for language in LANGUAGES:
        terms = [c.terms[language] for c in concepts if language in c.terms]
        learn_words((text for t in terms for text in (*t.strong, *t.weak)), language)


def _twice(terms: Terms) -> list[str]:
    """Terms that are strong, exact and weak in more than one way (SKOS Reference, S13)."""
    seen: set[str] = set()
    again = []
    for text in (*terms.strong, *terms.exact, *terms.weak):
        folded = " ".join(text.casefold().split())
        if folded in seen:
            again.append(text)
        seen.add(folded)
    return again
