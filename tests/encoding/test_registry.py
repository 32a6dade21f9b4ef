"""Models are added as a whole or not at all, and used only while they are what was added."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from comity.encoding.folder import checksum
from comity.encoding.registry import (
    FACTS,
    Model,
    Offer,
    add_folder,
    default_name,
    list_models,
    package_folder,
    problems_of,
    read_model,
    remove_model,
    verified,
)
from comity.errors import ModelError, UnknownIdError
from comity.settings import models_folder
from tests.encoding.models import pretended

WEIGHTS = hashlib.sha256(b"weights").hexdigest()


def silent(path: str, done: int, of: int) -> None:
    pass


def added(tmp_path: Path, name: str = "one", **offer: object) -> Model:
    source = tmp_path / f"source-{name}"
    if not source.exists():
        pretended(source)
    return add_folder(tmp_path / "models", source, name=name, offer=Offer(**offer), progress=silent)


def test_a_model_is_found_again_as_it_was_added(tmp_path: Path) -> None:
    model = added(tmp_path, languages=("fr", "en", "fr"))

    again = verified(tmp_path / "models", "one")

    assert again == model
    assert again.encoder.sha256 == WEIGHTS
    assert again.encoder.languages == ("en", "fr")
    assert again.encoder.files_sha256 == checksum(list(model.parts))
    assert again.encoder.reads("fr-CA")
    assert not again.encoder.reads("zh-Hans")


def test_a_multilingual_model_reads_every_language(tmp_path: Path) -> None:
    encoder = added(tmp_path, multilingual=True).encoder

    assert encoder.languages == ()
    assert encoder.reads("qaa-x-anything")


def test_the_copy_does_not_follow_its_source(tmp_path: Path) -> None:
    added(tmp_path)

    (tmp_path / "source-one" / "model.safetensors").write_bytes(b"others")

    assert problems_of(verified(tmp_path / "models", "one")) == []


def test_other_weights_than_asked_for_are_refused_and_nothing_stays(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=f"SHA-256 {WEIGHTS}, not {'0' * 64}"):
        added(tmp_path, sha256="0" * 64)

    assert list((tmp_path / "models").iterdir()) == []
    assert added(tmp_path, sha256=WEIGHTS).encoder.sha256 == WEIGHTS


def test_a_model_whose_file_changed_is_not_used(tmp_path: Path) -> None:
    model = added(tmp_path)
    (model.folder / "config.json").write_text("[]")
    (model.folder / "more.py").write_text("")
    (model.folder / "1_Pooling" / "config.json").unlink()

    with pytest.raises(ModelError, match=r"not what was added: 1_Pooling/config\.json.*and 2 more"):
        verified(tmp_path / "models", "one")

    found = problems_of(model)
    assert len(found) == 3
    assert "cannot be read" in found[0]
    assert "config.json has the SHA-256" in found[1]
    assert found[2] == "more.py was not there"


def test_one_name_is_given_once(tmp_path: Path) -> None:
    added(tmp_path)

    with pytest.raises(ModelError, match="There is a model 'one' already"):
        added(tmp_path)


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "a/b", "/a", "-x", ".x", "a\0", "a b", "é"]
)
def test_a_name_never_leads_elsewhere(tmp_path: Path, name: str) -> None:
    pretended(tmp_path / "source")
    for act in (
        lambda: add_folder(
            tmp_path / "models", tmp_path / "source", name=name, offer=Offer(), progress=silent
        ),
        lambda: read_model(tmp_path / "models", name),
        lambda: remove_model(tmp_path / "models", name),
    ):
        with pytest.raises(ModelError, match="is no name for a model"):
            act()


def test_an_unknown_model_is_answered_with_those_that_there_are(tmp_path: Path) -> None:
    added(tmp_path, "minilm")

    with pytest.raises(UnknownIdError, match=r"No model 'minilmm' among the 1 in .*'minilm'.*add"):
        verified(tmp_path / "models", "minilmm")
    with pytest.raises(UnknownIdError, match="among the 0"):
        verified(tmp_path / "nowhere", "minilm")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", "other"),
        ("format_version", 9),
        ("sha256", "0" * 64),
        ("files_sha256", None),
        ("multilingual", "yes"),
        ("languages", [1]),
        ("files", [{"path": "../../x", "size_bytes": 1, "sha256": ""}]),
        ("files", 1),
        ("files", [{}]),
    ],
)
def test_facts_that_were_changed_are_refused(tmp_path: Path, key: str, value: object) -> None:
    added(tmp_path)
    file = tmp_path / "models" / "one" / FACTS
    file.write_text(json.dumps({**json.loads(file.read_text()), key: value}))

    with pytest.raises(ModelError, match="is damaged"):
        read_model(tmp_path / "models", "one")
    found, broken = list_models(tmp_path / "models")
    assert found == []
    assert broken[0][0] == "one"


def test_models_are_listed_by_name_and_removed_whole(tmp_path: Path) -> None:
    added(tmp_path, "two")
    added(tmp_path, "one")
    (tmp_path / "models" / "stray").mkdir()
    assert [m.encoder.name for m in list_models(tmp_path / "models")[0]] == ["one", "two"]

    remove_model(tmp_path / "models", "one")

    assert sorted(p.name for p in (tmp_path / "models").iterdir()) == ["stray", "two"]
    with pytest.raises(UnknownIdError):
        remove_model(tmp_path / "models", "one")
    with pytest.raises(UnknownIdError):
        remove_model(tmp_path / "models", "stray")


def test_a_copy_that_fails_leaves_nothing(tmp_path: Path) -> None:
    source = pretended(tmp_path / "source")
    seen = []

    def breaks(path: str, done: int, of: int) -> None:
        seen.append((path, done, of))
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add_folder(tmp_path / "models", source, name="one", offer=Offer(), progress=breaks)

    assert list((tmp_path / "models").iterdir()) == []
    assert [done for _, done, _ in seen] == [0, 1, 2]


def test_odd_offers_are_refused() -> None:
    with pytest.raises(ModelError, match="is no SHA-256"):
        Offer(sha256="abc")
    with pytest.raises(ModelError, match="no primary BCP 47"):
        Offer(languages=("en-GB",))


def test_a_folder_called_model_is_named_by_what_holds_it() -> None:
    assert default_name(Path("/x/all-MiniLM/model")) == "all-MiniLM"
    assert default_name(Path("/x/my model (2)")) == "my-model-2"


def test_a_package_that_is_not_installed_has_no_model() -> None:
    assert package_folder("no-such-package-as-this") is None
    assert package_folder("") is None
    assert package_folder("pytest") is None


def test_models_lie_where_the_environment_says() -> None:
    assert models_folder({"COMITY_MODELS": "/m"}) == Path("/m")
    home = {"HOME": "/home/a"}
    assert models_folder(home | {"XDG_DATA_HOME": "/d"}).parts[-2:] == ("comity", "models")
    assert str(models_folder(home)).startswith("/home/a")
