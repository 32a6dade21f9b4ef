"""What speaks against taking a document for what it seems to be: named doubts, or a refusal."""

from comity.documents.doubts.check import doubts_of

__all__ = ["doubts_of"]
