"""A hash of the code and the libraries that made something: taken over only from the same ones."""

from __future__ import annotations

import hashlib
import re
import sys
import unicodedata
from functools import cache
from importlib.metadata import PackageNotFoundError, distributions, requires, version
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")


@cache
def libraries() -> tuple[str, ...]:
    """Python, its tables of characters, and every installed library that comity names."""
    found = [f"python {'.'.join(map(str, sys.version_info[:3]))}"]
    found.append(f"unicode {unicodedata.unidata_version}")
    try:
        wanted = {match[0] for line in requires("comity") or () if (match := _NAME.match(line))}
    except PackageNotFoundError:  # run from a folder that is not installed: all there are
        wanted = {str(d.metadata["Name"]) for d in distributions()}
    for name in sorted(wanted):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:  # an extra that is not installed
            continue
    return tuple(found)


@cache
def code_sha256(parts: tuple[str, ...], *, with_libraries: bool = True) -> str:
    """SHA-256 over files of the package and the versions of libraries.

    Taken once in a process: its code stays as it was loaded, whatever is installed meanwhile.

    Args:
        parts: folders and files, relative to the package; compiled files do not count.
        with_libraries: False where the caller knows which few matter.
    """
    digest = hashlib.sha256("\n".join(libraries() if with_libraries else ()).encode())
    for part in sorted(parts):
        place = _PACKAGE / part
        files = sorted(p for p in place.rglob("*") if p.is_file()) if place.is_dir() else [place]
        for file in files:
            if file.suffix != ".pyc":
                name = file.relative_to(_PACKAGE).as_posix()
                digest.update(f"\n{name} {hashlib.sha256(file.read_bytes()).hexdigest()}".encode())
    return digest.hexdigest()
