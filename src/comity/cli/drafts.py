"""Files that stand in for documents: what `compare`, `related` and `export` share."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from comity.base import Base, Comparison, Outline
from comity.cli.output import say
from comity.errors import UnknownIdError
from comity.pipeline.draft import read_draft


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
