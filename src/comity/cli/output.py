"""What commands share: common options, JSON on standard output, readable text."""

from __future__ import annotations

import json
import re
import shutil
import textwrap
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import click

from comity.locales import LANGUAGES
from comity.settings import Settings
from comity.text.normalise import clean

# Controls (an escape code can repaint a screen) and overrides of the writing direction (they
# can make a name read as another). Tabs, line feeds and ordinary direction marks stay.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

_PIECES = 20_000  # of JSON that are printed at a time

DONE, PARTLY, USAGE = 0, 1, 2  # exit codes

F = TypeVar("F", bound=Callable[..., Any])


def _located(context: click.Context, option: click.Parameter, address: Path) -> Path:  # noqa: ARG001 - click's signature
    """The folder that `DIR@VERSION` names: versions are looked up nowhere but here."""
    if "@" not in str(address):
        return address
    from comity.base.versions import located  # noqa: PLC0415 - seldom needed

    return located(address)


def base_option(command: F) -> F:
    """`--base DIR` or `DIR@VERSION`, else COMITY_BASE, else comity-base."""
    option = click.option(
        "--base",
        "base_path",
        metavar="DIR[@VERSION]",
        type=click.Path(path_type=Path, file_okay=False),
        default=lambda: Settings.from_environment().base,
        show_default="comity-base, or COMITY_BASE",
        callback=_located,
        help="Folder of the evidence base; @VERSION names a frozen version of it.",
    )
    return option(command)


def result_options(command: F) -> F:
    """`--json` for programs and `--lang` for the labels of what people read."""
    as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
    lang = click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        default="en",
        show_default=True,
        help="Language of the labels; texts keep their own.",
    )
    return as_json(lang(command))


def say(words: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Print what may hold words of a text or a file name: what steers a terminal stays out."""
    click.echo(_STEERING.sub("\ufffd", words), err=err, nl=nl)


def say_line(words: str, *, err: bool = False) -> None:
    """Print on one line what may hold file names: a name with a line break makes no second one."""
    say(re.sub(r"[\n\u2028\u2029]", "\ufffd", words), err=err)


def print_json(value: Mapping[str, Any]) -> None:
    """One JSON object, readable, every script as itself; a large one goes out piece by piece."""
    pieces = json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(value)
    while piece := "".join(islice(pieces, _PIECES)):
        click.echo(piece, nl=False)
    click.echo()


def width() -> int:
    """Columns to fill: the terminal's, at most 100, so that lines stay readable."""
    return min(shutil.get_terminal_size((88, 24)).columns, 100)


def paragraphs(text: str, *, indent: str = "") -> str:
    """A text as a person reads it: the source's line breaks gone, its paragraphs kept."""
    filled = [
        textwrap.fill(clean(part), width(), initial_indent=indent, subsequent_indent=indent)
        for part in text.split("\n\n")
        if part.strip()
    ]
    return "\n\n".join(filled)


def shortened(text: str, limit: int) -> str:
    """The first `limit` characters of the readable text, cut at a word, with an ellipsis."""
    readable = clean(text)
    if len(readable) <= limit:
        return readable
    cut = readable[:limit]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:.") + " …"
