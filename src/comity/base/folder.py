"""A folder that is replaced whole or not at all.

    .NAME.building-XXXXXXXX   being written; its writer holds a lock on it
    .NAME.old-XXXXXXXX        the old folder for the moment between two renames, where a
                              file system cannot exchange two folders in one step
    .NAME.reading-XXXXXXXX    what a build has read (`spool`), where a file needs a name: for
                              a moment, or, on Windows, until its handle is closed
    .NAME.lock                held by the build that is at work on NAME; says which process

A writer that dies leaves such a folder behind; the next one removes it, since
nobody holds its lock. An `.old-` folder without a NAME beside it is what a
writer that died between the two renames left: it is put back.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from comity.errors import BaseError, NoRoomError

_VERSION = re.compile("[0-9a-f]{64}")
_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2)
_AT_FDCWD = -100
_NAMED_S = 60  # longer than any file of a living reader has a name, save on Windows
_DEAD_AFTER_S = 86_400  # where folders cannot be locked: a build takes less than a day


def home_of(path: Path) -> Path:
    """The folder of the base that `path` is, or that it is a frozen version of."""
    folder = Path(path).resolve()
    if folder.parent.name.endswith(".versions") and _VERSION.fullmatch(folder.name):
        return folder.parent.with_name(folder.parent.name.removesuffix(".versions"))
    return folder


def _lock(folder: Path) -> int | None:
    """A handle that holds the folder until it is closed; None when someone else holds it.

    -1 where folders cannot be locked.
    """
    if sys.platform == "win32":
        return -1
    import fcntl  # noqa: PLC0415 - absent on Windows

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    except OSError:  # a network file system without locks
        os.close(handle)
        return -1
    return handle


def _unlock(handle: int) -> None:
    if handle >= 0:
        os.close(handle)


def _siblings(target: Path, role: str) -> list[Path]:
    prefix = f".{target.name}.{role}-"
    if not target.parent.is_dir():
        return []
    return sorted(p for p in target.parent.iterdir() if p.name.startswith(prefix))


def remove_leftovers(target: Path) -> None:
    """Remove what dead writers of `target` left beside it; living ones keep theirs."""
    for folder in (*_siblings(target, "building"), *_siblings(target, "old")):
        try:
            handle = _lock(folder)
            if handle is None:
                continue
            young = time.time() - folder.stat().st_mtime < _DEAD_AFTER_S
            if handle >= 0 or not young:
                shutil.rmtree(folder, ignore_errors=True)
            _unlock(handle)
        except FileNotFoundError:  # another writer was quicker
            continue
    for file in _siblings(target, "reading"):
        with suppress(OSError):  # gone, or, on Windows, in use
            if time.time() - file.lstat().st_mtime > _NAMED_S:
                file.unlink()


def recover(target: Path) -> None:
    """Put back the old folder of a writer that died between two renames."""
    if target.exists():
        return
    for old in reversed(_siblings(target, "old")):
        try:
            old.rename(target)
        except OSError:  # someone else put it back, or finished
            continue
        return


@contextmanager
def locked(target: Path, *, wait: bool = False) -> Iterator[None]:
    """Keep every other build away from `target` until the block ends; readers are not.

    The system lets go of the lock when its holder dies, however that happens, so
    none is ever left behind. Where files cannot be locked (Windows, some network
    file systems) nothing is held.

    Args:
        wait: wait for another build to end, instead of refusing.

    Raises:
        BaseError: another process builds it, or nothing can be written there.
    """
    place = target.parent / f".{target.name}.lock"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle = _hold(place, target, wait=wait)
    except OSError as error:
        raise _unwritable(target, error) from error
    try:
        yield
    finally:
        if handle >= 0:
            place.unlink(missing_ok=True)  # before it is let go: the next one makes its own
        _unlock(handle)


def _hold(place: Path, target: Path, *, wait: bool) -> int:
    if sys.platform == "win32":
        return -1
    import fcntl  # noqa: PLC0415 - absent on Windows

    while True:
        handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            holder = os.read(handle, 1000)
            os.close(handle)
            raise BaseError(
                f"{target} is being built by another process{_holder_words(holder)}.",
                hint="Wait until it ends, or let this build wait for it with --wait.",
            ) from None
        except OSError:  # a file system without locks
            os.close(handle)
            place.unlink(missing_ok=True)
            return -1
        except BaseException:
            os.close(handle)
            raise
        # Whoever held it may have removed it meanwhile, and a third may hold a new one.
        try:
            current = os.path.samestat(os.fstat(handle), place.lstat())
        except FileNotFoundError:
            current = False
        if current:
            facts = {
                "process": os.getpid(),
                "since": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            }
            os.ftruncate(handle, 0)
            os.write(handle, json.dumps(facts).encode())
            return handle
        os.close(handle)


def _holder_words(said: bytes) -> str:
    try:
        facts = json.loads(said)
        return f" ({int(facts['process'])}, since {str(facts['since'])[:20]})"
    except (ValueError, TypeError, KeyError):
        return ""


def _unwritable(target: Path, error: OSError) -> BaseError:
    return BaseError(
        f"Nothing can be written beside {target}: {error.strerror}.",
        hint="Name a folder in a place where you may write.",
    )


def disk_error(target: Path, error: OSError) -> NoRoomError:
    """What to say when a build of `target` finds no room for what it writes."""
    return NoRoomError(
        f"{target} cannot be written: {error.strerror or error}. What was there is as before.",
        hint="Make room on the disk, or name a folder on another one with --base.",
    )


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """An empty folder to write into; takes the place of `target` when the block ends well.

    When the block raises, `target` is as before and the new folder is gone.

    Raises:
        BaseError: the place cannot be written to.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        recover(target)
        remove_leftovers(target)
        new, handle = _claim(target)
    except OSError as error:
        raise _unwritable(target, error) from error
    try:
        yield new
        _sync_tree(new)
        _take_place(new, target)
        _sync(target.parent)
    except OSError as error:  # a full disk, above all
        raise disk_error(target, error) from error
    finally:
        shutil.rmtree(new, ignore_errors=True)  # the old folder, after an exchange
        _unlock(handle)


def _claim(target: Path) -> tuple[Path, int]:
    """A new sibling folder and its lock."""
    while True:
        new = target.parent / f".{target.name}.building-{secrets.token_hex(4)}"
        new.mkdir()
        handle = _lock(new)
        # Between mkdir and lock, a writer that cleans up may have taken it for a leftover.
        if handle is not None and new.exists():
            return new, handle
        if handle is not None:
            _unlock(handle)


def _take_place(new: Path, target: Path) -> None:
    try:
        if not target.exists():
            new.rename(target)
        elif not _exchange(new, target):
            old = target.parent / f".{target.name}.old-{secrets.token_hex(4)}"
            target.rename(old)
            try:
                new.rename(target)
            except OSError:
                old.rename(target)
                raise
            shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise BaseError(
            f"{target} cannot be replaced: {error.strerror}.",
            hint="A mounted folder cannot be renamed: name a folder inside it.",
        ) from error


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system cannot."""
    if sys.platform != "linux":
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):  # a C library older than glibc 2.28 or musl
        return False
    done = renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE)
    if done == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number))


def _sync(path: Path) -> None:
    """Bring a file or folder to the disk, so that a power cut cannot leave a name without data."""
    if sys.platform == "win32" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # a file system without it
            raise
    finally:
        os.close(handle)


def _sync_tree(folder: Path) -> None:
    for parent, _, names in os.walk(folder):
        for name in names:
            _sync(Path(parent) / name)
        _sync(Path(parent))
