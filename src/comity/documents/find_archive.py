"""An archive of texts, found as a folder is: its own catalogue says what is read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Protocol, TypeVar

from comity.documents.archives import list_archive, read_member_start
from comity.documents.catalogue import CATALOGUE_NAME, MAX_CATALOGUE_BYTES, read_catalogue
from comity.documents.limits import Limits
from comity.documents.sources import Source
from comity.documents.statements import COLUMNS_NAME, read_columns
from comity.errors import CatalogueError, SourceError
from comity.temporary import temporary_folder

Row = Mapping[str, str]
_T = TypeVar("_T")


class Finder(Protocol):
    """What collects sources, failures and notices."""

    sources: list[Source]

    def fail(self, name: str, error: str, hint: str = "") -> None:
        """Take up what cannot be read."""

    def note(self, name: str, code: str, message: str) -> None:
        """Take up what is left unread on purpose."""

    def add(self, path: Path, name: str, row: Row, folder: str, member: str = "") -> None:
        """Take up a file."""


class ArchiveFolder:
    """Reads one archive as a folder; nothing is unpacked but its tables, for a moment."""

    def __init__(
        self,
        finder: Finder,
        path: Path,
        name: str,
        about: re.Pattern[str],
        given: Sequence[Row] | None = None,
    ) -> None:
        self._finder = finder
        self._path = path
        self._name = name  # as it is shown
        self._about = about  # names of files that are about their folder
        self._given = given
        self._limits = Limits()
        self._names: frozenset[str] = frozenset()
        self._files: dict[str, list[str]] = defaultdict(list)  # by folder
        self._inner: dict[str, set[str]] = defaultdict(set)  # folders, by folder

    def read(self, row: Row) -> set[int]:
        """Take up what the archive holds; the places in `given` that named a file of it.

        `row` is what a catalogue says of the archive itself; it can only
        speak of an archive with one text.
        """
        try:
            listing = list_archive(self._path, self._limits)
        except SourceError as error:
            self._finder.fail(self._name, error.problem, error.hint)
            return set()
        for name, error_text, hint in listing.problems:
            self._finder.fail(f"{self._name}/{name}", error_text, hint)
        self._arrange(listing.names)
        said = {key: value for key, value in row.items() if key not in ("file", "format")}
        texts = [n for n in listing.names if not self._left_aside(n) and not _is_table(n)]
        if any(said.values()) and len(texts) == 1:
            self._add(texts[0], said)
            return set()
        if any(said.values()):
            self._finder.fail(
                self._name,
                f"The catalogue's row names an archive of {len(texts)} files; a row is one text.",
                f"Put a {CATALOGUE_NAME} with a row for each into the archive.",
            )
            return set()
        if not listing.names and not listing.problems:
            self._finder.fail(
                self._name, "The archive is empty.", "Check that it is the right one."
            )
        if self._given is not None:
            return self._by_given(self._given)
        self._folder("")
        return set()

    # -- folders within -------------------------------------------------------------------------

    def _folder(self, folder: str) -> None:
        """A folder of the archive, "" or with a slash at its end."""
        try:
            if f"{folder}{COLUMNS_NAME}" in self._names:
                self._statements(folder)
                self._rest(folder, COLUMNS_NAME, set())
            elif f"{folder}{CATALOGUE_NAME}" in self._names:
                self._catalogued(folder)
            else:
                self._whole(folder)
        except CatalogueError as error:
            hint = error.hint or "Correct it, or take it away to have every text read."
            self._finder.fail(f"{self._name}/{folder}", error.problem, hint)
        except SourceError as error:
            self._finder.fail(f"{self._name}/{folder}", error.problem, error.hint)

    def _catalogued(self, folder: str) -> None:
        named = set()
        for row in self._table(f"{folder}{CATALOGUE_NAME}", read_catalogue):
            if not row.get("file"):
                shown = row.get("title") or row.get("id") or "a row"
                message = f"{CATALOGUE_NAME} names no file for {shown!r}."
                self._finder.note(row.get("id", ""), "no-file-named", message)
                continue
            member = _joined(folder, row["file"])
            if member not in self._names:
                hint = "Put the file there, or correct the row."
                error = "The catalogue names it, but it is not in the archive."
                self._finder.fail(f"{self._name}/{folder}{row['file']}", error, hint)
                continue
            named.add(member)
            self._add(member, row)
        self._rest(folder, CATALOGUE_NAME, named)

    def _statements(self, folder: str) -> None:
        columns = self._table(f"{folder}{COLUMNS_NAME}", read_columns)
        member = _joined(folder, columns.file)
        if member not in self._names:
            error = f"{COLUMNS_NAME} names it, but it is not in the archive."
            self._finder.fail(f"{self._name}/{folder}{columns.file}", error, "Correct the name.")
            return
        rows: list[dict[str, str]] = []
        if f"{folder}{CATALOGUE_NAME}" in self._names:
            rows = self._table(
                f"{folder}{CATALOGUE_NAME}", lambda path: read_catalogue(path, needs_file=False)
            )
        by_id = {row["id"]: tuple(row.items()) for row in rows if row.get("id")}
        self._finder.sources.append(
            Source(
                path=self._path,
                name=f"{self._name}/{member}",
                format="csv",
                folder=self._folder_name(member),
                columns=columns,
                rows=tuple(sorted(by_id.items())),
                member=member,
            )
        )

    def _whole(self, folder: str) -> None:
        for name in self._directly(folder):
            if not self._left_aside(name, tell=True):
                self._add(name, {})
        for inner in self._folders(folder):
            self._folder(inner)

    def _rest(self, folder: str, table: str, named: set[str]) -> None:
        """Notices for what a table leaves out; folders with a table of their own are read."""
        read = {s.member for s in self._finder.sources if s.path == self._path}
        for name in self._directly(folder):
            if name in named or name in read or _is_table(name):
                continue
            if not self._left_aside(name, tell=True):
                message = f"{table} does not name it; it is not read."
                self._finder.note(f"{self._name}/{name}", "not-in-catalogue", message)
        for inner in self._folders(folder):
            if {f"{inner}{COLUMNS_NAME}", f"{inner}{CATALOGUE_NAME}"} & self._names:
                self._folder(inner)
            else:
                self._rest(inner, table, named)

    def _by_given(self, rows: Sequence[Row]) -> set[int]:
        used = set()
        named = set()
        for number, row in enumerate(rows):
            if row.get("file") in self._names:
                used.add(number)
                named.add(row["file"])
                self._add(row["file"], row)
        self._rest("", "The catalogue", named)
        return used

    # -- names ----------------------------------------------------------------------------------

    def _directly(self, folder: str) -> list[str]:
        """The files that stand in a folder itself."""
        return sorted(self._files.get(folder, ()))

    def _folders(self, folder: str) -> list[str]:
        """The folders that stand in a folder itself, with a slash at their ends."""
        return sorted(self._inner.get(folder, ()))

    def _arrange(self, names: Sequence[str]) -> None:
        """Sort the files by the folder that holds each."""
        self._names = frozenset(names)
        for name in names:
            at = name.rfind("/") + 1
            self._files[name[:at]].append(name)
            while at:
                above = name.rfind("/", 0, at - 1) + 1
                if name[:at] in self._inner[name[:above]]:
                    break
                self._inner[name[:above]].add(name[:at])
                at = above

    def _left_aside(self, name: str, *, tell: bool = False) -> bool:
        """Whether a file is hidden, or about its folder."""
        parts = PurePosixPath(name).parts
        code = message = ""
        if any(p.startswith((".", "~$")) or p == "__MACOSX" for p in parts):
            code, message = "hidden", "It is hidden; it is not read."
        elif self._about.match(parts[-1]):
            code, message = "not-a-text", "It is about the folder; it is not read."
        if code and tell:
            self._finder.note(f"{self._name}/{name}", code, message)
        return bool(code)

    def _add(self, member: str, row: Row) -> None:
        name = f"{self._name}/{member}"
        if member.lower().endswith(".zip"):
            self._finder.fail(
                name, "An archive within an archive is not read.", "Unpack the outer one."
            )
            return
        self._finder.add(self._path, name, row, self._folder_name(member), member)

    def _folder_name(self, member: str) -> str:
        parents = PurePosixPath(member).parts[:-1]
        return parents[-1] if parents else PurePosixPath(self._path.name).stem

    def _table(self, member: str, reader: Callable[[Path], _T]) -> _T:
        """A catalogue or columns.toml of the archive, through a file of a private folder."""
        data = read_member_start(self._path, member, MAX_CATALOGUE_BYTES, self._limits)
        with temporary_folder() as folder:
            path = folder / PurePosixPath(member).name
            path.write_bytes(data)
            return reader(path)


def _is_table(name: str) -> bool:
    return PurePosixPath(name).name in (CATALOGUE_NAME, COLUMNS_NAME)


def _joined(folder: str, file: str) -> str:
    """A name as a table gives it, from the folder of the table: "../b.txt" of "a/" is "b.txt"."""
    parts: list[str] = []
    for part in PurePosixPath(f"{folder}{file}").parts:
        if part == ".." and parts:
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
