"""`comity build`: sources become an evidence base."""

from __future__ import annotations

import glob
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from comity.base.changes import Changes, changes_json
from comity.base.json import failure_json, notice_json
from comity.base.tables import storable
from comity.cli.output import (
    DONE,
    PARTLY,
    base_option,
    print_json,
    result_options,
    say,
    say_line,
    shortened,
)
from comity.errors import NothingBuiltError, UsageError
from comity.locales import Labels, labels_in
from comity.pipeline import Built, Progress
from comity.pipeline import build as run_build
from comity.records import Failure
from comity.settings import Settings

_STEPS = {
    "read": "Reading and splitting",
    "tag": "Tagging",
    "encode": "Encoding",
    "link": "Linking",
    "relate": "Looking for related provisions",
    "write": "Writing",
}


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


# Provisions whose changes the result lists; `--changes` writes all of them to a file.
_LISTED = 1000
_CONTEXT, _WORDS = 70, 300  # characters of unchanged and of changed words in a line
_SHOWN = 20  # provisions whose changes people are shown without being asked


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
        "tags": built.tags,
        "failures": [failure_json(f) for f in built.failures],
        "warnings": [notice_json(n) for n in built.notices],
        "seconds": round(built.seconds, 3),
        "base": str(built.base),
        "version": built.version,
        "read": built.read,
        "taken_over": built.taken_over,
        "redirects": built.redirects,
        "encoded": built.encoded,
        "changes": None if built.changes is None else changes_json(built.changes, most=_LISTED),
    }


def nothing_json(error: NothingBuiltError) -> dict[str, Any]:
    """The result of a build that wrote no base; `base` and `version` are null."""
    return {
        **dict.fromkeys(("documents", "provisions", "linkable", "links", "tags"), 0),
        "failures": [failure_json(f) for f in error.failures],
        "warnings": [notice_json(n) for n in error.notices],
        "seconds": round(error.seconds, 3),
        **dict.fromkeys(("base", "version", "changes")),
        **dict.fromkeys(("read", "taken_over", "redirects", "encoded"), 0),
    }


def print_failures(failures: Sequence[Failure], labels: Labels) -> None:
    """Each failure with its remedy, on standard error."""
    for failure in failures:
        where = labels("failed", stage=failure.stage, path=failure.path)
        say_line(f"{where}: {failure.error} {failure.hint}".rstrip(), err=True)


def print_changes(changes: Changes, labels: Labels, *, most: int | None) -> None:
    """What differs from the base that was replaced: counts, documents, provisions."""
    shape = changes_json(changes, most=most)
    if not shape["documents"]:
        say(labels("changes_none"))
        return
    say(labels("changes_documents", **shape["counts"]["documents"]))
    say(labels("changes_provisions", **shape["counts"]["provisions"]))
    shown = shape["documents"] if most is None else shape["documents"][:most]
    for document in shown:
        say(f"  {_sides(document)}: {labels('changed_' + document['kind'])}")
        for provision in document["provisions"]:
            say(f"    {_sides(provision)}: {labels('changed_' + provision['kind'])}")
            if provision["differences"]:
                say(f"      {_marked(provision['differences'])}")
    left_off = shape["left_off"] + len(shape["documents"]) - len(shown)
    if left_off:
        say(labels("changes_left_off", count=left_off))


def _sides(change: Mapping[str, Any]) -> str:
    """The ids before and after; one when they are the same or there is but one."""
    return " → ".join(dict.fromkeys(i for i in (change["old"], change["new"]) if i is not None))


def _marked(differences: Sequence[Sequence[str]]) -> str:
    """Words that went as [-words-], words that came as {+words+}, the rest cut short."""
    parts = []
    for kind, text in differences:
        if kind == "kept":
            parts.append(text if len(text) <= _CONTEXT else f"{text[:30]} … {text[-30:]}")
        else:
            words = shortened(text, _WORDS)
            parts.append(f"[-{words}-]" if kind == "removed" else f"{{+{words}+}}")
    return "".join(parts)


def print_built(built: Built, labels: Labels, *, verbose: bool) -> None:
    """Counts on standard output; what to know and what failed on standard error."""
    counts = labels(
        "built",
        documents=built.documents,
        provisions=built.provisions,
        linkable=built.linkable,
        links=built.links,
        tags=built.tags,
        base=built.base,
        seconds=f"{built.seconds:.1f}",
    )
    say(counts)
    if built.taken_over:
        say(labels("taken_over", read=built.read, taken_over=built.taken_over))
    if built.changes is not None:
        print_changes(built.changes, labels, most=None if verbose else _SHOWN)
    if built.notices and not verbose:
        kinds = Counter(notice.code for notice in built.notices)
        words = ", ".join(f"{code} {count}" for code, count in sorted(kinds.items()))
        say(labels("warnings_counted", counts=words), err=True)
    for notice in built.notices if verbose else ():
        where = f"{notice.path}: " if notice.path else ""
        say_line(f"{notice.code}: {where}{notice.message}", err=True)
    print_failures(built.failures, labels)


def _write_changes(built: Built, path: Path) -> None:
    shape = None if built.changes is None else changes_json(built.changes)
    try:
        path.write_text(storable(json.dumps(shape, ensure_ascii=False, indent=1)) + "\n", "utf-8")
    except OSError as error:
        raise UsageError(
            f"The base is built, but {path} cannot be written: {error.strerror}.",
            hint="Name another file with --changes; the counts are in runs.jsonl of the base.",
        ) from error


@click.command(epilog="Example: comity build texts/ --base my-base --jobs 2")
@click.argument("sources", nargs=-1, required=True)
@base_option
@click.option(
    "--catalogue",
    type=click.Path(path_type=Path, dir_okay=False),
    help="CSV that says what is read, in place of the folders' own.",
)
@click.option("--jobs", type=click.IntRange(min=1), help="Processes that read. [default: cores]")
@click.option("--fresh", is_flag=True, help="Read everything anew; take nothing over.")
@click.option("--wait", is_flag=True, help="Wait for another build of this base to end.")
@click.option(
    "--changes",
    "changes_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File for the whole list of what changed, as JSON.",
)
@click.option(
    "--ocr",
    is_flag=True,
    help="Recognise the letters of PDF pages without text (needs comity[ocr]; seconds a page).",
)
@click.option(
    "--thesaurus",
    "thesauri",
    metavar="TTL",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    help="Further topics: SKOS in Turtle (docs/topics.md); may be repeated.",
)
@click.option(
    "--link-weights",
    metavar="TOML",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="What signals add to links, as `comity evaluate --fit --write` makes it.",
)
@click.option(
    "--semantic",
    "encoder",
    metavar="MODEL",
    default="",
    help="Encoder for what texts mean, from `comity models list` (needs comity[semantic]).",
)
@click.option("--verbose", is_flag=True, help="Print every warning.")
@result_options
def build(
    sources: tuple[str, ...],
    base_path: Path,
    catalogue: Path | None,
    jobs: int | None,
    fresh: bool,
    thesauri: tuple[Path, ...],
    link_weights: Path | None,
    wait: bool,
    changes_path: Path | None,
    ocr: bool,
    encoder: str,
    verbose: bool,
    as_json: bool,
    lang: str,
) -> int:
    """Read SOURCES (files, folders, patterns) into an evidence base.

    PDF, HTML, DOCX, ODT, RTF, legal XML (Akoma Ntoso, Canada's), Markdown,
    plain text, ZIP archives of these, listings of quoted principles, and
    CSV described by a columns.toml. A folder's catalogue.csv says what is read
    there and supplies the metadata. A file that cannot be read is listed with
    the reason; the rest is built. What did not change since the last build is
    taken over from it.
    """
    labels = labels_in(lang)
    settings = replace(
        Settings.from_environment(),
        base=base_path,
        fresh=fresh,
        wait=wait,
        thesauri=thesauri,
        link_weights=link_weights,
        encoder=encoder,
    )
    if jobs is not None:
        settings = replace(settings, jobs=jobs)
    if ocr:
        settings = replace(settings, limits=replace(settings.limits, ocr=True))
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
    if changes_path is not None:
        _write_changes(built, changes_path)
    if as_json:
        print_json(built_json(built))
    else:
        print_built(built, labels, verbose=verbose)
    return PARTLY if built.failures else DONE
