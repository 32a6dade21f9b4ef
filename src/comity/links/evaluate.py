"""Link quality against a gold table: which targets people call related to which queries.

Measures are those of ranked retrieval with yes-or-no relevance: nDCG with
log2 discount (Järvelin & Kekäläinen 2002, ACM Trans. Inf. Syst. 20:422-446),
precision, recall, and mean average precision (Manning, Raghavan & Schütze 2008,
chapter 8).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from comity.errors import CatalogueError
from comity.links.calibration import Calibration, calibration
from comity.links.candidates import DECIMALS
from comity.links.gold import Entry, Gold, same_work
from comity.links.lexical import Statistics, idf_of, term_counts, weigh
from comity.links.profiles import Tags
from comity.links.reuse import reused, run_length, shingle
from comity.links.score import factors, probability, score, strength
from comity.links.weights import MEANING, WORDS, LinkWeights, shipped_weights
from comity.text.codes import code_texts
from comity.text.tokens import is_unspaced, primary

if TYPE_CHECKING:
    # Loaded by the functions that need it: scipy would double the start of a command.
    from scipy.sparse import csr_matrix

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

_BLOCK = 500  # queries ranked at a time
LISTED = 20  # targets of a query whose scores are compared with what people said


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Means over the queries that have a relevant target."""

    queries: int
    without_relevant: int  # queries left out
    pool: int  # distinct targets
    ndcg_at_10: float
    p_at_5: float
    map: float
    recall_at_20: float
    per_query: FloatArray = field(repr=False)  # (queries, 4): the four measures, in that order
    calibration: Calibration = field(repr=False)  # of the scores of each query's first LISTED

    def to_json(self) -> dict[str, int | float]:
        """The JSON of `comity evaluate`."""
        return {
            "queries": self.queries,
            "ndcg@10": round(self.ndcg_at_10, 4),
            "p@5": round(self.p_at_5, 4),
            "map": round(self.map, 4),
            "recall@20": round(self.recall_at_20, 4),
            "queries_without_relevant": self.without_relevant,
            "pool": self.pool,
            **self.calibration.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Ranked:
    """What one query's list holds, best first: all targets of other works."""

    targets: IntArray  # entries
    relevant: BoolArray
    signals: Mapping[str, FloatArray]  # topics (what they add), lexical, reuse, semantic
    words: FloatArray  # of the shorter text
    score: FloatArray


def rankings(
    gold: Gold,
    *,
    statistics: Statistics | None = None,
    weights: LinkWeights | None = None,
    meaning: NDArray[np.float32] | None = None,
) -> Iterator[Ranked]:
    """The list of each query that has a relevant target.

    Each query ranks all targets of the table but itself and, for a provision,
    those of its own work. Equal scores rank by id or text. A target that was
    not judged for a query counts as not relevant to it.

    Args:
        gold: see `read_gold`.
        statistics: how telling terms are, from a base; counted from the
            table's texts when absent.
        weights: what signals add; those that are shipped when absent.
        meaning: (entries, dimensions) vectors of an encoder, from `semantic.with_topics`.
    """
    queries = [query for query in sorted(gold.relevant) if gold.relevant[query]]
    if not queries:
        raise CatalogueError(
            "No query of the gold table has a relevant target in another work.",
            hint="Mark at least one pair with relevant = 1.",
        )
    chosen = weights or shipped_weights()[WORDS if meaning is None else MEANING]
    entries = gold.entries
    names = [entry.id or entry.text for entry in entries]
    pool = np.array(sorted(gold.targets.tolist(), key=names.__getitem__), np.int64)
    scorer = _Scorer(entries, statistics)
    factor = factors(np.array([bool(entry.topics) for entry in entries]), chosen)
    for start in range(0, len(queries), _BLOCK):
        block = queries[start : start + _BLOCK]
        signals, words = scorer.signals(np.array(block), pool)
        if meaning is not None:
            like = meaning[block].astype(np.float64) @ meaning[pool].astype(np.float64).T
            signals["semantic"] = np.clip(np.round(like, DECIMALS), 0.0, 1.0)
        by_meaning = chosen.semantic * signals.get("semantic", np.zeros(1))
        weight = np.outer(factor[block], factor[pool])
        grounds = strength(signals["topics"], signals["lexical"], weight, by_meaning)
        scores = score(probability(grounds, chosen), signals["reuse"], words, chosen)
        for row, query in enumerate(block):
            allowed = np.array(
                [
                    t in gold.relevant[query]  # judged so from another work's copy of the query
                    or (t != query and not same_work(entries[query], entries[t]))
                    for t in pool.tolist()
                ]
            )
            # The pool is in the order of names, so a stable sort breaks ties by name.
            order = np.flatnonzero(allowed)[np.argsort(-scores[row][allowed], kind="stable")]
            yield Ranked(
                pool[order],
                np.isin(pool[order], list(gold.relevant[query])),
                {name: values[row][order] for name, values in signals.items()},
                words[row][order],
                scores[row][order],
            )


def evaluate(
    gold: Gold,
    *,
    statistics: Statistics | None = None,
    weights: LinkWeights | None = None,
    meaning: NDArray[np.float32] | None = None,
) -> Evaluation:
    """Rank the pool for every query, and compare with what people said; see `rankings`.

    Raises:
        CatalogueError: no query has a relevant target.
    """
    measures, scores, relevant = [], [], []
    ranks = rankings(gold, statistics=statistics, weights=weights, meaning=meaning)
    for ranked in ranks:
        measures.append(ranked_measures(ranked.relevant))
        scores.append(ranked.score[:LISTED])
        relevant.append(ranked.relevant[:LISTED])
    per_query = np.array(measures)
    ndcg, precision, average, recall = per_query.mean(axis=0).tolist()
    return Evaluation(
        queries=len(per_query),
        without_relevant=len(gold.relevant) - len(per_query),
        pool=len(gold.targets),
        ndcg_at_10=ndcg,
        p_at_5=precision,
        map=average,
        recall_at_20=recall,
        per_query=per_query,
        calibration=calibration(np.concatenate(scores), np.concatenate(relevant)),
    )


def ranked_measures(relevant: BoolArray) -> tuple[float, float, float, float]:
    """nDCG@10, P@5, average precision and recall@20 of one ranking.

    Args:
        relevant: (pool,) best first; at least one is True.
    """
    total = int(relevant.sum())
    ranks = np.flatnonzero(relevant) + 1.0
    gain = float((1 / np.log2(ranks[ranks <= 10] + 1)).sum())
    ideal = float((1 / np.log2(np.arange(1, min(10, total) + 1) + 1)).sum())
    average = float((np.arange(1, total + 1) / ranks).mean())
    return (
        gain / ideal,
        float((ranks <= 5).sum()) / 5,
        average,
        float((ranks <= 20).sum()) / total,
    )


class _Scorer:
    """Signals of any pair of entries."""

    def __init__(self, entries: Sequence[Entry], statistics: Statistics | None) -> None:
        self._languages: dict[str, _Texts] = {}
        self._place = np.zeros(len(entries), np.int64)  # of an entry among those of its language
        languages = np.array([primary(entry.language) for entry in entries])
        self._language_of = languages
        for language in sorted(set(languages.tolist())):
            members = np.flatnonzero(languages == language)
            self._place[members] = np.arange(len(members))
            chosen = [entries[m] for m in members.tolist()]
            self._languages[language] = _Texts(chosen, language, statistics)

    def signals(
        self, queries: IntArray, pool: IntArray
    ) -> tuple[dict[str, FloatArray], FloatArray]:
        """Values of each signal, and words of the shorter text; (queries, pool) each.

        All are 0 between languages.
        """
        shape = (len(queries), len(pool))
        found = {name: np.zeros(shape) for name in ("topics", "lexical", "reuse")}
        words = np.zeros(shape)
        for language, texts in self._languages.items():
            rows = np.flatnonzero(self._language_of[queries] == language)
            columns = np.flatnonzero(self._language_of[pool] == language)
            if len(rows) and len(columns):
                places = self._place[queries[rows]], self._place[pool[columns]]
                cells = np.ix_(rows, columns)
                signals, lengths = texts.signals(*places)
                words[cells] = lengths
                for name, values in signals.items():
                    found[name][cells] = values
        return found, words


class _Texts:
    """Texts of one language, weighed and shingled."""

    def __init__(
        self, entries: Sequence[Entry], language: str, statistics: Statistics | None
    ) -> None:
        coded = code_texts([entry.text for entry in entries], language)
        terms, counts = term_counts(coded.stems)
        if statistics is None:
            frequencies = np.bincount(counts.indices, minlength=len(terms)).tolist()
            statistics = Statistics(
                units={language: len(entries)},
                frequencies={language: dict(zip(terms, frequencies, strict=True))},
            )
        self._vectors = weigh(counts, idf_of(terms, statistics, language))
        self._profiles = Tags.of([entry.topics for entry in entries]).profiles()
        shared = reused(shingle(coded.words, run_length(language)))
        self._pairs = shared
        self._words = coded.words.lengths.astype(np.float64)
        if is_unspaced(language):
            self._words /= 2

    def signals(
        self, rows: IntArray, columns: IntArray
    ) -> tuple[dict[str, FloatArray], FloatArray]:
        """Values of each signal, and words of the shorter text; (rows, columns) each."""
        size = len(self._words)
        row_at, column_at = np.full(size, -1), np.full(size, -1)
        row_at[rows], column_at[columns] = np.arange(len(rows)), np.arange(len(columns))
        share = np.zeros((len(rows), len(columns)))
        for a, b in (
            (self._pairs.rows, self._pairs.columns),
            (self._pairs.columns, self._pairs.rows),
        ):
            kept = (row_at[a] >= 0) & (column_at[b] >= 0)
            share[row_at[a[kept]], column_at[b[kept]]] = self._pairs.share[kept]
        signals = {
            "topics": _products(self._profiles, rows, columns),
            "lexical": _products(self._vectors, rows, columns),
            "reuse": share,
        }
        return signals, np.minimum.outer(self._words[rows], self._words[columns])


def _products(vectors: csr_matrix, rows: IntArray, columns: IntArray) -> FloatArray:
    product = (vectors[rows] @ vectors[columns].T).todense()
    found: FloatArray = np.round(np.asarray(product, np.float64), DECIMALS).astype(np.float64)
    return found
