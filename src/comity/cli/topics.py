"""`comity topics`, `coverage` and `silence`: what the texts speak of, and what they do not."""

from __future__ import annotations

from pathlib import Path

import click

from comity.base import Base
from comity.base.coverage import (
    CONFIDENCE,
    agreements_of,
    contrasts_of,
    coverage_of,
    silence_of,
)
from comity.base.save import save_agreement, save_contrasts, save_coverage, save_silence
from comity.base.topic_json import (
    agreements_json,
    contrasts_json,
    coverage_json,
    silence_json,
    topic_json,
    topics_json,
)
from comity.base.topic_view import topic_view
from comity.cli.output import DONE, base_option, print_json, result_options, say, shortened
from comity.cli.render_topics import (
    agreement_lines,
    contrast_lines,
    coverage_lines,
    silence_lines,
    topic_lines,
    tree_lines,
)
from comity.errors import UsageError
from comity.locales import Labels, labels_in
from comity.topics.holdings import BY
from comity.topics.silence import LEAST_SHARE

confidence_option = click.option(
    "--confidence",
    type=click.FloatRange(0, 1),
    default=CONFIDENCE,
    show_default=True,
    help="Of a tag, from which a text speaks of its topic.",
)
save_option = click.option(
    "--save",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write it to a file as well: .csv, .xlsx, or a picture: .svg, .png, .html.",
)
top_option = click.option(
    "--top",
    type=click.IntRange(min=0),
    default=30,
    show_default=True,
    help="Topics shown and drawn; 0 for all. The JSON and tables always have all.",
)


@click.command(epilog="Example: comity topics international-cooperation --base my-base")
@click.argument("name", metavar="[TOPIC]", required=False)
@click.option("--agreement", is_flag=True, help="Topics on which most of the world speaks.")
@click.option("--limit", type=click.IntRange(min=0), default=10, show_default=True)
@click.option("--offset", type=click.IntRange(min=0), default=0, help="Provisions to pass over.")
@confidence_option
@top_option
@save_option
@base_option
@result_options
def topics(
    name: str | None,
    agreement: bool,
    limit: int,
    offset: int,
    confidence: float,
    top: int,
    save: Path | None,
    base_path: Path,
    as_json: bool,
    lang: str,
) -> int:
    """List the topics with how many texts speak of each, or show one TOPIC with its provisions.

    TOPIC is an id or a label in any of the six languages.
    """
    base, labels = Base.open(base_path), labels_in(lang)
    if agreement and name is not None:
        raise UsageError("--agreement is about all topics.", hint=f"Leave out {name!r}.")
    if save is not None and not agreement:
        raise UsageError(
            "--save goes with --agreement.",
            hint="Use `comity coverage --save FILE`, or `comity export skos`.",
        )
    if agreement:
        agreed = agreements_of(base, confidence=confidence, language=lang)
        if save is not None:
            counted = coverage_of(base, "country", confidence=confidence, language=lang)
            _warn_of(save_agreement(agreed, counted, save, most=top or len(counted.topics)), labels)
        if as_json:
            print_json(agreements_json(agreed))
        else:
            for line in agreement_lines(agreed, labels, top=top):
                say(line)
            _say_saved(save, labels)
        return DONE
    if name is None:
        shape = topics_json(base, confidence=confidence, language=lang)
        lines = tree_lines(shape, labels)
    else:
        view = topic_view(
            base, name, limit=limit, offset=offset, confidence=confidence, language=lang
        )
        shape = topic_json(base, view)
        lines = topic_lines(shape, labels)
    if as_json:
        print_json(shape)
        return DONE
    for line in lines:
        say(line)
    return DONE


@click.command(epilog="Example: comity coverage --by region --save coverage.xlsx")
@click.option("--by", type=click.Choice(BY), default="region", show_default=True)
@click.option("--topic", "names", multiple=True, metavar="T", help="Only this; may be repeated.")
@click.option("--group", "groups", multiple=True, metavar="G", help="Only this; may be repeated.")
@confidence_option
@top_option
@save_option
@base_option
@result_options
def coverage(
    by: str,
    names: tuple[str, ...],
    groups: tuple[str, ...],
    confidence: float,
    top: int,
    save: Path | None,
    base_path: Path,
    as_json: bool,
    lang: str,
) -> int:
    """Count how many texts speak of each topic, by groups, with intervals.

    Every text with the same weight and every country with the same weight stand
    side by side. How it was counted, and whose texts are held, stands below.
    """
    base, labels = Base.open(base_path), labels_in(lang)
    counted = coverage_of(
        base, by, topics=names, groups=groups, confidence=confidence, language=lang
    )
    if save is not None:
        _warn_of(save_coverage(counted, save, most=top or len(counted.topics)), labels)
    if as_json:
        print_json(coverage_json(counted))
        return DONE
    for line in coverage_lines(counted, labels, top=top, detailed=bool(names)):
        say(line)
    _say_saved(save, labels)
    return DONE


@click.command(epilog="Example: comity silence KEN --base my-base")
@click.argument("name", metavar="DOCUMENT|COUNTRY|developing")
@click.option(
    "--least",
    type=click.FloatRange(0, 1, min_open=True),
    default=LEAST_SHARE,
    show_default="a third",
    help="Share of the peers that speak of a topic, from which its absence is told.",
)
@confidence_option
@top_option
@save_option
@base_option
@result_options
def silence(
    name: str,
    least: float,
    confidence: float,
    top: int,
    save: Path | None,
    base_path: Path,
    as_json: bool,
    lang: str,
) -> int:
    """Tell what a document or a country leaves out though a third of its peers speak of it.

    `developing` compares the texts of developing countries with those of others:
    what they raise more often, and what less. Of a country without a text nothing
    is claimed.
    """
    base, labels = Base.open(base_path), labels_in(lang)
    if name == "developing":
        compared = contrasts_of(base, confidence=confidence, language=lang)
        if save is not None:
            _warn_of(
                save_contrasts(compared, save, most=top or len(compared.more + compared.less) or 1),
                labels,
            )
        if as_json:
            print_json(contrasts_json(compared))
            return DONE
        for line in contrast_lines(compared, labels, top=top):
            say(line)
        _say_saved(save, labels)
        return DONE
    found = silence_of(base, name, least_share=least, confidence=confidence, language=lang)
    if save is not None:
        _warn_of(save_silence(found, save, most=top or len(found.silent) or 1), labels)
    if as_json:
        print_json(silence_json(found))
        return DONE
    for line in silence_lines(found, labels, top=top):
        say(line)
    _say_saved(save, labels)
    return DONE


def _warn_of(missing: str, labels: Labels) -> None:
    """Tell which characters a picture shows as boxes."""
    if missing:
        say(labels("picture_lacks", characters=shortened(missing, 40)), err=True)


def _say_saved(file: Path | None, labels: Labels) -> None:
    if file is not None:
        say(labels("coverage_saved", file=file))
