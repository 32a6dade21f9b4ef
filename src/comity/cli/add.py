"""`comity add`: checked rows into the record beside a base."""

from __future__ import annotations

from pathlib import Path

import click

from comity.base import Base
from comity.base.judged_file import add_file
from comity.cli.output import DONE, PARTLY, base_option, print_json, result_options, say
from comity.locales import labels_in


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

    A row with version, a_text and b_text, as comity export judgements writes
    them, is added as it was decided, also when the base no longer holds its
    provisions.
    """
    labels, base = labels_in(lang), Base.open(base_path)
    added = add_file(base, file)
    if as_json:
        print_json(
            {
                "added": added.pairs + added.tags,
                "already_held": added.pairs_held + added.tags_held,
                "tags": added.tags,
                "elsewhere": added.elsewhere,
                "failures": [{"line": line, "error": error} for line, error in added.failures],
            }
        )
        return PARTLY if added.failures else DONE
    failed = len(added.failures)
    of_tags = added.tags + added.tags_held
    if added.pairs + added.pairs_held or not of_tags:
        say(labels("judgements_added", added=added.pairs, held=added.pairs_held, failed=failed))
    if of_tags:
        say(labels("tag_judgements_added", added=added.tags, held=added.tags_held, failed=failed))
    if added.elsewhere:
        say(labels("judgements_elsewhere", count=added.elsewhere))
    for line, error in added.failures:
        say(labels("line_failed", line=line, error=error), err=True)
    return PARTLY if added.failures else DONE
