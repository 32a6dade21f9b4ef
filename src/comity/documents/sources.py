"""One file to be read, with what is said of it; small, picklable, and without open files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from comity.documents.statements import Columns
from comity.records import Failure, Notice

# "xml" is told apart by its root element, into "akn", "lims" and others; "zip" holds sources.
FORMATS = (
    *("pdf", "html", "docx", "odt", "rtf", "md", "txt", "xml", "akn", "lims", "zip"),
    *("listing", "csv"),
)
_ENDINGS = ("pdf", "html", "docx", "odt", "rtf", "md", "txt", "xml", "zip")  # to offer
_BY_SUFFIX = {
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".docm": "docx",
    ".odt": "odt",
    ".ott": "odt",
    ".fodt": "odt",
    ".rtf": "rtf",
    ".xml": "xml",
    ".akn": "akn",
    ".zip": "zip",
    ".md": "md",
    ".markdown": "md",
    ".txt": "txt",
    ".text": "txt",
    ".listing": "listing",
    ".csv": "csv",
}
_BY_NAME = {
    **{name: name for name in FORMATS},
    "htm": "html",
    "xhtml": "html",
    "markdown": "md",
    "text": "txt",
    "plain": "txt",
    "word": "docx",
    "akoma ntoso": "akn",
    "akomantoso": "akn",
}
_HINTS = {
    ".doc": "Save it as .docx or PDF.",
    ".epub": "Convert it to HTML or PDF.",
    ".7z": "Unpack it and name the folder, or pack it as .zip.",
    ".rar": "Unpack it and name the folder, or pack it as .zip.",
    ".tar": "Unpack it and name the folder, or pack it as .zip.",
    ".gz": "Unpack it and name the folder, or pack it as .zip.",
    ".json": "Turn it into a CSV with a columns.toml beside it.",
    ".xlsx": "Save the sheet as CSV with a columns.toml beside it.",
    ".png": "Recognise its letters (OCR) and save the result as PDF or text.",
    ".jpg": "Recognise its letters (OCR) and save the result as PDF or text.",
    ".jpeg": "Recognise its letters (OCR) and save the result as PDF or text.",
    ".tif": "Recognise its letters (OCR) and save the result as PDF or text.",
    ".tiff": "Recognise its letters (OCR) and save the result as PDF or text.",
}
#: Endings of formats that are known and not read.
OTHER_FORMATS = frozenset(_HINTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that `read_source` turns into documents."""

    path: Path
    name: str  # relative to the folder that was named; the file's own name otherwise
    format: str  # one of FORMATS
    folder: str  # name of the folder whose catalogue speaks, or that holds the file
    row: tuple[tuple[str, str], ...] = ()  # its catalogue row
    columns: Columns | None = None  # for a CSV
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()  # of a CSV's documents, by id
    member: str = ""  # the file of the ZIP archive at `path`; "" when `path` is the file itself
    language: str = ""  # BCP 47, of whoever asks: stands above catalogue and file


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to read, and what was found but will not be read."""

    sources: tuple[Source, ...]
    failures: tuple[Failure, ...]
    notices: tuple[Notice, ...]


def format_of(path: Path, stated: str = "") -> str:
    """The format of a file by what a catalogue states, else by its name; "" when not read."""
    name = path.name.lower()
    if stated.lower() in _BY_NAME:
        return _BY_NAME[stated.lower()]
    if name.endswith((".listing.txt", ".listing.md")):
        return "listing"
    return _BY_SUFFIX.get(path.suffix.lower(), "")


def not_read(path: Path, name: str, stated: str = "") -> Failure:
    """The failure for a format that comity does not read, with what to do."""
    suffix = path.suffix.lower()
    shown = stated or suffix.lstrip(".")
    if not shown:
        error = "Its name has no ending that says its format."
        hint = f"Give it one of {', '.join(f'.{f}' for f in _ENDINGS)}."
        return Failure(path=name, stage="find", error=error, hint=hint)
    return Failure(
        path=name,
        stage="find",
        error=f"The format {shown!r} is not read.",
        hint=_HINTS.get(suffix, f"Convert it to one of {', '.join(_ENDINGS)}."),
    )
