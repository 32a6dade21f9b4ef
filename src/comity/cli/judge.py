"""`comity judge`: what people decide about pairs of provisions."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from comity.base import Base
from comity.base.json import offer_json, provision_json
from comity.base.judged import JudgedPair, decide, instant, judged, person, standing_pairs
from comity.base.judged_json import judged_pair_json
from comity.base.record import JUDGED, Damaged
from comity.cli.output import (
    DONE,
    PARTLY,
    base_option,
    paragraphs,
    print_json,
    result_options,
    say,
    shortened,
)
from comity.cli.render import attribution, judged_lines
from comity.errors import UsageError
from comity.locales import Labels, labels_in
from comity.text.normalise import clean

_AHEAD = timedelta(days=1)  # clocks differ, and so do time zones that were left out
_LINE = 100  # characters of each text in a list

Shape = Mapping[str, Any]


@click.command(
    epilog='Example: comity judge pact.en/art_1 code/sec_2 subset --by "A. Reader" --reason "..."'
)
@click.argument("a", metavar="[ID]", required=False)
@click.argument("b", metavar="[ID]", required=False)
@click.argument("relation", metavar="[RELATION]", required=False)
@click.option("--by", metavar="NAME", help="Who decides; with --review, whose decision is sought.")
@click.option("--reason", metavar="TEXT", help="Why.")
@click.option("--when", metavar="TIME", help="ISO 8601 time of the decision. [default: now]")
@click.option("--list", "listing", is_flag=True, help="List what was judged, of all or of one ID.")
@click.option("--review", "reviewing", is_flag=True, help="List the links to judge next.")
@click.option(
    "--interactive", is_flag=True, help="With --review in a terminal: ask about one after another."
)
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Of --review."
)
@base_option
@result_options
def judge(
    a: str | None,
    b: str | None,
    relation: str | None,
    by: str | None,
    reason: str | None,
    when: str | None,
    listing: bool,
    reviewing: bool,
    interactive: bool,
    limit: int,
    base_path: Path,
    as_json: bool,
    lang: str,
) -> int:
    """Record what a person decides about two provisions, beside the machine's word.

    RELATION is seen from the first ID: equal, subset (the second holds it and
    more), superset, intersects, none, or undecided, which takes back what the
    same person said before. Nothing is overwritten: of one person's decisions
    on a pair the newest counts, and several people may disagree.

    With --list no decision is made: all judged pairs are listed, or those of
    one ID. With --review, the links are listed about which a decision teaches
    most and that NAME has not judged.
    """
    base, labels = Base.open(base_path), labels_in(lang)
    if interactive and not (reviewing and by and by.strip() and not as_json):
        raise UsageError("--interactive goes with --review and --by NAME, without --json.")
    if listing or reviewing:
        given = b or relation or reason or when or (reviewing and (a or listing))
        if given or (listing and by):
            raise UsageError(
                "--list goes with one ID or none, --review with --by and --limit.",
                hint="See `comity judge --help`.",
            )
        if listing:
            return _list(base, a, labels, as_json=as_json)
        if interactive:
            return _converse(base, by or "", limit, labels)
        return _review(base, by or "", limit, labels, as_json=as_json)
    if a is None or b is None or relation is None or by is None or reason is None:
        raise UsageError(
            "A judgement needs two IDs, a RELATION, --by NAME and --reason TEXT.",
            hint=f"RELATION is one of {', '.join(JUDGED)}; --list and --review need less.",
        )
    when = _time(when)
    pair, added = decide(base, a, b, relation, by=by, reason=reason, when=when)
    if as_json:
        print_json({"added": added, **_pair_shape(base, pair)})
        return DONE
    say(labels("judgement_recorded" if added else "judgement_held"))
    say()
    for line in _pair_lines(_pair_shape(base, pair), labels):
        say(line)
    return DONE


def _time(when: str | None) -> str:
    """The time of a decision: now, or an earlier one."""
    now = datetime.now(UTC)  # the act of a person, here and now: nothing that is built hangs on it
    if when is None:
        return now.isoformat(timespec="seconds")
    if instant(when) > now + _AHEAD:
        raise UsageError(
            f"{when!r} is yet to come: it would outlast every later decision of the same person.",
            hint="Leave --when out, or give the time at which it was decided.",
        )
    return when


def _list(base: Base, name: str | None, labels: Labels, *, as_json: bool) -> int:
    """Everything that was judged, with whether it holds."""
    wanted = None if name is None else base.provision(name).id
    pairs = [_pair_shape(base, pair) for pair in standing_pairs(base, wanted)]
    damaged = judged(base).damaged
    if as_json:
        lines = [{"line": line.line, "problem": line.problem} for line in damaged]
        print_json({"pairs": pairs, "damaged": lines})
        return PARTLY if damaged else DONE
    for shape in pairs:
        for line in _pair_lines(shape, labels):
            say(line)
        say()
    disputed = sum(shape["disputed"] for shape in pairs)
    say(labels("judged_pairs", pairs=len(pairs), disputed=disputed))
    _say_damaged(damaged, labels)
    return PARTLY if damaged else DONE


def _say_damaged(damaged: tuple[Damaged, ...], labels: Labels) -> None:
    for line in damaged:
        say(labels("line_failed", line=line.line, error=line.problem), err=True)


def _pair_shape(base: Base, pair: JudgedPair) -> dict[str, Any]:
    """A pair with its two provisions; null where the base no longer holds one."""
    found = base.lookup([pair.a, pair.b])
    texts = {
        f"{side}_provision": provision_json(base, found[name]) if name in found else None
        for side, name in (("a", pair.a), ("b", pair.b))
    }
    return {**judged_pair_json(pair), **texts}


def _pair_lines(shape: Shape, labels: Labels) -> Iterator[str]:
    for side in ("a", "b"):
        provision = shape[f"{side}_provision"]
        text = labels("judged_gone") if provision is None else provision["text"]
        yield clean(shape[side])  # of the record, which anybody may have written
        yield paragraphs(shortened(text, _LINE), indent="   ")
    for group in ("opinions", "open", "other_words"):
        yield from judged_lines(shape[group], labels, indent="  ")
    if shape["disputed"]:
        yield f"  {labels('judged_disputed')}"
    if shape["earlier"]:
        yield f"  {labels('judged_earlier')}"
        yield from judged_lines(shape["earlier"], labels, indent="    ")


def _review(base: Base, by: str, limit: int, labels: Labels, *, as_json: bool) -> int:
    """The links to judge next, with both texts and why."""
    from comity.base.review import review  # noqa: PLC0415 - loads numpy

    offers = [offer_json(base, offer) for offer in review(base, by=by, limit=limit)]
    if as_json:
        print_json({"by": person(by), "review": offers})
        return DONE
    for number, offer in enumerate(offers, start=1):
        for line in _offer_lines(number, offer, labels):
            say(line)
    say(labels("review_end", count=len(offers)) if offers else labels("review_empty"))
    return DONE


def _converse(base: Base, by: str, limit: int, labels: Labels) -> int:
    """The same queue, with a question after each link."""
    from comity.base.review import review  # noqa: PLC0415 - loads numpy
    from comity.cli.judge_prompt import ask  # noqa: PLC0415

    if not sys.stdin.isatty():
        raise UsageError(
            "--interactive asks questions, and there is no terminal to answer in.",
            hint="Leave it out, and decide with `comity judge ID ID RELATION`.",
        )
    offers = [offer_json(base, offer) for offer in review(base, by=by, limit=limit)]
    shown = [(offer, _offer_lines(n, offer, labels)) for n, offer in enumerate(offers, start=1)]
    made = ask(base, shown, by, labels)
    say(labels("review_recorded", count=made) if offers else labels("review_empty"))
    return DONE


def _offer_lines(number: int, offer: Shape, labels: Labels) -> Iterator[str]:
    relation = labels(f"relation_{offer['relation']}")
    yield f"{number}. {relation} · {offer['score']:.2f}"
    for side in ("a", "b"):
        yield f"   {offer[side]['id']}"
        yield paragraphs(offer[side]["text"], indent="     ")  # whole: who judges must read it
        yield f"     {attribution(offer[side], labels)}"
    yield f"   {_why_line(offer, labels)}"
    yield ""


def _why_line(offer: Shape, labels: Labels) -> str:
    why = offer["why"]
    parts = [
        labels(f"review_{name}", value=f"{why[name]:.2f}")
        for name in ("uncertainty", "signals", "judges")
        if why[name] > 0
    ]
    if offer["same_texts"] > 1:
        parts.append(labels("review_copies", count=offer["same_texts"]))
    if offer["judges"]:
        parts.append(labels("review_others", count=offer["judges"]))
    parts.append(labels("review_coverage", value=f"{why['coverage']:.2f}"))
    return f"{labels('why')}: " + "; ".join(parts)
