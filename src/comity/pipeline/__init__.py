"""The stages in order, from sources to an evidence base."""

from comity.pipeline.build import Built, build
from comity.pipeline.gather import Progress

__all__ = ["Built", "Progress", "build"]
