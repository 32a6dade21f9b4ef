"""How fast PDFs are read on one core, beside `pdftotext -layout` and pdfium's plain text.

`python -m benchmarks.pdf FOLDER [--times N]` reads every PDF with a text layer in a folder. Times
are those of the processor, the best of N, so that other work on the machine counts little; the
peers give text without paragraphs, headings, notes or page furniture told apart.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium

from comity.documents.formats.pdf import read_pdf
from comity.documents.limits import Limits
from comity.errors import SourceError

ASKED = 50.0  # pages a second on one core


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One PDF: its pages, and the processor's seconds by reader."""

    name: str
    pages: int
    seconds: dict[str, float]

    def speed(self, reader: str) -> float:
        """Pages a second; infinity below the clock's resolution."""
        return self.pages / self.seconds[reader] if self.seconds[reader] else float("inf")


def measured(path: Path, times: int) -> Reading | None:
    """The times of one PDF; None when it has no text layer or cannot be read."""
    data = path.read_bytes()
    try:
        pages = len(read_pdf(data, Limits()).page_starts)
    except SourceError as error:
        print(f"{path.name}: left out. {error}")
        return None
    readers: dict[str, Callable[[], object]] = {
        "comity": lambda: read_pdf(data, Limits()),
        "pdfium": lambda: _plain(data),
    }
    if shutil.which("pdftotext"):
        command = ["pdftotext", "-layout", str(path), "-"]
        readers["pdftotext"] = lambda: subprocess.run(command, check=True, capture_output=True)
    seconds = {name: min(_seconds(read) for _ in range(times)) for name, read in readers.items()}
    return Reading(name=path.name, pages=pages, seconds=seconds)


def _plain(data: bytes) -> str:
    document = pdfium.PdfDocument(data)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def _seconds(call: Callable[[], object]) -> float:
    """What a call costs the processor, in this process and those it starts."""
    own, started = time.process_time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    call()
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    children = ended.ru_utime + ended.ru_stime - started.ru_utime - started.ru_stime
    return time.process_time() - own + children


def fast_share(readings: Sequence[Reading], asked: float = ASKED) -> float:
    """Share of all pages that stand in documents read at `asked` pages a second or better."""
    total = sum(reading.pages for reading in readings)
    return sum(r.pages for r in readings if r.speed("comity") >= asked) / max(1, total)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print pages a second of each PDF, the slowest first, and the shares and ratios of all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args(arguments)
    found = [measured(path, options.times) for path in sorted(options.folder.glob("*.pdf"))]
    readings = [reading for reading in found if reading is not None]
    if not readings:
        print(f"No PDF with a text layer in {options.folder}.")
        return 1
    readers = list(readings[0].seconds)
    print("pages a second: " + ", ".join(readers))
    for reading in sorted(readings, key=lambda r: r.speed("comity")):
        speeds = " ".join(f"{reading.speed(name):8.1f}" for name in readers)
        print(f"{speeds}  {reading.pages:4d} pages  {reading.name}")
    pages = sum(reading.pages for reading in readings)
    for name in readers:
        seconds = sum(reading.seconds[name] for reading in readings)
        ours = sum(reading.seconds["comity"] for reading in readings)
        print(f"{name}: {pages / seconds:.1f} pages a second; comity takes {ours / seconds:.2f} x")
    print(f"{100 * fast_share(readings):.1f} % of {pages} pages at {ASKED:g} a second or better")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
