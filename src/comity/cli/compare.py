"""`comity compare`: two documents side by side, each of the base or a file beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from comity.base import Base, Comparison
from comity.base.compare import MIN_SCORE
from comity.base.json import compare_json
from comity.cli.drafts import compared
from comity.cli.output import DONE, base_option, print_json, result_options, say
from comity.cli.render_compare import compare_lines
from comity.cli.topic_names import with_topic_names
from comity.locales import Labels, labels_in

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(epilog="Example: comity compare my-draft.docx g20-ai-2019 --xlsx gaps.xlsx")
@click.argument("a", metavar="DOCUMENT|FILE")
@click.argument("b", metavar="DOCUMENT|FILE")
@click.option("--one-to-one", is_flag=True, help="A crosswalk: each provision once at most.")
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    default=MIN_SCORE,
    show_default=True,
    help="A pair that scores less is none.",
)
@click.option("--text-lang", metavar="TAG", help="Language of a file. [default: detected]")
@click.option("--csv", "csv_file", type=_FILE, help="Write the pairs and the rest as CSV, too.")
@click.option("--xlsx", "xlsx_file", type=_FILE, help="Write them as a workbook, too.")
@click.option("--oscal", "oscal_file", type=_FILE, help="Write an OSCAL control mapping, too.")
@base_option
@result_options
def compare(
    a: str,
    b: str,
    one_to_one: bool,
    min_score: float,
    text_lang: str | None,
    csv_file: Path | None,
    xlsx_file: Path | None,
    oscal_file: Path | None,
    base_path: Path,
    as_json: bool,
    lang: str,
) -> int:
    """Show what two documents both say, and what only one of them says.

    Either may be a file that is not in the base: a draft is read and split as a
    build would. What has no counterpart is told with what comes closest to it.
    """
    base, labels = Base.open(base_path), labels_in(lang)
    comparison = compared(
        base, a, b, text_lang=text_lang, min_score=min_score, one_to_one=one_to_one
    )
    files = (csv_file, xlsx_file, oscal_file)
    if any(files):
        _write(base, comparison, files, labels)
    if as_json:
        print_json(compare_json(base, comparison))
        return DONE
    for line in compare_lines(with_topic_names(compare_json(base, comparison), base, lang), labels):
        say(line)
    for file in filter(None, files):
        say(labels("coverage_saved", file=file))
    return DONE


def _write(
    base: Base, comparison: Comparison, files: tuple[Path | None, ...], labels: Labels
) -> None:
    """Write a comparison as CSV, XLSX and OSCAL, each where a file is named for it."""
    from comity.base.compare_sheets import comparison_csv, comparison_xlsx  # noqa: PLC0415 - slow
    from comity.base.oscal import oscal_mapping  # noqa: PLC0415
    from comity.base.save import write_whole  # noqa: PLC0415

    writers: tuple[Callable[[], bytes], ...] = (
        lambda: comparison_csv(base, comparison),
        lambda: comparison_xlsx(base, comparison, labels),
        lambda: oscal_mapping(base, comparison),
    )
    # All are made before one is written: what cannot be made leaves no other behind.
    made = [(file, write()) for file, write in zip(files, writers, strict=True) if file]
    for file, data in made:
        write_whole(file, data)
