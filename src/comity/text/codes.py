"""Many texts of one language as numbers: the words and the stems of each, numbered once.

What `words` and `stems` give for one text, for all texts at a time: every text
is read once, and every distinct word is folded and stemmed once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, compress

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comity.text.tokens import (
    find_words,
    fold_word,
    has_unspaced,
    stem_folded,
    stems,
    without_marks,
)

IntArray = NDArray[np.int64]

_BATCH_CHARACTERS = 20_000_000  # that Arrow reads at a time: far below the 2 GB of one array


@dataclass(frozen=True, slots=True)
class Lists:
    """A list of numbers for each text, one after the other."""

    codes: IntArray
    starts: IntArray  # (texts + 1,) where each text's numbers begin in `codes`
    names: list[str]  # what each number stands for, each name once

    @property
    def lengths(self) -> IntArray:
        """(texts,) how many numbers each text has."""
        return np.diff(self.starts)

    def at(self, texts: IntArray) -> Lists:
        """The lists of some texts, in the order asked; names and numbers stay."""
        lengths = self.lengths[texts]
        ends = np.cumsum(lengths)
        total = int(ends[-1]) if len(ends) else 0
        places = np.arange(total) + np.repeat(self.starts[texts] - (ends - lengths), lengths)
        return Lists(self.codes[places], np.concatenate(([0], ends)), self.names)

    @classmethod
    def of(cls, sequences: Sequence[Sequence[str]]) -> Lists:
        """Number the entries of some sequences."""
        numbered = _numbered(list(chain.from_iterable(sequences)))
        lengths = np.fromiter(map(len, sequences), np.int64, len(sequences))
        return cls(numbered.codes, np.concatenate(([0], np.cumsum(lengths))), numbered.names)


@dataclass(frozen=True, slots=True)
class Known:
    """Words of texts that were read before."""

    at: IntArray  # (texts,) which of the lists is the text's; -1 when it is none of them
    lists: Lists


@dataclass(frozen=True, slots=True)
class Coded:
    """Texts of one language, as `text.tokens.words` and `text.tokens.stems` read them."""

    words: Lists  # names in code point order, each of them used
    stems: Lists


def code_texts(texts: Sequence[str], language: str, known: Known | None = None) -> Coded:
    """Number the words and stems of texts; equal words of any two texts have equal numbers.

    Args:
        texts: uncleaned.
        language: BCP 47, the same for all.
        known: words of some of the texts; it saves time and changes nothing.

    Returns:
        For each text the numbers of `words(text)` and of `stems(text, language)`,
        in their order. Which number a word has depends on all the texts.
    """
    # Pairs of characters end where a text has a gap, which its words do not tell.
    apart = np.fromiter(map(has_unspaced, texts), bool, len(texts))
    fresh = np.ones(len(texts), bool) if known is None else apart | (known.at < 0)
    words = _merged(fresh, _read(list(compress(texts, fresh))), known)
    return Coded(words, _stems(texts, language, words, np.flatnonzero(apart)))


def _read(texts: Sequence[str]) -> Lists:
    """The words of texts."""
    number, as_found, starts = _found(texts)
    folded = _numbered([fold_word(word) for word in number])
    return Lists(folded.codes[as_found] if len(as_found) else as_found, starts, folded.names)


def _merged(fresh: NDArray[np.bool_], read: Lists, known: Known | None) -> Lists:
    """The words read now and those known, one list for each text, numbered together."""
    old = np.empty(0, np.int64) if known is None else known.at[~fresh]
    taken = Lists.of([]) if known is None else known.lists.at(old)
    names, renumbered = common_names([read, taken])
    lengths = np.empty(len(fresh), np.int64)
    lengths[fresh], lengths[~fresh] = read.lengths, taken.lengths
    codes = np.empty(int(lengths.sum()), np.int64)
    is_fresh = np.repeat(fresh, lengths)
    codes[is_fresh], codes[~is_fresh] = renumbered
    return Lists(codes, np.concatenate(([0], np.cumsum(lengths))), names)


def common_names(parts: Sequence[Lists]) -> tuple[list[str], list[IntArray]]:
    """The names that any part uses, in code point order, and each part's codes among them."""
    used = [np.flatnonzero(np.bincount(p.codes, minlength=len(p.names))) for p in parts]
    names = sorted({p.names[n] for p, those in zip(parts, used, strict=True) for n in those})
    number = {name: n for n, name in enumerate(names)}
    renumbered = []
    for part, those in zip(parts, used, strict=True):
        new = np.full(len(part.names), -1, np.int64)
        new[those] = [number[part.names[n]] for n in those]
        renumbered.append(new[part.codes] if len(part.codes) else part.codes)
    return names, renumbered


def _found(texts: Sequence[str]) -> tuple[dict[str, int], IntArray, IntArray]:
    """Distinct words as found, the number of each word of each text, and where texts begin.

    ASCII texts are read by Arrow, in lower case, which their words would come to anyway.
    """
    plain = [without_marks(text) for text in texts]
    ascii_texts = [text for text in plain if text.isascii()]
    number: dict[str, int] = {}
    batches = [_ascii_words(batch, number) for batch in _batches(ascii_texts)]
    others = [find_words(text) for text in plain if not text.isascii()]
    for word in chain.from_iterable(others):
        number.setdefault(word, len(number))
    counted = np.fromiter(map(number.__getitem__, chain.from_iterable(others)), np.int64)
    is_ascii = np.fromiter((text.isascii() for text in plain), bool, len(plain))
    lengths = np.empty(len(plain), np.int64)
    lengths[is_ascii] = np.concatenate([np.empty(0, np.int64), *(n for _, n in batches)])
    lengths[~is_ascii] = np.fromiter(map(len, others), np.int64, len(others))
    codes = np.empty(int(lengths.sum()), np.int64)
    of_ascii = np.repeat(is_ascii, lengths)
    codes[of_ascii] = np.concatenate([np.empty(0, np.int64), *(c for c, _ in batches)])
    codes[~of_ascii] = counted
    return number, codes, np.concatenate(([0], np.cumsum(lengths)))


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    """Neighbours of at most _BATCH_CHARACTERS together, or one longer text alone."""
    batch: list[str] = []
    total = 0
    for text in texts:
        if batch and total + len(text) > _BATCH_CHARACTERS:
            yield batch
            batch, total = [], 0
        batch.append(text)
        total += len(text)
    if batch:
        yield batch


def _ascii_words(texts: Sequence[str], number: dict[str, int]) -> tuple[IntArray, IntArray]:
    """The numbers of the words of ASCII texts, and how many each has; new words get numbers."""
    lower = pc.ascii_lower(pa.array(texts, pa.string()))
    spaced = pc.ascii_trim(pc.replace_substring_regex(lower, "[^a-z0-9]+", " "), " ")
    lists = pc.split_pattern(spaced, " ")
    words = lists.values.dictionary_encode()
    names = words.dictionary.to_pylist()
    for name in names:
        if name:
            number.setdefault(name, len(number))
    known = np.fromiter((number.get(name, -1) for name in names), np.int64, len(names))
    codes = known[np.asarray(words.indices)]
    lengths = np.diff(np.asarray(lists.offsets))
    empty = np.flatnonzero(lengths == 1)  # an empty text comes as one empty word
    lengths[empty] -= codes[np.asarray(lists.offsets)[empty]] < 0
    return codes[codes >= 0], lengths.astype(np.int64)


def _numbered(values: Sequence[str]) -> Lists:
    number = {v: n for n, v in enumerate(dict.fromkeys(values))}
    codes = np.fromiter(map(number.__getitem__, values), np.int64, len(values))
    return Lists(codes, np.arange(len(values) + 1), list(number))


def _stems(texts: Sequence[str], language: str, words: Lists, apart: IntArray) -> Lists:
    """Stems by distinct word; texts of unspaced scripts apart, whose pairs overlap words."""
    stem_of = stem_folded(words.names, language)
    of_text = {int(n): stems(texts[n], language) for n in apart}
    names = dict.fromkeys(s for s in chain(stem_of, chain.from_iterable(of_text.values())) if s)
    number = {s: n for n, s in enumerate(names)}
    by_word = np.fromiter((number.get(s, -1) for s in stem_of), np.int64, len(stem_of))
    stemmed = by_word[words.codes] if len(words.codes) else words.codes
    if not of_text:
        kept = stemmed >= 0
        before = np.concatenate(([0], np.cumsum(kept)))
        return Lists(stemmed[kept], before[words.starts], list(names))
    parts = []
    for text in range(len(texts)):
        if text in of_text:
            parts.append(np.array([number[s] for s in of_text[text]], np.int64))
        else:
            part = stemmed[words.starts[text] : words.starts[text + 1]]
            parts.append(part[part >= 0])
    ends = np.cumsum([0, *map(len, parts)])
    return Lists(np.concatenate(parts), ends, list(names))
