"""Canada's legal XML: bills, statutes and regulations as the Department of Justice writes them.

The vocabulary (Bill, Statute, Regulation; Section, Subsection, Label, MarginalNote,
AmendedText) is that of the Justice Laws website and of the bills of Parliament, in either
official language. It states its own structure, which is kept as it stands.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from comity.documents.content import Content
from comity.documents.limits import Limits
from comity.documents.structure import StructureBuilder
from comity.documents.tables import row_text
from comity.documents.xml import XML_LANG, local_name, loose_text, parse_xml
from comity.errors import FormatError, NoTextError

ROOTS = ("Bill", "Statute", "Regulation")
_PROVISIONS = {
    "Section": "section",
    "Subsection": "subsection",
    "Paragraph": "paragraph",
    "Subparagraph": "subparagraph",
    "Clause": "clause",
    "Subclause": "subclause",
    "Subsubclause": "subclause",
    "Definition": "definition",
    "FormulaDefinition": "definition",
    "Item": "point",
    "Schedule": "schedule",
}
_PARTS = re.compile(r"(part|division|subdivision|chapter|partie|section|sous-section)\b", re.I)
_PART_KINDS = {"partie": "part", "sous-section": "subsection"}
_QUOTING = frozenset(["AmendedText", "ReadAsText", "NewText"])
_NOTES = frozenset(["ExplanatoryNote", "Footnote", "HistoricalNote"])
_HEADINGS = frozenset(["Heading", "GroupHeading", "FormHeading"])
_METADATA = frozenset(
    [
        "Parliament",
        "BillHistory",
        "BillSponsor",
        "BillRefNumber",
        "RunningHead",
        "ConsolidationDate",
    ]
)
# Elements whose text begins a block of its own; any other leaf is part of the block around it.
_BLOCKS = frozenset(
    [
        *("Text", "TitleText", "LongTitle", "ShortTitle", "BillNumber", "Chapter", "Provision"),
        *("OriginatingRef", "BilingualGroup", "title"),
        *("InstrumentNumber", "RegistrationDate", "EnablingAuthority", "MinisterialSignature"),
        *("FormulaText", "FormulaConnector", "FormulaParagraph", "SignatureLine", "Caption"),
        *("ExplanatoryText", "Reserved", "Oath", "FormGroup", "QuotedText", "ListItem"),
    ]
)
_SILENT = frozenset(["PageBreak", "FootnoteRef", "Image", "ImageGroup", "colspec"])
_LINES = frozenset(["Text", "TitleText", "ExplanatoryText", "MarginalNote", "LongTitle"])
_BETWEEN = "between elements"
_SPACES = re.compile(r"[ \t\n\r\f]+")
_HINT = "Fetch it anew from where it was published, or use the publisher's HTML or PDF."


def read_lims(data: bytes, limits: Limits) -> Content:
    """The text of a Canadian bill, statute or regulation, and the provisions it marks out.

    Marginal notes become headings. Text of other acts that is quoted to be
    enacted or amended stays below the section that quotes it. The table of
    provisions is left out; explanatory and historical notes come last; what
    was struck out goes to `removed`. Both languages of a bilingual passage
    are kept, in their order.

    Raises:
        FormatError: damaged, or another vocabulary.
        NoTextError: no text in it.
        LimitError: deeper or longer than the limits allow.
    """
    root = parse_xml(data, limits)
    if local_name(root) not in ROOTS:
        raise FormatError(f"The root is {local_name(root)!r}, none of {ROOTS}.", hint=_HINT)
    walker = _Walker(limits)
    walker.document(root)
    content = walker.content()
    if not content.blocks:
        raise NoTextError("The file holds no text beside its metadata.", hint=_HINT)
    return replace(content, **_stated(root))


class _Walker:
    """Turns elements into blocks and provisions, in reading order."""

    def __init__(self, limits: Limits) -> None:
        self._builder = StructureBuilder(limits)
        self._pending: list[str] = []
        self._head = ""
        self._opened: list[Any] = []
        self._levels: list[int] = []  # of the headings that are open in the innermost body
        self._outer: list[list[int]] = []  # the same of the bodies around it
        self._quoted = 0

    def content(self) -> Content:
        """What was collected."""
        return self._builder.content()

    def document(self, root: Any) -> None:
        """The parts of a bill, statute or regulation."""
        front = [e for e in root if local_name(e) in ("Identification", "Introduction", "Order")]
        early = [e for e in front if local_name(e) != "Introduction"]
        for element in (root, *(e for e in front if e not in early)):
            self._loose(element)
        self._enter("preface")
        for element in early:
            self._inside(element)
        summaries = [c for e in front if e not in early for c in e]
        opening = ("Preamble", "Enacts")
        for element in summaries:
            if local_name(element) not in opening and local_name(element) != "TableOfProvisions":
                self.walk(element)
        self._leave()
        for element in summaries:
            if local_name(element) == "TableOfProvisions":
                self._contents(element)
        if any(local_name(e) in opening for e in summaries):
            self._enter("preamble")
            for element in summaries:
                if local_name(element) == "Preamble":
                    self._recitals(element)
                elif local_name(element) == "Enacts":
                    self._inside(element)
                    self._flush()
            self._leave()
        for element in root:
            if element not in front:
                self.walk(element)
        self._end_headings()

    def walk(self, element: Any) -> None:  # noqa: PLR0912 - a list of cases
        """Take in one element and all that it holds; not the text after it."""
        name = local_name(element)
        if not name or name in _SILENT:
            return
        if name in ("LineBreak", "BilingualItemFr") and self._pending:
            self._pending.append("\n")
        if name == "LineBreak":
            return
        if name in _METADATA:
            self._builder.body.remove(" ".join(element.itertext()), "metadata")
        elif name == "Del":
            self._builder.body.remove("".join(element.itertext()), "struck out")
        elif name in _NOTES:
            self._note(element)
        elif name == "Label":
            self._label(element)
        elif name == "MarginalNote":
            self._marginal_note(element)
        elif name in _HEADINGS or name == "ScheduleFormHeading":
            self._heading(element, name)
        elif name in ("Body", "BillInternal", "RegulationPiece", "BillPiece", "DocumentInternal"):
            self._body(element)
        elif name == "TableOfProvisions":
            self._contents(element)
        elif name == "tgroup":
            self._table(element)
        elif name in _PROVISIONS:
            self._provision(element, _PROVISIONS[name])
        elif name in _QUOTING:
            self._flush()
            self._quoted += 1
            self._body(element)
            self._quoted -= 1
        elif name in _BLOCKS:
            self._flush()
            self._inside(element)
            self._flush()
        else:
            self._inside(element)

    # -- provisions ---------------------------------------------------------------------------

    def _open(self, kind: str) -> Any:
        self._flush()
        self._flush_head()
        opened = self._builder.open(kind, quoted=self._quoted > 0)
        self._opened.append(opened)
        return opened

    def _close(self) -> None:
        self._flush()
        self._flush_head()
        self._opened.pop()
        self._builder.close()

    def _enter(self, kind: str) -> None:
        """Open what may hold headings, wherever a file puts them; `_leave` ends them with it."""
        self._open(kind)
        self._outer.append(self._levels)
        self._levels = []

    def _leave(self) -> None:
        self._end_headings()
        self._levels = self._outer.pop()
        self._close()

    def _end_headings(self) -> None:
        self._flush()
        while self._levels:
            self._levels.pop()
            self._close()

    def _provision(self, element: Any, kind: str) -> None:
        self._enter(kind)
        self._inside(element)
        self._leave()

    def _body(self, element: Any) -> None:
        """A stretch with headings of its own: what they hold ends where it ends."""
        kept, self._levels = self._levels, []
        self._inside(element)
        self._end_headings()
        self._levels = kept

    def _recitals(self, element: Any) -> None:
        self._loose(element)
        for part in element:
            if local_name(part) == "Provision":
                self._enter("recital")
                self._inside(part)
                self._leave()
            else:
                self.walk(part)

    def _heading(self, element: Any, name: str) -> None:
        self._flush()
        label = _said(element.find("{*}Label"))
        title = _said(element.find("{*}TitleText"))
        if name == "ScheduleFormHeading":
            if self._opened:
                self._opened[-1].label, self._opened[-1].heading = label, title
        else:
            stated = element.get("level") or "1"
            level = int(stated) if stated.isdecimal() and len(stated) < 3 else 1
            while self._levels and self._levels[-1] >= level:
                self._levels.pop()
                self._close()
            found = _PARTS.match(label)
            word = found[1].lower() if found else "heading"
            opened = self._open(_PART_KINDS.get(word, word))
            self._levels.append(level)
            opened.label, opened.heading = label, title
        depth = min(6, 1 + len(self._levels))
        self._builder.add(f"{label} {title}".strip(), "heading", level=depth)
        self._say(element.text)
        for part in element:
            if local_name(part) not in ("Label", "TitleText"):
                self.walk(part)
            self._say(part.tail)
        self._flush()

    def _label(self, element: Any) -> None:
        self._flush()
        self._flush_head()
        label = _said(element)
        holder = local_name(element.getparent())
        if self._opened and holder in _PROVISIONS and not self._opened[-1].label:
            self._opened[-1].label = label
        self._head = label

    def _marginal_note(self, element: Any) -> None:
        self._flush()
        title = _said(element)
        holder = local_name(element.getparent())
        if self._opened and holder in _PROVISIONS and title and not self._opened[-1].heading:
            self._opened[-1].heading = title
        for note in element.iter("{*}HistoricalNote"):
            self._note(note)
        if title:
            self._builder.add(title, "heading", level=6)

    # -- blocks -------------------------------------------------------------------------------

    def _inside(self, element: Any) -> None:
        self._say(element.text)
        for child in element:
            self.walk(child)
            self._say(child.tail)

    def _loose(self, element: Any) -> None:
        """Words where the vocabulary has none are listed, not lost."""
        self._builder.body.remove(loose_text(element), _BETWEEN)

    def _say(self, text: str | None) -> None:
        if text and (self._pending or text.strip()):
            self._pending.append(_SPACES.sub(" ", text))

    def _flush(self) -> None:
        text, self._pending = "".join(self._pending), []
        text = re.sub(r" ?\n ?", "\n", re.sub(r" {2,}", " ", text)).strip()
        if text:
            head, self._head = self._head, ""
            self._builder.add(f"{head} {text}".strip())

    def _flush_head(self) -> None:
        head, self._head = self._head, ""
        self._builder.add(head)

    def _note(self, element: Any) -> None:
        label = element.find("{*}Label")
        lines, loose = _lines(element)
        text = "\n".join(filter(None, lines))
        if text:
            self._builder.body.remove(" ".join(loose), _BETWEEN)
        else:
            text = _said(element)
        self._builder.note(text, mark=_said(label) if local_name(element) == "Footnote" else "")

    def _contents(self, element: Any) -> None:
        """The table of provisions: each entry a line, its number before it."""
        self._flush()
        self._flush_head()
        self._loose(element)
        label = ""
        for entry in element:
            text = " ".join("".join(_texts(entry)).split())
            if local_name(entry) == "Label":
                label = text
                continue
            self._builder.leave_out(f"{label} {text}".strip(), "contents")
            label = ""
        self._builder.leave_out(label, "contents")

    def _table(self, table: Any) -> None:
        self._flush()
        self._flush_head()
        for part in table.iter("{*}tgroup", "{*}thead", "{*}tbody", "{*}row"):
            self._loose(part)
        for row in table.iter("{*}row"):
            cells = [" ".join(" ".join(_texts(e)).split()) for e in row.iterchildren("{*}entry")]
            self._builder.add(row_text(cells), "row")


def _texts(element: Any) -> list[str]:
    """The pieces of text in an element, what was struck out and notes aside."""
    parts = [element.text or ""]
    for child in element:
        if local_name(child) not in ("Del", "HistoricalNote", "Footnote", ""):
            parts += _texts(child)
            if local_name(child) in _BLOCKS or local_name(child) == "Label":
                parts.append(" ")
        parts.append(child.tail or "")
    return parts


def _said(element: Any) -> str:
    return "" if element is None else " ".join("".join(_texts(element)).split())


def _lines(element: Any) -> tuple[list[str], list[str]]:
    """The lines of a note, a text with its number being one, and what stands in none of them."""
    label, has_text = element.find("{*}Label"), element.find("{*}Text") is not None
    lines, loose = [], [loose_text(element)]
    for part in element:
        name = local_name(part)
        if name == "Text" and label is not None:
            lines.append(f"{_said(label)} {_said(part)}".strip())
            label = None
        elif name in _LINES or (name == "Label" and (part is not label or not has_text)):
            lines.append(_said(part))
        elif name and name != "Label":
            inner = _lines(part)
            lines += inner[0]
            loose += inner[1]
    return lines, loose


def _stated(root: Any) -> dict[str, Any]:
    """Title, date and language that the file states."""
    front = next(root.iter("{*}Identification"), root)
    found = {
        "title": _said(front.find("{*}ShortTitle")) or _said(front.find("{*}LongTitle")),
        "language": root.get(XML_LANG) or "",
    }
    dates = [_date(date) for date in front.iter("{*}Date")]
    found["date"] = next((date for date in dates if date), "")
    return {name: value for name, value in found.items() if value}


def _date(date: Any) -> str:
    parts = [_said(date.find(f"{{*}}{name}")) for name in ("YYYY", "MM", "DD")]
    if not re.fullmatch(r"\d{4}", parts[0]):
        return ""
    shown = [part for part in parts[1:] if re.fullmatch(r"\d{1,2}", part)]
    return "-".join([parts[0], *(part.zfill(2) for part in shown)])
