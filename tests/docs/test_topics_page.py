"""The Python of the page on topics runs and finds what the page speaks of."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT


def test_the_example_of_the_page_on_topics_runs(capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs" / "topics.md").read_text("utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)

    exec(example, {})

    printed = capsys.readouterr().out
    assert re.search(r"^development-gap 0\.\d+ \['digital divide'\]$", printed, re.MULTILINE)
