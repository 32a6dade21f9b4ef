"""What is fuzzed, and what must hold whatever comes in."""

from __future__ import annotations

import itertools
import os
import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from comity.base.tables import documents_table, provisions_table
from comity.documents import Limits, Source, find_sources, read_source
from comity.documents.catalogue import metadata_of, read_catalogue
from comity.documents.sources import FORMATS, format_of
from comity.documents.statements import Columns, read_columns
from comity.errors import CatalogueError, SplitError
from comity.provisions import split_provisions
from comity.records import Document
from tests.fuzz.mutate import changes_for, inflated_pdf, mutated, mutated_zip
from tests.fuzz.seeds import MADE
from tests.provisions.test_properties import check as check_split

TEXTS = Path(__file__).resolve().parents[2] / "examples" / "texts"
TABLES = ("columns", "catalogue")
READERS = (*FORMATS, *TABLES)
ZIPPED = frozenset(("docx", "odt", "zip"))
_TOKENS_OF = {"columns": "toml", "catalogue": "csv"}
_COLUMNS = Columns(
    file="input.csv",
    text="text",
    label="label",
    document="document",
    fields=(("title", "document"), ("date", "year")),
    constants=(("kind", "principles"),),
)
# Small, so that limits are met too.
LIMITS = Limits(max_chars=400_000, max_blocks=20_000, max_unpacked_bytes=2_000_000, max_rows=5_000)


@cache
def seeds(reader: str) -> tuple[bytes, ...]:
    """Sound inputs: the shipped examples of this format, and some written by hand."""
    found: list[bytes]
    if reader in TABLES:
        name = {"columns": "columns.toml", "catalogue": "catalogue.csv"}[reader]
        found = [path.read_bytes() for path in sorted(TEXTS.rglob(name))]
    else:
        paths = sorted(path for path in TEXTS.rglob("*") if path.is_file())
        found = [
            p.read_bytes() for p in paths if format_of(p) == reader and p.name != "catalogue.csv"
        ]
    if reader == "csv":
        found = []  # its columns are those of `_COLUMNS`
    if reader == "pdf":
        found = [inflated_pdf(data) for data in found]
    found += [data() for data in MADE.get(reader, ())]
    if not found:
        raise ValueError(f"There is no seed for {reader!r}: add one to tests/fuzz/seeds.py.")
    return tuple(found)


def made_input(reader: str, seed: int, number: int) -> bytes:
    """Input `number` of a run; always the same for the same three values."""
    chance = random.Random(f"{reader} {seed} {number}")
    sound = seeds(reader)
    changes = changes_for(_TOKENS_OF.get(reader, reader), sound)
    change = mutated_zip if reader in ZIPPED else mutated
    return change(chance.choice(sound), changes, chance)


@cache
def _folder() -> Path:
    # In memory where the system has such a place: a file is written for every input.
    shared = Path("/dev/shm")
    where = shared if os.access(shared, os.W_OK) else None
    kept = tempfile.TemporaryDirectory(prefix="comity-fuzz-", dir=where)
    _KEPT.append(kept)
    return Path(kept.name)


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


def run(reader: str, data: bytes) -> str:
    """Give an input to a reader and what it yields to the splitter; one word on what came out.

    Raises:
        Exception: a promise is broken. Errors that comity raises on purpose are none.
    """
    if reader == "catalogue":
        return _catalogue(data)
    if reader == "columns":
        return _columns(data)
    path = _folder() / f"input.{reader}"
    path.write_bytes(data)
    if reader == "zip":
        found = find_sources([path])
        words = [_read(source) for source in found.sources[:20]]
        assert words or found.failures or found.notices, "an archive is read or refused"
        return "read" if "read" in words else "refused"
    source = Source(
        path=path,
        name=path.name,
        format=reader,
        folder="fuzz",
        columns=_COLUMNS if reader == "csv" else None,
    )
    return _read(source)


def _read(source: Source) -> str:
    reading = read_source(source, LIMITS)
    for failure in reading.failures:
        assert failure.error and failure.path, "a failure says what happened"
        failure.error.encode()
        failure.hint.encode()
    assert reading.documents or reading.failures, "a source becomes documents or a failure"
    for document in reading.documents[:50]:
        check_document(document)
        try:
            split = split_provisions(document)
        except SplitError:
            continue
        check_split(document, split)
        documents_table([document], [split])
        provisions_table(split.provisions, range(len(split.provisions)))
    return "read" if reading.documents else "refused"


def check_document(document: Document) -> None:
    """Blocks are exact, in order, apart and not blank; the text can be stored."""
    text, at = document.text, 0
    text.encode()  # no lone surrogates
    assert "\x00" not in text, "no NUL"
    assert text.strip(), "a document has text"
    for block in document.blocks:
        assert at <= block.span.start < block.span.end <= len(text), "blocks in order, apart"
        assert block.span.of(text).strip(), "no blank block"
        at = block.span.end
    gaps = zip(
        (0, *(b.span.end for b in document.blocks)),
        (*(b.span.start for b in document.blocks), len(text)),
        strict=True,
    )
    assert not "".join(text[a:b] for a, b in gaps).strip(), "every word is in a block"
    starts = document.page_starts
    assert all(a <= b for a, b in itertools.pairwise((0, *starts, len(text)))), "pages in order"
    for told in (document.title, document.publisher, document.language, document.id):
        told.encode()
    for removed in document.removed:
        removed.text.encode()


def _catalogue(data: bytes) -> str:
    path = _folder() / "catalogue.csv"
    path.write_bytes(data)
    try:
        rows = read_catalogue(path)
    except CatalogueError:
        return "refused"
    for row in rows:
        metadata = metadata_of(row, "fuzz")
        metadata.id.encode()
    return "read"


def _columns(data: bytes) -> str:
    path = _folder() / "columns.toml"
    path.write_bytes(data)
    try:
        read_columns(path)
    except CatalogueError:
        return "refused"
    return "read"


@dataclass(frozen=True, slots=True)
class Case:
    """One input of a run."""

    reader: str
    seed: int
    number: int

    def data(self) -> bytes:
        return made_input(self.reader, self.seed, self.number)


Target = Callable[[bytes], str]
