"""Sources become documents."""

from comity.documents.content import Content
from comity.documents.find import find_sources
from comity.documents.limits import Limits
from comity.documents.read import Reading, read_source, source_sha256
from comity.documents.sources import Found, Source

__all__ = [
    "Content",
    "Found",
    "Limits",
    "Reading",
    "Source",
    "find_sources",
    "read_source",
    "source_sha256",
]
