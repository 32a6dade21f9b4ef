"""The base that a build replaces: what of it can be taken over.

Nothing of it is believed unless every file has the bytes that its manifest states, and its
version is the hash of its tables.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from comity.base.contents import Contents
from comity.base.index import file_sha256
from comity.base.manifest import MANIFEST, read_manifest
from comity.base.redirects import Redirect, read_redirects
from comity.base.tables import DOCUMENTS, FORMAT_VERSION, PROVISIONS, TAGS, TOPICS
from comity.errors import BaseError
from comity.links import Words
from comity.records import Notice


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class SourceFile:
    """A file that the base was built from, and what it became."""

    path: str  # relative to the source named in the build
    sha256: str
    key: str = ""  # hash of all that its reading depended on; "" when it is to be read again
    # (id by its own name, id in the base), by the first; those of one name in reading order.
    documents: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Former:
    """An old base that is whole."""

    path: Path
    manifest: Mapping[str, Any]

    @property
    def version(self) -> str:
        """Its version."""
        return str(self.manifest["version"])

    @cached_property
    def contents(self) -> Contents:
        """Its documents and provisions."""
        return Contents(self._table("documents", DOCUMENTS), self._table("provisions", PROVISIONS))

    def links(self) -> pa.Table:
        """Its links as they were written, ids as dictionaries: each is in many rows."""
        return self._read("links", dictionaries=["source", "target", "relation"])

    def terms(self) -> pa.Table:
        """Its statistics of terms."""
        return self._read("terms")

    def words(self) -> Words:
        """What its units are made of."""
        return Words(self._read("words"), self._read("vocabulary"))

    def tags(self) -> pa.Table:
        """Its tags."""
        return self._table("tags", TAGS)

    def topics(self) -> pa.Table:
        """The thesaurus that they were made with."""
        return self._table("topics", TOPICS)

    def further(self, name: str) -> pa.Table | None:
        """A table that not every base has; None where it has none."""
        return self._read(name) if f"{name}.parquet" in self.manifest["files"] else None

    def made_by(self, stage: str) -> str:
        """Hash of the code that made a stage's part; "" when it is not told."""
        told = self.manifest.get("made_by")
        return str(told.get(stage, "")) if isinstance(told, dict) else ""

    def notices(self) -> list[Notice]:
        """What its build had to say."""
        return [Notice(**facts) for facts in self.manifest["notices"]]

    def _table(self, name: str, schema: pa.Schema) -> pa.Table:
        table = self._read(name)
        return pa.Table.from_arrays(table.columns, schema=schema)

    def _read(self, name: str, dictionaries: Sequence[str] = ()) -> pa.Table:
        file = pq.ParquetFile(self.path / f"{name}.parquet", read_dictionary=list(dictionaries))
        return file.read(use_threads=False)

    @cached_property
    def sources(self) -> dict[str, SourceFile]:
        """Key -> source, for every source that can be taken over."""
        found = {}
        for entry in self.manifest.get("sources", ()):
            try:
                source = SourceFile(
                    path=entry["path"],
                    sha256=entry["sha256"],
                    key=entry["key"],
                    documents=tuple((own, held) for own, held in entry["documents"]),
                )
            except (KeyError, TypeError, ValueError):
                continue
            held = self.contents.origins
            if source.key and source.documents and all(d in held for _, d in source.documents):
                found[source.key] = source
        return found

    @cached_property
    def redirects(self) -> tuple[tuple[Redirect, ...], int]:
        """Its redirects, and how many lines of them are damaged."""
        return read_redirects(self.path)


def open_former(path: Path) -> tuple[Former | None, str]:
    """The base that a build into `path` replaces, or None with the reason.

    The reason is "" where there is none yet.
    """
    if not (path / MANIFEST).exists():
        return None, ""
    try:
        manifest = read_manifest(path)
        files: Mapping[str, Mapping[str, Any]] = manifest["files"]
        for name, facts in sorted(files.items()):
            if file_sha256(path / name) != facts.get("sha256"):
                return None, f"{name} has other bytes than its manifest states"
        if tables_version({n: str(f["sha256"]) for n, f in files.items()}) != manifest["version"]:
            return None, "its version is not that of its tables"
        former = Former(path, manifest)
        if problem := _unfit(former):
            return None, problem
    except (BaseError, OSError, ValueError, KeyError, TypeError) as error:  # pyarrow: the last four
        return None, getattr(error, "problem", "") or " ".join(str(error).split())
    return former, ""


def _unfit(former: Former) -> str:
    """Why nothing can be taken over from a base whose files are whole; or ""."""
    facts = former.manifest
    if not isinstance(facts["settings"], dict) or not isinstance(facts["sources"], list):
        return "its manifest does not say what a build writes there"
    former.notices()  # raises TypeError where they are none
    contents = former.contents
    if contents.first_rows[-1] != contents.provisions.num_rows:
        return "its tables do not fit together"
    return ""


def tables_version(checksums: Mapping[str, str]) -> str:
    """SHA-256 over the names and bytes of the tables: a base's version."""
    digest = hashlib.sha256(f"comity-base {FORMAT_VERSION}\n".encode())
    for name in sorted(checksums):
        if name.endswith(".parquet"):
            digest.update(f"{name} {checksums[name]}\n".encode())
    return digest.hexdigest()


def key_of(parts: Sequence[Any]) -> str:
    """SHA-256 over JSON values, whatever order the keys of mappings have."""
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
