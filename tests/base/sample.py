"""A small base: three works, four documents, three languages, every field in use."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from comity.base import SourceFile, write_base
from comity.links import link_units
from comity.records import (
    Block,
    Document,
    DocumentId,
    Failure,
    LeftOut,
    Notice,
    Provision,
    Removed,
    Span,
    Split,
    WorkId,
    provision_id,
)

_REGISTER = (
    "Every member shall publish, once a year, a register of the learning machines that its"
    " public offices use, with the purpose of each machine and the office that answers for it."
)
_CODE_REGISTER = _REGISTER.replace("Every member", "Each office")
_TRAIN = "Members shall train officials of smaller members without charge."
_LIBERTY = "No machine decides alone on a person's liberty."
_FRENCH = (
    "Chaque membre tient un registre public des machines apprenantes que ses services emploient."
)
_CHINESE = "各成员应当每年公布其公共机构使用的学习机器登记册。"


@dataclass(frozen=True)
class Part:
    """A provision to be: its eId, the words before its children, and these."""

    eid: str
    words: str
    kind: str = "article"
    label: str = ""
    heading: str = ""
    parts: tuple[Part, ...] = ()
    linkable: bool | None = None


def document(
    name: str, language: str, parts: Sequence[Part], *, work: str = "", **fields: Any
) -> tuple[Document, Split]:
    """A document whose text is its parts, one under the other."""
    provisions: list[Provision] = []
    text = ""
    doc_id = DocumentId(name)
    work_id = WorkId(work or name)

    def add(part: Part, parent: Provision | None) -> None:
        nonlocal text
        start, place = len(text), len(provisions)
        text += part.words
        provisions.append(
            Provision(
                id=provision_id(doc_id, part.eid),
                document_id=doc_id,
                work_id=work_id,
                eid=part.eid,
                parent=parent.id if parent else None,
                label=part.label,
                heading=part.heading,
                kind=part.kind,
                linkable=not part.parts if part.linkable is None else part.linkable,
                span=Span(start, start),
                text="",
                language=language,
            )
        )
        for child in part.parts:
            text += "\n"
            add(child, provisions[place])
        provisions[place] = replace(
            provisions[place], span=Span(start, len(text)), text=text[start:]
        )

    for part in parts:
        text += "\n\n" if text else ""
        add(part, None)
    known: dict[str, Any] = {
        "title": name.title(),
        "publisher": "",
        "jurisdiction": "",
        "date": "",
        "date_kind": "",
        "format": "md",
        "kind": "",
        "legal_force": "unknown",
        "source_url": "",
        "licence": "",
        **fields,
    }
    made = Document(
        id=doc_id,
        work_id=work_id,
        language=language,
        path=f"{name}.md",
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        text=text,
        blocks=tuple(Block(span=p.span) for p in provisions if not p.parent),
        **known,
    )
    return made, Split(provisions=tuple(provisions))


def _pact() -> tuple[Document, Split]:
    made, split = document(
        "lake-pact.en",
        "en",
        [
            Part(
                "chp_I",
                "Chapter I Openness",
                kind="chapter",
                label="Chapter I",
                heading="Openness",
                parts=(
                    Part("art_1", _REGISTER, label="Article 1"),
                    Part(
                        "art_2",
                        "Article 2 Schooling",
                        label="Article 2",
                        heading="Schooling",
                        parts=(
                            Part("art_2__para_1", f"1. {_TRAIN}", "paragraph", "1."),
                            Part("art_2__para_2", "2. Costs are shared.", "paragraph", "2."),
                        ),
                    ),
                ),
            ),
            Part("fn_1", "1 Adopted at the second lake meeting.", "authorialNote", linkable=False),
        ],
        work="lake-pact",
        publisher="Assembly of the Lakes",
        jurisdiction="KEN;UGA",
        date="2021-05",
        date_kind="adoption",
        kind="treaty",
        extra=(("depositary", "Lake Office"), ("depositary", "")),
        warnings=(Notice(code="language-guessed", message="Guessed.", path="lake-pact.en.md"),),
        removed=(
            Removed(text="page 1", reason="page number", page=1),
            Removed(text="x", reason="menu"),
        ),
        inferred=("title",),
        page_starts=(0, 40),
    )
    paged = tuple(replace(p, page=made.page_of(p.span.start)) for p in split.provisions)
    left = (LeftOut(span=Span(0, 2), reason="contents"),)
    return made, Split(provisions=paged, left_out=left)


def sample() -> list[tuple[Document, Split]]:
    """Documents with their splits."""
    return [
        _pact(),
        document(
            "lake-pact.fr",
            "fr",
            [Part("art_1", _FRENCH, label="Article premier")],
            work="lake-pact",
            publisher="Assembly of the Lakes",
            jurisdiction="KEN;UGA",
            date="2021-05-04",
            kind="treaty",
        ),
        document(
            "hill-code",
            "en",
            [
                Part("sec_1", f"1. {_CODE_REGISTER}", "section", "1."),
                Part("sec_2", f"2. {_LIBERTY}", "section", "2."),
                Part("sec_3", f"3. {_TRAIN}", "section", "3."),
            ],
            publisher="Hill Office",
            jurisdiction="FRA",
            date="2023",
            kind="guidance",
        ),
        document("plain-rules.zh", "zh", [Part("art_1", _CHINESE, label="第一条")], kind="law"),
    ]


def write_sample(
    path: Path, read: Sequence[tuple[Document, Split]] | None = None, *, seed: int = 0, **more: Any
) -> str:
    """Write a base of documents, everything in an order that hangs on `seed`."""
    chance = random.Random(seed)
    pairs = list(sample() if read is None else read)
    units = [p for _, split in pairs for p in split.provisions if p.linkable]
    linked = link_units(
        [p.id for p in units],
        [p.work_id for p in units],
        [p.language for p in units],
        [p.text for p in units],
    )
    order = list(range(linked.table.num_rows))
    failures = [
        Failure(path="b.pdf", stage="read", error="No text.", hint="Scan it."),
        Failure(path="a.pdf", stage="read", error="Damaged."),
    ]
    notices = [Notice(code="c", message="m", path="p"), Notice(code="b", message="m")]
    sources = [SourceFile(path=d.path, sha256=d.sha256) for d, _ in pairs]
    for things in (pairs, order, failures, notices, sources):
        chance.shuffle(things)
    facts: Mapping[str, Any] = {
        "settings": {"links_per_provision": 20},
        "run": {"jobs": 2},
        **more,
    }
    return write_base(
        path,
        documents=[d for d, _ in pairs],
        splits={d.id: s for d, s in pairs},
        links=linked.table.take(order) if order else linked.table,
        statistics=linked.statistics,
        words=linked.words,
        failures=failures,
        notices=notices,
        sources=sources,
        **facts,
    )
