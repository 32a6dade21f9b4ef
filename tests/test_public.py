"""`import comity`: the public names, loaded when they are used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import comity
from comity.errors import BaseError, UnknownIdError, UsageError


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    (folder / "pact.en.md").write_text("# Lake Pact\n\n## Article 1\n\nKeep a register.\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def built(texts: Path) -> comity.Built:
    return comity.build(texts, texts.with_name("built"), jobs=1)


def test_every_public_name_is_there_and_listed() -> None:
    for name in comity.__all__:
        assert getattr(comity, name) is not None
    assert dir(comity) == sorted(comity.__all__)
    with pytest.raises(AttributeError, match="frobnicate"):
        comity.frobnicate  # noqa: B018


def test_importing_comity_loads_no_library() -> None:
    code = (
        "import sys, comity; assert callable(comity.open);"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'pyarrow', 'numpy', 'scipy',"
        " 'tantivy', 'lxml', 'pandas', 'polars', 'click'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_opening_a_base_loads_neither_pandas_nor_polars(built: comity.Built) -> None:
    code = (
        f"import sys, comity; base = comity.open({str(built.base)!r});"
        "list(base); base.arrow('links');"
        "print(sorted({'pandas', 'polars', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_a_base_is_built_and_opened_with_paths_of_any_kind(texts: Path, tmp_path: Path) -> None:
    steps: list[str] = []

    built = comity.build(
        [str(texts)],
        str(tmp_path / "base"),
        jobs=1,
        progress=lambda step, _done, _of: steps.append(step),
    )
    base = comity.open(str(tmp_path / "base"))

    assert isinstance(built, comity.Built)
    assert isinstance(base, comity.Base)
    assert base.version == built.version == comity.open(built.base, built.version[:7]).version
    assert [type(d) for d in base] == [comity.DocumentEntry]
    assert isinstance(base.provisions(next(iter(base)))[0], comity.Provision)
    assert {"read", "link", "write"} <= set(steps)


def test_what_cannot_be_done_is_said(tmp_path: Path, texts: Path, built: comity.Built) -> None:
    with pytest.raises(UsageError, match=r"no setting 'job'.*jobs"):
        comity.build(texts, tmp_path / "base", job=2)
    with pytest.raises(BaseError, match="no evidence base"):
        comity.open(tmp_path / "none")
    with pytest.raises(UnknownIdError, match="No version 'zz'"):
        comity.open(built.base, "zz")
