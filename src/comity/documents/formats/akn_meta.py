"""What an Akoma Ntoso file says of itself: title, author, date, language."""

from __future__ import annotations

import re
from typing import Any

from comity.documents.xml import local_name
from comity.text.akn import COMITY_NS, NO_DATE
from comity.text.language import ALPHA3

_C = f"{{{COMITY_NS}}}"
_ALPHA2 = {three: two for two, three in ALPHA3.items()} | {
    # ISO 639-2/B, which differs from /T for these
    **{"chi": "zh", "cze": "cs", "dut": "nl", "fre": "fr", "ger": "de", "gre": "el", "per": "fa"},
    **{"rum": "ro", "slo": "sk", "may": "ms"},
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TITLES = ("docTitle", "shortTitle", "docType")


def stated_metadata(root: Any) -> dict[str, Any]:
    """Fields of `Content` by name; only those that the file states.

    The metadata is that of the first document in the file: attachments have
    their own.
    """
    found: dict[str, str] = {}
    meta = next(root.iter("{*}meta"), None)
    if meta is not None:
        work = next(meta.iter("{*}FRBRWork"), None)
        if work is not None:
            found |= _of_work(meta, work)
        language = next(meta.iter("{*}FRBRlanguage"), None)
        if language is not None:
            stated = language.get("language") or ""
            found["language"] = _ALPHA2.get(stated.lower(), stated)
        own = next(meta.iter(_C + "document"), None)
        if own is not None:
            # FRBR must name an author and a day, known or not; these are as they are known.
            for name in ("publisher", "date", "language", "source_url", "licence"):
                found[name] = own.get(name) or ""
    if not found.get("title"):
        found["title"] = _printed_title(root)
    return {name: value for name, value in found.items() if value}


def _of_work(meta: Any, work: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    shown = {
        entry.get("eId") or entry.get("id"): entry.get("showAs") or ""
        for references in meta.iter("{*}references")
        for entry in references
        if local_name(entry).startswith("TLC")
    }
    for entry in work:
        name = local_name(entry)
        if name == "FRBRdate" and "date" not in found:
            day = _DAY.match(entry.get("date") or "")
            if day and day[0] not in (NO_DATE, "9999-12-31"):
                found["date"] = day[0]
        elif name == "FRBRauthor" and "publisher" not in found:
            found["publisher"] = shown.get((entry.get("href") or "").lstrip("#"), "")
        elif name == "FRBRalias" and "title" not in found:
            found["title"] = " ".join((entry.get("value") or "").split())
    return found


def _printed_title(root: Any) -> str:
    front = next(root.iter("{*}preface"), root)
    for name in _TITLES:
        element = next(front.iter(f"{{*}}{name}"), None)
        if element is not None:
            said = " ".join("".join(element.itertext()).split())
            if said:
                return said
    return ""
