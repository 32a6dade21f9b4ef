"""`comity lineage`: which texts a text took words from, and which took them from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from comity.base import Base
from comity.base.lineage_json import graph_json, graph_rules, lineage_json, lineage_rules
from comity.base.save import save_lineage
from comity.charts.adoptions import pair_text
from comity.charts.numbers import count_text, percent_text
from comity.cli.output import DONE, base_option, paragraphs, print_json, result_options, say
from comity.cli.output import shortened as cut
from comity.cli.render import heading_lines
from comity.errors import UsageError
from comity.locales import Labels, labels_in
from comity.records import Adoption, AdoptionGraph, Direction, Lineage, LineageText

_QUOTE = 200  # characters of a passage; the JSON has it whole
_SIDES: tuple[Direction, ...] = ("from", "to", "undecided")


@click.command(epilog="Example: comity lineage oecd-recommendation-ai-2024.en --save lineage.svg")
@click.argument("name", metavar="[DOCUMENT]", required=False)
@click.option("--all", "whole", is_flag=True, help="All texts that have a date of adoption.")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    help="Texts printed on each side, and drawn thrice as many; 0 for all. The JSON has all.",
)
@click.option(
    "--save",
    "--svg",
    "save",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw it as well, with time from left to right: .svg, .png or .html.",
)
@base_option
@result_options
def lineage(
    name: str | None,
    whole: bool,
    limit: int,
    save: Path | None,
    base_path: Path,
    as_json: bool,
    lang: str,
) -> int:
    """Show which earlier texts DOCUMENT took words over from, and which later ones from it.

    Each is told with the share of either text that stands in the other, and with the
    longest passage. Only dates of adoption decide the direction; where they do not,
    it stays undecided. Versions and translations of one work are left out. With --all
    the pairs among all dated texts are listed, those that share most words first.
    """
    if whole == (name is not None):
        raise UsageError("Give one of: a DOCUMENT, --all.", hint="List them: comity documents.")
    base, labels = Base.open(base_path), labels_in(lang)
    found = base.adoptions() if name is None else base.lineage(name)
    if save is not None:
        of = len(found.links if isinstance(found, AdoptionGraph) else found.adoptions)
        missing = save_lineage(
            found, save, language=lang, version=base.version, most=3 * limit or max(1, of)
        )
        if missing:
            say(labels("picture_lacks", characters=cut(missing, 40)), err=True)
    if as_json:
        print_json(graph_json(found) if isinstance(found, AdoptionGraph) else lineage_json(found))
        return DONE
    if isinstance(found, AdoptionGraph):
        lines = graph_lines(found, labels, limit=limit)
    else:
        lines = lineage_lines(found, labels, limit=limit)
    for line in lines:
        say(line)
    if save is not None:
        say(labels("coverage_saved", file=save))
    return DONE


def lineage_lines(found: Lineage, labels: Labels, *, limit: int) -> Iterator[str]:
    """The texts on each side, those that share most words first, then the rules."""
    yield _named(found.text, labels)
    yield labels("lineage_words", words=count_text(found.text.words, labels.language))
    if not found.adoptions:
        yield labels("lineage_none")
    for direction in _SIDES:
        side = found.of(direction)
        if not side:
            continue
        yield from heading_lines(labels(f"lineage_{direction}", count=len(side)))
        shown = side[: limit or None]
        for number, adoption in enumerate(shown, start=1):
            if number > 1:
                yield ""
            yield from _adoption_lines(number, adoption, labels)
        if len(shown) < len(side):
            yield ""
            yield labels("lineage_more", count=len(side) - len(shown))
    yield ""
    for rule in lineage_rules(found, labels):
        yield paragraphs(rule)


def graph_lines(found: AdoptionGraph, labels: Labels, *, limit: int) -> Iterator[str]:
    """Pairs of texts, those that share most words first, then the rules."""
    yield labels(
        "lineage_graph_texts",
        count=count_text(len(found.texts), labels.language),
        undated=count_text(found.undated, labels.language),
    )
    yield from heading_lines(labels("lineage_graph_pairs", count=len(found.links)))
    shown = found.links[: limit or None]
    for number, link in enumerate(shown, start=1):
        yield paragraphs(f"{number}. {pair_text(link, labels)}")
        yield f"   {link.later.document_id} · {link.earlier.document_id}"
    if len(shown) < len(found.links):
        yield labels("lineage_more", count=len(found.links) - len(shown))
    yield ""
    for rule in graph_rules(found, labels):
        yield paragraphs(rule)


def _named(text: LineageText, labels: Labels) -> str:
    title = text.title or text.document_id
    return f"{title}, {text.date or labels('date_unknown')}"


def _adoption_lines(number: int, adoption: Adoption, labels: Labels) -> Iterator[str]:
    other, language = adoption.other, labels.language
    yield paragraphs(f"{number}. {_named(other, labels)}")
    yield f"   {' · '.join(part for part in (other.document_id, other.publisher) if part)}"
    yield paragraphs(
        labels(
            "lineage_shares",
            share=percent_text(adoption.share, language),
            other_share=percent_text(adoption.other_share, language),
            words=count_text(adoption.words, language),
            other_words=count_text(adoption.other_words, language),
            stretch=count_text(adoption.stretch, language),
        ),
        indent="   ",
    )
    if adoption.doubt:
        doubt = labels(f"lineage_doubt_{adoption.doubt.replace('-', '_')}")
        yield f"   {labels('lineage_open', why=doubt)}"
    if adoption.before is not None:
        title = adoption.before.title or adoption.before.document_id
        date = adoption.before.date
        yield paragraphs(labels("lineage_before", title=title, date=date), indent="   ")
    for passage in adoption.passages[:1]:
        yield paragraphs(f"“{cut(passage.text, _QUOTE)}”", indent="     ")
        yield f"     {passage.provision} ~ {passage.other}"
