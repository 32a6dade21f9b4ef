"""What texts mean, as vectors, and the encoder that made them: tables of bases that have them.

    vectors    a row per distinct readable text of the linkable units, by its checksum
    encoder    one row: which model, and what the vectors of this base have in common

Vectors are kept as the encoder gave them, in half precision: with MiniLM no cosine of two
thousand statements changes by more than 0.0002. What they have in common (`links.semantic`)
is kept beside them, so that a new text can be compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comity.errors import BaseError
from comity.links.semantic import Centring
from comity.records import Encoder
from comity.text.normalise import clean

if TYPE_CHECKING:
    from comity.base.base import Base

Half = NDArray[np.float16]
KEY_BYTES = 32

ENCODER = pa.schema(
    [
        pa.field(name, kind, nullable=False, metadata={"doc": doc})
        for name, kind, doc in (
            ("name", pa.string(), "name under which the model was added"),
            ("source", pa.string(), "organisation/name on the hub; empty when from a folder"),
            ("revision", pa.string(), "commit on the hub; empty when from a folder"),
            ("sha256", pa.string(), "SHA-256 of the weights, hexadecimal"),
            ("files_sha256", pa.string(), "SHA-256 of the list of all its files"),
            (
                "languages",
                pa.list_(pa.field("item", pa.string(), nullable=False)),
                "languages that it was made for, BCP 47; empty when it is multilingual",
            ),
            ("multilingual", pa.bool_(), "texts and their translations get like vectors"),
            ("dimensions", pa.int32(), "numbers in a vector"),
            (
                "mean",
                pa.list_(pa.field("item", pa.float64(), nullable=False)),
                "mean of the vectors, to be taken out first",
            ),
            (
                "component",
                pa.list_(pa.field("item", pa.float64(), nullable=False)),
                "first principal component, of length 1, to be taken out second; or zeros",
            ),
        )
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """The encoder of a base, and what the vectors of the base have in common."""

    encoder: Encoder
    dimensions: int
    centring: Centring


def vectors_schema(dimensions: int) -> pa.Schema:
    """The columns of a vectors table."""
    doc = "what the encoder gave, of length 1 within rounding"
    number = pa.field("item", pa.float16(), nullable=False)
    return pa.schema(
        [
            pa.field(
                "text_sha256",
                pa.binary(KEY_BYTES),
                nullable=False,
                metadata={"doc": "SHA-256 of the readable text (one line, white space as blanks)"},
            ),
            pa.field(
                "parts",
                pa.int32(),
                nullable=False,
                metadata={"doc": "1, or into how many parts a text too long for the model was cut"},
            ),
            pa.field("vector", pa.list_(number, dimensions), nullable=False, metadata={"doc": doc}),
        ]
    )


def text_key(text: str) -> bytes:
    """SHA-256 of the readable text: what its vector is found by."""
    return hashlib.sha256(clean(text).encode("utf-8", "replace")).digest()


def vectors_table(keys: Sequence[bytes], parts: NDArray[np.int32], vectors: Half) -> pa.Table:
    """Vectors as rows, in the order given."""
    schema = vectors_schema(vectors.shape[1])
    numbers = pa.array(np.ascontiguousarray(vectors).reshape(-1))
    return pa.table(
        [
            pa.array(keys, pa.binary(KEY_BYTES)),
            pa.array(parts, pa.int32()),
            pa.FixedSizeListArray.from_arrays(numbers, type=schema.field("vector").type),
        ],
        schema=schema,
    )


def vectors_array(table: pa.Table) -> Half:
    """(rows, dimensions) the vectors of a table.

    Raises:
        ValueError: it is no vectors table.
    """
    kind = table.schema.field("vector").type
    if not pa.types.is_fixed_size_list(kind) or kind.value_type != pa.float16():
        raise ValueError("no vectors")
    numbers = table["vector"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
    vectors: Half = numbers.reshape(table.num_rows, kind.list_size)
    return vectors


def encoder_table(meaning: Meaning) -> pa.Table:
    """The encoder of a base as its one row."""
    facts = meaning.encoder
    row = {name: getattr(facts, name) for name in ENCODER.names[:7]}
    row |= {
        "languages": list(facts.languages),
        "dimensions": meaning.dimensions,
        "mean": meaning.centring.mean.tolist(),
        "component": meaning.centring.component.tolist(),
    }
    return pa.Table.from_pylist([row], schema=ENCODER)


def meaning_of(base: Base) -> Meaning | None:
    """The encoder that a base was built with; None where it was built without one.

    Raises:
        BaseError: its table is damaged.
    """
    if "encoder" not in base.tables:
        return None
    rows: list[dict[str, Any]] = base.tables["encoder"].all().to_pylist()
    try:
        (row,) = rows
        names = [name for name in ENCODER.names[:7] if name != "languages"]
        return Meaning(
            encoder=Encoder(
                **{name: row[name] for name in names}, languages=tuple(row["languages"])
            ),
            dimensions=row["dimensions"],
            centring=Centring(mean=np.array(row["mean"]), component=np.array(row["component"])),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise _damaged(base, "encoder") from error


def _damaged(base: Base, table: str) -> BaseError:
    return BaseError(
        f"The base at {base.path} is damaged: {table}.parquet is not what a build writes.",
        hint=f"Build it again with `comity build SOURCE... --base {base.path}`.",
    )


def vectors_of(base: Base, texts: Sequence[str]) -> NDArray[np.float32]:
    """(texts, dimensions) the vectors of texts of a base, less what all have in common.

    A text that has none, being in a language that the encoder does not read, gets zeros.

    Raises:
        BaseError: the base was built without an encoder, or is damaged.
    """
    meaning = meaning_of(base)
    if meaning is None:
        raise BaseError(
            f"The base at {base.path} has no vectors.",
            hint="Build it again with `comity build SOURCE... --semantic MODEL`.",
        )
    table = base.tables["vectors"].all()
    keys = pa.array([text_key(text) for text in texts], pa.binary(KEY_BYTES))
    found = np.zeros((len(texts), meaning.dimensions), np.float16)
    try:
        places = pc.index_in(keys, value_set=table["text_sha256"].combine_chunks())
        at = np.asarray(pc.fill_null(places, -1), np.int64)
        found[at >= 0] = vectors_array(table)[at[at >= 0]]
    except (KeyError, ValueError, TypeError) as error:  # pyarrow's own among them
        raise _damaged(base, "vectors") from error
    return meaning.centring.apply(found)
