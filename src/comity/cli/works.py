"""`comity works`: documents that may be one work, and what people decide about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from comity.base import Base
from comity.base.work_json import works_json
from comity.base.work_record import add_work_judgements, judge_works, work_judgements
from comity.cli.output import DONE, base_option, print_json, result_options, say
from comity.errors import UsageError
from comity.locales import Labels, labels_in

Shape = Mapping[str, Any]

_PAIR = "DOCUMENT DOCUMENT"


@click.command(
    epilog='Example: comity works --confirm oecd-ai-2019 g20-annex --by "A. Reader" --reason "..."'
)
@click.option("--confirm", nargs=2, metavar=_PAIR, help="Two documents are one work.")
@click.option("--undo", nargs=2, metavar=_PAIR, help="Two documents are works of their own.")
@click.option(
    "--undecided", nargs=2, metavar=_PAIR, help="Take back what you said about two documents."
)
@click.option("--by", metavar="NAME", help="Who decides.")
@click.option("--reason", default="", help="Why.")
@click.option("--all", "every", is_flag=True, help="Also pairs that are held to be two works.")
@base_option
@result_options
def works(
    confirm: tuple[str, str] | None,
    undo: tuple[str, str] | None,
    undecided: tuple[str, str] | None,
    by: str | None,
    reason: str,
    every: bool,
    base_path: Path,
    as_json: bool,
    lang: str,
) -> int:
    """List documents that hold one text and are proposed as one work; confirm or undo it.

    A decision goes to the record beside the base, where no build loses it, and is
    never overwritten: the last word of each person counts, and where people
    disagree both stand. Documents confirmed as one work are no longer related to
    each other; a passage that several hold is shown once.
    """
    labels, base = labels_in(lang), Base.open(base_path)
    asked = [
        (relation, pair)
        for relation, pair in (("one", confirm), ("apart", undo), ("undecided", undecided))
        if pair
    ]
    if len(asked) > 1:
        raise UsageError("Give one of --confirm, --undo and --undecided at a time.")
    if bool(asked) != bool(by):
        raise UsageError(
            "A decision needs --by NAME and one of --confirm, --undo, --undecided.",
            hint='Such as: comity works --confirm DOCUMENT DOCUMENT --by "A. Reader".',
        )
    for relation, pair in asked:
        when = datetime.now(UTC).isoformat(timespec="seconds")
        made = judge_works(base, *pair, relation, by=by or "", reason=reason, when=when)
        add_work_judgements(base.path, [made])
        shape = works_json(base.works(), every=True)
        shape["pairs"] = [
            p for p in shape["pairs"] if (p["a"]["id"], p["b"]["id"]) == (made.a, made.b)
        ]
        if as_json:
            print_json({"pairs": shape["pairs"]})
            return DONE
        say(labels("works_noted"))
        for found in shape["pairs"]:
            for line in _pair_lines(found, labels):
                say(line)
        return DONE
    held = base.works()
    shape = works_json(held, every=every)
    damaged = work_judgements(base.path)[1]
    if as_json:
        print_json({**shape, "damaged": [{"line": d.line, "problem": d.problem} for d in damaged]})
        return DONE
    for number, pair_shape in enumerate(shape["pairs"], start=1):
        for line in _pair_lines(pair_shape, labels, f"{number}. "):
            say(line)
        say()
    counts: Counter[str] = Counter(pair.status for pair in held.pairs)
    say(
        labels(
            "works_counts",
            **{name.replace("-", "_"): counts[name] for name in _STATUSES},
        )
    )
    for bad in damaged:
        say(labels("line_failed", line=bad.line, error=bad.problem), err=True)
    return DONE


_STATUSES = ("proposed", "confirmed", "apart", "disputed", "not-proposed")


def _pair_lines(pair: Shape, labels: Labels, number: str = "") -> Iterator[str]:
    head = labels(f"work_status_{pair['status']}")
    if pair["kind"]:
        head += f" · {labels('work_kind_' + pair['kind'])}"
    yield f"{number}{head}"
    for side in ("a", "b"):
        document = pair[side]
        date = document["date"] or labels("date_unknown")
        yield f"   {document['id']}: {document['title'] or document['id']}, {date}"
    if pair["kind"]:
        shares = {side: f"{pair[f'share_{side}']:.0%}" for side in ("a", "b")}
        yield f"   {labels('work_shares', **shares)}"
    for name in ("grounds", "objections"):
        if pair[name]:
            told = "; ".join(labels(f"work_{name}_{code}") for code in pair[name])
            yield f"   {labels(f'work_{name}', told=told)}"
    for said in pair["judgements"]:
        told = labels(f"work_said_{said['relation']}", by=said["by"], when=said["when"][:10])
        yield f"   {told}{': ' if said['reason'] else ''}{said['reason']}"
        if said["changed"]:
            yield f"   {labels('work_changed')}"
    if pair["status"] in ("proposed", "confirmed") and not pair["joined"]:
        yield f"   {labels('work_not_joined')}"
