"""`comity align`: the languages and versions of one work, paired."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import click

from comity.base import Base
from comity.base.align import MIN_SCORE, Level, Step
from comity.base.align_json import align_json
from comity.cli.output import (
    DONE,
    base_option,
    paragraphs,
    print_json,
    result_options,
    say,
    shortened,
)
from comity.cli.render import heading_lines
from comity.locales import Labels, labels_in
from comity.records import TopicId

Shape = Mapping[str, Any]

_PASSAGE, _LINE = 240, 80  # characters shown of a text; the JSON has it whole
_KEPT = 60  # characters of words that stayed, shown on either side of a change
_LONG = 250_000  # pairs to value, from which what is being done is said


@click.command(epilog="Example: comity align eu-ai-act-2024.fr eu-ai-act-2024.en --level article")
@click.argument("a", metavar="DOCUMENT")
@click.argument("b", metavar="DOCUMENT")
@click.option(
    "--level",
    type=click.Choice(get_args(Level)),
    default="unit",
    show_default=True,
    help="Linkable units, or whole articles, recitals, principles and sections.",
)
@click.option("--by-text", is_flag=True, help="Pair by the texts alone: ignore ids and order.")
@click.option(
    "--min-score",
    type=click.FloatRange(0.0, 1.0),
    default=MIN_SCORE,
    show_default=True,
    help="Belief from which two provisions are a pair.",
)
@click.option("--limit", type=click.IntRange(min=1), help="Pairs printed. [default: all]")
@click.option("--changed", is_flag=True, help="Print only pairs of which a word differs.")
@base_option
@result_options
def align(
    a: str,
    b: str,
    level: Level,
    by_text: bool,
    min_score: float,
    limit: int | None,
    changed: bool,
    base_path: Path,
    as_json: bool,
    lang: str,
) -> int:
    """Pair the provisions of two languages or versions of one work.

    The texts decide, ids and order help. Every pair has a score from 0 to 1 and
    its reasons; in one language also what changed: words that went stand in
    [- -], words that came in {+ +}, words that moved in {~ ~}. Pairs whose
    numbers agree while their texts do not are marked. The JSON has all pairs,
    whatever --limit and --changed say.
    """
    base = Base.open(base_path)
    labels = labels_in(lang)
    found = base.align(
        a, b, level=level, by_text=by_text, min_score=min_score, progress=_told(labels)
    )
    shape = align_json(base, found)
    if as_json:
        print_json(shape)
        return DONE
    topics = base.thesaurus() if base.has_topics else None
    name = {
        topic: topics.label(TopicId(topic), lang)
        for pair in found.pairs
        for topic in pair.reasons.topics
        if topics is not None
    }
    for line in _lines(shape, labels, name, limit=limit, changed=changed):
        say(line)
    return DONE


def _told(labels: Labels) -> Step:
    """Say on the error stream what is being done where that takes a while."""
    waiting = False

    def tell(step: str, count: int) -> None:
        nonlocal waiting
        waiting = waiting or (step == "pairs" and count >= _LONG)
        if waiting:
            say(labels(f"align_step_{step}", count=count), err=True)
            sys.stderr.flush()

    return tell


def _lines(
    shape: Shape, labels: Labels, topics: Mapping[str, str], *, limit: int | None, changed: bool
) -> Iterator[str]:
    names = [shape[side]["id"] for side in ("a", "b")]
    pairs: Sequence[Shape] = shape["pairs"]
    yield labels("align_pairs", count=len(pairs), a=names[0], b=names[1])
    for name, share in zip(names, (shape["share_a"], shape["share_b"]), strict=True):
        words = "—" if share is None else f"{share:.0%}"
        yield labels("share_covered", share=words, title=name)
    if shape["note"]:
        yield shape["note"]
    if shape["id_trust"] is not None:
        yield labels("align_trust", share=f"{shape['id_trust']:.0%}")
    if any(pair["changed"] is not None for pair in pairs):
        yield labels("align_changed", count=sum(bool(pair["changed"]) for pair in pairs))
    if doubtful := sum(pair["doubtful"] for pair in pairs):
        yield labels("align_doubtful_count", count=doubtful)
    shown = [pair for pair in pairs if pair["changed"] is not False] if changed else pairs
    for number, pair in enumerate(shown[:limit], start=1):
        yield ""
        yield from _pair_lines(number, pair, labels, topics)
    if limit is not None and len(shown) > limit:
        yield ""
        yield labels("align_left_off", count=len(shown) - limit)
    if shape["disagree"]:
        yield from heading_lines(labels("align_disagree", count=len(shape["disagree"])))
        for one, other in shape["disagree"]:
            yield f"- {one} ≠ {other}"
    for name, side in zip(names, ("only_a", "only_b"), strict=True):
        yield from heading_lines(labels("only_says", title=name, count=len(shape[side])))
        for provision in shape[side]:
            line = f"- {provision['eid']}  {shortened(provision['text'], _LINE)}"
            holder = shape["within"].get(provision["id"])
            yield f"{line} ({labels('align_within', id=holder)})" if holder else line


def _pair_lines(
    number: int, pair: Shape, labels: Labels, topics: Mapping[str, str]
) -> Iterator[str]:
    a, b = pair["a"], pair["b"]
    eids = a["eid"] if a["eid"] == b["eid"] else f"{a['eid']} → {b['eid']}"
    by = labels("align_by_" + pair["by"])
    yield f"{number}. {eids} · {pair['score']:.2f} · {by}"
    if pair["changed"] is None:
        for side in (a, b):
            yield paragraphs(shortened(side["text"], _PASSAGE), indent="     ")
    elif pair["changed"]:
        yield paragraphs(_marked(pair), indent="     ")
    else:
        yield f"     {labels('align_same')}"
    yield f"   {_why(pair, labels, topics)}"


def _why(pair: Shape, labels: Labels, topics: Mapping[str, str]) -> str:
    """Words that answer each other, shared topics, and each signal with its part."""
    reasons = pair["reasons"]
    parts = [labels("align_ids_" + reasons["ids"])]
    if reasons["words"] and pair["changed"] is not False:
        words = [w["a"] if w["a"] == w["b"] else f"{w['a']} = {w['b']}" for w in reasons["words"]]
        parts.append(labels("shared_words", words=", ".join(words)))
    if reasons["topics"]:
        parts.append(labels("align_topics", topics=", ".join(topics[t] for t in reasons["topics"])))
    parts += [
        labels(f"align_signal_{name}", value=f"{value:.2f}", part=f"{reasons['parts'][name]:.0%}")
        for name, value in sorted(reasons["signals"].items())
        if value > 0
    ]
    return f"{labels('why')}: " + "; ".join(parts)


def _marked(pair: Shape) -> str:
    """The text of b with what became of a's words; long stretches that stayed are shortened."""
    a, b = pair["a"]["text"], pair["b"]["text"]
    # In b's order; what was dropped stands where it would be.
    edits = sorted(pair["edits"], key=lambda e: (e["b"], e["a"]))
    pieces: list[str] = []
    at = 0
    for number, edit in enumerate(edits):
        start, end = edit["b"]
        pieces.append(b[at:start])
        gone, came = a[slice(*edit["a"])], b[start:end]
        if edit["kind"] == "kept":
            before = came[:_KEPT] if number else ""
            after = came[-_KEPT:] if number + 1 < len(edits) else ""
            short = len(before) + len(after) >= len(came)
            pieces.append(came if short else f"{before} … {after}".strip())
        elif edit["kind"] == "moved":
            pieces.append(f"{{~{came}~}}")
        else:
            pieces.append(f" [-{gone}-] " if gone else "")
            pieces.append(f"{{+{came}+}}" if came else "")
        at = max(at, end)
    return "".join([*pieces, b[at:]])
