"""Letters that were lost, and blanks that stand where none were, or lack where they were."""

from __future__ import annotations

import re
from collections import Counter

from comity.documents.doubts.evidence import found, place, quoted
from comity.errors import NoTextError
from comity.records import Document, Notice

_STRETCH = 1500
_STRETCHES = 4
_LETTER_ALONE = re.compile(r"(?<![^\W\d_])[A-Za-zÀ-ɏΑ-ωА-я](?![^\W\d_])")
_WORD = re.compile(r"[^\W\d_]+")
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
_LOST_SHARE = 0.008  # of the letters, below which a common letter counts as lost
_FEW_LETTERS = 400  # in the sample, below which shares say nothing
_LIGATURE_LANGUAGES = ("de", "en", "es", "fr", "it", "pt", "nl", "sv", "da", "no", "ro")
_LIGATURES = ("fi", "fl", "ff", "\ufb00", "\ufb01", "\ufb02", "\ufb03", "\ufb04")
_MIN_FOR_LIGATURES = 8000  # characters; sound texts have one per 600 at the least
_LIGATURE_SHARE = 1 / 10_000
_LONG_WORD = re.compile(r"[^\W\d_]{24,}")
# Languages that write compounds as one word, or words without blanks.
_LONG_WORDS = ("de", "fi", "hu", "nl", "sv", "da", "no", "et", "th", "zh", "ja", "ko", "tr", "hi")
_CONSONANT_ALONE = re.compile(r"(?<=[a-z] )[b-df-hj-np-tv-xz](?= [a-z])")
# No consonant alone is a word of these; elsewhere "w", "z" or "s" are.
_NO_CONSONANT_WORDS = ("de", "en", "es", "fr", "id", "it", "ms", "nl", "pt")
_SPACED = re.compile(r"(?<![^\s])[^\W\d_](?: [^\W\d_]){4,}(?![^\s])")
_MIN_JOINS, _JOIN_SHARE = 6, 0.002  # broken words, and their share of all words
# Abbreviations of "artificial intelligence" and what a machine that reads pictures makes of them.
_LOOKALIKES = {"en": ("AI", "Al"), "de": ("KI", "Kl"), "fr": ("IA", "lA"), "es": ("IA", "lA")}
_LOOKALIKES |= {"it": ("IA", "lA"), "pt": ("IA", "lA")}


def letter_doubts(document: Document) -> list[Notice]:
    """Notices on letters and blanks.

    Raises:
        NoTextError: so many letters are lost that no provision could be quoted.
    """
    sample = _sample(document.text)
    spaced = _letter_spaced(document, sample)
    notices = [
        *_lost(document, sample, spaced=bool(spaced)),
        *_ligatures(document),
        *spaced,
        *_blanks_lost(document, sample),
        *_blanks_inside(document, sample),
        *_lookalikes(document),
    ]
    return notices


def _sample(text: str) -> str:
    if len(text) <= _STRETCHES * _STRETCH:
        return text
    step = (len(text) - _STRETCH) // (_STRETCHES - 1)
    return "\n".join(text[n * step : n * step + _STRETCH] for n in range(_STRETCHES))


def _lost(document: Document, sample: str, *, spaced: bool) -> list[Notice]:
    """Common letters that hardly occur, or words of which single letters are left."""
    words = len(sample.split())
    if words < 50:
        return []
    alone = len(_LETTER_ALONE.findall(sample))
    missing = _missing_letters(document, sample)
    # Letters alone make 2 to 5 % of the words of sound texts in Latin and Cyrillic script; lists
    # "(a)" included, the highest of the shared corpus is 9 %.
    example = _example(document)
    if len(missing) >= 2 or (alone > 0.5 * words and not spaced):
        which = f" ({', '.join(missing)} hardly occur)" if missing else ""
        raise NoTextError(
            f"The letters of this text were lost when it was made{which}:"
            f" {alone / words:.0%} of its words are single letters. It begins {example}.",
            hint="Fetch the publisher's own file, or recognise the letters of its pages (OCR).",
        )
    notices = []
    if missing:
        message = (
            f"The letter {missing[0]!r} hardly occurs, though it is common in this language:"
            f" it was lost when the text was made, as in {example}. Fetch the file anew."
        )
        notices.append(Notice(code="letters-lost", message=message))
    if alone > 0.2 * words:
        message = (
            f"{alone / words:.0%} of the words are single letters: letters or blanks are lost,"
            f" as in {example}. Fetch the file anew before quoting it."
        )
        notices.append(Notice(code="broken-words", message=message))
    return notices


def _missing_letters(document: Document, sample: str) -> list[str]:
    common = _COMMON_LETTERS.get(document.language.split("-")[0])
    if not common:
        return []
    lowered = sample.lower()
    counts = [lowered.count(letter) for letter in common]
    if sum(counts) < _FEW_LETTERS // 4:
        letters = sum(map(len, _WORD.findall(lowered)))
        if letters < _FEW_LETTERS:
            return []
    # A text in another script than its language's is another matter.
    total = sum(map(len, _WORD.findall(lowered))) if min(counts) < 40 else len(lowered)
    if sum(counts) < 0.1 * total:
        return []
    return [
        letter
        for letter, count in zip(common, counts, strict=True)
        if count < _LOST_SHARE * total and count < 40
    ]


def _example(document: Document) -> str:
    """The beginning of a paragraph from the middle, where the body's font is at work."""
    blocks = document.blocks
    middle = blocks[len(blocks) // 2].span
    return found(document, middle.start, min(middle.end, middle.start + 60))


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


def _letter_spaced(document: Document, sample: str) -> list[Notice]:
    """Words set with a blank after each letter."""
    text = sample if document.format == "txt" else document.text
    runs = [m[0] for m in _SPACED.finditer(text) if " " in m[0]]
    if not runs:
        return []
    letters = sum(len(run) // 2 + 1 for run in runs)
    if len(runs) < 3 and letters < 0.02 * len(text):
        return []
    at = document.text.find(runs[0])
    message = (
        f"Blanks stand between the letters of {len(runs)} or more words, such as"
        f" {quoted(runs[0])} ({place(document, at)}): they will not be found by searching."
        " Fetch a file that was not set in spaced letters."
    )
    return [Notice(code="letter-spaced", message=message)]


def _blanks_lost(document: Document, sample: str) -> list[Notice]:
    if document.language.split("-")[0] in _LONG_WORDS:
        return []
    long = _LONG_WORD.findall(sample)
    letters = sum(map(len, long))
    if len(long) < 3 or letters < 0.05 * len(sample):
        return []
    at = document.text.find(long[0])
    message = (
        f"Blanks between words are lost, as in {quoted(long[0])} ({place(document, at)});"
        f" words of 24 letters or more hold {letters / len(sample):.0%} of the text."
        " Fetch the publisher's own file."
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
    bare = [word.strip(".,;:()[]‘’“”\"'") for word in words]
    seen = Counter(bare)
    joins: Counter[tuple[str, str]] = Counter()
    for first, second in zip(words, bare[1:], strict=False):
        # A mark after the first part means that it ended as a word.
        if second and first.isalpha() and (first + second) in seen:
            joins[first, second] += 1
    broken = {
        pair: count
        for pair, count in joins.items()
        if _is_broken(pair, count, seen) and "".join(pair).isalpha()
    }
    total = sum(broken.values())
    if total < _MIN_JOINS or total < _JOIN_SHARE * len(words):
        return []
    shown = sorted(broken, key=lambda pair: (-broken[pair], pair))[:3]
    examples = ", ".join(quoted(" ".join(pair)) for pair in shown)
    at = document.text.find(" ".join(shown[0]))
    where = f" (first on {place(document, at)})" if at >= 0 else ""
    message = (
        f"Blanks stand inside at least {total} words, such as {examples}{where}: they cannot be"
        " mended safely. Fetch the publisher's own file."
    )
    return [Notice(code="blanks-inside-words", message=message)]


def _is_broken(pair: tuple[str, str], count: int, seen: Counter[str]) -> bool:
    """Whether two words are halves of one: one half hardly stands anywhere else."""
    return any(seen[half] <= 2 * count and (seen[half] < seen["".join(pair)] + 2) for half in pair)


def _lookalikes(document: Document) -> list[Notice]:
    pair = _LOOKALIKES.get(document.language.split("-")[0])
    if not pair or pair[1] not in document.text:
        return []
    right, wrong = pair
    # Followed by a capital it may be a name ("Al Mesmar", "Al Gore").
    pattern = re.compile(rf"(?<![\w'’.-])(?:Gen)?{wrong}(?=[,;:)”\"]|(?:'s|’s)?\s+[a-zà-ÿ(&])")
    text = document.text
    if right not in text and "rtificial" not in text and "ünstlich" not in text:
        return []
    at = [m.start() for m in pattern.finditer(text)]
    if not at:
        return []
    message = (
        f"{wrong!r} (with the letter l) stands {len(at)} times or more where {right!r} is meant,"
        f" as in {found(document, max(0, at[0] - 20), at[0] + 25)}: searching for {right} misses"
        " them. Mend the file, or fetch one that was not read from pictures."
    )
    return [Notice(code="al-for-ai", message=message)]
