"""The relation that a pair is called by."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from comity.records import Relation

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

#: Relations by number, as arrays hold them.
RELATIONS: tuple[Relation, ...] = ("verbatim", "adapted", "equivalent", "related")

#: Verbatim: so much of the shorter text stands in the other. A tenth leaves room for another
#: number, a changed name of a State or a lost word, not for another duty.
VERBATIM_SHARE = 0.9
#: Shorter texts (titles, "Definitions and scope") coincide without one having been copied.
VERBATIM_WORDS = 8
#: Adapted: a stretch that nobody writes twice by chance, or a good part of the shorter text.
ADAPTED_STRETCH = 15
ADAPTED_SHARE = 0.3
ADAPTED_WORDS = 10
#: A formula of law passes for a stretch ("Not later than 180 days after the date of the
#: enactment of this Act, the Secretary shall"), but its words are common: texts that have
#: little else in common differ in the telling ones. Beside it, the stretch or the share must
#: be longer than formulae are.
FORMULA_LEXICAL = 0.35
FORMULA_STRETCH = 25
FORMULA_SHARE = 0.75
#: Equivalent: surely related without counting copied words (a shared name of an office makes
#: no two duties one), of the same topics, in good part by the same telling words, and neither
#: much longer than the other.
EQUIVALENT_PROBABILITY = 0.85
EQUIVALENT_LEXICAL = 0.5
EQUIVALENT_SEMANTIC = 0.75  # in place of words, where an encoder was used
EQUIVALENT_TERMS = 0.55  # of either text's telling words the other has, where words decide
EQUIVALENT_WORDS = 10
EQUIVALENT_BALANCE = 0.4


def relations(
    signals: Mapping[str, FloatArray],
    likely: FloatArray,
    words: FloatArray,
    stretch: FloatArray,
    balance: FloatArray,
) -> IntArray:
    """The relation of each pair, as an index of RELATIONS.

    Args:
        signals: name -> (pairs,) values, 0 to 1: topics, lexical, reuse, and semantic
            where an encoder was used.
        likely: (pairs,) probability that the two are related, whatever words one has of the other.
        words: (pairs,) words of the shorter text.
        stretch: (pairs,) words of its longest reused stretch.
        balance: (pairs,) words of the shorter text as a share of those of the longer.
    """
    share, lexical = signals["reuse"], signals["lexical"]
    verbatim = (share >= VERBATIM_SHARE) & (words >= VERBATIM_WORDS)
    part = (share >= ADAPTED_SHARE) & (share * words >= ADAPTED_WORDS)
    telling = (lexical >= FORMULA_LEXICAL) | (stretch >= FORMULA_STRETCH)
    telling |= share >= FORMULA_SHARE
    adapted = (part | (stretch >= ADAPTED_STRETCH)) & telling
    alike = lexical >= EQUIVALENT_LEXICAL
    if "semantic" in signals:
        alike = alike | (signals["semantic"] >= EQUIVALENT_SEMANTIC)
    equivalent = (likely >= EQUIVALENT_PROBABILITY) & alike
    equivalent &= (signals["topics"] > 0) & (words >= EQUIVALENT_WORDS)
    equivalent &= balance >= EQUIVALENT_BALANCE
    return np.select([verbatim, adapted, equivalent], [0, 1, 2], 3)


def rests_on_words(kinds: IntArray, signals: Mapping[str, FloatArray]) -> NDArray[np.bool_]:
    """(pairs,) whether a pair is called equivalent for its words, not for its meaning.

    Such a pair must also have EQUIVALENT_TERMS in common, seen from either text: two long
    lists with one entry in common are as alike as their cosine says, and not the same.
    """
    found: NDArray[np.bool_] = kinds == RELATIONS.index("equivalent")
    if "semantic" in signals:
        found = found & (signals["semantic"] < EQUIVALENT_SEMANTIC)
    return found
