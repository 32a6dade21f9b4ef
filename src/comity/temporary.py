"""Private folders for a moment, in the system's place for temporary files.

    comity-temporary-XXXXXXXX    whoever uses it holds a lock on it

The system lets go of the lock when its holder dies, however that happens, so what a
killed process left behind can be told from what is in use, and the next build removes it.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "comity-temporary-"


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """An empty folder that is removed when the block ends.

    Raises:
        OSError: there is no place for temporary files.
    """
    path, handle = _claimed()
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        if handle is not None:
            os.close(handle)


def use_known_place() -> None:
    """Have `tempfile` take the first place that can be used, as it would, but without a trial.

    It writes a file to each place to see whether it can, and a process that is killed
    at that moment leaves the file, with a name that tells nothing of whose it is.
    """
    if tempfile.tempdir is not None or sys.platform == "win32":
        return
    named = (os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP"))
    for place in (*named, "/tmp", "/var/tmp", "/usr/tmp"):  # noqa: S108 - as tempfile has them
        if place and Path(place).is_dir() and os.access(place, os.W_OK | os.X_OK):
            tempfile.tempdir = str(Path(place).absolute())
            return


def remove_abandoned() -> None:
    """Remove the folders of this user's processes that died; those in use stay.

    Nothing is removed where folders cannot be locked (Windows, some network file systems).
    """
    use_known_place()
    if sys.platform == "win32":
        return
    with suppress(OSError):
        for path in sorted(Path(tempfile.gettempdir()).glob(f"{PREFIX}*")):
            with suppress(OSError):
                if path.lstat().st_uid == os.getuid() and (handle := _locked(path)) is not None:
                    shutil.rmtree(path, ignore_errors=True)
                    os.close(handle)


def _claimed() -> tuple[Path, int | None]:
    use_known_place()
    while True:
        path = Path(tempfile.mkdtemp(prefix=PREFIX))
        try:
            handle = _locked(path)
        except FileNotFoundError:
            continue  # taken for an abandoned one before it was locked
        except OSError:
            return path, None
        if path.exists():
            return path, handle
        if handle is not None:
            os.close(handle)


def _locked(folder: Path) -> int | None:
    """A handle that holds the folder until it is closed; None when that cannot be had."""
    if sys.platform == "win32":
        return None
    import fcntl  # noqa: PLC0415 - absent on Windows

    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # in use, or no locks there
        os.close(handle)
        return None
    return handle
