"""The encoders that a user has added: a folder each, with the checksum of every file.

    MODELS/NAME/comity-model.json    what it is and where it came from
    MODELS/NAME/files/               the model's files

A model is added as a whole or not at all, and used only while its files have the bytes that
they had then.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from comity.encoding.folder import (
    MODULES,
    Part,
    checksum,
    copy_part,
    files_of,
    inside,
    is_plain,
    part_of,
    read_json,
    weights_checksum,
)
from comity.errors import ModelError, UnknownIdError
from comity.records import Encoder

FACTS, FILES = "comity-model.json", "files"
_FORMAT, _FORMAT_VERSION = "comity-model", 1
_ADDING = ".adding-"
_DEAD_AFTER_S = 86_400  # of a copy that was begun: no download is without news for a day
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")

Progress = Callable[[str, int, int], None]  # file, how many are done, of how many


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """An encoder that was added, and where it is."""

    encoder: Encoder
    parts: tuple[Part, ...]  # by path
    folder: Path  # of the model's files
    left_out: tuple[str, ...] = ()  # files of the source that were not taken

    @property
    def size_bytes(self) -> int:
        """Bytes of all files."""
        return sum(part.size_bytes for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a model is said to be when it is added."""

    languages: tuple[str, ...] = ("en",)
    multilingual: bool = False
    sha256: str = ""  # of the weights, as the user knows it; "" when it is not known

    def __post_init__(self) -> None:
        if self.sha256 and not _SHA256.fullmatch(self.sha256):
            raise ModelError(
                f"--sha256 {self.sha256!r} is no SHA-256.", hint="It has 64 hexadecimal digits."
            )
        for language in self.languages:
            if not _LANGUAGE.fullmatch(language):
                raise ModelError(
                    f"The language {language!r} is no primary BCP 47 tag.",
                    hint="Name it as in: --language en",
                )


def default_name(folder: Path) -> str:
    """What a model is called when nobody says: its folder, or the one above a folder "model"."""
    plain = {"model", "models", "files", "snapshots"}
    parents = [folder.resolve(), *folder.resolve().parents]
    named = (p.name for p in parents if p.name and p.name.lower() not in plain)
    return re.sub(r"[^A-Za-z0-9._-]+", "-", next(named, "model")).strip("-.")[:100] or "model"


def package_folder(name: str) -> Path | None:
    """The model folder within an installed package, which is not imported; None without one."""
    try:
        files = distribution(name).files or ()
    except (PackageNotFoundError, ValueError):
        return None
    found = sorted(Path(str(file.locate())).parent for file in files if file.name == MODULES)
    return found[0] if found else None


def add_folder(models: Path, source: Path, *, name: str, offer: Offer, progress: Progress) -> Model:
    """Copy a model from a folder, as the model `name`.

    Raises:
        ModelError: it is no model that comity runs (see `folder`), there is one of this name,
            or its weights are not those that were asked for.
    """
    taken, left_out = files_of(source)
    with adding(models, name) as new:
        parts = []
        for number, path in enumerate(taken):
            progress(path, number, len(taken))
            with writing(name):
                parts.append(copy_part(inside(source, path), new / FILES / path, path, str(source)))
        return finish(new, name, parts, offer, left_out=left_out)


@contextmanager
def adding(models: Path, name: str) -> Iterator[Path]:
    """A folder to put a model's files into; it is the model `name` when the block ends well."""
    _check_name(name)
    target = models / name
    if target.exists():
        raise ModelError(
            f"There is a model {name!r} already, in {target}.",
            hint=f"Give another name with --as, or remove it first: comity models remove {name}",
        )
    try:
        models.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(models)
        new = Path(tempfile.mkdtemp(prefix=f".{name}{_ADDING}", dir=models))
    except OSError as error:
        raise ModelError(
            f"Nothing can be written in {models}: {error.strerror}.",
            hint="Name another folder in COMITY_MODELS.",
        ) from error
    try:
        yield new
        with writing(name):
            new.chmod(0o755)  # mkdtemp's own would keep others of the machine out
            new.rename(target)
    finally:
        shutil.rmtree(new, ignore_errors=True)


@contextmanager
def writing(name: str) -> Iterator[None]:
    """What the system says against writing a model's files, in words."""
    try:
        yield
    except OSError as error:
        raise ModelError(
            f"The model {name!r} was not added: {error.strerror or error}.",
            hint="Make room on the disk, or name another folder in COMITY_MODELS.",
        ) from error


def finish(
    new: Path,
    name: str,
    parts: Sequence[Part],
    offer: Offer,
    *,
    source: str = "",
    revision: str = "",
    left_out: Sequence[str] = (),
) -> Model:
    """Write what a model is beside its files, once its weights are known to be the right ones."""
    listed = sorted(parts, key=lambda part: part.path)
    weights = weights_checksum(listed)
    if offer.sha256 and offer.sha256 != weights:
        raise ModelError(
            f"The weights have the SHA-256 {weights}, not {offer.sha256} as asked for.",
            hint="Take the model from where it was published, or ask for the right checksum.",
        )
    encoder = Encoder(
        name=name,
        source=source,
        revision=revision,
        sha256=weights,
        files_sha256=checksum(listed),
        languages=() if offer.multilingual else tuple(sorted(set(offer.languages))),
        multilingual=offer.multilingual,
    )
    facts = {
        "format": _FORMAT,
        "format_version": _FORMAT_VERSION,
        **asdict(encoder),
        "files": [asdict(part) for part in listed],
    }
    with writing(name):
        (new / FACTS).write_text(json.dumps(facts, indent=1) + "\n", "utf-8")
    return Model(
        encoder=encoder,
        parts=tuple(listed),
        folder=new.parent / name / FILES,
        left_out=tuple(left_out),
    )


def list_models(models: Path) -> tuple[list[Model], list[tuple[str, str]]]:
    """The models that were added, by name; and names that cannot be read, with the reason."""
    found: list[Model] = []
    broken: list[tuple[str, str]] = []
    if not models.is_dir():
        return found, broken
    for place in sorted(models.iterdir()):
        if not _NAME.fullmatch(place.name) or not (place / FACTS).exists():
            continue
        try:
            found.append(read_model(models, place.name))
        except ModelError as error:
            broken.append((place.name, str(error)))
    return found, broken


def read_model(models: Path, name: str) -> Model:
    """A model by name; its files are not looked at.

    Raises:
        UnknownIdError: none of this name was added.
        ModelError: what stands there is no model of comity's.
    """
    _check_name(name)
    place = models / name
    if not (place / FACTS).is_file():
        known = [p.name for p in sorted(models.iterdir())] if models.is_dir() else []
        known = [n for n in known if (models / n / FACTS).is_file()]
        raise UnknownIdError(
            "model",
            name,
            known=len(known),
            closest=get_close_matches(name, known, n=3, cutoff=0.4) or known[:3],
            where=f"in {models}",
            hint="Add it with `comity models add NAME|PATH`; comity downloads nothing unasked.",
        )
    facts = read_json(place / FACTS, str(place))
    try:
        return _model(facts, place / FILES, name)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"{place / FACTS} is damaged.",
            hint=f"Remove the model and add it again: comity models remove {name}",
        ) from error


def _model(facts: Any, folder: Path, name: str) -> Model:
    parts = tuple(
        Part(path=part["path"], size_bytes=part["size_bytes"], sha256=part["sha256"])
        for part in facts["files"]
    )
    encoder = Encoder(
        **{key: facts[key] for key in ("source", "revision", "sha256", "files_sha256")},
        name=name,  # the folder may have been renamed
        languages=tuple(facts["languages"]),
        multilingual=facts["multilingual"],
    )
    told = (encoder.source, encoder.revision, encoder.sha256, encoder.files_sha256)
    sound = (
        facts["format"] == _FORMAT
        and facts["format_version"] == _FORMAT_VERSION
        and all(isinstance(text, str) for text in (*told, *encoder.languages))
        and isinstance(encoder.multilingual, bool)
        and all(is_plain(p.path) and isinstance(p.size_bytes, int) for p in parts)
        and encoder.files_sha256 == checksum(list(parts))
        and encoder.sha256 == weights_checksum(list(parts))
    )
    if not sound:
        raise ValueError
    return Model(encoder=encoder, parts=parts, folder=folder)


def problems_of(model: Model) -> list[str]:
    """What of a model's files is not as it was when it was added; every byte is read."""
    found = []
    for part in model.parts:
        try:
            now = part_of(model.folder, part.path)
        except OSError as error:
            found.append(f"{part.path} cannot be read: {error.strerror}")
            continue
        if now.sha256 != part.sha256:
            found.append(f"{part.path} has the SHA-256 {now.sha256}, not {part.sha256}")
    known = {part.path for part in model.parts}
    for path in sorted(p for p in model.folder.rglob("*") if not p.is_dir()):
        if (name := path.relative_to(model.folder).as_posix()) not in known:
            found.append(f"{name} was not there")
    return found


def verified(models: Path, name: str) -> Model:
    """A model by name, with every file as it was when it was added.

    Raises:
        UnknownIdError, ModelError: as for `read_model`, and where a file has changed.
    """
    model = read_model(models, name)
    if problems := problems_of(model):
        more = f", and {len(problems) - 1} more" if problems[1:] else ""
        raise ModelError(
            f"The model {name!r} is not what was added: {problems[0]}{more}.",
            hint=f"Remove it and add it again: comity models remove {name}",
        )
    return model


def remove_model(models: Path, name: str) -> None:
    """Remove a model that was added.

    Raises:
        UnknownIdError: none of this name was added.
        ModelError: it cannot be removed.
    """
    _check_name(name)
    if not (models / name / FACTS).is_file():
        read_model(models, name)
    if (models / name).is_symlink():
        raise ModelError(f"{models / name} is a link.", hint="Remove the link by hand.")
    aside = Path(tempfile.mkdtemp(prefix=f".{name}{_ADDING}", dir=models))
    try:
        (models / name).rename(aside / name)  # gone at once, whatever happens on the way
        shutil.rmtree(aside)
    except OSError as error:
        raise ModelError(f"{models / name} cannot be removed: {error.strerror}.") from error


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise ModelError(
            f"{name[:200]!r} is no name for a model.",
            hint="Use letters, digits, dots, dashes and underscores, such as all-MiniLM-L6-v2.",
        )


def _remove_leftovers(models: Path) -> None:
    """What processes that died left half copied."""
    for place in sorted(models.glob(f".*{_ADDING}*")):
        with suppress(OSError):
            if time.time() - os.lstat(place).st_mtime > _DEAD_AFTER_S:
                shutil.rmtree(place, ignore_errors=True)
