"""Bases whose links have scores of our choice, and judgements on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from comity.base import Base, write_base
from comity.links import link_units
from comity.records import Document, Split
from tests.base.sample import Part, document

WHEN = "2026-11-25T09:00:00+00:00"

Scored = tuple[str, str, str, float, float, float]  # source, target, relation, score, signals


def texts(**documents: Sequence[str]) -> list[tuple[Document, Split]]:
    """Documents of one unit for each text: NAME/sec_1, NAME/sec_2, ..."""
    return [
        document(
            name.replace("_", "."),
            "fr" if name.endswith("_fr") else "en",
            [Part(f"sec_{n}", text, "section") for n, text in enumerate(held, start=1)],
        )
        for name, held in documents.items()
    ]


def write_linked(path: Path, read: list[tuple[Document, Split]], links: Sequence[Scored]) -> Base:
    """A base with these links."""
    units = [p for _, split in read for p in split.provisions if p.linkable]
    linked = link_units(
        [p.id for p in units],
        [p.work_id for p in units],
        [p.language for p in units],
        [p.text for p in units],
    )
    ranks: dict[str, int] = {}
    rows = []
    for source, target, relation, score, lexical, reuse in links:
        ranks[source] = ranks.get(source, 0) + 1
        signals = {"lexical": lexical, "reuse": reuse}  # others were not computed
        pair = {"source": source, "target": target, "rank": ranks[source]}
        rows.append({**pair, "relation": relation, "score": score, **signals})
    write_base(
        path,
        documents=[d for d, _ in read],
        splits={d.id: s for d, s in read},
        links=pa.Table.from_pylist(rows, schema=linked.table.schema),
        statistics=linked.statistics,
        words=linked.words,
        failures=[],
        notices=[],
        sources=[],
        settings={},
        run={},
    )
    return Base.open(path)


def say(base: Base, said: Mapping[str, Sequence[tuple[str, str, str]]], when: str = WHEN) -> None:
    """Add judgements: by whom, on which pairs."""
    for by, rows in said.items():
        for a, b, relation in rows:
            base.judge(a, b, relation, by=by, reason="", when=when)
