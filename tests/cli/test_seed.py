"""The page that comity was made for: shared/corpus/seed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, run_comity
from tests.conftest import SHARED

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Path]:
    base = tmp_path_factory.mktemp("seed") / "base"
    return run_comity("build", SHARED / "corpus" / "seed", "--base", base, "--json"), base


def provisions(base: Path) -> list[dict[str, str]]:
    documents = run_comity("documents", "--base", base, "--json").json["documents"]
    return [
        provision
        for document in documents
        for provision in run_comity("show", document["id"], "--base", base, "--json").json[
            "provisions"
        ]
    ]


def test_six_provisions_in_five_documents_with_publisher_and_date(seed: tuple[Ran, Path]) -> None:
    built, base = seed

    documents = run_comity("documents", "--base", base, "--json").json["documents"]

    assert built.code == 0
    assert (built.json["documents"], built.json["provisions"]) == (5, 6)
    assert built.json["failures"] == []
    assert all(d["publisher"] and d["title"] for d in documents)
    assert sorted(d["date"] for d in documents) == [
        "2019-05-22",
        "2019-06-09",
        "2019-06-17",
        "2023-10-18",
        "2024-03-03",
    ]


def test_the_initiative_quoted_twice_is_one_document(seed: tuple[Ran, Path]) -> None:
    _, base = seed

    documents = run_comity("documents", "--base", base, "--json").json["documents"]

    assert sorted(d["provisions"] for d in documents) == [1, 1, 1, 1, 2]


def test_the_oecd_and_g20_passages_are_verbatim_both_ways(seed: tuple[Ran, Path]) -> None:
    _, base = seed
    passages = [p["id"] for p in provisions(base) if "comparable metrics" in p["text"]]

    relations = {
        (passage, item["provision"]["id"]): (item["relation"], item["score"])
        for passage in passages
        for item in run_comity("related", passage, "--base", base, "--json").json["related"]
    }

    one, other = passages
    assert relations[one, other][0] == relations[other, one][0] == "verbatim"
    assert relations[one, other][1] > 0.9


def test_no_passage_is_related_to_its_own_work(seed: tuple[Ran, Path]) -> None:
    _, base = seed

    for provision in provisions(base):
        answer = run_comity("related", provision["id"], "--base", base, "--json").json
        works = Counter(item["provision"]["work_id"] for item in answer["related"])
        assert answer["query"]["work_id"] not in works
        assert answer["related"]


def test_the_first_passage_is_shown_as_on_its_page(seed: tuple[Ran, Path]) -> None:
    _, base = seed
    first = next(p["id"] for p in provisions(base) if "We should increase" in p["text"])

    shown = run_comity("show", first, "--base", base).out

    words = " ".join(shown.split())
    assert words.startswith("We should increase the representation and voice of developing")
    assert "Global AI Governance Initiative, 2023-10-18" in words
    assert "Published by Cyberspace Administration of China" in words
    assert "Related provisions" in words
    assert words.index("Related provisions") < words.index(
        "Published by China Africa Internet Development and Cooperation Forum in"
    )
