"""A model from the hub, because a user asked for it by name; nothing else here uses a network."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from comity.encoding.folder import (
    MODULES,
    MOST_JSON_BYTES,
    copy_part,
    module_folders,
    read_json,
    wanted,
)
from comity.encoding.registry import FILES, Model, Offer, Progress, adding, finish, writing
from comity.errors import ModelError

EXTRA = 'pip install "comity[semantic]"'
_TIMEOUT_S = 30.0


def add_from_hub(
    models: Path,
    source: str,
    *,
    name: str,
    offer: Offer,
    progress: Progress,
    revision: str = "",
    endpoint: str | None = None,
) -> Model:
    """Download a model, as the model `name`: weights in safetensors, settings, tokeniser.

    No token is sent: a model that needs one is to be downloaded first, and added as a folder.

    Args:
        models: folder of the models.
        source: "organisation/name".
        revision: a branch, tag or commit; the present main branch when "". The commit that
            it stands for is kept.
        endpoint: address of the hub; that of huggingface_hub when None.

    Raises:
        ModelError: huggingface_hub is not installed, the hub cannot be reached or has no such
            model, or it is none that comity runs.
    """
    where = f"{source} on the hub"
    commit, sizes = _listed(source, revision, endpoint)
    if MODULES not in sizes or sizes[MODULES] > MOST_JSON_BYTES:
        raise ModelError(
            f"{where} is no sentence-transformers model: it has no {MODULES}.",
            hint="Name a model that sentence-transformers offers.",
        )
    with adding(models, name) as new, _place(new, name) as aside:
        fetched = _fetcher(source, commit, aside, endpoint)
        folders = module_folders(read_json(fetched(MODULES), where), where)
        taken = wanted(sizes, folders, where)
        parts = []
        for number, path in enumerate(taken):
            progress(path, number, len(taken))
            got = fetched(path)
            with writing(name):
                parts.append(copy_part(got, new / FILES / path, path, where))
                got.unlink()  # weights are large: one copy at a time
        left_out = sorted(set(sizes) - set(taken))
        return finish(new, name, parts, offer, source=source, revision=commit, left_out=left_out)


@contextmanager
def _place(new: Path, name: str) -> Iterator[str]:
    """A folder to download to, where the model is to be: elsewhere there may be no room."""
    with writing(name):
        aside = tempfile.TemporaryDirectory(prefix="download-", dir=new)
    with aside as path:
        yield path


def _listed(source: str, revision: str, endpoint: str | None) -> tuple[str, dict[str, int]]:
    """The commit that a revision stands for, and the size in bytes of each of its files."""
    hub = _library()
    with _asking(source):
        facts = hub.HfApi(endpoint=endpoint, token=False).model_info(
            source, revision=revision or None, files_metadata=True, timeout=_TIMEOUT_S
        )
        return str(facts.sha), {str(s.rfilename): int(s.size or 0) for s in facts.siblings or ()}


def _fetcher(source: str, commit: str, aside: str, endpoint: str | None) -> Callable[[str], Path]:
    """What downloads one file of a commit, and says where it is."""
    hub = _library()

    def fetched(path: str) -> Path:
        with _asking(source):
            got = hub.hf_hub_download(
                source, path, revision=commit, local_dir=aside, endpoint=endpoint, token=False
            )
            return Path(got)

    return fetched


@contextmanager
def _asking(source: str) -> Iterator[None]:
    """What goes wrong with the hub, in words: its library raises errors of several others."""
    try:
        yield
    except Exception as error:
        said = " ".join(str(error).split())[:300].rstrip(".") or type(error).__name__
        raise ModelError(
            f"{source} cannot be had from the hub: {said}.",
            hint="Check name, revision and network. Without a network, add the model from a"
            " folder: comity models add PATH",
        ) from error


def _library() -> Any:
    try:
        import huggingface_hub  # noqa: PLC0415 - with the extra alone
    except ModuleNotFoundError as error:
        raise ModelError(
            "Downloading a model needs huggingface_hub, which is not installed.",
            hint=f"Install it with: {EXTRA}",
        ) from error
    return huggingface_hub
