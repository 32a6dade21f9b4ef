"""Where two texts have the same words: aligned runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from comity.links.reuse import run_length
from comity.records import Run
from comity.text.tokens import word_spans, words


def runs(query: str, other: str, language: str) -> tuple[Run, ...]:
    """Runs of equal folded words, in the query's order, without overlap in the query.

    Args:
        query, other: two texts, as they stand.
        language: BCP 47 tag of the query: sets the shortest run, five words or
            eight characters.

    Returns:
        Together they cover exactly the words of the query that lie in a run of
        at least that length of the other text. Where two maximal runs overlap,
        the later one gives way, so it may come out shorter. A run that stands
        in the other text several times is shown at its first place. Offsets are
        code points of each text.
    """
    found = matches(words(query), words(other), run_length(language))
    if not found:
        return ()
    query_spans, other_spans = word_spans(query), word_spans(other)
    return tuple(
        Run(
            query_spans[i][0],
            query_spans[i + length - 1][1],
            other_spans[j][0],
            other_spans[j + length - 1][1],
        )
        for i, j, length in found
    )


def matches(query: Sequence[str], other: Sequence[str], least: int) -> list[tuple[int, int, int]]:
    """Runs as (index in query, index in other, length), at least `least` words each.

    Linear in both texts, whatever repeats in them.
    """
    places: dict[tuple[str, ...], int] = {}  # window of `other` -> where; -1 when several
    for place, window in enumerate(_windows(other, least)):
        places[window] = -1 if window in places else place
    starts = [places.get(window) for window in _windows(query, least)]
    if all(place is None for place in starts):
        return []
    if -1 in starts:
        lengths, firsts = _longest_from_each(query, other)
    else:
        lengths, firsts = _extended(starts, least)
    result: list[tuple[int, int, int]] = []
    done = 0  # words of the query before this are in a run already
    for i, (length, place) in enumerate(zip(lengths, firsts, strict=True)):
        end = i + length
        if length < least or end <= done:
            continue
        cut = max(0, done - i)
        result.append((i + cut, place + cut, length - cut))
        done = end
    return result


def _windows(text: Sequence[str], size: int) -> Iterable[tuple[str, ...]]:
    return zip(*(text[k:] for k in range(size)), strict=False)


def _extended(starts: Sequence[int | None], least: int) -> tuple[list[int], list[int]]:
    """The same as `_longest_from_each`, for windows that stand in the other text once.

    Nearly all pairs of provisions are so, and it is several times faster.
    """
    lengths, firsts = [0] * len(starts), [0] * len(starts)
    for i in range(len(starts) - 1, -1, -1):
        place = starts[i]
        if place is None:
            continue
        firsts[i] = place
        follows = i + 1 < len(starts) and starts[i + 1] == place + 1
        lengths[i] = lengths[i + 1] + 1 if follows else least
    return lengths, firsts


def _longest_from_each(query: Sequence[str], other: Sequence[str]) -> tuple[list[int], list[int]]:
    """For each word of `query`, the longest match from there, and its first place in `other`.

    The suffix automaton of `other` read backwards (Blumer et al. 1985, Theor.
    Comput. Sci. 40:31-55), so that matches are told by where they start.
    """
    automaton = _Automaton(other[::-1])
    ends = automaton.last_ends()
    lengths, places = [0] * len(query), [0] * len(query)
    state = length = 0
    for i in range(len(query) - 1, -1, -1):
        word = query[i]
        while state and word not in automaton.follow[state]:
            state = automaton.link[state]
            length = automaton.longest[state]
        if word in automaton.follow[state]:
            state = automaton.follow[state][word]
            length += 1
        else:
            length = 0
        if length:
            lengths[i] = length
            places[i] = len(other) - 1 - ends[state]
    return lengths, places


class _Automaton:
    """States are sets of places at which the same stretches of a text end."""

    def __init__(self, text: Sequence[str]) -> None:
        self.follow: list[dict[str, int]] = [{}]
        self.link = [-1]
        self.longest = [0]
        self._end = [-1]
        last = 0
        for position, word in enumerate(text):
            last = self._extend(last, word, position)

    def _new(self, follow: dict[str, int], link: int, longest: int, end: int) -> int:
        self.follow.append(follow)
        self.link.append(link)
        self.longest.append(longest)
        self._end.append(end)
        return len(self.link) - 1

    def _extend(self, last: int, word: str, position: int) -> int:
        new = self._new({}, 0, self.longest[last] + 1, position)
        state = last
        while state != -1 and word not in self.follow[state]:
            self.follow[state][word] = new
            state = self.link[state]
        if state == -1:
            return new
        target = self.follow[state][word]
        if self.longest[target] != self.longest[state] + 1:
            old, longest = target, self.longest[state] + 1
            target = self._new(self.follow[old].copy(), self.link[old], longest, self._end[old])
            while state != -1 and self.follow[state].get(word) == old:
                self.follow[state][word] = target
                state = self.link[state]
            self.link[old] = target
        self.link[new] = target
        return new

    def last_ends(self) -> list[int]:
        """The last place at which each state's stretches end."""
        ends = self._end.copy()
        for state in sorted(range(1, len(ends)), key=self.longest.__getitem__, reverse=True):
            parent = self.link[state]
            ends[parent] = max(ends[parent], ends[state])
        return ends
