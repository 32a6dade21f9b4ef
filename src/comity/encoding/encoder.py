"""Texts to vectors with a model that was added; without a network, whatever the model asks for.

On a processor each text passes through the model alone, in a thread without threads of its
own: then its vector depends on nothing but the text, the model, the libraries and the
processor, and a build that encodes one new text gives the bytes of one that encodes all.
Measured with MiniLM on two cores: one by one 58 texts a second of processor time, 32 at a
time 62. On a graphics card texts of one length go together, in batches of a size that the
length alone decides.
"""

from __future__ import annotations

import importlib.util
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from comity.encoding.hub import EXTRA
from comity.encoding.pieces import cut
from comity.encoding.registry import Model
from comity.errors import ModelError

DEVICES = ("auto", "cpu", "cuda", "mps")
_OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
_BATCH_TOKENS = 16_384  # on a graphics card
_LIBRARIES = ("numpy", "sentence-transformers", "tokenizers", "torch", "transformers")
_PASSAGE = ("document", "passage", "corpus")  # prompts of texts that are looked for

_loading = threading.Lock()


@dataclass(frozen=True, slots=True)
class Vectors:
    """What texts mean, as points on a sphere."""

    vectors: NDArray[np.float16]  # (texts, dimensions), rows of length 1 within rounding
    parts: NDArray[np.int32]  # (texts,) how many parts each was encoded in: 1 when it fits


class SentenceEncoder:
    """A model, loaded; make one with `load`."""

    def __init__(self, model: Any, name: str, device: str, threads: int, batch_tokens: int) -> None:
        self._model = model
        self._threads = threads
        self._batch_tokens = batch_tokens
        self.name = name
        self.device = device
        self.dimensions = int(model.get_embedding_dimension())
        most = model.max_seq_length
        self.max_tokens = int(most) if most and np.isfinite(most) else None
        kind = next((k for k in _PASSAGE if model.prompts.get(k)), model.default_prompt_name)
        self._prompt: str | None = model.prompts[kind] if kind else None

    def tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, with those that the model adds."""
        prompted = [(self._prompt or "") + text for text in texts]
        tokenizer = self._model.tokenizer
        if callable(tokenizer):
            ids = tokenizer(prompted, truncation=False, verbose=False)["input_ids"]
            return [len(own) for own in ids]
        return [len(own.ids) for own in tokenizer.encode_batch(prompted)]

    def encode(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """The vector of each text, in their order.

        A text that is longer than the model reads is cut at sentences, else at words, and
        its vector is the mean of its parts' by their tokens; nothing of it is passed over.

        Args:
            texts: readable texts; an empty one is encoded as it is.
            progress: told how many parts are done.

        Raises:
            ModelError: the model does not give a finite vector for each.
        """
        pieces: list[str] = []
        lengths: list[int] = []
        owner: list[int] = []
        for number, own in enumerate(cut(texts, self.tokens, self.max_tokens)):
            pieces += [piece for piece, _ in own]
            lengths += [count for _, count in own]
            owner += [number] * len(own)
        found = np.zeros((len(pieces), self.dimensions), np.float32)
        done = 0
        for places, vectors in self._encoded(pieces, lengths):
            found[places] = vectors
            done += len(places)
            if progress is not None:
                progress(done)
        if not np.isfinite(found).all():
            raise ModelError(f"The model {self.name!r} gave values that are no numbers.")
        return Vectors(*_joined(found, np.array(owner, np.int64), np.array(lengths), len(texts)))

    def _encoded(
        self, pieces: Sequence[str], lengths: Sequence[int]
    ) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """Places of pieces, and their vectors, batch by batch."""
        batches = _batches(lengths, self._batch_tokens)
        if self.device != "cpu":
            for places, size in batches:
                yield places, self._run(pieces, places, size)
            return
        import torch  # noqa: PLC0415 - loaded with the model

        before = torch.get_num_threads()
        torch.set_num_threads(1)
        pool = ThreadPoolExecutor(self._threads, initializer=torch.set_num_threads, initargs=(1,))
        try:
            # The tokeniser changes how it cuts and fills up, and cannot while others use it:
            # the first batch leaves it as the others want it.
            for places, size in batches[:1]:
                yield places, self._run(pieces, places, size)
            jobs = [(b[0], pool.submit(self._run, pieces, *b)) for b in batches[1:]]
            for places, job in jobs:
                yield places, job.result()
        finally:
            pool.shutdown(cancel_futures=True)
            torch.set_num_threads(before)

    def _run(self, pieces: Sequence[str], places: list[int], size: int) -> NDArray[np.float32]:
        # A batch is filled up with its last text, so that its shape is always the same.
        texts = [pieces[n] for n in places] + [pieces[places[-1]]] * (size - len(places))
        found: NDArray[np.float32] = self._model.encode(
            texts,
            prompt=self._prompt,
            batch_size=size,
            show_progress_bar=False,
            convert_to_numpy=True,
            normalize_embeddings=True,
        )
        return found[: len(places)].astype(np.float32)


def _batches(lengths: Sequence[int], most_tokens: int) -> list[tuple[list[int], int]]:
    """Places of texts of one length each, and how many texts the batch is to have.

    One text a batch when `most_tokens` is 0. Long ones come first: what takes memory shows
    at once, and threads end together.
    """
    by_length: dict[int, list[int]] = {}
    for place, length in enumerate(lengths):
        by_length.setdefault(length, []).append(place)
    made = []
    for length in sorted(by_length, reverse=True):
        size = max(1, most_tokens // max(1, length))
        places = by_length[length]
        made += [(places[n : n + size], size) for n in range(0, len(places), size)]
    return made


def _joined(
    found: NDArray[np.float32], owner: NDArray[np.int64], lengths: NDArray[np.int64], count: int
) -> tuple[NDArray[np.float16], NDArray[np.int32]]:
    """The vector of each text from those of its parts, weighed by their tokens."""
    parts = np.bincount(owner, minlength=count).astype(np.int32)
    total = np.zeros((count, found.shape[1]))
    np.add.at(total, owner, found.astype(np.float64) * lengths[:, None])
    size = np.sqrt(np.einsum("ij,ij->i", total, total))
    total /= np.where(size > 0, size, 1)[:, None]
    return total.astype(np.float16), parts


def is_installed() -> bool:
    """True when the extra is there; nothing is loaded."""
    return importlib.util.find_spec("sentence_transformers") is not None


def check_installed() -> None:
    """Refuse, before anything is done, when the extra is not installed.

    Raises:
        ModelError: sentence-transformers is absent.
    """
    if not is_installed():
        raise ModelError(
            "Encoding needs sentence-transformers, which is not installed.",
            hint=f"Install it with: {EXTRA}",
        )


def load(
    model: Model, *, device: str = "auto", threads: int = 1, batch_tokens: int | None = None
) -> SentenceEncoder:
    """Load a model that was added.

    Args:
        model: from `registry.verified`.
        device: one of DEVICES; "auto" takes a graphics card where there is one.
        threads: texts encoded at a time on a processor; the result does not depend on it.
        batch_tokens: of a batch; 0 for one text a batch. By the device when None.

    Raises:
        ModelError: the extra is not installed, or the library refuses the model.
    """
    check_installed()
    with _loading, _offline():
        import torch  # noqa: PLC0415 - seconds, and with the extra alone
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415
        from transformers.utils import logging  # noqa: PLC0415

        where = _device(torch, device)
        shown = logging.is_progress_bar_enabled()
        logging.disable_progress_bar()  # it would stand between our own lines
        try:
            loaded = SentenceTransformer(
                str(model.folder),
                device=where,
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
            loaded.eval()
        except Exception as error:  # the libraries raise whatever a model provokes
            said = " ".join(str(error).split())[:300].rstrip(".")
            raise ModelError(
                f"The model {model.encoder.name!r} cannot be loaded: {said}.",
                hint="It may need code of its own, or newer libraries.",
            ) from error
        finally:
            if shown:
                logging.enable_progress_bar()
    if batch_tokens is None:
        batch_tokens = 0 if where == "cpu" else _BATCH_TOKENS
    return SentenceEncoder(loaded, model.encoder.name, where, max(1, threads), batch_tokens)


def made_with(device: str = "auto") -> list[str]:
    """What the bytes of vectors depend on besides texts and model: libraries and processor.

    Raises:
        ModelError: the extra is not installed, or there is no such device.
    """
    check_installed()
    import torch  # noqa: PLC0415 - seconds, and with the extra alone

    where = _device(torch, device)
    told = [f"{name} {version(name)}" for name in _LIBRARIES]
    cpu = torch.backends.cpu.get_cpu_capability()
    kind = torch.cuda.get_device_name() if where == "cuda" else cpu
    return [*told, f"{where} {kind}"]


def _device(torch: Any, asked: str) -> str:
    there = {"cpu"}
    if torch.cuda.is_available():
        there.add("cuda")
    if torch.backends.mps.is_available():
        there.add("mps")
    if asked == "auto":
        return next(name for name in ("cuda", "mps", "cpu") if name in there)
    if asked not in there:
        raise ModelError(
            f"There is no device {asked!r} here.", hint=f"There are: {', '.join(sorted(there))}."
        )
    return asked


@contextmanager
def _offline() -> Iterator[None]:
    """No library asks a network for anything: their own switches, whenever they were loaded."""
    before = {name: os.environ.get(name) for name in _OFFLINE}
    os.environ.update(_OFFLINE)
    from huggingface_hub import constants  # noqa: PLC0415 - with the extra alone

    switch = constants.HF_HUB_OFFLINE
    constants.HF_HUB_OFFLINE = True
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE = switch
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
