"""A picture: what is drawn, what it says in words, and the table behind it."""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comity.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart before it is rendered. Same records, same picture."""

    kind: str  # "coverage", "trend", "agreement", "silence", "contrast", "lineage", "adoptions"
    language: str  # one of the six; it also gives the direction
    title: str
    alternative: str  # the text alternative: what the picture shows, in sentences
    notes: tuple[str, ...]  # what is held, what is left out, the rules: all stand in the picture
    spec: Mapping[str, Any]  # Vega-Lite, with its data inline
    header: tuple[str, ...]  # of the table
    rows: tuple[tuple[str, ...], ...]  # what is drawn, one row per mark, as people read it


def library(name: str) -> Any:
    """A library that comes with the extra `charts`.

    Raises:
        UsageError: it is not installed.
    """
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:  # it is there, but something that it needs is not
            raise
        raise UsageError(
            f"{name} is not installed, and pictures are drawn with it.",
            hint='Install it with: pip install "comity[charts]"',
        ) from error


def inline(rows: Sequence[Mapping[str, Any]]) -> Any:
    """Rows as the data of a mark: as one text, for Altair checks and copies every row often."""
    alt = library("altair")
    text = json.dumps(list(rows), ensure_ascii=False)
    return alt.Data(values=text, format=alt.JsonDataFormat(type="json"))


def with_rows(spec: Any) -> Any:
    """A specification in which texts of rows are rows again."""
    if isinstance(spec, dict):
        if isinstance(spec.get("values"), str):
            return {"values": json.loads(spec["values"])}
        return {key: with_rows(value) for key, value in spec.items()}
    return [with_rows(value) for value in spec] if isinstance(spec, list) else spec


def at_least_one(name: str, value: int) -> None:
    """Refuse a number of things to show that is below one."""
    if value < 1:
        raise UsageError(f"{name} is {value}; it must be 1 or more.", hint="Ask for 1 or more.")
