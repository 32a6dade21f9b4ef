"""Builds with an encoder: vectors are taken over, resumed after a kill, and the same as fresh."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from comity.base import Base
from comity.base.vectors import meaning_of, vectors_of
from comity.encoding import Offer
from comity.encoding.registry import add_folder
from comity.errors import ModelError, UnknownIdError
from comity.pipeline import build
from comity.pipeline import encode as stage
from comity.pipeline.encode import query_vector
from comity.settings import Settings
from tests.encoding.models import pretended

TEXT = """Article 1

AI systems shall be tested before they deal with persons, and records of the tests shall be kept.

Article 2

Persons must be told when they deal with AI systems; this is a right of all persons.

Article 3

{}
"""


def texts(folder: Path, *ends: str) -> list[Path]:
    folder.mkdir(exist_ok=True)
    for number, end in enumerate(ends):
        file = folder / f"code-{number}.en.txt"
        file.write_text(TEXT.format(f"Harbour {number} keeps a light by night. {end}"))
    return [folder]


def settings(base: Path, models: Path, **more: object) -> Settings:
    return replace(Settings(base=base, jobs=1), encoder="small", models=models, **more)


@pytest.mark.semantic
def test_every_text_has_its_vector_and_the_manifest_names_the_encoder(
    tmp_path: Path, small_models: Path
) -> None:
    long = "Keep a record of the tests and protect the data of persons. " * 5
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "code.fr.md").write_text(
        "# Code\n\n## Article 1\n\nLes personnes sont informées de l’emploi de la machine.\n"
    )
    built = build(texts(tmp_path / "texts", "", long), settings(tmp_path / "base", small_models))

    base = Base.open(tmp_path / "base")
    units = base.arrow("provisions", ["id", "language", "text", "linkable"]).to_pylist()
    found = vectors_of(base, [unit["text"] for unit in units])
    for unit, vector in zip(units, found, strict=True):
        assert bool(vector.any()) == (unit["linkable"] and unit["language"] == "en")
    facts = base.manifest["settings"]["encoder"]
    parts = base.arrow("vectors")["parts"].to_pylist()
    assert (facts["name"], facts["dimensions"]) == ("small", 32)
    assert facts["in_parts"] == sum(count > 1 for count in parts) > 0
    assert facts["texts"] == built.encoded == base.manifest["counts"]["vectors"]
    codes = {notice.code: notice.message for notice in base.notices}
    assert "longer than small reads" in codes["encoded-in-parts"]
    assert "small does not read fr" in codes["not-encoded"]
    assert list(tmp_path.glob(".base*")) == []


@pytest.mark.semantic
def test_only_new_texts_are_encoded_and_the_bytes_are_those_of_a_fresh_build(
    tmp_path: Path, small_models: Path
) -> None:
    wanted = settings(tmp_path / "base", small_models)
    build(texts(tmp_path / "texts", "One.", "Two."), wanted)

    again = build(texts(tmp_path / "texts", "One.", "Three people."), wanted)

    fresh = build([tmp_path / "texts"], replace(wanted, base=tmp_path / "fresh", jobs=2))
    assert again.encoded == 1
    assert fresh.encoded > 3
    assert again.version == fresh.version
    assert build([tmp_path / "texts"], wanted).encoded == 0
    assert build([tmp_path / "texts"], replace(wanted, fresh=True)).encoded == fresh.encoded


@pytest.mark.semantic
def test_a_build_that_was_stopped_goes_on_where_it_was(
    tmp_path: Path, small_models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "_CHUNK", 2)
    wanted = settings(tmp_path / "base", small_models)
    sources = texts(tmp_path / "texts", "One.", "Two.", "Three.")
    seen: list[tuple[str, int, int]] = []

    def stops(name: str, done: int, of: int) -> None:
        seen.append((name, done, of))
        if name == "encode" and done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(sources, wanted, progress=stops)
    assert not (tmp_path / "base").exists()
    assert len(list(tmp_path.glob(".base.encoding-*"))) == 1
    seen.clear()

    build(sources, wanted, progress=lambda *told: seen.append(told))

    assert next(told for told in seen if told[0] == "encode") == ("encode", 4, 5)
    assert list(tmp_path.glob(".base.encoding-*")) == []
    fresh = build(sources, replace(wanted, base=tmp_path / "fresh"))
    assert Base.open(tmp_path / "base").version == fresh.version


@pytest.mark.semantic
def test_a_build_without_the_encoder_has_no_vectors_again(
    tmp_path: Path, small_models: Path
) -> None:
    sources = texts(tmp_path / "texts", "One.")
    plain = build(sources, Settings(base=tmp_path / "plain", jobs=1))
    build(sources, settings(tmp_path / "base", small_models))

    again = build(sources, Settings(base=tmp_path / "base", jobs=1))

    assert again.version == plain.version
    assert meaning_of(Base.open(tmp_path / "base")) is None


@pytest.mark.semantic
def test_a_text_of_the_base_asked_for_anew_has_the_same_vector(
    tmp_path: Path, small_models: Path
) -> None:
    build(texts(tmp_path / "texts", "One."), settings(tmp_path / "base", small_models))
    base = Base.open(tmp_path / "base")
    text = base.arrow("provisions").filter(base.arrow("provisions")["linkable"])["text"][0].as_py()

    found = query_vector(base, f"  {text}\n", small_models)

    assert np.array_equal(found, vectors_of(base, [text])[0])
    assert np.array_equal(query_vector(base, text, small_models, language="en-GB"), found)
    assert not query_vector(base, text, tmp_path / "none", language="zh").any()


@pytest.mark.semantic
def test_another_model_of_the_same_name_is_not_used_for_questions(
    tmp_path: Path, small_models: Path
) -> None:
    build(texts(tmp_path / "texts", "One."), settings(tmp_path / "base", small_models))
    source = pretended(tmp_path / "source")
    add_folder(tmp_path / "m", source, name="small", offer=Offer(), progress=lambda *_: None)

    with pytest.raises(ModelError, match="is not the one that the base was built with"):
        query_vector(Base.open(tmp_path / "base"), "AI", tmp_path / "m")


@pytest.mark.semantic
def test_a_corpus_in_other_languages_has_vectors_for_none(
    tmp_path: Path, small_source: Path
) -> None:
    models = tmp_path / "models"
    offer = Offer(languages=("zh",))
    add_folder(models, small_source, name="small", offer=offer, progress=lambda *_: None)

    built = build(texts(tmp_path / "texts", "One."), settings(tmp_path / "base", models))

    assert built.encoded == 0
    assert Base.open(tmp_path / "base").manifest["counts"]["vectors"] == 0


def test_a_model_that_was_not_added_stops_the_build_before_it_reads(tmp_path: Path) -> None:
    seen: list[str] = []

    with pytest.raises(UnknownIdError, match="No model 'small' among the 0"):
        build(
            texts(tmp_path / "texts", "One."),
            settings(tmp_path / "base", tmp_path / "none"),
            progress=lambda name, *_: seen.append(name),
        )

    assert seen == []
    assert not (tmp_path / "base").exists()


def test_without_the_extra_a_build_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent: Callable[[], bool] = lambda: False  # noqa: E731
    monkeypatch.setattr("comity.encoding.encoder.is_installed", absent)
    source = pretended(tmp_path / "source")
    add_folder(tmp_path / "m", source, name="small", offer=Offer(), progress=lambda *_: None)

    with pytest.raises(ModelError, match=r'not installed.*pip install "comity\[semantic\]"'):
        build(texts(tmp_path / "texts", "One."), settings(tmp_path / "base", tmp_path / "m"))


@pytest.mark.semantic
@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_a_build_that_was_killed_goes_on_where_it_was(tmp_path: Path, small_models: Path) -> None:
    (tmp_path / "texts").mkdir()
    articles = "".join(
        f"Article {n}\n\nEvery harbour of rank {n} shall keep {n + 3} records of its tests.\n\n"
        for n in range(1, 1500)
    )
    (tmp_path / "texts" / "code.en.txt").write_text(articles)
    base = tmp_path / "base"
    command = [
        *(sys.executable, "-m", "comity", "build", str(tmp_path / "texts"), "--base", str(base)),
        *("--semantic", "small", "--jobs", "1"),
    ]
    environment = {**os.environ, "COMITY_MODELS": str(small_models)}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        if any(file.stat().st_size for file in tmp_path.glob(".base.encoding-*")):
            process.kill()
            process.wait()
        time.sleep(0.02)
    assert process.returncode == -signal.SIGKILL
    assert not base.exists()
    seen: list[tuple[str, int, int]] = []

    built = build(
        [tmp_path / "texts"],
        settings(base, small_models),
        progress=lambda *told: seen.append(told),
    )

    begun = next(done for name, done, _ in seen if name == "encode")
    assert 256 <= begun < built.encoded
    fresh = build([tmp_path / "texts"], settings(tmp_path / "fresh", small_models))
    assert built.version == fresh.version
    assert [p.name for p in tmp_path.glob(".base*")] == []
