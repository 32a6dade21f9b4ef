"""Two documents side by side, and a draft against a base, as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from comity.cli.output import paragraphs, shortened
from comity.cli.render import heading_lines, judged_lines, reason_line, related_lines
from comity.cli.render_edits import edit_lines
from comity.locales import Labels

Shape = Mapping[str, Any]

# Characters shown of a longer text; the JSON has every text whole.
_PASSAGE, _LINE = 300, 80


def compare_lines(shape: Shape, labels: Labels) -> Iterator[str]:
    """Two documents side by side: pairs best first, then what only one says."""
    names = [document["title"] or document["id"] for document in shape["documents"]]
    for name, share in zip(names, (shape["share_a"], shape["share_b"]), strict=True):
        words = "—" if share is None else f"{share:.0%}"
        yield labels("share_covered", share=words, title=name)
    if shape["one_to_one"]:
        yield labels("compare_crosswalk")
    if shape["note"]:
        yield shape["note"]
    yield from heading_lines(labels("both_say", count=len(shape["pairs"])))
    if any(kind != "kept" for pair in shape["pairs"] for kind, *_ in pair["edits"]):
        yield labels("edits_key")
        yield ""
    for number, pair in enumerate(shape["pairs"], start=1):
        if number > 1:
            yield ""
        relation = labels(f"relation_{pair['relation']}")
        yield f"{number}. {relation} · {pair['score']:.2f}"
        yield from _pair_lines(pair, labels)
    for name, side in zip(names, ("only_a", "only_b"), strict=True):
        yield from heading_lines(labels("only_says", title=name, count=len(shape[side])))
        for provision in shape[side]:
            yield f"- {provision['eid']}  {shortened(provision['text'], _LINE)}"
            yield f"    {nearest_line(provision['nearest'], labels)}"


def _pair_lines(pair: Shape, labels: Labels) -> Iterator[str]:
    a, b = pair["a"], pair["b"]
    changes = list(edit_lines(a["text"], b["text"], pair["edits"], labels, indent="     "))
    for side in (a, b):
        yield f"   {side['id']}"
        if not changes:
            yield paragraphs(shortened(side["text"], _PASSAGE), indent="     ")
    if changes and all(kind == "kept" for kind, *_ in pair["edits"]):
        yield paragraphs(shortened(a["text"], _PASSAGE), indent="     ")
    yield from changes
    yield f"   {reason_line(pair, a['text'], labels)}"
    yield from judged_lines(pair["judged"], labels)


def nearest_line(nearest: Shape | None, labels: Labels) -> str:
    """That a provision has no counterpart, and what comes closest to it."""
    if nearest is None:
        return labels("compare_nothing_near")
    facts = {"id": nearest["provision"]["id"], "score": f"{nearest['score']:.2f}"}
    if nearest["paired_with"]:
        return labels("compare_near_taken", **facts, other=nearest["paired_with"])
    return labels("compare_near", **facts)


def draft_lines(shape: Shape, labels: Labels) -> Iterator[str]:
    """Each unit of a draft with its related provisions, then the units that have none."""
    units, without = shape["units"], shape["without"]
    yield labels(
        "draft_units",
        title=shape["draft"]["title"] or shape["draft"]["id"],
        count=len(units) + len(without),
        related=len(units),
        without=len(without),
    )
    for item in units:
        query = item["query"]
        yield from heading_lines(f"{query['eid']}  {shortened(query['text'], _LINE)}")
        yield from related_lines(item, labels, characters=_PASSAGE)
    for query in without:
        yield from heading_lines(f"{query['eid']}  {shortened(query['text'], _LINE)}")
        yield nearest_line(query["nearest"], labels)
