"""comity: governance texts become provisions, and every provision finds its related ones."""

__version__ = "0.1.0"
