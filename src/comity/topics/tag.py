"""Provisions to tags: which topics a text speaks of, how surely, and by which words."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log1p

from comity.records import Span, Tag, TopicId
from comity.records.ids import ProvisionId
from comity.text.tokens import primary, word_spans
from comity.topics.terms import Found, Matcher
from comity.topics.thesaurus import LANGUAGES, Thesaurus

# Logistic regression of "the statement bears the label" on these, over the topics found in the
# development half of Worldwide AI Ethics (`python -m benchmarks.topics --fit`).
_CONSTANT = -1.09
_PER_TERM = 0.86  # of ln(1 + weight of the terms)
_PER_SHARE = 4.46  # of the share of the text's counting words that are terms of the topic
_DECIMALS = 4

WEAK = 0.35  # what a weak term counts, where a strong one counts 1


@dataclass(frozen=True, slots=True)
class Evidence:
    """What in a text speaks for one topic."""

    topic: TopicId
    weight: float  # of its distinct terms: 1 for a strong one, WEAK for a weak one
    share: float  # of the counting words, 0 to 1
    words: tuple[tuple[int, int], ...]  # first and last word of each place, in order

    @property
    def confidence(self) -> float:
        """0 to 1: how often such evidence was right."""
        value = _CONSTANT + _PER_TERM * log1p(self.weight) + _PER_SHARE * self.share
        return round(1 / (1 + exp(-value)), _DECIMALS)


class Tagger:
    """Tags texts with the topics of a thesaurus."""

    def __init__(self, thesaurus: Thesaurus) -> None:
        self.thesaurus = thesaurus
        self._matchers: dict[str, Matcher] = {}
        self._kin = {
            name: thesaurus.above[name] | thesaurus.below(name) | {name}
            for name in thesaurus.concepts
        }

    def evidence(self, text: str, language: str) -> list[Evidence]:
        """What speaks for each topic of a text, by topic id.

        Args:
            text: uncleaned.
            language: BCP 47; none is found in a language that the thesaurus lacks.
        """
        language = primary(language)
        if language not in LANGUAGES:
            return []
        if language not in self._matchers:
            self._matchers[language] = Matcher(self.thesaurus.concepts.values(), language)
        found, counting = self._matchers[language].find(text)
        if not found:
            return []
        kept = _in_company(_standing(found), self._kin)
        of: defaultdict[TopicId, list[Found]] = defaultdict(list)
        for one in kept:
            of[one.topic].append(one)
        return [_evidence(topic, of[topic], counting) for topic in sorted(of)]

    def tag(self, provision: ProvisionId, text: str, language: str) -> list[Tag]:
        """The tags of a provision, by topic; spans are code points of its text."""
        found = self.evidence(text, language)
        if not found:
            return []
        at = word_spans(text)
        return [
            Tag(
                provision_id=provision,
                topic=one.topic,
                confidence=one.confidence,
                spans=tuple(Span(at[first][0], at[last][1]) for first, last in one.words),
            )
            for one in found
        ]


def _standing(found: Sequence[Found]) -> list[Found]:
    """Without terms inside a longer one of another topic, or in a phrase that bars them."""
    bars: defaultdict[TopicId, list[tuple[int, int]]] = defaultdict(list)
    for f in found:
        if f.kind == "never":
            bars[f.topic].append((f.first, f.last))
    barred = {topic: _Bars(sorted(places)) for topic, places in bars.items()}
    terms = [
        f
        for f in found
        if f.kind != "never" and not (f.topic in barred and barred[f.topic].holds(f))
    ]
    if len(terms) < 2:
        return terms
    kept, reach = [], -1
    long: list[Found] = []
    for f in sorted(terms, key=lambda f: (f.first, -f.last)):
        inside = f.last <= reach and any(
            o.first <= f.first
            and f.last <= o.last
            and (o.last - o.first) > (f.last - f.first)
            and o.topic != f.topic
            for o in long
        )
        if not inside:
            kept.append(f)
        if f.kind != "weak" and f.last > f.first:
            long = [o for o in long if o.last >= f.first]
            long.append(f)
            reach = max(reach, f.last)
    return kept


class _Bars:
    """Places of phrases in which a topic's terms do not mean it."""

    def __init__(self, places: list[tuple[int, int]]) -> None:
        """`places` are first and last words, in order."""
        self._places = places
        self._most = max(last - first for first, last in places)

    def holds(self, term: Found) -> bool:
        """Whether a term overlaps a place that is as long as itself, or longer."""
        at = bisect_left(self._places, (term.first - self._most, -1))
        while at < len(self._places) and self._places[at][0] <= term.last:
            first, last = self._places[at]
            if last >= term.first and last - first >= term.last - term.first:
                return True
            at += 1
        return False


def _in_company(found: Sequence[Found], kin: dict[TopicId, frozenset[TopicId]]) -> list[Found]:
    """Without weak terms that stand alone: no other term of the topic or its relatives is there."""
    terms: defaultdict[TopicId, set[int]] = defaultdict(set)
    for f in found:
        terms[f.topic].add(f.term)
    in_company = {
        topic: len(set().union(*(terms[t] for t in kin[topic] if t in terms))) > 1
        for topic in {f.topic for f in found if f.kind == "weak"}
    }
    return [f for f in found if f.kind != "weak" or in_company[f.topic]]


def _evidence(topic: TopicId, found: Iterable[Found], counting: int) -> Evidence:
    weights: dict[int, float] = {}
    covered: set[int] = set()
    places = set()
    for f in found:
        weights[f.term] = max(weights.get(f.term, 0.0), WEAK if f.kind == "weak" else 1.0)
        covered.update(range(f.first, f.last + 1))
        places.add((f.first, f.last))
    return Evidence(
        topic=topic,
        weight=sum(sorted(weights.values())),
        share=min(1.0, len(covered) / max(counting, 1)),
        words=tuple(_apart(sorted(places))),
    )


def _apart(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places that overlap, as one."""
    merged: list[tuple[int, int]] = []
    for first, last in places:
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged
