"""A small model that works, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from comity.encoding.registry import Model, Offer, add_folder
from tests.encoding.models import small


@pytest.fixture(scope="session")
def small_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small(tmp_path_factory.mktemp("small") / "small")


@pytest.fixture(scope="session")
def small_models(small_source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models that holds "small"."""
    models = tmp_path_factory.mktemp("models")
    add_folder(models, small_source, name="small", offer=Offer(), progress=lambda *_: None)
    return models


@pytest.fixture(scope="session")
def small_model(small_models: Path) -> Model:
    from comity.encoding.registry import verified  # noqa: PLC0415

    return verified(small_models, "small")
