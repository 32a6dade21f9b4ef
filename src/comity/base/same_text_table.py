"""The table `same_text`: documents of different works whose texts are nearly one."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from comity.records import SameText

_LIST = pa.list_(pa.field("item", pa.string(), nullable=False))


def _field(name: str, kind: pa.DataType, doc: str) -> pa.Field:
    return pa.field(name, kind, nullable=False, metadata={"doc": doc})


SAME_TEXT = pa.schema(
    [
        _field("a", pa.string(), "document id"),
        _field("b", pa.string(), "document id, of another work, after a"),
        _field("kind", pa.string(), "same, excerpt or version"),
        _field("share_a", pa.float64(), "of a's words, the part that stands in b; 0 to 1"),
        _field("share_b", pa.float64(), "of b's words, the part that stands in a; 0 to 1"),
        _field("order", pa.float64(), "of the windows in both, the part that is in one order"),
        _field("titles", pa.float64(), "of the titles' telling words, the part that is in both"),
        _field("grounds", _LIST, "what speaks for one work"),
        _field("objections", _LIST, "what speaks against; proposed as one work when empty"),
    ]
)


def same_text_table(pairs: Iterable[SameText]) -> pa.Table:
    """Pairs as rows, by ids."""
    rows = sorted(pairs, key=lambda pair: (pair.a, pair.b))
    return pa.table(
        {
            name: pa.array([getattr(row, name) for row in rows], SAME_TEXT.field(name).type)
            for name in SAME_TEXT.names
        },
        schema=SAME_TEXT,
    )


def same_text_records(table: pa.Table) -> tuple[SameText, ...]:
    """The pairs that were written."""
    lists = ("grounds", "objections")
    return tuple(
        SameText(**{**row, **{name: tuple(row[name]) for name in lists}})
        for row in table.to_pylist()
    )
