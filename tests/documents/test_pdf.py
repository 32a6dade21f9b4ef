"""Real PDFs: what the reader must find in them."""

from __future__ import annotations

import pytest

from comity.documents.formats.pdf import read_pdf
from comity.documents.limits import Limits
from tests.conftest import SHARED

pytestmark = pytest.mark.shared
INSTRUMENTS = SHARED / "corpus" / "instruments"


def test_blocks_are_slices_of_the_text_in_order() -> None:
    data = (INSTRUMENTS / "unga-res-78-265-2024.en.pdf").read_bytes()

    content = read_pdf(data, Limits())

    ends = [0, *(block.span.end for block in content.blocks)]
    assert all(end <= b.span.start for end, b in zip(ends, content.blocks, strict=False))
    assert all(b.span.of(content.text).strip() for b in content.blocks)
    assert list(content.page_starts) == sorted(content.page_starts)
    assert len(content.page_starts) == 8
