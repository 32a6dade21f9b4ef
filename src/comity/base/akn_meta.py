"""The metadata of an Akoma Ntoso file: work, expression and manifestation."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from comity.countries import countries
from comity.records import Document
from comity.text.akn import AKN_NS, COMITY_NS, NO_DATE
from comity.text.language import ALPHA3

_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OWN = (
    *("date", "date_kind", "jurisdiction", "kind", "legal_force", "licence", "language"),
    "publisher",
)


def meta_element(document: Document) -> Any:
    """`<meta>`: FRBR identification, who is who, and what comity knows beside that.

    FRBRdate must hold a day: a date of which only year or month is known
    stands as the first day of it, an unknown one as 0001-01-01; the date as
    it is known is in the proprietary part.
    """
    meta = etree.Element(f"{{{AKN_NS}}}meta")
    identification = _sub(meta, "identification", source="#comity")
    country = _country(document.jurisdiction)
    day = _day(document.date)
    work_uri = f"/akn/{country}/{_type(document)}/{document.date or 'undated'}/{document.work_id}"
    expression_uri = f"{work_uri}/{_language(document.language)}@"
    work = _level(identification, "FRBRWork", work_uri, day, "#publisher", document)
    _sub(work, "FRBRcountry", value=country)
    expression = _level(identification, "FRBRExpression", expression_uri, day, "#publisher")
    _sub(expression, "FRBRlanguage", language=_language(document.language))
    manifest = f"{expression_uri}.xml"
    manifestation = _level(identification, "FRBRManifestation", manifest, day, "#comity")
    _sub(manifestation, "FRBRformat", value="application/xml")
    references = _sub(meta, "references", source="#comity")
    shown = document.publisher or "unknown"
    for eid, name in (("comity", "comity"), ("publisher", shown)):
        href = f"/akn/ontology/organization/{eid}"
        _sub(references, "TLCOrganization", eId=eid, href=href, showAs=name)
    proprietary = _sub(meta, "proprietary", source="#comity")
    own = {name: str(getattr(document, name)) for name in _OWN if getattr(document, name)}
    own["id"], own["sha256"] = document.id, document.sha256
    if document.source_url:
        own["source_url"] = document.source_url
    attributes = {name: _said(value) for name, value in sorted(own.items())}
    etree.SubElement(proprietary, f"{{{COMITY_NS}}}document", attributes)
    return meta


def _level(
    parent: Any, name: str, uri: str, day: str, author: str, titled: Document | None = None
) -> Any:
    """One level of the identification, its elements in the order of the schema."""
    level = _sub(parent, name)
    work, _, rest = uri.partition("@")
    _sub(level, "FRBRthis", value=f"{work}@/!main{rest}" if "@" in uri else f"{uri}/!main")
    _sub(level, "FRBRuri", value=uri)
    if titled is not None and titled.title:
        _sub(level, "FRBRalias", value=titled.title, name="title")
    _sub(level, "FRBRdate", date=day, name=(titled.date_kind if titled else "") or "adoption")
    _sub(level, "FRBRauthor", href=author)
    return level


def _sub(parent: Any, tag: str, **attributes: str) -> Any:
    said = {key: _said(value) for key, value in attributes.items()}
    return etree.SubElement(parent, f"{{{AKN_NS}}}{tag}", said)


def _said(text: str) -> str:
    return _UNSAYABLE.sub("\ufffd", text.replace("\f", "\n"))


def _day(date: str) -> str:
    return date + {4: "-01-01", 7: "-01"}.get(len(date), "") if date else NO_DATE


def _type(document: Document) -> str:
    kinds = {"law": "act", "regulation": "act", "treaty": "act", "bill": "bill"}
    return kinds.get(document.kind, "doc")


def _country(jurisdiction: str) -> str:
    """ISO 3166-1 alpha-2 in small letters; "un" for what is international or not known."""
    first = jurisdiction.split(";", maxsplit=1)[0]
    codes = {country.iso3: country.iso2 for country in countries()}
    return codes.get(first, "un").lower()


def _language(tag: str) -> str:
    primary = tag.split("-", maxsplit=1)[0]
    return ALPHA3.get(primary, primary or "und")
