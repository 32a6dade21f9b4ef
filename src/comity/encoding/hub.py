"""A model from the hub, because a user asked for it by name; nothing else here uses a network."""

from __future__ import annotations

import tempfile
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
    hub = _library()
    from huggingface_hub.errors import HfHubHTTPError  # noqa: PLC0415 - with the extra alone

    where = f"{source} on the hub"
    try:
        api = hub.HfApi(endpoint=endpoint, token=False)
        facts = api.model_info(
            source, revision=revision or None, files_metadata=True, timeout=_TIMEOUT_S
        )
        commit = str(facts.sha)
        sizes = {str(s.rfilename): int(s.size or 0) for s in facts.siblings or ()}
        if MODULES not in sizes or sizes[MODULES] > MOST_JSON_BYTES:
            raise ModelError(
                f"{where} is no sentence-transformers model: it has no {MODULES}.",
                hint="Name a model that sentence-transformers offers.",
            )
        # Downloaded within the models' folder: the place for temporary files may be small.
        with (
            adding(models, name) as new,
            tempfile.TemporaryDirectory(prefix="download-", dir=new) as aside,
        ):

            def fetched(path: str) -> Path:
                got = hub.hf_hub_download(
                    source,
                    path,
                    revision=commit,
                    local_dir=aside,
                    endpoint=endpoint,
                    token=False,
                )
                return Path(got)

            folders = module_folders(read_json(fetched(MODULES), where), where)
            taken = wanted(sizes, folders, where)
            parts = []
            for number, path in enumerate(taken):
                progress(path, number, len(taken))
                got = fetched(path)
                with writing(name):
                    parts.append(copy_part(got, new / FILES / path, path, where))
            left_out = sorted(set(sizes) - set(taken))
            return finish(
                new, name, parts, offer, source=source, revision=commit, left_out=left_out
            )
    except ModelError:
        raise
    except (HfHubHTTPError, ValueError) as error:
        # Not found, not allowed, no such revision; the library's words say which.
        said = " ".join(str(error).split())[:300]
        raise ModelError(
            f"{where} cannot be had: {said}", hint="Check the name and the revision."
        ) from error
    except Exception as error:
        if not _is_of_network(error):
            raise
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise ModelError(
            f"The hub cannot be reached to download {source}: {said}",
            hint="Without a network, add the model from a folder: comity models add PATH",
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


def _is_of_network(error: BaseException) -> bool:
    """True for what goes wrong on the way: the client library's errors, and the system's."""
    module = type(error).__module__.partition(".")[0]
    return module in ("httpx", "httpcore", "huggingface_hub") or isinstance(error, OSError)
