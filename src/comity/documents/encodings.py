"""Bytes to text, whatever the usual encoding, with a word on how sure that is."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from comity.errors import FormatError, NoTextError
from comity.records import Notice

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
        codecs.lookup(encoding)
    except (LookupError, ValueError):
        return False
    return encoding.lower() not in ("idna", "punycode", "undefined", "unicode_escape")


def _utf16_without_mark(data: bytes) -> str:
    """The UTF-16 flavour of text whose every other byte is mostly zero; "" when it is not."""
    sample = data[:4096]
    if len(sample) < 4 or b"\x00" not in sample:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.05 * half:
        return "utf-16-be"
    return ""


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

    sample = data[:_SAMPLE_BYTES]
    matches = charset_normalizer.from_bytes(
        sample, cp_isolation=_CANDIDATES, preemptive_behaviour=True, enable_fallback=False
    )
    for match in matches:
        try:
            text = data.decode(match.encoding)
        except UnicodeDecodeError:
            continue
        message = f"The text names no encoding; it was read as {match.encoding}."
        notice = Notice(code="encoding-guessed", message=message)
        return Decoded(text, match.encoding, (notice,))
    raise FormatError(
        "The bytes are text in no encoding that comity knows.",
        hint="Save the file as UTF-8, or check that it is not of another format.",
    )
