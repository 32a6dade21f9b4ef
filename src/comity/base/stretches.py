"""What of a provision's text is its own."""

from __future__ import annotations

from collections.abc import Sequence

from comity.records import Provision


def own_stretches(
    provision: Provision, children: Sequence[Provision]
) -> tuple[tuple[int, int], ...]:
    """The stretches of a provision's text that stand in none of its children."""
    start, end = provision.span.start, provision.span.end
    gaps, at = [], start
    for child in sorted(children, key=lambda c: (c.span.start, c.span.end)):
        if child.span.start > at:
            gaps.append((at - start, min(child.span.start, end) - start))
        at = max(at, child.span.end)
    if at < end:
        gaps.append((at - start, end - start))
    return tuple(gaps)
