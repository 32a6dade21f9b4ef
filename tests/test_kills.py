"""A build that is killed at any moment costs nothing but its own work."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.mark.parametrize("times", [pytest.param(5), pytest.param(200, marks=pytest.mark.slow)])
def test_builds_that_are_killed_leave_a_base_that_opens_and_the_next_is_whole(times: int) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.kills", "--times", str(times), "--seed", str(times)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=2700,
    )

    assert ran.returncode == 0, ran.stderr + ran.stdout
    assert "killed" in ran.stdout
