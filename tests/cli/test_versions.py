"""`comity base`, `backup` and `restore` as their users meet them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import run_comity


@pytest.fixture(scope="module")
def twice(base: Path, texts: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A base that was frozen, then built anew from texts of which one changed; the old version."""
    folder = tmp_path_factory.mktemp("twice")
    shutil.copytree(base, folder / "base")
    shutil.copytree(texts, folder / "texts")
    frozen = run_comity(
        "base", "freeze", "--base", folder / "base", "--note", "First reading", "--json"
    )
    assert frozen.code == 0, frozen.err
    pact = folder / "texts" / "lake-pact.en.md"
    pact.write_text(pact.read_text("utf-8").replace("without charge", "at cost"), "utf-8")
    assert run_comity("build", folder / "texts", "--base", folder / "base").code == 0
    return folder / "base", frozen.json["version"]["version"]


def test_every_command_of_the_group_explains_itself_with_an_example() -> None:
    for command in ("freeze", "list", "cite", "compare"):
        ran = run_comity("base", command, "--help")

        assert ran.code == 0
        assert f"Example: comity base {command}" in " ".join(ran.out.split())


def test_every_reading_command_answers_from_a_frozen_version(twice: tuple[Path, str]) -> None:
    base, old = twice
    then, now = f"{base}@{old[:9]}", str(base)

    for command, said in (
        (["show", "lake-pact.en/art_2"], "without charge"),
        (["search", "charge"], "without charge"),
        (["related", "--text", "Members train officials of smaller members."], "without charge"),
        (["compare", "lake-pact.en", "hill-code.en"], "without charge"),
    ):
        assert said in run_comity(*command, "--base", then).out
    assert "without charge" not in run_comity("show", "lake-pact.en/art_2", "--base", now).out
    assert run_comity("documents", COMITY_BASE=then).code == 0


def test_versions_are_listed_and_compared_word_by_word(twice: tuple[Path, str]) -> None:
    base, old = twice

    listed = run_comity("base", "list", "--check", "--base", base, "--json").json["versions"]
    assert [(v["version"] == old, v["current"]) for v in listed] == [(True, False), (False, True)]

    shape = run_comity("base", "compare", old[:8], "--base", base, "--json").json
    assert shape["old"] == old
    assert shape["counts"]["documents"]["changed"] == 1
    assert shape["counts"]["provisions"]["reworded"] == 1
    words = run_comity("base", "compare", old[:8], "--base", base).out
    assert "[-without-]{+at+}" in words
    same = run_comity("base", "compare", "current", "--base", base)
    assert "same documents" in same.out


def test_a_citation_comes_in_three_forms_and_six_languages(twice: tuple[Path, str]) -> None:
    base, old = twice
    cite = ("base", "cite", old[:8], "--base", base)

    assert old in run_comity(*cite).out
    assert "figée le" in run_comity(*cite, "--lang", "fr").out
    assert run_comity(*cite, "--as", "bibtex").out.startswith("@misc{base-")
    items = json.loads(run_comity(*cite, "--as", "csl-json").out)
    assert [item["type"] for item in items] == ["dataset", "software"]
    assert run_comity(*cite, "--json").json["version"] == old
    current = run_comity("base", "cite", "--base", base)
    assert (current.code, "not frozen" in current.err) == (2, True)


def test_an_unknown_version_is_refused_with_the_closest(twice: tuple[Path, str]) -> None:
    base, old = twice
    other = "0" if old[5] != "0" else "1"

    ran = run_comity("documents", "--base", f"{base}@{old[:5]}{other}")

    assert ran.code == 2
    assert f"Closest: '{old[:12]}'" in ran.err


def test_a_damaged_version_is_listed_and_ends_in_part(
    twice: tuple[Path, str], tmp_path: Path
) -> None:
    base, old = twice
    shutil.copytree(base.with_name("base.versions"), tmp_path / "base.versions")
    (tmp_path / "base.versions" / old / "terms.parquet").unlink()

    ran = run_comity("base", "list", "--base", tmp_path / "base")

    assert ran.code == 1
    assert "terms.parquet is missing" in ran.out


def test_a_backup_is_restored_elsewhere(twice: tuple[Path, str], tmp_path: Path) -> None:
    base, old = twice
    file = tmp_path / "all.zip"

    kept = run_comity("backup", file, "--base", base, "--with-base", "--json").json
    back = run_comity("restore", file, "--base", tmp_path / "new", "--json")

    assert kept["versions"] == back.json["versions"] == [old]
    assert back.json["version"] == kept["base"]
    assert run_comity("show", "lake-pact.en", "--base", f"{tmp_path / 'new'}@{old[:9]}").code == 0
    file.write_bytes(file.read_bytes()[:-30])
    refused = run_comity("restore", file, "--base", tmp_path / "newer")
    assert (refused.code, "Nothing was changed" in refused.err) == (2, True)
    assert not list(tmp_path.glob("newer*"))
