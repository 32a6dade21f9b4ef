"""The links of a build: those that nothing reaches are taken over from the old base."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.base.former import Former
from comity.base.topic_tables import thesaurus_of
from comity.links import Earlier, Linked, LinkWeights, Statistics, link_units
from comity.links.weights import MEANING, WORDS, read_weights_file, shipped_weights
from comity.pipeline.tag import Tagged
from comity.records.ids import ProvisionId, document_of
from comity.settings import Settings

#: The code that decides what the links of given texts are.
LINKERS = (
    *("errors.py", "records", "text", "links", "pipeline/link.py"),
    "data/link-weights.toml",
)
SHAPING = ("links_per_provision", "link_weights", "ocr")  # settings that shape links


def link(
    units: pa.Table,
    tags: Tagged,
    meaning: NDArray[np.float32] | None,
    same: Collection[str],
    former: Former | None,
    settings: Settings,
    made_by: Mapping[str, str],
) -> Linked:
    """The links of all units; those of the old base where nothing reaches them."""
    return link_units(
        *(units[name].to_pylist() for name in ("id", "work_id", "language", "text")),
        tags=tags.table,
        above=thesaurus_of(tags.topics).above,
        meaning=meaning,
        weights=weights_of(settings),
        top=settings.links_per_provision,
        threads=settings.jobs,
        earlier=_earlier(units, same, former, settings, made_by),
    )


def _earlier(
    units: pa.Table,
    same: Collection[str],
    former: Former | None,
    settings: Settings,
    made_by: Mapping[str, str],
) -> Earlier | None:
    """The old base's links, if this code made them, and their tags, with these settings."""
    if settings.fresh or former is None:
        return None
    if any(former.made_by(stage) != made_by[stage] for stage in ("links", "tags")):
        return None
    wanted = shaping(settings)
    held = former.manifest["settings"]
    if {name: held.get(name) for name in SHAPING} != {name: wanted.get(name) for name in SHAPING}:
        return None
    return Earlier(
        unchanged=[document_of(ProvisionId(name)) in same for name in units["id"].to_pylist()],
        table=former.links(),
        statistics=Statistics.from_table(former.terms()),
        words=former.words(),
        notices=former.notices(),
    )


def weights_of(settings: Settings) -> LinkWeights:
    """The weights that a user names, or those that are shipped.

    Raises:
        UsageError: the file cannot be used; it says why.
    """
    shipped = shipped_weights()
    chosen = shipped if settings.link_weights is None else read_weights_file(settings.link_weights)
    which = MEANING if settings.encoder else WORDS
    return chosen.get(which, shipped[which])


def shaping(settings: Settings) -> dict[str, Any]:
    """The settings that shape texts and links; weights by their values, for who reads the base."""
    return {
        "links_per_provision": settings.links_per_provision,
        "link_weights": asdict(weights_of(settings)),
        **({"ocr": True} if settings.limits.ocr else {}),
    }
