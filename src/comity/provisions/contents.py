"""Contents pages, lists of signatories, imprints: text that is no provision."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from comity.countries import countries
from comity.provisions.kinds import CHAPTER, STATUTE
from comity.provisions.pieces import Piece

CONTENTS = "contents page"
IMPRINT = "imprint"
SIGNATORIES = "list of signatories or members"

_LEADER = re.compile(
    r"(?:[.…]{4,}|(?:\.[ \u00a0]){4,}|…{2,}|·{4,}|_{5,})\s*(?:\d{1,4}|[ivxl]{1,6})?\s*\Z"
)
_PAGE_AT_END = re.compile(r"(?:\s|\t)(?:\d{1,3}|[ivxl]{1,6})\s*\Z")
_TITLE = re.compile(
    r"(?:table of contents|contents(?: page)?|sommaire|table des matières|índice(?: general)?"
    r"|contenido|tabla de contenido|indice|sommario|inhalt(?:sverzeichnis)?|spis treści|daftar isi"
    r"|содержание|оглавление|目\s*[录錄次]|المحتويات|فهرس(?: المحتويات)?|list of (?:figures|tables)"
    r"|lista de (?:figuras|tablas)|liste des (?:figures|tableaux))\s*:?",
    re.IGNORECASE,
)
_LIST_TITLE = re.compile(
    r"(?:list of )?(?:signator(?:y|ies)|adherents|non-members|signataires|firmantes|signatarios"
    r"|participating (?:countries|states)|members of the (?:expert )?(?:group|committee|panel))\b",
    re.IGNORECASE,
)
_IMPRINT = re.compile(r"(?:(?:ELI|ISSN|ISBN|DOI|NIPO)\b[:\s].{4,90}|https?://\S+)\Z", re.IGNORECASE)
_STOP = re.compile(r"[.;:。；：]\s*\Z")
_MAX_ENTRY = 260
_MAX_LEADERS = 20_000  # characters of a contents page, most of them dots
_MIN_RUN = 3
_MIN_NAMES = 6


def mark_left_out(text: str, pieces: Sequence[Piece]) -> None:
    """Set `out` on the pieces of contents pages and of lists of names."""
    free = [i for i, piece in enumerate(pieces) if piece.kind not in ("unit", "footnote")]
    for i in free:
        if pieces[i].end - pieces[i].start < 100 and _IMPRINT.match(pieces[i].text(text)):
            pieces[i].out = IMPRINT
    _mark_leaders(text, pieces, free)
    _mark_titled(text, pieces, free)
    _mark_bare_runs(text, pieces, free)
    _mark_names(text, pieces, free)


def _entry(text: str, piece: Piece) -> bool:
    """A line, or lines, of a contents page with leaders."""
    if piece.end - piece.start > _MAX_LEADERS:
        return False
    lines = piece.text(text).split("\n")
    with_leader = sum(bool(_LEADER.search(line[-120:])) for line in lines)
    return with_leader * 3 >= len(lines) and with_leader > 0


def _mark_leaders(text: str, pieces: Sequence[Piece], free: list[int]) -> None:
    entries = [place for place, i in enumerate(free) if _entry(text, pieces[i])]
    run: list[int] = []
    for place in [*entries, None]:
        if run and (place is None or place - run[-1] > 4):
            _leave_run(text, pieces, free, run)
            run = []
        if place is not None:
            run.append(place)


def _leave_run(text: str, pieces: Sequence[Piece], free: list[int], run: list[int]) -> None:
    lines = sum(pieces[free[place]].text(text).count("\n") + 1 for place in run)
    if lines < _MIN_RUN:
        return
    between = range(run[0], run[-1] + 1)
    for place in between:
        piece = pieces[free[place]]
        if piece.end - piece.start <= _MAX_ENTRY or place in run:
            piece.out = CONTENTS
    if run[0] > 0:
        before = pieces[free[run[0] - 1]]
        if _TITLE.fullmatch(before.text(text)[:80].strip()):
            before.out = CONTENTS


def _same(text: str, piece: Piece) -> str:
    """What a contents entry and the heading it points to have in common."""
    words = _PAGE_AT_END.sub("", piece.text(text)[:_MAX_ENTRY].rstrip())
    return re.sub(r"[\W_]+", "", words).casefold()


def _mark_titled(text: str, pieces: Sequence[Piece], free: list[int]) -> None:
    """After the title "Contents", the entries that end in a page number or come again later."""
    later: dict[str, int] = {}
    titles = [p for p, i in enumerate(free) if _is_title(text, pieces[i])]
    if not titles:
        return
    for i in free:
        if pieces[i].end - pieces[i].start <= _MAX_ENTRY:
            later[_same(text, pieces[i])] = i
    for place in titles:
        taken, misses = [], 0
        for i in free[place + 1 :]:
            piece = pieces[i]
            if piece.out:
                continue
            entry = piece.end - piece.start <= _MAX_ENTRY or _paged_lines(text, piece)
            if entry and (_paged_lines(text, piece) or later.get(_same(text, piece), i) > i):
                taken.append(i)
                misses = 0
                continue
            misses += 1
            if (
                not entry
                or misses > 2
                or _STOP.search(text[max(piece.start, piece.end - 3) : piece.end])
            ):
                break
        if len(taken) >= _MIN_RUN or any(
            pieces[i].text(text).count("\n") >= _MIN_RUN for i in taken
        ):
            pieces[free[place]].out = CONTENTS
            for i in free[place + 1 :]:
                if i > taken[-1]:
                    break
                pieces[i].out = CONTENTS


def _is_title(text: str, piece: Piece) -> bool:
    return piece.end - piece.start < 60 and bool(_TITLE.fullmatch(piece.text(text).strip(" \n#*")))


def _paged_lines(text: str, piece: Piece) -> bool:
    if piece.end - piece.start > 4000:
        return False
    lines = [line for line in piece.text(text).split("\n") if line.strip()]
    paged = sum(bool(_PAGE_AT_END.search(line[-40:])) for line in lines)
    return paged * 2 >= len(lines) and paged > 0


def _mark_bare_runs(text: str, pieces: Sequence[Piece], free: list[int]) -> None:
    """Labels of articles or sections one after another, with titles but no text of their own."""
    seen: dict[tuple[str, str], int] = {}
    for i in free:
        if key := _word_key(pieces[i]):
            seen[key] = i
    run: list[int] = []
    for i in [*free, -1]:
        if i >= 0 and not pieces[i].out and _bare(text, pieces[i]):
            run.append(i)
            continue
        _leave_bare(text, pieces, run, seen)
        run = []


def _word_key(piece: Piece) -> tuple[str, str] | None:
    if piece.labels and piece.labels[0].rank and piece.labels[0].numbers:
        return piece.labels[0].kind, piece.labels[0].numbers[0].text
    return None


def _bare(text: str, piece: Piece) -> bool:
    if not piece.labels or piece.labels[0].rank == 0 or piece.labels[0].rank > STATUTE:
        return False
    if piece.end - piece.start > _MAX_ENTRY or piece.kind == "heading":
        return False
    body = piece.text(text)[piece.labels[0].end - piece.start :].strip()
    return ". " not in body and not body.endswith((":", ";", ",")) and len(body.split()) <= 24


def _leave_bare(
    text: str, pieces: Sequence[Piece], run: list[int], seen: dict[tuple[str, str], int]
) -> None:
    basic = [i for i in run if pieces[i].labels[0].rank > CHAPTER]
    if len(basic) < _MIN_RUN:
        return
    again = sum(seen.get(_word_key(pieces[i]) or ("", ""), -1) > run[-1] for i in basic)
    full = sum(len(pieces[i].text(text)) > len(pieces[i].labels[0].text) + 3 for i in basic)
    sentences = sum(text[pieces[i].end - 1] in "。" for i in basic)
    if sentences or full * 2 < len(basic):
        return
    if again * 2 < len(basic) and len(basic) < _MIN_RUN + 1:
        return
    last = run[-1]
    if again == 0 or seen.get(_word_key(pieces[last]) or ("", ""), -1) > last:
        kept: list[int] = run
    else:  # the last line of the run is the first heading of the body
        kept = run[:-1]
    for i in kept:
        pieces[i].out = CONTENTS


def _mark_names(text: str, pieces: Sequence[Piece], free: list[int]) -> None:
    """Runs of short lines that are names of countries, and what stands under such a title."""
    run: list[int] = []
    for i in [*free, -1]:
        if i >= 0 and not pieces[i].out and _name_like(text, pieces[i]):
            run.append(i)
            continue
        names = sum(_countries(pieces[j].text(text)) for j in run)
        lines = sum(pieces[j].text(text).count("\n") + 1 for j in run)
        titled = bool(run) and _under_list_title(text, pieces, run[0])
        if (names >= _MIN_NAMES and names * 2 >= lines) or (titled and lines >= _MIN_NAMES):
            for j in run:
                pieces[j].out = SIGNATORIES
        run = []


def _under_list_title(text: str, pieces: Sequence[Piece], first: int) -> bool:
    before = pieces[first - 1] if first else None
    inside = bool(_LIST_TITLE.match(pieces[first].text(text).strip()))
    return inside or bool(before and _LIST_TITLE.match(before.text(text)[:80].strip()))


def _name_like(text: str, piece: Piece) -> bool:
    if piece.end - piece.start > 1500 or (piece.labels and piece.labels[0].kind != "bullet"):
        return False
    lines = piece.text(text).split("\n")
    return (
        all(
            len(line.split()) <= 8 and not line.rstrip().endswith((".", ":", "。"))
            for line in lines
        )
        or _countries(piece.text(text)) >= _MIN_NAMES
    )


@functools.cache
def _country_names() -> frozenset[str]:
    """Names in six languages, with and without what stands in brackets."""
    names = {name.casefold() for country in countries() for _, name in country.names}
    return frozenset(names | {re.sub(r"\s*[(（].*", "", name) for name in names})


def _countries(said: str) -> int:
    parts = re.split(r"[\n,;،、]|\t|\band\b|\by\b|\bet\b", said)
    return sum(part.strip(" •–-*.()").casefold() in _country_names() for part in parts)
