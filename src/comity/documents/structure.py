"""Blocks together with the provisions that a format marks out around them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from comity.documents.content import Content, ContentBuilder
from comity.documents.limits import Limits
from comity.records import BlockKind, Span, Stated


@dataclass(slots=True)
class _Open:
    """A provision in the making."""

    kind: str
    start: int
    end: int
    parent: int
    eid: str = ""
    label: str = ""
    heading: str = ""
    quoted: bool = False
    unit: str = ""
    cuts: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class StructureBuilder:
    """Collects blocks in reading order, and what provisions they stand in; notes come last."""

    limits: Limits
    body: ContentBuilder = field(init=False)
    _provisions: list[_Open] = field(default_factory=list)
    _stack: list[int] = field(default_factory=list)
    _notes: list[tuple[str, str, str, str]] = field(default_factory=list)  # text, mark, eId, unit

    def __post_init__(self) -> None:
        self.body = ContentBuilder(self.limits)

    def open(self, kind: str, *, eid: str = "", quoted: bool = False, unit: str = "") -> _Open:
        """Begin a provision below the one that is open; label and heading can be set on it."""
        at = self.body.length
        parent = self._stack[-1] if self._stack else -1
        opened = _Open(kind, at, at, parent, eid=eid, quoted=quoted, unit=unit)
        self._stack.append(len(self._provisions))
        self._provisions.append(opened)
        return opened

    def close(self) -> None:
        """End the provision that was opened last."""
        opened = self._provisions[self._stack.pop()]
        opened.end = max(opened.start, self.body.length - 1)

    def add(
        self,
        text: str,
        kind: BlockKind = "paragraph",
        *,
        level: int = 0,
        label: str = "",
    ) -> None:
        """Append a block; blank text adds nothing."""
        self.body.add(text, kind, level=level, label=label)

    def leave_out(self, text: str, reason: str) -> None:
        """Append a block that is no provision, such as a contents page."""
        start = self.body.length
        self.body.add(text)
        if self.body.length > start:
            parent = self._stack[-1] if self._stack else -1
            self._provisions.append(
                _Open("left_out", start, self.body.length - 1, parent, heading=reason)
            )

    def note(self, text: str, *, mark: str = "", eid: str = "", unit: str = "") -> None:
        """A note, for the end."""
        self._notes.append((text, mark, eid, unit))

    def content(self) -> Content:
        """What was collected. Provisions without text are gone."""
        assert not self._stack  # noqa: S101 - our readers close what they open
        for text, mark, eid, unit in self._notes:
            opened = self.open("authorialNote", eid=eid, unit=unit)
            printed = text.strip().startswith(mark)
            opened.label = mark
            self.body.add(text, "footnote", label="" if printed else mark)
            self.close()
        content = self.body.content()
        places: dict[int, int] = {-1: -1}
        stated: list[Stated] = []
        for number, entry in enumerate(self._provisions):
            if entry.end <= entry.start:
                places[number] = places.get(entry.parent, -1)
                continue
            places[number] = len(stated)
            stated.append(
                Stated(
                    span=Span(entry.start, entry.end),
                    kind=entry.kind,
                    eid=entry.eid,
                    label=entry.label,
                    heading=entry.heading,
                    parent=places.get(entry.parent, -1),
                    quoted=entry.quoted,
                    unit=entry.unit,
                    cuts=entry.cuts,
                )
            )
        return replace(content, structure=tuple(stated))
