"""Provisions of different works are tied together, with a score, a relation and reasons."""

from comity.links.align import runs
from comity.links.edits import edits
from comity.links.evaluate import Entry, Evaluation, Gold, evaluate, finder, read_gold
from comity.links.explain import Query, related_to_text
from comity.links.lexical import STATISTICS_SCHEMA, Statistics
from comity.links.link import LINKS_SCHEMA, Earlier, Linked, link_units
from comity.links.part import MOST, SIGNALS
from comity.links.words import Words

__all__ = [
    "LINKS_SCHEMA",
    "MOST",
    "SIGNALS",
    "STATISTICS_SCHEMA",
    "Earlier",
    "Entry",
    "Evaluation",
    "Gold",
    "Linked",
    "Query",
    "Statistics",
    "Words",
    "edits",
    "evaluate",
    "finder",
    "link_units",
    "read_gold",
    "related_to_text",
    "runs",
]
