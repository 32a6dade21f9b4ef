"""PDF without a text layer: its pages are recognised by ocrmypdf and Tesseract, when asked for.

Both are programs apart, called over the command line: ocrmypdf from the extra
`comity[ocr]` or the system, Tesseract and its language data from the system.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from comity.documents.content import Content
from comity.documents.formats.pdf import (
    counted_pages,
    page_ranges,
    pages_to_recognise,
    read_pdf,
)
from comity.documents.limits import Limits
from comity.errors import FormatError, LimitError, NoTextError
from comity.records import Notice
from comity.temporary import temporary_folder
from comity.text.language import detect_language

# Names of Tesseract's data by language (ISO 639-1 to the code of the data).
_DATA = {
    "am": "amh", "ar": "ara", "az": "aze", "bg": "bul", "bn": "ben", "bs": "bos", "ca": "cat",
    "cs": "ces", "cy": "cym", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa",
    "et": "est", "eu": "eus", "fa": "fas", "fi": "fin", "fr": "fra", "ga": "gle", "he": "heb",
    "hi": "hin", "hr": "hrv", "hu": "hun", "hy": "hye", "id": "ind", "is": "isl", "it": "ita",
    "ja": "jpn", "ka": "kat", "kk": "kaz", "km": "khm", "ko": "kor", "ky": "kir", "lo": "lao",
    "lt": "lit", "lv": "lav", "mk": "mkd", "mn": "mon", "ms": "msa", "mt": "mlt", "my": "mya",
    "ne": "nep", "nl": "nld", "no": "nor", "nb": "nor", "nn": "nor", "pl": "pol", "ps": "pus",
    "pt": "por", "ro": "ron", "ru": "rus", "si": "sin", "sk": "slk", "sl": "slv", "sq": "sqi",
    "sr": "srp", "sv": "swe", "sw": "swa", "ta": "tam", "tg": "tgk", "th": "tha", "tr": "tur",
    "uk": "ukr", "ur": "urd", "uz": "uzb", "vi": "vie", "zh": "chi_sim", "zh-Hans": "chi_sim",
    "zh-Hant": "chi_tra", "zh-TW": "chi_tra", "zh-HK": "chi_tra",
}  # fmt: skip
_OTHER_SCRIPTS = frozenset(
    (
        *("amh", "ara", "bel", "ben", "bul", "chi_sim", "chi_tra", "ell", "fas", "heb", "hin"),
        *("hye", "jpn", "kat", "kaz", "khm", "kir", "kor", "lao", "mkd", "mon", "mya", "nep"),
        *("pus", "rus", "sin", "srp", "tam", "tgk", "tha", "ukr", "urd"),
    )
)
_UNITED_NATIONS = ("ar", "en", "es", "fr", "ru", "zh")
_PROBED_PAGES = 2  # read in every language to learn which one a text is in
_STARTING_S = 60.0  # seconds that the programs may take beside those for each page
_INSTALL = (
    "Install comity[ocr], and Tesseract and Ghostscript with the system's own means"
    " (Debian: `apt-get install tesseract-ocr ghostscript`)."
)


@dataclass(frozen=True, slots=True)
class Programs:
    """What recognises letters on this machine."""

    ocrmypdf: str  # path
    tesseract: str  # path
    version: str  # of Tesseract
    data: frozenset[str]  # names of the language data that it has
    options: tuple[str, ...] = ()  # that this version of ocrmypdf needs


def find_programs() -> Programs:
    """The programs that are installed.

    Raises:
        NoTextError: one of them is not, with what to install.
    """
    beside = Path(sys.executable).with_name("ocrmypdf")
    ocrmypdf = str(beside) if beside.exists() else shutil.which("ocrmypdf")
    tesseract = shutil.which("tesseract")
    if ocrmypdf is None or tesseract is None or shutil.which("gs") is None:
        found = {"ocrmypdf": ocrmypdf, "tesseract": tesseract, "gs": shutil.which("gs")}
        missing = ", ".join(name for name, path in found.items() if path is None)
        raise NoTextError(
            f"Recognition (OCR) was asked for, but {missing} is missing.", hint=_INSTALL
        )
    listed = _output([tesseract, "--list-langs"]).splitlines()[1:]
    version = _output([tesseract, "--version"]).split("\n", 1)[0].removeprefix("tesseract").strip()
    # Newer versions refuse a signed file unless told that only its text is wanted.
    known = _output([ocrmypdf, "--help"])
    options = tuple(option for option in ("--invalidate-digital-signatures",) if option in known)
    data = frozenset(line.strip() for line in listed)
    return Programs(ocrmypdf, tesseract, version, data, options)


def _output(command: Sequence[str]) -> str:
    done = subprocess.run(  # noqa: S603 - a program by its full path, no shell
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=_STARTING_S,
        env=_environment(),
    )
    return done.stdout or done.stderr


def read_pdf_with_ocr(data: bytes, limits: Limits, language: str = "") -> Content:
    """The text of a PDF of which pages without letters are recognised; others are read as ever.

    Args:
        data: the file.
        limits: `max_ocr_pages` and `ocr_page_s` bound the work.
        language: BCP 47 tag of the text, "" when it is not known. It is then
            told from its first pages, read in the six UN languages.

    Returns:
        The text, with the notice `ocr` and in `extra` the pages recognised
        (`ocr_pages`), the languages (`ocr_languages`) and the program
        (`ocr_engine`). Without pages to recognise, what `read_pdf` returns.

    Raises:
        FormatError, LimitError: as `read_pdf`, and for too many pages or too much time.
        NoTextError: programs or language data are missing, or no letters were found.
    """
    pages = pages_to_recognise(data, limits)
    if not pages:
        return read_pdf(data, limits)
    if len(pages) > limits.max_ocr_pages:
        raise LimitError(
            f"{counted_pages(len(pages))} of the PDF without text; recognition (OCR) takes at"
            f" most {limits.max_ocr_pages}.",
            hint="Cut the file into parts, or recognise it beforehand with `ocrmypdf`.",
        )
    programs = find_programs()
    names, doubts = _languages(data, pages, limits, programs, language)
    recognised = _recognised(data, pages, limits, programs, names)
    try:
        content = read_pdf(recognised, limits, recognised=frozenset(pages))
    except NoTextError as error:
        raise NoTextError(
            f"No letters were recognised (OCR, {'+'.join(names)}) on {counted_pages(len(pages))}"
            " without text: blank, pictures, or too faint.",
            hint="Look at the file; a sharper scan or the publisher's own text may help.",
        ) from error
    where = page_ranges(pages)
    engine, used = f"Tesseract {programs.version}", "+".join(names)
    notice = Notice(
        code="ocr",
        message=f"The text of {'page' if len(pages) == 1 else 'pages'} {where} was recognised from"
        f" pictures ({engine}, {used}): check what you quote against the pages.{doubts}",
    )
    extra = (
        ("ocr_engine", engine),
        ("ocr_languages", used),
        ("ocr_pages", where),
    )
    return replace(content, notices=(notice, *content.notices), extra=(*content.extra, *extra))


def data_name(language: str) -> str:
    """Tesseract's name of the data for a language; "" when comity knows none."""
    return _DATA.get(language) or _DATA.get(language.split("-", maxsplit=1)[0].lower(), "")


def _languages(
    data: bytes, pages: Sequence[int], limits: Limits, programs: Programs, language: str
) -> tuple[list[str], str]:
    """(names of the data to read with, the text's own first; what to say of it)."""
    if language and language != "und":
        name = data_name(language)
        _require_data(language, name, programs)
        return _with_english(name, programs), ""
    known = {tag: _DATA[tag] for tag in _UNITED_NATIONS}
    have = {tag: name for tag, name in known.items() if name in programs.data}
    missing = [_package(name) for name in known.values() if name not in programs.data]
    doubts = f" Not installed, so not tried: {', '.join(missing)}." if missing else ""
    if not have:
        _require_data("en", "eng", programs)
    probed = list(pages[:_PROBED_PAGES])
    sample = _recognised(data, probed, limits, programs, list(have.values()))
    try:
        text = read_pdf(sample, limits, recognised=frozenset(probed)).text
    except NoTextError:
        text = ""
    detected, confidence = detect_language(text)
    name = data_name(detected)
    if confidence < 0.5 or not name:
        return list(have.values()), doubts
    _require_data(detected, name, programs)
    return _with_english(name, programs), doubts


def _require_data(language: str, name: str, programs: Programs) -> None:
    if name in programs.data:
        return
    if not name:
        raise NoTextError(
            f"The text is in {language!r}, for which comity knows no data of Tesseract.",
            hint="Recognise it beforehand with `ocrmypdf`, or find a copy with text.",
        )
    raise NoTextError(
        f"The pages hold no text, and the data to recognise {language!r} ({name}) are missing.",
        hint=f"Install Tesseract's language pack {name!r} (Debian: `apt-get install"
        f" {_package(name)}`).",
    )


def _package(name: str) -> str:
    return f"tesseract-ocr-{name.replace('_', '-')}"


def _with_english(name: str, programs: Programs) -> list[str]:
    """The data for a language, and those for Latin letters where its script is another.

    Names and terms in English stand in texts of every language. Where the
    script is Latin already, a second language only takes accents away.
    """
    added = name in _OTHER_SCRIPTS and "eng" in programs.data
    return [name, "eng"] if added else [name]


def _recognised(
    data: bytes, pages: Sequence[int], limits: Limits, programs: Programs, names: Sequence[str]
) -> bytes:
    """The PDF with letters laid under the given pages, counted from 1."""
    with temporary_folder() as folder:
        source, target = folder / "in.pdf", folder / "out.pdf"
        source.write_bytes(data)
        command = [programs.ocrmypdf, "--force-ocr", "--pages", page_ranges(pages).replace(" ", "")]
        command += ["--language", "+".join(names), "--jobs", "1", "--output-type", "pdf"]
        command += ["--pdf-renderer", "sandwich", "--optimize", "0", "--deskew", "--quiet"]
        # As one block: otherwise labels that stand in a column of their own are dropped as specks.
        command += ["--tesseract-pagesegmode", "6"]
        command += programs.options
        if "osd" in programs.data:
            command.append("--rotate-pages")
        command += ["--tesseract-timeout", f"{limits.ocr_page_s:g}", str(source), str(target)]
        timeout_s = _STARTING_S + limits.ocr_page_s * len(pages)
        code, words = _run(command, timeout_s, str(folder))
        if code is None:
            raise LimitError(
                f"Recognising {counted_pages(len(pages))} took longer than {timeout_s:g} s.",
                hint="Recognise the file beforehand with `ocrmypdf`.",
            )
        if code or not target.exists():
            last = words.strip().splitlines()[-1:] or ["it gave no reason"]
            raise FormatError(
                f"ocrmypdf ended with code {code} on {counted_pages(len(pages))}: {last[0][:300]}.",
                hint="Try `ocrmypdf --force-ocr FILE OUT.pdf` by hand, and read OUT.pdf.",
            )
        return target.read_bytes()


def _run(command: Sequence[str], timeout_s: float, folder: str) -> tuple[int | None, str]:
    """(exit code or None when it was stopped, what it said)."""
    process = subprocess.Popen(  # noqa: S603 - a program by its full path, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**_environment(), "TMPDIR": folder},
        start_new_session=True,
    )
    try:
        _, words = process.communicate(timeout=timeout_s)
        return process.returncode, words.decode("utf-8", "replace")
    except subprocess.TimeoutExpired:
        return None, ""
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def _environment() -> dict[str, str]:
    """The caller's, so that programs and data are found; one thread, so that runs are alike."""
    return {**os.environ, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8", "PYTHONPATH": ""}
