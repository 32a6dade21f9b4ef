"""What of a web page is its text, and what is there to move about the site."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import Any

# Elements that never hold the text of a document.
SILENT_TAGS = frozenset(
    [
        *("audio", "base", "canvas", "col", "colgroup", "embed", "head", "iframe", "img", "link"),
        *("map", "meta", "noscript", "object", "param", "picture", "script", "source", "style"),
        *("svg", "template", "track", "video"),
    ]
)
_FORM_TAGS = frozenset(["form", "button", "input", "select", "textarea", "datalist", "dialog"])
_ROLES = {
    "navigation": "menu",
    "menu": "menu",
    "menubar": "menu",
    "banner": "page header",
    "contentinfo": "page footer",
    "search": "form",
    "dialog": "dialog",
    "alertdialog": "dialog",
}
# Words in a class or an id by which sites name what surrounds a text.
_NAMES = {
    "nav": "menu",
    "navbar": "menu",
    "navigation": "menu",
    "menu": "menu",
    "submenu": "menu",
    "breadcrumb": "menu",
    "breadcrumbs": "menu",
    "pagination": "menu",
    "pager": "menu",
    "skiplink": "menu",
    "skip": "menu",
    "sidebar": "menu",
    "toolbar": "menu",
    "topbar": "menu",
    "header": "page header",
    "masthead": "page header",
    "banner": "page header",
    "footer": "page footer",
    "foot": "page footer",
    "cookie": "cookie banner",
    "cookies": "cookie banner",
    "consent": "cookie banner",
    "share": "menu",
    "sharebuttonbox": "menu",
    "social": "menu",
    "search": "form",
    "searchbox": "form",
    "print": "menu",
}
_NEVER_FURNITURE = frozenset(
    ("html", "body", "main", "article", "h1", "h2", "h3", "h4", "h5", "h6", "a")
)
_LIST_TAGS = frozenset(["ul", "ol", "div", "section", "table", "dl", "p", "aside"])
# Elements after which the next word does not continue the last.
_APART = frozenset(
    [
        *("address", "article", "aside", "blockquote", "br", "button", "caption", "dd", "div"),
        *("dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3"),
        *("h4", "h5", "h6", "header", "hr", "label", "legend", "li", "main", "nav", "ol"),
        *("option", "p", "pre", "section", "select", "summary", "table", "tbody", "td"),
        *("textarea", "tfoot", "th", "thead", "tr", "ul"),
    ]
)
_MAX_FURNITURE_SHARE = 0.25  # of the page's text: what holds more is no frame around it
_ERROR_WORDS = re.compile(
    r"\b(?:error\s*40[0-9]|40[34]\s*(?:error|not found|forbidden|-|–|:)|page not found|"
    r"not found|access denied|forbidden|página no encontrada|page introuvable|"
    r"页面不存在|страница не найдена|الصفحة غير موجودة)",
    re.IGNORECASE,
)
_ERROR_TITLE = re.compile(
    r"^(?:error\s*)?40[0-9]\b|^(?:page )?not found\b|^access denied\b|(?:page )?not found$",
    re.IGNORECASE,
)
_MAX_TITLED_ERROR = 40_000  # characters: error pages drag the menus of their site along
_MAX_ERROR_PAGE = 1500  # characters of body text; a law that regulates errors is longer


def text_of(element: Any) -> str:
    """All text in an element on one line, without scripts, styles and drawings."""
    parts: list[str] = []
    _collect(element, parts, SILENT_TAGS)
    return " ".join("".join(parts).split())


def shown_text(element: Any) -> str:
    """All text in an element on one line, that of drawings included."""
    parts: list[str] = []
    _collect(element, parts, SILENT_TAGS - {"svg"})
    return " ".join("".join(parts).split())


def _collect(element: Any, parts: list[str], silent: Set[str]) -> None:
    if element.tag in silent or not isinstance(element.tag, str):
        return
    parts.append(element.text or "")
    for child in element:
        _collect(child, parts, silent)
        parts.append(" " if child.tag in _APART else "")
        parts.append(child.tail or "")


def _size(element: Any) -> int:
    return len(text_of(element))


def error_page(root: Any) -> tuple[str, str]:
    """(the words of the error or "", the page's first heading or "")."""
    headings = [text_of(h) for h in root.iter("h1", "h2")]
    heading = next((text_of(h) for h in root.iter("h1")), "")
    title = next((text_of(t) for t in root.iter("title")), "")
    body = root.find("body")
    size = _size(body) if body is not None else 0
    if size <= _MAX_TITLED_ERROR and len(title) <= 80 and _ERROR_TITLE.search(title):
        return title, heading
    if size <= _MAX_ERROR_PAGE:
        for words in (title, *headings):
            if _ERROR_WORDS.search(words):
                return words, heading
    return "", heading


def _names(element: Any) -> list[str]:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    names = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", names).lower()
    return re.findall(r"[a-z]+", names)


def _link_share(element: Any, size: int) -> tuple[float, int]:
    """Share of the text that stands in links, and how many links there are; notes left out."""
    links = [a for a in element.iter("a") if not (a.get("href") or "#").startswith("#")]
    inside = sum(_size(a) for a in links)
    return (inside / size if size else 1.0), len(links)


def _is_hidden(element: Any) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return (
        element.get("hidden") is not None
        or "display:none" in style
        or "visibility:hidden" in style
        or (element.get("aria-hidden") == "true" and element.tag in ("div", "span", "section"))
    )


def _reason(element: Any, total: int, *, in_main: bool) -> str:
    """Why an element is no part of the text; "" when it is."""
    tag = element.tag
    role = _ROLES.get((element.get("role") or "").lower(), "")
    if tag == "nav" or _is_hidden(element):
        return "menu" if tag == "nav" else "hidden"
    if role and not (in_main and role.startswith("page")):
        return role
    if tag in _FORM_TAGS or tag in ("header", "footer"):
        is_frame = tag != "header" or (not in_main and element.find(".//h1") is None)
        if is_frame and _size(element) <= _MAX_FURNITURE_SHARE * total:
            return "form" if tag in _FORM_TAGS else f"page {tag}"
        return ""
    if tag in _NEVER_FURNITURE:
        return ""
    return _reason_by_name(element, total) or _reason_by_links(element)


def _reason_by_name(element: Any, total: int) -> str:
    if element.tag in ("p", "td", "tr", "tbody", "span", "li") or element.find(".//h1") is not None:
        return ""
    reason = next((_NAMES[n] for n in _names(element) if n in _NAMES), "")
    if not reason:
        return ""
    size = _size(element)
    if size > 4000 or (size > _MAX_FURNITURE_SHARE * total and reason != "cookie banner"):
        return ""
    links, _ = _link_share(element, size)
    words = text_of(element)
    # A division called "social-principles" holds sentences; a menu does not.
    sentences = len(re.findall(r"[.!?。！？؟;；](?:\s|$)", words))
    if links >= 0.5 or sentences == 0 or reason in ("cookie banner", "page footer"):
        return reason
    return ""


def _reason_by_links(element: Any) -> str:
    if element.tag not in _LIST_TAGS:
        return ""
    if len(element) == 0 or next(element.iter("a"), None) is None:
        return ""
    size = _size(element)
    share, links = _link_share(element, size)
    return "menu" if links >= 4 and share >= 0.85 and size / links < 80 else ""


def furniture(root: Any) -> dict[Any, str]:
    """Elements that are no part of the text, outermost only, each with the reason."""
    found: dict[Any, str] = {}
    body = root.find("body")
    start = body if body is not None else root
    total = max(1, _size(start))
    stack = [(start, False)]
    while stack:
        element, in_main = stack.pop()
        if not isinstance(element.tag, str) or element.tag in SILENT_TAGS:
            continue
        reason = _reason(element, total, in_main=in_main) if element is not start else ""
        if reason:
            found[element] = reason
            continue
        inside = in_main or element.tag in ("main", "article") or element.get("role") == "main"
        stack.extend((child, inside) for child in reversed(element))
    return found


def main_content(root: Any, taken_out: dict[Any, str]) -> Any:
    """The element that holds the text; its surroundings are added to `taken_out`.

    A page's only <main> (or role="main"), else its only <article>, when it
    holds at least a third of what is left of the page; else the body.
    """
    body = root.find("body")
    body = body if body is not None else root
    gone = sum(_size(e) for e in taken_out)
    left = max(1, _size(body) - gone)
    mains = [e for e in body.iter() if e.tag == "main" or e.get("role") == "main"]
    articles = list(body.iter("article"))
    for candidates in (mains, articles):
        if len(candidates) != 1 or candidates[0] in taken_out:
            continue
        main = candidates[0]
        inside = {e for e in taken_out if main in e.iterancestors()}
        if _size(main) - sum(_size(e) for e in inside) < left / 3:
            continue
        _take_out_around(main, body, taken_out)
        return main
    return body


def _take_out_around(main: Any, body: Any, taken_out: dict[Any, str]) -> None:
    """Add to `taken_out` what stands beside the main content and is not yet in it."""
    holders = {a for e in taken_out for a in e.iterancestors()}
    stack = []
    for ancestor in (main, *main.iterancestors()):
        if ancestor is body:
            break
        stack += [sibling for sibling in ancestor.getparent() if sibling is not ancestor]
    while stack:
        element = stack.pop(0)
        if element in taken_out or not _shows_text(element):
            continue
        if element in holders and not _loose(element):
            stack[:0] = list(element)
            continue
        # What it holds besides elements that are known has no element of its own.
        for inside in element.iter():
            taken_out.pop(inside, None)
        taken_out[element] = "outside the main content"


def _shows_text(element: Any) -> bool:
    return isinstance(element.tag, str) and element.tag not in SILENT_TAGS - {"svg"}


def _loose(element: Any) -> str:
    """The text that stands directly in an element, between its children."""
    return " ".join([element.text or "", *(child.tail or "" for child in element)]).strip()


def loose_text_around(main: Any, body: Any) -> str:
    """Text beside the main content that stands in no element but those that hold it too."""
    ancestors = [a for a in main.iterancestors() if body in (a, *a.iterancestors())]
    return " ".join(" ".join(map(_loose, reversed(ancestors))).split())


def declared_metadata(root: Any) -> dict[str, Any]:
    """Title, language, date, publisher and address as the page's head declares them."""
    found: dict[str, Any] = {}
    title = next((text_of(t) for t in root.iter("title")), "")
    if title:
        found["title"] = title
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").lower()
        if name and meta.get("content"):
            metas.setdefault(name, meta.get("content").strip())
    language = language or metas.get("dc.language", "") or metas.get("dcterms.language", "")
    if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", language):
        found["language"] = language
    for name in ("dc.publisher", "dcterms.publisher", "citation_publisher"):
        if metas.get(name):
            found.setdefault("publisher", metas[name])
    for name in ("dc.date", "dcterms.date", "dcterms.issued", "dc.date.issued", "citation_date"):
        date = metas.get(name, "")[:10]
        if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", date):
            found.setdefault("date", date)
    for link in root.iter("link"):
        href = link.get("href") or ""
        if (link.get("rel") or "").lower() == "canonical" and href.startswith("http"):
            found.setdefault("source_url", href)
    return found
