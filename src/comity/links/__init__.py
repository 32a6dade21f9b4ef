"""Provisions of different works are tied together, with a score, a relation and reasons."""

from comity.links.align import runs
from comity.links.explain import explain, related_to_text, shared_terms
from comity.links.lexical import STATISTICS_SCHEMA, Statistics
from comity.links.link import LINKS_SCHEMA, MOST, SIGNALS, Linked, link_units

__all__ = [
    "LINKS_SCHEMA",
    "MOST",
    "SIGNALS",
    "STATISTICS_SCHEMA",
    "Linked",
    "Statistics",
    "explain",
    "link_units",
    "related_to_text",
    "runs",
    "shared_terms",
]
