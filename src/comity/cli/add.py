"""`comity add`: checked rows into the record beside a base."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

import click

from comity.base import Base
from comity.base.record import Judgement, add_judgements, judge, judgements
from comity.base.tag_record import (
    TagJudgement,
    add_tag_judgements,
    judge_tag,
    tag_judgements,
)
from comity.cli.output import DONE, PARTLY, base_option, print_json, result_options, say
from comity.errors import ComityError, UsageError
from comity.locales import labels_in

J = TypeVar("J", Judgement, TagJudgement)

_MOST_BYTES = 100 * 2**20
_NEEDED = ("a", "relation", "by")


@click.group(epilog="Example: comity add judgements decided.csv --base my-base")
def add() -> None:
    """Add checked rows to the record beside the base; no build ever loses it."""


@add.command("judgements", epilog="Example: comity add judgements decided.csv --base my-base")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@base_option
@result_options
def judgements_command(file: Path, base_path: Path, as_json: bool, lang: str) -> int:
    """Add the judgements of FILE, a CSV or JSONL with a, b or topic, relation, by, reason, when.

    a and b are provision ids of the base, relation is equal, subset, superset,
    intersects, none or undecided. With a topic (id or label) in place of b, the row
    is about the tag: relation is about, not-about or undecided. when is an ISO 8601
    time. A row that cannot be used is listed with its line; the others are added. A
    row that the record holds already is not added again.
    """
    labels, base = labels_in(lang), Base.open(base_path)
    pairs: _Pile[Judgement] = _Pile(judgements(base_path)[0])
    tags: _Pile[TagJudgement] = _Pile(tag_judgements(base_path)[0])
    failures: list[dict[str, Any]] = []
    for line, row in _rows(file):
        try:
            judgement = _judgement(base, row)
        except ComityError as error:
            failures.append({"line": line, "error": str(error)})
            continue
        if isinstance(judgement, TagJudgement):
            tags.add(judgement)
        else:
            pairs.add(judgement)
    added = add_judgements(base_path, pairs.made)
    added_tags = add_tag_judgements(base_path, tags.made)
    if as_json:
        print_json(
            {
                "added": added + added_tags,
                "already_held": pairs.held + tags.held,
                "tags": added_tags,
                "failures": failures,
            }
        )
        return PARTLY if failures else DONE
    if pairs.seen or not tags.seen:
        say(labels("judgements_added", added=added, held=pairs.held, failed=len(failures)))
    if tags.seen:
        say(labels("tag_judgements_added", added=added_tags, held=tags.held, failed=len(failures)))
    for failure in failures:
        say(labels("line_failed", line=failure["line"], error=failure["error"]), err=True)
    return PARTLY if failures else DONE


class _Pile(Generic[J]):
    """Judgements of a file that the record does not hold yet, each once."""

    def __init__(self, known: Iterable[J]) -> None:
        self._known = {_same(judgement) for judgement in known}
        self.made: list[J] = []
        self.held = 0

    @property
    def seen(self) -> int:
        """How many came."""
        return len(self.made) + self.held

    def add(self, judgement: J) -> None:
        """Take one."""
        if _same(judgement) in self._known:
            self.held += 1
            return
        self._known.add(_same(judgement))
        self.made.append(judgement)


def _same(judgement: Judgement | TagJudgement) -> tuple[str, ...]:
    """What tells two judgements apart: all but the version of the base."""
    facts = asdict(judgement)
    del facts["version"]
    return tuple(facts.values())


def _judgement(base: Base, row: Mapping[str, Any]) -> Judgement | TagJudgement:
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
    facts = {"by": cells["by"], "reason": cells.get("reason", ""), "when": cells["when"]}
    if bool(cells.get("b")) == bool(cells.get("topic")):
        raise UsageError("The row needs either a 'b' or a 'topic'.")
    if cells.get("topic"):
        return judge_tag(base, cells["a"], cells["topic"], cells["relation"], **facts)
    return judge(base, cells["a"], cells["b"], cells["relation"], **facts)


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
            hint="It needs a, b or topic, relation, by and when; reason may be empty.",
        )
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise UsageError(
            f"{file.name} is no intact CSV, line {reader.line_num}: {error}."
        ) from error
