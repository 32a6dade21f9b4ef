"""What a file is by its first bytes, whatever it is called."""

from __future__ import annotations

import codecs
import re

from comity.errors import FormatError

_TOP = 65_536  # bytes in which an XML file must come to its root element
_ROOT = re.compile(r"<(?:[^\s<>:/!?]+:)?([^\s<>:/!?]+)")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
_VOCABULARIES = {
    "akomaNtoso": "akn",
    **dict.fromkeys(("Bill", "Statute", "Regulation"), "lims"),
    "html": "html",
    "document": "odt",  # office:document, a flat ODT
}
_KNOWN = "Akoma Ntoso, the statutes and bills of Canada (Justice Laws), XHTML and flat ODT"
_REMEDIES = {
    "TEI": "Export it as HTML.",
    "rss": "A feed is a list of texts; fetch the texts themselves.",
    "feed": "A feed is a list of texts; fetch the texts themselves.",
    "urlset": "A site map is a list of addresses; fetch the pages themselves.",
    "wordDocument": "Open it in a word processor and save it as .docx.",
    "package": "Open it in a word processor and save it as .docx.",
}


def shown_format(stated: str, data: bytes) -> str:
    """The format that the first bytes show beyond doubt, else the one that is stated.

    Raises:
        FormatError: stated as XML, but of a vocabulary that comity does not read, or none.
    """
    top = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"%pdf-" in top:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _of_archive(stated, data)
    if top.startswith(b"{\\rtf"):
        return "rtf"
    if top.startswith((b"<!doctype html", b"<html")):
        return "html"
    root = root_name(data)
    if stated in ("xml", "akn", "lims", "odt", "html", "txt", "md"):
        vocabulary = _VOCABULARIES.get(root, "")
        if vocabulary == "odt" and b"opendocument:xmlns:office" not in data[:_TOP]:
            vocabulary = ""
        if vocabulary and not (vocabulary == "html" and stated in ("txt", "md")):
            return vocabulary
    if stated == "xml":
        if not root:
            raise FormatError(
                "The file is named as XML, but no element begins it.",
                hint="Fetch it again from where it was published.",
            )
        raise FormatError(
            f"XML with the root element {root!r} is not read; {_KNOWN} are.",
            hint=_REMEDIES.get(root, "Use the publisher's HTML or PDF, or its Akoma Ntoso."),
        )
    return stated


def root_name(data: bytes) -> str:
    """The name of the root element of XML, without its prefix; "" when none is found."""
    head = data[:_TOP]
    encoding = next((name for mark, name in _BOMS if head.startswith(mark)), "latin-1")
    text = head[: len(head) // 2 * 2].decode(encoding, errors="ignore")
    at = 0
    while True:
        at += len(text[at:]) - len(text[at:].lstrip())
        if text.startswith("<?", at):
            at = _after(text, "?>", at)
        elif text.startswith("<!--", at):
            at = _after(text, "-->", at)
        elif text.startswith("<!DOCTYPE", at):
            inner = text.find("[", at, _after(text, ">", at))
            at = _after(text, ">", at if inner < 0 else _after(text, "]", inner))
        else:
            root = _ROOT.match(text, at)
            return root[1] if root else ""


def _after(text: str, mark: str, at: int) -> int:
    found = text.find(mark, at)
    return len(text) if found < 0 else found + len(mark)


def _of_archive(stated: str, data: bytes) -> str:
    if data[30:38] == b"mimetype" and b"opendocument.text" in data[:200]:
        return "odt"
    if b"word/" in data:
        return "docx"
    return stated
