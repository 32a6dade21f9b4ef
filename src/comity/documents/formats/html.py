"""HTML: the main content of a page as blocks, what surrounds it in `removed`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from lxml import etree

from comity.documents.content import Content, ContentBuilder, footnotes_last
from comity.documents.encodings import decode
from comity.documents.formats.html_blocks import BlockWalker, find_notes
from comity.documents.formats.html_page import (
    declared_metadata,
    error_page,
    furniture,
    loose_text_around,
    main_content,
    shown_text,
)
from comity.documents.limits import Limits, is_out_of_memory
from comity.errors import FormatError, LimitError, NoTextError
from comity.records import Notice

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""")


def read_html(data: bytes, limits: Limits) -> Content:
    """The main text of a web page.

    Menus, banners, page headers and footers, forms and scripts go to
    `removed`. A two-cell row of a layout table that numbers its text comes
    out as one block "(1)<tab>text"; rows of data tables as `row` blocks.
    Numbers of ordered lists are given as labels; notes come last.

    Raises:
        FormatError: no HTML, or an error page that a server sent instead of the text.
        NoTextError: no text beside menus.
        LimitError: deeper or longer than the limits allow.
    """
    declared = _CHARSET.search(data[:2048])
    decoded = decode(data, declared=declared[1].decode("ascii") if declared else "")
    root = parse_html(decoded.text, limits)
    title, heading = error_page(root)
    if title:
        raise FormatError(
            f"The page is an error message of its server ({title!r}), not the text it stands for.",
            hint="Fetch the text again from where it was published.",
        )
    builder = ContentBuilder(limits)
    builder.notices += decoded.notices
    taken_out = furniture(root)
    main = main_content(root, taken_out)
    for element, reason in taken_out.items():
        builder.remove(shown_text(element), reason)
    builder.remove(loose_text_around(main, root), "outside the main content")
    BlockWalker(builder, taken_out, find_notes(root)).walk(main)
    if builder.empty:
        raise NoTextError(
            "The page holds no text beside menus and forms.",
            hint="It may be filled in by scripts: save it from a browser as complete page or PDF.",
        )
    content = footnotes_last(builder.content())
    stated = declared_metadata(root)
    kept, gone = len(content.text), sum(len(r.text) for r in content.removed)
    if gone > kept:
        content = replace(
            content,
            notices=(
                *content.notices,
                Notice(
                    code="little-text",
                    message=f"Only {kept} characters stand beside {gone} of menus and the like:"
                    " this may be a page about the text rather than the text.",
                ),
            ),
        )
    if heading:
        stated["title"] = heading
    return replace(content, **stated)


def parse_html(text: str, limits: Limits) -> Any:
    """The root element of a page, without comments; no entity is expanded, nothing fetched.

    Raises:
        FormatError: nothing that could be parsed.
        LimitError: nested deeper than the limits allow.
    """
    if text.count("<") > limits.max_elements:
        raise LimitError(
            f"The page has more than {limits.max_elements} elements.",
            hint="Cut it into parts, one document each.",
        )
    data = text.encode("utf-8", errors="replace")
    root = None
    if text.lstrip()[:5] == "<?xml" and "<!ENTITY" not in text[:4096]:
        root = _parsed_as_xhtml(data)
    if root is None:
        parser = etree.HTMLParser(
            encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
        )
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            if is_out_of_memory(error, data):
                raise MemoryError from error
            raise FormatError(f"The page cannot be parsed: {error.msg}.") from error
    if root is None:
        raise FormatError("The file holds no HTML.")
    _check_depth(root, limits.max_depth)
    return root


def _parsed_as_xhtml(data: bytes) -> Any | None:
    """The root of well-formed XHTML, tags without namespace; None for anything else."""
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None
    for element in root.iter():
        if not isinstance(element.tag, str):
            return None  # an entity that was left unresolved: the HTML parser knows its name
        element.tag = etree.QName(element).localname.lower()
    return root if root.tag == "html" else None


def _check_depth(root: Any, max_depth: int) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > max_depth:
            raise LimitError(
                f"Elements are nested more than {max_depth} deep.",
                hint="Save the page anew from a browser, or as PDF.",
            )
