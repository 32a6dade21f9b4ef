"""Lines become paragraphs and headings, on the evidence of where and how they are set."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from comity.documents.formats.pdf_lines import Line

_DASH = re.compile(r"^[‐-―\-](?:\s|$)")
_BULLET = re.compile(r"^[•●○■□▪▫◦‣⁃·►▶➢✓\uf0a7\uf0b7\uf0d8\uf076\uf0fc](?:\s|$)")
# Words that a label opens with, in the languages of the corpus; used only to
# tell a label from a number at the start of a line.
_LABEL = re.compile(
    r"""(?x)^(?:
      [(\[]?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,6})[)\].º°](?:\s|$|\()
    | \d{1,2}(?:\.\d{1,3}){1,4}\.?\s
    | \(\d{1,3}\)|\([a-z]{1,4}\)
    | (?:Articles?|Art\.|Artículo|Article|Artikel|Articolo|Pasal|Section|Sec\.|SEC\.|SECTION|
        Chapter|CHAPTER|TITLE|Title|PART|Part|ANNEX|Annex|Principle|Recital|Capítulo|CAPÍTULO|
        Sección|SECCIÓN|TÍTULO|Título|ANEXO|Anexo|Disposición|BAB|Chapitre|CHAPITRE|Annexe)
        \s+(?:[\dIVXLC]{1,7}|[A-Z]\b|premier|[Pp]rimer|único|\w+imera?)
    | [A-Z]{3,9}\s\d{1,2}(?:\.\d{1,2})?:
    | 第[〇零一二三四五六七八九十百千\d]{1,6}[条章节編编款]
    | المادة\b )"""
)
_TITLE = re.compile(r"^[^\W\d_]{3,12}\s(?:\d{1,3}|[IVXLC]{1,7})$")  # "ANNEX X", alone on its line
_ENDS = re.compile(
    r"[.;:!?。；：！？…](?:[)\]”’\"'»]|\s?\(?\d{1,3}\)?)?$|[:;]\s(?:and|or|y|o|et|ou)$"
)
_CONTENTS = re.compile(r"(?:[.…·_]\s?){4,}\s*[\divxlc]{1,5}$")  # leaders, then a page number
_WORDS = re.compile(r"[^\W\d_]{2,}")


_MOST_SLACK = 6.0  # type sizes; a line with more room than that has come to its end
_MIN_STEPS = 6  # distances between lines of one left edge, from which their own measure counts


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one block, before they are joined."""

    lines: tuple[Line, ...]
    kind: str  # "paragraph", "heading" or "item"
    level: int = 0

    @property
    def bold(self) -> bool:
        """True when every line is bold."""
        return all(line.bold for line in self.lines)


@dataclass(frozen=True, slots=True)
class Setting:
    """How a document is set: what is usual decides what is a break."""

    size: float  # of the body's type, points
    pitch: dict[tuple[int, int, int], float]  # page, left edge (0, 0: anywhere), size x 2 -> points
    right: dict[tuple[int, int], float]  # page and left edge in points -> where its lines end
    slack: float = 0.6  # room, in type sizes, that lines within a sentence leave at their end

    def pitch_of(self, line: Line) -> float:
        """The usual distance from one line of a paragraph to the next, points."""
        size = round(2 * line.size)
        whole = self.pitch.get((0, 0, size), 1.3 * line.size)
        return self.pitch.get((line.page, round(line.x0), size), whole)


def group_lines(pages: Sequence[Sequence[Line]], size: float) -> list[Group]:
    """The blocks of a text whose pages are given as lines in reading order.

    A new block begins where the distance to the line before is wider than
    usual, where the indent changes otherwise than in a paragraph, where type
    changes, where the line before ends though the next word would have fitted,
    and where a label follows the end of a sentence. A block goes on over a
    page break when its last line is full and ends no sentence, or the next
    begins in lower case.
    """
    setting = measure(pages, size)
    blocks: list[list[Line]] = []
    for page in pages:
        for line in page:
            if blocks and not _breaks(blocks[-1], line, setting):
                blocks[-1].append(line)
            else:
                blocks.append([line])
    return _classify(blocks, setting)


def measure(pages: Sequence[Sequence[Line]], size: float) -> Setting:
    """What is usual in a document: distances between lines, right edges."""
    steps: dict[tuple[int, int, int], Counter[float]] = defaultdict(Counter)
    right: dict[tuple[int, int], float] = {}
    for page in pages:
        for above, line in pairwise(page):
            step = line.y - above.y
            same = abs(line.size - above.size) < 0.3 and line.bold == above.bold
            if same and 0.8 * line.size < step < 3 * line.size:
                for number, edge in ((0, 0), (line.page, round(line.x0))):
                    steps[number, edge, round(2 * line.size)][round(step * 2) / 2] += 1
        right.update(_right_edges(page))
    pitch = {}
    for (number, edge, key), counts in steps.items():
        total = counts.total()
        if number and total < _MIN_STEPS:
            continue
        # Among the common distances the smallest is that within paragraphs;
        # where each paragraph is a line, the wider one may be the most common.
        common = [step for step, count in counts.items() if count >= max(2, 0.15 * total)]
        pitch[number, edge, key] = min(common) if common else min(counts)
    setting = Setting(size=size, pitch=pitch, right=right)
    return replace(setting, slack=_usual_slack(pages, setting))


def _usual_slack(pages: Sequence[Sequence[Line]], setting: Setting) -> float:
    """How much room, in type sizes, lines leave though the sentence goes on.

    Where each line is filled before the next begins there is none. Text set
    ragged by hand or by an eye for balance leaves some, and a line that ends
    early then says less about the end of its paragraph.
    """
    rooms = sorted(
        _room(above, line, setting) / line.size
        for page in pages
        for above, line in pairwise(page)
        if _goes_on(above, line)
        and abs(above.x0 - line.x0) < 2
        and abs(above.size - line.size) < 0.3
        and 0 < line.y - above.y < 1.2 * setting.pitch_of(line)
    )
    if len(rooms) < _MIN_STEPS:
        return 0.6
    return min(max(0.6, rooms[int(0.99 * len(rooms))]), _MOST_SLACK)


def _right_edges(page: Sequence[Line]) -> dict[tuple[int, int], float]:
    """For each left edge on a page, where the lines that begin there, or near, end."""
    starts = sorted((line.x0, line.x1) for line in page)
    edges = [x0 for x0, _ in starts]
    result: dict[tuple[int, int], float] = {}
    for line in page:
        if (line.page, round(line.x0)) in result:
            continue
        for reach in (3, 60):  # points; a cell of a table is set in its own measure
            low = bisect_left(edges, line.x0 - reach)
            high = bisect_left(edges, line.x0 + reach)
            if high - low >= 4 or reach == 60:
                ends = sorted(x1 for _, x1 in starts[low:high])
                result[line.page, round(line.x0)] = ends[-1 - len(ends) // 20]
                break
    return result


def _breaks(  # noqa: PLR0911 - one return per sort of evidence, strongest first
    block: list[Line], line: Line, setting: Setting
) -> bool:
    """True when `line` begins a new block after the last line of `block`."""
    above = block[-1]
    follows = line.page == above.page and 0 < line.y - above.y < 2 * line.size
    if follows and above.soft_hyphen and line.x0 < above.x1:
        return False
    if abs(line.size - above.size) > max(0.6, 0.07 * above.size):
        return True
    if line.page != above.page or line.y <= above.y:
        return _breaks_after_jump(block, line, setting)
    em = line.size
    pitch = setting.pitch_of(line)
    step = line.y - above.y
    if step > 1.35 * pitch + 0.5 or step > 2.2 * em + 2:
        return True
    if line.bold != above.bold:
        narrow = above.x1 - above.x0 < 0.5 * (line.x1 - line.x0)
        mid_sentence = _goes_on(above, line) and not _is_short(above, line, setting)
        if not mid_sentence and (above.bold or narrow or len(line.text) < 60):
            return True
    if _BULLET.match(line.text) or _CONTENTS.search(above.text):
        return True
    titled = line.bold or line.size > 1.08 * setting.size
    # A dash may open an entry of a list or stand within a sentence.
    labelled = bool(_LABEL.match(line.text) or _DASH.match(line.text))
    if _is_centred(above, line):
        if len(block) == 1 and _TITLE.match(above.text):
            return True
        return labelled and step > 1.1 * pitch
    ended = bool(_ENDS.search(above.text))
    short = _is_short(above, line, setting)
    if titled:
        return labelled and (short or ended)
    if short and not above.soft_hyphen:
        return True
    if labelled and ended:
        return True
    return _indent_breaks(block, line, ended=ended or labelled)


def _goes_on(above: Line, line: Line) -> bool:
    """True when a line begins in lower case after one that ends no sentence."""
    return line.text[:1].islower() and not _ENDS.search(above.text)


def _is_centred(above: Line, line: Line) -> bool:
    middle = abs((above.x0 + above.x1) - (line.x0 + line.x1)) / 2
    return middle < 2 and abs(above.x0 - line.x0) > 2 * line.size


def _is_short(above: Line, line: Line, setting: Setting) -> bool:
    """True when the first word of `line` would still have fitted on the line above."""
    return _room(above, line, setting) > setting.slack * line.size


def _room(above: Line, line: Line, setting: Setting) -> float:
    """Points that would be left on the line above, had it taken the next word too."""
    right = setting.right.get((above.page, round(above.x0)), above.x1)
    return right - above.x1 - 0.35 * line.size - line.word_width


def _indent_breaks(block: list[Line], line: Line, *, ended: bool) -> bool:
    above, first = block[-1], block[0]
    near = 0.45 * line.size
    if len(block) == 1:
        if abs(line.x0 - first.body_x) <= near or abs(line.x0 - first.x0) <= near:
            return False
        if line.x0 < first.x0:  # the first line of a paragraph may be indented
            return first.x0 - line.x0 > 5 * line.size
        return ended or line.x0 - first.x0 > 6 * line.size
    if abs(line.x0 - above.x0) <= near:
        return False
    # A label may hang, a first line may be indented: both begin a paragraph.
    return ended or abs(line.x0 - above.x0) > 5 * line.size


def _breaks_after_jump(  # noqa: PLR0911 - as above
    block: list[Line], line: Line, setting: Setting
) -> bool:
    """Whether a block ends at the end of its page or column."""
    above = block[-1]
    if _BULLET.match(line.text) or (line.bold != above.bold and not _goes_on(above, line)):
        return True
    if above.soft_hyphen:
        return False
    if _LABEL.match(line.text) or (_DASH.match(line.text) and _DASH.match(block[0].text)):
        return True
    words = _WORDS.search(line.text)
    lower = bool(words) and line.text[words.start()].islower() if words else False
    if _ENDS.search(above.text):
        return not (lower and line.text[0].islower())
    if line.page == above.page:
        wide = above.x1 - above.x0, line.x1 - line.x0
        if line.y == above.y or min(wide) < 0.3 * max(wide):
            return True
        return not line.text[:1].islower()
    if line.page > above.page + 1:
        return True
    if line.text[:1].islower():
        return False
    titled = above.bold or above.size > 1.08 * setting.size
    return titled or _is_short(above, line, setting)


def _classify(blocks: Sequence[list[Line]], setting: Setting) -> list[Group]:
    """Which blocks are headings and of what level, which are entries of a list."""
    titles = [_is_title(block, setting) for block in blocks]
    sizes = Counter(_size(b) for b, title in zip(blocks, titles, strict=True) if title)
    large = sorted((s for s in sizes if s > 1.08 * setting.size), reverse=True)
    # A size that occurs once belongs to the cover or the title: it opens no level of its own.
    ranks: dict[float, int] = {}
    rank = 0
    for size in large:
        ranks[size] = rank
        rank += sizes[size] > 1
    groups = []
    for block, title in zip(blocks, titles, strict=True):
        if title:
            level = ranks.get(_size(block), rank) + 1
            groups.append(Group(tuple(block), "heading", min(level, 6)))
        elif _BULLET.match(block[0].text) or _DASH.match(block[0].text):
            groups.append(Group(tuple(block), "item", 1))
        else:
            groups.append(Group(tuple(block), "paragraph"))
    return groups


def _size(block: Sequence[Line]) -> float:
    return round(2 * max(line.size for line in block)) / 2


def _is_title(block: Sequence[Line], setting: Setting) -> bool:
    if len(block) > 6 or not _WORDS.search(block[0].text):
        return False
    length = sum(len(line.text) + 1 for line in block)
    large = _size(block) > 1.08 * setting.size
    bold = all(line.bold for line in block) and _size(block) > 0.85 * setting.size
    if not (large or bold) or length > 300:
        return False
    return not (block[-1].text.endswith((".", ";", ",")) and length > 120)
