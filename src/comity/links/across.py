"""Two versions of one work side by side: which text of one is which text of the other.

For versions in two languages as for two in one, by the texts alone: neither numbers nor
order count here. Four signals value every pair:

    words        one language: the terms that two texts share
    cognates     two languages: stretches of letters that their words share, once case,
                 accents and script are set aside; names and acronyms stand in any language
    topics       the topics of a thesaurus that both speak of, whatever the language
    length       a long text is a long text in translation (Gale & Church 1993,
                 Computational Linguistics 19:75-102)
    translation  two languages: words learnt to stand for each other from the pairs that
                 the other signals believe in; learnt anew as beliefs grow (self-learning,
                 as Artetxe, Labaka & Agirre 2017, ACL, do for word vectors)

Their weighted sum becomes a belief in `soft_pairs`, where rows and columns compete.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from comity.errors import UsageError
from comity.links.lexical import carries_weight, term_counts
from comity.links.soft import soft_pairs
from comity.links.translate import Incidence, Translations, incidence, learn, translation
from comity.text.codes import Lists
from comity.text.tokens import primary, stems, words

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FloatArray = NDArray[np.float64]

#: Pairs of texts that are valued at once: about 800 MB.
MOST_PAIRS = 10_000_000

#: What each signal counts. Chosen on the CETS convention (en, es), the three Chinese texts
#: (en, zh), the AI Act (en, fr) and its version of March 2024; see docs/align.md. Within one
#: language, versions share words: topics and length only tell the like from the like.
WEIGHTS_ACROSS: Mapping[str, float] = {
    "cognates": 1.0,
    "topics": 0.5,
    "length": 0.15,
    "translation": 1.0,
}
WEIGHTS_WITHIN: Mapping[str, float] = {"words": 1.0, "topics": 0.1, "length": 0.05}
_SHARPNESS = 7.0  # a pair weighs e**7 times more as similarity goes from 0 to `none`
_LEAST_NONE = 0.25
_OF_BEST = 0.5  # of what the best partners usually reach, "no counterpart" reaches this much
_ROUNDS = 3  # of learning words

# Added to the square of the length of a text's vector of cognates: what has no more in common
# with the other version than a word that is everywhere ("Article") is like nothing in it.
_LITTLE = 1.0
_FLOOR = 20  # characters added to each text: a word more or less in a line of ten is nothing
_NARROW, _WIDE = 0.1, 0.3  # bounds of the deviation of the logarithm of the ratio of lengths
_ENOUGH = 5.0  # pairs believed in that tell the ratio

_GRAMS = (3, 4, 5)  # letters; a word's ends count as one
_SHORT = 3  # letters of a Latin word below which it is no cognate
_LONG = 64  # letters beyond which a "word" is an address or damage

# Cyrillic letters as they stand in words that Russian shares with its neighbours to the west.
_LATIN = {
    "а": "a",
    "б": "b",
    "в": "v",
    "г": "g",
    "д": "d",
    "е": "e",
    "ж": "j",
    "з": "z",
    "и": "i",
    "й": "i",
    "к": "k",
    "л": "l",
    "м": "m",
    "н": "n",
    "о": "o",
    "п": "p",
    "р": "r",
    "с": "s",
    "т": "t",
    "у": "u",
    "ф": "f",
    "х": "h",
    "ц": "c",
    "ч": "ch",
    "ш": "sh",
    "щ": "sch",
    "ъ": "",
    "ы": "i",
    "ь": "",
    "э": "e",
    "ю": "iu",
    "я": "ia",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The texts of one version."""

    language: str  # BCP 47
    texts: Sequence[str]
    # Of each text: topic -> confidence, 0 to 1. Empty: the topics of no text are known.
    topics: Sequence[Mapping[str, float]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Across:
    """What speaks for each pair of texts; every array is (texts of a, texts of b)."""

    signals: Mapping[str, FloatArray]  # 0 to 1
    similar: FloatArray  # the weighted sum of the signals
    none: float  # the similarity of having no counterpart
    believed: FloatArray  # 0 to 1: that they are counterparts, rather than others or none
    learnt: Translations | None = None  # None within one language

    def believed_with(self, prior: FloatArray) -> FloatArray:
        """Beliefs with what is known beside the texts.

        Args:
            prior: (texts of a, texts of b), in units of `none`: 1 makes up for texts
                that have nothing in common.
        """
        return _believed(self.similar + prior * self.none, self.none)


def across(a: Texts, b: Texts) -> Across:
    """Value all pairs of two versions.

    Returns:
        Signals that do not apply are absent: words across languages, cognates and
        translation within one, topics where those of either side are not known. The
        order of the texts changes nothing, and b with a gives the transposed arrays,
        up to rounding.

    Raises:
        UsageError: more than MOST_PAIRS pairs.
    """
    shape = (len(a.texts), len(b.texts))
    if shape[0] * shape[1] > MOST_PAIRS:
        raise UsageError(
            f"{shape[0]} and {shape[1]} texts make {shape[0] * shape[1]:,} pairs;"
            f" {MOST_PAIRS:,} are the most that are valued at once.",
            hint="Align larger units: `--level article`.",
        )
    one_language = primary(a.language) == primary(b.language)
    signals = {"words": shared_words(a, b)} if one_language else {"cognates": cognates(a, b)}
    if a.topics and b.topics:
        signals["topics"] = shared_topics(a.topics, b.topics)
    signals["length"] = like_length(a.texts, b.texts)
    sides = None if one_language else (_incidence(a), _incidence(b))
    similar = _sum(signals)
    none = no_counterpart(similar)
    believed = _believed(similar, none)
    learnt = None
    for _ in range(_ROUNDS if min(shape) else 0):
        signals["length"] = like_length(a.texts, b.texts, believed)
        if sides is not None:
            words_of = learn(*sides, believed)
            signals["translation"] = translation(*sides, words_of, believed)
            learnt = Translations(*sides, words_of)
        similar = _sum(signals)
        none = no_counterpart(similar)
        believed = _believed(similar, none)
    return Across(signals=signals, similar=similar, none=none, believed=believed, learnt=learnt)


def weights_of(signals: Collection[str]) -> Mapping[str, float]:
    """What each signal counts beside these."""
    return WEIGHTS_WITHIN if "words" in signals else WEIGHTS_ACROSS


def _sum(signals: Mapping[str, FloatArray]) -> FloatArray:
    total = np.zeros_like(signals["length"])
    for name, weight in weights_of(signals).items():  # in one order: sums of floats depend on it
        if name in signals:
            total += weight * signals[name]
    return total


def _believed(similar: FloatArray, none: float) -> FloatArray:
    return soft_pairs(similar, none=none, sharpness=_SHARPNESS / none)


def no_counterpart(similar: FloatArray) -> float:
    """The similarity that speaks neither for a pair nor against it.

    How alike counterparts are depends on the languages: French and English share
    letters, Chinese and English topics alone. So the bound follows the texts: it is
    what one pair in ten reaches, nearly all of them no counterparts; but at most
    half of what the best partners reach, since in a short text one pair in ten may
    be a true one; and never below a floor, since two texts may have nothing in common.
    """
    if not similar.size:
        return _LEAST_NONE
    high = float(np.quantile(similar, 0.9))
    best = float(np.median(np.concatenate((similar.max(axis=0), similar.max(axis=1)))))
    return max(_LEAST_NONE, min(high, _OF_BEST * best))


def _incidence(side: Texts) -> Incidence:
    return incidence([stems(text, side.language) for text in side.texts])


def shared_words(a: Texts, b: Texts) -> FloatArray:
    """Cosine of TF-IDF over stems; (texts of a, texts of b), 0 to 1. For one language.

    Texts of the same words in the same order have 1, function words alone too.
    """
    _, counts = term_counts(Lists.of([stems(t, s.language) for s in (a, b) for t in s.texts]))
    result = _cosines(counts, len(a.texts), one_sided=True)
    places: dict[str, list[int]] = defaultdict(list)
    for n, text in enumerate(b.texts):
        places[" ".join(words(text))].append(n)
    for n, text in enumerate(a.texts):
        if key := " ".join(words(text)):
            result[n, places.get(key, [])] = 1.0
    return result


def shared_numbers(a: Sequence[str], b: Sequence[str]) -> FloatArray:
    """Cosine of TF-IDF over numbers of two digits or more; 0 to 1. In any language.

    The numbers of laws, years and amounts stay in translation. It is no signal of
    `across`, whose texts speak without numbers; a caller may add it.
    """
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    found = [[w for w in words(t) if w.isdecimal() and len(w) > 1] for t in (*a, *b)]
    numbered = Lists.of(found)
    counts = csr_matrix(
        (np.ones(len(numbered.codes)), numbered.codes, numbered.starts),
        shape=(len(found), len(numbered.names)),
    )
    return _cosines(counts, len(a), one_sided=True)


def cognates(a: Texts, b: Texts) -> FloatArray:
    """Cosine of TF-IDF over stretches of letters; (texts of a, texts of b), 0 to 1.

    Character n-grams across related languages: McNamee & Mayfield 2004, Information
    Retrieval 7:73-97. What stands on one side only is no sign of anything and is left
    out, so that words without a relative do not hide those that have one.
    """
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    found = Lists.of([_plain_words(t) for s in (a, b) for t in s.texts])
    grams = Lists.of([_grams(word) for word in found.names])
    per_word = csr_matrix(
        (np.ones(len(grams.codes)), grams.codes, grams.starts),
        shape=(len(found.names), len(grams.names)),
    )
    per_text = csr_matrix(
        (np.ones(len(found.codes)), found.codes, found.starts),
        shape=(len(found.starts) - 1, len(found.names)),
    )
    return _cosines((per_text @ per_word).tocsr(), len(a.texts), one_sided=False)


def _plain_words(text: str) -> list[str]:
    """Its words in Latin letters without accents where they can be; no numbers, no labels."""
    plain = map(plain_word, words(text))
    return [w for w in plain if carries_weight(w) and (len(w) >= _SHORT or not w.isascii())]


@lru_cache(maxsize=100_000)
def plain_word(folded: str) -> str:
    """A folded word without accents and digits, Cyrillic letters in Latin ones."""
    letters = unicodedata.normalize("NFKD", folded[:_LONG])
    return "".join(_LATIN.get(c, c) for c in letters if c.isalpha())


@lru_cache(maxsize=100_000)
def _grams(word: str) -> tuple[str, ...]:
    """Stretches of a Latin word, and the word; of another script the word alone."""
    if not word.isascii():
        return (word,)
    whole = f" {word} "
    return (word, *(whole[i : i + n] for n in _GRAMS for i in range(len(whole) - n + 1)))


def _cosines(counts: csr_matrix, first: int, *, one_sided: bool) -> FloatArray:
    """Cosines of the first texts to the others.

    Args:
        one_sided: whether a term counts that stands on one side only, as a difference.

    A term weighs (1 + ln count) times its telling, the mean over both sides of
    ln((texts + 1) / (texts that hold it + 1/2)).
    """
    from scipy.sparse import diags_array  # noqa: PLC0415

    counts = counts.tocsr()
    counts.sum_duplicates()
    sides = [counts[:first], counts[first:]]
    held = [np.bincount(s.indices, minlength=counts.shape[1]) for s in sides]
    telling = sum(np.log((s.shape[0] + 1) / (h + 0.5)) for s, h in zip(sides, held, strict=True))
    telling = np.maximum(telling, 0.0) / 2
    if not one_sided:
        telling = np.where((held[0] > 0) & (held[1] > 0), telling, 0.0)
    weighed = []
    for side in sides:
        side.data = 1.0 + np.log(np.maximum(side.data, 1.0))
        vectors = side @ diags_array(telling)
        squares = np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel()
        lengths = np.sqrt(squares if one_sided else squares + _LITTLE)
        weighed.append(diags_array(1.0 / np.where(lengths > 0, lengths, 1.0)) @ vectors)
    result: FloatArray = np.clip((weighed[0] @ weighed[1].T).toarray(), 0.0, 1.0)
    return result


def shared_topics(a: Sequence[Mapping[str, float]], b: Sequence[Mapping[str, float]]) -> FloatArray:
    """Cosine of topic profiles, a topic weighing less the more texts bear it; 0 to 1."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    found = Lists.of([sorted(profile) for profile in (*a, *b)])
    confidence = [profile[t] for profile in (*a, *b) for t in sorted(profile)]
    matrix = csr_matrix(
        (np.array(confidence, np.float64), found.codes, found.starts),
        shape=(len(a) + len(b), len(found.names)),
    )
    borne = np.bincount(found.codes, minlength=len(found.names))
    telling = np.log((matrix.shape[0] + 1) / (borne + 0.5))
    matrix.data *= telling[matrix.indices]
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix.data /= np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(matrix.indptr))
    result: FloatArray = np.clip((matrix[: len(a)] @ matrix[len(a) :].T).toarray(), 0.0, 1.0)
    return result


def like_length(
    a: Sequence[str], b: Sequence[str], believed: FloatArray | None = None
) -> FloatArray:
    """How well two lengths fit; (texts of a, texts of b), 0 to 1.

    The logarithm of the ratio of characters is taken as normal (Gale & Church 1993);
    its mean and deviation are those of the pairs believed in, at first those of the
    whole texts and _WIDE.
    """
    one, other = (np.log([len(t) + _FLOOR for t in side]) for side in (a, b))
    ratios = one[:, None] - other[None, :]
    if believed is None or (total := believed.sum()) < _ENOUGH:
        mean, deviation = np.log(max(sum(map(len, a)), 1) / max(sum(map(len, b)), 1)), _WIDE
    else:
        mean = (ratios * believed).sum() / total
        deviation = np.sqrt(((ratios - mean) ** 2 * believed).sum() / total)
    deviation = min(max(deviation, _NARROW), _WIDE)
    fit: FloatArray = np.exp(-((ratios - mean) ** 2) / (2 * deviation**2))
    return fit
