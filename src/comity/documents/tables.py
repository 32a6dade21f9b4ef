"""Rows of a table as blocks: the same rules for every format that has tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

# "(1)", "1.", "a)", "iv.", "(aa)", "1.2.3", "第一条" are handled by the splitter; here only
# what a layout table puts in a narrow cell before the text it numbers.
_MARKER = re.compile(
    r"""^(?:
        [(（\[]?(?:\d{1,3}|[a-zA-Z]{1,2}|[ivxlcdmIVXLCDM]{1,7}|[٠-٩]{1,3}|[一二三四五六七八九十]{1,3})
            [)）\].]?[.)]?
      | \d{1,3}(?:\.\d{1,3}){1,4}\.?
      | [-–—•·▪●○■□*→►]
    )$""",
    re.VERBOSE,
)


def is_marker(cell: str) -> bool:
    """True for what numbers or marks the text beside it: "(1)", "a)", "iv.", "2.3", "—"."""
    return bool(_MARKER.match(cell.strip()))


def is_marked_row(cells: Sequence[str]) -> bool:
    """True for a row of two filled cells, the first a marker: a numbered paragraph, not data."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) == 2 and is_marker(filled[0])


def row_text(cells: Sequence[str]) -> str:
    """The cells of a row parted by tabs, each on one line; "" when all are blank."""
    flat = [" ".join(cell.split()) for cell in cells]
    return "\t".join(flat).strip("\t") if any(flat) else ""
