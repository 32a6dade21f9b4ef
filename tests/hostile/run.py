"""A build as its user has it, with what it took and what it left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

MIB = 2**20


@dataclass(frozen=True)
class Build:
    """What a build said, took and left behind."""

    code: int
    out: str
    err: str
    seconds: float
    peak_bytes: int  # of the largest process, workers included
    left_in_tmp: tuple[str, ...]

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    def failures(self, path: str) -> list[dict[str, str]]:
        """Those of a file, or of what is in it where it is an archive."""
        return [f for f in self.json["failures"] if f"{f['path']}/".startswith(f"{path}/")]


def build(
    *arguments: str | Path | bytes,
    before: Callable[[], None] | None = None,
    timeout_s: float = 300.0,
    as_json: bool = True,
) -> Build:
    """Run `comity build`; `before` runs in the child, ahead of it."""
    with tempfile.TemporaryDirectory() as scratch:
        started = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "comity", "build", *arguments, *(["--json"] if as_json else [])],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "TMPDIR": scratch},
            preexec_fn=before,  # noqa: PLW1509 - no thread runs before it
        )
        timer = threading.Timer(timeout_s, process.kill)
        timer.start()
        try:
            assert process.stdout is not None and process.stderr is not None
            said: list[bytes] = []
            reader = threading.Thread(target=lambda: said.append(process.stderr.read()))
            reader.start()
            out = process.stdout.read()
            reader.join()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            timer.cancel()
        return Build(
            code=process.returncode,
            out=out.decode("utf-8"),
            err=said[0].decode("utf-8"),
            seconds=time.monotonic() - started,
            peak_bytes=usage.ru_maxrss * 1024,
            left_in_tmp=tuple(sorted(p.name for p in Path(scratch).iterdir())),
        )


def snapshot(folder: Path, *, apart_from: Path) -> dict[str, tuple[int, int, int]]:
    """Every path below a folder but the base, with inode, size and time of change."""
    found: dict[str, tuple[int, int, int]] = {}
    waiting = [folder]
    while waiting:
        for path in waiting.pop().iterdir():
            if path == apart_from:
                continue
            status = path.lstat()
            inside = path.is_dir() and not path.is_symlink()
            waiting += [path] if inside else []
            # A folder changes when the base beside it is replaced.
            facts = (status.st_ino, status.st_size, status.st_mtime_ns)
            found[str(path)] = (status.st_ino, 0, 0) if inside else facts
    return found


def text_of(base: Path) -> str:
    """The texts of all documents of a base."""
    return "\n".join(pq.read_table(base / "documents.parquet")["text"].to_pylist())
