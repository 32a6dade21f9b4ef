"""Of what the units of a base speak, as links need it: topic and confidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from comity.links.profiles import Tags, raised

if TYPE_CHECKING:
    from comity.base.base import Base

_COLUMNS = ("provision_id", "topic", "confidence")


def unit_topics(base: Base, units: Iterable[str]) -> dict[str, dict[str, float]]:
    """The topics of each of some units and those above, with their confidence.

    The machine's, not judgements.
    """
    above = base.topics_above
    return {
        unit: raised(
            dict(zip(rows["topic"].to_pylist(), rows["confidence"].to_pylist(), strict=True)),
            above,
        )
        for unit in units
        for rows in (base.tables["tags"].where("provision_id", unit),)
    }


def above_of(base: Base) -> dict[str, tuple[str, ...]]:
    """Topic -> all topics above it in the base's thesaurus, by id."""
    table = base.tables["topics"].all(["id", "broader"])
    broader = dict(zip(*(column.to_pylist() for column in table.columns), strict=True))
    found: dict[str, tuple[str, ...]] = {}
    for topic in sorted(broader):
        seen: set[str] = set()
        waiting = list(broader[topic])
        while waiting:
            higher = waiting.pop()
            if higher not in seen:
                seen.add(higher)
                waiting += broader.get(higher, ())
        found[topic] = tuple(sorted(seen - {topic}))
    return found


def tags_of_units(base: Base, units: Iterable[str]) -> pa.Table:
    """The rows of the tags table of some units."""
    table = base.tables["tags"].all(list(_COLUMNS))
    wanted = pa.array(units, pa.string())
    return table.filter(pc.is_in(table["provision_id"], value_set=wanted))


@dataclass(frozen=True, slots=True)
class WholeTopics:
    """The profiles of all tagged units."""

    units: list[str]  # ascending
    profiles: Any  # (units, topics) csr_matrix
    names: tuple[str, ...]  # of the topics

    def common(self, profile: Mapping[str, float]) -> dict[str, float]:
        """What shared topics add to the strength of a pair, for every unit that has one."""
        asked = np.array([profile.get(name, 0.0) for name in self.names])
        added = self.profiles @ asked
        return {self.units[n]: float(added[n]) for n in np.flatnonzero(added).tolist()}


def whole_topics(base: Base) -> WholeTopics:
    """The profiles of all tagged units of a base; read once per open base."""
    if base.topic_profiles is None:
        table = base.tables["tags"].all(list(_COLUMNS))
        units = pc.unique(table["provision_id"]).sort()
        tags = Tags.from_table(table, units).raised(base.topics_above)
        base.topic_profiles = WholeTopics(units.to_pylist(), tags.profiles(), tags.names)
    return base.topic_profiles
