"""Provisions of different works are tied together, with a score, a relation and reasons."""

from comity.links.align import runs
from comity.links.columns import LINKS_SCHEMA, Earlier
from comity.links.edits import edits
from comity.links.evaluate import Evaluation, evaluate
from comity.links.explain import Query, related_to_text
from comity.links.fit import Fitted, fit
from comity.links.gold import Entry, Gold, finder, read_gold
from comity.links.lexical import STATISTICS_SCHEMA, Statistics
from comity.links.link import Linked, link_units
from comity.links.part import MOST, SIGNALS
from comity.links.shared import Counted, Runs, Shared, Units
from comity.links.weights import LinkWeights
from comity.links.words import Words

__all__ = [
    "LINKS_SCHEMA",
    "MOST",
    "SIGNALS",
    "STATISTICS_SCHEMA",
    "Counted",
    "Earlier",
    "Entry",
    "Evaluation",
    "Fitted",
    "Gold",
    "LinkWeights",
    "Linked",
    "Query",
    "Runs",
    "Shared",
    "Statistics",
    "Units",
    "Words",
    "edits",
    "evaluate",
    "finder",
    "fit",
    "link_units",
    "read_gold",
    "related_to_text",
    "runs",
]
