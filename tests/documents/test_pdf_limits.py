"""PDFs of very many pages end soon, as text or as one failure."""

from __future__ import annotations

import time

import pytest
from benchmarks.pdf import measured

from comity.documents import Limits
from comity.documents.formats.pdf import read_pdf
from comity.errors import LimitError
from tests.conftest import SHARED


def pdf_of(pages: int) -> bytes:
    """A PDF by hand: each page shows one line of its own."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    kids = []
    for page in range(1, pages + 1):
        drawn = f"BT /F1 12 Tf 72 420 Td (Provision number {page} of the river board.) Tj ET"
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
            f" /Resources << /Font << /F1 3 0 R >> >> /Contents {len(objects)} 0 R >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {pages} /Kids [{' '.join(kids)}] >>"
    parts, offsets, length = ["%PDF-1.4\n"], [], 9
    for number, body in enumerate(objects, start=1):
        offsets.append(length)
        parts.append(f"{number} 0 obj\n{body}\nendobj\n")
        length += len(parts[-1])
    entries = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    parts.append(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{entries}")
    parts.append(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{length}\n%%EOF")
    return "".join(parts).encode("ascii")


def test_twenty_thousand_pages_are_refused_with_their_number() -> None:
    data = pdf_of(20_000)
    started = time.process_time()

    with pytest.raises(LimitError, match=r"20000 pages; the limit is 5000"):
        read_pdf(data, Limits())

    assert time.process_time() - started < 20


@pytest.mark.slow
def test_as_many_pages_as_the_limit_allows_are_read() -> None:
    content = read_pdf(pdf_of(5_000), Limits())

    assert len(content.page_starts) == 5_000
    assert content.text.count("of the river board") == 5_000


@pytest.mark.slow
@pytest.mark.shared
def test_reading_costs_no_more_than_a_few_times_the_plain_text() -> None:
    path = SHARED / "corpus" / "instruments" / "coe-framework-convention-ai-2024.en.pdf"

    reading = measured(path, 5)

    # 3.3 over all instruments; times of the processor, in turn on the same machine.
    assert reading is not None
    assert reading.seconds["comity"] < 8 * reading.seconds["pdfium"]
