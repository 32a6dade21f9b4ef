"""What the texts of a build mean, as vectors: those that were encoded before are taken over.

Vectors come from the old base, from what an interrupted build left beside it, and from the
encoder; the base gets the same bytes in each case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.base import Base
from comity.base.fingerprint import code_sha256
from comity.base.former import Former, key_of
from comity.base.vector_spool import VectorSpool
from comity.base.vectors import (
    Half,
    Meaning,
    encoder_table,
    meaning_of,
    text_key,
    vectors_array,
    vectors_table,
)
from comity.encoding import Model, check_installed, load, made_with, verified
from comity.errors import ModelError
from comity.links.semantic import centring, with_topics
from comity.pipeline.gather import Progress
from comity.records import Notice
from comity.settings import Settings, models_folder
from comity.text.normalise import clean

# The code that decides what the vector of a text is. Encoding takes hours where all else takes
# minutes, so neither other code nor libraries but those of `made_with` count.
_ENCODERS = (
    *("base/vectors.py", "encoding/encoder.py", "encoding/pieces.py"),
    *("text/normalise.py", "text/sentences.py"),
)

_CHUNK = 256  # texts between two writes to the disk; about four seconds of MiniLM on two cores
_CHUNK_OF_CARD = 8192  # texts of one length are to be many


@dataclass(frozen=True, slots=True)
class Encoding:
    """The vectors of all units; without an encoder there are none."""

    tables: Mapping[str, pa.Table] = field(default_factory=dict)  # by name, for the base
    shaping: Mapping[str, Any] = field(default_factory=dict)  # for the manifest's settings
    made_by: Mapping[str, str] = field(default_factory=dict)  # for the manifest
    notices: tuple[Notice, ...] = ()
    encoded: int = 0  # texts that the encoder was given; the others had their vectors
    meaning: Meaning | None = None
    #: (units,) row of `vectors` that each unit's text has; -1 in languages not read.
    places: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    #: (texts, dimensions) less what all have in common, rows of length 1.
    vectors: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    #: (topics, dimensions) their descriptions, likewise.
    topics: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    def compared(self) -> NDArray[np.float32] | None:
        """(units, dimensions and topics) what links compare; None without an encoder."""
        return None if self.meaning is None else with_topics(self.of_units(), self.topics)

    def of_units(self) -> NDArray[np.float32]:
        """(units, dimensions) the vector of each unit, zeros where it has none."""
        found = np.zeros((len(self.places), self.vectors.shape[1]), np.float32)
        there = self.places >= 0
        found[there] = self.vectors[self.places[there]]
        return found


def _code() -> str:
    return code_sha256(_ENCODERS, with_libraries=False)


def chosen_model(settings: Settings) -> Model | None:
    """The model that a build is to use, its files checked; None when it is to use none.

    Raises:
        ModelError: it was not added, has changed, or the extra is not installed.
    """
    if not settings.encoder:
        return None
    model = verified(settings.models or models_folder(), settings.encoder)
    check_installed()
    return model


def encode(
    units: pa.Table,
    described: Sequence[str],
    model: Model | None,
    former: Former | None,
    settings: Settings,
    progress: Progress,
) -> Encoding:
    """The vectors of all units.

    Args:
        units: columns language and text, in any order.
        described: descriptions of topics, which units are compared with.
        model: from `chosen_model`.
        former: the old base.
        settings: the base's place, how many texts at a time, whether all is to be made anew.
        progress: told of each step.

    Raises:
        ModelError: the model cannot be loaded, or gives no vectors.
        NoRoomError: there is no room on the disk.
    """
    if model is None:
        return Encoding()
    languages, texts = units["language"].to_pylist(), units["text"].to_pylist()
    read = [model.encoder.reads(language) for language in languages]
    keys = [text_key(text) if own else b"" for text, own in zip(texts, read, strict=True)]
    wanted = {key: text for key, text in zip(keys, texts, strict=True) if key}
    of_units = set(wanted)
    of_topics = [text_key(text) for text in described]
    wanted |= dict(zip(of_topics, described, strict=True))
    order = sorted(wanted)
    made_by = key_of([_code(), model.encoder.files_sha256, made_with()])
    known = _taken_over(former, made_by, settings)
    todo = [key for key in order if key not in known]
    dimensions = next((len(vector) for _, vector in known.values()), 0)
    if todo or not known:
        made, dimensions = _made(todo, wanted, model, made_by, settings, progress)
        known = {**known, **made} if known else made
    parts = np.array([known[key][0] for key in order], np.int32)
    vectors = np.zeros((len(order), dimensions), np.float16)
    for row, key in enumerate(order):
        vectors[row] = known[key][1]
    common = centring(vectors[[key in of_units for key in order]])
    meaning = Meaning(encoder=model.encoder, dimensions=dimensions, centring=common)
    place = {key: row for row, key in enumerate(order)}
    return Encoding(
        tables={
            "vectors": vectors_table(order, parts, vectors),
            "encoder": encoder_table(meaning),
        },
        shaping={"encoder": _facts(meaning, parts)},
        made_by={"vectors": made_by},
        notices=_notices(model, read, languages, parts),
        encoded=len(todo),
        meaning=meaning,
        places=np.array([place.get(key, -1) for key in keys], np.int64),
        vectors=common.apply(vectors),
        topics=common.apply(vectors[[place[key] for key in of_topics]]),
    )


def _taken_over(
    former: Former | None, made_by: str, settings: Settings
) -> dict[bytes, tuple[int, Half]]:
    """The vectors of the old base, if the same encoder made them."""
    if former is None or settings.fresh or former.made_by("vectors") != made_by:
        return {}
    table = former.further("vectors")
    if table is None:
        return {}
    columns = table["text_sha256"].to_pylist(), table["parts"].to_pylist(), vectors_array(table)
    return {key: (parts, vector) for key, parts, vector in zip(*columns, strict=True)}


def _made(
    todo: Sequence[bytes],
    texts: Mapping[bytes, str],
    model: Model,
    made_by: str,
    settings: Settings,
    progress: Progress,
) -> tuple[dict[bytes, tuple[int, Half]], int]:
    """The vectors of some texts, from an interrupted build or from the encoder; dimensions."""
    encoder = load(model, threads=settings.jobs)
    spool = VectorSpool(settings.base.resolve(), made_by, encoder.dimensions, fresh=settings.fresh)
    try:
        missing = [key for key in todo if key not in spool.held]
        done = len(todo) - len(missing)
        size = _CHUNK if encoder.device == "cpu" else _CHUNK_OF_CARD
        progress("encode", done, len(todo))
        for start in range(0, len(missing), size):
            chunk = missing[start : start + size]
            made = encoder.encode([clean(texts[key]) for key in chunk])
            spool.add(chunk, made.parts, made.vectors)
            progress("encode", done + start + len(chunk), len(todo))
        return {key: spool.held[key] for key in todo}, encoder.dimensions
    finally:
        spool.close()


def _facts(meaning: Meaning, parts: NDArray[np.int32]) -> dict[str, Any]:
    """What the manifest says of the encoder."""
    facts = asdict(meaning.encoder)
    facts["languages"] = list(facts["languages"])
    return {
        **facts,
        "dimensions": meaning.dimensions,
        "texts": len(parts),
        "in_parts": int((parts > 1).sum()),
    }


def _notices(
    model: Model, read: Sequence[bool], languages: Sequence[str], parts: NDArray[np.int32]
) -> tuple[Notice, ...]:
    """What the vectors do not say, counted."""
    name, notices = model.encoder.name, []
    if cut := int((parts > 1).sum()):
        message = (
            f"{cut} of {len(parts)} texts are longer than {name} reads: they were cut at"
            " sentences, and have the mean of their parts' vectors."
        )
        notices.append(Notice(code="encoded-in-parts", message=message))
    if left := len(read) - sum(read):
        others = sorted({of for of, own in zip(languages, read, strict=True) if not own})
        message = (
            f"{left} of {len(read)} units have no vector: {name} does not read {', '.join(others)}."
        )
        notices.append(Notice(code="not-encoded", message=message))
    return tuple(notices)


def query_vector(
    base: Base, text: str, models: Path | None = None, *, language: str | None = None
) -> NDArray[np.float32]:
    """(dimensions,) a text that is not in the base, as `vectors_of` gives those that are.

    Args:
        language: BCP 47 tag; zeros where the encoder does not read it. None: one it reads.
        models: folder of the models; that of `models_folder` when None.

    Raises:
        ModelError: the base has no encoder, or the model of its name is another one by now.
    """
    meaning = meaning_of(base)
    if meaning is None:
        raise ModelError(
            f"The base at {base.path} was built without an encoder.",
            hint="Build it again with `comity build SOURCE... --semantic MODEL`.",
        )
    if language is not None and not meaning.encoder.reads(language):
        return np.zeros(meaning.dimensions, np.float32)
    model = verified(models or models_folder(), meaning.encoder.name)
    if model.encoder.files_sha256 != meaning.encoder.files_sha256:
        raise ModelError(
            f"The model {model.encoder.name!r} is not the one that the base was built with:"
            f" its files have {model.encoder.files_sha256[:12]}, the base's had"
            f" {meaning.encoder.files_sha256[:12]}.",
            hint="Add that model under this name, or build the base again.",
        )
    made = load(model).encode([clean(text)])
    vector: NDArray[np.float32] = meaning.centring.apply(made.vectors)[0]
    return vector
