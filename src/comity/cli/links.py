"""`comity related`, `comity compare` and `comity evaluate`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

import click

from comity.base import Base
from comity.base.json import compare_json, related_json
from comity.base.save import write_whole
from comity.cli.output import DONE, base_option, print_json, result_options, say
from comity.cli.render import compare_lines, evaluated_lines, related_lines
from comity.errors import UsageError
from comity.links.weights import WORDS, as_toml
from comity.locales import labels_in
from comity.records import Relation

_MOST_FILE_BYTES = 1_000_000  # a draft to relate is a passage, not an archive


def _asked_text(text: str | None, file: Path | None) -> str | None:
    """The text given in words or as a file; None when an id is asked about."""
    if file is None:
        return text
    data = file.read_bytes()
    if len(data) > _MOST_FILE_BYTES:
        raise UsageError(
            f"{file} has {len(data)} bytes; {_MOST_FILE_BYTES} is the most for one passage.",
            hint="Build it into a base with `comity build`, then compare documents.",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(
            f"{file} is not UTF-8 text.",
            hint="Save it as plain text in UTF-8; other formats are read by `comity build`.",
        ) from None


@click.command(
    epilog='Example: comity related --text "Developing countries need a voice in AI governance."'
)
@click.argument("name", metavar="[ID]", required=False)
@click.option("--text", help="A text that need not be in the base.")
@click.option(
    "--file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A UTF-8 file with such a text.",
)
@click.option("--text-lang", metavar="TAG", help="Language of that text. [default: detected]")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@click.option("--relation", type=click.Choice(get_args(Relation)), help="Only this relation.")
@base_option
@result_options
def related(
    name: str | None,
    text: str | None,
    file: Path | None,
    text_lang: str | None,
    limit: int,
    relation: Relation | None,
    base_path: Path,
    as_json: bool,
    lang: str,
) -> int:
    """List the provisions related to a provision (ID) or to any text, best first."""
    if sum(given is not None for given in (name, text, file)) != 1:
        raise UsageError("Give one of: a provision's ID, --text TEXT, --file PATH.")
    base = Base.open(base_path)
    passage = _asked_text(text, file)
    if passage is not None:
        answer = base.related_text(passage, language=text_lang, limit=limit, relation=relation)
    elif name is not None:
        answer = base.related(name, limit=limit, relation=relation)
    shape = related_json(base, answer)
    if as_json:
        print_json(shape)
        return DONE
    for line in related_lines(shape, labels_in(lang), characters=400):
        say(line)
    return DONE


@click.command(epilog="Example: comity compare oecd-ai-2019 g20-ai-2019")
@click.argument("a", metavar="DOCUMENT")
@click.argument("b", metavar="DOCUMENT")
@base_option
@result_options
def compare(a: str, b: str, base_path: Path, as_json: bool, lang: str) -> int:
    """Show what two documents both say, and what only one of them says."""
    base = Base.open(base_path)
    shape = compare_json(base, base.compare(a, b))
    if as_json:
        print_json(shape)
        return DONE
    for line in compare_lines(shape, labels_in(lang)):
        say(line)
    return DONE


@click.command(epilog="Example: comity evaluate gold.csv --base my-base --fit --write weights.toml")
@click.argument(
    "gold", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@base_option
@click.option("--judgements", is_flag=True, help="What people judged of the base is the gold.")
@click.option("--by", multiple=True, metavar="NAME", help="With --judgements: only this person's.")
@click.option("--no-base", is_flag=True, help="The table holds texts; count terms in these alone.")
@click.option("--fit", "fit_too", is_flag=True, help="Fit the weights of links to the table.")
@click.option(
    "--write",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File for the fitted weights, for `comity build --link-weights`.",
)
@result_options
def evaluate(
    gold: Path | None,
    base_path: Path,
    judgements: bool,
    by: tuple[str, ...],
    no_base: bool,
    fit_too: bool,
    write: Path | None,
    as_json: bool,
    lang: str,
) -> int:
    """Measure link quality against GOLD, a CSV with columns query, target, relevant.

    query and target are provision ids of the base, or texts; relevant is 1 or
    0. Each query ranks all targets of the table, but those of its own work.
    Queries without a relevant target are left out, and counted. Without a base
    at hand, terms are weighed by the table's own texts. With --fit, what each
    signal adds is fitted to the table, and measured on it: keep another table
    for an honest figure.

    With --judgements in place of GOLD, links are measured by what people judged
    (comity judge), on judged pairs only, and people by each other.
    """
    if judgements:
        if gold is not None or no_base or fit_too:
            raise UsageError("--judgements takes the place of GOLD and needs a base.")
        return _evaluate_judgements(base_path, by, lang, as_json=as_json)
    if gold is None or by:
        raise UsageError("Give GOLD, a CSV, or --judgements; --by goes with --judgements.")
    from comity.base.evaluate import evaluate_gold, fit_gold  # noqa: PLC0415 - loads scipy

    if write is not None and not fit_too:
        raise UsageError("--write saves fitted weights.", hint="Add --fit.")
    context = click.get_current_context()
    default = context.get_parameter_source("base_path") is click.core.ParameterSource.DEFAULT
    absent = default and not (base_path / "manifest.json").is_file()
    base = None if no_base or absent else Base.open(base_path)
    shape: dict[str, Any] = {}
    weights = None
    if fit_too:
        fitted = fit_gold(gold, base)
        weights = fitted.weights
        shape["fitted"] = {**asdict(weights), "pairs": fitted.pairs}
    evaluation = evaluate_gold(gold, base, weights=weights)
    shape = {
        **evaluation.to_json(),
        "base": None if base is None else base.version,
        **shape,
    }
    if write is not None and weights is not None:
        comment = f"Fitted by `comity evaluate --fit` to {gold.name}, {fitted.pairs} pairs."
        write_whole(write, as_toml({WORDS: weights}, comment=comment).encode())
    if as_json:
        print_json(shape)
        return DONE
    labels = labels_in(lang)
    names = {
        "queries": labels("evaluated_queries"),
        "queries_without_relevant": labels("evaluated_without"),
        "pool": labels("evaluated_pool"),
        "base": labels("evaluated_base"),
        "pairs": labels("evaluated_pairs"),
        "calibration_error": labels("evaluated_error"),
        "brier": labels("evaluated_brier"),
        "brier_constant": labels("evaluated_constant"),
    }
    facts = {name: value for name, value in shape.items() if name != "fitted"}
    for name, value in [*facts.items(), *shape.get("fitted", {}).items()]:
        say(f"{names.get(name, name)}: {'—' if value is None else value}")
    return DONE


def _evaluate_judgements(base_path: Path, by: tuple[str, ...], lang: str, *, as_json: bool) -> int:
    from comity.base.judged_gold import evaluate_judgements  # noqa: PLC0415 - loads scipy

    base = Base.open(base_path)
    shape = {**evaluate_judgements(base, by).to_json(), "base": base.version}
    if as_json:
        print_json(shape)
        return DONE
    for line in evaluated_lines(shape, labels_in(lang)):
        say(line)
    return DONE
