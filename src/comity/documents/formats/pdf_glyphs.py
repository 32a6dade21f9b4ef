"""The glyphs of a PDF page, cut into runs that stand on one line without a gap."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import repeat

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

_LETTERS = np.array([chr(code).isalpha() for code in range(0x250)])  # Latin scripts
# Per-character calls are the whole cost of reading a page. Through `map` and
# plain addresses one call takes 0.5 microseconds; through the generated
# bindings, which build a pointer object per call, it takes three times that.
_POINTER = ctypes.c_void_p
_INT = ctypes.c_int


def _call(name: str, result: type, *arguments: type) -> Callable[..., int]:
    address = ctypes.cast(getattr(native, name), _POINTER).value
    if address is None:
        raise ImportError(f"pdfium was built without {name}.")
    return ctypes.CFUNCTYPE(result, *arguments)(address)


_unicode = _call("FPDFText_GetUnicode", ctypes.c_uint, _POINTER, _INT)
_box = _call("FPDFText_GetLooseCharBox", _INT, _POINTER, _INT, _POINTER)
_origin = _call("FPDFText_GetCharOrigin", _INT, _POINTER, _INT, _POINTER, _POINTER)


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
        handle = ctypes.cast(textpage.raw, _POINTER).value
        codes = np.fromiter(map(_unicode, repeat(handle), range(count)), np.int64, count)
        boxes = np.zeros((count, 4), np.float32)  # left, top, right, bottom
        base = boxes.ctypes.data
        _drain(map(_box, repeat(handle), range(count), range(base, base + 16 * count, 16)))
        origins = np.zeros((count, 2), np.float64)
        base = origins.ctypes.data
        _drain(
            map(
                _origin,
                repeat(handle),
                range(count),
                range(base, base + 16 * count, 16),
                range(base + 8, base + 8 + 16 * count, 16),
            )
        )
        turn = _usual_turn(textpage, np.flatnonzero(codes > 32), page.get_rotation() // 90)
        glyphs = _as_shown(boxes, origins, turn, frame)
        runs = tuple(_runs(textpage, codes, glyphs, turn))
    finally:
        textpage.close()
    wide, high = frame[2] - frame[0], frame[3] - frame[1]
    width, height = (high, wide) if turn % 2 else (wide, high)
    return Page(number=number, width=width, height=height, runs=runs, characters=count)


def _usual_turn(textpage: pdfium.PdfTextPage, visible: Ints, shown: int) -> int:
    """Quarter turns clockwise that set most type upright; a wide table may lie on its side."""
    probes = visible[:: max(1, len(visible) // _TURN_PROBES)].tolist()
    turns = Counter(_turn_at(textpage, index) for index in probes)
    turn, count = max(turns.items(), key=lambda item: item[1], default=(shown, 0))
    return turn if count > 0.6 * len(probes) else shown


def _turn_at(textpage: pdfium.PdfTextPage, index: int) -> int:
    """Quarter turns clockwise that would set a glyph upright; -1 when it leans."""
    matrix = native.FS_MATRIX()
    native.FPDFText_GetMatrix(textpage.raw, index, matrix)
    along, across = sorted((abs(matrix.a), abs(matrix.b)), reverse=True)
    if across > 0.2 * along:
        return -1
    if abs(matrix.a) >= abs(matrix.b):
        return 0 if matrix.a >= 0 else 2
    return 1 if matrix.b > 0 else 3


def _drain(calls: Iterator[int]) -> None:
    for _ in calls:
        pass


def _as_shown(
    boxes: npt.NDArray[np.float32],
    origins: Floats,
    turn: int,
    frame: tuple[float, float, float, float],
) -> tuple[Floats, Floats, Floats]:
    """Left edge, right edge and baseline of each glyph, from the shown page's top left corner."""
    left, bottom, right, top = frame
    a, d, b, c = (boxes[:, i].astype(np.float64) for i in range(4))
    if turn == 1:  # shown after a quarter turn clockwise: up becomes right
        return c - bottom, d - bottom, origins[:, 0] - left
    if turn == 2:
        return right - b, right - a, origins[:, 1] - bottom
    if turn == 3:
        return top - d, top - c, right - origins[:, 0]
    return a - left, b - left, top - origins[:, 1]


def _runs(
    textpage: pdfium.PdfTextPage, codes: Ints, glyphs: tuple[Floats, Floats, Floats], turn: int
) -> Iterator[Run]:
    x0, x1, y = glyphs
    visible = np.flatnonzero((codes > 32) & (codes != 0xA0) & (codes != 0xFFFE) | (codes == 2))
    if not len(visible):
        return
    first, last = visible[:-1], visible[1:]
    breaks = np.cumsum((codes == 10) | (codes == 13))
    step = np.abs(y[last] - y[first])
    gap = x0[last] - x1[first]
    scale = _scale(textpage, visible, breaks, y)
    em = np.minimum(scale[:-1], scale[1:])
    right_to_left = (codes[last] >= 0x590) & (codes[last] <= 0x8FF)
    cut = step > 0.12 * em
    cut |= ~right_to_left & ((gap > 1.1 * em) | (x0[last] < x0[first] - 0.5 * em))
    cut |= (breaks[last] > breaks[first]) & ((step > 0.02 * em) | (gap > 0.6 * em))
    starts = np.concatenate(([0], np.flatnonzero(cut) + 1))
    ends = np.concatenate((starts[1:], [len(visible)]))
    keep = ~_false_blanks(codes, x0, x1, em, visible)
    previous = -1
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        inside = visible[start:end]
        low, high = int(inside[0]), int(inside[-1])
        text = _text(codes[low : high + 1][keep[low : high + 1]])
        blanks = np.flatnonzero(codes[low : high + 1] == 32)
        word_end = low + int(blanks[0]) - 1 if len(blanks) else high
        after = inside[inside > word_end]
        yield Run(
            text=text,
            x0=float(x0[inside].min()),
            x1=float(x1[inside].max()),
            y=float(y[low]),
            size=_usual_size(textpage, inside),
            bold=_is_bold(textpage, codes, inside),
            upright=_turn_at(textpage, low) == turn,
            word_x1=float(x1[low : word_end + 1].max()),
            next_x0=float(x0[after[0]]) if len(after) else float(x0[low]),
            spaced=previous < 0 or bool((codes[previous + 1 : low] == 32).any()),
        )
        previous = high


def _false_blanks(
    codes: Ints, x0: Floats, x1: Floats, em: Floats, visible: Ints
) -> npt.NDArray[np.bool_]:
    """Blanks that pdfium read into a gap too narrow for one: "mitigatin g".

    Such a blank has no width of its own and stands between two letters that
    are less than 0.14 of the type size apart and less than half as far as the
    other words of the line.
    """
    false = np.zeros(len(codes), bool)
    left, right = visible[:-1], visible[1:]
    blank = (right - left == 2) & (codes[np.minimum(left + 1, len(codes) - 1)] == 32)
    left, right, em = left[blank], right[blank], em[blank]
    gap = x0[right] - x1[left]
    letters = _LETTERS[np.minimum(codes[left], 0x24F)] & _LETTERS[np.minimum(codes[right], 0x24F)]
    unsure = letters & (gap < 0.14 * em) & (x1[left + 1] - x0[left + 1] == 0)
    if not unsure.any():
        return false
    line = np.cumsum((codes == 10) | (codes == 13))[left]
    for index in np.flatnonzero(unsure).tolist():
        others = gap[(line == line[index]) & ~unsure]
        if len(others) and gap[index] < 0.5 * np.median(others):
            false[left[index] + 1] = True
    return false


def _scale(textpage: pdfium.PdfTextPage, visible: Ints, breaks: Ints, y: Floats) -> Floats:
    """The type size at each visible glyph, asked for where line or baseline changes."""
    changed = np.ones(len(visible), bool)
    changed[1:] = (breaks[visible[1:]] != breaks[visible[:-1]]) | (
        np.abs(np.diff(y[visible])) > 0.2
    )
    marks = np.flatnonzero(changed)
    values = [_size(textpage, int(visible[i])) for i in marks]
    lengths = np.diff(np.append(marks, len(visible)))
    return np.repeat(values, lengths)


def _usual_size(textpage: pdfium.PdfTextPage, inside: Ints) -> float:
    """The middle one of three sizes in a run: words in small capitals do not decide."""
    count = len(inside)
    sizes = [_size(textpage, int(inside[count * part // 4])) for part in (1, 2, 3)]
    return sorted(sizes)[1]


def _size(textpage: pdfium.PdfTextPage, index: int) -> float:
    """Type size of a glyph as it appears: the font size times the matrix that it is drawn with."""
    matrix = native.FS_MATRIX()
    native.FPDFText_GetMatrix(textpage.raw, index, matrix)
    size = native.FPDFText_GetFontSize(textpage.raw, index)
    shown = abs(size) * float(np.hypot(matrix.c, matrix.d))
    return round(shown, 2) if 0.5 < shown < 2000 else 10.0


def _is_bold(textpage: pdfium.PdfTextPage, codes: Ints, inside: Ints) -> bool:
    """True when every glyph that is looked at, evenly spread over the run, is set in bold."""
    letters = inside[codes[inside] != 2]
    probes = letters[:: max(1, len(letters) // _PROBES)]
    return len(probes) > 0 and all(_bold_at(textpage, index) for index in probes.tolist())


def _bold_at(textpage: pdfium.PdfTextPage, index: int) -> bool:
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    native.FPDFText_GetFontInfo(textpage.raw, index, name, 128, flags)
    if _BOLD_NAME.search(name.value.decode("utf-8", "replace")) or flags.value & _FORCE_BOLD:
        return True
    return bool(native.FPDFText_GetFontWeight(textpage.raw, index) >= _BOLD_WEIGHT)


def _text(codes: Ints) -> str:
    text = "".join(map(chr, codes.tolist())).replace("\r", "").replace("\n", " ")
    if ((codes >= 0xD800) & (codes <= 0xDFFF)).any():
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def ends_in_hyphen(text: str) -> bool:
    """True when pdfium took the last glyph for a hyphen that ends a line."""
    return text.endswith(_HYPHEN)
