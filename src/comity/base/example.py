"""One provision that shows well what a base can answer."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from comity.base.base import Base
from comity.records import ProvisionId
from comity.text.tokens import primary

_CHARACTERS = (120, 700)  # long enough to mean something, short enough for one screen
_TELLING = {"adapted": 3, "verbatim": 2, "equivalent": 2, "related": 0}


def telling_provision(base: Base, *, language: str = "") -> ProvisionId | None:
    """The provision whose five best links show most: several relations, an amended wording first.

    Provisions in `language` (a primary subtag) go before others, then those of
    a readable length; equal ones go by id. None when the base has no links.
    """
    links = base.tables["links"].all(["source", "rank", "relation", "score"])
    best = links.filter(pc.less_equal(links["rank"], 5))
    if best.num_rows == 0:
        return None
    shown: dict[str, set[str]] = {}
    strength: dict[str, float] = {}
    for row in best.to_pylist():
        shown.setdefault(row["source"], set()).add(row["relation"])
        strength[row["source"]] = strength.get(row["source"], 0.0) + row["score"]
    facts = _facts(base)

    def order(source: str) -> tuple[bool, bool, int, float, str]:
        characters, spoken = facts[source]
        unreadable = not _CHARACTERS[0] <= characters <= _CHARACTERS[1]
        telling = sum(_TELLING[relation] for relation in sorted(shown[source]))
        return spoken != language, unreadable, -telling, -round(strength[source], 6), source

    return ProvisionId(min(shown, key=order))


def _facts(base: Base) -> dict[str, tuple[int, str]]:
    """Provision id -> characters of its text, primary language."""
    table: pa.Table = base.tables["provisions"].all(["id", "start", "end", "language"])
    sizes = pc.subtract(table["end"], table["start"]).to_pylist()
    languages = map(primary, table["language"].to_pylist())
    return dict(zip(table["id"].to_pylist(), zip(sizes, languages, strict=True), strict=True))
