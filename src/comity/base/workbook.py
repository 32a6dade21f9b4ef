"""XLSX with the same bytes for the same rows, in which no text is a formula or a link."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from comity.errors import UsageError

# XLSX holds 1,048,576 rows of a sheet, but the writer needs 200 bytes of memory for a cell.
_MOST_CELLS = 2_000_000
_MOST_CHARACTERS = 32_767  # of a cell
_WIDEST = 60  # characters of a column

Sheet = tuple[str, Sequence[tuple[str, str]], Sequence[Sequence[str | int | float | None]]]


def workbook(
    sheets: Sequence[Sheet], *, right_to_left: bool, is_formula: Callable[[str], bool]
) -> bytes:
    """A workbook of sheets with a header that stays and filters.

    Args:
        sheets: name, columns (head and kind: "text", "reason", "count", "share", "number")
            and rows. Shares are 0 to 1 and shown in percent; None is an empty cell.
        right_to_left: whether the first column is on the right.
        is_formula: whether a text could be taken for a formula; it is then marked as text,
            so that it stays one when somebody edits it.

    Raises:
        UsageError: a sheet has more than two million cells, or a cell more characters than
            the format can hold.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    # Else the clock and the user's name would be in it.
    book.set_properties({"created": datetime(2000, 1, 1), "author": "", "comments": ""})
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "count": book.add_format({"num_format": "0"}),
        "share": book.add_format({"num_format": "0.0%"}),
        "number": book.add_format({"num_format": "0.00"}),
        "marked": book.add_format({"quote_prefix": True}),
    }
    for name, columns, rows in sheets:
        if len(rows) * len(columns) > _MOST_CELLS:
            raise UsageError(
                f"The sheet {name!r} would have {len(rows)} rows of {len(columns)} cells;"
                f" {_MOST_CELLS} cells are the most.",
                hint="Export CSV, or ask for fewer groups.",
            )
        _fill(book.add_worksheet(name), columns, rows, formats, right_to_left, is_formula)
    book.close()
    return out.getvalue()


def _fill(
    sheet: Any,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[str | int | float | None]],
    formats: dict[str, Any],
    right_to_left: bool,
    is_formula: Callable[[str], bool],
) -> None:
    if right_to_left:
        sheet.right_to_left()
    widths = [min(24, len(head)) for head, _ in columns]
    for at, (head, _) in enumerate(columns):
        _text(sheet, 0, at, head, formats["head"], formats["head"], is_formula)
    for line, row in enumerate(rows, 1):
        for at, (value, (_, kind)) in enumerate(zip(row, columns, strict=True)):
            if isinstance(value, str):
                if value:
                    _text(sheet, line, at, value, None, formats["marked"], is_formula)
                    widths[at] = max(widths[at], len(value))
            elif value is not None:
                sheet.write_number(line, at, value, formats.get(kind))
    for at, width in enumerate(widths):
        sheet.set_column(at, at, min(_WIDEST, max(8, width + 2)))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)


def _text(
    sheet: Any,
    line: int,
    at: int,
    text: str,
    form: Any,
    marked: Any,
    is_formula: Callable[[str], bool],
) -> None:
    if len(text) > _MOST_CHARACTERS:
        raise UsageError(
            f"The cell that begins with {text[:40]!r} would have {len(text)} characters;"
            f" XLSX holds {_MOST_CHARACTERS}.",
            hint="Export CSV.",
        )
    sheet.write_string(line, at, text, marked if is_formula(text) else form)
