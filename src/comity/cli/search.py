"""`comity search`: provisions by words."""

from __future__ import annotations

from pathlib import Path

import click

from comity.base import Base
from comity.base.json import search_json
from comity.cli.output import DONE, base_option, print_json, result_options, say
from comity.cli.render import search_lines
from comity.locales import labels_in


@click.command(epilog='Example: comity search "capacity building" --country KEN --since 2023')
@click.argument("words", nargs=-1, required=True)
@click.option("--country", metavar="C", help="Publisher's country: name, code or international.")
@click.option("--publisher", metavar="P", help="Publisher's name, or words of it.")
@click.option("--lang-of", metavar="L", help="Language of the provision: ar, zh, en, ...")
@click.option("--since", metavar="Y", help="Earliest year or date of the document.")
@click.option("--until", metavar="Y", help="Latest year or date of the document.")
@click.option("--kind", metavar="K", help="Kind of document: law, treaty, principles, ...")
@click.option("--topic", metavar="T", help="Topic that the provision speaks of: id or label.")
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True)
@click.option("--offset", type=click.IntRange(min=0), default=0, help="Hits to pass over.")
@base_option
@result_options
def search(
    words: tuple[str, ...],
    country: str | None,
    publisher: str | None,
    lang_of: str | None,
    since: str | None,
    until: str | None,
    kind: str | None,
    topic: str | None,
    limit: int,
    offset: int,
    base_path: Path,
    as_json: bool,
    lang: str,
) -> int:
    """Find the provisions that hold WORDS, in any form of the words, in any language.

    Words in double quotes must stand together.
    """
    base = Base.open(base_path)
    found = base.search(
        " ".join(words),
        country=country,
        publisher=publisher,
        language=lang_of,
        since=since,
        until=until,
        kind=kind,
        topic=topic,
        limit=limit,
        offset=offset,
    )
    shape = search_json(base, found)
    if as_json:
        print_json(shape)
        return DONE
    for line in search_lines(shape, labels_in(lang)):
        say(line)
    return DONE
