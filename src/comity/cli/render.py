"""The contract's JSON shapes as a person reads them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from comity.cli.output import paragraphs, shortened, width
from comity.cli.render_edits import edit_lines
from comity.locales import Labels
from comity.text.normalise import clean

Shape = Mapping[str, Any]

# Characters shown of a longer text; the JSON has every text and run whole.
_QUOTE, _PASSAGE, _LINE = 120, 300, 80
_BEFORE = 60  # characters of context before the first word that a search found


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


def note_lines(shape: Shape, labels: Labels) -> Iterator[str]:
    """The notes that stand in a provision; of a note, where it stands itself."""
    provision = shape["provision"]
    if provision["kind"] == "authorialNote":
        anchor = provision["anchor"]
        yield labels("note_stands_in", id=anchor) if anchor else labels("note_without_place")
    if shape["notes"]:
        yield from heading_lines(labels("notes_here"))
    for note in shape["notes"]:
        text = note["text"]
        yield paragraphs(text if text.startswith(note["label"]) else f"{note['label']} {text}")


def document_lines(document: Shape, labels: Labels) -> Iterator[str]:
    """A document's provenance, with what was inferred and what one must know."""
    yield document["title"] or document["id"]
    yield labels("published_by", publisher=document["publisher"] or labels("publisher_unknown"))
    facts = [
        document["date"] or labels("date_unknown"),
        document["jurisdiction"],
        document["kind"],
        document["legal_force"],
        document["language"],
        document["format"],
    ]
    yield " · ".join(fact for fact in facts if fact)
    yield f"{labels('source')}: {document['source_url'] or document['path']}"
    if document["inferred"]:
        yield labels("inferred", fields=", ".join(document["inferred"]))
    for warning in document["warnings"]:
        yield f"! {warning['message']}"


def reason_line(item: Shape, query_text: str, labels: Labels) -> str:
    """Why a provision is tied to the query: reused wording, shared words, each signal."""
    reasons = item["reasons"]
    parts = []
    if reasons["runs"]:
        start, end = max(((r[0], r[1]) for r in reasons["runs"]), key=lambda r: r[1] - r[0])
        parts.append(labels("same_wording", quote=shortened(query_text[start:end], _QUOTE)))
    if reasons["topics"]:
        parts.append(labels("shared_topics", topics=", ".join(reasons["topics"])))
    if reasons["terms"] and item["relation"] != "verbatim":
        parts.append(labels("shared_words", words=", ".join(reasons["terms"][:8])))
    parts += [
        labels(f"signal_{name}", value=f"{value:.2f}")
        for name, value in sorted(reasons["signals"].items())
        if value > 0
    ]
    return f"{labels('why')}: " + "; ".join(parts)


def holding_lines(holdings: Sequence[Shape], labels: Labels) -> Iterator[str]:
    """Where the same passage stands too, and on whose word it is the same text.

    One line for a document: it may hold the passage several times.
    """
    places: dict[tuple[str, str], list[Shape]] = {}
    for holding in holdings:
        provision = holding["provision"]
        places.setdefault((holding["tie"], provision["document_id"]), []).append(provision)
    for (tie, _), found in places.items():
        yield labels(
            f"held_{tie}",
            place=attribution(found[0], labels),
            id=", ".join(provision["id"] for provision in found),
        )


def judged_lines(
    opinions: Sequence[Shape], labels: Labels, *, indent: str = "   "
) -> Iterator[str]:
    """What people say of a pair, one a line, apart from what the machine says."""
    for opinion in opinions:
        words = labels(
            "judged_by",
            relation=labels(f"judged_{opinion['relation']}"),
            by=clean(opinion["by"]),
            when=clean(opinion["when"])[:10],  # the day
        )
        reason = shortened(opinion["reason"], _PASSAGE)
        words += f": {reason}" if reason else ""
        words += "" if opinion["holds"] else f" ({labels('judged_other_words')})"
        yield textwrap.fill(words, width(), initial_indent=indent, subsequent_indent=indent + "  ")


def related_lines(answer: Shape, labels: Labels, *, characters: int | None = None) -> Iterator[str]:
    """Related provisions, best first, each with its text, provenance and reason.

    `characters` shortens each text; None shows it whole.
    """
    if not answer["related"]:
        yield answer["reason"] or labels("no_related")
    key_shown = False
    for number, item in enumerate(answer["related"], start=1):
        provision = item["provision"]
        if number > 1:
            yield ""
        relation = labels(f"relation_{item['relation']}")
        yield f"{number}. {relation} · {item['score']:.2f} · {provision['id']}"
        text = provision["text"] if characters is None else shortened(provision["text"], characters)
        changes = []
        if item["relation"] == "adapted":
            edits = item.get("edits", ())
            changes = list(
                edit_lines(answer["query"]["text"], provision["text"], edits, labels, indent="   ")
            )
        if changes:
            if not key_shown:
                yield f"   {labels('edits_key')}"
            key_shown = True
            yield from changes
        else:
            yield paragraphs(text, indent="   ")
        yield f"   {attribution(provision, labels)}"
        for line in holding_lines(item["holdings"], labels):
            yield f"   {line}"
        yield f"   {reason_line(item, answer['query']['text'], labels)}"
        yield from judged_lines(item["judged"], labels)


def search_lines(shape: Shape, labels: Labels) -> Iterator[str]:
    """Hits, best first: a stretch of the text around the first word found, and its provenance."""
    hits = shape["hits"]
    for number, hit in enumerate(hits, start=1 + int(shape["query"].get("offset") or 0)):
        provision = hit["provision"]
        yield f"{number}. {provision['id']}"
        yield paragraphs(_around(provision["text"], hit["spans"]), indent="   ")
        yield f"   {attribution(provision, labels)}"
        yield ""
    yield labels("matches", total=shape["total"], shown=len(hits))


def _around(text: str, spans: Sequence[Sequence[int]]) -> str:
    """A passage that begins a little before the first word found."""
    first = spans[0][0] if spans else 0
    start = text.rfind(" ", 0, max(0, first - _BEFORE)) + 1 if first > _BEFORE else 0
    return ("… " if start else "") + shortened(text[start:], _PASSAGE)


def heading_lines(words: str) -> Iterator[str]:
    """A heading set off from what stands above it."""
    yield ""
    yield words
    yield "─" * min(len(words), width())


def outline_lines(provisions: Sequence[Shape]) -> Iterator[str]:
    """A document's provisions in reading order, indented by their place in the tree."""
    depth: dict[str | None, int] = {None: -1}
    for provision in provisions:
        depth[provision["id"]] = depth.get(provision["parent"], -1) + 1
        indent = "  " * depth[provision["id"]]
        label, heading, text = provision["label"], provision["heading"], provision["text"]
        name = heading or text
        if label and not name.startswith(label):
            name = f"{label} {name}"
        words = shortened(name, _LINE)
        yield f"{indent}{provision['eid']}  {words}"


def evaluated_lines(shape: Shape, labels: Labels) -> Iterator[str]:
    """Links measured by what people judged, and people by each other."""

    def number(value: float | None) -> str:
        return "—" if value is None else f"{value:.3f}"

    yield labels("gold_pairs", pairs=shape["pairs"], related=shape["related"])
    left = {name: count for name, count in shape["left_out"].items() if count}
    if left:
        yield labels(
            "gold_left_out",
            reasons=", ".join(f"{labels(f'gold_left_{name}')} {n}" for name, n in left.items()),
        )
    yield labels("gold_ranked", queries=shape["queries"], unranked=shape["queries_unranked"])
    for name in ("ndcg@10", "p@5", "map", "recall@20"):
        yield f"  {name}: {number(shape[name])}"
    machine, judges = shape["machine"], shape["judges"]
    yield labels(
        "gold_machine",
        auc=number(machine["auc"]),
        brier=number(machine["brier"]),
        constant=number(machine["brier_constant"]),
    )
    for relation, row in machine["relations"].items():
        name = labels("gold_no_link") if relation == "no link" else labels(f"relation_{relation}")
        said = ", ".join(f"{labels(f'judged_{r}')} {count}" for r, count in row.items())
        yield f"  {name}: {said}"
    yield labels(
        "gold_judges",
        people=", ".join(f"{clean(name)} {count}" for name, count in judges["people"].items()),
    )
    yield labels(
        "gold_alpha",
        pairs=judges["pairs"],
        relation=number(judges["alpha_relation"]),
        related=number(judges["alpha_related"]),
    )
    for pair in judges["kappa"]:
        yield "  " + labels(
            "gold_kappa",
            a=clean(pair["a"]),
            b=clean(pair["b"]),
            pairs=pair["pairs"],
            relation=number(pair["kappa_relation"]),
            related=number(pair["kappa_related"]),
        )
    yield labels("gold_caution")
