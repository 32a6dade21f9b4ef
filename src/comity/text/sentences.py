"""Sentences and words, as counts and spans; exact on any script, approximate on any language."""

from __future__ import annotations

import re

from comity.records import Span

# Ideographs and kana: two of them carry about as much as one word of an
# alphabetic script, so 300 words are 600 characters.
_CJK = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]+",
)
_CJK_PER_WORD = 2
# Thai, Lao, Burmese and Khmer are written without spaces; five characters with
# their vowel signs make about one word.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")
_UNSPACED_PER_WORD = 5
_WORD = re.compile(r"\w\S*")

# A full stop after these does not end a sentence. Lower case, without the dot.
_ABBREVIATIONS = frozenset(
    """
    art arts al app arr assn aug av bd bzw ca cap cf cfr ch chap cl cm co col comm cong
    corp dec dept disp div doc dr ed eds eg eq est et etc ff fig figs feb fr gen gov hon
    ibid id ie inc inf jan jr jul jun let lett lit ltd ltda mar max messrs min mr mrs ms
    mt mme mlle no nos nov nr num núm oct op ord p par para paras párr pg pp pr prof pt
    pub r rec ref reg regs res rev s sa sec secs sect sen sept sig sr sra ss st stat
    subsec suppl tel tit u usc v vol vols vs z zb ст п пп гл ч им г гг рис др т см
    """.split()  # noqa: SIM905
)
_CLOSERS = "\"'”’»)\\]）」』】"
_END = re.compile(
    rf"(?P<blank>[ \t]*\n[ \t]*\n\s*)"
    rf"|(?P<cjk>[。！？][{_CLOSERS}]*\s*)"
    rf"|(?P<stop>[.!?؟۔…;][{_CLOSERS}]*(?P<gap>\s+))"
)
_OPENS_SENTENCE = re.compile(r"""["'“‘«„(\[（「『¿¡•–—-]*\s*[^\W_]""")


def word_count(text: str, language: str = "") -> int:  # noqa: ARG001
    """Words in `text`; two Chinese or Japanese characters count as one word.

    `language` is a BCP 47 tag; the script of the characters decides, so that a
    Chinese sentence inside an English text is counted as Chinese.
    """
    extra = 0.0
    if not text.isascii():
        if _CJK.search(text):
            extra += sum(map(len, _CJK.findall(text))) / _CJK_PER_WORD
            text = _CJK.sub(" ", text)
        if _UNSPACED.search(text):
            extra += sum(map(len, _UNSPACED.findall(text))) / _UNSPACED_PER_WORD
            text = _UNSPACED.sub(" ", text)
    return len(_WORD.findall(text)) + round(extra)


def sentence_spans(text: str, language: str = "") -> list[Span]:  # noqa: ARG001
    """The sentences of `text` in order, without the space between them.

    Together they hold every non-blank character. A blank line always ends a
    sentence; a single line break does not. A semicolon ends one only at the end of
    a line, where legal texts part the items of a list. `language` is a BCP 47 tag;
    the abbreviations of all languages are heeded, whichever it is.
    """
    spans: list[Span] = []
    start = 0
    for match in _END.finditer(text):
        if match["stop"] and not _ends_sentence(text, match):
            continue
        _append(spans, text, start, match.end())
        start = match.end()
    _append(spans, text, start, len(text))
    return spans


def _ends_sentence(text: str, match: re.Match[str]) -> bool:  # noqa: PLR0911 - a list of guards
    """False after an abbreviation or an initial, and before a lower-case word."""
    mark, at = text[match.start()], match.start()
    if mark == ";":
        return "\n" in match["gap"]
    follows = _OPENS_SENTENCE.match(text, match.end())
    if not follows:
        return False
    if follows.group()[-1].islower():
        return False
    if mark != ".":
        return True
    begin = at
    while begin > 0 and at - begin < 24 and (text[begin - 1].isalnum() or text[begin - 1] == "."):
        begin -= 1
    word = text[begin:at]
    if len(word) == 1 and word.isalpha():
        return False  # an initial, or the last letter of "U.S."
    if "." in word and all(len(part) == 1 for part in word.split(".") if part.isalpha()):
        return not word.replace(".", "").isalpha()  # "e.g.", "U.S." against "1.2."
    return word.casefold() not in _ABBREVIATIONS


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    size = len(piece.strip())
    if size:
        spans.append(Span(start + lead, start + lead + size))
