"""Documents become provisions."""

from comity.provisions.split import split_provisions

__all__ = ["split_provisions"]
