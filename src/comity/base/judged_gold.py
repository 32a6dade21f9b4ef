"""Judgements as gold: how well links find what people call related, and how far people agree.

Only judged pairs are measured. A pair that nobody judged is unknown, not unrelated, so the
pool of a query is what was judged for it. And judged pairs are no fair sample of all: the
review queue offers those about which the machine is unsure, so what is measured on them is
less than on all links.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from comity.base.judged import INVERSE, JudgedPair, instant, person, standing_pairs
from comity.base.provision_changes import text_sha256
from comity.base.related import links_of, statistics_of
from comity.base.reliability import cohen_kappa, krippendorff_alpha
from comity.base.unit_topics import unit_topics
from comity.errors import UsageError
from comity.links import Entry, Gold, Query, related_to_text
from comity.links.evaluate import ranked_measures
from comity.links.relation import RELATIONS
from comity.records import Link, Provision

if TYPE_CHECKING:
    from comity.base.base import Base

FloatArray = NDArray[np.float64]
Said = dict[str, str]  # person -> relation, seen from the lesser entry of the pair

_P_AT, _RECALL_AT = 5, 20
_NAMED = 20  # people named when one is unknown
NO_LINK = "no link"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedGold:
    """Judged pairs of texts; copies of a text are one entry."""

    gold: Gold
    judged: Mapping[int, frozenset[int]]  # query -> the targets that were judged for it
    said: Mapping[tuple[int, int], Said]  # entries, the lesser first; disputed ones too
    left_out: Mapping[str, int]  # reason -> pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedEvaluation:
    """What the machine makes of judged pairs; None: undefined."""

    queries: int  # with a related and an unrelated judged target
    unranked: int  # queries without one or the other
    measures: Mapping[str, float | None]  # means over the queries
    pairs: int
    related: int
    left_out: Mapping[str, int]
    brier: float | None  # mean square of (score - related), 0 to 1
    brier_constant: float | None  # of the share of related pairs as everybody's score
    auc: float | None
    relations: Mapping[str, Mapping[str, int]]  # the machine's -> people's -> pairs
    people: Mapping[str, int]  # name -> pairs judged
    shared: int  # pairs that two or more people judged
    alpha_relation: float | None
    alpha_related: float | None
    kappas: tuple[Mapping[str, Any], ...]  # of every two people with a pair in common

    def to_json(self) -> dict[str, Any]:
        """The JSON of `comity evaluate --judgements`."""
        gain = None
        if self.brier is not None and self.brier_constant:
            gain = _rounded(1 - self.brier / self.brier_constant)
        return {
            "queries": self.queries,
            **{name: _rounded(value) for name, value in self.measures.items()},
            "queries_unranked": self.unranked,
            "pairs": self.pairs,
            "related": self.related,
            "left_out": dict(self.left_out),
            "machine": {
                "brier": _rounded(self.brier),
                "brier_constant": _rounded(self.brier_constant),
                "brier_gain": gain,
                "auc": _rounded(self.auc),
                "relations": {name: dict(row) for name, row in self.relations.items()},
            },
            "judges": {
                "people": dict(self.people),
                "pairs": self.shared,
                "alpha_relation": _rounded(self.alpha_relation),
                "alpha_related": _rounded(self.alpha_related),
                "kappa": [dict(kappa) for kappa in self.kappas],
            },
        }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def evaluate_judgements(base: Base, by: Collection[str] = ()) -> JudgedEvaluation:
    """How well the links of a base agree with what people judged, and people with each other.

    Each text of a judged pair is a query, and the other a target. `equal`, `subset`,
    `superset` and `intersects` are related, `none` is not. What people differ about is left
    out of what the machine is measured by: it can be right by neither.

    Args:
        base: open, with its record.
        by: people whose judgements count; all without any.

    Raises:
        UsageError: nobody of that name judged anything, or nothing can be measured.
    """
    gold = gold_of(base, by)
    pairs = sorted(gold.said)
    decided = [pair for pair in pairs if len(_votes(gold.said[pair])) == 1]
    if not pairs:
        counted = ", ".join(f"{name} {n}" for name, n in gold.left_out.items() if n)
        raise UsageError(
            "There is no judgement that links can be measured by"
            + (f" (left out: {counted})." if counted else "."),
            hint="See `comity judge --review` for links to judge, `comity judge --list` for all.",
        )
    machine = _machine(base, gold.gold.entries, decided)
    truth = np.array([True in _votes(gold.said[pair]) for pair in decided], np.bool_)
    scores = np.array([machine[pair][0] for pair in decided], np.float64)
    rankings = _rankings(gold, machine)
    brier = float(np.mean((scores - truth) ** 2)) if decided else None
    share = float(truth.mean()) if decided else 0.0
    judged = [list(said.values()) for said in gold.said.values()]
    return JudgedEvaluation(
        queries=len(rankings),
        unranked=len(gold.judged) - len(rankings),
        measures=_measures(rankings),
        pairs=len(decided),
        related=int(truth.sum()),
        left_out=gold.left_out,
        brier=brier,
        brier_constant=share * (1 - share) if decided else None,
        auc=_auc(scores, truth),
        relations=_table(gold, decided, machine),
        people=dict(sorted(Counter(name for s in gold.said.values() for name in s).items())),
        shared=sum(len(values) > 1 for values in judged),
        alpha_relation=krippendorff_alpha(judged),
        alpha_related=krippendorff_alpha([[str(v != "none") for v in said] for said in judged]),
        kappas=tuple(_kappas(gold.said.values())),
    )


def gold_of(base: Base, by: Collection[str] = ()) -> JudgedGold:
    """The judged pairs of a base as a gold table, texts that read the same as one entry.

    `left_out` counts pairs of provisions of which nobody's judgement counts ("undecided",
    "other_words"), and pairs of texts that are one text ("identical"), stand in one work
    ("same_work": links tie works), or are "disputed": these last are in `said` alone.
    """
    judged = standing_pairs(base)
    wanted = _people(judged, by)
    left_out = dict.fromkeys(("disputed", "undecided", "other_words", "identical", "same_work"), 0)
    entries = _Entries()
    newest: dict[tuple[int, int], dict[str, tuple[datetime, str]]] = {}
    for pair in judged:
        counted = [opinion for opinion in pair.opinions if opinion.by in wanted]
        if not counted:
            left = [o for o in (*pair.open, *pair.other_words) if o.by in wanted]
            if left:
                left_out["undecided" if left[0].holds else "other_words"] += 1
            continue
        found = base.lookup([pair.a, pair.b])
        a, b = found[pair.a], found[pair.b]
        if a.work_id == b.work_id or text_sha256(a.text) == text_sha256(b.text):
            left_out["same_work" if a.work_id == b.work_id else "identical"] += 1
            continue
        ends = entries.number(a), entries.number(b)
        said = newest.setdefault((min(ends), max(ends)), {})
        for opinion in counted:
            relation = opinion.relation
            if ends[1] < ends[0]:
                relation = INVERSE.get(relation, relation)
            when = instant(opinion.judgement.when)
            # Of a person's words on copies of the same texts the newest counts.
            if opinion.by not in said or said[opinion.by][0] <= when:
                said[opinion.by] = when, relation
    decided = {
        ends: {name: relation for name, (_, relation) in sorted(said.items())}
        for ends, said in sorted(newest.items())
    }
    left_out["disputed"] = sum(len(_votes(said)) > 1 for said in decided.values())
    return _gold(entries, decided, left_out)


def _gold(
    entries: _Entries, said: Mapping[tuple[int, int], Said], left_out: Mapping[str, int]
) -> JudgedGold:
    judged: dict[int, set[int]] = {}
    relevant: dict[int, set[int]] = {}
    for (a, b), relations in said.items():
        votes = _votes(relations)
        if len(votes) > 1:
            continue
        for query, target in ((a, b), (b, a)):
            judged.setdefault(query, set()).add(target)
            relevant.setdefault(query, set()).update({target} if True in votes else ())
    return JudgedGold(
        gold=Gold(
            entries.made(),
            np.array(sorted(judged), np.int64),
            {query: frozenset(relevant[query]) for query in sorted(relevant)},
        ),
        judged={query: frozenset(judged[query]) for query in sorted(judged)},
        said=said,
        left_out=left_out,
    )


class _Entries:
    """The texts of judged pairs, each once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._provisions: list[list[Provision]] = []

    def number(self, provision: Provision) -> int:
        """The entry of a provision's text."""
        number = self._numbers.setdefault(text_sha256(provision.text), len(self._numbers))
        if number == len(self._provisions):
            self._provisions.append([])
        self._provisions[number].append(provision)
        return number

    def made(self) -> tuple[Entry, ...]:
        """Each under the first of its ids, of all the works in which it was judged."""
        entries = []
        for held in self._provisions:
            first = min(held, key=lambda provision: provision.id)
            works = frozenset(str(provision.work_id) for provision in held)
            entries.append(
                Entry(text=first.text, language=first.language, id=first.id, works=works)
            )
        return tuple(entries)


def _people(pairs: Iterable[JudgedPair], by: Collection[str]) -> set[str]:
    """Those who are asked for, or all; UsageError when one of them judged nothing."""
    known = sorted(
        {o.by for pair in pairs for o in (*pair.opinions, *pair.open, *pair.other_words)}
    )
    wanted = {person(name) for name in by}
    if unknown := sorted(wanted - set(known)):
        raise UsageError(
            f"Nobody called {unknown[0]!r} judged a pair of this base.",
            hint=f"There are: {', '.join(known[:_NAMED]) or 'no judgements'}.",
        )
    return wanted or set(known)


def _votes(said: Said) -> set[bool]:
    return {relation != "none" for relation in said.values()}


def _machine(
    base: Base, entries: Sequence[Entry], pairs: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], tuple[float, str]]:
    """The machine's score and relation of some pairs: those of the stored link, else worked out.

    Between languages a pair that is not linked scores 0, as in a build.
    """
    targets: dict[int, list[int]] = {}
    for a, b in pairs:
        targets.setdefault(a, []).append(b)
    found: dict[tuple[int, int], tuple[float, str]] = {}
    for a, others in targets.items():
        query = entries[a]
        stored = {str(link.target): link for link in links_of(base, query.id)}
        for b in others:  # a link may be among the first of one side only
            if entries[b].id not in stored:
                back = (k for k in links_of(base, entries[b].id) if k.target == query.id)
                stored.update((entries[b].id, link) for link in back)
        links = _worked_out(base, query, [entries[b] for b in others])
        worked_out = {str(link.target): link for link in links}
        for b in others:
            link = stored.get(entries[b].id) or worked_out.get(entries[b].id)
            found[a, b] = (0.0, NO_LINK) if link is None else (link.score, link.relation)
    return found


def _worked_out(base: Base, query: Entry, others: Sequence[Entry]) -> list[Link]:
    """The links that a text of the base would have to others, whatever was stored."""
    topics = unit_topics(base, [query.id, *(entry.id for entry in others)])
    statistics = statistics_of(base, query.language)
    return related_to_text(
        Query(query.text, query.language, statistics, topics[query.id]),
        ids=[entry.id for entry in others],
        languages=[entry.language for entry in others],
        texts=[entry.text for entry in others],
        topics=[topics[entry.id] for entry in others],
        weights=base.link_weights,
        top=len(others),
    )


def _rankings(
    gold: JudgedGold, machine: Mapping[tuple[int, int], tuple[float, str]]
) -> list[NDArray[np.bool_]]:
    """For each query with related and unrelated targets: which are related, best score first."""
    entries, rankings = gold.gold.entries, []
    for query, targets in gold.judged.items():
        relevant = gold.gold.relevant[query]
        if not 0 < len(relevant) < len(targets):
            continue

        def rank(target: int, query: int = query) -> tuple[float, str]:
            return -machine[min(query, target), max(query, target)][0], entries[target].id

        ranked = sorted(targets, key=rank)
        rankings.append(np.array([target in relevant for target in ranked], np.bool_))
    return rankings


def _measures(rankings: Sequence[NDArray[np.bool_]]) -> dict[str, float | None]:
    """Means; P@5 and recall@20 of the queries with so many targets that they can tell."""
    measured = [(len(ranking), ranked_measures(ranking)) for ranking in rankings]
    wanted = {"ndcg@10": 0, "p@5": _P_AT, "map": 0, "recall@20": _RECALL_AT + 1}
    return {
        name: _mean([values[n] for size, values in measured if size >= least])
        for n, (name, least) in enumerate(wanted.items())
    }


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _auc(scores: FloatArray, truth: NDArray[np.bool_]) -> float | None:
    """The chance that a related pair scores above an unrelated one; a tie counts half.

    Source: Hanley & McNeil 1982, Radiology 143:29-36.
    """
    related, others = scores[truth], np.sort(scores[~truth])
    if not len(related) or not len(others):
        return None
    below = np.searchsorted(others, related, "left") + np.searchsorted(others, related, "right")
    return float(below.mean() / 2 / len(others))


def _table(
    gold: JudgedGold,
    pairs: Iterable[tuple[int, int]],
    machine: Mapping[tuple[int, int], tuple[float, str]],
) -> dict[str, dict[str, int]]:
    """How often people say each relation of pairs that the machine calls so.

    A person's word on a pair counts once; `superset` stands with `subset`, which it is from
    the other side.
    """
    table: dict[str, Counter[str]] = {}
    for pair in pairs:
        row = table.setdefault(machine[pair][1], Counter())
        row.update("subset" if r == "superset" else r for r in gold.said[pair].values())
    order = [*RELATIONS, NO_LINK]
    return {name: dict(sorted(table[name].items())) for name in order if name in table}


def _kappas(judged: Collection[Said]) -> Iterator[dict[str, Any]]:
    """Of every two people who judged a pair in common."""
    names = sorted({name for said in judged for name in said})
    for a, b in combinations(names, 2):
        both = [(said[a], said[b]) for said in judged if a in said and b in said]
        if both:
            yield {
                "a": a,
                "b": b,
                "pairs": len(both),
                "kappa_relation": _rounded(cohen_kappa(both)),
                "kappa_related": _rounded(
                    cohen_kappa([(str(x != "none"), str(y != "none")) for x, y in both])
                ),
            }
