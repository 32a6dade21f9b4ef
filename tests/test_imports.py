"""Imports go one way, whatever hides them: deferred, type-only and relative ones included."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "src" / "comity"

# Each layer may import those above it. Parts of one layer never import one another.
LAYERS = (
    ("errors", "temporary"),
    ("records",),
    ("text", "countries", "locales"),
    ("charts",),
    ("documents", "provisions", "topics", "links", "voice", "progress", "dialogue"),
    ("base",),
    ("settings",),
    ("workers", "reading", "tagging", "encoding"),
    ("pipeline",),
    ("cli", "web"),
)
RANK = {part: rank for rank, parts in enumerate(LAYERS) for part in parts}
FORBIDDEN_NAMES = {"utils", "misc", "helpers", "common"}


def imported_parts(source: str, package: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Line and part ("links", "base") of every import of comity in a module's source."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            stem = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*stem, *([node.module] if node.module else [])))
            names = [f"{module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "comity" and len(parts) > 1:
                yield node.lineno, parts[1]


def breaches(path: Path) -> list[str]:
    """What a module imports that its layer must not see."""
    relative = path.relative_to(PACKAGE)
    own = relative.parts[0].removesuffix(".py")
    if own in ("__init__", "__main__"):
        return []  # the public names of the package
    found = []
    for line, part in imported_parts(path.read_text("utf-8"), ("comity", *relative.parent.parts)):
        if part in (own, "__version__") or part not in RANK:
            continue
        if RANK[part] >= RANK[own]:
            found.append(f"{relative}:{line} imports comity.{part}")
    return found


MODULES = sorted(PACKAGE.rglob("*.py"))


def test_no_module_imports_against_the_direction_of_the_house() -> None:
    assert [breach for path in MODULES for breach in breaches(path)] == []


def test_every_part_of_the_package_has_a_place_in_the_order() -> None:
    parts = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES}

    assert parts - set(RANK) - {"__init__", "__main__", "data"} == set()


def test_no_module_is_named_after_nothing_in_particular() -> None:
    assert [str(p) for p in MODULES if p.stem in FORBIDDEN_NAMES] == []


@pytest.mark.parametrize(
    ("source", "package"),
    [
        ("import comity.base", ("comity", "links")),
        ("from comity import base", ("comity", "links")),
        ("from comity.base.write import write_base", ("comity", "links")),
        ("from .. import base", ("comity", "links")),
        ("from ..base import open", ("comity", "links")),
        ("def f():\n    from comity.base import x", ("comity", "links")),
        ("if TYPE_CHECKING:\n    import comity.base as b", ("comity", "links")),
    ],
)
def test_an_import_is_seen_however_it_is_written(source: str, package: tuple[str, ...]) -> None:
    assert [part for _, part in imported_parts(source, package)] == ["base"]
