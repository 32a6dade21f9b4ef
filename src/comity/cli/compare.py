"""`comity compare`: two documents side by side, each of the base or a file beside it."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from pathlib import Path

import click

from comity.base import Base, Comparison, Outline
from comity.base.compare import MIN_SCORE
from comity.base.compare_sheets import comparison_csv, comparison_xlsx
from comity.base.json import compare_json
from comity.base.oscal import oscal_mapping
from comity.base.save import write_whole
from comity.cli.output import DONE, base_option, print_json, result_options, say
from comity.cli.render_compare import compare_lines
from comity.errors import UnknownIdError
from comity.locales import labels_in
from comity.pipeline.draft import read_draft

_FILE = click.Path(path_type=Path, dir_okay=False)


def compared(
    base: Base, a: str, b: str, *, text_lang: str | None, min_score: float, one_to_one: bool
) -> Comparison:
    """Two documents by id, by work or by file, compared; what must be known goes to stderr."""
    one = _side(base, a, text_lang, ())
    taken = () if isinstance(one, str) else (one.entry.id,)
    other = _side(base, b, text_lang, taken)
    return base.compare(one, other, min_score=min_score, one_to_one=one_to_one)


def _side(base: Base, name: str, text_lang: str | None, taken: Collection[str]) -> str | Outline:
    """A document of the base, else a file."""
    is_file = os.path.isfile(name)  # noqa: PTH113 - False, not an error, for a name too long
    try:
        base.document_id(name)
    except UnknownIdError as error:
        if not is_file:
            raise UnknownIdError(
                "document",
                name,
                known=error.known,
                closest=error.closest,
                hint="Nor is there a file of that name. List documents with `comity documents`.",
            ) from None
        draft = read_draft(Path(name), language=text_lang or "", taken=taken)
        tell_of(draft)
        return draft
    if is_file:
        say(
            f"! {name!r} is a document of the base and a file here; the document is taken."
            f" Write {os.path.join(os.curdir, name)} for the file.",  # noqa: PTH118 - Path drops "./"
            err=True,
        )
    return name


def tell_of(draft: Outline) -> None:
    """Say on the error stream what one must know of a draft that was read."""
    for warning in draft.entry.warnings:
        say(f"! {warning.path}: {warning.message}", err=True)


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
    writers: list[tuple[Path | None, Callable[[], bytes]]] = [
        (csv_file, lambda: comparison_csv(base, comparison)),
        (xlsx_file, lambda: comparison_xlsx(base, comparison, labels)),
        (oscal_file, lambda: oscal_mapping(base, comparison)),
    ]
    written = [file for file, _ in writers if file is not None]
    for file, write in writers:
        if file is not None:
            write_whole(file, write())
    if as_json:
        print_json(compare_json(base, comparison))
        return DONE
    for line in compare_lines(compare_json(base, comparison), labels):
        say(line)
    for file in written:
        say(labels("coverage_saved", file=file))
    return DONE
