"""Words to provisions: what is asked, in every language of the base at once.

Each language of the base reads the words in its own way (stems, function words
left out); a provision is a hit when its language's reading of every word is in
it. When no provision has them all, those that have some are given, and the
answer says so. Words in double quotes must stand together, in that order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import tantivy

from comity.base.answers import Found, Hit
from comity.base.base import closest
from comity.base.dates import asked_day
from comity.countries import resolve_jurisdiction
from comity.errors import UnknownIdError, UsageError
from comity.records import Provision, Span
from comity.text.tokens import primary, stems, tokens

if TYPE_CHECKING:
    from comity.base.base import Base

_QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”|„([^“”]*)[“”]|«([^»]*)»|「([^」]*)」|"([^"]*)$')

# A question longer than this is a text; `related_text` is made for these.
_MOST_CHARACTERS = 2000

Phrase = tuple[str, ...]  # stems that stand together; one stem for a single word


@dataclass(frozen=True, slots=True)
class _Reading:
    """How some languages of the base read the words."""

    phrases: tuple[Phrase, ...]
    languages: tuple[str, ...]


def search(
    base: Base,
    words: str,
    *,
    country: str | None = None,
    publisher: str | None = None,
    language: str | None = None,
    since: str | None = None,
    until: str | None = None,
    kind: str | None = None,
    topic: str | None = None,
    limit: int = 10,
    offset: int = 0,
) -> Found:
    """The provisions that hold some words, best first.

    Args:
        base: where to search.
        words: words in any language of the base; "in quotes" for a phrase.
        country: name or code of the document's jurisdiction, or "international".
        publisher: name as the documents have it, in any case of letters, or words
            of it: then every publisher whose name holds them all.
        language: BCP 47 tag of the provision; "pt" finds "pt-BR" too.
        since, until: year, month or day. A document with a less exact date is
            kept when part of its time lies within; one without a date is not.
        kind: kind of document: "treaty", "law", ...
        topic: id or label: units that have a tag of the topic, or of one below it.
        limit, offset: hits `offset` to `offset + limit`.

    Returns:
        Scores are BM25 as a share of the best hit's, so the best has 1. Every
        word of a document is indexed once, with the smallest provision that
        holds it, so no two hits show the same words.

    Raises:
        UnknownIdError: no document has this country, publisher, language or kind, or
            the thesaurus no such topic.
        UsageError: no word to search for, or a date that is none.
    """
    if limit < 1 or offset < 0:
        raise UsageError(f"limit is {limit} and offset {offset}; at least 1 and 0 are needed.")
    if len(words) > _MOST_CHARACTERS:
        raise UsageError(
            f"{len(words)} characters were given to search for; {_MOST_CHARACTERS} is the most.",
            hint="Use `comity related --text` or `--file` for a whole passage.",
        )
    asked: dict[str, str | int | None] = {
        "words": words,
        "country": country,
        "publisher": publisher,
        "language": language,
        "since": since,
        "until": until,
        "kind": kind,
        "topic": topic,
        "limit": limit,
        "offset": offset,
    }
    filters = _filters(base, asked)
    readings = _readings(base, words, language)
    if not readings:
        raise UsageError(
            f"There is no word to search for in {words!r}.",
            hint="Give words that carry meaning; function words such as 'the' are not indexed.",
        )
    # tantivy sets memory aside for as many hits as are asked for.
    most = min(limit + offset, max(1, base.searcher.num_docs))
    matched, needed = "all", tantivy.Occur.Must
    result = _run(base, readings, needed, filters, most)
    if not result.hits and sum(len(r.phrases) for r in readings) > len(readings):
        matched, needed = "some", tantivy.Occur.Should
        result = _run(base, readings, needed, filters, most)
    best = result.hits[0][0] if result.hits else 1.0
    of_language = {lang: r.phrases for r in readings for lang in r.languages}
    return Found(
        query={name: value for name, value in asked.items() if value is not None},
        total=int(result.count or 0),  # type: ignore[attr-defined]
        matched=matched,
        hits=tuple(
            _hit(base, base.unpacked(address), score / best, of_language)
            for score, address in result.hits[offset:]
        ),
    )


def _phrases(words: str, language: str) -> tuple[Phrase, ...]:
    """The quoted phrases and then the single words, each once, as one language reads them."""
    found: list[Phrase] = []
    for match in _QUOTED.finditer(words):
        found.append(tuple(stems(next(g for g in match.groups() if g is not None), language)))
    found += [(stem,) for stem in stems(_QUOTED.sub(" ", words), language)]
    return tuple(dict.fromkeys(phrase for phrase in found if phrase))


def _readings(base: Base, words: str, language: str | None) -> list[_Reading]:
    spoken = base.languages()
    if language is not None:
        spoken = [tag for tag in spoken if tag == primary(language)]
    languages: dict[tuple[Phrase, ...], list[str]] = {}
    for tag in spoken:
        if phrases := _phrases(words, tag):
            languages.setdefault(phrases, []).append(tag)
    return [_Reading(phrases, tuple(tags)) for phrases, tags in languages.items()]


def _run(
    base: Base,
    readings: Sequence[_Reading],
    needed: tantivy.Occur,
    filters: Sequence[tantivy.Query],
    limit: int,
) -> tantivy.SearchResult:
    query, must, should = tantivy.Query, tantivy.Occur.Must, tantivy.Occur.Should
    alternatives = []
    for reading in readings:
        words = query.boolean_query([(needed, _phrase(base, p)) for p in reading.phrases])
        spoken = _any(base, "language", reading.languages)
        if len(readings) > 1:
            words = query.boolean_query([(must, words), (must, spoken)])
        alternatives.append((should, words))
    either = alternatives[0][1] if len(alternatives) == 1 else query.boolean_query(alternatives)
    whole = query.boolean_query([(must, either), *((must, f) for f in filters)])
    return base.searcher.search(whole, limit=limit)


def _phrase(base: Base, phrase: Phrase) -> tantivy.Query:
    if len(phrase) == 1:
        return tantivy.Query.term_query(base.schema, "body", phrase[0])
    return tantivy.Query.phrase_query(base.schema, "body", list(phrase))


def _any(base: Base, name: str, values: Iterable[str]) -> tantivy.Query:
    """Entries with one of these values; adds nothing to the score."""
    query = tantivy.Query.term_set_query(base.schema, name, list(values))
    return tantivy.Query.const_score_query(query, 0.0)


def _filters(base: Base, asked: Mapping[str, Any]) -> list[tantivy.Query]:
    """What a hit must be; a value that no document has is refused with the closest ones."""
    found = []
    if asked["country"] is not None:
        known = base.values("country")
        given = asked["country"].strip().upper()
        codes = [given] if given in known else resolve_jurisdiction(asked["country"]).split(";")
        held = [code for code in codes if code in known]
        if not held:
            raise UnknownIdError(
                "document of the country",
                f"{asked['country']} ({', '.join(codes)})",
                known=base.manifest["counts"]["documents"],
                closest=known[:5],
                hint="`comity documents` shows what the base holds.",
            )
        found.append(_any(base, "country", held))
    for name, what in (
        ("publisher", "publisher"),
        ("kind", "kind of document"),
        ("language", "language"),
    ):
        if asked[name] is not None:
            found.append(_any(base, name, _known(what, asked[name], base.values(name))))
    if asked["topic"] is not None:
        found.append(_any(base, "id", _of_topic(base, asked["topic"])))
    if asked["since"] is not None and asked["until"] is not None:
        first, last = asked_day(asked["since"], last=False), asked_day(asked["until"], last=True)
        if first > last:
            raise UsageError(
                f"No day is both since {asked['since']} and until {asked['until']}.",
                hint="Give the earlier date as since.",
            )
    if asked["since"] is not None:
        found.append(_range(base, "until", asked["since"], last=False))
    if asked["until"] is not None:
        found.append(_range(base, "from", asked["until"], last=True))
    return found


def _of_topic(base: Base, name: str) -> list[str]:
    """The units that speak of a topic."""
    from comity.base.coverage import CONFIDENCE, topic_id  # noqa: PLC0415 - seldom
    from comity.base.topic_view import speaking_tags  # noqa: PLC0415

    known = base.thesaurus()
    tags = speaking_tags(base, known, topic_id(known, name), CONFIDENCE)
    return [tag.provision_id for tag, _ in tags]


def _known(what: str, asked: str, known: Sequence[str]) -> list[str]:
    """The known values that a user means: equal but for case, else by part of a name.

    Of a language with a region ("en-GB") the language alone does where the base
    has no such region; of a publisher, every one whose name holds all the words.
    """
    wanted = asked.strip().lower()
    same = [value for value in known if value.lower() == wanted]
    if not same and what == "language":
        same = [value for value in known if value.lower() == primary(wanted)]
    if not same and what == "publisher" and wanted:
        same = [value for value in known if all(w in value.lower() for w in wanted.split())]
    if same:
        return same
    raise UnknownIdError(
        what,
        asked,
        known=len(known),
        closest=closest(asked, known) or known[:5],
        hint="`comity documents` shows what the base holds.",
    )


def _range(base: Base, name: str, date: str, *, last: bool) -> tantivy.Query:
    day = asked_day(date, last=last)
    bounds = (1, day) if last else (day, 99_999_999)
    query = tantivy.Query.range_query(base.schema, name, tantivy.FieldType.Integer, *bounds)
    return tantivy.Query.const_score_query(query, 0.0)


def _hit(
    base: Base, kept: dict[str, Any], score: float, phrases: dict[str, tuple[Phrase, ...]]
) -> Hit:
    provision = base.completed(kept)
    stretches = kept.get("own") or [(0, len(provision.text))]
    wanted = phrases.get(primary(provision.language), ())
    spans: list[Span] = []
    for start, end in stretches:
        spans += _spans(provision, start, end, wanted)
    return Hit(provision=provision, score=score, spans=tuple(spans))


def _spans(provision: Provision, start: int, end: int, wanted: Sequence[Phrase]) -> list[Span]:
    """Where the words stand in a stretch of a provision's text; touching ones are one span."""
    found = tokens(provision.text[start:end], provision.language)
    stem_list = [token.stem for token in found]
    marked: set[int] = set()
    for phrase in wanted:
        for at, stem in enumerate(stem_list):
            if stem == phrase[0] and tuple(stem_list[at : at + len(phrase)]) == phrase:
                marked.update(range(at, at + len(phrase)))
    spans: list[Span] = []
    for at in sorted(marked):
        token = found[at]
        if spans and start + token.start < spans[-1].end:  # overlapping pairs of characters
            spans[-1] = Span(spans[-1].start, max(spans[-1].end, start + token.end))
        else:
            spans.append(Span(start + token.start, start + token.end))
    return spans
