"""Names that the reader and the writer of Akoma Ntoso share."""

from __future__ import annotations

AKN_NS = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
# For what Akoma Ntoso cannot say: which provisions are units, and how a label was printed. The
# schema of Akoma Ntoso allows attributes of other namespaces on every element.
COMITY_NS = "urn:comity:akn"
# The date of what has none: FRBRdate must hold a day.
NO_DATE = "0001-01-01"
