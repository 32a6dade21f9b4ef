"""The evidence base: a folder of tables and a search index, written whole and read in part."""

from comity.base.answers import (
    Comparison,
    DocumentEntry,
    Found,
    Hit,
    Match,
    Nearest,
    Outline,
    Pair,
    Related,
)
from comity.base.base import Base
from comity.base.former import SourceFile
from comity.base.write import write_base

__all__ = [
    "Base",
    "Comparison",
    "DocumentEntry",
    "Found",
    "Hit",
    "Match",
    "Nearest",
    "Outline",
    "Pair",
    "Related",
    "SourceFile",
    "write_base",
]
