"""`comity base`: freeze a version of the base, list, cite and compare versions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from comity.base.changes import changes_json
from comity.base.cite import as_bibtex, as_csl, as_text, citation_json, cite
from comity.base.folder import home_of
from comity.base.versions import (
    SHORT,
    Version,
    compare_versions,
    freeze,
    list_versions,
)
from comity.cli.output import (
    DONE,
    PARTLY,
    base_option,
    paragraphs,
    print_json,
    result_options,
    say,
)
from comity.locales import Labels, labels_in


@click.group(epilog='Example: comity base freeze --note "As cited in the report"')
def base() -> None:
    """Keep, list, cite and compare versions of a base.

    A build replaces the base. A version that was frozen stays beside it, in
    DIR.versions, and every command opens it with --base DIR@VERSION.
    """


def version_json(version: Version) -> dict[str, Any]:
    """A version as the list and the freeze give it."""
    return {
        "version": version.version,
        "frozen": version.frozen or None,
        "current": version.current,
        "title": version.title,
        "note": version.note,
        "by": list(version.by),
        "comity": version.comity,
        "counts": dict(version.counts) if version.counts is not None else None,
        "bytes": version.size_bytes,
        "path": str(version.path),
        "problem": version.problem or None,
    }


def _version_lines(version: Version, labels: Labels) -> list[str]:
    state = labels("version_frozen", date=version.frozen) if version.frozen else ""
    states = [state or labels("version_not_frozen")]
    states += [labels("version_current")] if version.current else []
    lines = [f"{version.version[:SHORT]}  {' · '.join(states)}"]
    if version.counts is not None:
        counts = {n: version.counts.get(n, 0) for n in ("documents", "provisions", "links")}
        lines.append(f"    {labels('cite_counts', **counts)}")
    lines += [f"    {words}" for words in (version.title, version.note) if words]
    lines += [f"    {'; '.join(version.by)}"] if version.by else []
    lines += [f"    ! {version.problem}"] if version.problem else []
    return lines


@base.command(
    "freeze", epilog='Example: comity base freeze --base my-base --note "As cited in the report"'
)
@base_option
@click.option("--title", default="", help="What citations call it. [default: the folder's name]")
@click.option("--note", default="", metavar="TEXT", help="Why it is kept.")
@click.option("--by", multiple=True, metavar="NAME", help="Who answers for it; repeatable.")
@result_options
def freeze_command(
    base_path: Path, title: str, note: str, by: tuple[str, ...], as_json: bool, lang: str
) -> int:
    """Keep the version that the base is now, so that it can be cited and opened for good.

    Costs no space while the base stays as it is. Freezing twice changes nothing.
    """
    done = freeze(base_path, title=title, note=note, by=by)
    if as_json:
        print_json(
            {
                "version": version_json(done.version),
                "already": done.already,
                "copied_bytes": done.copied_bytes,
            }
        )
        return DONE
    labels = labels_in(lang)
    key = "frozen_already" if done.already else "frozen_now"
    say(labels(key, version=done.version.version, date=done.version.frozen))
    say(labels("frozen_open", base=f"{_shown(base_path)}@{done.version.version[:SHORT]}"))
    if done.already and (title or note or by):
        say(labels("frozen_first_words"), err=True)
    return DONE


def _shown(base_path: Path) -> str:
    """The base as it was named, also where one of its versions was."""
    home = home_of(base_path)
    return str(base_path if base_path.resolve() == home else home)


@base.command("list", epilog="Example: comity base list --base my-base --check")
@base_option
@click.option("--check", is_flag=True, help="Read every byte of every frozen version.")
@result_options
def list_command(base_path: Path, check: bool, as_json: bool, lang: str) -> int:
    """List the frozen versions, oldest first, and the version that the base is now."""
    versions = list_versions(base_path, check=check)
    damaged = any(version.problem for version in versions)
    if as_json:
        shape = [version_json(version) for version in versions]
        print_json({"base": str(home_of(base_path)), "versions": shape})
        return PARTLY if damaged else DONE
    labels = labels_in(lang)
    for version in versions:
        for line in _version_lines(version, labels):
            say(line)
    return PARTLY if damaged else DONE


@base.command("cite", epilog="Example: comity base cite 3f2a --base my-base --as bibtex")
@click.argument("version", required=False)
@click.option(
    "--as",
    "form",
    type=click.Choice(["text", "bibtex", "csl-json"]),
    default="text",
    show_default=True,
    help="A paragraph, or what reference managers import.",
)
@base_option
@result_options
def cite_command(version: str | None, form: str, base_path: Path, as_json: bool, lang: str) -> int:
    """Cite a frozen VERSION (the beginning of its hash), else the one that the base is now."""
    citation, labels = cite(base_path, version), labels_in(lang)
    if as_json:
        print_json({**citation_json(citation), "text": as_text(citation, labels)})
    elif form == "csl-json":
        click.echo(json.dumps(as_csl(citation, labels), ensure_ascii=False, indent=2))
    else:
        say((as_bibtex if form == "bibtex" else as_text)(citation, labels))
    return DONE


@base.command("compare", epilog="Example: comity base compare 3f2a current --base my-base")
@click.argument("old", metavar="VERSION")
@click.argument("new", metavar="VERSION", default="current")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=50,
    show_default=True,
    help="Provisions printed with their words; the JSON has them all.",
)
@base_option
@result_options
def compare_command(
    old: str, new: str, limit: int, base_path: Path, as_json: bool, lang: str
) -> int:
    """Show what differs between two versions: documents, provisions, words.

    A VERSION is the beginning of a frozen version's hash, or "current". Words that
    went stand in [- -], words that came in {+ +}.
    """
    one, other, changes = compare_versions(base_path, old, new)
    shape = {
        "old": one.version,
        "new": other.version,
        **changes_json(changes, most=None if as_json else limit),
    }
    if as_json:
        print_json(shape)
        return DONE
    for line in _change_lines(shape, labels_in(lang)):
        say(line)
    return DONE


def _change_lines(shape: Mapping[str, Any], labels: Labels) -> Iterator[str]:
    """Counts, then each document that differs with its provisions."""
    yield labels("changed_documents", **shape["counts"]["documents"])
    yield labels("changed_provisions", **shape["counts"]["provisions"])
    if not shape["documents"]:
        yield labels("versions_same")
    for document in shape["documents"]:
        yield ""
        yield f"{_from_to(document)}  {document['title']}".rstrip()
        yield f"  {labels('change_' + document['kind'])}"
        if document["fields"]:
            yield f"  {labels('change_fields', fields=', '.join(document['fields']))}"
        for provision in document["provisions"]:
            yield f"  {labels('change_' + provision['kind'])}: {_from_to(provision)}"
            if provision["differences"]:
                yield paragraphs(_marked(provision["differences"]), indent="    ")
    if shape["left_off"]:
        yield labels("compare_left_off", count=shape["left_off"])


def _from_to(change: Mapping[str, Any]) -> str:
    old, new = change["old"], change["new"]
    if old is None or new is None or old == new:
        return str(new or old)
    return f"{old} → {new}"


_KEPT = 60  # characters of words that stayed, shown on either side of a change


def _marked(pieces: list[list[str]]) -> str:
    """Words that went in [- -], that came in {+ +}; long stretches that stayed are shortened."""
    words = []
    for number, (kind, text) in enumerate(pieces):
        if kind == "removed":
            words.append(f"[-{text}-]")
        elif kind == "added":
            words.append(f"{{+{text}+}}")
        else:
            before = text[:_KEPT] if number else ""
            after = text[-_KEPT:] if number + 1 < len(pieces) else ""
            short = len(before) + len(after) >= len(text)
            words.append(text if short else f"{before} … {after}")
    return "".join(words)
