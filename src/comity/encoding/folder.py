"""A folder that holds a sentence-transformers model: which of its files are taken, and which not.

A model is data here: weights in safetensors, settings in JSON, the words of a tokeniser. Code
and pickles, which can do anything when they are loaded, are never copied, and a model that
cannot do without them is refused.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from comity.errors import ModelError

MODULES = "modules.json"
WEIGHTS = ".safetensors"

#: What a model may consist of. `.model` holds the pieces of a SentencePiece tokeniser.
SUFFIXES = (".json", ".txt", ".model", WEIGHTS)
_PICKLED = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".h5", ".msgpack")

MOST_FILES = 200
MOST_WEIGHT_BYTES = 16 * 2**30  # one file; 0.09 GB for MiniLM, 2.3 GB for the large multilingual
MOST_OTHER_BYTES = 128 * 2**20  # 17 MB for a tokeniser of a hundred languages
MOST_JSON_BYTES = 2**20  # modules.json
MOST_BYTES = 64 * 2**30  # all together
_PIECE = 2**20

# The modules that make up text encoders. Others can load further models (Router), or read
# pictures (CLIPModel); what lies outside the library is code that the model brings along.
KNOWN_MODULES = frozenset(
    """
    Transformer Pooling Normalize Dense LayerNorm Dropout StaticEmbedding WeightedLayerPooling
    WordEmbeddings WordWeights BoW CNN LSTM
    """.split()  # noqa: SIM905
)
_MODULE = re.compile(r"sentence_transformers(?:\.[A-Za-z_]+)+")
_STEP = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of a model."""

    path: str  # relative, with slashes
    size_bytes: int
    sha256: str


def is_plain(path: str) -> bool:
    """True for a relative path that leads nowhere else: no "..", no root, no drive."""
    return all(_STEP.fullmatch(step) for step in path.split("/"))


def module_folders(modules: Any, where: str) -> list[str]:
    """The folders that a model's modules lie in, "" for its own, from its `modules.json`.

    Raises:
        ModelError: no list of modules, one that would be code of the model's own, or a path
            that leads out of the folder.
    """
    if not isinstance(modules, list) or not modules or len(modules) > MOST_FILES:
        raise ModelError(f"{MODULES} of {where} is no list of modules.", hint=_SENTENCE_MODEL)
    found = []
    for module in modules:
        facts = module if isinstance(module, dict) else {}
        kind, path = facts.get("type"), facts.get("path")
        if not isinstance(kind, str) or not isinstance(path, str):
            raise ModelError(f"{MODULES} of {where} is no list of modules.", hint=_SENTENCE_MODEL)
        known = kind.rsplit(".", 1)[-1] in KNOWN_MODULES
        if not _MODULE.fullmatch(kind) or not known:
            raise ModelError(
                f"{where} needs the module {kind[:200]!r}, which is code of its own or no part of"
                " a text encoder; comity does not run it.",
                hint=f"Use a model made of {', '.join(sorted(KNOWN_MODULES))}.",
            )
        if path and not is_plain(path):
            raise ModelError(
                f"{MODULES} of {where} names the folder {path[:200]!r}, outside the model.",
                hint="Take the model from where it was published.",
            )
        found.append(path)
    return sorted({"", *found})


_SENTENCE_MODEL = (
    "A sentence-transformers model is needed: a folder with modules.json, config.json and"
    " model.safetensors."
)


def wanted(names: Mapping[str, int], folders: list[str], where: str) -> list[str]:
    """The files of a model that are taken, sorted.

    Args:
        names: path of each file -> its size in bytes.
        folders: from `module_folders`.
        where: what to call the model in errors.

    Raises:
        ModelError: weights are pickled, absent, or a file is beyond the limits.
    """
    taken: list[str] = []
    pickled: dict[str, str] = {}
    weighed: set[str] = set()
    for name in sorted(names):
        place = PurePosixPath(name)
        folder = "" if place.parent == PurePosixPath() else str(place.parent)
        if folder not in folders or not is_plain(name):
            continue
        suffix = place.suffix.lower()
        if suffix in _PICKLED:
            pickled.setdefault(folder, name)
        elif suffix in SUFFIXES:
            taken.append(name)
            if suffix == WEIGHTS:
                weighed.add(folder)
    for folder, name in sorted(pickled.items()):
        if folder not in weighed:
            raise ModelError(
                f"{where} has its weights in {name}, a pickle, which can run code when it is"
                " loaded.",
                hint="Take a revision with model.safetensors, or save the model as that first.",
            )
    if not weighed:
        raise ModelError(f"{where} has no weights in safetensors.", hint=_SENTENCE_MODEL)
    if len(taken) > MOST_FILES:
        raise ModelError(
            f"{where} has {len(taken)} files; {MOST_FILES} are the most.", hint=_SENTENCE_MODEL
        )
    for name in taken:
        check_size(name, names[name], where)
    if (total := sum(names[name] for name in taken)) > MOST_BYTES:
        raise ModelError(
            f"{where} has {total} bytes; {MOST_BYTES} are the most.", hint="Use a smaller model."
        )
    return taken


def check_size(name: str, size_bytes: int, where: str) -> None:
    """Refuse a file that is larger than its kind may be."""
    most = MOST_WEIGHT_BYTES if name.endswith(WEIGHTS) else MOST_OTHER_BYTES
    if size_bytes > most:
        raise ModelError(
            f"{name} of {where} has {size_bytes} bytes; {most} are the most.",
            hint="Use a smaller model.",
        )


def read_json(path: Path, where: str) -> Any:
    """The value in a small JSON file.

    Raises:
        ModelError: it is absent, too large, or no JSON.
    """
    try:
        if not path.is_file():  # opening a pipe would wait for ever
            raise FileNotFoundError
        with path.open("rb") as file:
            data = file.read(MOST_JSON_BYTES + 1)
        if len(data) > MOST_JSON_BYTES:
            raise ModelError(
                f"{path.name} of {where} has more than {MOST_JSON_BYTES} bytes.",
                hint=_SENTENCE_MODEL,
            )
        return json.loads(data)
    except FileNotFoundError:
        raise ModelError(f"{where} has no {path.name}.", hint=_SENTENCE_MODEL) from None
    except (ValueError, RecursionError) as error:
        said = " ".join(str(error).split())[:200]
        raise ModelError(
            f"{path.name} of {where} is no JSON: {said}.", hint=_SENTENCE_MODEL
        ) from error
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}.") from error


def files_of(folder: Path) -> tuple[list[str], list[str]]:
    """The files of a model folder that are taken, and those that are left out; paths, sorted.

    Raises:
        ModelError: it is no model, or holds what is not taken from anywhere; see `wanted`.
    """
    where = str(folder)
    if not folder.is_dir():
        raise ModelError(f"There is no folder {where}.", hint="Check the name.")
    folders = module_folders(read_json(inside(folder, MODULES), where), where)
    sizes, all_names = {}, []
    for sub in folders:
        place = inside(folder, sub)
        if not place.is_dir():
            continue  # a module without settings, such as Normalize: archives drop empty folders
        for entry in sorted(os.scandir(place), key=lambda e: e.name):
            name = f"{sub}/{entry.name}" if sub else entry.name
            if entry.is_dir():
                continue
            all_names.append(name)
            if len(all_names) > 10 * MOST_FILES:
                raise ModelError(f"{where} has too many files.", hint=_SENTENCE_MODEL)
            if entry.is_file() and is_plain(name):
                sizes[name] = entry.stat().st_size
    taken = wanted(sizes, folders, where)
    for name in taken:
        inside(folder, name)
    return taken, sorted(set(all_names) - set(taken))


def inside(folder: Path, name: str) -> Path:
    """The path of a file of a model, which must lie in the model's folder.

    The hub's cache keeps a model as links from `snapshots/COMMIT` to `blobs` beside it; these
    are followed, others that lead out of the folder are not.
    """
    path, home = folder / name, folder.resolve()
    real = path.resolve()
    homes = [home]
    if home.parent.name == "snapshots":
        homes.append(home.parent.parent / "blobs")
    if not any(real.is_relative_to(place) for place in homes):
        raise ModelError(
            f"{path} is a link that leads out of the model's folder, to {real}.",
            hint="Put the file itself there, if it belongs to the model.",
        )
    return path


def copy_part(source: Path, target: Path, name: str, where: str) -> Part:
    """Copy one file of a model; what it is, from the bytes that were copied.

    Raises:
        ModelError: it is no regular file, or larger than its kind may be.
        OSError: it cannot be read or written.
    """
    digest, size = hashlib.sha256(), 0
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as file, target.open("xb") as copy:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise ModelError(f"{source} is no regular file.")
        while piece := file.read(_PIECE):
            size += len(piece)
            check_size(name, size, where)  # a file can grow while it is read
            digest.update(piece)
            copy.write(piece)
    return Part(path=name, size_bytes=size, sha256=digest.hexdigest())


def part_of(folder: Path, name: str) -> Part:
    """What one file of a model is now.

    Raises:
        OSError: it cannot be read.
    """
    digest, size = hashlib.sha256(), 0
    with (folder / name).open("rb") as file:
        while piece := file.read(_PIECE):
            size += len(piece)
            digest.update(piece)
    return Part(path=name, size_bytes=size, sha256=digest.hexdigest())


def checksum(parts: list[Part]) -> str:
    """SHA-256 over the paths and checksums of files."""
    text = "".join(f"{part.sha256}  {part.path}\n" for part in sorted(parts, key=lambda p: p.path))
    return hashlib.sha256(text.encode()).hexdigest()


def weights_checksum(parts: list[Part]) -> str:
    """SHA-256 of the weights: of the file where there is one, else as `checksum` of them."""
    weights = [part for part in parts if part.path.endswith(WEIGHTS)]
    return weights[0].sha256 if len(weights) == 1 else checksum(weights)
