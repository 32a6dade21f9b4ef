"""Two documents of different works whose texts are nearly one, and what that may mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from comity.records.ids import DocumentId, WorkId

TextTie = Literal["same", "excerpt", "version"]

Ground = Literal["same-address", "titles-alike", "same-date"]

Objection = Literal[
    "listed-apart",
    "years-differ",
    "numbers-differ",
    "other-jurisdiction",
    "other-body",
    "titles-differ",
    "joins-apart",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What is known of a document beside its text; empty where it is not known."""

    id: DocumentId
    work_id: WorkId
    language: str  # BCP 47
    title: str = ""
    publisher: str = ""
    jurisdiction: str = ""  # ISO 3166-1 alpha-3, several joined by ";", or international
    date: str = ""  # ISO 8601
    source_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SameText:
    """A pair of documents in one language, of different works, most of one in the other.

    It is proposed as one work when something speaks for it and nothing against:
    laws copy each other, so words alone never do.
    """

    a: DocumentId  # before `b`
    b: DocumentId
    kind: TextTie
    share_a: float  # 0 to 1: of a's words, those that stand in b in runs
    share_b: float
    order: float  # 0 to 1: of the windows in both, those in one order; quotations may be moved
    titles: float  # 0 to 1: of the two titles' telling words, those in both
    grounds: tuple[Ground, ...] = ()
    objections: tuple[Objection, ...] = ()

    @property
    def proposed(self) -> bool:
        """Whether the two are proposed as one work."""
        return not self.objections
