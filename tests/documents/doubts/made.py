"""Texts in our own words, read as a build reads them."""

from __future__ import annotations

from pathlib import Path

from comity.documents import Reading, Source, read_source

LAW = """Harbour Truth Act

Article 1. Purpose
This Act makes sure that every harbour tells the truth about the machines that it uses.

Article 2. Duties
(1) A harbour that uses a machine to assign berths shall say so on its gate.
(2) The master of a ship may ask for the reasons of an assignment within thirty days.
(3) Whoever fails to answer shall pay a fine that the harbour office fixes.

Article 3. Entry into force
This Act enters into force on the first day of the year after its publication.
"""


def read(folder: Path, text: str, *, suffix: str = "txt", **row: str) -> Reading:
    """What becomes of a text, offered through a catalogue row when one is given."""
    path = folder / f"text.{suffix}"
    path.write_text(text, encoding="utf-8")
    if row:
        row = {"id": "text", **row}
    source = Source(
        path=path, name=path.name, format=suffix, folder=folder.name, row=tuple(row.items())
    )
    return read_source(source)


def codes(folder: Path, text: str, *, suffix: str = "txt", **row: str) -> list[str]:
    """The codes of the notices of a text; `refused` when it is not read."""
    reading = read(folder, text, suffix=suffix, **row)
    return [n.code for d in reading.documents for n in d.warnings] or [
        "refused" for _ in reading.failures
    ]


def message(folder: Path, text: str, code: str, *, suffix: str = "txt", **row: str) -> str:
    """The message of the one notice of a code."""
    (document,) = read(folder, text, suffix=suffix, **row).documents
    (found,) = [n.message for n in document.warnings if n.code == code]
    return found
