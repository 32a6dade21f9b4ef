"""The JSON contract: each shape holds at least what the contract names."""

from __future__ import annotations

import json
from typing import Any

import pytest

from comity.base import Base
from comity.base.json import (
    compare_json,
    documents_json,
    related_json,
    search_json,
    show_document_json,
    show_provision_json,
)

PROVISION = {"id", "document_id", "work_id", "eid", "label", "heading", "text", "language"}
PROVENANCE = {"title", "publisher", "jurisdiction", "date", "kind", "source_url"}


def is_provision(shape: dict[str, Any]) -> bool:
    return shape.keys() >= PROVISION and shape["document"].keys() >= PROVENANCE


def is_match(shape: dict[str, Any]) -> bool:
    return (
        is_provision(shape["provision"])
        and 0 <= shape["score"] <= 1
        and shape["relation"] in {"verbatim", "adapted", "equivalent", "related"}
        and shape["reasons"].keys() >= {"topics", "terms", "runs", "signals"}
        and all(len(run) == 4 for run in shape["reasons"]["runs"])
    )


@pytest.fixture(scope="module")
def shapes(base: Base) -> dict[str, dict[str, Any]]:
    unit = base.related("hill-code/sec_1")
    made = {
        "documents": documents_json(base.documents()),
        "related": related_json(base, unit),
        "text": related_json(base, base.related_text("a register of machines", language="en")),
        "document": show_document_json(base.outline("lake-pact.en")),
        "provision": show_provision_json(base, unit),
        "search": search_json(base, base.search("register")),
        "compare": compare_json(base, base.compare("lake-pact.en", "hill-code")),
    }
    loaded: dict[str, dict[str, Any]] = json.loads(json.dumps(made, allow_nan=False))
    return loaded


def test_documents(shapes: dict[str, dict[str, Any]]) -> None:
    named = {"id", "work_id", "title", "publisher", "jurisdiction", "date", "kind", "language"}
    named |= {"format", "source_url", "provisions", "warnings", "inferred"}

    assert all(shape.keys() >= named for shape in shapes["documents"]["documents"])
    assert len(shapes["documents"]["documents"]) == 4


def test_related(shapes: dict[str, dict[str, Any]]) -> None:
    assert is_provision(shapes["related"]["query"])
    assert shapes["text"]["query"]["language"] == "en"
    for name in ("related", "text"):
        assert shapes[name]["related"]
        assert all(map(is_match, shapes[name]["related"]))


def test_show(shapes: dict[str, dict[str, Any]]) -> None:
    named = {"id", "eid", "parent", "label", "heading", "kind", "linkable", "start", "end", "text"}

    assert shapes["document"]["document"]["id"] == "lake-pact.en"
    assert all(shape.keys() >= named for shape in shapes["document"]["provisions"])
    assert is_provision(shapes["provision"]["provision"])
    assert shapes["provision"]["provision"]["tags"] == []
    assert all(map(is_match, shapes["provision"]["related"]))


def test_search(shapes: dict[str, dict[str, Any]]) -> None:
    hits = shapes["search"]["hits"]

    assert shapes["search"]["query"]["words"] == "register"
    assert shapes["search"]["total"] == len(hits) == 2
    for hit in hits:
        assert is_provision(hit["provision"])
        assert [hit["provision"]["text"][s:e] for s, e in hit["spans"]] == ["register"]


def test_compare(shapes: dict[str, dict[str, Any]]) -> None:
    shape = shapes["compare"]

    assert (shape["a"], shape["b"]) == ("lake-pact.en", "hill-code")
    assert all(is_provision(p["a"]) and is_provision(p["b"]) for p in shape["pairs"])
    assert all(map(is_provision, shape["only_a"] + shape["only_b"]))
    assert 0 <= shape["share_a"] <= 1
