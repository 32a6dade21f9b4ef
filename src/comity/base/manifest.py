"""The manifest of an evidence base: what the folder is, and whether it is whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from comity.base.tables import FORMAT_VERSION
from comity.errors import BaseError

MANIFEST = "manifest.json"
RUNS = "runs.jsonl"
REDIRECTS = "redirects.jsonl"
OUTSIDE = (RUNS, REDIRECTS)  # files that no hash covers: they tell how a base came to be
FROZEN = "frozen.json"  # stands in a frozen version, never in a base

# What operating systems drop into any folder that they show; lost on a rebuild.
LITTER = {".DS_Store", "Thumbs.db", "desktop.ini", ".directory"}

_REBUILD = "Build it again with `comity build SOURCE... --base {path}`."


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest of a base, with every file that it names there and of its size.

    Raises:
        BaseError: there is no base, it is damaged, or of another format version.
    """
    hint = _REBUILD.format(path=path)
    # A build does not replace a folder whose manifest does not say that it is a base.
    elsewhere = "Move it away, then build again with `comity build SOURCE... --base {path}`."
    elsewhere = elsewhere.format(path=path)
    if not path.is_dir():
        raise BaseError(f"There is no evidence base at {path}.", hint=hint.replace(" again", ""))
    file = path / MANIFEST
    if not file.is_file():
        raise BaseError(
            f"The folder {path} is no evidence base: it has no {MANIFEST}.",
            hint="Name the folder that `comity build` wrote, with --base or COMITY_BASE.",
        )
    try:
        manifest = json.loads(file.read_text("utf-8"))
    except (ValueError, OSError) as error:
        raise BaseError(f"{file} cannot be read: {error}", hint=elsewhere) from error
    if not isinstance(manifest, dict) or manifest.get("format") != "comity-base":
        raise BaseError(
            f"{file} is not the manifest of an evidence base.",
            hint="Name the folder that `comity build` wrote, with --base or COMITY_BASE.",
        )
    found = manifest.get("format_version")
    if found != FORMAT_VERSION:
        raise BaseError(
            f"The base at {path} has format version {found!r}; this comity reads {FORMAT_VERSION}.",
            hint=hint,
        )
    if not _is_complete(manifest):
        raise BaseError(f"{file} is damaged: it lacks what a build writes there.", hint=elsewhere)
    for name, facts in manifest["files"].items():
        part = path / name
        size = part.stat().st_size if part.is_file() else None
        if size != facts["bytes"]:
            state = "missing" if size is None else f"{size} bytes instead of {facts['bytes']}"
            raise BaseError(f"The base at {path} is damaged: {name} is {state}.", hint=hint)
    return manifest


def _is_complete(manifest: dict[str, Any]) -> bool:
    """True when the parts that reading relies on are there, and are what they should be."""
    parts = {"version": str, "counts": dict, "files": dict, "notices": list}
    return all(isinstance(manifest.get(name), kind) for name, kind in parts.items()) and all(
        isinstance(facts, dict) and isinstance(facts.get("bytes"), int)
        for facts in manifest["files"].values()
    )


def check_replaceable(path: Path) -> None:
    """Refuse to replace anything but an empty folder or a base with nothing beside its files.

    Raises:
        BaseError: what stands there is not comity's to remove.
    """
    if not path.exists():
        return
    if not path.is_dir():
        raise BaseError(f"{path} is a file.", hint="Name a folder for the evidence base.")
    present = {p.relative_to(path).as_posix() for p in path.rglob("*") if not p.is_dir()}
    present = {name for name in present if name.rsplit("/", 1)[-1] not in LITTER}
    if not present:
        return
    if FROZEN in present:
        raise BaseError(
            f"{path} is a frozen version of a base; no build replaces it.",
            hint="Name the base itself, or a new folder, with --base.",
        )
    try:
        manifest = json.loads((path / MANIFEST).read_text("utf-8"))
        own = manifest["format"] == "comity-base" and {*manifest["files"], MANIFEST, *OUTSIDE}
    except (OSError, ValueError, TypeError, KeyError):
        own = False
    if not own:
        raise BaseError(
            f"{path} holds files and is no evidence base; it is left as it is.",
            hint="Name a new or empty folder with --base.",
        )
    # tantivy leaves locks where an index was opened in place.
    foreign = sorted(n for n in present - own if not n.startswith("index/.tantivy-"))
    if foreign:
        more = f" and {len(foreign) - 1} more files" if foreign[1:] else ""
        raise BaseError(
            f"{path} holds {foreign[0]!r}{more} that no build wrote; a rebuild would remove them.",
            hint="Move them elsewhere, or name another folder with --base.",
        )
