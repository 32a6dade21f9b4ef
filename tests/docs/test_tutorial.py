"""The tutorial, executed: every command and every line of Python gives what the page shows.

`console` blocks hold commands after "$ " and what they print; `pycon` blocks hold
Python as `doctest` has it. All run in order in one folder with the example texts.
`...` stands for what differs from run to run, such as a hash, or from machine to
machine; everything else must be equal, trailing blanks aside.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGE = ROOT / "docs" / "tutorial.md"
_BLOCK = re.compile(r"^```(console|pycon)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    kind: str
    text: str
    line: int  # of the page, at which its text begins


def blocks(page: str) -> Iterator[Block]:
    for match in _BLOCK.finditer(page):
        yield Block(match[1], match[2], page.count("\n", 0, match.start(2)) + 1)


def commands(block: Block) -> Iterator[tuple[str, str]]:
    """Each command of a console block with the output that the page shows."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def shell(command: str, folder: Path, bin_folder: Path) -> str:
    """What a command prints, on both streams."""
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
            "COLUMNS": "88",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def as_shown(shown: str, printed: str) -> bool:
    lines = ["\n".join(line.rstrip() for line in text.splitlines()) for text in (shown, printed)]
    return doctest.OutputChecker().check_output(f"{lines[0]}\n", f"{lines[1]}\n", doctest.ELLIPSIS)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the example texts, and a `comity` that is the one under test."""
    shutil.copytree(ROOT / "examples" / "texts", tmp_path / "desk" / "texts")
    (tmp_path / "bin").mkdir()
    comity = tmp_path / "bin" / "comity"
    comity.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m comity "$@"\n', "utf-8")
    comity.chmod(0o755)
    monkeypatch.chdir(tmp_path / "desk")
    return tmp_path / "desk"


def test_the_tutorial_shows_what_happens(desk: Path) -> None:
    page = PAGE.read_text("utf-8")
    flags = doctest.ELLIPSIS
    names: dict[str, object] = {}
    ran = {"console": 0, "pycon": 0}
    for block in blocks(page):
        ran[block.kind] += 1
        if block.kind == "console":
            for command, shown in commands(block):
                printed = shell(command, desk, desk.with_name("bin"))
                assert as_shown(shown, printed), f"$ {command}\n{printed}"
            continue
        test = doctest.DocTestParser().get_doctest(block.text, names, "tutorial", None, block.line)
        said: list[str] = []
        runner = doctest.DocTestRunner(verbose=False, optionflags=flags)
        runner.run(test, out=said.append, clear_globs=False)
        names.update(test.globs)
        assert runner.failures == 0, "".join(said)
    assert min(ran.values()) >= 4


def test_every_block_of_the_tutorial_is_of_a_kind_that_is_run() -> None:
    kinds = re.findall(r"^```(\w*)", PAGE.read_text("utf-8"), re.MULTILINE)

    assert set(kinds) - {"", "console", "pycon"} == {"sh"}  # the installation
    assert kinds.count("sh") == 1


@pytest.mark.parametrize(
    ("shown", "printed", "equal"),
    [("a ... c\n", "a b c\n", True), ("a c\n", "a b c\n", False), ("", "words\n", False)],
)
def test_a_difference_is_seen(shown: str, printed: str, equal: bool) -> None:
    assert as_shown(shown, printed) is equal
