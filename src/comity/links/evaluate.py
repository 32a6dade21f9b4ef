"""Link quality against a gold table: which targets people call related to which queries.

Measures are those of ranked retrieval with yes-or-no relevance: nDCG with
log2 discount (Järvelin & Kekäläinen 2002, ACM Trans. Inf. Syst. 20:422-446),
precision, recall, and mean average precision (Manning, Raghavan & Schütze 2008,
chapter 8).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from comity.errors import CatalogueError
from comity.links.candidates import DECIMALS
from comity.links.lexical import Statistics, idf_of, term_counts, weigh
from comity.links.relation import score
from comity.links.reuse import reused, run_length, shingle
from comity.text.codes import code_texts
from comity.text.normalise import clean
from comity.text.tokens import is_unspaced, primary

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

COLUMNS = ("query", "target", "relevant")
_YES, _NO = {"1", "true", "yes"}, {"0", "false", "no"}
_BLOCK = 500  # queries ranked at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A provision of a base, or a text of the gold table itself."""

    text: str
    language: str
    id: str = ""  # "" for a plain text
    works: frozenset[str] = frozenset()  # empty for a plain text of unknown work


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold table: its entries, and for each query the targets that were judged."""

    entries: tuple[Entry, ...]
    targets: IntArray  # entries that stand as target in some row, ascending: the pool
    relevant: Mapping[int, frozenset[int]]  # query -> relevant targets; empty when none is


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
        }


def read_gold(
    path: Path,
    *,
    find: Callable[[str], Entry | None] = lambda _: None,
    language_of: Callable[[str], str],
) -> Gold:
    """Read a CSV with the columns query, target and relevant (others are ignored).

    Args:
        path: UTF-8, with a header.
        find: the provision that a cell names, or None; see `finder`.
        language_of: BCP 47 tag of a plain text.

    Returns:
        Texts that read the same (white space aside) are one entry, given as ids
        or as texts: a copy would be found for every query, and say nothing. So
        are several rows of one pair, relevant when any of them says so.

    Raises:
        CatalogueError: not such a table; it names the line.
    """
    entries: list[Entry] = []
    number: dict[str, int] = {}  # readable text -> entry
    seen: dict[str, tuple[int, Entry]] = {}  # cells as they stand; finding again costs most
    targets: set[int] = set()
    relevant: dict[int, set[int]] = {}

    def entry(cell: str, line: int, column: str) -> tuple[int, Entry]:
        """The entry that a cell belongs to, and the provision or text that it names itself."""
        if cell in seen:
            return seen[cell]
        name = clean(cell)
        if not name:
            raise _bad(path, line, f"the column {column!r} is empty", "Give an id or a text.")
        own = find(name)
        if own is None and " " not in name and "/" in name:
            raise _bad(
                path, line, f"no provision {name!r} is known", "Name the base that holds it."
            )
        own = own or Entry(text=name, language=language_of(name))
        text = clean(own.text)
        if text in number:
            entries[number[text]] = _merged(entries[number[text]], own)
        else:
            number[text] = len(entries)
            entries.append(own)
        seen[cell] = number[text], own
        return seen[cell]

    for line, (query_cell, target_cell, relevant_cell) in _rows(path):
        query, asked = entry(query_cell, line, "query")
        target, answer = entry(target_cell, line, "target")
        word = relevant_cell.strip().casefold()
        if word not in _YES | _NO:
            raise _bad(
                path,
                line,
                f"`relevant` is {relevant_cell!r}",
                "Write 1 or 0 (true, false, yes, no).",
            )
        targets.add(target)
        found = relevant.setdefault(query, set())
        if word in _YES and target != query and not _same_work(asked, answer):
            found.add(target)
    if not relevant:
        raise _bad(path, 1, "the table has no rows", "Add a row for every judged pair.")
    return Gold(
        tuple(entries),
        np.array(sorted(targets), np.int64),
        {query: frozenset(found) for query, found in relevant.items()},
    )


def finder(
    ids: Sequence[str], works: Sequence[str], languages: Sequence[str], texts: Sequence[str]
) -> Callable[[str], Entry | None]:
    """Look up a cell of a gold table among provisions, by id or else by text.

    A text that stands in provisions of several works belongs to all of them, so
    that a table of plain texts leaves out a query's own work as one of ids does.
    """
    by_id = {unit: n for n, unit in enumerate(ids)}
    by_text: dict[str, list[int]] = {}
    for n, text in enumerate(texts):
        by_text.setdefault(clean(text), []).append(n)

    def find(cell: str) -> Entry | None:
        if cell in by_id:
            n = by_id[cell]
            return Entry(text=texts[n], language=languages[n], id=cell, works=frozenset([works[n]]))
        found = by_text.get(cell, [])
        if not found:
            return None
        held = frozenset(works[n] for n in found)
        first = min(found, key=ids.__getitem__)
        return Entry(text=texts[first], language=languages[first], works=held)

    return find


def _merged(one: Entry, other: Entry) -> Entry:
    """Two entries of one text, of all their works, under the first of their ids."""
    ids = [entry.id for entry in (one, other) if entry.id]
    return replace(one, id=min(ids, default=""), works=one.works | other.works)


def _same_work(query: Entry, target: Entry) -> bool:
    """True when the target stands in no other work than the query's."""
    return bool(target.works) and target.works <= query.works


def _bad(path: Path, line: int, problem: str, hint: str) -> CatalogueError:
    return CatalogueError(f"{path.name}, line {line}: {problem}.", hint=hint)


def _rows(path: Path) -> Iterator[tuple[int, tuple[str, str, str]]]:
    """Line at which a row begins, and its three cells."""
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = [cell.strip() for cell in next(reader, [])]
            missing = [name for name in COLUMNS if name not in header]
            if missing:
                raise _bad(
                    path,
                    1,
                    f"no column {', '.join(missing)} among {', '.join(header) or 'none'}",
                    f"The header must name {', '.join(COLUMNS)}.",
                )
            places = [header.index(name) for name in COLUMNS]
            line = reader.line_num + 1
            for row in reader:
                if row:
                    if len(row) != len(header):
                        problem = f"{len(row)} cells, but the header has {len(header)}"
                        raise _bad(path, line, problem, "Put texts with commas in quotes.")
                    query, target, relevant = (row[place] for place in places)
                    yield line, (query, target, relevant)
                line = reader.line_num + 1
    except UnicodeDecodeError as error:
        raise _bad(path, line, "not UTF-8", "Save the table as UTF-8.") from error
    except csv.Error as error:
        raise _bad(path, line, f"not CSV: {error}", "Check the quotes of this row.") from error


def evaluate(gold: Gold, *, statistics: Statistics | None = None) -> Evaluation:
    """Rank the pool for every query, and compare with what people said.

    Each query ranks all targets of the table but itself and, for a provision,
    those of its own work. Equal scores rank by id or text. A target that was
    not judged for a query counts as not relevant to it.

    Args:
        gold: see `read_gold`.
        statistics: how telling terms are, from a base; counted from the
            table's texts when absent.

    Raises:
        CatalogueError: no query has a relevant target.
    """
    queries = [query for query in sorted(gold.relevant) if gold.relevant[query]]
    if not queries:
        raise CatalogueError(
            "No query of the gold table has a relevant target in another work.",
            hint="Mark at least one pair with relevant = 1.",
        )
    entries = gold.entries
    names = [entry.id or entry.text for entry in entries]
    pool = np.array(sorted(gold.targets.tolist(), key=names.__getitem__), np.int64)
    scorer = _Scorer(entries, statistics)
    measures = []
    for start in range(0, len(queries), _BLOCK):
        block = queries[start : start + _BLOCK]
        for query, scores in zip(block, scorer.scores(np.array(block), pool), strict=True):
            allowed = np.array(
                [
                    t in gold.relevant[query]  # judged so from another work's copy of the query
                    or (t != query and not _same_work(entries[query], entries[t]))
                    for t in pool.tolist()
                ]
            )
            relevant = np.isin(pool, list(gold.relevant[query]))
            # The pool is in the order of names, so a stable sort breaks ties by name.
            order = np.argsort(-scores[allowed], kind="stable")
            measures.append(ranked_measures(relevant[allowed][order]))
    per_query = np.array(measures)
    ndcg, precision, average, recall = per_query.mean(axis=0).tolist()
    return Evaluation(
        queries=len(queries),
        without_relevant=len(gold.relevant) - len(queries),
        pool=len(pool),
        ndcg_at_10=ndcg,
        p_at_5=precision,
        map=average,
        recall_at_20=recall,
        per_query=per_query,
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
    """Scores of any pair of entries, with the signals that links are made of."""

    def __init__(self, entries: Sequence[Entry], statistics: Statistics | None) -> None:
        self._languages: dict[str, _Texts] = {}
        self._place = np.zeros(len(entries), np.int64)  # of an entry among those of its language
        languages = np.array([primary(entry.language) for entry in entries])
        self._language_of = languages
        for language in sorted(set(languages.tolist())):
            members = np.flatnonzero(languages == language)
            self._place[members] = np.arange(len(members))
            texts = [entries[m].text for m in members.tolist()]
            self._languages[language] = _Texts(texts, language, statistics)

    def scores(self, queries: IntArray, pool: IntArray) -> FloatArray:
        """(queries, pool); 0 between languages."""
        result = np.zeros((len(queries), len(pool)))
        for language, texts in self._languages.items():
            rows = np.flatnonzero(self._language_of[queries] == language)
            columns = np.flatnonzero(self._language_of[pool] == language)
            if len(rows) and len(columns):
                places = self._place[queries[rows]], self._place[pool[columns]]
                result[np.ix_(rows, columns)] = texts.scores(*places)
        return result


class _Texts:
    """Texts of one language, weighed and shingled."""

    def __init__(self, texts: Sequence[str], language: str, statistics: Statistics | None) -> None:
        coded = code_texts(texts, language)
        terms, counts = term_counts(coded.stems)
        if statistics is None:
            frequencies = np.bincount(counts.indices, minlength=len(terms)).tolist()
            statistics = Statistics(
                units={language: len(texts)},
                frequencies={language: dict(zip(terms, frequencies, strict=True))},
            )
        self._vectors = weigh(counts, idf_of(terms, statistics, language))
        shared = reused(shingle(coded.words, run_length(language)))
        self._pairs = shared
        self._words = coded.words.lengths.astype(np.float64)
        if is_unspaced(language):
            self._words /= 2

    def scores(self, rows: IntArray, columns: IntArray) -> FloatArray:
        """(rows, columns)."""
        lexical = np.asarray((self._vectors[rows] @ self._vectors[columns].T).todense(), np.float64)
        size = len(self._words)
        row_at, column_at = np.full(size, -1), np.full(size, -1)
        row_at[rows], column_at[columns] = np.arange(len(rows)), np.arange(len(columns))
        share = np.zeros(lexical.shape)
        for a, b in (
            (self._pairs.rows, self._pairs.columns),
            (self._pairs.columns, self._pairs.rows),
        ):
            kept = (row_at[a] >= 0) & (column_at[b] >= 0)
            share[row_at[a[kept]], column_at[b[kept]]] = self._pairs.share[kept]
        shorter = np.minimum.outer(self._words[rows], self._words[columns])
        signals = {"lexical": np.clip(np.round(lexical, DECIMALS), 0, 1), "reuse": share}
        return score(signals, shorter)
