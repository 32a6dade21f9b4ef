"""ZIP archives of texts: what they hold, and one file of them, without unpacking to disk."""

from __future__ import annotations

import functools
import os
import stat
import unicodedata
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from comity.documents.limits import Limits
from comity.errors import FormatError, LimitError, SourceError

_END, _END64 = b"PK\x05\x06", b"PK\x06\x06"
_TAIL = 65_557 + 20 + 56  # bytes from the end in which the end records must stand
_DIRECTORY_ENTRY = 1_000  # bytes that an entry of the directory may take on average
_DEEPEST = 100  # folders within an archive
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1
_SAVE_ANEW = "Pack it anew, or unpack it and name the folder."


@dataclass(frozen=True, slots=True)
class Listing:
    """What an archive holds: the names of its files, and what of it cannot be read, and why."""

    names: tuple[str, ...]  # parted by "/", sorted
    problems: tuple[tuple[str, str, str], ...]  # name as it can be shown, error, hint


def office_format(path: Path) -> str:
    """ "docx" or "odt" for a word processor's file, which is an archive too; "" otherwise."""
    try:
        with _opened(path) as file:
            top = file.read(4096)
            archive = zipfile.ZipFile(file) if top.startswith(b"PK\x03\x04") else None
            names = set(archive.namelist()) if archive else set()
    except (OSError, SourceError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return ""
    if "word/document.xml" in names:
        return "docx"
    return "odt" if "content.xml" in names and b"opendocument.text" in top else ""


def list_archive(path: Path, limits: Limits) -> Listing:
    """The files of an archive.

    Entries that lead out of the archive, are links, are locked by a password,
    or have one name twice are problems; none of them is read.

    Raises:
        FormatError: no ZIP archive, or a damaged one.
        LimitError: more files, or unpacked larger, than the limits allow.
        SourceError: it cannot be opened.
    """
    entries = _entries(path, limits)
    total = sum(max(0, info.file_size) for _, info in entries)
    if total > limits.max_unpacked_bytes:
        raise LimitError(
            f"Unpacked, the archive is {total} bytes; the limit is {limits.max_unpacked_bytes}.",
            hint="Pack fewer texts into one archive, or unpack it and name the folder.",
        )
    problems, good = [], []
    counts = Counter(name for name, _ in entries)
    for name, info in entries:
        found = _problem(name, info, counts[name])
        if found:
            problems.append((_shown(name), *found))
        elif not info.is_dir():
            good.append(name)
    return Listing(tuple(sorted(good)), tuple(sorted(set(problems))))


def read_member(path: Path, name: str, limits: Limits) -> bytes:
    """The bytes of one file of an archive.

    Raises:
        FormatError: damaged.
        LimitError: larger than the limits allow.
        SourceError: the archive changed or cannot be opened.
    """
    status = _status(path)
    mark = (status.st_ino, status.st_size, status.st_mtime_ns)
    archive, infos = _held(path, mark, limits)
    info = infos.get(name)
    if info is None:
        raise SourceError(
            "It is no longer in the archive.", hint="Build again when the archive is at rest."
        )
    if info.file_size > limits.max_file_bytes:
        raise LimitError(
            f"The file has {info.file_size} bytes; the limit is {limits.max_file_bytes}.",
            hint="Cut it into parts, one document each.",
        )
    try:
        with archive.open(info) as file:
            # zipfile reads no further than the stated size, and then checks the sum of the bytes.
            return file.read(limits.max_file_bytes + 1)
    except (
        *(zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError, EOFError),
    ) as error:
        raise FormatError(f"It cannot be unpacked: {error}.", hint=_SAVE_ANEW) from error
    except Exception as error:  # zlib.error and lzma.LZMAError share no base
        if type(error).__name__ not in ("error", "LZMAError"):
            raise
        raise FormatError(f"It is damaged: {error}.", hint=_SAVE_ANEW) from error


def read_member_start(path: Path, name: str, size_bytes: int, limits: Limits) -> bytes:
    """The bytes of a small file of an archive, such as a catalogue; errors as for `read_member`."""
    data = read_member(path, name, limits)
    if len(data) > size_bytes:
        raise LimitError(f"{name} is larger than {size_bytes} bytes.")
    return data


@functools.lru_cache(maxsize=1)
def _held(
    path: Path,
    mark: tuple[int, int, int],  # noqa: ARG001 - a part of the key
    limits: Limits,
) -> tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]:
    """The archive that was read last, kept open: its directory is not read for every file.

    `mark` names the state of the file, so that a changed archive is opened anew.
    """
    file = _opened(path)
    try:
        archive = _archive(file, limits)
    except SourceError:
        file.close()
        raise
    return archive, {_name(info): info for info in archive.infolist()}


def _entries(path: Path, limits: Limits) -> list[tuple[str, zipfile.ZipInfo]]:
    with _opened(path) as file:
        return [(_name(info), info) for info in _archive(file, limits).infolist()]


def _status(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except OSError as error:
        raise SourceError(f"It cannot be opened: {error.strerror}.", hint="Check it.") from error


def _opened(path: Path) -> IO[bytes]:
    try:
        # Non-blocking, so that a pipe that took the file's place cannot hold the reader up.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        file = os.fdopen(descriptor, "rb")
    except OSError as error:
        raise SourceError(
            f"It cannot be opened: {error.strerror}.", hint="Check its permissions."
        ) from error
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise FormatError("It is no ordinary file (a socket, a pipe or a device).")
    return file


def _archive(file: IO[bytes], limits: Limits) -> zipfile.ZipFile:
    size = os.fstat(file.fileno()).st_size
    if size > limits.max_file_bytes:
        raise LimitError(
            f"The archive has {size} bytes; the limit is {limits.max_file_bytes}.",
            hint="Pack fewer texts into one archive, or unpack it and name the folder.",
        )
    # The directory is held in memory as a whole, so its size is looked at before.
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    entries = length = 0
    at = tail.rfind(_END)
    if at >= 0:
        entries = int.from_bytes(tail[at + 10 : at + 12], "little")
        length = int.from_bytes(tail[at + 12 : at + 16], "little")
    at = tail.rfind(_END64)
    if at >= 0:
        entries = max(entries % 0xFFFF, int.from_bytes(tail[at + 32 : at + 40], "little"))
        length = max(length % 0xFFFFFFFF, int.from_bytes(tail[at + 40 : at + 48], "little"))
    if entries > limits.max_documents or length > limits.max_documents * _DIRECTORY_ENTRY:
        raise LimitError(
            f"The archive holds {entries} files; the limit is {limits.max_documents}.",
            hint="Pack fewer texts into one archive, or unpack it and name the folder.",
        )
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        said = str(error).rstrip(".")
        raise FormatError(f"It is no intact ZIP archive: {said}.", hint=_SAVE_ANEW) from error


def _name(info: zipfile.ZipInfo) -> str:
    """The name of an entry; older archivers write UTF-8 without saying so."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            name = name.encode("cp437").decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            name = info.filename
    return name


def _problem(  # noqa: PLR0911 - a list of guards
    name: str, info: zipfile.ZipInfo, count: int
) -> tuple[str, str] | None:
    """Why an entry is not read, and what to do; None when it can be."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if name.startswith(("/", "\\")) or ".." in parts or (name[1:2] == ":" and name[:1].isalpha()):
        return "Its name leads out of the archive.", _SAVE_ANEW
    if not name.strip("/") or any(unicodedata.category(c) in ("Cc", "Cs") for c in name):
        return "Its name cannot be used: it is empty or holds control characters.", _SAVE_ANEW
    if len(parts) > _DEEPEST:
        return f"It lies more than {_DEEPEST} folders deep.", _SAVE_ANEW
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "It is a link or a device, not a file.", "Pack the file itself."
    if info.is_dir():
        return None
    if info.flag_bits & _ENCRYPTED:
        return "It is locked by a password.", "Unpack it with its password and name the folder."
    if count > 1:
        return "The archive holds this name twice.", "Pack it anew with each name once."
    return None


def _shown(name: str) -> str:
    return name.encode("utf-8", errors="replace").decode("utf-8").replace("\n", "\ufffd")
