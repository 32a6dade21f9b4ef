"""`comity add`: checked rows into the record beside a base."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from comity.base import Base
from comity.base.record import Judgement, add_judgements, judge, judgements
from comity.cli.output import DONE, PARTLY, base_option, print_json, result_options, say
from comity.errors import ComityError, UsageError
from comity.locales import labels_in

_MOST_BYTES = 100 * 2**20
_NEEDED = ("a", "b", "relation", "by")


@click.group(epilog="Example: comity add judgements decided.csv --base my-base")
def add() -> None:
    """Add checked rows to the record beside the base; no build ever loses it."""


@add.command("judgements", epilog="Example: comity add judgements decided.csv --base my-base")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@base_option
@result_options
def judgements_command(file: Path, base_path: Path, as_json: bool, lang: str) -> int:
    """Add the judgements of FILE, a CSV or JSONL with a, b, relation, by, reason, when.

    a and b are provision ids of the base, relation is equal, subset, superset,
    intersects, none or undecided, when is an ISO 8601 time. A row that cannot be
    used is listed with its line; the others are added. A row that the record
    holds already is not added again.
    """
    labels, base = labels_in(lang), Base.open(base_path)
    known = {_same(j) for j in judgements(base_path)[0]}
    made: list[Judgement] = []
    failures: list[dict[str, Any]] = []
    held = 0
    for line, row in _rows(file):
        try:
            judgement = _judgement(base, row)
        except ComityError as error:
            failures.append({"line": line, "error": str(error)})
            continue
        if _same(judgement) in known:
            held += 1
            continue
        known.add(_same(judgement))
        made.append(judgement)
    added = add_judgements(base_path, made)
    if as_json:
        print_json({"added": added, "already_held": held, "failures": failures})
    else:
        say(labels("judgements_added", added=added, held=held, failed=len(failures)))
        for failure in failures:
            say(labels("line_failed", line=failure["line"], error=failure["error"]), err=True)
    return PARTLY if failures else DONE


def _same(judgement: Judgement) -> tuple[str, ...]:
    j = judgement
    return j.a, j.b, j.relation, j.by, j.reason, j.when, j.a_text, j.b_text


def _judgement(base: Base, row: Mapping[str, Any]) -> Judgement:
    cells = {name: value.strip() for name, value in row.items() if isinstance(value, str)}
    for name in (*_NEEDED, "when"):
        if not cells.get(name):
            raise UsageError(f"The row has no {name!r}.")
    try:
        datetime.fromisoformat(cells["when"])
    except ValueError:
        raise UsageError(
            f"{cells['when']!r} is no ISO 8601 time.", hint="Such as 2026-11-25T09:00:00+00:00."
        ) from None
    return judge(
        base,
        cells["a"],
        cells["b"],
        cells["relation"],
        by=cells["by"],
        reason=cells.get("reason", ""),
        when=cells["when"],
    )


def _rows(file: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Rows with the line on which each ends, from 1; an unreadable one is empty."""
    if file.stat().st_size > _MOST_BYTES:
        raise UsageError(f"{file.name} is larger than {_MOST_BYTES} bytes.", hint="Cut it up.")
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{file.name} cannot be read: {error}.", hint="Save it as UTF-8."
        ) from error
    if text.lstrip().startswith("{"):
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                try:
                    row = json.loads(line)
                except (ValueError, RecursionError):
                    row = {}
                yield number, row if isinstance(row, dict) else {}
        return
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise UsageError(
            f"{file.name} has no column {missing[0]!r}.",
            hint="It needs a, b, relation, by and when; reason may be empty.",
        )
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise UsageError(
            f"{file.name} is no intact CSV, line {reader.line_num}: {error}."
        ) from error
