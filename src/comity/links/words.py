"""The words of every unit as a table, so that a rebuild need not read the texts again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comity.links.groups import ranges
from comity.text.codes import Known, Lists, common_names

IntArray = NDArray[np.int64]

WORDS_SCHEMA = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False, metadata={"doc": "provision id of the unit"}),
        pa.field(
            "words",
            pa.list_(pa.field("item", pa.int32(), nullable=False)),
            nullable=False,
            metadata={"doc": "its words in order, each the row of the vocabulary that holds it"},
        ),
        pa.field(
            "boilerplate",
            pa.bool_(),
            nullable=False,
            metadata={"doc": "whether it is a formula or a list of contents, which is not linked"},
        ),
    ]
)
VOCABULARY_SCHEMA = pa.schema(
    [pa.field("text", pa.string(), nullable=False, metadata={"doc": "a word, folded"})]
)


@dataclass(frozen=True, slots=True)
class Words:
    """What the units of a base are made of."""

    words: pa.Table  # WORDS_SCHEMA, by id
    vocabulary: pa.Table  # VOCABULARY_SCHEMA, each word once, in code point order

    @classmethod
    def of(
        cls,
        names: pa.Array,
        parts: Sequence[tuple[IntArray, Lists]],
        formulas: NDArray[np.bool_] | None = None,
    ) -> Words:
        """The tables of some units.

        Args:
            names: ids, ascending.
            parts: places among the ids, and the words of the unit at each. The parts
                hold every place once.
            formulas: (names,) which are boilerplate; none when absent.
        """
        vocabulary, renumbered = common_names([lists for _, lists in parts])
        lengths = np.zeros(len(names), np.int64)
        for places, lists in parts:
            lengths[places] = lists.lengths
        starts = np.concatenate(([0], np.cumsum(lengths)))
        codes = np.empty(int(starts[-1]), np.int32)
        for (places, _), numbers in zip(parts, renumbered, strict=True):
            codes[ranges(starts[places], lengths[places])] = numbers
        column = pa.ListArray.from_arrays(
            pa.array(starts, pa.int32()), pa.array(codes), type=WORDS_SCHEMA.field("words").type
        )
        told = np.zeros(len(names), bool) if formulas is None else formulas
        return cls(
            pa.table([names, column, pa.array(told)], schema=WORDS_SCHEMA),
            pa.table([pa.array(vocabulary, pa.string())], schema=VOCABULARY_SCHEMA),
        )

    def formulas(self, ids: pa.Array, unchanged: NDArray[np.bool_]) -> NDArray[np.int8]:
        """(ids,) 1 for boilerplate, 0 for what is none, -1 where it must be looked at."""
        told = np.asarray(self.words["boilerplate"].combine_chunks()).astype(np.int8)
        found = pc.fill_null(pc.index_in(ids, value_set=self.words["id"].combine_chunks()), -1)
        at = np.where(unchanged, np.asarray(found), -1)
        return np.where(at >= 0, np.append(told, np.int8(-1))[at], np.int8(-1))

    def known(self, ids: pa.Array, unchanged: NDArray[np.bool_]) -> Known | None:
        """Which of these units have their words here; None when the tables do not fit together.

        Args:
            ids: of units of now.
            unchanged: (ids,) its text is the one that was read.
        """
        column = self.words["words"].combine_chunks()
        codes = np.asarray(column.flatten()).astype(np.int64)
        names = self.vocabulary["text"].to_pylist()
        if len(codes) and not 0 <= codes.min() <= codes.max() < len(names):
            return None
        starts = np.asarray(column.offsets).astype(np.int64)
        starts -= starts[0] if len(starts) else 0
        found = pc.fill_null(pc.index_in(ids, value_set=self.words["id"].combine_chunks()), -1)
        at = np.where(unchanged, np.asarray(found), -1).astype(np.int64)
        return Known(at, Lists(codes, starts, names))
