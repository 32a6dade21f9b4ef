"""The README shows what the commands print, and Python that runs."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from tests.cli.conftest import run_comity
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def without_seconds(text: str) -> str:
    return re.sub(r"\(\d+\.\d s\)", "(… s)", text)


def test_the_transcript_is_what_the_demo_prints(tmp_path: Path) -> None:
    shown = re.search(r"<!-- transcript -->\n```\n\$ make demo\n(.*?)\n```", README, re.DOTALL)
    assert shown is not None

    ran = run_comity("demo", cwd=tmp_path, COLUMNS="88")

    printed = ran.out.replace("\ncomity ", "\n.venv/bin/comity ").rstrip()
    assert without_seconds(printed) == without_seconds(shown[1])


def test_the_python_of_the_readme_runs_on_the_demo_base(tmp_path: Path) -> None:
    run_comity("demo", "--base", tmp_path / "demo-base")
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert code is not None
    printed: list[tuple[object, ...]] = []

    source = textwrap.dedent(code[1]).replace('"demo-base"', repr(str(tmp_path / "demo-base")))
    exec(source, {"print": lambda *values: printed.append(values)})

    assert len(printed) == 5
    assert printed[0][0] > 0.9


def test_every_command_of_the_readme_exists() -> None:
    named = set(re.findall(r"comity (\w+)", README)) - {"reads", "explains"}
    listed = run_comity("--help").out

    commands = {name for name in named if re.search(rf"^  {name} ", listed, re.MULTILINE)}
    assert commands >= {"build", "documents", "show", "related", "search", "compare", "evaluate"}
