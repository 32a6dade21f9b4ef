"""The command line as its user has it: a process, its two streams and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run_comity(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> Ran:
    """Run `comity` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "comity", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small folder of texts in our own words: two that share a clause, one apart."""
    folder = tmp_path_factory.mktemp("texts")
    (folder / "lake-pact.en.md").write_text(
        "# Lake Pact on Learning Machines\n\n"
        "## Article 1\n\nEvery member shall publish, once a year, a register of the learning"
        " machines that its public offices use, with the purpose of each machine and the office"
        " that answers for it.\n\n"
        "## Article 2\n\nMembers shall train officials of smaller members without charge.\n",
        "utf-8",
    )
    (folder / "hill-code.en.txt").write_text(
        "Hill Code for Public Offices\n\n"
        "1. Each office shall publish, once a year, a register of the learning machines that its"
        " public offices use, with the purpose of each machine and the office that answers for"
        " it.\n\n"
        "2. No machine decides alone on a person's liberty.\n",
        "utf-8",
    )
    return folder


@pytest.fixture(scope="session")
def base(texts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The evidence base of `texts`."""
    folder = tmp_path_factory.mktemp("built") / "base"
    ran = run_comity("build", texts, "--base", folder)
    assert ran.code == 0, ran.err
    return folder


@pytest.fixture(scope="session")
def comity(base: Path) -> Callable[..., Ran]:
    """Run a command on the base of `texts`."""

    def run(command: str, *arguments: str | Path) -> Ran:
        return run_comity(command, *arguments, "--base", base)

    return run
