"""Lineage in words and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from comity.charts.numbers import count_text
from comity.locales import Labels
from comity.records import Adoption, AdoptionGraph, AdoptionLink, Lineage, LineageText


def lineage_rules(found: Lineage, labels: Labels) -> tuple[str, ...]:
    """By which rules it was counted, and what was left aside, in words."""
    language = labels.language
    return (
        labels("lineage_rule_words", run=found.run, passage=found.passage),
        labels(
            "lineage_rule_least",
            words=found.least_words,
            stretch=found.least_stretch,
            short=count_text(found.short, language),
        ),
        labels(
            "lineage_rule_common",
            commonest=found.commonest,
            common=count_text(found.common, language),
        ),
        labels("lineage_rule_dates"),
    )


def lineage_json(found: Lineage) -> dict[str, Any]:
    """As `comity lineage --json` prints it."""
    sides = {"took_over": "from", "taken_over_by": "to", "undecided": "undecided"}
    return {
        "document": _text_json(found.text),
        **{
            name: [_adoption_json(a) for a in found.adoptions if a.direction == direction]
            for name, direction in sides.items()
        },
        "common_words": found.common,
        "works_below": found.short,
        "rules": _rules(found),
    }


def _text_json(text: LineageText) -> dict[str, Any]:
    shape = asdict(text)
    return {"id": shape.pop("document_id"), **shape}


def _adoption_json(adoption: Adoption) -> dict[str, Any]:
    before = None
    if adoption.before is not None:
        before = {"document": _text_json(adoption.before), "words": adoption.before_words}
    return {
        "document": _text_json(adoption.other),
        "direction": adoption.direction,
        "doubt": adoption.doubt or None,
        "words": adoption.words,
        "share": adoption.share,
        "other_words": adoption.other_words,
        "other_share": adoption.other_share,
        "stretch": adoption.stretch,
        "common_words": adoption.common,
        "before": before,
        "documents": list(adoption.documents),
        "passages": [asdict(passage) for passage in adoption.passages],
    }


def _rules(found: Lineage | AdoptionGraph) -> dict[str, int]:
    return {
        "run": found.run,
        "passage": found.passage,
        "commonest": found.commonest,
        "least_stretch": found.least_stretch,
        "least_words": found.least_words,
    }


def graph_rules(found: AdoptionGraph, labels: Labels) -> tuple[str, ...]:
    """By which rules the graph was counted, in words."""
    return (
        labels("lineage_rule_words", run=found.run, passage=found.passage),
        labels(
            "lineage_rule_graph",
            words=found.least_words,
            stretch=found.least_stretch,
            commonest=found.commonest,
        ),
        labels("lineage_rule_dates"),
    )


def graph_json(found: AdoptionGraph) -> dict[str, Any]:
    """As `comity lineage --all --json` prints it."""
    return {
        "documents": [_text_json(text) for text in found.texts],
        "adoptions": [_link_json(link) for link in found.links],
        "undated": found.undated,
        "rules": _rules(found),
    }


def _link_json(link: AdoptionLink) -> dict[str, Any]:
    return {
        "earlier": link.earlier.document_id,
        "later": link.later.document_id,
        "decided": link.decided,
        "words": link.words,
        "share": link.share,
        "earlier_words": link.earlier_words,
        "earlier_share": link.earlier_share,
        "stretch": link.stretch,
        "before": None if link.before is None else link.before.document_id,
        "before_words": link.before_words,
    }
