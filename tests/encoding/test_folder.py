"""What is taken of a model's folder, and what is refused."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from comity.encoding import folder as checks
from comity.encoding.folder import files_of, is_plain, module_folders, wanted
from comity.errors import ModelError
from tests.encoding.models import MODULES, pretended


def test_weights_settings_and_words_are_taken_and_the_rest_is_told(tmp_path: Path) -> None:
    source = pretended(
        tmp_path / "m",
        **{
            "vocab.txt": b"a",
            "README.md": b"b",
            "modeling_own.py": b"",
            "pytorch_model.bin": b"d",
        },
    )

    taken, left_out = files_of(source)

    assert taken == [
        *("1_Pooling/config.json", "config.json", "model.safetensors", "modules.json"),
        "vocab.txt",
    ]
    assert left_out == ["README.md", "modeling_own.py", "pytorch_model.bin"]


@pytest.mark.parametrize("name", ["pytorch_model.bin", "weights.pt", "tf_model.h5", "x.pickle"])
def test_pickled_weights_are_refused_with_the_reason(tmp_path: Path, name: str) -> None:
    source = pretended(tmp_path / "m", **{name: b"\x80\x04"})
    (source / "model.safetensors").unlink()

    with pytest.raises(ModelError, match=rf"{name}, a pickle, which can run code"):
        files_of(source)


def test_a_module_with_pickled_weights_beside_safe_ones_is_refused(tmp_path: Path) -> None:
    source = pretended(tmp_path / "m")
    (source / "1_Pooling" / "pytorch_model.bin").write_bytes(b"\x80\x04")

    with pytest.raises(ModelError, match=r"1_Pooling/pytorch_model\.bin, a pickle"):
        files_of(source)


def test_a_model_without_weights_is_none(tmp_path: Path) -> None:
    source = pretended(tmp_path / "m")
    (source / "model.safetensors").unlink()

    with pytest.raises(ModelError, match="no weights in safetensors"):
        files_of(source)


@pytest.mark.parametrize(
    "kind",
    [
        "modeling_own.Encoder",
        "os.system",
        "sentence_transformers",
        "sentence_transformers.models.Router",
        "sentence_transformers.models.CLIPModel",
        "sentence_transformers.util.misc.import_from_string",
        "sentence_transformers..models.Pooling",
        "sentence_transformers.models.Pooling;x",
    ],
)
def test_a_module_that_is_no_part_of_a_text_encoder_is_refused(kind: str) -> None:
    with pytest.raises(ModelError, match="comity does not run it"):
        module_folders([{"path": "", "type": kind}], "m")


@pytest.mark.parametrize(
    "path", ["../x", "/etc", "a/../../b", "a\\b", "C:", ".", "..", "a//b", "a/", "\0", "é"]
)
def test_a_module_outside_the_folder_is_refused(path: str) -> None:
    assert not is_plain(path)
    with pytest.raises(ModelError, match="outside the model"):
        module_folders([{"path": path, "type": MODULES[1]["type"]}], "m")


@pytest.mark.parametrize(
    "modules", [{}, [], None, 3, [1], [{}], [{"path": 1, "type": "x"}], [{"path": ""}], [[]] * 500]
)
def test_what_is_no_list_of_modules_is_refused(tmp_path: Path, modules: object) -> None:
    with pytest.raises(ModelError, match="no list of modules"):
        files_of(pretended(tmp_path / "m", modules=modules))


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, "\xff", '["a', "[" + "1," * 600_000 + "1]"]
)
def test_a_damaged_list_of_modules_is_refused(tmp_path: Path, text: str) -> None:
    source = pretended(tmp_path / "m")
    (source / "modules.json").write_text(text, "latin-1")

    with pytest.raises(ModelError, match=r"modules\.json of"):
        files_of(source)


def test_a_folder_without_a_list_of_modules_is_no_model(tmp_path: Path) -> None:
    source = pretended(tmp_path / "m")
    (source / "modules.json").unlink()

    with pytest.raises(ModelError, match=r"has no modules.json. A sentence-transformers model"):
        files_of(source)
    os.mkfifo(source / "modules.json")
    with pytest.raises(ModelError, match=r"has no modules.json"):
        files_of(source)


def test_a_link_that_leads_out_is_refused_and_one_within_is_followed(tmp_path: Path) -> None:
    source = pretended(tmp_path / "m")
    (source / "tokenizer.json").symlink_to("config.json")
    assert "tokenizer.json" in files_of(source)[0]

    (tmp_path / "secret.json").write_text("{}")
    (source / "vocab.txt").symlink_to(tmp_path / "secret.json")
    with pytest.raises(ModelError, match="a link that leads out"):
        files_of(source)


def test_a_folder_that_is_a_link_out_is_refused(tmp_path: Path) -> None:
    source = pretended(tmp_path / "m")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "config.json").write_text("{}")
    (source / "2_Normalize").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(ModelError, match="a link that leads out"):
        files_of(source)


def test_the_cache_of_the_hub_is_read_through_its_links(tmp_path: Path) -> None:
    blobs, commit = tmp_path / "models--o--m" / "blobs", tmp_path / "models--o--m" / "snapshots/ab1"
    blobs.mkdir(parents=True)
    pretended(commit)
    (commit / "model.safetensors").rename(blobs / "f00")
    (commit / "model.safetensors").symlink_to("../../blobs/f00")

    assert "model.safetensors" in files_of(commit)[0]


def test_files_and_models_beyond_the_limits_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    weights, words = checks.MOST_WEIGHT_BYTES, checks.MOST_OTHER_BYTES

    assert wanted({"model.safetensors": weights, "vocab.txt": words}, [""], "m")
    with pytest.raises(ModelError, match=rf"model.safetensors of m has {weights + 1} bytes"):
        wanted({"model.safetensors": weights + 1}, [""], "m")
    with pytest.raises(ModelError, match=r"vocab\.txt of m has"):
        wanted({"model.safetensors": 1, "vocab.txt": words + 1}, [""], "m")
    with pytest.raises(ModelError, match="300 files"):
        wanted({f"{n}.safetensors": 1 for n in range(300)}, [""], "m")
    with pytest.raises(ModelError, match="are the most"):
        wanted({f"{n}.safetensors": weights for n in range(5)}, [""], "m")


def test_a_file_that_grows_while_it_is_copied_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "MOST_OTHER_BYTES", 10)
    (tmp_path / "vocab.txt").write_bytes(b"x" * 11)

    with pytest.raises(ModelError, match="has 11 bytes"):
        checks.copy_part(tmp_path / "vocab.txt", tmp_path / "copy", "vocab.txt", "m")


def test_nothing_of_a_folder_deeper_down_is_taken(tmp_path: Path) -> None:
    source = pretended(tmp_path / "m")
    (source / "onnx").mkdir()
    (source / "onnx" / "model.safetensors").write_bytes(b"x")

    assert all("onnx" not in name for names in files_of(source) for name in names)
    assert json.loads((source / "modules.json").read_text()) == MODULES
