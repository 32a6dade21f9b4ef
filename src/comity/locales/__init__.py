"""Words of the interface in the six UN languages."""

from comity.locales.labels import LANGUAGES, Labels, labels_in

__all__ = ["LANGUAGES", "Labels", "labels_in"]
