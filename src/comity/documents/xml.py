"""XML as a hostile input: parsed without entities, DTDs or network, within limits."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from comity.documents.limits import Limits
from comity.errors import FormatError, LimitError

_DECLARES = re.compile(rb"<!(?:ENTITY|ATTLIST|ELEMENT|NOTATION)\b")
_HINT = "Fetch it again from where it was published, or use the publisher's HTML or PDF."
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def parse_xml(data: bytes, limits: Limits, *, what: str = "file", hint: str = _HINT) -> Any:
    """The root element, comments and processing instructions gone.

    A document type is tolerated, since laws are published with one, but it is
    never fetched, and one that declares anything in the file is refused.

    Args:
        data: the file's bytes.
        limits: bounds on nesting.
        what: what the message calls it, such as a part of an archive.
        hint: what to do about a damaged file.

    Raises:
        FormatError: not well-formed, or with declarations of its own.
        LimitError: nested deeper than the limits allow.
    """
    if _DECLARES.search(_as_ascii(data)):
        raise FormatError(
            f"The {what} declares entities or elements of its own, which may be made to exhaust"
            " a reader.",
            hint="Save it without its document type declaration.",
        )
    if data.count(b"<") > limits.max_elements:
        raise LimitError(
            f"The {what} has more than {limits.max_elements} elements.",
            hint="Cut the file into parts, one document each.",
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        said = " ".join(str(error.msg).split()) or "it is not well-formed"
        if "depth" in said.lower():
            raise _too_deep(limits) from error
        raise FormatError(f"The {what} is damaged: {said}.", hint=hint) from error
    except (ValueError, LookupError) as error:
        raise FormatError(f"The {what} is no XML that can be read: {error}.", hint=hint) from error
    if root is None:
        raise FormatError(f"The {what} holds no XML.", hint=hint)
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limits.max_depth:
            raise _too_deep(limits)
    return root


def _as_ascii(data: bytes) -> bytes:
    """The bytes with the zeros of UTF-16 and UTF-32 gone, so that a declaration shows."""
    return data.replace(b"\0", b"") if b"\0" in data[:64] else data


def _too_deep(limits: Limits) -> LimitError:
    return LimitError(
        f"Elements are nested more than {limits.max_depth} deep.",
        hint="No text is nested so deep; fetch the file anew or leave it out.",
    )


def local_name(element: Any) -> str:
    """The name of an element without its namespace; "" for anything but an element."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def namespace_of(element: Any) -> str:
    """The namespace of an element; "" without."""
    tag = element.tag
    return tag[1:].split("}", 1)[0] if isinstance(tag, str) and tag.startswith("{") else ""


def loose_text(element: Any) -> str:
    """What stands directly in an element, before, between and behind its children."""
    parts = [element.text, *(child.tail for child in element)]
    return " ".join(" ".join(filter(None, parts)).split())
