"""The related provisions of a provision or of a text, each with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import tantivy

from comity.base.answers import Match, Related
from comity.base.folding import Folding
from comity.base.tables import link_records
from comity.base.unit_topics import unit_topics, whole_topics
from comity.errors import UsageError
from comity.links.boilerplate import boilerplate
from comity.links.edits import edits
from comity.links.explain import Query, related_to_text
from comity.links.lexical import Statistics
from comity.records import (
    Edit,
    Link,
    Provision,
    ProvisionId,
    Reasons,
    Relation,
    Run,
    document_of,
)
from comity.text.tokens import primary

if TYPE_CHECKING:
    from comity.base.base import Base

_BY_WORDS = 2000  # units whose words are looked at for a text outside the base: best by BM25
_CANDIDATES = 200  # of these, and of those with the same topics, that are scored as links are
_QUERY_TERMS = 100  # rarest terms by which candidates of a long text are sought

ALIGNED = frozenset({"verbatim", "adapted"})  # relations that rest on shared wording

_FORMULAS = {
    "title": "This is a formula that says what a text is called.",
    "enactment": "This is a formula of enactment.",
    "empty": "This place is reserved, repealed or left out.",
    "commencement": "This is a formula that says when a text takes effect.",
    "severability": "This is a formula that says what stands when a part is void.",
    "lead-in": "This is the beginning of a sentence that says by when, and no more.",
    "name": "This only names an office or a body.",
    "contents": "This is a list of contents, or an amendment to one.",
}


def links_of(base: Base, source: str) -> list[Link]:
    """The links that start from a provision, by rank."""
    return link_records(base.tables["links"].where("source", source).drop_columns(["rank"]))


def statistics_of(base: Base, language: str) -> Statistics:
    """How telling the terms of a language are in this base; read once per open base."""
    language = primary(language)
    if language not in base.statistics:
        # No `pc.equal` with a bare text: pyarrow would import pandas to look at it (0.5 s).
        of_language = base.tables["terms"].where("language", language)
        base.statistics[language] = Statistics.from_table(of_language)
    return base.statistics[language]


def related(
    base: Base, provision: Provision, *, limit: int = 20, relation: Relation | None = None
) -> Related:
    """The related provisions of a provision, best first, none of its own work.

    A provision that is no unit itself (an article with paragraphs) gets the
    links of the units in it: each target once, with its best link, told by
    `Match.part`, and runs moved to where the part stands in the provision.
    """
    parts = [str(provision.id)] if provision.linkable else base.units_within(provision)
    best: dict[str, Link] = {}
    for link in sorted(
        (link for part in parts for link in links_of(base, part)),
        key=lambda k: -k.score,  # stable: by reading order and rank where scores are equal
    ):
        if relation is None or link.relation == relation:
            best.setdefault(link.target, link)
    asked = {str(provision.id): (provision, _query(base, provision))} if provision.linkable else {}
    matches: list[Match] = []
    folding = Folding(base, provision)
    for link in best.values():
        if len(matches) >= limit:
            break
        target = base.lookup([link.target]).get(link.target)
        if target is None or target.work_id == provision.work_id or folding.takes(target):
            continue
        if link.source not in asked:
            unit = base.lookup([link.source])[link.source]
            asked[link.source] = unit, _query(base, unit)
        part, query = asked[link.source]
        topics = unit_topics(base, [target.id])[target.id]
        reasons = query.explain(target.text, link.reasons.signals, topics)
        matches.append(
            Match(
                provision=target,
                score=link.score,
                relation=link.relation,
                reasons=_moved(reasons, part.span.start - provision.span.start),
                part=None if part.id == provision.id else part.id,
                edits=_edits(part, link.relation, target, part.span.start - provision.span.start),
            )
        )
    return Related(
        provision=provision,
        text=provision.text,
        language=provision.language,
        matches=folding.with_holdings(matches),
        holdings=folding.own(),
        reason="" if matches else _why_none(base, provision, parts, relation),
    )


def _edits(unit: Provision, relation: str, other: Provision, by: int) -> tuple[Edit, ...]:
    if relation not in ALIGNED:
        return ()
    return tuple(
        replace(edit, a_start=edit.a_start + by, a_end=edit.a_end + by)
        for edit in edits(unit.text, other.text, unit.language)
    )


def _why_none(base: Base, provision: Provision, parts: Sequence[str], relation: str | None) -> str:
    if not parts:
        return (
            f"A provision of kind {provision.kind!r} without units is not linked:"
            " it holds no commitment of its own."
        )
    kind = boilerplate(provision.text, provision.language) if provision.linkable else ""
    if kind:
        return f"{_FORMULAS[kind]} It holds no commitment of its own and is not linked."
    spoken = primary(provision.language)
    works = {e.work_id for e in base.documents() if primary(e.language) == spoken}
    if len(works) <= 1:
        return (
            f"No other work in the language {spoken!r} is in the base; links are made within a"
            " language. `comity align` pairs the languages of one work."
        )
    asked = f" by the relation {relation!r}" if relation else ""
    return f"No provision of another work is tied to it{asked}."


def _query(base: Base, unit: Provision) -> Query:
    topics = unit_topics(base, [unit.id])[unit.id]
    return Query(unit.text, unit.language, statistics_of(base, unit.language), topics)


def _moved(reasons: Reasons, by: int) -> Reasons:
    if not by:
        return reasons
    return replace(
        reasons,
        runs=tuple(
            Run(r.query_start + by, r.query_end + by, r.other_start, r.other_end)
            for r in reasons.runs
        ),
    )


def related_text(
    base: Base,
    text: str,
    *,
    language: str | None = None,
    limit: int = 20,
    relation: Relation | None = None,
) -> Related:
    """The provisions related to a text that is not in the base, as if it had been built in.

    Candidates are the units of the text's language that share its telling words
    (BM25) or its topics; they are scored as links are. `language` is detected when it
    is not given.

    Raises:
        UsageError: the text is blank.
    """
    if not text.strip():
        raise UsageError("The text to relate is empty.", hint="Give at least one sentence.")
    guessed = language is None
    if language is None:
        from comity.text.language import detect_language  # noqa: PLC0415 - loads a model

        language = detect_language(text)[0]
    kind = boilerplate(text, language)
    if kind:
        reason = f"{_FORMULAS[kind]} It holds no commitment of its own."
        return Related(provision=None, text=text, language=language, guessed=guessed, reason=reason)
    statistics = statistics_of(base, language)
    query = Query(text, language, statistics, base.text_topics(text, language))
    units = _candidates(base, query)
    topics = unit_topics(base, [u.id for u in units])
    folding = Folding(base, None)
    links = related_to_text(
        query,
        ids=[u.id for u in units],
        languages=[u.language for u in units],
        texts=[u.text for u in units],
        topics=[topics[u.id] for u in units],
        weights=base.link_weights,
        top=limit if relation is None and not folding.needed else len(units),
    )
    by_id = {unit.id: unit for unit in units}
    kept = folding.first(
        (link for link in links if relation is None or link.relation == relation), by_id, limit
    )
    reason = ""
    if not kept:
        reason = "No provision of the base shares telling words or topics with this text."
        if not statistics.units.get(primary(language)):
            reason = f"The base holds no provision in the language {language!r}."
            if guessed:
                reason += " It was detected from the text: state it where that is wrong."
    return Related(
        provision=None,
        text=text,
        language=language,
        guessed=guessed,
        matches=folding.with_holdings(
            Match(
                provision=by_id[link.target],
                score=link.score,
                relation=link.relation,
                reasons=link.reasons,
                edits=edits(text, by_id[link.target].text, language)
                if link.relation in ALIGNED
                else (),
            )
            for link in kept
        ),
        reason=reason,
    )


def _candidates(base: Base, query: Query) -> list[Provision]:
    """Units worth scoring: the best by words, and the best by topics and words together."""
    found = _by_words(base, query)
    values = {name: value for name, (value, _) in found.items()}
    added = whole_topics(base).common(query.topics)
    spoken = {entry.id: primary(entry.language) for entry in base.documents()}
    for name, value in added.items():
        if spoken.get(document_of(ProvisionId(name))) == query.language:
            values[name] = values.get(name, 0.0) + value
    likely = sorted(values, key=lambda name: (-values[name], name))[:_CANDIDATES]
    chosen = dict.fromkeys([*[*found][:_CANDIDATES], *likely])
    kept = {name: base.completed(found[name][1]) for name in chosen if name in found}
    kept.update(base.lookup([name for name in chosen if name not in found]))
    return [kept[name] for name in chosen if name in kept]


def _by_words(base: Base, query: Query) -> dict[str, tuple[float, dict[str, Any]]]:
    """Units that share words with a text, best first: about what these add, and the unit."""
    terms = sorted(query.weights, key=lambda t: (-query.statistics.idf(t, query.language), t))
    asked, occur = tantivy.Query, tantivy.Occur
    wanted = [
        (occur.Should, asked.term_query(base.schema, "body", t)) for t in terms[:_QUERY_TERMS]
    ]
    if not wanted:
        return {}
    linkable = asked.term_query(base.schema, "linkable", True, "basic")
    spoken = asked.term_query(base.schema, "language", query.language, "basic")
    whole = asked.boolean_query(
        [
            (occur.Must, asked.boolean_query(wanted)),
            (occur.Must, asked.const_score_query(linkable, 0.0)),
            (occur.Must, asked.const_score_query(spoken, 0.0)),
        ]
    )
    hits = base.searcher.search(whole, limit=_BY_WORDS, count=False).hits
    units = [(score, base.unpacked(address)) for score, address in hits]
    best = max((score for score, _ in units), default=1.0)
    return {unit["id"]: (base.link_weights.lexical * score / best, unit) for score, unit in units}
