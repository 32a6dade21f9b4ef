"""What holds for the content of every format."""

from __future__ import annotations

from comity.documents.content import Content


def shown(content: Content) -> list[tuple[str, str]]:
    """Kind and text of each block."""
    return [(block.kind, block.span.of(content.text)) for block in content.blocks]


def assert_sound(content: Content) -> None:
    """Spans are exact, in order and apart; no block is blank at its edges; notes come last."""
    at = 0
    for block in content.blocks:
        text = block.span.of(content.text)
        assert block.span.start >= at
        assert text == text.strip() != ""
        at = block.span.end
    kinds = [block.kind == "footnote" for block in content.blocks]
    assert kinds == sorted(kinds)
    assert list(content.page_starts) == sorted(content.page_starts)
    assert all(0 <= start <= len(content.text) for start in content.page_starts)
