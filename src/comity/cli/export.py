"""`comity export`: what a base holds, in the formats of other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from comity.base import Base
from comity.base.compare import MIN_SCORE
from comity.base.export import export_akn, export_skos
from comity.base.judged_file import export_judgements
from comity.base.save import write_whole
from comity.cli.drafts import compared
from comity.cli.output import DONE, PARTLY, base_option, print_json, result_options, say
from comity.locales import labels_in


@click.group(epilog="Example: comity export akn --to exported")
def export() -> None:
    """Write what a base holds in the formats of other tools."""


@export.command(epilog="Example: comity export akn eu-ai-act-2024.en --to exported")
@click.argument("documents", metavar="[DOCUMENT]...", nargs=-1)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder to write to; it is made when it is not there.",
)
@base_option
@result_options
def akn(documents: tuple[str, ...], folder: Path, base_path: Path, as_json: bool, lang: str) -> int:
    """Write documents as Akoma Ntoso 3.0, one file each: DOCUMENT.akn.xml.

    Without a DOCUMENT every document of the base is written. Reading a file
    again gives the same provisions with the same ids. Files of the same name
    are replaced; nothing else in the folder is touched.
    """
    exported = export_akn(Base.open(base_path), documents, folder)
    if as_json:
        print_json(
            {
                "format": "akn",
                "folder": str(folder),
                "files": [
                    {
                        "document_id": item.document_id,
                        "file": item.file,
                        "provisions": item.provisions,
                    }
                    for item in exported.files
                ],
                "failures": [
                    {"path": f.path, "stage": f.stage, "error": f.error, "hint": f.hint}
                    for f in exported.failures
                ],
            }
        )
        return PARTLY if exported.failures else DONE
    labels = labels_in(lang)
    for item in exported.files:
        say(f"{item.document_id}  {item.file}")
    say(labels("exported", files=len(exported.files), folder=str(folder)))
    for failure in exported.failures:
        say(f"{failure.path}: {failure.error} {failure.hint}".strip(), err=True)
    return PARTLY if exported.failures else DONE


@export.command(epilog="Example: comity export skos --to topics.ttl")
@click.option(
    "--to",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="File to write: .ttl for Turtle, .jsonld for JSON-LD.",
)
@click.option("--counts", is_flag=True, help="With the number of texts that speak of each topic.")
@base_option
@result_options
def skos(file: Path, counts: bool, base_path: Path, as_json: bool, lang: str) -> int:
    """Write the thesaurus of the base as SKOS, in Turtle or JSON-LD.

    Labels, scope notes, terms and mappings in six languages; concepts that a
    build added with --thesaurus are among them.
    """
    concepts = export_skos(Base.open(base_path), file, counts=counts, language=lang)
    if as_json:
        print_json({"format": "skos", "file": str(file), "concepts": concepts})
    else:
        say(labels_in(lang)("coverage_saved", file=file))
    return DONE


@export.command(epilog="Example: comity export judgements --to judgements.csv")
@click.option(
    "--to",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="File to write: .csv or .jsonl.",
)
@click.option(
    "--format", "form", type=click.Choice(["csv", "jsonl"]), help="[default: as FILE ends]"
)
@base_option
@result_options
def judgements(
    file: Path, form: Literal["csv", "jsonl"] | None, base_path: Path, as_json: bool, lang: str
) -> int:
    """Write what people judged, on pairs and on tags, as comity add judgements reads it.

    Every judgement is written with the base version and the hashes of the texts
    that it is about, so that adding the file elsewhere gives the same record.
    """
    exported = export_judgements(base_path, file, form)
    if as_json:
        print_json(
            {
                "format": form or file.suffix.lower().removeprefix("."),
                "file": str(file),
                "pairs": exported.pairs,
                "tags": exported.tags,
                "damaged": [
                    {"file": name, "line": line.line, "problem": line.problem}
                    for name, line in exported.damaged
                ],
            }
        )
        return PARTLY if exported.damaged else DONE
    labels = labels_in(lang)
    say(labels("judgements_exported", file=file, pairs=exported.pairs, tags=exported.tags))
    for name, line in exported.damaged:
        words = labels("line_failed", line=line.line, error=line.problem)
        say(f"{name}: {words}", err=True)
    return PARTLY if exported.damaged else DONE


@export.command("oscal-mapping", epilog="Example: comity export oscal-mapping A B --to map.json")
@click.argument("a", metavar="DOCUMENT|FILE")
@click.argument("b", metavar="DOCUMENT|FILE")
@click.option(
    "--to",
    "-o",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="File to write.",
)
@click.option("--one-to-one", is_flag=True, help="A crosswalk: each provision once at most.")
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    default=MIN_SCORE,
    show_default=True,
    help="A pair that scores less is none.",
)
@click.option("--text-lang", metavar="TAG", help="Language of a file. [default: detected]")
@base_option
@result_options
def oscal(
    a: str,
    b: str,
    file: Path,
    one_to_one: bool,
    min_score: float,
    text_lang: str | None,
    base_path: Path,
    as_json: bool,
    lang: str,
) -> int:
    """Write what two documents share, and the gaps of either, as an OSCAL control mapping.

    The same as `comity compare --oscal`. What people judged decides; the rest are
    proposals with their score as confidence.
    """
    from comity.base.oscal import oscal_mapping  # noqa: PLC0415 - seldom needed

    base = Base.open(base_path)
    found = compared(base, a, b, text_lang=text_lang, min_score=min_score, one_to_one=one_to_one)
    write_whole(file, oscal_mapping(base, found))
    if as_json:
        print_json({"format": "oscal-mapping", "file": str(file), "pairs": len(found.pairs)})
    else:
        say(labels_in(lang)("coverage_saved", file=file))
    return DONE
