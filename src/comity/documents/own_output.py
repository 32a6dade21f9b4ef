"""What comity itself wrote among the texts: bases, and what stands beside them.

NAME/                a base: its manifest.json says so
NAME.record/         what people asserted about it
NAME.versions/       its frozen versions
.NAME.*              what a build puts beside it for a while
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

_MANIFEST = "manifest.json"
_MOST_BYTES = 256 * 2**20  # of a manifest; that of 30,000 sources is some 15 MB
_VERSION = re.compile("[0-9a-f]{64}")


def is_own_output(path: Path) -> bool:
    """Whether a folder shows by itself that comity wrote it; False where it cannot be entered."""
    try:
        if path.is_symlink() or not path.is_dir():
            return False
        if path.name.endswith(".record"):
            return (path / "judgements.jsonl").is_file()
        if path.name.endswith(".versions"):
            return any(_VERSION.fullmatch(p.name) and _is_base(p) for p in path.iterdir())
        return _is_base(path)
    except OSError:
        return False


def own_outputs(entries: Iterable[Path]) -> set[Path]:
    """Those entries of one folder that comity wrote."""
    entries = list(entries)
    found = {path for path in entries if is_own_output(path)}
    bases = {path.name for path in found if not path.name.endswith((".record", ".versions"))}
    for path in entries:
        stem, _, ending = path.name.rpartition(".")
        beside = ending in ("record", "versions") and stem in bases and path.is_dir()
        if beside or any(path.name.startswith(f".{name}.") for name in bases):
            found.add(path)
    return found


def _is_base(folder: Path) -> bool:
    manifest = folder / _MANIFEST
    try:
        if not manifest.is_file() or manifest.stat().st_size > _MOST_BYTES:
            return False
        facts = json.loads(manifest.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(facts, dict) and facts.get("format") == "comity-base"
