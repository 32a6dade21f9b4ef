"""The stages in order: sources are read and split apart, tagged, linked together, and written.

find_sources ─▶ read_source ─▶ split_provisions ─▶ tag ─▶ link_units ─▶ write_contents
                └── in worker processes ──┘

What was read goes to the disk as it comes (`base.spool`), and few of it are records at a time.
A source whose bytes, catalogue row and readers are those of the base that is replaced is not
read again: its documents and provisions are taken over, and so are their tags.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from comity.base.changes import Changes
from comity.base.fingerprint import code_sha256
from comity.base.folder import locked, recover, remove_leftovers
from comity.base.former import Former, open_former
from comity.base.manifest import check_replaceable
from comity.base.spool import Spool
from comity.base.topic_tables import thesaurus_of
from comity.base.vector_spool import remove_spools
from comity.base.write import write_contents
from comity.documents import find_sources
from comity.errors import NothingBuiltError, UsageError
from comity.pipeline.encode import chosen_model, encode
from comity.pipeline.gather import Progress, gather
from comity.pipeline.link import LINKERS, link, shaping, weights_of
from comity.pipeline.same_text import same_texts
from comity.pipeline.tag import read_thesauri, tag
from comity.records import Failure, Notice
from comity.settings import Settings
from comity.temporary import remove_abandoned
from comity.topics.weights import topic_texts


def _silent(stage: str, done: int, of: int) -> None:
    """The progress of a caller who does not want any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build made, and what it could not."""

    base: Path
    version: str
    documents: int
    provisions: int
    linkable: int
    links: int
    tags: int
    failures: tuple[Failure, ...]
    notices: tuple[Notice, ...]
    seconds: float
    read: int = 0  # sources that were read
    taken_over: int = 0  # sources whose documents were taken over from the old base
    searched: int = 0  # units whose links were looked for; the others kept theirs
    tagged: int = 0  # units whose tags were looked for; the others kept theirs
    encoded: int = 0  # texts that the encoder was given; the others kept their vectors
    changes: Changes | None = None  # since the old base; None when there was none to compare
    redirects: int = 0  # ids of earlier versions that lead elsewhere, or nowhere


def build(
    sources: Sequence[Path],
    settings: Settings,
    *,
    catalogue: Path | None = None,
    progress: Progress = _silent,
) -> Built:
    """Read sources, split them into provisions, link these, and write the evidence base.

    Sources that did not change since the base at the same place was built are
    taken over from it; the result is the same, byte for byte.

    Args:
        sources: files and folders.
        settings: where to write, how many processes, limits.
        catalogue: a CSV that says what is read, in place of those in the folders.
        progress: told of each step as it goes.

    Returns:
        Counts, and every failure and notice. A source that fails costs only
        itself; the base holds the rest and lists the failures.

    Raises:
        UsageError: no source exists, or there is nothing to read in them.
        NothingBuiltError: not one source became provisions; the old base is untouched.
        BaseError: the base's folder holds something else, cannot be written, or is
            being built by another process.
    """
    base = settings.base.resolve()
    with locked(base, wait=settings.wait), Spool(base) as spool:
        return _build(sources, settings, catalogue, progress, spool)


def _build(
    sources: Sequence[Path],
    settings: Settings,
    catalogue: Path | None,
    progress: Progress,
    spool: Spool,
) -> Built:
    started = time.monotonic()
    if not any(path.exists() for path in sources):
        raise UsageError(
            f"There is nothing at {', '.join(map(str, sources))}.",
            hint="Check the name; a pattern must match a file.",
        )
    base = settings.base.resolve()
    recover(base)
    remove_leftovers(base)
    remove_abandoned()
    check_replaceable(base)  # now, not after minutes of reading
    thesauri = read_thesauri(settings.thesauri)  # a mistake in one, too
    weights_of(settings)
    model = chosen_model(settings)
    found = find_sources(sources, catalogue=catalogue)
    # A base in the folder of its texts: what a build puts beside it for a while is no news.
    own = f".{base.name}."
    told = [n for n in found.notices if not n.path.rsplit("/", 1)[-1].startswith(own)]
    # Nor is what earlier builds left there a part of what this one makes of the texts.
    notices = [n for n in told if n.code != "own-output"]
    passed_over = [n for n in told if n.code == "own-output"]
    failures = list(found.failures)
    if not found.sources and not failures:
        named = ", ".join(map(str, sources))
        raise UsageError(
            f"No governance text was found in {named}.",
            hint="Name texts or folders of them: PDF, HTML, DOCX, ODT, RTF, XML, Markdown, text.",
        )
    former, problem = open_former(base)
    gathered = gather(found.sources, former, settings, progress, spool)
    contents = gathered.contents
    failures += gathered.failures
    notices += [*gathered.notices, *contents.notices()]
    if not contents.provisions.num_rows:
        raise NothingBuiltError(
            sorted(failures),
            sorted(notices),
            sources=len(found.sources),
            seconds=time.monotonic() - started,
        )
    units = contents.units()
    tags = tag(units, contents.same, former, settings, thesauri, progress)
    described = topic_texts(thesaurus_of(tags.topics)) if model is not None else []
    encoding = encode(units, described, model, former, settings, progress)
    notices += encoding.notices
    progress("link", 0, units.num_rows)
    made_by = {"links": code_sha256(LINKERS), "tags": tags.made_by, **encoding.made_by}
    linked = link(units, tags, encoding.compared(), contents.same, former, settings, made_by)
    notices += linked.notices
    one_text = same_texts(contents, linked.words)
    notices += one_text.notices
    progress("link", units.num_rows, units.num_rows)
    progress("write", 0, 1)
    reuse = {
        "read": gathered.read,
        "taken_over": gathered.taken_over,
        "searched": linked.searched,
        "tagged": tags.tagged,
        "encoded": encoding.encoded,
    }
    written = write_contents(
        base,
        contents,
        links=linked.table,
        statistics=linked.statistics,
        words=linked.words,
        tags=tags.table,
        topics=tags.topics,
        same_text=one_text.table,
        further=encoding.tables,
        failures=sorted(failures),
        notices=sorted(notices),
        settings={**shaping(settings), **thesauri.shaping, **encoding.shaping},
        sources=gathered.sources,
        run={
            **reuse,
            **({"from": former.version} if former is not None else {}),
            "jobs": settings.jobs,
            "seconds": round(time.monotonic() - started, 3),
        },
        former=former,
        made_by=made_by,
    )
    remove_spools(base)
    progress("write", 1, 1)
    # How this build came about is no part of the base: a fresh one would not say it.
    notices += [*passed_over, *_about_former(former, problem)]
    return Built(
        base=settings.base,
        version=written.version,
        documents=contents.documents.num_rows,
        provisions=contents.provisions.num_rows,
        linkable=units.num_rows,
        links=linked.table.num_rows,
        tags=tags.table.num_rows,
        failures=tuple(sorted(failures)),
        notices=tuple(sorted(notices)),
        seconds=time.monotonic() - started,
        changes=written.changes,
        redirects=written.redirects,
        **reuse,
    )


def _about_former(former: Former | None, problem: str) -> list[Notice]:
    notices = []
    if problem:
        message = f"Nothing was taken over from the old base: {problem}. All was read anew."
        notices.append(Notice(code="old-base-not-used", message=message))
    if former is not None and former.redirects[1]:
        message = f"{former.redirects[1]} redirects of the old base are damaged and were left out."
        notices.append(Notice(code="redirects-damaged", message=message))
    return notices
