"""Sources become documents."""

from comity.documents.content import Content
from comity.documents.limits import Limits

__all__ = ["Content", "Limits"]
