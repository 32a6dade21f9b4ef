"""Preambles: citations, recitals and participial paragraphs before the operative part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from comity.provisions.kinds import ANNEXES, NAMED
from comity.provisions.labels import Label
from comity.provisions.numerals import Number
from comity.provisions.pieces import Piece
from comity.provisions.sequences import MAX_GAP

LETTERS = 26  # of the alphabet that recitals count with
Role = Literal["intro", "citation", "paragraph", "whereas", "recital", "text", "formula"]

# Verbs and adjectives with which preambular paragraphs begin.
_OPENING = re.compile(
    r"""[“"«]?(?:
    (?:Also|Further|Deeply|Strongly|Fully|Gravely|Noting|Seriously)\s+[\w-]+(?:ing|ed|ous|ful)\b
    |[A-Z][a-z]+ing\b|[A-Z]{3,}ING\b
    |(?:Aware|Mindful|Conscious|Concerned|Convinced|Guided|Alarmed|Determined|Encouraged|Inspired
       |Desirous|Resolved|Cognizant|Committed|Disturbed|Persuaded|Whereas|After\ (?:trans|consult)
       |In\ view|Pursuant\ to|AWARE|MINDFUL|CONSCIOUS|CONVINCED|WHEREAS|having\ regard|whereas)\b
    |(?:Vus?|VU|Vues?|Considérant|CONSIDÉRANT|Eu\ égard|Ayant|Conscient\w*|Soucieu\w+|Convaincu\w*
       |Préoccup\w+|Résolu\w*|Après\ (?:trans|consult)|vu|considérant|Statuant|Guidée?s?|Notant)\b
    |[A-ZÉ][a-zéèêç]+ant\b
    |(?:Vist[oa]s?|VIST[OA]|visto|vista|Consciente\w*|Preocupad\w+|Convencid\w+|Previ[oa]|Decidid\w+
       |Profundamente|Habida|Guiad\w+|Resuelt\w+|Alarmad\w+|Alentad\w+|Consci\w+|Considerata)\b
    |[A-ZÁÉÍÓÚ][a-záéíóúñ]+(?:[aá]ndo|i?[eé]ndo|yendo)(?:se|los?|las?)?\b
    |[A-ZÁÉÍÓÚ]{3,}(?:ANDO|IENDO)\b
    |(?:Gestützt|In\ Anbetracht|In\ Erwägung|In\ Kenntnis|Unter\ Hinweis|Nach\ (?:Zul|Anh|Stell))\b
    |[А-Я][а-я]+(?:ая|яя|уя|ивая|ывая|ясь|аясь|ив|дя)\b
    |و?إذ\s|واذ\s|بالنظر
    |(?:又|还|并|深)?(?:回顾|重申|确认|注意到|铭记|认识到|考虑到|强调|意识到|关切|忆及|鉴于|深信)
    )""",
    re.VERBOSE,
)
_BEHIND_COMMA = re.compile(r"[,;،，][\s\d]*\n\s*")
_CITES = re.compile(
    r"[-–—•\s]*(?:having regard|pursuant to|vu[se]?\b|vist[oa]s?\b|gestützt|eu égard)",
    re.IGNORECASE,
)
_ENDS = re.compile(r"(?:[,;:，；、،؛]|\band|\by|\bet)[\s\d()¹²³⁴-⁹]*\Z")
_WHEREAS = re.compile(
    r"(?:Whereas|WHEREAS|considérant(?: ce qui suit)?|Considerando(?: lo siguiente| quanto segue)?"
    r"|CONSIDÉRANT|in Erwägung nachstehender Gründe|In Erwägung[^.]{0,40}|considerando[^.]{0,25}"
    r"|overwegende hetgeen volgt|mając na uwadze[^.]{0,40})\s*[:：]?",
    re.IGNORECASE,
)
_ENDS_WHEREAS = re.compile(r",\s+(?:Whereas|considérant|considerando)[^.,]{0,20}:\Z", re.IGNORECASE)
_LETTERED = re.compile(
    r"\s*(?:whereas|consid[ée]rant|considerando|in der Erwägung|mając)\b", re.IGNORECASE
)
# After "Z." come "AA.", "AB.", "AC.": letters that only count behind recitals with one letter.
_TWO_LETTERS = re.compile(r"\(?(?P<n>[A-Z]{2})(?P<close>[.)])\s+")
_FORMULA = re.compile(
    r"(?:(?:HAVE|HAS) (?:ADOPTED|AGREED|DECIDED)|(?:A|ONT) (?:ADOPTÉ|ARRÊTÉ|DÉCIDÉ)"
    r"|HAN? (?:ADOPTADO|ACORDADO|DECIDIDO)|HA(?:NNO)? ADOTTATO|HA(?:BEN|T) FOLGENDE"
    r"|have agreed|sont convenus|han (?:acordado|convenido)|hereby (?:adopts?|agree|declare)"
    r"|be it enacted|decrees as follows|hanno convenuto)",
    re.IGNORECASE,
)
# Reasons in the Spanish and Portuguese manner: each a clause behind one "CONSIDERANDO:".
_THAT = re.compile(r"(?:Que|QUE)\b,?\s")
_THAT_MARK = "que"
_LEGAL_BASIS = re.compile(
    r"(?:De conformidad|En uso|En ejercicio|En virtud|En cumplimiento|Estando a|Con (?:el|la|los) "
    r"|A propuesta|Vist[oa]s?\b|No uso|Tendo em vista|Nos termos|Usando|En consecuencia)",
    re.IGNORECASE,
)
_ENACTS = re.compile(
    r"(?:se )?(?:decretan?|resuelven?|acuerdan?|disponen?|ordenan?|resolvem?|decreto"
    r"|ha dado la ley siguiente)\s*:",
    re.IGNORECASE,
)
_NAMED_PREAMBLE = re.compile(
    r"(?:preamble|préambule|preámbulo|preâmbulo|preambolo|präambel|преамбула|الديباجة|序言)\s*:?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Preamble:
    """One preamble: its pieces from `start`, `end` excluded, and the role of each."""

    start: int
    end: int
    roles: dict[int, Role] = field(default_factory=dict)


def split_preambular(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with each paragraph of a preamble apart: "Recalling ...," above "Noting ...".

    A page break may hide where the next one begins; only a participle behind
    a comma, in a piece that begins with one, tells.
    """
    parted: list[Piece] = []
    for piece in pieces:
        plain = piece.kind == "paragraph" and not (piece.labels or piece.out)
        broken = plain and text.find("\n", piece.start, piece.end) >= 0
        if broken and _OPENING.match(text, piece.start, piece.end):
            at = piece.start
            for match in _BEHIND_COMMA.finditer(text, piece.start, piece.end):
                if _OPENING.match(text, match.end(), piece.end):
                    end = at + len(text[at : match.end()].rstrip())
                    parted.append(replace(piece, start=at, end=end))
                    at = match.end()
            piece.start = at
        parted.append(piece)
    return parted


def find_preambles(text: str, pieces: Sequence[Piece]) -> list[Preamble]:
    """Every preamble of a document, in order; annexed texts may have their own."""
    found: list[Preamble] = []
    index, open_ = 0, True
    while index < len(pieces):
        piece = pieces[index]
        if piece.out:
            index += 1
            continue
        label = piece.labels[0] if piece.labels else None
        if label and label.rank and label.strong:
            open_ = label.kind in ANNEXES or (open_ and label.rank >= NAMED)
        elif _NAMED_PREAMBLE.fullmatch(piece.text(text)[:40].strip()):
            open_ = True
        if (open_ and _begins(text, pieces, index)) or _whereas_opens(text, pieces, index):
            preamble = _read(text, pieces, index, found[-1].end if found else 0)
            if any(role != "text" for role in preamble.roles.values()):
                found.append(preamble)  # else nothing in it is of a preamble's form after all
            index, open_ = max(preamble.end, index + 1), False
            continue
        index += 1
    return found


def _head(text: str, piece: Piece) -> str:
    start = (
        piece.labels[0].end if piece.labels and piece.labels[0].kind == "bullet" else piece.start
    )
    return text[start : min(piece.end, start + 80)]


def _preambular(text: str, piece: Piece) -> bool:
    if piece.kind == "heading" or piece.out:
        return False
    if piece.labels and piece.labels[0].kind != "bullet":
        label = piece.labels[0]
        return not label.kind and bool(_LETTERED.match(text, label.end, piece.end))
    if not _OPENING.match(_head(text, piece)):
        return False
    return bool(_ENDS.search(text[max(piece.start, piece.end - 40) : piece.end]))


def _begins(text: str, pieces: Sequence[Piece], index: int) -> bool:
    piece = pieces[index]
    if piece.kind in ("unit", "footnote"):
        return False
    if not _preambular(text, piece):
        return False
    near = pieces[index : index + 8]
    return sum(_preambular(text, other) for other in near) >= min(3, len(near))


def _whereas_opens(text: str, pieces: Sequence[Piece], index: int) -> bool:
    """A line that says "Whereas:" and no more, with the first recital behind it."""
    piece = pieces[index]
    said = piece.text(text)[-300:].strip()
    if not (_WHEREAS.fullmatch(said[:70]) if len(said) <= 70 else _ENDS_WHEREAS.search(said)):
        return False
    follows = pieces[index + 1] if index + 1 < len(pieces) else None
    if follows is None:
        return False
    if not follows.labels:
        return bool(_THAT.match(text, follows.start, follows.end))
    return any(n.value == 1 for n in follows.labels[0].numbers)


def _read(text: str, pieces: Sequence[Piece], first: int, floor: int) -> Preamble:
    """The extent and roles of the preamble whose first recognised piece is `first`."""
    start = first
    while start > floor and _cites_before(text, pieces[start - 1]):
        start -= 1
    if start > floor:
        before = pieces[start - 1]
        said = before.text(text).rstrip()
        short = len(said) < 400 and not before.labels and not before.out
        if short and said.endswith((",", "،", "，")):
            start -= 1
    preamble = Preamble(start, start)
    for index in range(start, first):
        cites = _cites_before(text, pieces[index])
        preamble.roles[index] = "paragraph" if cites else "intro"
    numbered: tuple[str, int] | None = None  # mark and last number of the recitals
    misses, index = 0, first
    while index < len(pieces):
        piece = pieces[index]
        if numbered is not None and numbered[1] >= LETTERS and not piece.out:
            _label_letters(text, piece)
        role, numbered, stop = _role(text, piece, numbered)
        if stop:
            break
        misses = misses + 1 if role == "text" and numbered is None else 0
        if misses > 3:
            break
        preamble.roles[index] = role
        index += 1
        if role == "formula":
            break
    while misses and preamble.roles.get(index - 1) == "text" and index - 1 > first:
        index -= 1
        preamble.roles.pop(index)
        misses -= 1
    preamble.end = index
    if any(role in ("whereas", "recital") for role in preamble.roles.values()):
        _cite(pieces, preamble)
    return preamble


def _label_letters(text: str, piece: Piece) -> None:
    """Read "AB." before a recital as its label: the twenty-eighth letter."""
    match = _TWO_LETTERS.match(text, piece.start, piece.end)
    if not match or not _LETTERED.match(text, match.end(), piece.end):
        return
    letters = match["n"]
    value = (ord(letters[0]) - 64) * LETTERS + ord(letters[1]) - 64
    number = Number("letter", "u", value, letters)
    mark = f"(x{match['close']}" if match.group().startswith("(") else f"x{match['close']}"
    printed = match.group().strip()
    piece.labels = (Label("", 0, mark, (number,), printed, piece.start, match.end(), False),)


def _cites_before(text: str, piece: Piece) -> bool:
    """A citation that stands before the first piece recognised, perhaps set in bold."""
    if piece.out or (piece.labels and piece.labels[0].kind != "bullet"):
        return False
    return bool(_CITES.match(_head(text, piece))) or _preambular(text, piece)


def _role(  # noqa: PLR0911 - a list of cases
    text: str, piece: Piece, numbered: tuple[str, int] | None
) -> tuple[Role, tuple[str, int] | None, bool]:
    if piece.out:
        return "text", numbered, False
    if piece.kind == "heading" and _CITES.match(_head(text, piece)):
        return "paragraph", numbered, False
    if piece.kind in ("unit", "footnote", "heading"):
        whereas = bool(_WHEREAS.fullmatch(piece.text(text).strip()[:70]))
        return ("whereas", ("", 0), False) if whereas else ("text", numbered, True)
    if piece.end - piece.start < 70 and _WHEREAS.fullmatch(piece.text(text).strip()):
        return "whereas", ("", 0), False
    if piece.end - piece.start < 200 and not piece.labels and _FORMULA.search(piece.text(text)):
        return "formula", numbered, False
    if numbered is not None and not piece.labels and numbered[0] in ("", _THAT_MARK):
        role = _reason(text, piece, numbered)
        if role is not None:
            return role, (_THAT_MARK, 0), False
    if not piece.labels and _ENDS_WHEREAS.search(piece.text(text)[-80:].rstrip()):
        return "citation", ("", 0), False
    label = piece.labels[0] if piece.labels else None
    if label and label.kind and label.kind != "bullet":
        return "text", numbered, label.strong and not label.quoted
    if label and not label.kind and not label.quoted:
        return _recital(text, piece, numbered)
    if _OPENING.match(_head(text, piece)) or _CITES.match(_head(text, piece)):
        return "paragraph", numbered, False
    return "text", numbered, False


def _reason(text: str, piece: Piece, numbered: tuple[str, int]) -> Role | None:
    """What a paragraph behind "CONSIDERANDO:" is: a reason, its legal basis, the formula."""
    if _THAT.match(text, piece.start, piece.end):
        return "recital"
    if numbered[0] != _THAT_MARK:
        return None
    if _ENACTS.fullmatch(piece.text(text)[:80].strip()):
        return "formula"
    return "citation" if _LEGAL_BASIS.match(text, piece.start, piece.end) else None


def _recital(
    text: str, piece: Piece, numbered: tuple[str, int] | None
) -> tuple[Role, tuple[str, int] | None, bool]:
    label = piece.labels[0]
    lettered = bool(_LETTERED.match(text, label.end, piece.end))
    if numbered is None and not lettered:
        opens = label.mark in ("x.", "x", "x、") and any(n.value == 1 for n in label.numbers)
        return "text", None, opens or label.mark == "decimal"
    mark, last = numbered or ("", 0)
    if mark in ("", label.mark):
        values = [n.value + 26 if n.style == "double" else n.value for n in label.numbers]
        later = [value for value in values if lettered and last < value <= last + MAX_GAP]
        if last + 1 in values or later:
            value = last + 1 if last + 1 in values else min(later)
            return "recital", (label.mark, value), False
    counts_anew = any(n.value == 1 and n.style == "arabic" for n in label.numbers)
    if mark and label.mark in ("x.", "x") and counts_anew and not lettered:
        return "text", numbered, True  # what the recitals lead to
    return "text", numbered, False


def _cite(pieces: Sequence[Piece], preamble: Preamble) -> None:
    """In acts with recitals, what stands between the enacting body and "Whereas" is citations."""
    for index in range(preamble.start, preamble.end):
        role = preamble.roles.get(index)
        if role in ("whereas", "recital"):
            break
        if role in ("paragraph", "text") and not pieces[index].out:
            preamble.roles[index] = "citation"
