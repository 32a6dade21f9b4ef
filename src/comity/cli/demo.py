"""`comity demo`: the main job once through, with a guided reading of the result."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

import comity
from comity.base import Base
from comity.base.example import telling_provision
from comity.base.json import related_json
from comity.base.topic_json import topics_json
from comity.cli.build import (
    built_json,
    nothing_json,
    print_built,
    print_failures,
    progress_on_stderr,
)
from comity.cli.output import DONE, PARTLY, print_json, result_options, say
from comity.cli.render import heading_lines, provision_lines, related_lines
from comity.cli.render_topics import most_spoken_lines, provision_tag_lines
from comity.cli.topic_names import with_topic_names
from comity.errors import NothingBuiltError, UsageError
from comity.locales import Labels, labels_in
from comity.pipeline import build
from comity.settings import Settings

_RELATED, _TOPICS = 3, 6  # shown in the worked example


def example_texts() -> Path:
    """The folder of example texts: in the installed package, else in the checkout.

    Raises:
        UsageError: neither is there.
    """
    package = Path(comity.__file__).parent
    places = (package / "data" / "examples", package.parents[1] / "examples" / "texts")
    for place in places:
        if place.is_dir():
            return place
    raise UsageError(
        "The example texts were not installed with comity.",
        hint="Name a folder of your own: comity demo --source FOLDER.",
    )


@click.command(epilog="Example: comity demo --source my-texts/ --base my-base")
@click.option(
    "--source",
    "source",
    type=click.Path(path_type=Path, exists=True),
    help="A file or folder of your own. [default: the example texts]",
)
@click.option(
    "--base",
    "base_path",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo-base"),
    show_default=True,
    help="Folder of the evidence base.",
)
@click.option("--jobs", type=click.IntRange(min=1), help="Processes that read. [default: cores]")
@result_options
def demo(source: Path | None, base_path: Path, jobs: int | None, as_json: bool, lang: str) -> int:
    """Build a base from the example texts, or your own, and read one provision in it.

    Ends with exit code 0 when a base was built, also when some files failed:
    they are listed. `comity build` tells the two apart.
    """
    settings = replace(Settings.from_environment(), base=base_path)
    if jobs is not None:
        settings = replace(settings, jobs=jobs)
    labels = labels_in(lang)
    texts = source or example_texts()
    say(f"Reading the texts in {texts}", err=True)
    try:
        built = build([texts], settings, progress=progress_on_stderr())
    except NothingBuiltError as error:
        if as_json:
            print_json({**nothing_json(error), "example": None})
        else:
            print_failures(error.failures, labels)
            say(f"Error: {error}", err=True)
        return PARTLY
    base = Base.open(base_path)
    example = telling_provision(base, language=lang)
    answer = base.related(example, limit=_RELATED) if example else None
    if as_json:
        shape = built_json(built)
        print_json({**shape, "example": related_json(base, answer) if answer else None})
        return DONE
    print_built(built, labels, verbose=False)
    if answer is None:
        say(labels("demo_nothing"))
    else:
        _print_example(base, with_topic_names(related_json(base, answer), base, lang), labels)
    for line in heading_lines(labels("demo_topics")):
        say(line)
    for line in most_spoken_lines(topics_json(base, language=lang), labels, top=_TOPICS):
        say(line)
    _print_next(base_path, example, base, labels)
    return DONE


def _print_example(base: Base, shape: Mapping[str, Any], labels: Labels) -> None:
    """A provision: where it comes from, what it speaks of, what is related to it."""
    provision = shape["query"]
    for line in heading_lines(labels("demo_provision")):
        say(line)
    for line in provision_lines(provision, labels):
        say(line)
    for line in provision_tag_lines(base, provision, base.tags(provision["id"]), labels):
        say(line)
    for line in heading_lines(labels("demo_related")):
        say(line)
    for line in related_lines(shape, labels):
        say(line)


def _print_next(base_path: Path, example: str | None, base: Base, labels: Labels) -> None:
    """Commands that go on from here, ready to be copied."""
    at = f"--base {shlex.quote(str(base_path))}"
    run = ".venv/bin/comity" if Path(".venv/bin/comity").exists() else "comity"
    entries = base.documents()
    first = entries[0]
    other = next((e for e in entries if e.work_id != first.work_id), None)
    lines = [f"{run} documents {at}", f"{run} show {first.id} {at}"]
    if example is not None:
        lines.append(f"{run} related {shlex.quote(example)} {at}")
    lines.append(f'{run} search "capacity building" {at}')
    lines.append(f"{run} topics international-cooperation {at}")
    lines.append(f"{run} coverage --by region {at}")
    if other is not None:
        lines.append(f"{run} compare {first.id} {other.id} {at}")
    lines.append(f"{run} build FOLDER --base my-base")
    for line in heading_lines(labels("demo_next")):
        say(line)
    for line in lines:
        say(line)
