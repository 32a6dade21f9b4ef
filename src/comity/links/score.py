"""What a pair's signals make of it: its strength, and how probable a relation is.

`topics`, `lexical` and `semantic` add up to the strength of a pair; a logistic function of
it, fitted on judged pairs (Platt 1999, "Probabilistic outputs for support vector machines",
with a logarithm beside it), is the probability that an expert would call the two related.
Reuse is a ground of its own (noisy-or: Pearl 1988, "Probabilistic reasoning in intelligent
systems", 4.3.2): a copied clause in a long article shares few of its terms, and a paraphrase
no run.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from comity.links.candidates import DECIMALS
from comity.links.weights import LinkWeights

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

#: Reuse counts in full from this length: five words that two texts share say little.
FULL_WORDS = 20

SMALL = 0.01  # added to a strength before its logarithm is taken


def factors(has_topics: BoolArray, weights: LinkWeights) -> FloatArray:
    """(texts,) what the lexical signal is multiplied by for either text of a pair.

    Where no topics were found in a text, in a language that the thesaurus lacks above all,
    words are all there is to go by: that two texts share half of their telling terms then
    says more than beside topics that they do not share.
    """
    return np.sqrt(np.where(has_topics, weights.lexical, weights.alone))


def strength(
    topics: FloatArray,
    lexical: FloatArray,
    weight: FloatArray | float,
    semantic: FloatArray | float = 0.0,
) -> FloatArray:
    """How much speaks for a relation of each pair; 0 where nothing does.

    Args:
        topics: what these add.
        lexical: the signal, 0 to 1.
        weight: of the lexical signal: the product of both texts' `factors`.
        semantic: the signal, times its weight.
    """
    return topics + weight * lexical + semantic


def probability(strength: FloatArray, weights: LinkWeights) -> FloatArray:
    """How probable a strength makes a relation: 0 to 1, rounded; it never falls as strength grows.

    A pair without strength has no ground at all, and probability 0.
    """
    held = np.maximum(strength, 0.0)
    z = weights.logarithm * np.log(held + SMALL) + weights.linear * held + weights.constant
    return np.where(strength > 0, np.round(1 / (1 + np.exp(-z)), DECIMALS), 0.0)


def score(
    probability: FloatArray, reuse: FloatArray, words: FloatArray, weights: LinkWeights
) -> FloatArray:
    """The score of each pair, 0 to 1, rounded to DECIMALS.

    Args:
        probability: see `probability`.
        reuse: share of the shorter text that stands in the other.
        words: of the shorter text; two characters of an unspaced script are one word.
            Reuse counts in proportion to them, up to FULL_WORDS.
        weights: `weights.reuse` is what a text reused as a whole is worth.
    """
    doubt = 1.0 - weights.reuse * reuse * np.minimum(words / FULL_WORDS, 1.0)
    return np.round(1.0 - (1.0 - probability) * doubt, DECIMALS)


def shared_topics(strength: FloatArray) -> FloatArray:
    """The topics signal, 0 to 1, of what topics add to the strength: 1 - exp(-strength)."""
    return np.round(1.0 - np.exp(-strength), DECIMALS)
