"""Sources become documents.

The readers are loaded when one is asked for: the process that finds and hashes the
sources of a build reads none of them.
"""

from typing import TYPE_CHECKING, Any

from comity.documents.bytes import source_sha256
from comity.documents.content import Content
from comity.documents.find import find_sources
from comity.documents.limits import Limits
from comity.documents.sources import Found, Source

if TYPE_CHECKING:
    from comity.documents.read import Reading, read_source

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


def __getattr__(name: str) -> Any:
    if name not in ("Reading", "read_source"):
        raise AttributeError(f"module 'comity.documents' has no attribute {name!r}")
    from comity.documents import read  # noqa: PLC0415 - see above

    return getattr(read, name)
