"""How much one source may ask of the machine before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on one source; beyond any of them it ends as a `LimitError`, never cut short.

    The defaults leave room for the longest laws and reports (the EU AI Act in
    HTML is 1.4 MB and 0.7 million characters; a report of 500 pages in PDF with
    pictures is some 50 MB) and stop files made to exhaust a reader.
    """

    max_file_bytes: int = 200 * 2**20
    max_unpacked_bytes: int = 200 * 2**20  # of the parts of a zipped format that are read
    max_chars: int = 20_000_000  # of a document's text
    max_pages: int = 5_000
    max_elements: int = 5_000_000  # of HTML or XML, closing tags counted too
    max_depth: int = 200  # of nested elements, lists and folders
    max_blocks: int = 500_000
    max_rows: int = 500_000  # of a CSV
    max_documents: int = 50_000  # that one CSV or listing may hold


def is_out_of_memory(error: Exception, data: bytes) -> bool:
    """True when the XML parser gave up on a large file for want of memory, which it does not say.

    lxml calls that an unknown error; of a small file it is no sign of anything.
    """
    return len(data) > 2**20 and str(getattr(error, "msg", "")).startswith("unknown error")
