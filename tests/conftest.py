"""Where the shared corpus is, and what happens to tests that need it."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("COMITY_SHARED", ROOT.parent / "shared"))

# The time of one example says more of what else the machine does than of comity.
settings.register_profile("comity", deadline=None)
settings.load_profile("comity")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip tests whose needs are not met, with the reason, unless CI says that they must be."""
    _skip_without_encoder(items)
    if (SHARED / "corpus").is_dir():
        return
    if os.environ.get("COMITY_REQUIRE_SHARED"):
        raise pytest.UsageError(
            f"COMITY_REQUIRE_SHARED is set, but there is no corpus in {SHARED}."
            " Put the shared folder beside the checkout, or unset the variable."
        )
    skip = pytest.mark.skip(reason=f"needs the shared corpus, absent at {SHARED}")
    for item in items:
        if "shared" in item.keywords:
            item.add_marker(skip)


def _skip_without_encoder(items: list[pytest.Item]) -> None:
    """Skip tests marked `semantic` unless the extra is installed."""
    if find_spec("sentence_transformers") is not None:
        return
    if os.environ.get("COMITY_REQUIRE_SEMANTIC"):
        raise pytest.UsageError(
            "COMITY_REQUIRE_SEMANTIC is set, but sentence-transformers is not installed."
            ' Install it with pip install -e ".[semantic]", or unset the variable.'
        )
    skip = pytest.mark.skip(reason="needs comity[semantic]: sentence-transformers is absent")
    for item in items:
        if item.get_closest_marker("semantic"):
            item.add_marker(skip)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where the corpus is required, a skipped test that needs it is a failure."""
    if not os.environ.get("COMITY_REQUIRE_SHARED"):
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    shared = [report.nodeid for report in skipped if "shared" in report.keywords]
    if shared and session.exitstatus == pytest.ExitCode.OK:
        print(f"\nSkipped although the shared corpus is required: {', '.join(shared)}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
