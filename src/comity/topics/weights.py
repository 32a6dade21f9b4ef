"""How surely a topic is meant: what company of topics and words means, learned from labels.

A topic that is mapped to one of the 17 principles of Worldwide AI Ethics is judged by all that
a text says: a logistic regression for each principle over the topics that were found, and, in
English, over words. Its weights are in `data/topic-weights.csv`; `python -m
benchmarks.topics_fit` makes them, from the development half of the labelled statements.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log1p
from typing import NamedTuple, TypeAlias

import numpy as np

from comity.records import TopicId
from comity.topics.thesaurus import Thesaurus

SCHEME = "waie"
EVERY_LANGUAGE = "any"  # the name of the weights that know no words

_DECIMALS = 4
_SURE = 9.0  # past which a rounded confidence would be 0 or 1


class Sum(NamedTuple):
    """What in a text speaks for one topic."""

    topic: TopicId
    weight: float  # of its distinct terms
    share: float  # of the counting words, 0 to 1
    first: int  # the first word of the first term


# A trait of a text that the weights are for: its kind ("topic", "part", "weight", "first" or
# "word"), and the name of a topic, principle or stem.
Sign: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """Of the logistic function from a principle's score to the confidence of a topic."""

    constant: float
    score: float  # of the best of the topic's principles
    share: float  # of the share of the text's counting words that are its terms
    cue: float = (
        0.0  # with words, the constant where no term of the principle's topics stands in the text
    )


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign adds to the score of each principle; `principles` gives the numbers."""

    principles: tuple[str, ...]
    constants: tuple[float, ...]
    signs: Mapping[Sign, Mapping[int, float]]  # but for words
    words: Mapping[str, Mapping[int, float]]  # stem -> what it adds, times its rarity
    rarity: Mapping[str, float]  # stem -> 1 or more
    factors: Factors


@cache
def shipped_weights() -> Mapping[str, Weights]:
    """Language, or `EVERY_LANGUAGE` -> weights."""
    return read_weights(
        files("comity").joinpath("data", "topic-weights.csv").read_text("utf-8").splitlines()
    )


def read_weights(lines: Iterable[str]) -> dict[str, Weights]:
    """Weights from a table; what it holds is said beside it, in `topic-weights.md`."""
    rows = csv.reader(lines)
    _, _, _, _, *principles = next(rows)
    signs: defaultdict[str, dict[Sign, dict[int, float]]] = defaultdict(dict)
    values: defaultdict[str, dict[Sign, float]] = defaultdict(dict)
    for language, kind, name, value, *given in rows:
        sign = (kind, name)
        if value:
            values[language][sign] = float(value)
        signs[language][sign] = {n: float(w) for n, w in enumerate(given) if w}
    return {
        language: _weights(tuple(principles), signs[language], values[language])
        for language in signs
    }


def _weights(
    principles: tuple[str, ...],
    signs: dict[Sign, dict[int, float]],
    values: dict[Sign, float],
) -> Weights:
    constants = signs.pop(("constant", ""))
    factor = {name: v for (kind, name), v in values.items() if kind == "confidence"}
    return Weights(
        principles=principles,
        constants=tuple(constants.get(n, 0.0) for n in range(len(principles))),
        signs={s: w for s, w in signs.items() if s[0] not in ("word", "confidence")},
        words={name: w for (kind, name), w in signs.items() if kind == "word"},
        rarity={name: v for (kind, name), v in values.items() if kind == "word"},
        factors=Factors(**factor),
    )


def topic_texts(thesaurus: Thesaurus) -> list[str]:
    """What an encoder is given for each topic that is mapped to a principle: label and note.

    In English, which every encoder reads; the notes say the same in each language.
    """
    return [
        f"{concept.labels['en']}: {concept.notes.get('en', '')}"
        for name in sorted(principles_of(thesaurus))
        for concept in (thesaurus.concepts[name],)
    ]


def principles_of(thesaurus: Thesaurus) -> dict[TopicId, tuple[str, ...]]:
    """Topic -> the principles that it is mapped to, if any."""
    found = {
        name: tuple(sorted({m.name for m in concept.mappings if m.scheme == SCHEME}))
        for name, concept in thesaurus.concepts.items()
    }
    return {name: named for name, named in found.items() if named}


def signs_of(sums: Sequence[Sum], principles: Mapping[TopicId, Sequence[str]]) -> dict[Sign, float]:
    """The traits of a text that do not depend on its language.

    Args:
        sums: what was found.
        principles: topic -> the principles that it is mapped to.

    Returns:
        `topic`: ln(1 + weight of its terms). Of a principle, over the topics mapped to it:
        `part`, their weight as a part of the most that any principle has; `weight`, ln(1 +
        their weight); `first`, 1 when none stands before the first of them.
    """
    signs: dict[Sign, float] = {}
    weights: dict[str, float] = {}
    firsts: dict[str, int] = {}
    for topic, weight, _, first in sums:
        signs["topic", topic] = log1p(weight)
        for name in principles.get(topic, ()):
            weights[name] = weights.get(name, 0.0) + weight
            if first < firsts.get(name, first + 1):
                firsts[name] = first
    if weights:
        most, earliest = max(weights.values()), min(firsts.values())
        for name, value in weights.items():
            signs["part", name] = value / most
            signs["weight", name] = log1p(value)
            if firsts[name] == earliest:
                signs["first", name] = 1.0
    return signs


def logistic(value: float) -> float:
    """A confidence, 0 to 1, both excluded."""
    if value < -_SURE or value > _SURE:
        value = _SURE if value > 0 else -_SURE
    return round(1 / (1 + exp(-value)), _DECIMALS)


class Judge:
    """The weights of a language, for the topics of a thesaurus."""

    def __init__(self, thesaurus: Thesaurus, weights: Weights) -> None:
        number = {name: n for n, name in enumerate(weights.principles)}
        self._weights = weights
        self._principles = {
            topic: tuple(name for name in names if name in number)
            for topic, names in principles_of(thesaurus).items()
        }
        self.numbers = {
            topic: tuple(number[name] for name in names)
            for topic, names in self._principles.items()
            if names
        }
        self.leading = _leading(thesaurus, number)

        def gains(kind: str, name: str) -> tuple[tuple[int, float], ...]:
            return tuple(weights.signs.get((kind, name), {}).items())

        topics = {name for kind, name in weights.signs if kind == "topic"}
        self._by_topic = {topic: gains("topic", topic) for topic in sorted(topics)}
        self._by_principle = {
            name: (gains("part", name), gains("weight", name), gains("first", name))
            for name in weights.principles
        }

    def scores(self, sums: Sequence[Sum]) -> list[float]:
        """Of each principle, without what words add: the weights of `signs_of`, summed."""
        scores = list(self._weights.constants)
        by_topic, principles = self._by_topic, self._principles
        weights: dict[str, float] = {}
        firsts: dict[str, int] = {}
        for topic, weight, _, first in sums:
            if topic in by_topic:
                value = log1p(weight)
                for n, gain in by_topic[topic]:
                    scores[n] += value * gain
            for name in principles.get(topic, ()):
                weights[name] = weights.get(name, 0.0) + weight
                if first < firsts.get(name, first + 1):
                    firsts[name] = first
        if weights:
            most, earliest = max(weights.values()), min(firsts.values())
            for name, value in weights.items():
                part, amount, foremost = self._by_principle[name]
                for n, gain in part:
                    scores[n] += value / most * gain
                logarithm = log1p(value)
                for n, gain in amount:
                    scores[n] += logarithm * gain
                if firsts[name] == earliest:
                    for n, gain in foremost:
                        scores[n] += gain
        return scores

    def confidence(self, one: Sum, score: float) -> float:
        """Of a mapped topic, by the score of its best principle: how often such a one was right."""
        factors = self._weights.factors
        return logistic(factors.constant + factors.score * score + factors.share * one.share)

    def confidence_by_words(self, score: float) -> float:
        """Of a principle none of whose topics was found: how often it was right."""
        return logistic(self._weights.factors.cue + self._weights.factors.score * score)


def _leading(thesaurus: Thesaurus, number: Mapping[str, int]) -> dict[int, TopicId]:
    """Principle -> the topic that is the same thing, or nearly."""
    rank = {"exactMatch": 0, "closeMatch": 1}
    found = sorted(
        (rank[m.relation], topic, number[m.name])
        for topic, concept in thesaurus.concepts.items()
        for m in concept.mappings
        if m.scheme == SCHEME and m.relation in rank and m.name in number
    )
    leading: dict[int, TopicId] = {}
    for _, topic, n in found:
        leading.setdefault(n, topic)
    return leading


class Cues:
    """Words that speak for principles, by the character that stands for their stem."""

    def __init__(self, weights: Weights, codes: Mapping[str, str]) -> None:
        """`codes` are those of the stems of `weights.words`."""
        width = len(weights.principles)
        self._row = np.zeros(max(map(ord, codes.values()), default=0) + 2, np.intp)
        # Row 0 is of all words that are no cue; the last column is of squares of rarities. Both
        # sum in one go, down the rows and so in the order of the text, on every machine.
        self._gains = np.zeros((len(weights.words) + 1, width + 1))
        for n, (stem, gains) in enumerate(weights.words.items(), 1):
            self._row[ord(codes[stem])] = n
            self._gains[n, -1] = weights.rarity[stem] ** 2
            for principle, gain in gains.items():
                self._gains[n, principle] = gain
        self._speak = [
            {codes[stem]: gains[n] for stem, gains in weights.words.items() if gains.get(n, 0) > 0}
            for n in range(width)
        ]

    def add(self, codes: str, scores: Sequence[float]) -> tuple[list[float], float]:
        """The scores of the principles with what the words of a text say; see `gains`."""
        ((gains, scale),) = self.gains([codes])
        return [s + g for s, g in zip(scores, gains, strict=True)], scale

    def gains(self, texts: Sequence[str]) -> list[tuple[list[float], float]]:
        """What the words of each text, as characters, say for each principle.

        Returns:
            Gains, and what the gain of each word was multiplied by: texts are of many
            lengths, so the squares of their words' rarities are made to sum to 1.
        """
        # A character that is no cue ends each text, so that none is empty.
        joined = "".join([f"{codes}\0" for codes in texts])
        ends = np.cumsum([len(codes) + 1 for codes in texts])
        points = np.frombuffer(joined.encode("utf-32-le"), np.uint32)
        rows = self._row.take(points, mode="clip")  # past the end: no cue
        sums = np.add.reduceat(self._gains.take(rows, 0), [0, *ends[:-1].tolist()], axis=0)
        squares = sums[:, -1]
        scales = 1 / np.sqrt(np.where(squares > 0, squares, 1))
        return list(zip((sums[:, :-1] * scales[:, None]).tolist(), scales.tolist(), strict=True))

    def speaking(
        self, codes: str, counting: Sequence[int], principle: int, least: float
    ) -> tuple[int, ...]:
        """The words whose gain for a principle is at least so much."""
        of = self._speak[principle]
        if of.keys().isdisjoint(codes):
            return ()
        return tuple(
            [n for n, c in zip(counting, codes, strict=True) if c in of and of[c] >= least]
        )
