"""The review queue: the stored links about which a person's decision teaches most.

A link is worth asking about when the machine is unsure of it (uncertainty sampling: Lewis &
Gale 1994, SIGIR 3-12; entropy: Settles 2009, section 3.1), when its signals, or the people
who judged it, contradict each other (query by committee: Seung, Opper & Sompolinsky 1992,
COLT 287-294), and when the same two texts are linked in many places. Links are then chosen
one after another, each weighed down by what was chosen before it from the same documents, of
the same clause, language and relation, so that the queue is no row of near-copies.
Greedy choice from such weights is that of maximal marginal relevance (Carbonell & Goldstein
1998, SIGIR 335-336). Nothing is drawn at random.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comity.base.diverse import choose
from comity.base.judged import JudgedPair, person, standing_pairs
from comity.base.provision_changes import text_sha256
from comity.records import Provision
from comity.text.tokens import primary

if TYPE_CHECKING:
    from comity.base.base import Base

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

#: What each part adds to a link's value. The first is the reason to ask at all; where people
#: contradict each other, one more word counts as much.
WEIGHTS = {"uncertainty": 1.0, "signals": 0.5, "judges": 1.0, "copies": 0.25}

_DECIMALS = 6  # logarithms may differ beyond, from one processor to another
_BATCH = 100_000  # links read at a time: their ids are long
_NO_SIGNALS = ("source", "target", "rank", "relation", "score")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A link to be judged, and why it was chosen."""

    a: Provision
    b: Provision
    relation: str  # that the machine calls it by
    score: float  # 0 to 1
    signals: dict[str, float]
    parts: dict[str, float]  # of WEIGHTS, each 0 to 1
    coverage: float  # 0 to 1: how little was chosen before it that is like it
    value: float  # (sum of weight times part) times coverage
    same_texts: int  # linked pairs of units with the same two texts, itself among them
    judges: int  # people other than the one who asks whose judgement of these texts counts


@dataclass(frozen=True, slots=True)
class _Units:
    """The linkable units of a base, in its order."""

    ids: pa.Array
    texts: IntArray  # number of the readable text; copies share it
    documents: IntArray
    languages: IntArray


@dataclass(frozen=True, slots=True)
class _Links:
    """The stored links, each pair of units once."""

    a: IntArray  # unit; before b in the base
    b: IntArray
    relations: IntArray
    names: Sequence[str]  # of relations
    scores: FloatArray
    signals: Mapping[str, FloatArray]  # NaN: not computed


def review(base: Base, *, by: str = "", limit: int = 20) -> tuple[Offer, ...]:
    """The links that should be judged next, the most telling first.

    Args:
        base: open, with its record.
        by: whose decisions are wanted: links whose texts this person judged, `undecided` or
            not, are left out. Without a name, those are that anybody decided and nobody
            disputes.
        limit: links wanted.

    Returns:
        At most `limit`; fewer when there are no more. Links with the same two texts are one.
    """
    units = _units(base)
    links = _links(base, units)
    if not len(links.a) or limit < 1:
        return ()
    pairs = _text_pairs(units, links.a, links.b)
    keys, group, copies = np.unique(pairs, return_inverse=True, return_counts=True)
    left_out, judges, disputes = _people(base, units, keys, person(by))
    parts = {
        "uncertainty": _entropy(links.scores) / (1 + np.where(disputes > 0, 0, judges))[group],
        "signals": _spread(links.signals, len(links.a)),
        "judges": disputes[group],
        "copies": (1 - 1 / copies)[group],
    }
    parts = {name: np.round(part, _DECIMALS) for name, part in parts.items()}
    value = np.round(sum(WEIGHTS[n] * part for n, part in parts.items()), _DECIMALS)
    # Of the links with the same texts the first of the highest value stands for all.
    order = np.lexsort((-value, group))
    asked = order[np.flatnonzero(np.diff(group[order], prepend=-1))]
    asked = np.sort(asked[~left_out])
    own, common = _traits(units, links, asked)
    return tuple(
        _offer(
            base,
            units,
            links,
            link,
            parts={name: float(part[link]) for name, part in parts.items()},
            coverage=round(coverage, _DECIMALS),
            value=round(float(value[link]) * coverage, _DECIMALS),
            same_texts=int(copies[group[link]]),
            judges=int(judges[group[link]]),
        )
        for link, coverage in (
            (int(asked[place]), coverage)
            for place, coverage in choose(value[asked], own, common, limit)
        )
    )


def _offer(base: Base, units: _Units, links: _Links, link: int, **facts: Any) -> Offer:
    names = [units.ids[int(side[link])].as_py() for side in (links.a, links.b)]
    found = base.lookup(names)
    signals = {n: round(float(values[link]), _DECIMALS) for n, values in links.signals.items()}
    return Offer(
        a=found[names[0]],
        b=found[names[1]],
        relation=links.names[int(links.relations[link])],
        score=round(float(links.scores[link]), _DECIMALS),
        signals={name: signal for name, signal in signals.items() if not np.isnan(signal)},
        **facts,
    )


def _units(base: Base) -> _Units:
    table = base.tables["provisions"].all(["id", "document_id", "linkable", "text", "language"])
    table = table.filter(table["linkable"]).combine_chunks()
    raw = table["text"].combine_chunks().dictionary_encode()
    hashes = pa.array([text_sha256(text) for text in raw.dictionary.to_pylist()], pa.string())
    texts = hashes.dictionary_encode().indices.to_numpy()[raw.indices.to_numpy()]
    languages = [primary(tag) for tag in table["language"].to_pylist()]
    return _Units(
        ids=table["id"].combine_chunks(),
        texts=texts.astype(np.int64),
        documents=_numbers(table["document_id"].combine_chunks()),
        languages=_numbers(pa.array(languages, pa.string())),
    )


def _numbers(texts: pa.Array) -> IntArray:
    numbers: IntArray = texts.dictionary_encode().indices.to_numpy().astype(np.int64)
    return numbers


def _links(base: Base, units: _Units) -> _Links:
    stored = base.tables["links"]
    signals = [name for name in stored.column_names if name not in _NO_SIGNALS]
    columns = ("source", "target", "relation", "score", *signals)
    names: list[str] = []
    read: list[tuple[IntArray, ...]] = []
    values: list[FloatArray] = []
    start, count = 0, int(base.manifest["counts"]["links"])
    while start < count:
        batch = stored.rows(start, start + _BATCH, columns)
        if not batch.num_rows:
            break
        start += batch.num_rows
        kinds = pc.dictionary_encode(batch["relation"].combine_chunks())
        known = kinds.dictionary.to_pylist()
        names += [name for name in known if name not in names]
        ends = [
            pc.index_in(batch[end].combine_chunks(), value_set=units.ids) for end in columns[:2]
        ]
        source, target = (pc.fill_null(end, -1).to_numpy().astype(np.int64) for end in ends)
        kind = np.array([names.index(name) for name in known], np.int64)[kinds.indices.to_numpy()]
        read.append((np.minimum(source, target), np.maximum(source, target), kind))
        values.append(
            np.array(
                [
                    pc.fill_null(batch[name], float("nan")).to_numpy().astype(np.float64)
                    for name in ("score", *signals)
                ]
            )
        )
    if not read:
        none = np.zeros(0, np.int64)
        return _Links(none, none, none, names, np.zeros(0), {})
    low, high, kind = (np.concatenate(column) for column in zip(*read, strict=True))
    numbers = np.concatenate(values, axis=1)
    _, once = np.unique(low * len(units.ids) + high, return_index=True)
    once = np.sort(once[low[once] >= 0])
    return _Links(
        a=low[once],
        b=high[once],
        relations=kind[once],
        names=names,
        scores=numbers[0, once],
        signals={name: numbers[n, once] for n, name in enumerate(signals, start=1)},
    )


def _text_pairs(units: _Units, a: IntArray, b: IntArray) -> IntArray:
    """(pairs,) One number for each two texts, whichever comes first."""
    one, other = units.texts[a], units.texts[b]
    count = int(units.texts.max(initial=0)) + 1
    pairs: IntArray = np.minimum(one, other) * count + np.maximum(one, other)
    return pairs


def _entropy(probability: FloatArray) -> FloatArray:
    """Binary entropy in bits: 1 at one half, 0 at 0 and at 1."""
    p = np.clip(probability, 1e-12, 1 - 1e-12)
    bits: FloatArray = -(p * np.log2(p) + (1 - p) * np.log2(1 - p))
    return bits


def _spread(signals: Mapping[str, FloatArray], count: int) -> FloatArray:
    """(links,) How far the signals of each link lie apart, as ranks among all links; 0 to 1.

    A signal's rank is the share of links with a lesser value, and half of those with the same.
    So signals on different scales can be compared, and 0 for most links tells little.
    """
    low, high = np.ones(count), np.zeros(count)
    for values in signals.values():
        known = np.flatnonzero(~np.isnan(values))
        _, place, counts = np.unique(values[known], return_inverse=True, return_counts=True)
        rank = ((np.cumsum(counts) - counts / 2) / max(1, len(known)))[place]
        low[known] = np.minimum(low[known], rank)
        high[known] = np.maximum(high[known], rank)
    return np.clip(high - low, 0, 1)


def _people(
    base: Base, units: _Units, keys: IntArray, by: str
) -> tuple[NDArray[np.bool_], IntArray, FloatArray]:
    """What people said of each two texts.

    Returns:
        (keys,) whether not to ask; how many others decided; the share of pairs of these
        others who contradict each other.
    """
    left_out = np.zeros(len(keys), np.bool_)
    judges, disputes = np.zeros(len(keys), np.int64), np.zeros(len(keys))
    judged = [pair for pair in standing_pairs(base) if pair.opinions or pair.open]
    if not judged:
        return left_out, judges, disputes
    a, b = (
        pc.fill_null(pc.index_in(pa.array(ids, pa.string()), value_set=units.ids), -1).to_numpy()
        for ids in ([pair.a for pair in judged], [pair.b for pair in judged])
    )
    known = np.flatnonzero((a >= 0) & (b >= 0))
    of_texts: dict[int, list[JudgedPair]] = {}
    numbers = _text_pairs(units, a[known], b[known]).tolist()
    turned = (units.texts[a[known]] > units.texts[b[known]]).tolist()
    for place, number, turn in zip(known.tolist(), numbers, turned, strict=True):
        pair = judged[place].turned() if turn else judged[place]
        of_texts.setdefault(number, []).append(pair)
    for number, pairs in of_texts.items():
        at = int(np.searchsorted(keys, number))
        if at == len(keys) or keys[at] != number:
            continue
        said = {o.by: o.relation for pair in pairs for o in pair.opinions if o.by != by}
        asked = {o.by for pair in pairs for o in (*pair.opinions, *pair.open)}
        several = list(combinations(said.values(), 2))
        judges[at] = len(said)
        disputes[at] = sum(x != y for x, y in several) / len(several) if several else 0.0
        left_out[at] = by in asked if by else bool(said) and len(set(said.values())) == 1
    return left_out, judges, disputes


def _traits(units: _Units, links: _Links, chosen: IntArray) -> tuple[IntArray, IntArray]:
    """(links, 4) documents and clauses; (links, 2) language and relation."""
    a, b = links.a[chosen], links.b[chosen]
    clauses = _clauses(units, links) + int(units.documents.max(initial=0)) + 1
    own = [units.documents[a], units.documents[b], clauses[a], clauses[b]]
    return np.stack(own, axis=1), np.stack([units.languages[a], links.relations[chosen]], axis=1)


def _clauses(units: _Units, links: _Links) -> IntArray:
    """(units,) The clause that a unit is a copy of: copies, and what is nearly the same."""
    from scipy.sparse import coo_array  # noqa: PLC0415 - loads slowly
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    copied = np.zeros(len(links.a), np.bool_)
    if "verbatim" in links.names:
        copied = links.relations == links.names.index("verbatim")
    a, b = units.texts[links.a[copied]], units.texts[links.b[copied]]
    size = int(units.texts.max(initial=-1)) + 1
    graph = coo_array((np.ones(len(a), np.bool_), (a, b)), shape=(size, size))
    _, clause = connected_components(graph, directed=False)
    clauses: IntArray = clause.astype(np.int64)[units.texts]
    return clauses
