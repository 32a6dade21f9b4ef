"""Ids: a document's slug, a work's, and a provision's `document/eId`."""

from __future__ import annotations

import re
import unicodedata
from typing import NewType

DocumentId = NewType("DocumentId", str)  # "eu-ai-act-2024.en"
WorkId = NewType("WorkId", str)  # "eu-ai-act"
ProvisionId = NewType("ProvisionId", str)  # "eu-ai-act-2024.en/art_5__para_1__point_a"

_MAX_SLUG = 80  # longer names are cut at a hyphen, so that ids stay quotable


def slug(name: str) -> str:
    """A lower-case id made of letters, digits, dots and hyphens of `name`.

    Letters of every script stay (a Chinese title keeps its characters);
    accents on Latin letters go. Empty when `name` has neither letter nor digit.
    """
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    bare = unicodedata.normalize("NFC", bare)
    dashed = re.sub(r"[^\w.]+|_+", "-", bare)
    dashed = re.sub(r"\.*-[-.]*|\.{2,}", "-", dashed).strip("-.")
    if len(dashed) <= _MAX_SLUG:
        return dashed
    return dashed[:_MAX_SLUG].rsplit("-", 1)[0].strip("-.")


def provision_id(document_id: DocumentId, eid: str) -> ProvisionId:
    """The id of the provision that carries `eid` in a document."""
    return ProvisionId(f"{document_id}/{eid}")


def document_of(provision: ProvisionId) -> DocumentId:
    """The document part of a provision id."""
    return DocumentId(provision.split("/", 1)[0])


def work_of(document_id: str, language: str) -> WorkId:
    """The work that a document stands for when no catalogue says: its id without the language."""
    for tail in (f".{language}", f".{language.split('-', maxsplit=1)[0]}"):
        if language and document_id.endswith(tail):
            return WorkId(document_id[: -len(tail)])
    return WorkId(document_id)
