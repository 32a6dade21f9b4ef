"""The related provisions of a provision or of a text, each with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import tantivy

from comity.base.answers import Match, Related
from comity.base.folding import Folding
from comity.base.tables import link_records
from comity.errors import UsageError
from comity.links.explain import Query, related_to_text
from comity.links.lexical import Statistics
from comity.records import Link, Provision, Reasons, Relation, Run
from comity.text.tokens import primary, stems

if TYPE_CHECKING:
    from comity.base.base import Base

# Units that are scored for a text outside the base: the best by BM25. On AGORA the 20 links
# of a unit are nearly always among its first 100.
_CANDIDATES = 200
_QUERY_TERMS = 100  # rarest terms by which candidates of a long text are sought


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
        reasons = query.explain(target.text, link.reasons.signals)
        matches.append(
            Match(
                provision=target,
                score=link.score,
                relation=link.relation,
                reasons=_moved(reasons, part.span.start - provision.span.start),
                part=None if part.id == provision.id else part.id,
            )
        )
    return Related(
        provision=provision,
        text=provision.text,
        language=provision.language,
        matches=folding.with_holdings(matches),
        holdings=folding.own(),
        reason="" if matches else _why_none(provision, parts, relation),
    )


def _why_none(provision: Provision, parts: Sequence[str], relation: str | None) -> str:
    if not parts:
        return (
            f"A provision of kind {provision.kind!r} without units is not linked:"
            " it holds no commitment of its own."
        )
    asked = f" by the relation {relation!r}" if relation else ""
    return f"No provision of another work is tied to it{asked}."


def _query(base: Base, unit: Provision) -> Query:
    return Query(unit.text, unit.language, statistics_of(base, unit.language))


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

    Candidates are the units of the text's language that BM25 puts first; they
    are scored as links are. `language` is detected when it is not given.

    Raises:
        UsageError: the text is blank.
    """
    if not text.strip():
        raise UsageError("The text to relate is empty.", hint="Give at least one sentence.")
    guessed = language is None
    if language is None:
        from comity.text.language import detect_language  # noqa: PLC0415 - loads a model

        language = detect_language(text)[0]
    statistics = statistics_of(base, language)
    units = _candidates(base, text, language, statistics)
    folding = Folding(base, None)
    links = related_to_text(
        text,
        language,
        statistics,
        ids=[u.id for u in units],
        languages=[u.language for u in units],
        texts=[u.text for u in units],
        top=limit if relation is None and not folding.needed else len(units),
    )
    by_id = {unit.id: unit for unit in units}
    kept = folding.first(
        (link for link in links if relation is None or link.relation == relation), by_id, limit
    )
    reason = ""
    if not kept:
        reason = "No provision of the base shares telling words with this text."
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
            )
            for link in kept
        ),
        reason=reason,
    )


def _candidates(base: Base, text: str, language: str, statistics: Statistics) -> list[Provision]:
    terms = sorted(set(stems(text, language)))
    terms.sort(key=lambda t: -statistics.idf(t, language))
    query, occur = tantivy.Query, tantivy.Occur
    wanted = [
        (occur.Should, query.term_query(base.schema, "body", t)) for t in terms[:_QUERY_TERMS]
    ]
    if not wanted:
        return []
    linkable = query.term_query(base.schema, "linkable", True, "basic")
    spoken = query.term_query(base.schema, "language", primary(language), "basic")
    whole = query.boolean_query(
        [
            (occur.Must, query.boolean_query(wanted)),
            (occur.Must, query.const_score_query(linkable, 0.0)),
            (occur.Must, query.const_score_query(spoken, 0.0)),
        ]
    )
    hits = base.searcher.search(whole, limit=_CANDIDATES, count=False).hits
    return [base.completed(base.unpacked(address)) for _, address in hits]
