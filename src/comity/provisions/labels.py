"""A grammar of printed labels: "Article 5", "SEC. 2.", "第七十三条", "(a)", "1.2", "•"."""

from __future__ import annotations

import re
from typing import NamedTuple

from comity.provisions.kinds import HAN_KINDS, RANKS, WORD_KINDS
from comity.provisions.numerals import HAN, ORDINAL_WORDS, Number, readings, roman_value
from comity.provisions.ordinals import ORDINAL, ordinal_value, read_group, read_ordinal
from comity.provisions.statutes import read_statute

# A label longer than this is prose; it also bounds what a regex may look at.
_WINDOW = 96


class Label(NamedTuple):
    """A possible label at the head of a text; whether it counts, the sequence decides."""

    kind: str  # "article", "" for a bare number or letter, "bullet", "code"
    rank: int  # of a word kind; 0 otherwise
    mark: str  # how the number is set off: "word", "(x)", "x)", "x.", "x", "bullet", "code:GOVERN"
    numbers: tuple[Number, ...]  # the readings of its number; () when it has none
    text: str  # as printed, without the punctuation that only sets it off from the heading
    start: int  # where it begins, after quotation marks and bullets
    end: int  # where what follows begins, space skipped
    quoted: bool  # a quotation opens right before it
    strong: bool = False  # stands alone, or is set off by punctuation, so it is no cross-reference


_QUOTE = re.compile(r"""\s*(?P<quote>(?:``|''|[“"‘'«„‟「『])\s?)*(?P<dot>[·•∙]\s+)?""")
_BULLET = re.compile(r"([•●▪■□◆◦○‣⁃∙·➢➤►▶✓✔❖\uf000-\uf0ff]|[–—−\-*](?=\s)|o(?=\t))\s*(?=\S)")

_N = (  # one printed number
    r"\d{1,6}(?:\.\d{1,3}){1,5}|\d{1,6}(?:[a-zA-Z]{1,2}\b|[ ](?:bis|ter|quater|quinquies)\b)?"
    r"|[IVXLC]{1,8}\b|[ivxlc]{1,8}\b|[A-Za-z]{2}\b|[^\W\d_]\u0640?\b"
)
_ANONYMOUS = re.compile(
    rf"(?:(?P<paren>[(（]\s?(?P<n1>{_N}|[{HAN}]{{1,5}})\s?[)）])"
    rf"|(?P<half>(?P<n2>{_N})\s?[)）])"
    rf"|(?P<dot>(?P<n3>{_N})\s?(?:\.[-–—]|[.．](?!\d)))"
    rf"|(?P<decimal>(?P<n4>\d{{1,3}}(?:\.\d{{1,3}}){{1,5}})(?=[\s:：]))"
    rf"|(?P<han>(?P<n5>[{HAN}]{{1,5}})[、．.])"
    rf"|(?P<bare>(?P<n6>\d{{1,3}}|[a-z]|[ivx]{{2,5}})(?=\t|\s{{1,}}\S)))(?P<gap>\s*)"
)
_CODE = re.compile(
    r"(?P<word>[A-Z][A-Z&]{1,15})(?P<sep>[ \-–]?)(?P<n>\d{1,3}(?:[.\-]\d{1,3}){0,4})"
    r"(?P<stop>\s*[.:：])?"
    r"(?=\s|$)\s*"
)
# The same as a title in which only the first letter is a capital: "Sr-01".
_TITLE_CODE = re.compile(
    r"(?P<word>[A-Z][a-z]{1,3})(?P<sep>-)(?P<n>\d{2})(?P<stop>\s*[.:：])?(?=\s|$)\s*"
)
_FRAMEWORK = re.compile(r"[A-Z]{2,}[ ]\d{1,2}(?:\.\d{1,3})?\s*:")

_WORDS = {word.casefold(): entry.kind for entry in WORD_KINDS for word in entry.words.split("|")}
_word = "|".join(sorted((re.escape(w) for w in _WORDS), key=lambda w: (-len(w), w)))
_ordinal = "|".join(map(re.escape, ORDINAL_WORDS))
_LABELLED = re.compile(
    rf"(?P<word>{_word})(?P<abbr>\.)?(?P<space>[ \t\u00a0\u3000]*)"
    rf"(?P<open>[(（\[])?(?:№|No\.?|n\.?º|n°)?\s?"
    rf"(?P<n>(?:{_ordinal}|Ier)\b|\d{{1,6}}(?:[.\-–]\d{{1,5}}){{0,4}}"
    rf"(?:[ ]?(?:bis|ter|quater|quinquies)\b|-?[a-zA-Z]{{1,2}}\b)?"
    rf"|[IVXLC]{{1,8}}\b|[A-Za-zأ-ي]\b)"
    rf"(?P<close>[)）\]])?",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"(?P<word>{_word})\s*(?::|$)", re.IGNORECASE)
_HAN_LABEL = re.compile(
    rf"第\s?(?P<n>[{HAN}]{{1,6}}|\d{{1,4}})\s?(?P<unit>部分|[编編篇章节節条條款])"
)
_HAN_ANNEX = re.compile(rf"附\s?[件录錄](?P<n>\s?[{HAN}\d]{{1,3}})?(?=\s|[:：]|$)")
_KOREAN = re.compile(r"제\s?(?P<n>\d{1,4})\s?(?P<unit>[조장절])")
_DISPOSITION = re.compile(
    r"Disposición\s+(?:complementaria\s+)?"
    r"(?P<sort>adicional|transitoria|derogatoria|final|complementaria|modificatoria)"
    rf"(?:\s+(?P<n>{ORDINAL}))?(?=[.:\s]|$)",
    re.IGNORECASE,
)
# After "Section 2 of", "Article 5 and", "l'article 5 du" a label is a reference.
_LOWER = re.compile(r"[a-zà-öø-ÿа-яα-ω]")
_SEPARATOR = re.compile(r"\s*(?:[.．:：]+[-–—]*|[-–—](?=\s)|--|[—–](?=\S)|\|)\s*")
_HAN_REFERENCE = re.compile(r"[、，,和或及至规规定的所第之（(]")


def read_labels(text: str, start: int, end: int, *, heading: bool = False) -> tuple[Label, ...]:
    """The label at `start`, and those stacked right behind it: "(a)(1)".

    Empty when the text there reads as prose. Offsets are those of `text`.
    """
    window = text[start : min(end, start + _WINDOW)]
    first = _first_label(window, heading)
    if first is None:
        return ()
    labels = [_shift(first, start)]
    if first.mark in ("bullet",):
        return tuple(labels)
    at = labels[0].end
    while at < end and len(labels) < 6:
        behind = read_opening(text, at, end)
        if behind is None:
            break
        labels.append(behind)
        at = behind.end
    return tuple(labels)


def read_opening(text: str, start: int, end: int) -> Label | None:
    """A label right behind another one: only the first of a sequence, as "(1)" or "(a)"."""
    window = text[start : min(end, start + 12)]
    match = _ANONYMOUS.match(window)
    if not match or not (match["paren"] or match["dot"]) or not match["gap"]:
        return None
    label = _anonymous(match, 0, False)
    if label is None or not any(n.value == 1 for n in label.numbers):
        return None
    return _shift(label._replace(numbers=tuple(n for n in label.numbers if n.value == 1)), start)


def read_printed(printed: str) -> Label | None:
    """The label that a format prints but keeps out of the text: the number of a list item."""
    printed = printed.strip()
    return _first_label(printed + " x", False) if printed else None


def _shift(label: Label, by: int) -> Label:
    return label._replace(start=label.start + by, end=label.end + by)


def _first_label(window: str, heading: bool) -> Label | None:
    lead = _QUOTE.match(window)
    at = lead.end() if lead else 0
    quoted = bool(lead and lead["quote"])
    rest = window[at:]
    if not rest:
        return None
    label = _word_label(window, at, quoted, heading)
    if label is not None and label.rank >= RANKS["principle"] and _FRAMEWORK.match(window, at):
        label = None  # "MEASURE 2.1" among "MAP 1.1", "GOVERN 1.1"
    if label is None and (match := _CODE.match(window, at)):
        label = _code_label(match, at, quoted, titled=heading)
    if label is None and heading and (match := _TITLE_CODE.match(window, at)):
        label = _code_label(match, at, quoted, titled=True)
    if label is None and (match := _ANONYMOUS.match(window, at)):
        label = _anonymous(match, at, quoted)
    if label is None and lead and lead["dot"]:
        at = lead.start("dot")
    if label is None and (match := _BULLET.match(window, at)):
        return Label("bullet", 0, "bullet", (), match[1], at, match.end(), quoted)
    return label


def _anonymous(match: re.Match[str], at: int, quoted: bool) -> Label | None:
    group, printed = "", ""
    for name, inner in (("paren", "n1"), ("half", "n2"), ("dot", "n3"), ("decimal", "n4"),
                        ("han", "n5"), ("bare", "n6")):  # fmt: skip
        if match[name] is not None:
            group, printed = name, match[inner]
            break
    numbers = readings(printed)
    if not numbers or (group != "decimal" and numbers[0].value > 2000):
        return None
    text = match[group].rstrip()
    decimal = numbers[0].style == "decimal"
    if group in ("dot", "decimal") and decimal:
        text, group = text.rstrip(".．-–— "), "decimal"
    if group in ("half", "dot") and not match["gap"] and match.end() < len(match.string):
        follows = match.string[match.end()]
        if group == "half" or not (follows.isupper() or ord(follows) > 0x2E80 or follows in '(“‘"'):
            return None
    if group == "dot" and not match["gap"] and numbers[0].style != "arabic":
        return None  # "A.I", "U.S"
    if group == "bare":
        follows = match.string[match.end() : match.end() + 1]
        if (
            "\t" not in match["gap"]
            and printed.isdecimal()
            and not (follows.isupper() or follows in '“‘"«¿(')
        ):
            return None
    mark = {"paren": "(x)", "half": "x)", "dot": "x.", "han": "x、", "bare": "x"}.get(group, group)
    return Label("", 0, mark, numbers, text, at, match.end(), quoted)


def _code_label(match: re.Match[str], at: int, quoted: bool, *, titled: bool) -> Label | None:
    """ "GOVERN 1.1", "GV-1.1-001", "SR-01": an upper-case word with a number, as in frameworks."""
    path = tuple(int(part) for part in re.split(r"[.\-]", match["n"]))
    if path[0] > 200:
        return None
    number = Number("decimal", "", path[-1], match["n"], "", path)
    printed = f"{match['word']}{match['sep']}{match['n']}"
    return Label(
        "code",
        0,
        f"code:{match['word'].upper()}",
        (number,),
        printed,
        at,
        match.end(),
        quoted,
        titled or bool(match["stop"]) or match.end() == len(match.string),
    )


def _word_label(window: str, at: int, quoted: bool, heading: bool) -> Label | None:  # noqa: PLR0911 - a list of guards
    if (match := _HAN_LABEL.match(window, at) or _KOREAN.match(window, at)) is not None:
        kind, rank = HAN_KINDS[match["unit"]]
        numbers = readings(match["n"])
        follows = window[match.end() : match.end() + 1]
        if not numbers or (follows and _HAN_REFERENCE.match(follows)):
            return None
        strong = not follows or follows.isspace() or follows in ":："
        end = _skip(window, match.end())
        return Label(kind, rank, "word", numbers, match[0], at, end, quoted, strong)
    if (match := _HAN_ANNEX.match(window, at)) is not None:
        numbers = readings(match["n"].strip()) if match["n"] else ()
        end = _skip(window, match.end())
        return Label("annex", RANKS["annex"], "word", numbers, match[0], at, end, quoted, True)
    if (statute := read_statute(window, at)) is not None:
        return Label("statute", RANKS["statute"], "word:statute", (statute.number,),
                     statute.printed, at, _skip(window, statute.end), quoted, True)  # fmt: skip
    if not (window[at].isupper() or heading or window[at] == "§" or ord(window[at]) > 0x590):
        return None
    if (group := read_group(window, at)) is not None:
        sort, printed, end = group
        return Label("dispositions", RANKS["dispositions"], f"word:{sort}", (), printed, at, end,
                     quoted, True)  # fmt: skip
    if (match := _DISPOSITION.match(window, at)) is not None:
        sort = match["sort"].casefold()
        value = ordinal_value(match["n"]) if match["n"] else 1
        if not value:
            return None
        named = (Number("word", "", value, f"{sort}_{value}"),)
        end = _skip(window, match.end())
        return Label("disposition", RANKS["disposition"], f"word:{sort}", named, match[0], at, end,
                     quoted, True)  # fmt: skip
    if (ordinal := read_ordinal(window, at)) is not None:
        return Label("ordinal", RANKS["ordinal"], "word", (ordinal.number,), ordinal.printed, at,
                     ordinal.end, quoted, True)  # fmt: skip
    if (match := _LABELLED.match(window, at)) is not None:
        return _numbered(window, match, at, quoted)
    if (match := _ALONE.match(window, at)) is not None:
        kind = _WORDS[match["word"].casefold()]
        if kind in ("annex", "appendix", "schedule"):
            end = _skip(window, match.end())
            return Label(kind, RANKS[kind], "word", (), match["word"], at, end, quoted, True)
    return None


def _numbered(window: str, match: re.Match[str], at: int, quoted: bool) -> Label | None:  # noqa: PLR0911 - a list of guards
    word = match["word"]
    kind = _WORDS[word.casefold()]
    abbreviation = kind in ("article", "section") and len(word) <= 4 and word != "§"
    if (
        word[-1].isalpha()
        and word not in ("Q",)
        and not (match["space"] or match["abbr"] or match["open"])
    ):
        return None
    if word.casefold() == "q" and (match["space"] or match["open"]):
        return None
    if word.isascii() and word.islower() and not match["abbr"]:
        return None
    if match["open"] and not match["close"]:
        return None
    printed = match["n"]
    numbers = _word_numbers(kind, printed)
    if not numbers:
        return None
    end = match.end()
    if match["close"] and not match["open"]:
        end -= len(match["close"])
    tail = window[end:]
    separated = _SEPARATOR.match(tail)
    strong = bool(separated) or not tail.strip() or tail.startswith(("\n", "\t"))
    if not strong:
        bare = tail.lstrip()
        if tail[0] in ",;)/]’'”»%(" or not tail[0].isspace():
            return None
        if _LOWER.match(bare) or bare[0] in "(,;&" or bare.startswith(("-", "–")):
            return None
    elif separated and separated.end() < len(tail):
        first = tail[separated.end()]
        if first == ")" or (_LOWER.match(first) and abbreviation and kind == "article"):
            return None
    label_end = end
    text = window[at:label_end]
    if tail.startswith(".") and (match["abbr"] or word[0] == "§" or kind == "section"):
        text += "."  # "SEC. 2." as printed
    end = end + separated.end() if separated else _skip(window, end)
    rank = RANKS[kind]
    mark = "word:§" if word.startswith("§") else "word"
    return Label(kind, rank, mark, numbers, " ".join(text.split()), at, end, quoted, strong)


def _word_numbers(kind: str, printed: str) -> tuple[Number, ...]:
    if printed.casefold() == "ier":
        return (Number("roman", "u", 1, "I"),)
    if re.fullmatch(r"\d+(?:[.\-–]\d+)+", printed):
        path = tuple(int(part) for part in re.split(r"[.\-–]", printed))
        return (Number("decimal", "", path[-1], printed.replace("–", "-"), "", path),)
    if re.fullmatch(r"\d+(?:[.\-–]\d+)*[ -]?[A-Za-z]{1,2}", printed) and not printed.isalnum():
        path = tuple(int(part) for part in re.findall(r"\d+", printed))
        return (Number("decimal", "", path[-1], printed.replace("–", "-").replace(" ", ""), "x",
                       path),)  # fmt: skip
    numbers = readings(printed) or readings(printed.casefold())
    if kind in ("article", "rule", "paragraph") and not roman_value(printed):
        return tuple(n for n in numbers if n.style not in ("letter", "double"))
    return numbers


def _skip(text: str, at: int) -> int:
    while at < len(text) and (text[at].isspace() or text[at] in ":：.．"):
        at += 1
    return at
