"""Bytes to text, whatever the usual encoding, with a word on how sure that is."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from comity.errors import FormatError, NoTextError
from comity.records import Notice
from comity.text.language import detect_language

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# What charset-normalizer may choose from: the encodings in which governance
# texts of the six UN languages and their neighbours are met. Without the list
# it proposes EBCDIC pages for short texts.
_CANDIDATES = [
    "gb18030",
    "big5",
    "shift_jis",
    "euc_jp",
    "euc_kr",
    "cp1252",
    "cp1250",
    "cp1251",
    "koi8_r",
    "cp1256",
    "cp1254",
    "cp1253",
    "cp1255",
    "iso8859_2",
    "iso8859_5",
    "iso8859_6",
    "cp866",
    "mac_roman",
]
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\ufffd\ufffe\uffff\ue000-\uf8ff]")
_CONTROL = bytes(c for c in range(0x20) if c not in (0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1B))
_LATIN_PAGES = frozenset(("cp1250", "cp1252", "cp1254", "iso8859_2"))
_PAGE_OF_LANGUAGE = {
    "tr": "cp1254",
    **dict.fromkeys(("pl", "cs", "sk", "hu", "hr", "sl", "ro"), ""),
}
# Encodings of Python or of protocols, in which no text is published; some yield half characters.
_NO_PAGE = frozenset(
    ("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "utf_7", "palmos")
)
_SAMPLE_BYTES = 200_000  # statistics settle long before; the decoding itself is of the whole


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was read in, and notices on doubts."""

    text: str
    encoding: str
    notices: tuple[Notice, ...] = ()


def decode(data: bytes, *, declared: str = "") -> Decoded:
    """The text of `data`: by its byte-order mark, else UTF-8, else as declared, else guessed.

    UTF-8 goes before the declared encoding because bytes that are valid UTF-8
    beyond ASCII are hardly ever anything else, while declarations survive
    conversions that they no longer describe.

    Args:
        data: the whole file.
        declared: an encoding that the file itself or its format names.

    Raises:
        NoTextError: no byte at all.
        FormatError: no usual encoding fits.
    """
    if not data:
        raise NoTextError("The file is empty.", hint="Fetch it again from where it was published.")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded_as(data, encoding)
    wide = _utf16_without_mark(data)
    if wide:
        return _decoded_as(data, wide)
    _refuse_binary(data)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        broken = error
    if declared and _is_known(declared):
        # Pages that say gb2312 or gbk use characters that only gb18030 has.
        encoding = "gb18030" if declared.lower() in ("gb2312", "gbk") else declared
        try:
            return Decoded(data.decode(encoding), encoding)
        except (UnicodeDecodeError, LookupError):
            pass
    if _is_damaged_utf8(data):
        return _repaired_utf8(data, broken)
    return _guessed(data)


def _decoded_as(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding).removeprefix("\ufeff"), encoding)
    except UnicodeDecodeError as error:
        text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
        return Decoded(text, encoding, (_broken_notice(encoding, error),))


def _broken_notice(encoding: str, error: UnicodeDecodeError) -> Notice:
    return Notice(
        code="broken-characters",
        message=f"Bytes that are no {encoding}, the first at {error.start}, were read as U+FFFD.",
    )


def _is_known(encoding: str) -> bool:
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        return False
    return name.replace("-", "_") not in _NO_PAGE


def _utf16_without_mark(data: bytes) -> str:
    """The flavour of UTF-16 in which a text with zero bytes makes sense; "" when in none.

    Text in any other encoding has no zero byte; UTF-16 has one in each blank
    and line end, and read the wrong way round these become rare letters.
    """
    sample = data[: _SAMPLE_BYTES // 2 * 2]
    if b"\x00" not in sample or len(data) % 2:
        return ""
    best, most = "", 0
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample.decode(encoding, errors="replace")
        bad = len(_NO_TEXT.findall(text))
        parting = sum(map(text.count, " \n\r\t\u3000\u3002\uff0c"))
        if bad <= 0.01 * len(text) and parting > most:
            best, most = encoding, parting
    return best


def _refuse_binary(data: bytes) -> None:
    sample = data[:_SAMPLE_BYTES]
    control = len(sample) - len(sample.translate(None, _CONTROL))
    if control > 0.02 * len(sample):
        raise FormatError(
            "The file is not text: it is full of control characters.",
            hint="Check what it is, and give it the name ending of its format.",
        )


def _is_damaged_utf8(data: bytes) -> bool:
    """True when nearly all bytes beyond ASCII stand in valid UTF-8 sequences."""
    sample = data[:_SAMPLE_BYTES]
    beyond = sum(1 for _ in re.finditer(rb"[\x80-\xff]", sample))
    damaged = sample.decode("utf-8", errors="replace").count("\ufffd")
    return damaged <= 0.02 * beyond


def _repaired_utf8(data: bytes, error: UnicodeDecodeError) -> Decoded:
    text = data.decode("utf-8", errors="replace")
    return Decoded(text, "utf-8", (_broken_notice("UTF-8", error),))


def _guessed(data: bytes) -> Decoded:
    import charset_normalizer  # noqa: PLC0415 - slow to import, seldom needed

    matches = [
        match
        # How much disorder to put up with: first the default, then what short texts may show.
        for threshold in (0.2, 0.5)
        for match in charset_normalizer.from_bytes(
            data[:_SAMPLE_BYTES],
            threshold=threshold,
            cp_isolation=_CANDIDATES,
            enable_fallback=False,
        )
    ]
    for match in matches:
        try:
            text = data.decode(match.encoding)
        except UnicodeDecodeError:
            continue
        encoding = match.encoding
        if encoding in _LATIN_PAGES:
            text, encoding = _by_language(data, text, encoding)
        message = f"The text names no encoding; it was read as {encoding}."
        return Decoded(text, encoding, (Notice(code="encoding-guessed", message=message),))
    raise FormatError(
        "The bytes are text in no encoding that comity knows.",
        hint="Save the file as UTF-8, or check that it is not of another format.",
    )


def _by_language(data: bytes, text: str, encoding: str) -> tuple[str, str]:
    """Choose between pages of Latin letters, which statistics of bytes cannot tell apart.

    The unaccented letters tell the language, and the language the page:
    French is not written in the Central European one.
    """
    language, _ = detect_language(text[:_SAMPLE_BYTES])
    page = _PAGE_OF_LANGUAGE.get(language, "cp1252") or encoding
    if page == "cp1252" and encoding == "cp1252" and language in _PAGE_OF_LANGUAGE:
        page = "cp1250"
    try:
        return data.decode(page), page
    except UnicodeDecodeError:
        return text, encoding
