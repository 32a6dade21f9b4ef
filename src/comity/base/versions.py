"""Versions of a base that stay: frozen beside it, listed, checked, opened by their hash.

    NAME/                   the base as it is now; the next build replaces it
    NAME.versions/HASH/     a frozen version: the files of a base, read-only, and frozen.json

The files of a frozen version are hard links where the file system allows it, so
it costs nothing while the base is still that version. A build gives the base new
files and never touches these.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import shutil
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from comity.base.base import Base, closest
from comity.base.changes import Changes, compare_tables
from comity.base.folder import home_of, recover, replacing
from comity.base.former import tables_version
from comity.base.index import file_sha256
from comity.base.manifest import FROZEN, MANIFEST, OUTSIDE, read_manifest
from comity.base.tables import storable
from comity.errors import BaseError, UnknownIdError, UsageError

SHORT = 12  # characters of a version that people are shown; any unambiguous prefix is understood

_ODD = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|\ud800-\udfff]')  # steering, or special to a system
_LONGEST_NAME = 255  # bytes of one part of a file name on every usual file system
_TIME = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T\d\d:\d\d:\d\dZ")
_VERSION = re.compile("[0-9a-f]{64}")
_ATTEMPTS = 5  # freezings during which a build took the base's place
_MOST_FACTS_BYTES = 1_000_000  # of a frozen.json; those that comity writes have a few hundred
# Another device, a file system without hard links, files of another user, too many links.
_NO_LINK = {
    errno.EXDEV,
    errno.EPERM,
    errno.EACCES,
    errno.EMLINK,
    errno.ENOTSUP,
    errno.EOPNOTSUPP,
    errno.ENOSYS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a base: frozen, or the one that the base is now."""

    version: str  # SHA-256 of the tables, hexadecimal
    path: Path  # folder that it can be opened from
    current: bool  # whether the base is this version now
    frozen: str = ""  # time of the freeze, ISO 8601 in UTC; "" while it is not frozen
    title: str = ""  # as given when it was frozen
    note: str = ""
    by: tuple[str, ...] = ()  # who answers for it, as given
    comity: str = ""  # release that built it
    counts: Mapping[str, int] | None = None  # rows by table; None when it cannot be read
    size_bytes: int = 0
    problem: str = ""  # why it cannot be opened; "" when it can


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What freezing did."""

    version: Version
    already: bool  # whether it was frozen before; title, note and names are then the first ones
    copied_bytes: int  # what could not be shared with the base by hard links


def versions_folder(path: Path) -> Path:
    """Where the frozen versions of a base are."""
    home = home_of(path)
    return home.with_name(f"{home.name}.versions")


def check_whole(folder: Path) -> dict[str, Any]:
    """The manifest of a base whose every byte is what the manifest says.

    Raises:
        BaseError: a file is missing or altered, or the tables are of another version.
    """
    manifest = read_manifest(folder)
    for name, facts in manifest["files"].items():
        if file_sha256(folder / name) != facts.get("sha256"):
            raise BaseError(f"The base at {folder} is damaged: {name} was altered.")
    checksums = {name: str(facts["sha256"]) for name, facts in manifest["files"].items()}
    if tables_version(checksums) != manifest["version"]:
        raise BaseError(f"The base at {folder} is damaged: its tables are of another version.")
    return manifest


def freeze(path: Path | str, *, title: str = "", note: str = "", by: Iterable[str] = ()) -> Frozen:
    """Keep the version that a base is now, so that it can be cited and opened for good.

    Freezing twice changes nothing; a frozen version that was damaged since is
    mended. A process that is killed while it freezes leaves no version behind.

    Args:
        path: folder of the base.
        title: what a citation calls it; else the name of the folder.
        note: why it was frozen; shown by lists and citations.
        by: persons or bodies who answer for it.

    Raises:
        BaseError: there is no base, it is damaged, or nothing can be written beside it.
    """
    home = home_of(Path(path))
    recover(home)
    facts = {"title": _line(title), "note": _line(note), "by": [n for n in map(_line, by) if n]}
    for _ in range(_ATTEMPTS):
        manifest = read_manifest(home)
        target = versions_folder(home) / manifest["version"]
        before = _facts_of(target)
        if before is not None and _is_whole(target):
            return Frozen(version=_described(target, manifest), already=True, copied_bytes=0)
        try:
            copied = _freeze_into(target, home, manifest, before or facts)
        except BaseError:
            if _replaced_since(home, manifest):
                continue
            raise
        version = _described(target, manifest)
        return Frozen(version=version, already=before is not None, copied_bytes=copied)
    raise BaseError(
        f"The base at {home} was replaced again and again while it was being frozen.",
        hint="Wait until the builds that write to it are done.",
    )


def _line(words: str) -> str:
    """The words on one line, as a file can hold them."""
    return storable(" ".join(words.split()))


def _replaced_since(home: Path, manifest: Mapping[str, Any]) -> bool:
    try:
        return bool(read_manifest(home)["version"] != manifest["version"])
    except BaseError:
        return False


def _freeze_into(
    target: Path, home: Path, manifest: Mapping[str, Any], facts: Mapping[str, Any]
) -> int:
    """Write a frozen version of the base; the bytes that were copied rather than linked."""
    copied = 0
    try:
        with replacing(target) as folder:
            for name in (*sorted(manifest["files"]), MANIFEST):
                if not is_plain_name(name):
                    raise BaseError(f"The base at {home} is damaged: it names a file {name!r}.")
                copied += link_or_copy(home / name, folder / name)
            for name in OUTSIDE:  # no hash covers them, so they are never shared
                if (home / name).is_file():
                    shutil.copyfile(home / name, folder / name)
            check_whole(folder)
            now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            kept = {"format": "comity-frozen", "frozen": now, **facts}
            kept["version"] = manifest["version"]
            text = json.dumps(kept, ensure_ascii=False, indent=2, sort_keys=True)
            (folder / FROZEN).write_text(text + "\n", "utf-8")
            for file in files_within(folder):
                make_read_only(file)
    except OSError as error:
        raise BaseError(
            f"The version cannot be frozen into {target}: {error.strerror or error}.",
            hint="Make room or give yourself the right to write there, then freeze again.",
        ) from error
    return copied


def is_plain_name(name: str) -> bool:
    """Whether a file name, parts joined by /, stays within its folder on every system."""
    parts = name.split("/")
    return all(
        part not in ("", ".", "..") and len(part.encode("utf-8", "surrogatepass")) <= _LONGEST_NAME
        for part in parts
    ) and not _ODD.search(name)


def link_or_copy(source: Path, target: Path) -> int:
    """Give a file a second name, or copy it where that cannot be; the bytes copied."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        if source.is_symlink():  # a second name for the link would hold no bytes
            raise OSError(errno.ENOTSUP, "a symbolic link")
        os.link(source, target)
    except OSError as error:
        if error.errno not in _NO_LINK:
            raise
        shutil.copyfile(source, target)
        return target.stat().st_size
    return 0


def make_read_only(file: Path) -> None:
    """Take the right to write a file away; a file of another user stays as it is."""
    with contextlib.suppress(PermissionError):
        file.chmod(stat.S_IMODE(file.stat().st_mode) & ~0o222)


def files_within(folder: Path) -> Iterator[Path]:
    """Every file of a folder and of those in it, sorted."""
    yield from sorted(p for p in folder.rglob("*") if not p.is_dir())


def _facts_of(folder: Path) -> dict[str, Any] | None:
    """What a frozen.json says; None when there is none that can be read."""
    try:
        if (folder / FROZEN).stat().st_size > _MOST_FACTS_BYTES:
            return None
        facts = json.loads((folder / FROZEN).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    kinds = {"frozen": str, "title": str, "note": str, "by": list, "version": str}
    sound = (
        isinstance(facts, dict)
        and facts.get("format") == "comity-frozen"
        and all(isinstance(facts.get(name), kind) for name, kind in kinds.items())
        and facts["version"] == folder.name
        and _TIME.fullmatch(facts["frozen"])
        and all(isinstance(name, str) for name in facts["by"])
    )
    if not sound:
        return None
    return {name: facts[name] for name in kinds}


def _is_whole(folder: Path) -> bool:
    try:
        check_whole(folder)
    except (BaseError, OSError):
        return False
    return True


def _described(folder: Path, current: Mapping[str, Any] | None, *, check: bool = False) -> Version:
    """A frozen version as a list shows it; `current` is the manifest of the base, if any."""
    is_current = current is not None and current["version"] == folder.name
    bare = Version(version=folder.name, path=folder, current=is_current)
    facts = _facts_of(folder)
    if facts is None:
        return replace(bare, problem=f"It has no {FROZEN} that can be read.")
    known = replace(
        bare,
        frozen=facts["frozen"],
        title=facts["title"],
        note=facts["note"],
        by=tuple(facts["by"]),
    )
    try:
        manifest = check_whole(folder) if check else read_manifest(folder)
    except BaseError as error:
        return replace(known, problem=error.problem)
    if manifest["version"] != folder.name:
        return replace(known, problem="Its manifest names another version.")
    return replace(known, **_sizes(manifest))


def _sizes(manifest: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "comity": str(manifest.get("comity", "")),
        "counts": manifest["counts"],
        "size_bytes": sum(facts["bytes"] for facts in manifest["files"].values()),
    }


def list_versions(path: Path | str, *, check: bool = False) -> tuple[Version, ...]:
    """The frozen versions of a base, oldest first, and the one that it is now.

    Args:
        path: folder of the base, which need not exist any more.
        check: read every byte of the frozen ones, not the sizes alone.

    Raises:
        BaseError: there is neither a base nor a frozen version of it.
    """
    home = home_of(Path(path))
    folder = versions_folder(home)
    names = folder.iterdir() if folder.is_dir() else ()
    frozen = [p for p in names if _VERSION.fullmatch(p.name) and p.is_dir()]
    try:
        current = read_manifest(home)
    except BaseError:
        if not frozen:
            raise
        current = None
    found = [_described(p, current, check=check) for p in frozen]
    if current is not None and current["version"] not in {v.version for v in found}:
        now = Version(version=current["version"], path=home, current=True)
        found.append(replace(now, **_sizes(current)))
    # What is not frozen is the newest of all.
    return tuple(sorted(found, key=lambda v: (not v.frozen and v.current, v.frozen, v.version)))


def find_version(path: Path | str, asked: str) -> Version:
    """The one version of a base whose hash begins as asked; "current" is what the base is now.

    Raises:
        UnknownIdError: no version begins so; the closest ones are named.
        UsageError: several do.
        BaseError: there is neither a base nor a frozen version of it.
    """
    known = list_versions(path)
    wanted = asked.strip().lower()
    if wanted == "current":
        found = [v for v in known if v.current]
    else:
        found = [v for v in known if wanted and v.version.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        shown = _told_apart(v.version for v in found)
        raise UsageError(
            f"{len(found)} versions of {home_of(Path(path))} begin with {asked!r}.",
            hint=f"Give more of it: {', '.join(shown)}.",
        )
    versions = [v.version for v in known]
    shared = {v: _alike(v, wanted) for v in versions}
    near = [v for v in sorted(versions, key=lambda v: (-shared[v], v)) if shared[v]]
    near = list(dict.fromkeys([*near, *closest(wanted, versions)])) or versions
    raise UnknownIdError(
        "version",
        asked,
        known=len(known),
        closest=_told_apart(versions, near[:5]),
        where=f"of {home_of(Path(path))}",
        hint="List them with `comity base list`.",
    )


def _alike(one: str, other: str) -> int:
    """How many characters two names have in common from their beginning on."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _told_apart(versions: Iterable[str], shown: Iterable[str] | None = None) -> list[str]:
    """Prefixes long enough to tell the versions from one another."""
    versions = list(versions)
    length = SHORT
    while len({v[:length] for v in versions}) < len(set(versions)):
        length += 1
    return [v[:length] for v in (versions if shown is None else shown)]


def located(address: Path | str) -> Path:
    """The folder that `DIR` or `DIR@VERSION` stands for.

    A folder of that very name goes before, as does a name before whose @ there
    is no base: "me@home" stays what it is.

    Raises:
        UnknownIdError, UsageError: the base has no such version, or several.
    """
    path = Path(address)
    stem, at, asked = str(path).rpartition("@")
    if not at or not Path(stem).name or os.path.lexists(path) or os.sep in asked:
        return path
    if not (Path(stem) / MANIFEST).is_file() and not versions_folder(Path(stem)).is_dir():
        return path
    return find_version(stem, asked).path


def open_base(path: Path | str = "comity-base", version: str | None = None) -> Base:
    """Open a base as it is now, or a frozen version of it.

    Args:
        path: its folder; `DIR@VERSION` names a version too.
        version: the beginning of a version's hash; None for the base as it is now.

    Raises:
        BaseError: there is none, it is damaged, or of another format version.
        UnknownIdError, UsageError: no version begins so, or several do.
    """
    folder = located(path) if version is None else find_version(path, version).path
    if home_of(folder) == folder.resolve():
        return Base.open(folder)
    try:
        return Base.open(folder)
    except BaseError as error:
        # A build cannot mend a frozen version: the advice that fits a base does not fit it.
        raise BaseError(
            error.problem,
            hint="It is a frozen version: restore it from a backup, open it with the comity that"
            " wrote it, or build the same sources again and freeze.",
        ) from error


def compare_versions(
    path: Path | str, old: str, new: str = "current"
) -> tuple[Version, Version, Changes]:
    """What differs between two versions of a base: documents, provisions, words.

    Args:
        path: folder of the base.
        old, new: beginnings of their hashes; "current" for what the base is now.

    Raises:
        BaseError: a version is damaged or of another format version.
        UnknownIdError, UsageError: no version begins so, or several do.
    """
    one, other = find_version(path, old), find_version(path, new)
    before, after = open_base(one.path), open_base(other.path)
    changes = compare_tables(
        (before.arrow("documents"), before.arrow("provisions")),
        (after.arrow("documents"), after.arrow("provisions")),
    )
    return one, other, changes
