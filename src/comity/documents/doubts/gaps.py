"""What editors left out of a text, in their own words or by a gap in its numbers."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from comity.documents.doubts.evidence import found, place, quoted
from comity.records import Document, Notice

# Each begins with a fixed character, which makes the search fast.
_IN_BRACKETS = (
    ("[", re.compile(r"\[[^\[\]]{1,200}\]")),
    ("【", re.compile(r"【[^【】\n]{1,80}】")),
    ("〔", re.compile(r"〔[^〔〕\n]{1,80}〕")),
    ("（", re.compile(r"（[^（）\n]{1,60}）")),
    ("(", re.compile(r"\n[ \t]*\([^()\n]{3,80}\)[ \t]*(?=\n|$)")),
)
_ROUND = "(（"
_LEFT_OUT = re.compile(
    r"""\b(?:omit(?:ted|s)?|omissions?|excerpt(?:s|ed)?|abridged|elided|truncated|snipped?
        |(?:text|passage|section|table|figure|footnote|annex|appendix|part|content)s?\s+
          (?:has\s+been\s+|have\s+been\s+|was\s+|were\s+)?(?:removed|cut|skipped|left\s+out)
        |(?:not|non)\s+(?:reproduced|included\s+here|shown\s+here|printed)|left\s+out
        |cut\s+for\s+(?:length|space|brevity)
        |omis(?:e|es)?|extraits?|non\s+reproduite?s?|passages?\s+(?:coupé|supprimé)e?s?
        |omitid[oa]s?|se\s+omiten?|extractos?|no\s+se\s+reproducen?
        |suprimid[oa]s?\s+por\s+(?:el|la)\s+(?:editor|redacción)|omiss[ei]|omissis|stralcio
        |ausgelassen|auslassung(?:en)?|gekürzt|auszug(?:sweise)?|nicht\s+abgedruckt|weggelassen
        |weggelaten|niet\s+opgenomen|pominięto|dihilangkan|tidak\s+dimuat|atlanmıştır|çıkarılmıştır
        |опущен[аоы]?|пропущен[аоы]?|не\s+привод[яи]тся|извлечени[ея]|сокращено
        )\b
      |محذوف|حُذف|تم\s+حذف|حذفت|مقتطف|غير\s+مدرج
      |从略|省略|节选|節選|节录|節錄|摘录|摘錄|抜粋
      |^略|^(?:前|中|后|後|下|以下|附件|附表|附图|附图表|图表|目录|名单|脚注|注释|正文|全文|附录|条文)略$|생략|중략|발췌""",
    re.IGNORECASE | re.VERBOSE,
)
_FIRST_WORD = re.compile(r"removed\s+(?:all\s+)?\w+|(?:以下|中|前|后|後|下)?略", re.IGNORECASE)
# Of citations within the text, or of duties that it names: "(acts or omissions)".
_OF_CITATIONS = re.compile(
    r"citation|quotation|emphasis|internal|\bacts?\b|may\s+be|shall|\bor\s+omission|errors?\b"
    r"|\bby\b|material|extrait\s+d|extracto\s+de|omitted\s+variable",
    re.IGNORECASE,
)
_ELISION_LINE = re.compile(r"\n[ \t]*[\[(【（]\s*(?:\.{2,}|…+|\. \. \.)\s*[\])】）][ \t]*(?=\n|$)")
_STARS = re.compile(r"\n[ \t]*(?:\(\w{1,4}\) )?\* +\*(?: +\*){1,5}[ \t]*(?=\n|$)")
_NUMBERED = re.compile(r"\n[ \t]*(\d{1,3})\. +(?=\w)")
_SHOWN = 3
_MIN_TOP = 20  # numbers fewer than that are lists
_MAX_KEPT = 0.6  # share of the numbers that stand, above which the gap is the reader's


def omissions(document: Document) -> list[Notice]:
    """A notice on parts that editors left out, when the text says so."""
    marked = sorted(_marked(document.text))
    notices = []
    if marked:
        shown = ", ".join(found(document, start, end) for start, end in marked[:_SHOWN])
        more = f" and {len(marked) - _SHOWN} more" if len(marked) > _SHOWN else ""
        message = (
            f"Parts were left out in {len(marked)} place{'s' if len(marked) > 1 else ''}: {shown}"
            f"{more}. What is missing here may stand in the official text."
        )
        notices.append(Notice(code="text-omitted", message=message))
    stars = _amended(document.text)
    if stars:
        message = (
            f"{len(stars)} rows of asterisks stand for law that is not reprinted, the first on"
            f" {place(document, stars[0])}: read the amended law beside this text."
        )
        notices.append(Notice(code="text-omitted", message=message))
    return notices


def _marked(text: str) -> Iterator[tuple[int, int]]:
    for opening, pattern in _IN_BRACKETS:
        if opening not in text:
            continue
        for match in pattern.finditer(text):
            inside = match[0].strip()[1:-1].strip()
            if opening in _ROUND and (len(inside) > 80 or _OF_CITATIONS.search(inside)):
                continue
            if _says_left_out(inside, opening):
                yield match.end() - len(match[0].lstrip()), match.end()
    for match in _ELISION_LINE.finditer(f"\n{text}") if "[" in text or "…" in text else ():
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        yield start - 1, match.end() - 1


def _says_left_out(inside: str, opening: str) -> bool:
    if _FIRST_WORD.fullmatch(inside) or (opening == "[" and _FIRST_WORD.match(inside)):
        return True
    if not _LEFT_OUT.search(inside):
        return False
    # In round brackets only a remark of its own counts, not an aside of the text.
    return opening not in _ROUND or len(inside.split()) <= 5


def _amended(text: str) -> list[int]:
    """Starts of the rows of asterisks by which United States law marks what it does not repeat."""
    if "* *" not in text:
        return []
    rows = [m.start() + 1 for m in _STARS.finditer(text)]
    return rows if len(rows) >= 2 and ("amend" in text or "Amend" in text) else []


def missing_numbers(document: Document) -> str:
    """What is missing from a text whose paragraphs count up; "" when nothing much is.

    Takes the longest run of numbers that only grow, so that lists that begin
    anew do not matter, and asks that it go on beyond its widest gap.
    """
    found_numbers = [int(m[1]) for m in _NUMBERED.finditer(f"\n{document.text}")]
    if not found_numbers or max(found_numbers) < _MIN_TOP:
        return ""
    run = _longest_growing(found_numbers)
    top = run[-1]
    if run[0] > 3 or top < _MIN_TOP or len(run) > _MAX_KEPT * top or len(run) < 5:
        return ""
    gap, before = max((b - a, a) for a, b in pairwise(run))
    beyond = [number for number in run if number > before]
    follow = sum(b - a == 1 for a, b in pairwise(beyond))
    if len(beyond) < 3 or not follow or gap < _MIN_TOP // 2:
        return ""
    last = document.text.rfind(f"\n{top}. ") + 1
    return (
        f"its paragraphs are numbered up to {top}, but only {len(run)} of these numbers stand,"
        f" and none between {before} and {before + gap}"
        f" ({quoted(document.text[last : last + 60])}, {place(document, last)})"
    )


def _longest_growing(numbers: list[int]) -> list[int]:
    """The longest subsequence in which each number is greater than the one before."""
    tails: list[int] = []
    places: list[int] = []  # index into `numbers` of the end of the best run of each length
    previous: list[int] = []
    for index, number in enumerate(numbers):
        at = bisect_left(tails, number)
        if at == len(tails):
            tails.append(number)
            places.append(index)
        else:
            tails[at] = number
            places[at] = index
        previous.append(places[at - 1] if at else -1)
    run = []
    index = places[-1]
    while index >= 0:
        run.append(numbers[index])
        index = previous[index]
    return run[::-1]
