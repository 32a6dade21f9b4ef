"""From the paths that a user names to the files that will be read."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from comity.documents.archives import office_format
from comity.documents.catalogue import CATALOGUE_NAME, read_catalogue
from comity.documents.find_archive import ArchiveFolder
from comity.documents.limits import Limits
from comity.documents.own_output import is_own_output, own_outputs
from comity.documents.sources import Found, Source, format_of, not_read
from comity.documents.statements import COLUMNS_NAME, read_columns
from comity.errors import CatalogueError
from comity.records import Failure, Notice

_ABOUT_THE_FOLDER = re.compile(
    r"^(?:readme|licen[cs]e|copying|notice|changelog|contributing|authors|citation|security"
    r"|manifest|(?:sha|md5)\d*sums?|checksums?)(?:[._-].*)?$",
    re.IGNORECASE,
)
_MAX_FOLDER_DEPTH = Limits().max_depth
_OWN = "comity wrote it; it is no text and is not read."

Row = Mapping[str, str]


def find_sources(paths: Sequence[Path], *, catalogue: Path | None = None) -> Found:
    """What there is to read in files and folders.

    A folder's catalogue.csv or columns.toml says what is read there; a folder
    without either is read whole, in the formats that comity knows, its
    subfolders too; so is a ZIP archive of texts. A file that is named
    directly is read with what the catalogue beside it says. Links that lead
    out of a named folder are not followed.

    Args:
        paths: files and folders, in any order.
        catalogue: a CSV that takes the place of those in the folders; its
            `file` column is relative to the named folders, or to itself.

    Returns:
        Sources in the order of their names, whatever the order of `paths`;
        failures for what was asked for and cannot be read; notices for files
        that are left unread on purpose.

    Raises:
        CatalogueError: the catalogue that was given cannot be used.
    """
    finder = _Finder()
    given = _Given.read(catalogue) if catalogue is not None else None
    for path in sorted(set(paths)):
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:
            finder.fail(_shown(path), f"It cannot be opened: {_reason(error)}.", "Check the name.")
            continue
        if stat.S_ISDIR(mode) and is_own_output(path):
            finder.note(_shown(path), "own-output", _OWN)
        elif stat.S_ISDIR(mode):
            _Folder(finder, path, given).read(path, 0)
        else:
            _named_file(finder, path, given)
    if given is not None:
        given.report_unused(finder)
    return finder.found()


@dataclass(slots=True)
class _Finder:
    """Collects what is found; every file once."""

    sources: list[Source] = field(default_factory=list)
    failures: set[Failure] = field(default_factory=set)
    notices: set[Notice] = field(default_factory=set)
    folders: dict[Path, Path] = field(default_factory=dict)  # where each leads

    def fail(self, name: str, error: str, hint: str = "") -> None:
        self.failures.add(Failure(path=name, stage="find", error=error, hint=hint))

    def note(self, name: str, code: str, message: str) -> None:
        self.notices.add(Notice(code=code, message=message, path=name))

    def add(self, path: Path, name: str, row: Row, folder: str, member: str = "") -> None:
        """Take a file up, in the format that its row states or its name shows."""
        stated = row.get("format", "")
        shown = Path(member) if member else path
        kind = format_of(shown, stated)
        if kind == "zip":
            kind = office_format(path)
        if not kind and not member and format_of(shown, stated) == "zip":
            ArchiveFolder(self, path, name, _ABOUT_THE_FOLDER).read(row)
        elif kind == "csv":
            hint = f"Put a {COLUMNS_NAME} beside it that says what its columns hold."
            self.fail(name, "The CSV is not described.", hint)
        elif not kind:
            self.failures.add(not_read(shown, name, stated))
        else:
            cells = tuple(row.items())
            self.sources.append(
                Source(path=path, name=name, format=kind, folder=folder, row=cells, member=member)
            )

    def found(self) -> Found:
        """Everything in a fixed order; a file reached in two ways once, its catalogue's way."""
        self.sources.sort(key=lambda s: (not s.row, s.columns is None, s.name, str(s.path)))
        once: dict[tuple[Path, str], Source] = {}
        for source in self.sources:
            kept = once.setdefault((_resolve(source.path, self.folders), source.member), source)
            if kept is not source and kept.row != source.row:
                self.note(source.name, "named-twice", "The file is named twice; it is read once.")
        return Found(
            tuple(sorted(once.values(), key=lambda s: (s.name, str(s.path)))),
            tuple(sorted(self.failures)),
            tuple(sorted(self.notices)),
        )


class _Given:
    """The catalogue of the command line, and which of its rows found their file."""

    def __init__(self, path: Path, rows: list[dict[str, str]]) -> None:
        self.path = path
        self.rows = rows
        self.folder = path.resolve().parent
        self.used: set[int] = set()

    @classmethod
    def read(cls, path: Path) -> _Given:
        return cls(path, read_catalogue(path))

    def report_unused(self, finder: _Finder) -> None:
        """A failure for each row whose file is in none of the places that were named."""
        for number, row in enumerate(self.rows):
            if number in self.used:
                continue
            if row.get("file"):
                hint = "Name the folder that holds it, or correct the row."
                finder.fail(row["file"], f"{self.path.name} names it, but it was not found.", hint)
            else:
                _note_without_file(finder, row, self.path.name)


def _note_without_file(finder: _Finder, row: Row, catalogue: str) -> None:
    shown = row.get("title") or row.get("id") or "a row"
    finder.note(row.get("id", ""), "no-file-named", f"{catalogue} names no file for {shown!r}.")


def _named_file(finder: _Finder, path: Path, given: _Given | None) -> None:
    """A file named directly: with its row of the given catalogue, or of the one beside it."""
    name = _shown(Path(path.name))
    if not _is_regular(finder, path, name):
        return
    if path.name == COLUMNS_NAME:
        _note_table(finder, path)
        return
    parent = path.resolve().parent
    if given is not None:
        for number, row in enumerate(given.rows):
            if row.get("file") and _names(row["file"], path, (given.folder, parent)):
                given.used.add(number)
                finder.add(path, name, row, given.folder.name)
                return
        if format_of(path) == "zip" and not office_format(path):
            archive = ArchiveFolder(finder, path, name, _ABOUT_THE_FOLDER, given.rows)
            given.used |= archive.read({})
            return
        finder.note(name, "not-in-catalogue", f"{given.path.name} does not name the file.")
        return
    if path.suffix.lower() == ".csv":
        _named_csv(finder, path, parent)
        return
    try:
        rows = read_catalogue(path.parent / CATALOGUE_NAME)
    except CatalogueError:
        rows = []  # the folder was not named, so its catalogue is a help, not a demand
    row = next((r for r in rows if r.get("file") and _names(r["file"], path, (parent,))), {})
    finder.add(path, name, row, parent.name)


def _note_table(finder: _Finder, path: Path) -> None:
    """A pattern such as texts/* names the tables too: they speak of texts and are none."""
    finder.note(path.name, "not-a-text", "It says what is read; it is no text itself.")


def _named_csv(finder: _Finder, path: Path, parent: Path) -> None:
    columns = path.parent / COLUMNS_NAME
    if columns.is_file():
        try:
            if _names(read_columns(columns).file, path, (parent,)):
                _Folder(finder, path.parent, None).read_statements(path.parent, path.name)
                return
        except CatalogueError as error:
            finder.fail(path.name, error.problem, error.hint)
            return
    if path.name == CATALOGUE_NAME:
        _note_table(finder, path)
        return
    finder.add(path, path.name, {}, parent.name)


def _names(file: str, path: Path, folders: Sequence[Path]) -> bool:
    try:
        return any((folder / file).resolve() == path.resolve() for folder in folders)
    except (OSError, ValueError):
        return False


def _shown(path: Path) -> str:
    """A path as text that can be printed, whatever bytes its name is made of."""
    return os.fsencode(path).decode("utf-8", errors="replace").replace(os.sep, "/")


def _reason(error: Exception) -> str:
    """What the system says; a ValueError is a name that no file can have."""
    return (isinstance(error, OSError) and error.strerror) or str(error)


def _is_regular(finder: _Finder, path: Path, name: str) -> bool:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        finder.fail(name, f"It cannot be opened: {_reason(error)}.", "Check the name.")
        return False
    if stat.S_ISDIR(mode):
        finder.fail(name, "It is a folder, not a file.", "Name each of its files, one a row.")
        return False
    if not stat.S_ISREG(mode):
        finder.fail(name, "It is no ordinary file (a socket, a pipe or a device).", "Leave it out.")
        return False
    return True


class _Folder:
    """Reads one named folder; nothing outside of it."""

    def __init__(self, finder: _Finder, root: Path, given: _Given | None) -> None:
        self._finder = finder
        self._root = root
        self._resolved = root.resolve()
        self._given = given

    def read(self, folder: Path, depth: int) -> None:
        """Take up what a folder offers, by its catalogue or columns.toml where it has one."""
        if depth > _MAX_FOLDER_DEPTH:
            error = f"The folder lies more than {_MAX_FOLDER_DEPTH} folders deep."
            self._finder.fail(self._name(folder), error, "Name it as a source of its own.")
            return
        own = "" if self._given is not None else _own_table(folder)
        table = folder / own
        if own and not self._is_inside(table, self._name(table)):
            return
        try:
            if self._given is not None:
                self._by_given(folder, depth)
            elif own == COLUMNS_NAME:
                self.read_statements(folder, self._name(folder))
                self._report_rest(folder, depth, COLUMNS_NAME, frozenset())
            elif own == CATALOGUE_NAME:
                self._by_catalogue(folder, depth)
            else:
                self._whole(folder, depth)
        except CatalogueError as error:
            table = folder / (own or CATALOGUE_NAME)
            hint = error.hint or "Correct it, or take it away to have every text read."
            self._finder.fail(self._name(table), error.problem, hint)

    def read_statements(self, folder: Path, name: str) -> None:
        """Take up the CSV that a columns.toml describes, with metadata of a catalogue beside it."""
        columns = read_columns(folder / COLUMNS_NAME)
        path = folder / columns.file
        shown = name if name == columns.file else self._name(path)
        if not self._is_inside(path, shown) or not _is_regular(self._finder, path, shown):
            return
        rows: list[dict[str, str]] = []
        beside = folder / CATALOGUE_NAME
        if beside.is_file() and self._is_inside(beside, self._name(beside)):
            rows = read_catalogue(beside, needs_file=False)
        by_id = {row["id"]: tuple(row.items()) for row in rows if row.get("id")}
        self._finder.sources.append(
            Source(
                path=path,
                name=shown,
                format="csv",
                folder=folder.resolve().name,
                columns=columns,
                rows=tuple(sorted(by_id.items())),
            )
        )

    def _by_catalogue(self, folder: Path, depth: int) -> None:
        named, folder_name = set(), folder.resolve().name
        for row in read_catalogue(folder / CATALOGUE_NAME):
            if not row.get("file"):
                _note_without_file(self._finder, row, self._name(folder / CATALOGUE_NAME))
                continue
            path = folder / row["file"]
            if self._take(path, row, folder_name):
                named.add(_resolved(path, self._finder.folders))
        self._report_rest(folder, depth, CATALOGUE_NAME, frozenset(named))

    def _by_given(self, folder: Path, depth: int) -> None:
        assert self._given is not None  # noqa: S101 - the caller has checked
        named = set()
        for number, row in enumerate(self._given.rows):
            if number in self._given.used or not row.get("file"):
                continue
            for base in (folder, self._given.folder):
                path = base / row["file"]
                if _exists(path) and _resolved(path, self._finder.folders).is_relative_to(
                    self._resolved
                ):
                    self._given.used.add(number)
                    self._take(path, row, self._given.folder.name)
                    named.add(_resolved(path, self._finder.folders))
                    break
        self._report_rest(folder, depth, self._given.path.name, frozenset(named))

    def _take(self, path: Path, row: Row, folder: str) -> bool:
        """Add a file that a catalogue names; False, with a failure, when it cannot be."""
        name = self._name(path)
        if not _exists(path):
            hint = "Put the file there, or correct the row."
            self._finder.fail(name, "The catalogue names it, but it is not there.", hint)
            return False
        if not self._is_inside(path, name) or not _is_regular(self._finder, path, name):
            return False
        self._finder.add(path, name, row, folder)
        return True

    def _whole(self, folder: Path, depth: int) -> None:
        for path in self._entries(folder):
            name = self._name(path)
            if _is_folder(path):
                if not path.is_symlink():
                    self.read(path, depth + 1)
                elif self._is_inside(path, name):
                    self._finder.note(name, "link-not-followed", "A link to a folder is not read.")
            elif _ABOUT_THE_FOLDER.match(path.name):
                self._finder.note(name, "not-a-text", "It is about the folder; it is not read.")
            elif self._is_inside(path, name) and _is_regular(self._finder, path, name):
                self._finder.add(path, name, {}, folder.resolve().name)

    def _report_rest(self, folder: Path, depth: int, table: str, named: frozenset[Path]) -> None:
        """Notices for what a catalogue leaves out; folders with one of their own are read."""
        tables = {CATALOGUE_NAME, COLUMNS_NAME}
        statements = {s.path for s in self._finder.sources if s.columns is not None}
        for path in self._entries(folder):
            name = self._name(path)
            if _is_folder(path) and not path.is_symlink():
                if self._given is None and _own_table(path):
                    self.read(path, depth + 1)
                elif depth < _MAX_FOLDER_DEPTH:
                    self._report_rest(path, depth + 1, table, named)
            elif (
                path.name in tables
                or _resolved(path, self._finder.folders) in named
                or path in statements
            ):
                continue
            elif _ABOUT_THE_FOLDER.match(path.name):
                self._finder.note(name, "not-a-text", "It is about the folder; it is not read.")
            else:
                message = f"{table} does not name it; it is not read."
                self._finder.note(name, "not-in-catalogue", message)

    def _entries(self, folder: Path) -> list[Path]:
        """What a folder holds, sorted; hidden files and comity's own are noted and left out."""
        try:
            entries = sorted(folder.iterdir(), key=lambda p: os.fsencode(p.name))
        except OSError as error:
            shown = f"It cannot be opened: {_reason(error)}."
            self._finder.fail(self._name(folder), shown, "Check its permissions.")
            return []
        own = own_outputs(entries)
        for path in sorted(own):
            self._finder.note(self._name(path), "own-output", _OWN)
        entries = [p for p in entries if p not in own]
        hidden = [p for p in entries if p.name.startswith((".", "~$"))]
        for path in hidden:
            self._finder.note(self._name(path), "hidden", "It is hidden; it is not read.")
        return [p for p in entries if p not in hidden]

    def _name(self, path: Path) -> str:
        try:
            return _shown(path.relative_to(self._root))
        except ValueError:
            return _shown(path)

    def _is_inside(self, path: Path, name: str) -> bool:
        """True when a path leads to something within the named folder; else a failure."""
        try:
            inside = _resolve(path, self._finder.folders).is_relative_to(self._resolved)
        except (OSError, RuntimeError, ValueError):  # RuntimeError: links in a circle
            self._finder.fail(name, "The link leads nowhere.", "Mend it, or take it away.")
            return False
        if not inside:
            hint = "Name the file itself, or copy it into the folder."
            self._finder.fail(name, "It lies outside of the folder that was named.", hint)
        return inside


def _exists(path: Path) -> bool:
    try:
        return path.exists() or path.is_symlink()
    except (OSError, ValueError):
        return False


def _is_folder(path: Path) -> bool:
    """True for a folder; False for what may not be looked at, which `_is_regular` reports."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _resolve(path: Path, folders: dict[Path, Path]) -> Path:
    """Where a path leads, as `Path.resolve` says it; the folders on the way looked at once.

    Raises:
        OSError, RuntimeError, ValueError: as `Path.resolve` does.
    """
    parent, name = path.parent, path.name
    if name in ("", ".."):
        return path.resolve()
    if parent not in folders:
        folders[parent] = parent.resolve()
    plain = folders[parent] / name
    try:
        leads_on = plain.is_symlink()
    except OSError:  # it may not be looked at
        leads_on = False
    return plain.resolve() if leads_on else plain


def _resolved(path: Path, folders: dict[Path, Path]) -> Path:
    """Where a path leads; the path itself where links lead in a circle."""
    try:
        return _resolve(path, folders)
    except (OSError, RuntimeError, ValueError):
        return path.absolute()


def _own_table(folder: Path) -> str:
    """The name of the table that says what is read in a folder; "" without one."""
    for name in (COLUMNS_NAME, CATALOGUE_NAME):
        try:
            if (folder / name).is_file():
                return name
        except OSError:  # the folder may be listed, but not entered: its files will say so
            return ""
    return ""
