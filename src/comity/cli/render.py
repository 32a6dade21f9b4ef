"""The contract's JSON shapes as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from comity.cli.output import paragraphs, shortened
from comity.locales import Labels

Shape = Mapping[str, Any]

_QUOTE = 120  # characters of reused wording shown; the JSON has every run whole


def attribution(provision: Shape, labels: Labels) -> str:
    """Who said it, where and when, with what is not known said so."""
    document = provision["document"]
    return labels(
        "published_in",
        publisher=document["publisher"] or labels("publisher_unknown"),
        title=document["title"] or provision["document_id"],
        date=document["date"] or labels("date_unknown"),
    )


def provision_lines(provision: Shape, labels: Labels) -> Iterator[str]:
    """A provision in full, with its provenance: the head of a `show` page."""
    document = provision["document"]
    yield paragraphs(provision["text"])
    yield ""
    kind = labels.of_kind(provision["kind"]).capitalize()
    date = document["date"] or labels("date_unknown")
    yield f"{kind}: {document['title'] or provision['document_id']}, {date}"
    yield labels("published_by", publisher=document["publisher"] or labels("publisher_unknown"))
    if document.get("source_url"):
        yield f"{labels('source')}: {document['source_url']}"
    place = [provision["id"], provision["label"]]
    if provision.get("page"):
        place.append(labels("page", page=provision["page"]))
    yield " · ".join(part for part in place if part)


def reason_line(item: Shape, query_text: str, labels: Labels) -> str:
    """Why a provision is tied to the query: reused wording, shared words, each signal."""
    reasons = item["reasons"]
    parts = []
    if reasons["runs"]:
        start, end = max(((r[0], r[1]) for r in reasons["runs"]), key=lambda r: r[1] - r[0])
        parts.append(labels("same_wording", quote=shortened(query_text[start:end], _QUOTE)))
    elif reasons["terms"]:
        parts.append(labels("shared_words", words=", ".join(reasons["terms"][:8])))
    parts += [
        labels(f"signal_{name}", value=f"{value:.2f}")
        for name, value in sorted(reasons["signals"].items())
    ]
    return f"{labels('why')}: " + "; ".join(parts)


def related_lines(
    items: Sequence[Shape], query_text: str, labels: Labels, *, characters: int | None = None
) -> Iterator[str]:
    """Related provisions, best first, each with its text, provenance and reason.

    `characters` shortens each text; None shows it whole.
    """
    if not items:
        yield labels("no_related")
    for number, item in enumerate(items, start=1):
        provision = item["provision"]
        if number > 1:
            yield ""
        relation = labels(f"relation_{item['relation']}")
        yield f"{number}. {relation} · {item['score']:.2f} · {provision['id']}"
        text = provision["text"] if characters is None else shortened(provision["text"], characters)
        yield paragraphs(text, indent="   ")
        yield f"   {attribution(provision, labels)}"
        yield f"   {reason_line(item, query_text, labels)}"


def heading_lines(words: str) -> Iterator[str]:
    """A heading set off from what stands above it."""
    yield ""
    yield words
    yield "─" * len(words)


def outline_lines(provisions: Sequence[Shape]) -> Iterator[str]:
    """A document's provisions in reading order, indented by their place in the tree."""
    depth: dict[str | None, int] = {None: -1}
    for provision in provisions:
        depth[provision["id"]] = depth.get(provision["parent"], -1) + 1
        indent = "  " * depth[provision["id"]]
        name = " ".join(part for part in (provision["label"], provision["heading"]) if part)
        words = shortened(provision["text"], 60) if not name else shortened(name, 80)
        yield f"{indent}{provision['eid']}  {words}"
