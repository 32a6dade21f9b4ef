"""The tables of a base as frames: Arrow as they are stored, pandas and Polars without loss.

Every table that the base has is served, by its name; nothing here knows the
columns of any. Lists and records within a column stay what they are, a missing
value stays missing, and the letters "NA" are a text.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from comity.errors import UnknownIdError, UsageError

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow as pa

    from comity.base.base import Base


def arrow(base: Base, name: str, columns: Sequence[str] | None = None) -> pa.Table:
    """A table of the base as a pyarrow Table, in the order in which it is stored.

    Args:
        base: an open base.
        name: one of `base.table_names`: "documents", "provisions", "links", ...
        columns: only these, in this order; None for all. Few columns are read fast.

    Raises:
        UnknownIdError: no such table, or no such column in it.
        BaseError: the table's file is damaged.
    """
    from comity.base.base import closest  # noqa: PLC0415 - base.py imports this module

    if name not in base.tables:
        raise UnknownIdError(
            "table",
            name,
            known=len(base.tables),
            closest=closest(name, base.tables) or sorted(base.tables),
        )
    table = base.tables[name]
    if columns is None:
        return table.all()
    if isinstance(columns, str):
        raise UsageError(
            f"columns is the text {columns!r}; it must be a list.", hint=f"Give [{columns!r}]."
        )
    known = table.column_names
    for column in columns:
        if column not in known:
            raise UnknownIdError(
                "column",
                column,
                known=len(known),
                closest=closest(column, known) or known,
                where=f"of the table {name!r}",
            )
    return table.all(list(columns)).select(list(columns))


def pandas_frame(base: Base, name: str, columns: Sequence[str] | None = None) -> pandas.DataFrame:
    """A table as a pandas DataFrame whose columns keep their Arrow types; see `arrow`.

    Raises:
        UsageError: pandas is not installed.
    """
    types = _imported("pandas").ArrowDtype
    frame: pandas.DataFrame = arrow(base, name, columns).to_pandas(types_mapper=types)
    return frame


def polars_frame(base: Base, name: str, columns: Sequence[str] | None = None) -> polars.DataFrame:
    """A table as a Polars DataFrame; see `arrow`.

    Raises:
        UsageError: Polars is not installed.
    """
    frame: polars.DataFrame = _imported("polars").from_arrow(arrow(base, name, columns))
    return frame


def _imported(library: str) -> Any:
    """A library that comes with an extra of its name."""
    try:
        return importlib.import_module(library)
    except ModuleNotFoundError as error:
        if error.name != library:  # it is there, but something that it needs is not
            raise
        raise UsageError(
            f"{library} is not installed.",
            hint=f'Install it with: pip install "comity[{library}]"',
        ) from error
