"""Which words of two versions stand for each other, learnt from the two texts alone.

No dictionary is needed: where a word of one version stands in just those texts whose
counterparts hold a word of the other, the two are taken for translations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from comity.links.lexical import term_counts
from comity.text.codes import Lists

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_LEAST_TEXTS = 2  # a word of one text alone would only repeat what is believed of that text
_MOST_SHARE = 0.4  # of the texts: a word that is nearly everywhere pairs with anything
_BELIEVED = 0.02  # pairs of texts below this belief teach nothing
_LEAST = 0.15  # strength below which two words are not taken for translations
_CAUTION = 1.0  # added to both words' counts: two coincidences are no proof
_RIVALS = 2  # a word keeps its best partners, and only where it is among theirs


@dataclass(frozen=True)
class Incidence:
    """In which texts each word stands."""

    terms: Sequence[str]  # stems
    holds: csr_matrix  # (texts, terms), 1.0 where it does
    texts: FloatArray  # (terms,) how many hold it

    @property
    def telling(self) -> FloatArray:
        """(terms,) ln((texts + 1) / texts with the word); above 0."""
        telling: FloatArray = np.log((self.holds.shape[0] + 1) / self.texts)
        return telling


@dataclass(frozen=True)
class Dictionary:
    """Words taken for translations; the arrays run over pairs of words."""

    a: IntArray  # number of the word on either side
    b: IntArray
    strength: FloatArray  # 0 to 1
    per_text: FloatArray  # by how much one pair of texts that hold both adds to it


@dataclass(frozen=True)
class Translations:
    """What was learnt, with the words themselves."""

    a: Incidence
    b: Incidence
    words: Dictionary

    def of(self) -> dict[str, dict[str, float]]:
        """Stem of a -> stem of b -> strength, 0 to 1."""
        found: dict[str, dict[str, float]] = {}
        pairs = (n.tolist() for n in (self.words.a, self.words.b, self.words.strength))
        for one, other, strength in zip(*pairs, strict=True):
            found.setdefault(self.a.terms[one], {})[self.b.terms[other]] = strength
        return found


def incidence(stems: Sequence[Sequence[str]]) -> Incidence:
    """The words that can teach: in two texts or more, and not in nearly all."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    terms, counts = term_counts(Lists.of(stems))
    holds = csr_matrix(
        (np.ones(len(counts.data)), counts.indices, counts.indptr), shape=counts.shape
    )
    texts = np.bincount(holds.indices, minlength=len(terms)).astype(np.float64)
    most = max(_LEAST_TEXTS + 1, _MOST_SHARE * len(stems))
    kept = np.flatnonzero((texts >= _LEAST_TEXTS) & (texts <= most))
    return Incidence([terms[n] for n in kept], holds[:, kept].tocsr(), texts[kept])


def learn(a: Incidence, b: Incidence, believed: FloatArray) -> Dictionary:
    """Words that go together over the texts believed to be counterparts.

    The strength of two words is Dice's coefficient over believed pairs (Smadja,
    McKeown & Hatzivassiloglou 1996, Computational Linguistics 22:1-38), with caution for
    rare words. A word keeps its best partners alone, and only where the choice is
    mutual, so that what merely stands beside a translation is not taken for one (the
    indirect associations of Melamed 2000, Computational Linguistics 26:221-249).

    Args:
        believed: (texts of a, texts of b), 0 to 1; see `soft_pairs`.
    """
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    together = a.holds.T @ (csr_matrix(np.where(believed >= _BELIEVED, believed, 0.0)) @ b.holds)
    together = together.tocoo()
    one, other = together.row.astype(np.int64), together.col.astype(np.int64)
    per_text = 2.0 / (a.texts[one] + b.texts[other] + 2 * _CAUTION)
    # Rounded, so that partners that are equally good stay equal however they were added up.
    strength = np.round(np.minimum(together.data * per_text, 1.0), 9)
    good = strength >= _LEAST
    one, other, strength, per_text = one[good], other[good], strength[good], per_text[good]
    kept = _among_best(one, strength) & _among_best(other, strength)
    return Dictionary(one[kept], other[kept], strength[kept], per_text[kept])


def _among_best(owner: IntArray, strength: FloatArray) -> NDArray[np.bool_]:
    """Which entries are among the strongest _RIVALS of their owner; equals of the last too."""
    if not len(owner):
        return np.zeros(0, bool)
    order = np.lexsort((-strength, owner))
    firsts = np.flatnonzero(np.diff(owner[order], prepend=-1))
    lengths = np.diff(np.append(firsts, len(order)))
    last = order[firsts + np.minimum(lengths, _RIVALS) - 1]
    least = np.repeat(strength[last], lengths)
    kept = np.zeros(len(owner), bool)
    kept[order] = strength[order] >= least
    return kept


def translation(a: Incidence, b: Incidence, words: Dictionary, believed: FloatArray) -> FloatArray:
    """How much of each text is, word by word, translated in each other text.

    What a pair of texts has itself taught about two words does not count for that pair:
    else every belief would confirm itself.

    Returns:
        (texts of a, texts of b), 0 to 1.
    """
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    shape = (len(a.terms), len(b.terms))
    weight = np.sqrt(a.telling[words.a] * b.telling[words.b])
    taught = csr_matrix((words.strength * weight, (words.a, words.b)), shape=shape)
    single = csr_matrix((words.per_text * weight, (words.a, words.b)), shape=shape)
    found = (a.holds @ taught @ b.holds.T).toarray()
    found -= (
        np.where(believed >= _BELIEVED, believed, 0.0) * (a.holds @ single @ b.holds.T).toarray()
    )
    whole = np.sqrt(np.outer(a.holds @ a.telling + 1.0, b.holds @ b.telling + 1.0))
    result: FloatArray = np.clip(found / whole, 0.0, 1.0)
    return result
