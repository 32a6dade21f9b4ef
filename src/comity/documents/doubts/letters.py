"""Letters that were lost, and blanks that stand where none were, or lack where they were."""

from __future__ import annotations

import re
from collections import Counter

from comity.documents.doubts.evidence import found, place, quoted
from comity.errors import NoTextError
from comity.records import Document, Notice
from comity.text.stopwords import STOPWORDS

_STRETCH = 750
_STRETCHES = 4
# Letters of these languages that are each at least 4 % of any text of theirs (counted on the
# shared corpus and, for those it lacks, on the examples; the rarest there is 4.6 %).
_COMMON_LETTERS = {
    "de": "enirst",
    "en": "aeinost",
    "es": "aeinors",
    "fr": "aeinrst",
    "id": "aeint",
    "it": "aeinort",
    "ms": "aeint",
    "nl": "aeinrt",
    "pt": "aeiors",
    "ru": "аеино",
    "ar": "المين",
}
_RANGES = {"а": ("а", "ё"), "ا": ("ء", "ي")}  # letters of a script, by its first common one
_LOST_SHARE = 0.008  # of the letters, below which a common letter counts as lost
_RARE_SHARE = 0.02  # the same where single letters stand about: half of what any sound text has
_FEW_LETTERS = 400  # in the sample, below which shares say nothing
_ALONE = 0.2  # single letters make 1 to 5 % of the words of sound texts in these scripts
_ROW = 5  # single letters that follow each other, as no list or formula has them
_LIGATURE_LANGUAGES = ("de", "en", "es", "fr", "it", "pt", "nl", "sv", "da", "no", "ro")
_LIGATURES = ("fi", "fl", "ff", "FI", "FL", "FF", "\ufb00", "\ufb01", "\ufb02", "\ufb03", "\ufb04")
_MIN_FOR_LIGATURES = 8000  # characters; sound texts have one per 600 at the least
_LIGATURE_SHARE = 1 / 10_000
_LONG_WORD = 24  # letters; a sound text has hardly a word as long
# Languages that write compounds as one word, or words without blanks.
_LONG_WORDS = ("de", "fi", "hu", "nl", "sv", "da", "no", "et", "th", "zh", "ja", "ko", "tr", "hi")
_CONSONANT_ALONE = re.compile(r"(?<=[a-z] )[b-df-hj-np-tv-xz](?= [a-z])")
# No consonant alone is a word of these; elsewhere "w", "z" or "s" are.
_NO_CONSONANT_WORDS = ("de", "en", "es", "fr", "id", "it", "ms", "nl", "pt")
_SPACED = re.compile(r"(?<![^\s])[^\W\d_](?: [^\W\d_]){4,}(?![^\s])")
_FEW_SPACED, _MUCH_SPACED = 3, 0.1  # runs of letters; share of the words
_MARKS = ".,;:()[]‘’“”\"'"
_MIN_JOINS, _JOIN_SHARE = 6, 0.002  # broken words, and their share of all words
# Abbreviations of "artificial intelligence" and what a machine that reads pictures makes of them.
_LOOKALIKES = {"en": ("AI", "Al"), "de": ("KI", "Kl"), "fr": ("IA", "lA"), "es": ("IA", "lA")}
_LOOKALIKES |= {"it": ("IA", "lA"), "pt": ("IA", "lA")}
# Followed by a capital it may be a name ("Al Mesmar", "Al Gore").
_LOOKALIKE = {
    wrong: re.compile(rf"{wrong}(?=[,;:)”\"]|(?:'s|’s)?\s+[a-zà-ÿ(&])")
    for _, wrong in _LOOKALIKES.values()
}


def letter_doubts(document: Document) -> list[Notice]:
    """Notices on letters and blanks.

    Raises:
        NoTextError: so many letters are lost that no provision could be quoted.
    """
    sample = _sample(document.text)
    words = sample.split()
    # An ideograph between blanks is a word.
    singles = sum(w.isalpha() and w < "\u0530" for w in [w for w in words if len(w) == 1])
    set_apart = _spaced_share(words, singles)
    return [
        *_lost(document, sample, singles / max(1, len(words)), set_apart),
        *_ligatures(document),
        *_letter_spaced(document, sample, set_apart),
        *_blanks_lost(document, words),
        *_blanks_inside(document, sample),
        *_lookalikes(document),
    ]


def _sample(text: str) -> str:
    if len(text) <= _STRETCHES * _STRETCH:
        return text
    step = (len(text) - _STRETCH) // (_STRETCHES - 1)
    return "\n".join(text[n * step : n * step + _STRETCH] for n in range(_STRETCHES))


def _spaced_share(words: list[str], singles: int) -> float:
    """Share of the words that are letters in a row of five or more of them: "A r t i c l e"."""
    if singles < _ROW:
        return 0.0
    total = run = 0
    for word in (*words, "end"):
        if len(word) == 1 and word.isalpha():
            run += 1
        elif run:
            total += run if run >= _ROW else 0
            run = 0
    return total / len(words)


def _lost(document: Document, sample: str, share: float, set_apart: float) -> list[Notice]:
    """Common letters that hardly occur, or words of which single letters are left.

    Args:
        document: the document.
        sample: stretches of its text.
        share: of the sample's words that are single letters.
        set_apart: share of the words that are letters of a word in spaced letters.
    """
    if len(sample) < _FEW_LETTERS:
        return []
    missing = _missing_letters(document, sample, _RARE_SHARE if share > _ALONE else _LOST_SHARE)
    lost = share > _ALONE and bool(missing)
    if len(missing) >= 2 or lost or (share > 0.5 and set_apart < 0.5 * share):
        which = f" (hardly any {', '.join(map(repr, missing))} is left)" if missing else ""
        raise NoTextError(
            f"The letters of this text were lost when it was made{which}:"
            f" {share:.0%} of its words are single letters. Its middle reads"
            f" {_example(document)}.",
            hint="Fetch the publisher's own file, or recognise the letters of its pages (OCR).",
        )
    notices = []
    if missing:
        message = (
            f"The letter {missing[0]!r} hardly occurs, though it is common in this language:"
            f" it was lost when the text was made, as in {_example(document)}. Fetch it anew."
        )
        notices.append(Notice(code="letters-lost", message=message))
    if share > _ALONE and set_apart < 0.5 * share:
        message = (
            f"{share:.0%} of the words are single letters: letters or blanks are lost,"
            f" as in {_example(document)}. Fetch the file anew before quoting it."
        )
        notices.append(Notice(code="broken-words", message=message))
    return notices


def _missing_letters(document: Document, sample: str, least: float) -> list[str]:
    """Common letters of the language that are a smaller share of the letters than `least`."""
    common = _COMMON_LETTERS.get(document.language.split("-")[0])
    if not common:
        return []
    lowered = sample.lower()
    counts = [lowered.count(letter) for letter in common]
    if min(counts) >= least * len(lowered):
        return []
    low, high = _RANGES.get(common[0], ("a", "ž"))
    letters = sum(map(str.isalpha, lowered))
    # A text in another script than its language's is another matter.
    if letters < _FEW_LETTERS or sum(low <= c <= high for c in lowered) < 0.8 * letters:
        return []
    pairs = zip(common, counts, strict=True)
    return [letter for letter, count in pairs if count < least * letters]


def _example(document: Document) -> str:
    """The beginning of a line from the middle, where the body's font is at work."""
    middle = document.text.find("\n", len(document.text) // 2) + 1
    return found(document, middle, middle + 60)


def _ligatures(document: Document) -> list[Notice]:
    text = document.text
    if len(text) < _MIN_FOR_LIGATURES or document.language[:2] not in _LIGATURE_LANGUAGES:
        return []
    count = 0
    for ligature in _LIGATURES:
        count += text.count(ligature)
        if count > _LIGATURE_SHARE * len(text):
            return []
    message = (
        f"{count} times in {len(text)} characters do f and i, f or l follow each other: ligatures"
        " were lost when the text was made (“de nition”). Fetch the publisher's own file."
    )
    return [Notice(code="ligatures-lost", message=message)]


def _letter_spaced(document: Document, sample: str, set_apart: float) -> list[Notice]:
    """Words set with a blank after each letter; plain text is sampled."""
    if document.format == "txt" and not set_apart:
        return []
    runs = list(_SPACED.finditer(sample if document.format == "txt" else document.text))
    if not runs or (len(runs) < _FEW_SPACED and set_apart < _MUCH_SPACED):
        return []
    at = document.text.find(runs[0][0])
    message = (
        f"Blanks stand between the letters of {len(runs)} or more lines, such as"
        f" {quoted(runs[0][0])} ({place(document, at)}): searching will not find their words."
        " Fetch a file that is not set in spaced letters."
    )
    return [Notice(code="letter-spaced", message=message)]


def _blanks_lost(document: Document, words: list[str]) -> list[Notice]:
    if not words or max(map(len, words)) < _LONG_WORD:
        return []
    if document.language.split("-")[0] in _LONG_WORDS:
        return []
    bare = (word.strip(_MARKS) for word in words if len(word) >= _LONG_WORD)
    long = [word for word in bare if len(word) >= _LONG_WORD and word.isalpha()]
    letters = sum(map(len, long))
    if len(long) < 3 or letters < 0.05 * sum(map(len, words)):
        return []
    at = document.text.find(long[0])
    message = (
        f"Blanks between words are lost, as in {quoted(long[0])} ({place(document, at)});"
        f" {letters / sum(map(len, words)):.0%} of the text stands in words of {_LONG_WORD}"
        " letters or more. Fetch the publisher's own file."
    )
    return [Notice(code="blanks-lost", message=message)]


def _blanks_inside(document: Document, sample: str) -> list[Notice]:
    """Words with a blank inside: their parts stand nowhere else, the whole word does.

    Plain text is looked at when single consonants stand between words of the
    sample: telling it of every text would take longer than reading them.
    """
    language = document.language.split("-")[0]
    if language not in _NO_CONSONANT_WORDS:
        return []
    if document.format == "txt" and len(_CONSONANT_ALONE.findall(sample)) < 2:
        return []
    words = document.text[:200_000].split()
    bare = [word.strip(_MARKS) for word in words]
    seen = Counter(bare)
    joins: Counter[tuple[str, str]] = Counter()
    for first, second in zip(words, bare[1:], strict=False):
        # A mark after the first part means that it ended as a word.
        if second and first.isalpha() and (first + second) in seen:
            joins[first, second] += 1
    stopwords = STOPWORDS.get(language, frozenset())
    broken = {
        pair: count
        for pair, count in joins.items()
        if _is_broken(pair, count, seen, stopwords) and "".join(pair).isalpha()
    }
    total = sum(broken.values())
    if total < _MIN_JOINS or total < _JOIN_SHARE * len(words):
        return []
    shown = sorted(broken, key=lambda pair: (-broken[pair], pair))[:3]
    examples = ", ".join(quoted(" ".join(pair)) for pair in shown)
    at = document.text.find(" ".join(shown[0]))
    where = f" ({place(document, at)})" if at >= 0 else ""
    message = (
        f"Blanks stand inside at least {total} words, such as {examples}{where}: they cannot be"
        " mended safely. Fetch the publisher's own file."
    )
    return [Notice(code="blanks-inside-words", message=message)]


def _is_broken(
    pair: tuple[str, str], count: int, seen: Counter[str], stopwords: frozenset[str]
) -> bool:
    """Whether two words are halves of one: one half hardly stands anywhere else.

    Function words join lawfully: "may be" and "maybe", "on to" and "onto".
    """
    if any(len(half) > 1 and half.casefold() in stopwords for half in pair):
        return False
    return any(seen[half] <= 2 * count and (seen[half] < seen["".join(pair)] + 2) for half in pair)


def _lookalikes(document: Document) -> list[Notice]:
    pair = _LOOKALIKES.get(document.language.split("-")[0])
    if not pair or pair[1] not in document.text:
        return []
    right, wrong = pair
    text = document.text
    if right not in text and "rtifici" not in text and "ünstlich" not in text:
        return []
    at = [m.start() for m in _LOOKALIKE[wrong].finditer(text) if _begins(text, m.start())]
    if not at:
        return []
    times = f"{len(at)} time{'s' if len(at) > 1 else ''}"
    message = (
        f"{wrong!r} (with the letter l) stands {times} where {right!r} is meant,"
        f" as in {found(document, max(0, at[0] - 20), at[0] + 25)}: searching for {right} misses"
        " them. Mend the file, or fetch one that was not read from pictures."
    )
    return [Notice(code="al-for-ai", message=message)]


def _begins(text: str, at: int) -> bool:
    """Whether a word begins here, or goes on from "Gen" ("GenAI")."""
    before = text[at - 1 : at]
    return (
        not (before.isalnum() or (before and before in "'’.-_"))
        or text[max(0, at - 3) : at] == "Gen"
    )
