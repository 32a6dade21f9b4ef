"""One small base, written once."""

from __future__ import annotations

import pytest

from comity.base import Base
from tests.base.sample import write_sample


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    path = tmp_path_factory.mktemp("sample") / "base"
    write_sample(path)
    return Base.open(path)
