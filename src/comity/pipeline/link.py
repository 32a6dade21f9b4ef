"""The links of a build: those that nothing reaches are taken over from the old base."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pyarrow as pa

from comity.base.former import Former
from comity.links import Earlier, Linked, Statistics, link_units
from comity.records.ids import ProvisionId, document_of
from comity.settings import Settings

#: The code that decides what the links of given texts are.
LINKERS = ("errors.py", "records", "text", "links", "pipeline/link.py")
SHAPING = ("links_per_provision", "ocr")  # settings that shape links


def link(
    units: pa.Table,
    same: Collection[str],
    former: Former | None,
    settings: Settings,
    made_by: Mapping[str, str],
) -> Linked:
    """The links of all units; those of the old base where nothing reaches them."""
    return link_units(
        *(units[name].to_pylist() for name in ("id", "work_id", "language", "text")),
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
    """The old base's links, if this code made them with these settings."""
    if settings.fresh or former is None or former.made_by("links") != made_by["links"]:
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


def shaping(settings: Settings) -> dict[str, int]:
    """The settings that shape texts and links."""
    return {
        "links_per_provision": settings.links_per_provision,
        **({"ocr": True} if settings.limits.ocr else {}),
    }
