"""A backup put back: read and checked to the last byte first, then renamed into place.

An archive comes from anywhere, so nothing in it is believed: names stay within
their folder, entries are ordinary stored files, no more bytes come out than the
archive has, and every file has the checksum that the list of contents states.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import stat
import struct
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from comity.base.backup import (
    CONTENTS,
    FORMAT_VERSION,
    MOST_FILES,
    copied_sha256,
)
from comity.base.folder import home_of, locked, recover, replacing
from comity.base.manifest import FROZEN, MANIFEST, check_replaceable
from comity.base.record import record_of
from comity.base.versions import (
    check_whole,
    files_within,
    is_plain_name,
    link_or_copy,
    make_read_only,
    versions_folder,
)
from comity.errors import BackupError, BaseError

_MOST_CONTENTS_BYTES = 64 << 20  # of comity-backup.json: a thousand bytes for each file
_MOST_DIRECTORY_BYTES = 32 << 20  # of the ZIP's own list, which is read into memory whole
_PLACE = re.compile(r"record/.|base/.|versions/[0-9a-f]{64}/.")
# What zipfile raises on an archive that is not what it seems, beside its own error.
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    IndexError,  # `is_dir` of an entry whose name is empty
    ValueError,
    OverflowError,
    struct.error,
)
_ANOTHER = "Use another copy of the backup."


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore put in place."""

    base: Path  # folder of the base
    record_files: int
    version: str  # of the base that was put back; "" when the backup holds none
    versions: tuple[str, ...]  # frozen versions that were put back; those already there are not
    kept: tuple[Path, ...]  # where what was replaced is now


@dataclass(frozen=True, slots=True)
class _Listed:
    """A backup whose list of contents holds together."""

    files: Mapping[str, str]  # name -> SHA-256
    entries: Mapping[str, str]  # SHA-256 -> the entry that holds these bytes
    total_bytes: int
    version: str


class _DoneError(Exception):
    """The staging folder has served."""


def restore(file: Path | str, base: Path | str, *, replace: bool = False) -> Restored:
    """Put back what a backup holds: the record, and the base and frozen versions if it has them.

    Everything is read and checked before anything is written, and written beside
    its place before it is renamed; the record comes last. Frozen versions that
    are there and whole stay.

    Args:
        file: the backup.
        base: folder of the base to restore; it need not exist.
        replace: whether to replace another record or base; the old one is kept
            beside it, under a name that ends in `.replaced-1`, `.replaced-2`, ...

    Raises:
        BackupError: the file is no backup or not whole, something else is in place
            and `replace` is not set, or there is no room. Nothing was changed.
        BaseError: a place cannot be written to.
    """
    file, home = Path(file), home_of(Path(base))
    try:
        with _opened(file) as archive:
            listed = _checked(archive, file)
            return _restored(archive, listed, home, replace=replace)
    except _ZIP_ERRORS as error:
        raise _not_whole(file, str(error)) from error
    except OSError as error:
        raise BackupError(
            f"{file} cannot be restored: {error.strerror or error}.",
            hint="Check that it can be read and that there is room beside the base.",
        ) from error


def _restored(archive: zipfile.ZipFile, listed: _Listed, home: Path, *, replace: bool) -> Restored:
    with locked(home):  # no build meanwhile
        waiting = _what_is_in_the_way(listed, home, replace=replace)
        _check_room(home, listed.total_bytes)
        with _staging(home) as folder:
            _unpack(archive, listed, folder)
            restored = _put_in_place(listed, folder, home, waiting)
    return restored


def _not_whole(file: Path, why: str) -> BackupError:
    return BackupError(
        f"{file} is not a backup of comity that is whole: {why.rstrip('.')}.",
        hint=f"{_ANOTHER} Nothing was changed.",
    )


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    if not file.is_file():
        raise BackupError(f"There is no backup file {file}.", hint="Check the name.")
    with file.open("rb") as stream:
        # Before zipfile reads the archive's list into memory.
        size = os.fstat(stream.fileno()).st_size
        stream.seek(max(0, size - 98))
        tail = stream.read(98)
        if tail[-22:-18] != b"PK\x05\x06":
            raise _not_whole(file, "its end is missing or it is no ZIP file")
        listed = int.from_bytes(tail[-10:-6], "little")
        if tail[-42:-38] == b"PK\x06\x07" and len(tail) == 98:  # the larger form of the list
            listed = int.from_bytes(tail[40:48], "little")
            if int.from_bytes(tail[64:72], "little") != size - 98:
                raise _not_whole(file, "its end is not where it should be")
        if listed > _MOST_DIRECTORY_BYTES:
            raise _not_whole(file, f"its list of entries has {listed} bytes")
        stream.seek(0)
        with zipfile.ZipFile(stream) as archive:
            yield archive


def _checked(archive: zipfile.ZipFile, file: Path) -> _Listed:
    """The contents, once every name is safe and every byte is what the list says."""
    entries = {entry.filename: entry for entry in archive.infolist()}
    if len(entries) != len(archive.infolist()):
        raise _not_whole(file, "it names a file twice")
    for entry in entries.values():
        mode = stat.S_IFMT(entry.external_attr >> 16)
        if entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 0x1:
            raise _not_whole(file, f"{entry.filename!r} is compressed or encrypted")
        if mode not in (0, stat.S_IFREG) or entry.is_dir():
            raise _not_whole(file, f"{entry.filename!r} is a link or no ordinary file")
    if sum(e.file_size for e in entries.values()) > file.stat().st_size:
        raise _not_whole(file, "its entries are larger than the file itself")
    listed = _listed(archive, entries, file)
    for sha256, name in listed.entries.items():
        with archive.open(name) as stream:
            if copied_sha256(stream, None) != sha256:
                raise _not_whole(file, f"{name!r} was altered")
    return listed


def _listed(
    archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo], file: Path
) -> _Listed:
    """What the list of contents says, once it fits the entries and its names are safe."""
    if CONTENTS not in entries:
        raise _not_whole(file, f"it has no {CONTENTS}")
    if entries[CONTENTS].file_size > _MOST_CONTENTS_BYTES:
        raise _not_whole(file, f"its {CONTENTS} is too large")
    try:
        contents = json.loads(archive.read(CONTENTS).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise _not_whole(file, f"its {CONTENTS} cannot be read") from error
    if not isinstance(contents, dict) or contents.get("format") != "comity-backup":
        raise _not_whole(file, f"its {CONTENTS} is of another kind")
    if contents.get("format_version") != FORMAT_VERSION:
        raise BackupError(
            f"{file} is a backup of format {contents.get('format_version')!r}; this comity reads"
            f" {FORMAT_VERSION}.",
            hint="Restore it with the comity that wrote it.",
        )
    facts = contents.get("files")
    if not isinstance(facts, dict) or not facts or len(facts) > MOST_FILES:
        raise _not_whole(file, "its list of files is empty, too long or of another kind")
    _check_names(facts, file)
    holders: dict[str, str] = {}
    total = 0
    for name in sorted(facts):
        sha256, size = _fact(facts[name], name, file)
        holder = holders.setdefault(sha256, name)
        if holder not in entries or entries[holder].file_size != size:
            raise _not_whole(file, f"{name!r} is missing or of another size")
        total += size
    if spare := sorted(entries.keys() - {*holders.values(), CONTENTS}):
        raise _not_whole(file, f"it holds {spare[0]!r}, which it does not list")
    files = {name: str(facts[name]["sha256"]) for name in sorted(facts)}
    version = contents.get("base")
    if (f"base/{MANIFEST}" in files) != isinstance(version, str):
        raise _not_whole(file, "it does not say which base it holds")
    return _Listed(files, holders, total, version or "")


def _check_names(names: Iterable[str], file: Path) -> None:
    """Refuse names that leave their folder, or that some system cannot tell apart."""
    names = list(names)
    for name in names:
        if not is_plain_name(name) or not _PLACE.match(name):
            raise _not_whole(file, f"a file would lie outside its folder: {name!r}")
    # One file on systems that do not tell these names apart.
    folded = {unicodedata.normalize("NFC", name).casefold() for name in names}
    if len(folded) != len(names):
        raise _not_whole(file, "two of its names differ in case only")
    if any(str(above) in folded for name in folded for above in PurePosixPath(name).parents):
        raise _not_whole(file, "one of its names is both a file and a folder")


def _fact(fact: Any, name: str, file: Path) -> tuple[str, int]:
    if isinstance(fact, dict):
        sha256, size = fact.get("sha256"), fact.get("bytes")
        if isinstance(sha256, str) and re.fullmatch("[0-9a-f]{64}", sha256) and type(size) is int:
            return sha256, size
    raise _not_whole(file, f"it does not say what {name!r} is")


def _within(listed: _Listed, place: str) -> dict[str, str]:
    """The files of one place of the backup: name within it -> SHA-256."""
    at = len(place) + 1
    return {n[at:]: sha for n, sha in listed.files.items() if n.startswith(f"{place}/")}


def _versions(listed: _Listed) -> list[str]:
    return sorted({n.split("/")[1] for n in listed.files if n.startswith("versions/")})


def _holds(folder: Path, files: Mapping[str, str]) -> bool:
    """Whether a folder holds these files and no other."""
    if not folder.is_dir():
        return False
    present = {p.relative_to(folder).as_posix(): p for p in files_within(folder)}
    return present.keys() == files.keys() and all(
        path.is_file() and _sha256(path) == files[name] for name, path in present.items()
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _what_is_in_the_way(listed: _Listed, home: Path, *, replace: bool) -> dict[str, bool]:
    """Which of record and base must be written, and whether something stands there already.

    Absent: the backup has none, or the same is in place.
    """
    waiting = {}
    record = record_of(home)
    recover(home)
    for place, folder in (("base", home), ("record", record)):
        files = _within(listed, place)
        if not files or _holds(folder, files):
            continue
        occupied = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
        if place == "base":
            check_replaceable(folder)
        elif occupied and not folder.is_dir():
            raise BackupError(f"{folder} is a file.", hint="Move it away.")
        if occupied and not replace:
            raise BackupError(
                f"There is a {place} at {folder} already, other than that of the backup.",
                hint="Restore beside another --base, or add --replace: the old one is kept.",
            )
        waiting[place] = occupied
    return waiting


def _check_room(home: Path, needed: int) -> None:
    parent = home.parent
    while not parent.exists():
        parent = parent.parent
    free = shutil.disk_usage(parent).free
    if needed > free:
        raise BackupError(
            f"The backup takes {needed} bytes, and {free} are free at {parent}.",
            hint="Make room, or restore on another disk.",
        )


@contextmanager
def _staging(home: Path) -> Iterator[Path]:
    """A folder beside the base that is gone afterwards, whatever happens."""
    try:
        with replacing(home.with_name(f"{home.name}.restoring")) as folder:
            yield folder
            raise _DoneError
    except _DoneError:
        pass


def _unpack(archive: zipfile.ZipFile, listed: _Listed, folder: Path) -> None:
    """Write every file beside its place, then check what a base must be."""
    for name, sha256 in listed.files.items():
        holder, target = listed.entries[sha256], folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        # What people go on writing to shares no bytes with anything.
        if holder != name and not {name[:7], holder[:7]} & {"record/"}:
            link_or_copy(folder / holder, target)
            continue
        with archive.open(holder) as source, target.open("xb") as out:
            if copied_sha256(source, out) != sha256:
                raise BackupError(f"{archive.filename or 'The backup'} changed meanwhile.")
    places = [(f"versions/{v}", v) for v in _versions(listed)]
    places += [("base", listed.version)] if listed.version else []
    for place, version in places:
        try:
            found = check_whole(folder / place)["version"]
        except BaseError as error:
            # Its own advice would name the staging folder.
            raise BackupError(
                f"The backup's {place} is damaged: {error.problem}", hint=_ANOTHER
            ) from error
        if found != version or (place != "base" and not (folder / place / FROZEN).is_file()):
            raise BackupError(f"The backup's {place} is another version.", hint=_ANOTHER)


def _put_in_place(
    listed: _Listed, folder: Path, home: Path, waiting: Mapping[str, bool]
) -> Restored:
    added = []
    for version in _versions(listed):
        target = versions_folder(home) / version
        try:
            check_whole(target)
        except BaseError:
            added.append(version)
            _replace(target, folder / "versions" / version, read_only=True)
    kept = []
    for place, target in (("base", home), ("record", record_of(home))):
        if place not in waiting:
            continue
        if waiting[place]:
            kept.append(_kept_beside(target))
        _replace(target, folder / place)
    return Restored(
        base=home,
        record_files=len(_within(listed, "record")),
        version=listed.version,
        versions=tuple(added),
        kept=tuple(kept),
    )


def _replace(target: Path, source: Path, *, read_only: bool = False) -> None:
    with replacing(target) as new:
        for file in files_within(source):
            link_or_copy(file, new / file.relative_to(source))
        for file in files_within(new) if read_only else ():
            make_read_only(file)


def _kept_beside(folder: Path) -> Path:
    """A second folder with the same files, made before the first one is replaced."""
    number = 1
    while os.path.lexists(kept := folder.with_name(f"{folder.name}.replaced-{number}")):
        number += 1
    _replace(kept, folder)
    return kept
