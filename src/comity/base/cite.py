"""A frozen version as a citation: in words, in BibTeX, in CSL-JSON.

Two things are cited: the base, by whoever answers for it, and the software that
built it. Nobody is named whom the freeze did not name, and the date is that of
the freeze.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comity.base.base import Base
from comity.base.folder import home_of
from comity.base.versions import SHORT, Version, find_version
from comity.errors import BaseError, UsageError
from comity.locales import Labels

SOFTWARE_AUTHOR = "The comity developers"
SOFTWARE_LICENCE = "Apache-2.0"

_LICENCES_SHOWN = 5  # in words; the JSON has them all
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# What TeX reads as something else than itself.
_TEX = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    **{c: f"\\{c}" for c in "&%$#_"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What a citation of a frozen version says, before it is put into words."""

    version: str  # SHA-256 of the tables, hexadecimal
    name: str  # folder of the base
    title: str  # as given when it was frozen; "" when none was
    by: tuple[str, ...]
    note: str
    date: str  # day of the freeze, ISO 8601
    comity: str  # release that built it
    documents: int
    provisions: int
    links: int
    licences: tuple[
        tuple[str, int], ...
    ]  # licence of the texts ("" unknown), documents; most first


def cite(path: Path | str, version: str | None = None) -> Citation:
    """What is to be said of a frozen version; without `version`, of the one the base is now.

    Raises:
        UsageError: the version is not frozen: the next build would remove what is cited.
        UnknownIdError: there is no such version.
        BaseError: there is no base, or the version cannot be opened.
    """
    found = find_version(path, "current" if version is None else version)
    home = home_of(Path(path))
    if not found.frozen:
        raise UsageError(
            f"Version {found.version[:SHORT]} of {home} is not frozen; the next build would remove"
            " what you cite.",
            hint=f"Freeze it first: comity base freeze --base {home}",
        )
    if found.problem:
        raise BaseError(
            f"Version {found.version[:SHORT]} of {home} cannot be cited: {found.problem}",
            hint="Restore it from a backup.",
        )
    return _citation(found, home.name)


def _citation(found: Version, name: str) -> Citation:
    licences = Counter(Base.open(found.path).arrow("documents", ["licence"])["licence"].to_pylist())
    counts = found.counts or {}
    return Citation(
        version=found.version,
        name=name,
        title=found.title,
        by=found.by,
        note=found.note,
        date=found.frozen[:10],
        comity=found.comity,
        documents=counts.get("documents", 0),
        provisions=counts.get("provisions", 0),
        links=counts.get("links", 0),
        licences=tuple(sorted(licences.items(), key=lambda pair: (-pair[1], pair[0]))),
    )


def _title(citation: Citation, labels: Labels) -> str:
    return citation.title or labels("cite_title", name=citation.name)


def _contents(citation: Citation, labels: Labels) -> list[str]:
    """Sentences on what the version holds, and under which terms."""
    shown = [
        f"{licence or labels('licence_unknown')} ({documents})"
        for licence, documents in citation.licences[:_LICENCES_SHOWN]
    ]
    if rest := sum(documents for _, documents in citation.licences[_LICENCES_SHOWN:]):
        shown.append(labels("licence_others", documents=rest))
    return [
        labels(
            "cite_counts",
            documents=citation.documents,
            provisions=citation.provisions,
            links=citation.links,
        ),
        labels("cite_licences", licences=", ".join(shown)),
    ]


def _sentence(words: str) -> str:
    """The words with a full stop, unless they end in one."""
    return f"{words}." if words and words[-1] not in ".!?。؟" else words


def _note(citation: Citation, labels: Labels) -> str:
    return " ".join([_sentence(citation.note), *_contents(citation, labels)]).strip()


def as_text(citation: Citation, labels: Labels) -> str:
    """One paragraph: who, what, which version, when, how much, made with what, on which terms."""
    contents, licences = _contents(citation, labels)
    parts = [
        f"{'; '.join(citation.by)}." if citation.by else "",
        _sentence(_title(citation, labels)),
        labels("cite_version", version=citation.version, date=citation.date),
        _sentence(citation.note),
        contents,
        labels(
            "cite_software",
            comity=citation.comity,
            author=SOFTWARE_AUTHOR,
            licence=SOFTWARE_LICENCE,
        ),
        licences,
    ]
    return " ".join(part for part in parts if part)


def as_bibtex(citation: Citation, labels: Labels) -> str:
    """An entry for the base and one for the software, in any BibTeX."""
    year, month, _ = citation.date.split("-")
    base = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in citation.by),
        "title": f"{{{_tex(_title(citation, labels))}}}",
        "year": year,
        "month": _MONTHS[int(month) - 1],
        "version": citation.version,
        "howpublished": _tex(labels("cite_built_with", comity=citation.comity)),
        "note": _tex(_note(citation, labels)),
    }
    software = {
        "author": f"{{{SOFTWARE_AUTHOR}}}",
        "title": "{comity}",
        "version": citation.comity,
        "note": _tex(labels("cite_software_licence", licence=SOFTWARE_LICENCE)),
    }
    return "\n\n".join(
        _entry(key, fields) for key, fields in zip(_keys(citation), (base, software), strict=True)
    )


def _keys(citation: Citation) -> tuple[str, str]:
    """Keys that every BibTeX takes: ASCII letters, digits, dots and hyphens."""
    name = re.sub(r"[^A-Za-z0-9.-]+", "-", citation.name).strip("-.") or "base"
    return f"{name}-{citation.version[:SHORT]}", f"comity-{citation.comity}"


def _entry(key: str, fields: dict[str, str]) -> str:
    lines = []
    for name, value in fields.items():
        if value:
            braced = value if name == "month" else f"{{{value}}}"
            lines.append(f"  {name} = {braced},")
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def _tex(words: str) -> str:
    return "".join(_TEX.get(c, c) for c in words)


def as_csl(citation: Citation, labels: Labels) -> list[dict[str, Any]]:
    """Two CSL-JSON items, the base and the software; a field that is not known is absent."""
    base_key, software_key = _keys(citation)
    year, month, day = (int(part) for part in citation.date.split("-"))
    base: dict[str, Any] = {
        "id": base_key,
        "type": "dataset",
        "title": _title(citation, labels),
        "author": [{"literal": name} for name in citation.by],
        "issued": {"date-parts": [[year, month, day]]},
        "version": citation.version,
        "note": _note(citation, labels),
    }
    software = {
        "id": software_key,
        "type": "software",
        "title": "comity",
        "author": [{"literal": SOFTWARE_AUTHOR}],
        "version": citation.comity,
        "note": labels("cite_software_licence", licence=SOFTWARE_LICENCE),
    }
    return [{k: v for k, v in base.items() if v}, software]


def citation_json(citation: Citation) -> dict[str, Any]:
    """The facts of a citation, for programs."""
    return {
        "version": citation.version,
        "name": citation.name,
        "title": citation.title,
        "by": list(citation.by),
        "note": citation.note,
        "date": citation.date,
        "counts": {
            "documents": citation.documents,
            "provisions": citation.provisions,
            "links": citation.links,
        },
        "licences": [
            {"licence": licence, "documents": documents} for licence, documents in citation.licences
        ],
        "software": {
            "name": "comity",
            "version": citation.comity,
            "author": SOFTWARE_AUTHOR,
            "licence": SOFTWARE_LICENCE,
        },
    }
