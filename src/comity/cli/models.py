"""`comity models`: the encoders of the semantic extra."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import click

from comity.cli.output import DONE, PARTLY, print_json, result_options, say, say_line
from comity.encoding.encoder import is_installed, load
from comity.encoding.hub import add_from_hub
from comity.encoding.registry import (
    Model,
    Offer,
    Progress,
    add_folder,
    default_name,
    list_models,
    package_folder,
    problems_of,
    read_model,
    remove_model,
)
from comity.errors import ModelError, UsageError
from comity.locales import Labels, labels_in
from comity.settings import models_folder

_ON_HUB = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*")


@click.group(epilog="Example: comity models add ./all-MiniLM-L6-v2")
def models() -> None:
    """Add, list, check and remove the encoders that builds use with --semantic.

    They are kept in COMITY_MODELS, else in the system's place for a user's
    data. comity downloads a model when it is told to, and never otherwise.
    """


def model_json(model: Model) -> dict[str, Any]:
    """A model as the commands give it."""
    facts = model.encoder
    return {
        "name": facts.name,
        "source": facts.source or None,
        "revision": facts.revision or None,
        "sha256": facts.sha256,
        "files_sha256": facts.files_sha256,
        "languages": list(facts.languages),
        "multilingual": facts.multilingual,
        "bytes": model.size_bytes,
        "path": str(model.folder),
        "files": [
            {"path": part.path, "bytes": part.size_bytes, "sha256": part.sha256}
            for part in model.parts
        ],
    }


def _print_model(model: Model, labels: Labels) -> None:
    facts = model.encoder
    reads = labels("models_all_languages") if facts.multilingual else ", ".join(facts.languages)
    say_line(
        labels("models_line", name=facts.name, mb=f"{model.size_bytes / 1e6:.0f}", reads=reads)
    )
    say_line(f"    {labels('models_weights', sha256=facts.sha256)}")
    if facts.source:
        say_line(f"    {labels('models_source', source=facts.source, revision=facts.revision)}")


def _progress_on_stderr(labels: Labels) -> Progress:
    terminal = sys.stderr.isatty()

    def show(path: str, done: int, of: int) -> None:
        words = labels("models_file", path=path, number=done + 1, of=of)
        say(f"\r{words}" if terminal else words, err=True)

    return show


@models.command(
    epilog="Example: comity models add sentence-transformers/all-MiniLM-L6-v2 --language en"
)
@click.argument("source", metavar="NAME|PATH")
@click.option("--as", "name", default="", metavar="NAME", help="What it is called here.")
@click.option("--sha256", default="", metavar="HEX", help="Refuse other weights than these.")
@click.option("--revision", default="", help="Branch, tag or commit on the hub. [default: main]")
@click.option(
    "--language",
    "languages",
    multiple=True,
    metavar="TAG",
    help="A language that it was made for; may be repeated. [default: en]",
)
@click.option(
    "--multilingual",
    is_flag=True,
    help="It reads every language, and gives translations like vectors.",
)
@result_options
def add(
    source: str,
    name: str,
    sha256: str,
    revision: str,
    languages: tuple[str, ...],
    multilingual: bool,
    as_json: bool,
    lang: str,
) -> int:
    """Add a sentence-transformers model: a folder, an installed package, or a name on the hub.

    NAME with a slash (organisation/name) is downloaded from the hub; only weights
    in safetensors, settings and tokeniser are taken, never code or pickles. The
    SHA-256 of every file is kept, and a model whose files changed is not used.
    """
    if multilingual and languages:
        raise UsageError("--language and --multilingual contradict each other.")
    labels, folder = labels_in(lang), models_folder()
    offer = Offer(
        languages=tuple(tag.lower() for tag in languages) or ("en",),
        multilingual=multilingual,
        sha256=sha256.lower(),
    )
    local = Path(source) if Path(source).is_dir() else package_folder(source)
    told = _progress_on_stderr(labels)
    if local is not None:
        if revision:
            raise UsageError(f"--revision is for models of the hub; {source} is a folder.")
        model = add_folder(
            folder, local, name=name or default_name(local), offer=offer, progress=told
        )
    elif Path(source).exists():
        raise ModelError(
            f"{source} is a file. A model is a folder.",
            hint="Unpack an archive first, and name the folder that holds modules.json.",
        )
    elif _ON_HUB.fullmatch(source):
        model = add_from_hub(
            folder,
            source,
            name=name or source.rsplit("/", 1)[1],
            offer=offer,
            progress=told,
            revision=revision,
        )
    else:
        raise ModelError(
            f"There is no folder and no installed package {source!r}.",
            hint="A model of the hub is named organisation/name.",
        )
    tried = _tried(folder, model)
    if as_json:
        print_json({"model": model_json(model), "left_out": list(model.left_out), **tried})
        return DONE
    say_line(labels("models_added", name=model.encoder.name, path=model.folder))
    _print_model(model, labels)
    if tried["tried"]:
        say(
            labels(
                "models_tried", dimensions=tried["dimensions"], tokens=tried["max_tokens"] or "∞"
            )
        )
    else:
        say(labels("models_not_tried"), err=True)
    if model.left_out:
        say_line(labels("models_left_out", files=", ".join(model.left_out[:20])), err=True)
    return DONE


def _tried(folder: Path, model: Model) -> dict[str, Any]:
    """What the model can do, once loaded; one that cannot be loaded is not kept."""
    if not is_installed():
        return {"tried": False, "dimensions": None, "max_tokens": None}
    try:
        encoder = load(model, device="cpu")
        encoder.encode(["AI systems shall be transparent."])
    except ModelError:
        remove_model(folder, model.encoder.name)
        raise
    return {"tried": True, "dimensions": encoder.dimensions, "max_tokens": encoder.max_tokens}


@models.command("list", epilog="Example: comity models list --json")
@result_options
def list_command(as_json: bool, lang: str) -> int:
    """List the models that were added."""
    labels, folder = labels_in(lang), models_folder()
    found, broken = list_models(folder)
    if as_json:
        print_json(
            {
                "path": str(folder),
                "models": [model_json(model) for model in found],
                "problems": [{"name": name, "problem": problem} for name, problem in broken],
            }
        )
        return PARTLY if broken else DONE
    for model in found:
        _print_model(model, labels)
    for name, problem in broken:
        say_line(f"{name}: {problem}", err=True)
    if not found:
        say_line(labels("models_none", path=folder))
    return PARTLY if broken else DONE


@models.command(epilog="Example: comity models check all-MiniLM-L6-v2")
@click.argument("names", nargs=-1)
@result_options
def check(names: tuple[str, ...], as_json: bool, lang: str) -> int:
    """Read every byte of the models NAMES (all when none is named) and compare checksums."""
    labels, folder = labels_in(lang), models_folder()
    broken: list[tuple[str, str]] = []
    if names:
        found = [read_model(folder, name) for name in dict.fromkeys(names)]
    else:
        found, broken = list_models(folder)
    checked = [(model.encoder.name, problems_of(model)) for model in found]
    checked += [(name, [problem]) for name, problem in broken]
    if as_json:
        print_json({"models": [{"name": n, "problems": problems} for n, problems in checked]})
    else:
        for name, problems in checked:
            if not problems:
                say_line(labels("models_sound", name=name))
            for problem in problems:
                say_line(labels("models_problem", name=name, problem=problem))
        if not checked:
            say_line(labels("models_none", path=folder))
    return PARTLY if any(problems for _, problems in checked) else DONE


@models.command(epilog="Example: comity models remove all-MiniLM-L6-v2")
@click.argument("name")
@result_options
def remove(name: str, as_json: bool, lang: str) -> int:
    """Remove a model. Bases that were built with it keep their vectors and links."""
    remove_model(models_folder(), name)
    if as_json:
        print_json({"removed": name})
    else:
        say_line(labels_in(lang)("models_removed", name=name))
    return DONE
