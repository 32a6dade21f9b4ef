"""Weights of links from judged pairs.

What terms and meaning add beside topics comes from a logistic regression over the first
targets of every query; a list depends on the weights, so it is done again and again. A
regression of labels is not quite what ranks best, so smaller weights are tried, too, and the
best by nDCG@10 are kept. Then the probability of a strength is fitted on the lists that these
weights give.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from comity.errors import CatalogueError
from comity.links.evaluate import LISTED, Ranked, evaluate, rankings
from comity.links.gold import Gold
from comity.links.lexical import Statistics
from comity.links.score import SMALL, probability, strength
from comity.links.weights import LinkWeights

FloatArray = NDArray[np.float64]

#: Where a fit begins, whatever is shipped: the same table then gives the same weights.
START = LinkWeights(
    lexical=0.4, alone=1.0, semantic=0.5, logarithm=1.3, linear=0.0, constant=1.6, reuse=0.95
)
ROUNDS = 4
SMALLER = (1.0, 0.75, 0.5)  # parts of the regression's weights that are tried
LEAST_GAIN = 0.003  # in nDCG@10: less is chance, and the regression's weights stay
FEWEST = 100  # listed pairs: with fewer, weights would rest on chance
_MOST = 5.0  # of what full agreement of terms adds beside topics
_DECIMALS = 3
_PENALTY = 1e-6
_ADDED = ("topics", "lexical")  # signals whose sum is the strength


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Weights, and what they were fitted on."""

    weights: LinkWeights
    queries: int
    pairs: int  # listed ones, without those of reused words


def fit(
    gold: Gold,
    *,
    statistics: Statistics | None = None,
    start: LinkWeights | None = None,
    meaning: NDArray[np.float32] | None = None,
) -> Fitted:
    """Fit weights to what people said.

    Pairs that share runs of words are left out: what reuse is worth is not fitted, for want
    of judged copies.

    Args:
        gold: see `evaluate.read_gold`; entries with their topics.
        statistics: how telling terms are; counted from the table's texts when absent.
        start: weights to begin with.
        meaning: (entries, dimensions) vectors of an encoder, from `semantic.with_topics`.

    Raises:
        CatalogueError: too few pairs, or all or none of them are related.
    """
    weights = start or (START if meaning is not None else replace(START, semantic=0.0))
    names = _ADDED if meaning is None else (*_ADDED, "semantic")

    def listed() -> tuple[FloatArray, FloatArray]:
        ranks = rankings(gold, statistics=statistics, weights=weights, meaning=meaning)
        return _listed(ranks, names)

    for _ in range(ROUNDS):
        signals, related = listed()
        by_topics, *others, _ = _regression(signals, related)
        if by_topics <= 0:
            raise CatalogueError(
                "In these pairs topics do not speak for a relation: no weights can be fitted.",
                hint="Check that `relevant` is 1 where a pair is related.",
            )
        least = {"lexical": 0.01, "semantic": 0.0}
        shares = {
            name: round(min(max(value / by_topics, least[name]), _MOST), _DECIMALS)
            for name, value in zip(names[1:], others, strict=True)
        }
        weights = replace(weights, **shares)
    tried = [
        replace(
            weights, lexical=round(weights.lexical * a, 3), semantic=round(weights.semantic * b, 3)
        )
        for a in SMALLER
        for b in (SMALLER if meaning is not None else (1.0,))
    ]
    reached = [
        evaluate(gold, statistics=statistics, weights=one, meaning=meaning).ndcg_at_10
        for one in tried
    ]
    best = max(range(len(tried)), key=reached.__getitem__)
    if reached[best] - reached[0] >= LEAST_GAIN:
        weights = tried[best]
    signals, related = listed()
    by_meaning = weights.semantic * signals[:, 2] if meaning is not None else 0.0
    held = strength(signals[:, 0], signals[:, 1], weights.lexical, by_meaning)
    logarithm, linear, constant = _regression(
        np.column_stack((np.log(held + SMALL), held)), related, least=0.0
    )
    weights = replace(
        weights,
        logarithm=round(logarithm, _DECIMALS),
        linear=round(linear, _DECIMALS),
        constant=round(constant, _DECIMALS),
    )
    weights = replace(weights, alone=_alone(gold, statistics, weights, meaning))
    queries = sum(bool(found) for found in gold.relevant.values())
    return Fitted(weights=weights, queries=queries, pairs=len(related))


def _alone(
    gold: Gold,
    statistics: Statistics | None,
    weights: LinkWeights,
    meaning: NDArray[np.float32] | None,
) -> float:
    """The weight of words with which pairs without topics are as probable as they should be."""
    from scipy.optimize import minimize_scalar  # noqa: PLC0415 - loads slowly

    bare = replace(gold, entries=tuple(replace(e, topics={}) for e in gold.entries))
    names = ("lexical",) if meaning is None else ("lexical", "semantic")
    ranks = rankings(bare, statistics=statistics, weights=weights, meaning=meaning)
    signals, related = _listed(ranks, names)
    added = weights.semantic * signals[:, 1] if meaning is not None else 0.0

    def loss(weight: float) -> float:
        likely = np.clip(probability(weight * signals[:, 0] + added, weights), 1e-6, 1 - 1e-6)
        return float(-np.where(related > 0, np.log(likely), np.log(1 - likely)).mean())

    found = minimize_scalar(loss, bounds=(weights.lexical, _MOST), method="bounded")
    return round(float(found.x), _DECIMALS)


def _listed(lists: Iterable[Ranked], names: Sequence[str]) -> tuple[FloatArray, FloatArray]:
    """Signals, one column each, and judgement of the first pairs of every list."""
    rows = []
    for ranked in lists:
        at = np.flatnonzero((ranked.signals["reuse"] == 0) & (ranked.score > 0))
        at = at[at < LISTED]
        columns = [*(ranked.signals[name] for name in names), ranked.relevant]
        rows.append(np.column_stack(columns)[at])
    found: FloatArray = np.concatenate(rows).astype(np.float64)
    related = found[:, -1].copy()
    if len(found) < FEWEST or not 0 < related.mean() < 1:
        raise CatalogueError(
            f"The table gives {len(found)} listed pairs, {int(related.sum())} of them related:"
            " too few to fit weights.",
            hint=f"At least {FEWEST} are needed, related ones and others.",
        )
    return found[:, :-1].copy(), related


def _regression(x: FloatArray, y: FloatArray, *, least: float | None = None) -> list[float]:
    """Factors and the constant of a logistic regression, factors at least `least`."""
    from scipy.optimize import minimize  # noqa: PLC0415 - loads slowly

    given = np.column_stack((x, np.ones(len(x))))
    sign = 2 * y - 1

    def loss(w: FloatArray) -> tuple[float, FloatArray]:
        margin = sign * (given @ w)
        slope = -sign / (1 + np.exp(np.minimum(margin, 500)))
        value = float(np.logaddexp(0, -margin).mean() + _PENALTY * (w @ w))
        return value, (given * slope[:, None]).mean(axis=0) + 2 * _PENALTY * w

    bounds = [(least, None)] * x.shape[1] + [(None, None)]
    found = minimize(loss, np.zeros(given.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds)
    return [float(value) for value in found.x]
