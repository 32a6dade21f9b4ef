"""`comity build`: sources become an evidence base."""

from __future__ import annotations

import glob
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from comity.base.json import failure_json, notice_json
from comity.cli.output import DONE, PARTLY, base_option, print_json, result_options, say, say_line
from comity.errors import NothingBuiltError, UsageError
from comity.locales import Labels, labels_in
from comity.pipeline import Built, Progress
from comity.pipeline import build as run_build
from comity.records import Failure
from comity.settings import Settings

_STEPS = {"read": "Reading and splitting", "link": "Linking", "write": "Writing"}


def progress_on_stderr() -> Progress:
    """One line that counts up on a terminal; a line per step elsewhere."""
    terminal = sys.stderr.isatty()
    begun: set[str] = set()

    def show(stage: str, done: int, of: int) -> None:
        words = _STEPS[stage]
        if terminal:
            count = f" {done}/{of}" if of > 1 else ""
            click.echo(f"\r\x1b[K{words}{count}", err=True, nl=done >= of)
        elif stage not in begun:
            begun.add(stage)
            say(f"{words} ({of}) ..." if of > 1 else f"{words} ...", err=True)

    return show


def expand(names: tuple[str, ...]) -> list[Path]:
    """Paths as named; a name that is no path but a pattern stands for what it matches."""
    paths: list[Path] = []
    for name in names:
        if not name.strip():
            raise UsageError(
                "One of the sources has an empty name.", hint="Name the folder; here it is `.`."
            )
        matches = sorted(glob.glob(name, recursive=True)) if not Path(name).exists() else []  # noqa: PTH207 - a pattern may be absolute
        paths += [Path(match) for match in matches] or [Path(name)]
    return paths


def built_json(built: Built) -> dict[str, Any]:
    """The result of a build as the contract has it."""
    return {
        "documents": built.documents,
        "provisions": built.provisions,
        "linkable": built.linkable,
        "links": built.links,
        "failures": [failure_json(f) for f in built.failures],
        "warnings": [notice_json(n) for n in built.notices],
        "seconds": round(built.seconds, 3),
        "base": str(built.base),
        "version": built.version,
    }


def nothing_json(error: NothingBuiltError) -> dict[str, Any]:
    """The result of a build that wrote no base; `base` and `version` are null."""
    return {
        **dict.fromkeys(("documents", "provisions", "linkable", "links"), 0),
        "failures": [failure_json(f) for f in error.failures],
        "warnings": [notice_json(n) for n in error.notices],
        "seconds": round(error.seconds, 3),
        "base": None,
        "version": None,
    }


def print_failures(failures: Sequence[Failure], labels: Labels) -> None:
    """Each failure with its remedy, on standard error."""
    for failure in failures:
        where = labels("failed", stage=failure.stage, path=failure.path)
        say_line(f"{where}: {failure.error} {failure.hint}".rstrip(), err=True)


def print_built(built: Built, labels: Labels, *, verbose: bool) -> None:
    """Counts on standard output; what to know and what failed on standard error."""
    counts = labels(
        "built",
        documents=built.documents,
        provisions=built.provisions,
        linkable=built.linkable,
        links=built.links,
        base=built.base,
        seconds=f"{built.seconds:.1f}",
    )
    say(counts)
    if built.notices and not verbose:
        kinds = Counter(notice.code for notice in built.notices)
        words = ", ".join(f"{code} {count}" for code, count in sorted(kinds.items()))
        say(labels("warnings_counted", counts=words), err=True)
    for notice in built.notices if verbose else ():
        where = f"{notice.path}: " if notice.path else ""
        say_line(f"{notice.code}: {where}{notice.message}", err=True)
    print_failures(built.failures, labels)


@click.command(epilog="Example: comity build texts/ --base my-base --jobs 2")
@click.argument("sources", nargs=-1, required=True)
@base_option
@click.option(
    "--catalogue",
    type=click.Path(path_type=Path, dir_okay=False),
    help="CSV that says what is read, in place of the folders' own.",
)
@click.option("--jobs", type=click.IntRange(min=1), help="Processes that read. [default: cores]")
@click.option("--verbose", is_flag=True, help="Print every warning.")
@result_options
def build(
    sources: tuple[str, ...],
    base_path: Path,
    catalogue: Path | None,
    jobs: int | None,
    verbose: bool,
    as_json: bool,
    lang: str,
) -> int:
    """Read SOURCES (files, folders, patterns) into an evidence base.

    PDF, HTML, DOCX, Markdown, plain text, listings of quoted principles, and
    CSV described by a columns.toml. A folder's catalogue.csv says what is read
    there and supplies the metadata. A file that cannot be read is listed with
    the reason; the rest is built.
    """
    labels = labels_in(lang)
    settings = replace(Settings.from_environment(), base=base_path)
    if jobs is not None:
        settings = replace(settings, jobs=jobs)
    try:
        built = run_build(
            expand(sources), settings, catalogue=catalogue, progress=progress_on_stderr()
        )
    except NothingBuiltError as error:
        if as_json:
            print_json(nothing_json(error))
        else:
            print_failures(error.failures, labels)
            say(f"Error: {error}", err=True)
        return PARTLY
    if as_json:
        print_json(built_json(built))
    else:
        print_built(built, labels, verbose=verbose)
    return PARTLY if built.failures else DONE
