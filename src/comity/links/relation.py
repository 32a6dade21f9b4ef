"""What a pair's signals make of it: one score, and the relation it is called by."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from comity.links.candidates import DECIMALS
from comity.records import Relation

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

#: Relations by number, as arrays hold them. `equivalent` (the same commitment in other words)
#: needs a signal of topic or meaning; no signal of this version can claim it.
RELATIONS: tuple[Relation, ...] = ("verbatim", "adapted", "equivalent", "related")

#: Verbatim: so much of the shorter text stands in the other. A tenth leaves room for another
#: number, a changed name of a State or a lost word, not for another duty.
VERBATIM_SHARE = 0.9
#: Shorter texts (titles, "Definitions and scope") coincide without one having been copied.
VERBATIM_WORDS = 8
#: Adapted: a stretch that nobody writes twice by chance, or a good part of the shorter text.
#: Short legal formulae ("Member States shall ensure that", "for the purposes of this Act")
#: end below ten words; longer ones pass, a known fault of this version.
ADAPTED_STRETCH = 15
ADAPTED_SHARE = 0.3
ADAPTED_WORDS = 10
#: Reuse counts in full from this length: five words that two texts share say little.
FULL_WORDS = 20


def score(signals: Mapping[str, FloatArray], words: FloatArray) -> FloatArray:
    """One score per pair: 1 - product of (1 - signal).

    Each signal alone may show that two provisions belong together, and none can
    speak against it: a paraphrase shares no run, a copied clause in a long
    article few terms. So signals are combined as independent grounds (noisy-or).
    `reuse` is first scaled by the length of the shorter text, up to FULL_WORDS.
    A first version: the result orders pairs well, but is not yet a calibrated
    probability.

    Args:
        signals: name -> values of any one shape, 0 to 1.
        words: of that shape, words of the shorter text; two characters of an unspaced
            script are one word.

    Returns:
        Of that shape, 0 to 1, rounded to DECIMALS.
    """
    doubt = np.ones(words.shape)
    for name in sorted(signals):
        value = signals[name]
        if name == "reuse":
            value = value * np.minimum(words / FULL_WORDS, 1.0)
        doubt = doubt * (1.0 - value)
    return np.round(1.0 - doubt, DECIMALS)


def relations(share: FloatArray, words: FloatArray, stretch: FloatArray) -> IntArray:
    """The relation of each pair, as an index of RELATIONS.

    Args:
        share: (pairs,) part of the shorter text that stands in the other as runs.
        words: (pairs,) words of the shorter text.
        stretch: (pairs,) words of its longest reused stretch.
    """
    verbatim = (share >= VERBATIM_SHARE) & (words >= VERBATIM_WORDS)
    part = (share >= ADAPTED_SHARE) & (share * words >= ADAPTED_WORDS)
    adapted = part | (stretch >= ADAPTED_STRETCH)
    return np.where(verbatim, 0, np.where(adapted, 1, 3))
