"""Amending acts that give the new text without quotation marks: "... is added, to read:"."""

from __future__ import annotations

import re

from comity.provisions.tree import Node

_LEADS = re.compile(
    r"(?:to read|as follows|the following(?: new)?(?: [\w-]+){1,8})\s*[:.]?[\s–—-]*\Z"
)
_CHANGES = re.compile(
    r"\b(?:amend(?:ed|s)?|add(?:ed|ing|s)?|insert(?:ed|ing|s)?|(?:re)?enact(?:ed|ing)?"
    r"|repeal(?:ed|ing)?)\b"
)
_REACH = 2_000  # characters of an amending section that may say what it changes


def leads_to_new_text(text: str, section: Node, end: int) -> bool:
    """Whether a section of an amending act ends, before `end`, in what brings in the new text."""
    start = max(section.start, end - _REACH)
    return bool(_LEADS.search(text, max(start, end - 120), end)) and bool(
        _CHANGES.search(text, start, end)
    )
