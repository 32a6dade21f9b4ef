"""comity: governance texts become provisions, and every provision finds its related ones.

    import comity

    comity.build(["texts"], base="my-base")
    base = comity.open("my-base")
    for document in base:
        for provision in base.provisions(document):
            ...

What is not named here may change without notice between releases. Nothing is
loaded before it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import os

    from comity.base import Base, DocumentEntry, Outline
    from comity.errors import ComityError
    from comity.pipeline import Built
    from comity.records import Document, Failure, Link, Notice, Provision
    from comity.settings import Settings

__version__ = "0.1.0"

__all__ = [
    "Base",
    "Built",
    "ComityError",
    "Document",
    "DocumentEntry",
    "Failure",
    "Link",
    "Notice",
    "Outline",
    "Provision",
    "Settings",
    "__version__",
    "build",
    "open",
    "read_draft",
]

_HOMES = {
    "Base": "comity.base",
    "Built": "comity.pipeline",
    "ComityError": "comity.errors",
    "Document": "comity.records",
    "DocumentEntry": "comity.base",
    "Failure": "comity.records",
    "Link": "comity.records",
    "Notice": "comity.records",
    "Outline": "comity.base",
    "Provision": "comity.records",
    "Settings": "comity.settings",
}


def open(path: str | os.PathLike[str] = "comity-base", version: str | None = None) -> Base:  # noqa: A001 - comity.open, as gzip.open
    """Open an evidence base, as it is now or as it was frozen.

    Args:
        path: its folder; "DIR@VERSION" names a frozen version too.
        version: the beginning of a version's hash.

    Raises:
        BaseError: there is none, it is damaged, or of another format version.
        UnknownIdError, UsageError: no version begins so, or several do.
    """
    from pathlib import Path  # noqa: PLC0415

    from comity.base.versions import open_base  # noqa: PLC0415

    return open_base(Path(path), version)


def build(
    sources: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    base: str | os.PathLike[str] = "comity-base",
    *,
    catalogue: str | os.PathLike[str] | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    **settings: Any,
) -> Built:
    """Read files and folders into an evidence base, in place of the one that is there.

    Args:
        sources: a file or folder, or several.
        base: folder of the evidence base.
        catalogue: a CSV that says what is read, in place of those in the folders.
        progress: told of each step: its name, how much is done, of how much.
        settings: fields of `comity.Settings`, such as jobs=2.

    Returns:
        Counts, and every failure and notice. A source that fails costs only itself.

    Raises:
        UsageError: no source exists, there is nothing to read, or a setting is unknown.
        NothingBuiltError: not one source became provisions; the old base is untouched.
        BaseError: the base's folder holds something else, or cannot be written.
    """
    import os  # noqa: PLC0415
    from dataclasses import fields  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    from comity.errors import UsageError  # noqa: PLC0415
    from comity.pipeline import build as run_build  # noqa: PLC0415
    from comity.settings import Settings  # noqa: PLC0415

    known = sorted(field.name for field in fields(Settings) if field.name != "base")
    if unknown := sorted(settings.keys() - set(known)):
        raise UsageError(
            f"There is no setting {unknown[0]!r}.", hint=f"There are: {', '.join(known)}."
        )
    named = [sources] if isinstance(sources, str | os.PathLike) else sources
    options = {} if progress is None else {"progress": progress}
    return run_build(
        [Path(source) for source in named],
        Settings(base=Path(base), **settings),
        catalogue=None if catalogue is None else Path(catalogue),
        **options,
    )


def read_draft(
    path: str | os.PathLike[str], *, language: str = "", settings: Settings | None = None
) -> Outline:
    """A text that is in no base, read and split as a build would, to be compared with one.

    Args:
        path: a file of one text, in any format that a build reads.
        language: BCP 47; detected when empty.
        settings: limits of size, time and memory; those of a build by default.

    Raises:
        UsageError: the language is no tag, or the path is a folder.
        SourceError: the file cannot be read, or holds no text or several.
    """
    from pathlib import Path  # noqa: PLC0415

    from comity.pipeline.draft import read_draft as read  # noqa: PLC0415

    return read(Path(path), settings, language=language)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'comity' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
