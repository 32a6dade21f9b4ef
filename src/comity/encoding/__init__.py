"""Encoders: models that turn texts into vectors. Needs the extra `comity[semantic]`."""

from comity.encoding.encoder import SentenceEncoder, Vectors, check_installed, load, made_with
from comity.encoding.registry import Model, Offer, add_folder, list_models, remove_model, verified

__all__ = [
    "Model",
    "Offer",
    "SentenceEncoder",
    "Vectors",
    "add_folder",
    "check_installed",
    "list_models",
    "load",
    "made_with",
    "remove_model",
    "verified",
]
