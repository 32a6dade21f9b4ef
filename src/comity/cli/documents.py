"""`comity documents` and `comity show`: what a base holds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from comity.base import Base
from comity.base.answers import Related
from comity.base.json import (
    documents_json,
    moved_json,
    related_json,
    removed_json,
    show_document_json,
    show_provision_json,
)
from comity.cli.output import DONE, base_option, print_json, result_options, say
from comity.cli.render import (
    document_lines,
    heading_lines,
    holding_lines,
    note_lines,
    outline_lines,
    provision_lines,
    related_lines,
)
from comity.cli.render_topics import provision_tag_lines
from comity.cli.topic_names import with_topic_names
from comity.errors import UsageError
from comity.locales import Labels, labels_in


@click.command(epilog="Example: comity documents --base my-base")
@base_option
@result_options
def documents(base_path: Path, as_json: bool, lang: str) -> int:
    """List the documents of the base: id, date, publisher, title, number of provisions."""
    base = Base.open(base_path)
    shape = documents_json(base.documents())
    if as_json:
        print_json(shape)
        return DONE
    labels = labels_in(lang)
    for document in shape["documents"]:
        date = document["date"] or labels("date_unknown")
        publisher = document["publisher"] or labels("publisher_unknown")
        say(f"{document['id']}  {document['title'] or '—'}")
        say(f"    {publisher} · {date} · {document['language']} · {document['provisions']}")
    held = sum(document["provisions"] for document in shape["documents"])
    say(labels("documents_held", documents=len(shape["documents"]), provisions=held))
    if failures := base.failures():
        say(f"{len(failures)} sources failed; the build listed them.", err=True)
    return DONE


@click.command(epilog="Example: comity show eu-ai-act-2024.en/art_5__para_1__point_a")
@click.argument("name", metavar="ID")
@base_option
@click.option(
    "--limit", type=click.IntRange(min=1), default=10, show_default=True, help="Related provisions."
)
@click.option(
    "--removed",
    is_flag=True,
    help="Of a document: what is in no provision, with the reason and the page.",
)
@result_options
def show(name: str, base_path: Path, limit: int, removed: bool, as_json: bool, lang: str) -> int:
    """Show one document's outline, or one provision with its related provisions.

    ID is a document (eu-ai-act-2024.en), a work with one document (eu-ai-act),
    or a provision (DOCUMENT/eId).
    """
    base, labels = Base.open(base_path), labels_in(lang)
    if removed:
        if "/" in name:
            document = name.split("/", maxsplit=1)[0]
            raise UsageError("--removed is asked of a document.", hint=f"Try {document}.")
        _show_removed(base, name, labels, as_json=as_json)
        return DONE
    moved = base.moved(name)
    if moved is not None and moved.new is not None:
        share = f"{moved.share:.0%}"
        words = labels(f"moved_{moved.reason.replace('-', '_')}", share=share)
        say(labels("moved_to", old=name, new=moved.new, reason=words), err=True)
    if "/" in name:
        related = base.related(name, limit=limit)
        shape = show_provision_json(base, related)
        if not as_json:
            _show_provision(base, related, shape, labels)
    else:
        shape = show_document_json(base.outline(name))
        if not as_json:
            _show_document(shape, labels)
    if as_json:
        print_json({**shape, "moved": moved_json(moved)})
    return DONE


def _show_document(shape: Mapping[str, Any], labels: Labels) -> None:
    for line in document_lines(shape["document"], labels):
        say(line)
    say()
    for line in outline_lines(shape["provisions"]):
        say(line)


def _show_provision(base: Base, related: Related, shape: Mapping[str, Any], labels: Labels) -> None:
    for line in provision_lines(shape["provision"], labels):
        say(line)
    for line in holding_lines(shape["holdings"], labels):
        say(line)
    for line in note_lines(shape, labels):
        say(line)
    provision = shape["provision"]
    for line in provision_tag_lines(base, provision, provision["tags"], labels):
        say(line)
    for line in heading_lines(labels("related_provisions")):
        say(line)
    for line in related_lines(
        with_topic_names(related_json(base, related), base, labels.language), labels
    ):
        say(line)


def _show_removed(base: Base, name: str, labels: Labels, *, as_json: bool) -> None:
    """What the reader took out and what the splitter left out, page by page."""
    document = base.document(name)
    shape = removed_json(document, base.left_out(name))
    if as_json:
        print_json(shape)
        return
    for key in ("removed", "left_out"):
        for line in heading_lines(labels(key, pieces=len(shape[key]))):
            say(line)
        for piece in shape[key]:
            page = "" if piece["page"] is None else labels("on_page", page=piece["page"])
            say(f"{piece['reason']}{page}: {' '.join(piece['text'].split())}")
