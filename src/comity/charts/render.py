"""A picture as SVG, as PNG, or as a page that needs no script, no network and no font file.

vl-convert runs Vega within the process and fetches nothing. What it gives is set in order:
its ids count up from one picture to the next in a process, and its descriptions of single
marks are in English.
"""

from __future__ import annotations

import hashlib
import re
from html import escape

from lxml import etree

from comity.charts.lines import RIGHT_TO_LEFT
from comity.charts.picture import Picture, library
from comity.errors import UsageError
from comity.locales import labels_in

FORMATS = ("svg", "png", "html")
_SVG = "http://www.w3.org/2000/svg"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PNG_SCALE = 2  # pixels per point, so that small letters are sharp on print and screen
# Above these, resvg would need more memory than an old laptop has.
_MOST_PIXELS = 60_000_000


def render(picture: Picture, form: str) -> bytes:
    """A picture in one of `FORMATS`: "svg", "png" or "html".

    The same picture gives the same bytes on one machine. On another the letters, and with
    them the places of words, are those of its fonts; `missing_glyphs` tells which characters
    a PNG would lack.

    Raises:
        UsageError: another format, or vl-convert is not installed.
    """
    if form not in FORMATS:
        raise UsageError(
            f"No picture comes as {form!r}.", hint=f"Ask for one of: {', '.join(FORMATS)}."
        )
    svg = _svg(picture)
    if form == "svg":
        return svg
    if form == "png":
        return _png(svg)
    return _page(picture, svg).encode("utf-8")


def _svg(picture: Picture) -> bytes:
    made = library("vl_convert").vegalite_to_svg(dict(picture.spec), allowed_base_urls=[])
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    root = etree.fromstring(made.encode("utf-8"), parser)
    mark = hashlib.sha256(f"{picture.kind}\n{picture.title}\n{picture.alternative}".encode())
    prefix = f"c{mark.hexdigest()[:10]}"
    _tidy(root, prefix)
    root.set("role", "img")
    root.set("aria-labelledby", f"{prefix}-title {prefix}-desc")
    root.set(_XML_LANG, picture.language)
    # Vega places the ends of words from left to right; within a page from right to left
    # they would turn. Each word of such a language is set apart by itself.
    root.set("direction", "ltr")
    root.set("style", "direction:ltr")
    for at, (name, text) in enumerate((("title", picture.title), ("desc", picture.alternative))):
        element = etree.Element(f"{{{_SVG}}}{name}", {"id": f"{prefix}-{name}"})
        element.text = text
        root.insert(at, element)
    etree.cleanup_namespaces(root)
    return bytes(etree.tostring(root, encoding="utf-8"))


def _tidy(root: etree._Element, prefix: str) -> None:
    """Ids that are this picture's own and count from 1; no words for single marks."""
    ids: dict[str, str] = {}
    for element in list(root.iter()):
        if element.get("display") == "none" and (above := element.getparent()) is not None:
            above.remove(element)
            continue
        for name in list(element.attrib):
            if name in ("role", "class") or str(name).startswith("aria-"):
                del element.attrib[name]
        if old := element.get("id"):
            ids[old] = f"{prefix}-{len(ids) + 1}"
            element.set("id", ids[old])
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            text = str(value)
            if "url(#" in text:
                element.set(name, re.sub(r"url\(#([^)]*)\)", lambda m: f"url(#{ids[m[1]]})", text))


def _png(svg: bytes) -> bytes:
    root = etree.fromstring(svg, etree.XMLParser(resolve_entities=False, huge_tree=True))
    width, height = (float(root.get(name, "0")) for name in ("width", "height"))
    pixels = width * height * _PNG_SCALE**2
    if pixels > _MOST_PIXELS:
        raise UsageError(
            f"The picture would have {pixels:.0f} pixels; {_MOST_PIXELS} are the most.",
            hint="Show fewer topics or groups, or ask for SVG.",
        )
    image: bytes = library("vl_convert").svg_to_png(svg.decode("utf-8"), scale=_PNG_SCALE, ppi=72)
    return image


_STYLE = (
    "body{font-family:system-ui,sans-serif;line-height:1.5;margin:1.5rem auto;max-width:100rem;"
    "padding:0 1rem;color:#1b1b1b;background:#fff}"
    "figure{margin:0}.picture,.data{overflow-x:auto}"
    # The version of a base is one long word: without this a narrow page scrolls sideways.
    "h1,p,li,figcaption{overflow-wrap:anywhere}"
    "table{border-collapse:collapse;font-size:.875rem}"
    "caption{text-align:start;font-weight:600;padding:.5rem 0}"
    "th,td{border:1px solid #ccc;padding:.25rem .5rem;text-align:start;vertical-align:top}"
    "thead th{background:#f3f3f3}td{font-variant-numeric:tabular-nums}"
)


def _page(picture: Picture, svg: bytes) -> str:
    labels = labels_in(picture.language)
    direction = "rtl" if picture.language in RIGHT_TO_LEFT else "ltr"
    heads = "".join(f'<th scope="col">{escape(text)}</th>' for text in picture.header)
    rows = "\n".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{escape(text)}</th>' if at == 0 else f"<td>{escape(text)}</td>"
            for at, text in enumerate(row)
        )
        + "</tr>"
        for row in picture.rows
    )
    notes = "".join(f"<li>{escape(text)}</li>" for text in picture.notes)
    data = escape(labels("chart_page_data"))
    return f"""<!DOCTYPE html>
<html lang="{picture.language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(picture.title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{escape(picture.title)}</h1>
<figure>
<div class="picture" tabindex="0" role="group" aria-label="{escape(picture.title)}">
{svg.decode("utf-8")}
</div>
<figcaption>
<h2>{escape(labels("chart_page_description"))}</h2>
<p>{escape(picture.alternative)}</p>
</figcaption>
</figure>
<ul>{notes}</ul>
<h2>{data}</h2>
<div class="data" tabindex="0" role="group" aria-label="{data}">
<table>
<caption>{escape(picture.title)}</caption>
<thead><tr>{heads}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</div>
</main>
</body>
</html>
"""
