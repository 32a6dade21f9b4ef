"""A base's record, and on request the base and its frozen versions, in one checked file.

    comity-backup.json        what this is, and every file with its size and SHA-256
    record/...                what people asserted: NAME.record
    base/...                  the base as it is now (with `with_base`)
    versions/HASH/...         its frozen versions (with `with_base`)

A ZIP whose entries are stored, not compressed: tables are compressed already,
any tool opens it, the same files give the same bytes everywhere, and an archive
can never unfold to more than its own size. A file that stands under several
names is stored once, under the first of them; the list names all.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from comity import __version__
from comity.base.folder import home_of
from comity.base.index import file_sha256
from comity.base.manifest import FROZEN, LITTER, MANIFEST, OUTSIDE, read_manifest
from comity.base.record import record_of
from comity.base.versions import (
    Version,
    files_within,
    is_plain_name,
    list_versions,
    versions_folder,
)
from comity.errors import BackupError, UsageError

CONTENTS = "comity-backup.json"
FORMAT_VERSION = 1
MOST_FILES = 50_000  # in one backup; some twenty per frozen version

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP can name: no time is written
_ATTEMPTS = 3  # readings of a record that is written to meanwhile
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    """What a backup holds."""

    file: Path
    size_bytes: int
    sha256: str  # of the backup file
    record_files: int
    base: str  # version of the base in it; "" when it holds none
    versions: tuple[str, ...]  # frozen versions in it


@dataclass(frozen=True, slots=True)
class _Part:
    """A file to store."""

    name: str
    path: Path
    size_bytes: int
    sha256: str


class _ChangedError(Exception):
    """A file is no longer what it was when it was listed."""


def backup(file: Path | str, base: Path | str, *, with_base: bool = False) -> BackedUp:
    """Write a backup of the record of a base, in place of an older backup of that name.

    The file is written beside its place and renamed: a backup that is cut short
    leaves the older one as it was.

    Args:
        file: name of the backup, ending in .zip.
        base: folder of the base whose record it is.
        with_base: whether to keep the base and its frozen versions too.

    Raises:
        UsageError: there is nothing to keep, or the name cannot be used.
        BaseError: with the base asked for, it or a frozen version is missing or damaged.
        BackupError: the file cannot be written, or the record changes all the while.
    """
    file, home = Path(file), home_of(Path(base))
    _check_place(file, home)
    for _ in range(_ATTEMPTS):
        try:
            parts, facts = _plan(home, with_base=with_base)
            _write(file, parts, facts)
        except (_ChangedError, FileNotFoundError):
            continue
        except OSError as error:
            raise BackupError(
                f"The backup {file} cannot be written: {error.strerror or error}.",
                hint="Make room, or name a place where you may write.",
            ) from error
        return BackedUp(
            file=file,
            size_bytes=file.stat().st_size,
            sha256=file_sha256(file),
            record_files=sum(part.name.startswith("record/") for part in parts),
            base=facts["base"] or "",
            versions=tuple(facts["versions"]),
        )
    raise BackupError(
        f"What is to be backed up of {home} changed again and again meanwhile.",
        hint="Wait until builds and judgements being written are done.",
    )


def _check_place(file: Path, home: Path) -> None:
    """Refuse a name that would overwrite something else, or stand in what is backed up."""
    if file.suffix.lower() != ".zip":
        raise UsageError(f"A backup is a ZIP file; {file} does not end in .zip.")
    if not file.resolve().parent.is_dir():
        raise UsageError(f"There is no folder {file.parent} to write the backup into.")
    for folder in (home, record_of(home), versions_folder(home)):
        if file.resolve().is_relative_to(folder):
            raise UsageError(
                f"{file} would lie within {folder}, which it backs up.",
                hint="Name a place outside it, best on another disk.",
            )
    if os.path.lexists(file) and not is_backup(file):
        raise UsageError(
            f"{file} exists and is no backup of comity; it is left as it is.",
            hint="Name another file.",
        )


def is_backup(file: Path) -> bool:
    """Whether a file looks like a backup that comity wrote; it may be damaged all the same."""
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        return CONTENTS.encode() in stream.read(30 + len(CONTENTS))


def _plan(home: Path, *, with_base: bool) -> tuple[list[_Part], dict[str, Any]]:
    """Every file to store, by name, and what the backup says of itself."""
    parts = list(_record_parts(record_of(home)))
    facts: dict[str, Any] = {"base": None, "versions": []}
    if with_base:
        versions = list_versions(home)
        if (home / MANIFEST).is_file():
            facts["base"], held = _base_parts("base", home)
            parts += held
        for version in sorted((v for v in versions if v.frozen or v.problem), key=_hash_of):
            if version.problem:
                raise _damaged(version.path, version.problem)
            place = f"versions/{version.version}"
            parts += _base_parts(place, versions_folder(home) / version.version)[1]
            facts["versions"].append(version.version)
    if not parts:
        raise UsageError(
            f"There is no record beside {home}: nobody has judged anything in it yet.",
            hint="Add --with-base to back up the base itself.",
        )
    if len(parts) > MOST_FILES:
        raise UsageError(f"{len(parts)} files are more than a backup can hold ({MOST_FILES}).")
    return sorted(parts, key=lambda part: part.name), facts


def _hash_of(version: Version) -> str:
    return version.version


def _damaged(folder: Path, problem: str) -> BackupError:
    return BackupError(
        f"{folder} cannot be backed up: {problem}",
        hint="Build or freeze it again, restore it from a backup, or remove it.",
    )


def _part(name: str, path: Path) -> _Part:
    return _Part(name, path, path.stat().st_size, file_sha256(path))


def _record_parts(record: Path) -> Iterator[_Part]:
    if not record.is_dir():
        return
    for path in files_within(record):
        if path.name in LITTER:
            continue
        name = f"record/{path.relative_to(record).as_posix()}"
        if not stat.S_ISREG(path.lstat().st_mode) or not is_plain_name(name):
            raise UsageError(
                f"{path} cannot be backed up: it is no ordinary file with an ordinary name.",
                hint="Move it out of the record.",
            )
        yield _part(name, path)


def _base_parts(place: str, folder: Path) -> tuple[str, list[_Part]]:
    """The version of a base, and the files that make it: nothing else that lies there."""
    manifest = read_manifest(folder)
    names = [MANIFEST, *manifest["files"]]
    names += [name for name in (*OUTSIDE, FROZEN) if (folder / name).is_file()]
    if odd := next((name for name in names if not is_plain_name(name)), None):
        raise _damaged(folder, f"its manifest names a file {odd!r}.")
    parts = [_part(f"{place}/{name}", folder / name) for name in names]
    if read_manifest(folder) != manifest:
        raise _ChangedError  # a build took its place
    for name, part in zip(names, parts, strict=True):
        stated = manifest["files"].get(name)
        if stated is not None and stated.get("sha256") != part.sha256:
            raise _damaged(folder, f"{name} was altered.")
    return str(manifest["version"]), parts


def _write(file: Path, parts: list[_Part], facts: dict[str, Any]) -> None:
    contents = {
        "format": "comity-backup",
        "format_version": FORMAT_VERSION,
        "comity": __version__,
        **facts,
        "files": {p.name: {"bytes": p.size_bytes, "sha256": p.sha256} for p in parts},
    }
    text = json.dumps(contents, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    stored: set[str] = set()
    with _in_place_of(file) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(_entry(CONTENTS, 0), text.encode("utf-8"))
        for part in parts:
            if part.sha256 in stored:
                continue
            stored.add(part.sha256)
            with (
                part.path.open("rb") as source,
                archive.open(_entry(part.name, part.size_bytes), "w") as target,
            ):
                if copied_sha256(source, target) != part.sha256:
                    raise _ChangedError


def _entry(name: str, size_bytes: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.create_system = 3  # Unix, whatever the system: the same bytes everywhere
    entry.external_attr = (stat.S_IFREG | 0o644) << 16
    entry.file_size = size_bytes
    return entry


def copied_sha256(source: IO[bytes], target: IO[bytes] | None) -> str:
    """Copy a stream (to nowhere when `target` is None); the SHA-256 of its bytes."""
    digest = hashlib.sha256()
    while chunk := source.read(_CHUNK_BYTES):
        digest.update(chunk)
        if target is not None:
            target.write(chunk)
    return digest.hexdigest()


@contextmanager
def _in_place_of(file: Path) -> Iterator[IO[bytes]]:
    """A stream to write to; its file takes the place of `file` when the block ends well.

    Written under one fixed name beside it, so that a writer that was killed
    leaves one file at most, which the next one writes over.
    """
    place = file.resolve()
    new = place.with_name(f".{place.name}.writing")
    stream = _claimed(new)
    with stream:
        try:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            new.replace(place)
        except BaseException:
            new.unlink(missing_ok=True)
            raise
    if sys.platform != "win32":
        handle = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _claimed(new: Path) -> IO[bytes]:
    """An empty file of that name that no other backup writes to."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    while True:
        stream = os.fdopen(os.open(new, flags, 0o666), "w+b")
        if sys.platform != "win32":
            import fcntl  # noqa: PLC0415 - absent on Windows

            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                stream.close()
                raise BackupError(
                    f"Another backup to {new.name[1:].removesuffix('.writing')} is being written.",
                    hint="Wait until it is done.",
                ) from None
        try:
            # A writer that ended between open and lock has taken the name away.
            same = os.path.samestat(new.stat(), os.fstat(stream.fileno()))
        except FileNotFoundError:
            same = False
        if same:
            stream.truncate(0)
            return stream
        stream.close()
