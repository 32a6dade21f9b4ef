"""Pairs one at a time: the reasons for a link, and the links of a text outside the base."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np

from comity.links.align import runs
from comity.links.candidates import DECIMALS
from comity.links.lexical import Statistics, carries_weight
from comity.links.profiles import common, profile
from comity.links.relation import (
    EQUIVALENT_TERMS,
    RELATIONS,
    relations,
    rests_on_words,
)
from comity.links.reuse import LEAST_SHARE, LEAST_SHINGLES, run_length
from comity.links.score import factors, probability, score, shared_topics, strength
from comity.links.weights import WORDS, LinkWeights, shipped_weights
from comity.records import Link, ProvisionId, Reasons, Relation
from comity.text.tokens import Token, is_unspaced, primary, stems, tokens, words

Grams = set[tuple[str, ...]]

#: Terms shown as reasons; the strongest eight carry most of a cosine.
TERMS = 8
#: Topics shown as reasons.
TOPICS = 5


class _Telling(dict[str, float]):
    """Term -> how telling it is in one language; 0 for a term that carries no weight.

    Kept for one query, whose candidates share most of their terms.
    """

    def __init__(self, language: str, statistics: Statistics) -> None:
        super().__init__()
        self._language = language
        self._statistics = statistics

    def __missing__(self, term: str) -> float:
        idf = self._statistics.idf(term, self._language) if carries_weight(term) else 0.0
        self[term] = idf
        return idf


def weights(terms: Sequence[str], telling: _Telling) -> dict[str, float]:
    """TF-IDF weight of each term of a text, scaled to length 1; equals a row of `lexical.weigh`."""
    raw = {
        term: (1 + log(count)) * telling[term]
        for term, count in sorted(Counter(terms).items())
        if telling[term]
    }
    length = sqrt(sum(w * w for w in raw.values()))
    return {term: w / length for term, w in raw.items()} if length else {}


def cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """The lexical signal of two weighed texts, 0 to 1, rounded."""
    if len(b) < len(a):
        a, b = b, a
    return min(1.0, round(sum(a[t] * b[t] for t in sorted(a.keys() & b.keys())), DECIMALS))


@dataclass(frozen=True, slots=True)
class Overlap:
    """The reuse signal of one pair, and what the relation needs to know beside it."""

    share: float  # 0 to 1: part of the shorter text that stands in runs; 0 when too little
    words: float  # of the shorter text; two characters of an unspaced script are one
    stretch: float  # longest stretch of reused words
    balance: float  # words of the shorter text as a share of those of the longer


def overlap(
    a: Sequence[str], b: Sequence[str], language: str, *, grams: Grams | None = None
) -> Overlap:
    """What `reuse.reused` finds for two texts, given as `words`; the same from either side.

    `grams` are the windows of `a`, for a caller who compares it with many.
    """
    size = run_length(language)
    unit = 2 if is_unspaced(language) else 1
    shorter = min(len(a), len(b))
    balance = shorter / max(len(a), len(b), 1)
    if shorter >= size and list(a) == list(b):
        return Overlap(1.0, shorter / unit, shorter // unit, 1.0)
    grams_a, grams_b = _grams(a, size) if grams is None else grams, _grams(b, size)
    shared = len(grams_a & grams_b)
    fewest = max(1, shorter - size + 1)
    if shared < LEAST_SHINGLES and shared < LEAST_SHARE * fewest:
        return Overlap(0.0, shorter / unit, 0.0, balance)
    share, stretch = 0.0, 0
    for left, right in ((a, grams_b), (b, grams_a)):
        if len(left) > shorter:
            continue
        covered, longest = _covered(left, right, size)
        share = max(share, round(covered / len(left), DECIMALS))
        stretch = max(stretch, longest)
    return Overlap(share, shorter / unit, stretch // unit, balance)


def _grams(entries: Sequence[str], size: int) -> Grams:
    return {tuple(entries[k : k + size]) for k in range(len(entries) - size + 1)}


def _covered(entries: Sequence[str], grams: Grams, size: int) -> tuple[int, int]:
    """Entries that lie in one of the windows, and the longest stretch of neighbouring windows."""
    covered = longest = stretch = 0
    previous = -size
    for k in range(len(entries) - size + 1):
        if tuple(entries[k : k + size]) not in grams:
            continue
        covered += min(size, k - previous)
        stretch = stretch + 1 if k == previous + 1 else size
        longest = max(longest, stretch)
        previous = k
    return covered, longest


def _stretches(found: Sequence[Token], shared: Mapping[str, float]) -> list[Token]:
    """Shared tokens; overlapping ones (pairs of characters) become one, named by the strongest."""
    result: list[Token] = []
    for token in found:
        if token.stem not in shared:
            continue
        if result and token.start < result[-1].end:
            stem = max(result[-1].stem, token.stem, key=shared.__getitem__)
            result[-1] = Token(stem, result[-1].start, token.end)
        else:
            result.append(token)
    return result


class Query:
    """A text to be compared with others, read once.

    Args:
        text: as it stands.
        language: BCP 47; texts of other languages share nothing with it.
        statistics: how telling terms are; those of the base. Without them
            (`Statistics(units={})`) all terms weigh the same.
        topics: of the text, with their confidence, 0 to 1.
    """

    def __init__(
        self,
        text: str,
        language: str,
        statistics: Statistics,
        topics: Mapping[str, float] | None = None,
    ) -> None:
        self.text = text
        self.topics = profile(topics or {})
        self.language = primary(language)
        self.statistics = statistics
        self.words = words(text)
        self._grams: Grams | None = None  # made when first asked for
        self._tokens = [t for t in tokens(text, language) if carries_weight(t.stem)]
        self._telling = _Telling(self.language, statistics)
        self.weights = weights([t.stem for t in self._tokens], self._telling)

    def lexical(self, other: str) -> float:
        """The lexical signal, 0 to 1, rounded: cosine of the two texts' terms."""
        return cosine(self.weights, weights(stems(other, self.language), self._telling))

    def common_terms(self, other: str) -> float:
        """How much of either text's terms the other has, by weight; the lesser of the two."""
        theirs = weights(stems(other, self.language), self._telling)
        shares = []
        for one, others in ((self.weights, theirs), (theirs, self.weights)):
            held = sum(one[term] for term in sorted(one.keys() & others.keys()))
            shares.append(held / (sum(one[term] for term in sorted(one)) or 1.0))
        return round(min(shares), 4)

    def overlap(self, other: str) -> Overlap:
        """The reuse signal."""
        if self._grams is None:
            self._grams = _grams(self.words, run_length(self.language))
        return overlap(self.words, words(other), self.language, grams=self._grams)

    def shared_terms(self, other: str, *, most: int = TERMS) -> tuple[str, ...]:
        """Words of the query whose terms the other text has too, strongest first.

        Strength is what a term adds to the cosine. A word is shown as it first
        stands in the query, and once for all its forms; neighbouring pairs of
        characters as one stretch.
        """
        counts = Counter(stems(other, self.language))
        shared = {
            term: own * (1 + log(counts[term])) * self._telling[term]
            for term, own in self.weights.items()
            if term in counts
        }
        places: dict[str, Token] = {}  # stem -> where it first stands
        for token in _stretches(self._tokens, shared):
            places.setdefault(token.stem, token)
        ranked = sorted(places.values(), key=lambda t: (-shared[t.stem], t.start))
        return tuple(dict.fromkeys(self.text[t.start : t.end] for t in ranked))[:most]

    def shared_topics(self, topics: Mapping[str, float], *, most: int = TOPICS) -> tuple[str, ...]:
        """Topics that both texts speak of, those that add most to the strength first."""
        theirs = profile(topics)
        shared = {t: value * theirs[t] for t, value in self.topics.items() if t in theirs}
        return tuple(sorted(shared, key=lambda t: (-shared[t], t)))[:most]

    def explain(
        self,
        other: str,
        signals: Mapping[str, float],
        topics: Mapping[str, float] | None = None,
    ) -> Reasons:
        """The reasons of a link to a text, given the values of the link's signals.

        `topics` are those of the other text, with their confidence.

        Cheap enough to make when a link is read: a fifth of a millisecond for
        provisions of 65 words.
        """
        return Reasons(
            topics=self.shared_topics(topics or {}),
            terms=self.shared_terms(other),
            runs=runs(self.text, other, self.language),
            signals=dict(signals),
        )


def related_to_text(
    query: Query,
    *,
    ids: Sequence[str],
    languages: Sequence[str],
    texts: Sequence[str],
    topics: Sequence[Mapping[str, float]] | None = None,
    weights: LinkWeights | None = None,
    top: int = 20,
) -> list[Link]:
    """The links that a text would have, were it a unit of the base.

    Args:
        query: the text, with the statistics of the base.
        ids, languages, texts: candidate units, as a search index proposes them;
            those of another language are passed over.
        topics: of each candidate, with their confidence.
        weights: what signals add; those that are shipped when absent.
        top: links wanted.

    Returns:
        Best first, equal scores by id; without those that score 0. `source` is "".
    """
    chosen = weights or shipped_weights()[WORDS]
    spoken = topics or [{}] * len(ids)
    scored: list[tuple[float, str, Relation, int, dict[str, float]]] = []
    for n, (unit, other_language, other) in enumerate(zip(ids, languages, texts, strict=True)):
        if primary(other_language) != query.language:
            continue
        value, kind, signals = pair_of(query, other, spoken[n], chosen)
        if value > 0:
            scored.append((value, unit, kind, n, signals))
    scored.sort(key=lambda s: (-s[0], s[1]))
    return [
        Link(
            source=ProvisionId(""),
            target=ProvisionId(unit),
            relation=relation,
            score=value,
            reasons=query.explain(texts[n], signals, spoken[n]),
        )
        for value, unit, relation, n, signals in scored[:top]
    ]


def pair_of(
    query: Query, other: str, topics: Mapping[str, float], weights: LinkWeights
) -> tuple[float, Relation, dict[str, float]]:
    """Score, relation and signals of one pair, as `link_units` finds them."""
    found = query.overlap(other)
    added = np.array([common(query.topics, profile(topics))])
    lexical = np.array([query.lexical(other)])
    share, length = np.array([found.share]), np.array([found.words])
    both = factors(np.array([bool(query.topics), bool(topics)]), weights)
    held = np.round(strength(added, lexical, float(both.prod())), DECIMALS)
    likely = probability(held, weights)
    value = score(likely, share, length, weights)
    signals = {"topics": shared_topics(added), "lexical": np.round(lexical, 4), "reuse": share}
    stretch, balance = np.array([found.stretch]), np.array([found.balance])
    kind = relations(signals, likely, length, stretch, balance)
    relation = RELATIONS[int(kind[0])]
    if rests_on_words(kind, signals)[0] and query.common_terms(other) < EQUIVALENT_TERMS:
        relation = "related"
    return (
        float(value[0]),
        relation,
        {name: float(values[0]) for name, values in signals.items()},
    )
