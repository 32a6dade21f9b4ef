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
#: Equivalent: surely related, of the same topics, and in good part by the same telling words.
EQUIVALENT_SCORE = 0.8
EQUIVALENT_LEXICAL = 0.35


def relations(
    signals: Mapping[str, FloatArray], score: FloatArray, words: FloatArray, stretch: FloatArray
) -> IntArray:
    """The relation of each pair, as an index of RELATIONS.

    Args:
        signals: name -> (pairs,) values, 0 to 1: topics, lexical, reuse.
        score: (pairs,) probability that the two are related.
        words: (pairs,) words of the shorter text.
        stretch: (pairs,) words of its longest reused stretch.
    """
    share = signals["reuse"]
    verbatim = (share >= VERBATIM_SHARE) & (words >= VERBATIM_WORDS)
    part = (share >= ADAPTED_SHARE) & (share * words >= ADAPTED_WORDS)
    adapted = part | (stretch >= ADAPTED_STRETCH)
    equivalent = (score >= EQUIVALENT_SCORE) & (signals["lexical"] >= EQUIVALENT_LEXICAL)
    equivalent &= (signals["topics"] > 0) & (words >= VERBATIM_WORDS)
    return np.select([verbatim, adapted, equivalent], [0, 1, 2], 3)
