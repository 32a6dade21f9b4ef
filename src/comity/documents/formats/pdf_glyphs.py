"""The glyphs of a PDF page, cut into runs that stand on one line without a gap."""

from __future__ import annotations

import ctypes
import re
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat, starmap
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as native

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_HYPHEN = "\x02"  # what pdfium puts for a hyphen that ends a line
_BOLD_WEIGHT = 600  # CSS weight from which type counts as bold when the font's name does not say
_BOLD_NAME = re.compile(r"bold|black|heavy|demi|[-,]bd|[-_]B$", re.IGNORECASE)
_TURN_PROBES = 24  # glyphs of a page that are asked which way they stand
_PROBES = 6  # glyphs of a run that are asked whether they are bold
_FORCE_BOLD = 1 << 18  # font flag, ISO 32000-1, table 123

_SURELY_NEAR = (-0.3, 0.9)  # type sizes from one glyph to the next, within which no run ends

_LETTERS = np.array([chr(code).isalpha() for code in range(0x250)])  # Latin scripts
# Calls per glyph are the greater part of the cost of reading a page. Through `map`, plain
# addresses and without letting go of the interpreter's lock one takes 0.5 microseconds; through
# the generated bindings, which build a pointer object per call, it takes three times that.
_POINTER = ctypes.c_void_p
_INT = ctypes.c_int


def _call(name: str, result: type, *arguments: type) -> Callable[..., Any]:
    address = ctypes.cast(getattr(native, name), _POINTER).value
    if address is None:
        raise ImportError(f"pdfium was built without {name}.")
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_unicode = _call("FPDFText_GetUnicode", ctypes.c_uint, _POINTER, _INT)
_box = _call("FPDFText_GetLooseCharBox", _INT, _POINTER, _INT, _POINTER)
_origin = _call("FPDFText_GetCharOrigin", _INT, _POINTER, _INT, _POINTER, _POINTER)
_matrix = _call("FPDFText_GetMatrix", _INT, _POINTER, _INT, _POINTER)
_font_size = _call("FPDFText_GetFontSize", ctypes.c_double, _POINTER, _INT)
_font_weight = _call("FPDFText_GetFontWeight", _INT, _POINTER, _INT)
_font_info = _call(
    "FPDFText_GetFontInfo", ctypes.c_ulong, _POINTER, _INT, _POINTER, ctypes.c_ulong, _POINTER
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Glyphs on one baseline, close together; lengths in points, y from the page's top down."""

    text: str  # blanks inside kept as pdfium gives them
    x0: float
    x1: float
    y: float  # baseline
    size: float  # type size as it appears
    bold: bool
    upright: bool  # False for type set along the margin
    word_x1: float  # where the first word ends
    next_x0: float  # where the second word begins; x0 when there is none
    spaced: bool  # a blank stands between this run and the one before it


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page as pdfium gives it."""

    number: int  # from 1
    width: float
    height: float
    runs: tuple[Run, ...]  # in the order in which the page paints them
    characters: int


def read_page(page: pdfium.PdfPage, number: int) -> Page:
    """The runs of one page, turned so that most of its type stands upright."""
    frame = page.get_bbox()
    textpage = page.get_textpage()
    try:
        count = max(textpage.count_chars(), 0)
        handle = ctypes.cast(textpage.raw, _POINTER).value or 0
        glyphs = _Glyphs(handle, count, frame, page.get_rotation() // 90)
        runs = tuple(_runs(glyphs))
    finally:
        textpage.close()
    wide, high = frame[2] - frame[0], frame[3] - frame[1]
    width, height = (high, wide) if glyphs.turn % 2 else (wide, high)
    return Page(number=number, width=width, height=height, runs=runs, characters=count)


class _Glyphs:
    """What a page's glyphs are asked, each by its number on the page, blanks counted."""

    def __init__(
        self, handle: int, count: int, frame: tuple[float, float, float, float], shown: int
    ) -> None:
        self._handle = handle
        self._frame = frame
        self.codes = codes = _codes(handle, count)
        seen = (codes > 32) & (codes != 0xA0) & (codes != 0xFFFE) | (codes == 2)
        self.visible: Ints = np.flatnonzero(seen)
        self.turn = self._usual_turn(np.flatnonzero(codes > 32), shown)
        # Where a visible glyph is set, along its line and down the page.
        self.along, self.y = self._places(count)
        # Left and right edge of the glyphs for which `measure` was asked.
        self.x0, self.x1 = np.full(count, np.nan), np.full(count, np.nan)

    def _places(self, count: int) -> tuple[Floats, Floats]:
        origins = np.full((count, 2), np.nan)
        across = origins.ctypes.data + 16 * self.visible
        places = zip(
            repeat(self._handle), self.visible.tolist(), across.tolist(), (across + 8).tolist()
        )
        _drain(starmap(_origin, places))
        left, bottom, right, top = self._frame
        x, y = origins[:, 0], origins[:, 1]
        if self.turn == 1:  # shown after a quarter turn clockwise: up becomes right
            return y - bottom, x - left
        if self.turn == 2:
            return right - x, y - bottom
        if self.turn == 3:
            return top - y, right - x
        return x - left, top - y

    def measure(self, numbers: Ints) -> None:
        """Find the edges of some glyphs, in points from the shown page's left."""
        boxes = np.zeros((len(numbers), 4), np.float32)  # left, top, right, bottom
        base = boxes.ctypes.data
        places = range(base, base + 16 * len(numbers), 16)
        _drain(map(_box, repeat(self._handle), numbers.tolist(), places))
        left, bottom, right, top = self._frame
        a, d, b, c = (boxes[:, i].astype(np.float64) for i in range(4))
        low, high = a - left, b - left
        if self.turn == 1:
            low, high = c - bottom, d - bottom
        elif self.turn == 2:
            low, high = right - b, right - a
        elif self.turn == 3:
            low, high = top - d, top - c
        self.x0[numbers], self.x1[numbers] = low, high

    def _matrices(self, numbers: Ints) -> Floats:
        """The matrix (a, b, c, d, e, f) that each of some glyphs is drawn with."""
        found = np.zeros((len(numbers), 6), np.float32)
        base = found.ctypes.data
        places = range(base, base + 24 * len(numbers), 24)
        _drain(map(_matrix, repeat(self._handle), numbers.tolist(), places))
        return found.astype(np.float64)

    def sizes(self, numbers: Ints) -> list[float]:
        """Type size of glyphs as it appears: font size times the matrix they are drawn with."""
        matrices = self._matrices(numbers)
        asked = map(_font_size, repeat(self._handle), numbers.tolist())
        stated = np.fromiter(asked, np.float64, len(numbers))
        shown = np.abs(stated) * np.hypot(matrices[:, 2], matrices[:, 3])
        return [round(size, 2) if 0.5 < size < 2000 else 10.0 for size in shown.tolist()]

    def turns(self, numbers: Ints) -> list[int]:
        """Quarter turns clockwise that would set glyphs upright; -1 for those that lean."""
        a, b = self._matrices(numbers)[:, :2].T
        wide, high = np.abs(a), np.abs(b)
        turn = np.where(wide >= high, np.where(a >= 0, 0, 2), np.where(b > 0, 1, 3))
        leans = np.minimum(wide, high) > 0.2 * np.maximum(wide, high)
        turns: list[int] = np.where(leans, -1, turn).tolist()
        return turns

    def _usual_turn(self, numbers: Ints, shown: int) -> int:
        """Quarter turns clockwise that set most type upright; a wide table may lie on its side."""
        probes = numbers[:: max(1, len(numbers) // _TURN_PROBES)]
        turns = Counter(self.turns(probes))
        turn, count = max(turns.items(), key=lambda item: item[1], default=(shown, 0))
        return turn if count > 0.6 * len(probes) else shown

    def are_bold(self, numbers: Iterable[int]) -> bool:
        """True when every one of some glyphs is set in bold."""
        name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
        at, flags_at = ctypes.addressof(name), ctypes.addressof(flags)
        for number in numbers:
            name[0] = b"\0"
            _font_info(self._handle, number, at, 128, flags_at)
            if not (
                _is_bold_name(name.value)
                or flags.value & _FORCE_BOLD
                or _font_weight(self._handle, number) >= _BOLD_WEIGHT
            ):
                return False
        return True


@lru_cache(maxsize=1024)
def _is_bold_name(name: bytes) -> bool:
    return _BOLD_NAME.search(name.decode("utf-8", "replace")) is not None


def _codes(handle: int, count: int) -> Ints:
    """The UTF-16 code of each glyph of a page, blanks included."""
    buffer = np.zeros(count + 1, np.uint16)
    pointer = buffer.ctypes.data_as(ctypes.POINTER(ctypes.c_ushort))
    textpage = ctypes.cast(handle, native.FPDF_TEXTPAGE)
    if count and native.FPDFText_GetText(textpage, 0, count, pointer) == count + 1:
        codes = buffer[:count].astype(np.int64)
        # In the text as a whole a hyphen that ends a line stands as a non-character.
        for index in np.flatnonzero(codes == 0xFFFE).tolist():
            codes[index] = _unicode(handle, index)
        return codes
    return np.fromiter(map(_unicode, repeat(handle), range(count)), np.int64, count)


def _drain(calls: Iterator[int]) -> None:
    deque(calls, maxlen=0)


def _runs(glyphs: _Glyphs) -> Iterator[Run]:
    codes, visible, x0, x1, y = glyphs.codes, glyphs.visible, glyphs.x0, glyphs.x1, glyphs.y
    if not len(visible):
        return
    first, last = visible[:-1], visible[1:]
    breaks = np.cumsum((codes == 10) | (codes == 13))
    step = np.abs(y[last] - y[first])
    scale = _scale(glyphs, breaks)
    em = np.minimum(scale[:-1], scale[1:])
    # Edges are asked for where a run may end; a word's inner glyphs have none that matter.
    advance = glyphs.along[last] - glyphs.along[first]
    near = (last - first == 1) & (step <= 0.12 * em)
    near &= (advance > _SURELY_NEAR[0] * em) & (advance < _SURELY_NEAR[1] * em)
    asked = np.ones(len(visible), bool)
    asked[1:-1] = ~(near[:-1] & near[1:])
    glyphs.measure(visible[asked])
    gap = x0[last] - x1[first]
    right_to_left = (codes[last] >= 0x590) & (codes[last] <= 0x8FF)
    cut = step > 0.12 * em
    cut |= ~right_to_left & ((gap > 1.1 * em) | (x0[last] < x0[first] - 0.5 * em))
    cut |= (breaks[last] > breaks[first]) & ((step > 0.02 * em) | (gap > 0.6 * em))
    starts = np.concatenate(([0], np.flatnonzero(cut) + 1))
    yield from _cut(glyphs, starts, _false_blanks(glyphs, em))


def _cut(glyphs: _Glyphs, starts: Ints, false: npt.NDArray[np.bool_]) -> Iterator[Run]:
    """The runs that begin at some of the visible glyphs; blanks that are `false` are left out."""
    codes, visible, x0 = glyphs.codes, glyphs.visible, glyphs.x0
    ends = np.append(starts[1:], len(visible))
    lows, highs = visible[starts], visible[ends - 1]
    blank = codes == 32
    before = np.cumsum(blank)  # blanks up to each glyph
    spaced = np.append(True, before[lows[1:]] > before[highs[:-1]])
    # The first word of a run ends before its first blank.
    blanks = np.append(np.flatnonzero(blank), len(codes))
    word_ends = np.minimum(blanks[np.searchsorted(blanks, lows)] - 1, highs)
    seconds = np.searchsorted(visible, word_ends, side="right")
    next_x0 = x0[np.where(seconds < ends, visible[np.minimum(seconds, len(visible) - 1)], lows)]
    bounds = np.column_stack((lows, word_ends + 1)).ravel()
    word_x1 = np.fmax.reduceat(np.append(glyphs.x1, np.nan), bounds)[::2]
    columns = (
        np.fmin.reduceat(x0[visible], starts),
        np.fmax.reduceat(glyphs.x1[visible], starts),
        glyphs.y[lows],
        word_x1,
        next_x0,
        spaced,
    )
    upright = [turn == glyphs.turn for turn in glyphs.turns(lows)]
    for start, end, text, size, stands, row in zip(
        starts.tolist(),
        ends.tolist(),
        _texts(codes, lows, highs, false),
        _usual_sizes(glyphs, starts, ends),
        upright,
        zip(*(column.tolist() for column in columns), strict=True),
        strict=True,
    ):
        left, right, y, word_right, next_left, apart = row
        yield Run(
            text=text,
            x0=left,
            x1=right,
            y=y,
            size=size,
            bold=_is_bold(glyphs, visible[start:end]),
            upright=stands,
            word_x1=word_right,
            next_x0=next_left,
            spaced=apart,
        )


def _texts(codes: Ints, lows: Ints, highs: Ints, false: npt.NDArray[np.bool_]) -> Iterator[str]:
    """The text of each run, from its first to its last glyph."""
    text = codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    paired = bool(((codes >= 0xD800) & (codes <= 0xDFFF)).any())
    missing = np.flatnonzero(false).tolist()
    for low, high in zip(lows.tolist(), highs.tolist(), strict=True):
        piece = text[low : high + 1]
        gone = missing[bisect_left(missing, low) : bisect_left(missing, high)] if missing else ()
        for index in reversed(gone):
            piece = piece[: index - low] + piece[index - low + 1 :]
        piece = piece.replace("\r", "").replace("\n", " ")
        if paired:
            piece = piece.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        yield piece


def _false_blanks(glyphs: _Glyphs, em: Floats) -> npt.NDArray[np.bool_]:
    """Blanks that pdfium read into a gap too narrow for one: "mitigatin g".

    Such a blank has no width of its own and stands between two letters that
    are less than 0.14 of the type size apart and less than half as far as the
    other words of the line.
    """
    codes, x0, x1 = glyphs.codes, glyphs.x0, glyphs.x1
    false = np.zeros(len(codes), bool)
    left, right = glyphs.visible[:-1], glyphs.visible[1:]
    blank = (right - left == 2) & (codes[np.minimum(left + 1, len(codes) - 1)] == 32)
    left, right, em = left[blank], right[blank], em[blank]
    gap = x0[right] - x1[left]
    letters = _LETTERS[np.minimum(codes[left], 0x24F)] & _LETTERS[np.minimum(codes[right], 0x24F)]
    unsure = letters & (gap < 0.14 * em)
    if not unsure.any():
        return false
    asked = left[unsure] + 1
    glyphs.measure(asked)
    unsure[unsure] = x1[asked] - x0[asked] == 0
    line = np.cumsum((codes == 10) | (codes == 13))[left]
    for index in np.flatnonzero(unsure).tolist():
        row = slice(*np.searchsorted(line, (line[index], line[index] + 1)))
        others = gap[row][~unsure[row]]
        if len(others) and gap[index] < 0.5 * np.median(others):
            false[left[index] + 1] = True
    return false


def _scale(glyphs: _Glyphs, breaks: Ints) -> Floats:
    """The type size at each visible glyph, asked for where line or baseline changes."""
    visible, y = glyphs.visible, glyphs.y
    changed = np.ones(len(visible), bool)
    changed[1:] = (breaks[visible[1:]] != breaks[visible[:-1]]) | (
        np.abs(np.diff(y[visible])) > 0.2
    )
    marks = np.flatnonzero(changed)
    lengths = np.diff(np.append(marks, len(visible)))
    return np.repeat(np.array(glyphs.sizes(visible[marks])), lengths)


def _usual_sizes(glyphs: _Glyphs, starts: Ints, ends: Ints) -> list[float]:
    """The middle one of three sizes in each run: words in small capitals do not decide."""
    probes = [glyphs.visible[starts + (ends - starts) * part // 4] for part in (1, 2, 3)]
    sizes = np.reshape(glyphs.sizes(np.concatenate(probes)), (3, -1))
    middle: list[float] = np.sort(sizes, axis=0)[1].tolist()
    return middle


def _is_bold(glyphs: _Glyphs, inside: Ints) -> bool:
    """True when every glyph that is looked at, evenly spread over the run, is set in bold."""
    letters = inside[glyphs.codes[inside] != 2]
    probes = letters[:: max(1, len(letters) // _PROBES)]
    return len(probes) > 0 and glyphs.are_bold(probes.tolist())


def ends_in_hyphen(text: str) -> bool:
    """True when pdfium took the last glyph for a hyphen that ends a line."""
    return text.endswith(_HYPHEN)
