"""Why a share is missing: nothing held is not silence, and neither is what cannot be told."""

from __future__ import annotations

from comity.records import Cell, Group

REASONS = ("no_text_held", "unreadable", "unclear")


def missing_reason(cell: Cell, works: int, unreadable: int) -> str:
    """Why a cell has no share; "" when it has one.

    Args:
        cell: of a topic and a group.
        works: that the group holds.
        unreadable: of these; see `records.Group`.

    Returns:
        "no_text_held", "unreadable" (texts are held, none of which can be read),
        "unclear" (readable texts are held, none of which could tell), or "".
    """
    if cell.share is not None:
        return ""
    if works == 0:
        return "no_text_held"
    return "unreadable" if unreadable >= works else "unclear"


def group_reason(cell: Cell, group: Group) -> str:
    """`missing_reason` of a cell in its group."""
    return missing_reason(cell, group.works, group.unreadable)
