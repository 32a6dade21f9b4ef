"""Runs of glyphs become lines: raised note marks go back where they are printed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from comity.documents.formats.pdf_glyphs import Run, ends_in_hyphen

_LABEL = re.compile(
    r"""(?x)^(?:
      [(\[]? (?: \d{1,4} | [A-Za-z]{1,2} | [ivxlcdmIVXLCDM]{1,7} ) (?:[.\-]\d{1,3})* \s?
        [.)\]º°:]{0,3} (?:\s?bis|\s?ter)?
    | [-‐-―•●○■□▪▫◦‣⁃·*►▶➢✓\uf0a7\uf0b7\uf0d8] )$"""
)
_MARK = re.compile(r"^[(\[]?(?:\d{1,4}|[a-z]|[*†‡§+⃰]{1,4})[)\]]?\s*$")
_LEADERS = re.compile(r"(?:[.·…_]\s?){3,}$")
_NUMBER = re.compile(r"^(?:\d{1,4}|[ivxlc]{1,7})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A printed line, or one cell's line of a table; lengths in points, y from the page's top."""

    text: str  # without blanks at its ends
    page: int  # from 1
    x0: float
    x1: float
    y: float  # baseline
    size: float  # of most of its type
    bold: bool = False
    body_x: float = 0.0  # where the text begins that follows a hanging label, else x0
    word_width: float = 0.0  # of the first word
    soft_hyphen: bool = False  # the hyphen that ended the line is not in `text`
    raised: bool = False  # opens with a raised mark, as footnotes do
    marks: tuple[str, ...] = ()  # raised numbers inside the line


@dataclass(slots=True)
class _Open:
    """A line that may still take runs."""

    runs: list[Run]
    parts: list[str]
    y: float
    size: float
    x0: float
    x1: float
    body_x: float
    raised: bool = False
    marks: list[str] = field(default_factory=list)


def build_lines(runs: Iterable[Run], page: int) -> list[Line]:
    """The lines of a page in the order of its runs; runs off the horizontal are left out."""
    lines: list[Line] = []
    current: _Open | None = None
    for run in runs:
        if not run.upright:
            continue
        if current is not None and _extend(current, run):
            continue
        if current is not None:
            lines.append(_close(current, page))
        current = _Open([run], [run.text], run.y, run.size, run.x0, run.x1, run.x0)
    if current is not None:
        lines.append(_close(current, page))
    return [line for line in lines if line.text]


def _extend(line: _Open, run: Run) -> bool:  # noqa: PLR0911 - one return per place of a run
    """Add a run to a line when it stands on it; False when it does not."""
    em = max(line.size, run.size)
    gap = run.x0 - line.x1
    rise = line.y - run.y  # positive: the run stands higher
    if ends_in_hyphen(line.runs[-1].text) or gap < -0.6 * em:
        return False
    if abs(rise) <= 0.12 * em:
        return _extend_level(line, run, gap, em)
    opening = -0.75 * em < rise < -0.1 * em and run.size > 1.15 * line.size
    if opening and len(line.runs) == 1 and gap < 5 * em and _MARK.match(line.parts[0]):
        line.marks.append(line.parts[0].strip("() "))
        line.raised = True
        line.y, line.size = run.y, run.size
        line.body_x = run.x0
        _append(line, run, blank=True)
        return True
    if gap > 1.2 * em:
        return False
    if 0.1 * em < rise < 0.75 * em and run.size < 0.85 * line.size:
        line.marks.append(run.text.strip("() "))
        _append(line, run, blank=run.spaced or gap > 0.3 * em)
        return True
    # Lowered type: the index of a formula.
    if -0.5 * em < rise < 0 and run.size < 0.85 * line.size:
        _append(line, run, blank=run.spaced or gap > 0.3 * em)
        return True
    return False


def _extend_level(line: _Open, run: Run, gap: float, em: float) -> bool:
    so_far = "".join(line.parts).strip()
    label = bool(_LABEL.match(so_far))
    if gap <= 1.6 * em or (label and gap <= 8 * em):
        if label and len(line.runs) == 1 and gap > 0.3 * em:
            line.body_x = run.x0
        _append(line, run, blank=run.spaced or gap > 0.2 * em)
        return True
    if _NUMBER.match(run.text.strip()) or _LEADERS.search(so_far) or _LEADERS.match(run.text):
        _append(line, run, blank=True)
        return True
    return False


def _append(line: _Open, run: Run, *, blank: bool) -> None:
    if blank and line.parts[-1] and not line.parts[-1].endswith(" "):
        line.parts.append(" ")
    line.parts.append(run.text)
    line.runs.append(run)
    line.x1 = max(line.x1, run.x1)


def _close(line: _Open, page: int) -> Line:
    text = "".join(line.parts).replace("\xa0", " ").strip()
    soft = ends_in_hyphen(text)
    text = re.sub(r"[ \t]+", " ", text.replace("\x02", ""))
    first = line.runs[1] if line.raised and len(line.runs) > 1 else line.runs[0]
    width = first.word_x1 - first.x0
    counts: Counter[float] = Counter()
    for run in line.runs:
        counts[run.size] += len(run.text)
    size = max(counts, key=lambda size: (counts[size], size))
    whole = [run for run in line.runs if run.size >= 0.85 * size]
    return Line(
        text=text,
        page=page,
        x0=line.x0,
        x1=line.x1,
        y=line.y,
        size=size,
        bold=bool(whole) and all(run.bold for run in whole),
        body_x=line.body_x if line.body_x > line.x0 else _after_label(line),
        word_width=width,
        soft_hyphen=soft,
        raised=line.raised,
        marks=tuple(line.marks),
    )


def _after_label(line: _Open) -> float:
    """Where the second word begins when the first is a label set in the same run."""
    first = line.runs[0]
    label = line.parts[0].split(" ", 1)[0]
    # "In" and "AI" look like labels; what follows a label is set apart, or the label is marked.
    apart = first.next_x0 - first.word_x1 > 0.45 * first.size
    marked = not label[-1:].isalnum()
    return first.next_x0 if (apart or marked) and _LABEL.match(label) else line.x0
