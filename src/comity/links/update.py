"""The links of a corpus of which little has changed: only what the change can reach is redone.

A unit is *affected* when its text is new, or when a term of it has become more or
less telling (see `lexical`: that goes in steps). Two units that are not affected
score as they did. So a unit that is not affected keeps its list, less what was
lost, and with what the affected ones now offer; where that cannot be shown to be
the whole list, it is searched for anew, like the affected ones. The result is the
same, byte for byte, as linking everything anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from comity.links.candidates import Pairs, best_pairs, top_pairs
from comity.links.groups import listed, shortlist
from comity.links.part import MOST, SIGNALS, LanguagePart, Rows, Scored, merged, ranked
from comity.links.reuse import Reuse
from comity.links.score import probability
from comity.links.weights import LinkWeights

if TYPE_CHECKING:
    # Loaded by the functions that need it: scipy would double the start of a command.
    from scipy.sparse import csr_matrix

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

#: Where more of the units are affected, linking anew costs no more than finding out.
MOST_AFFECTED = 0.3

_SPARE = 20  # affected texts asked for beyond `top`


@dataclass(frozen=True, slots=True)
class EarlierRows:
    """The links that an earlier base has for unchanged units of one language."""

    unchanged: BoolArray  # (units,) the earlier base holds it with the same text and work
    rows: Rows  # sources are unchanged units; a target that is none of these is -1


@dataclass(frozen=True, slots=True)
class Update:
    """What replaces part of the earlier links."""

    redone: BoolArray  # (units,) sources whose earlier rows are replaced by `rows`
    rows: list[Rows]
    searched: int  # units whose links were looked for among all others


def affected_units(part: LanguagePart, changed_terms: BoolArray, unchanged: BoolArray) -> BoolArray:
    """Units whose scores may differ; with one of a text, all its copies.

    Args:
        part: the units.
        changed_terms: (terms,) weighs otherwise than in the earlier base.
        unchanged: (units,) see `EarlierRows`.
    """
    hit = np.concatenate(([0], np.cumsum(changed_terms[part.counts.indices])))
    groups = np.diff(hit[part.counts.indptr]) > 0
    groups[part.groups.of[~unchanged]] = True
    affected: BoolArray = groups[part.groups.of]
    return affected


def update(
    part: LanguagePart,
    vectors: csr_matrix,
    reuse: Reuse,
    earlier: EarlierRows,
    affected: BoolArray,
    weights: LinkWeights,
    *,
    top: int,
    threads: int = 1,
) -> Update:
    """The links of every unit whose list is not the one it had.

    Args:
        part, vectors, reuse: the units as they are now, weighed and shingled; no
            shingle may be, or have been, too common to propose pairs.
        earlier: links with the same settings.
        affected: see `affected_units`.
        weights, top, threads: as in `link_units`.
    """
    offered = _offers(
        *(part, vectors, reuse, earlier.rows, affected, weights), top=top, threads=threads
    )
    mended, unsure = _mended(part, earlier.rows, affected, offered, top=top)
    search = affected | unsure
    groups = np.unique(part.groups.of[search])
    alike = top_pairs(
        *(vectors, part.groups),
        top=top,
        threads=threads,
        only=groups,
        worth=lambda values: probability(values, weights),
    )
    scored = merged(part, vectors, alike, reuse.pairs(groups), weights, groups)
    scored = scored.where(np.isin(scored.rows, groups))
    found = list(ranked(part, scored, np.flatnonzero(search), top=top))
    redone = search.copy()
    redone[mended.source] = True
    # A unit that lost every link has no rows, and is redone all the same.
    redone[earlier.rows.source[_lost(earlier.rows, affected)]] = True
    return Update(redone, [mended, *found], int(search.sum()))


@dataclass(frozen=True, slots=True)
class _Offers:
    """What affected texts offer to the units that are not affected."""

    scored: Scored  # columns are affected groups
    open: BoolArray  # (groups,) may be offered more than `scored` holds


def _least(rows: Rows, units: int, top: int) -> tuple[FloatArray, IntArray]:
    """Score and target of each unit's link of rank `top`; -1 and -1 when its list is shorter.

    Whatever scored more than that is in the list.
    """
    score, target = np.full(units, -1.0), np.full(units, -1)
    last = rows.rank == top - 1
    score[rows.source[last]] = rows.score[last]
    target[rows.source[last]] = rows.target[last]
    return score, target


def _offers(
    part: LanguagePart,
    vectors: csr_matrix,
    reuse: Reuse,
    rows: Rows,
    affected: BoolArray,
    weights: LinkWeights,
    *,
    top: int,
    threads: int,
) -> _Offers:
    groups = part.groups
    ours = np.unique(groups.of[affected])
    is_affected = np.zeros(len(groups.first), bool)
    is_affected[ours] = True
    others = np.flatnonzero(~is_affected)
    # The least score by which some unit of a group still takes a link.
    least = np.full(len(groups.first), np.inf)
    np.minimum.at(least, groups.of, _least(rows, len(groups.of), top)[0])
    alike, ask = Pairs.joined([]), top + _SPARE
    if len(ours) and len(others):
        transposed = vectors[ours].T.tocsr()
        transposed.sort_indices()
        alike = best_pairs(vectors, transposed, others, ask, threads)
    alike = alike.where(probability(alike.values, weights) >= least[alike.rows])
    counts = np.bincount(alike.rows, minlength=len(groups.first))
    alike = Pairs(alike.rows, ours[alike.columns], alike.values)
    scored = merged(part, vectors, alike, reuse.pairs(ours), weights, ours)
    kept = ~is_affected[scored.rows] & (scored.score > 0)
    kept &= (scored.score >= least[scored.rows]) | (scored.relation == 0)
    return _Offers(scored.where(kept), (counts >= ask) & (ask < len(ours)))


def _lost(rows: Rows, affected: BoolArray) -> BoolArray:
    """Rows of units that are not affected, whose target is gone or is."""
    gone: BoolArray = (rows.target < 0) | affected[rows.target]
    return gone & ~affected[rows.source]


def _mended(
    part: LanguagePart, rows: Rows, affected: BoolArray, offered: _Offers, *, top: int
) -> tuple[Rows, BoolArray]:
    """Lists that what was lost and what is offered change; and units whose list is unsure."""
    groups, most = part.groups, max(top, MOST)
    units = len(groups.of)
    lost = _lost(rows, affected)
    touched = np.zeros(units, bool)
    touched[rows.source[lost]] = True
    offers_to = np.zeros(len(groups.first), bool)
    offers_to[offered.scored.rows] = True
    touched |= offers_to[groups.of] & ~affected
    asked = np.flatnonzero(touched)

    scored = offered.scored
    new = listed(groups, shortlist(groups, most), scored.rows, scored.columns, scored.score, asked)
    kept = np.flatnonzero(touched[rows.source] & ~lost)
    source = np.concatenate((rows.source[kept], new.source))
    target = np.concatenate((rows.target[kept], new.target))
    score = np.concatenate((rows.score[kept], scored.score[new.pair]))
    relation = np.concatenate((rows.relation[kept], scored.relation[new.pair]))
    signals = {
        name: np.concatenate((rows.signals[name][kept], scored.signals[name][new.pair]))
        for name in SIGNALS
    }
    order = np.lexsort((target, -score, source))
    rank = _ranks(source[order])
    stays = (rank < top) | (relation[order] == 0)
    order = order[stays]
    rank = _ranks(source[order])
    order, rank = order[rank < most], rank[rank < most]
    source, target, score = source[order], target[order], score[order]

    unsure = _unsure(rows, (source, target, rank, score), touched, top=top, most=most)
    unsure |= offered.open[groups.of] & ~affected
    sure = ~unsure[source]
    result = Rows(
        source[sure],
        target[sure],
        rank[sure],
        relation[order][sure],
        score[sure],
        {name: values[order][sure] for name, values in signals.items()},
    )
    return result, unsure


def _ranks(source: IntArray) -> IntArray:
    return np.arange(len(source)) - np.searchsorted(source, source)


def _unsure(
    rows: Rows,
    now: tuple[IntArray, IntArray, IntArray, FloatArray],
    touched: BoolArray,
    *,
    top: int,
    most: int,
) -> BoolArray:
    """Touched units that a link which was never listed may now belong to.

    What was not listed came after the link of rank `top`, by score and then by
    target, or was a verbatim one beyond the most that are kept.
    """
    units = len(touched)
    before, before_target = _least(rows, units, top)
    source, target, rank, score = now
    last = rank == top - 1
    after, after_target = np.full(units, -2.0), np.full(units, units)
    after[source[last]], after_target[source[last]] = score[last], target[last]
    whole = before < 0  # every link there was is listed
    reached = after > before
    reached |= (after == before) & (after_target <= before_target) & (before_target >= 0)
    full = np.bincount(rows.source, minlength=units) >= most
    unsure: BoolArray = touched & (full | ~(whole | reached))
    return unsure
