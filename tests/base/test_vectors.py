"""Vectors in a base: optional tables, found by text; and what an interrupted build left."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from comity.base import Base
from comity.base.vector_spool import VectorSpool, remove_spools
from comity.base.vectors import (
    Meaning,
    encoder_table,
    meaning_of,
    text_key,
    vectors_array,
    vectors_of,
    vectors_table,
)
from comity.errors import BaseError, NoRoomError
from comity.links.semantic import Centring, centring
from comity.records import Encoder
from tests.base.sample import write_sample

RANDOM = np.random.default_rng(2)
ENCODER = Encoder(
    name="small",
    source="o/small",
    revision="c" * 40,
    sha256="a" * 64,
    files_sha256="b" * 64,
    languages=("en", "fr"),
    multilingual=False,
)


def written(path: Path, **more: object) -> Base:
    write_sample(path, **more)
    return Base.open(path)


def half(count: int, dimensions: int = 6) -> np.ndarray:
    vectors = RANDOM.normal(size=(count, dimensions)) + 1
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16)


def tables(texts: list[str]) -> dict[str, pa.Table]:
    keys = sorted({text_key(text) for text in texts})
    vectors = half(len(keys))
    meaning = Meaning(encoder=ENCODER, dimensions=6, centring=centring(vectors))
    return {
        "vectors": vectors_table(keys, np.ones(len(keys), np.int32), vectors),
        "encoder": encoder_table(meaning),
    }


def test_vectors_and_their_encoder_come_back_as_they_were_written(tmp_path: Path) -> None:
    texts = [f"text {n}" for n in range(60)]
    further = tables(texts)

    base = written(tmp_path / "base", further=further)

    meaning = meaning_of(base)
    assert meaning is not None
    assert meaning.encoder == ENCODER
    found = vectors_of(base, ["text 7", "  text\n7 ", "unknown", "text 8"])
    assert np.array_equal(found[0], found[1])
    assert not found[2].any()
    rows = further["vectors"]["text_sha256"].to_pylist()
    stored = vectors_array(further["vectors"])[[rows.index(text_key("text 8"))]]
    assert np.array_equal(meaning.centring.apply(stored)[0], found[3])
    assert np.linalg.norm(found[0]) == pytest.approx(1, abs=1e-5)


def test_a_base_without_an_encoder_is_as_it_always_was(tmp_path: Path) -> None:
    plain = written(tmp_path / "plain")

    assert "vectors" not in plain.table_names
    assert not (tmp_path / "plain" / "vectors.parquet").exists()
    assert meaning_of(plain) is None
    with pytest.raises(BaseError, match=r"has no vectors\..*--semantic"):
        vectors_of(plain, ["a"])


def test_the_same_vectors_give_the_same_bytes_and_others_another_version(tmp_path: Path) -> None:
    further = tables([f"text {n}" for n in range(60)])
    one = written(tmp_path / "one", further=further)
    two = written(tmp_path / "two", further=further)
    plain = written(tmp_path / "plain")

    assert one.version == two.version != plain.version
    names = ("documents", "provisions", "links")
    assert all(
        (tmp_path / "one" / f"{n}.parquet").read_bytes()
        == (tmp_path / "plain" / f"{n}.parquet").read_bytes()
        for n in names
    )


def test_every_column_says_what_it_means_and_frames_serve_them(tmp_path: Path) -> None:
    base = written(tmp_path / "base", further=tables(["a", "b"]))

    for name in ("vectors", "encoder"):
        schema = pq.read_schema(tmp_path / "base" / f"{name}.parquet")
        assert all(field.metadata and field.metadata[b"doc"] for field in schema)
        assert base.arrow(name).num_rows
        assert len(base.pandas(name))
        assert len(base.polars(name))


def test_an_encoder_table_that_is_none_is_a_damaged_base(tmp_path: Path) -> None:
    further = tables(["a"])
    further["encoder"] = further["encoder"].slice(0, 0)

    with pytest.raises(BaseError, match=r"encoder\.parquet is not what a build writes"):
        meaning_of(written(tmp_path / "base", further=further))


def test_a_vectors_table_of_another_width_is_a_damaged_base(tmp_path: Path) -> None:
    further = tables(["a"])
    further["vectors"] = vectors_table([text_key("a")], np.ones(1, np.int32), half(1, 5))

    with pytest.raises(BaseError, match=r"vectors\.parquet is not what a build writes"):
        vectors_of(written(tmp_path / "base", further=further), ["a"])


def test_what_is_no_list_of_numbers_is_no_vectors() -> None:
    with pytest.raises(ValueError, match="no vectors"):
        vectors_array(pa.table({"vector": pa.array([[1.0]])}))


KEYS = [bytes([n]) * 31 + b"\0" for n in range(1, 6)]


def spooled(target: Path, made_by: str = "a" * 64, *, fresh: bool = False) -> VectorSpool:
    return VectorSpool(target, made_by, 6, fresh=fresh)


def test_what_an_interrupted_build_encoded_is_there_for_the_next(tmp_path: Path) -> None:
    vectors, parts = half(5), np.array([1, 2, 1, 1, 3], np.int32)
    first = spooled(tmp_path / "base")
    first.add(KEYS[:3], parts[:3], vectors[:3])
    first.add(KEYS[3:], parts[3:], vectors[3:])
    first.close()

    held = spooled(tmp_path / "base").held

    assert sorted(held) == KEYS
    for number, key in enumerate(KEYS):
        assert held[key][0] == parts[number]
        assert np.array_equal(held[key][1], vectors[number])


@pytest.mark.parametrize("lost", [1, 3, 20, 51, 52, 53])
def test_what_was_half_written_is_passed_over_and_made_again(tmp_path: Path, lost: int) -> None:
    vectors, parts = half(5), np.ones(5, np.int32)
    first = spooled(tmp_path / "base")
    first.add(KEYS, parts, vectors)
    first.close()
    (file,) = tmp_path.glob(".base.encoding-*")
    data = file.read_bytes()
    file.write_bytes(data[:-lost])

    again = spooled(tmp_path / "base")
    missing = [key for key in KEYS if key not in again.held]
    assert 1 <= len(missing) <= 2
    again.add(missing, parts[-len(missing) :], vectors[-len(missing) :])
    again.close()

    assert file.read_bytes() == data


def test_a_damaged_record_and_all_after_it_are_made_again(tmp_path: Path) -> None:
    first = spooled(tmp_path / "base")
    first.add(KEYS, np.ones(5, np.int32), half(5))
    first.close()
    (file,) = tmp_path.glob(".base.encoding-*")
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))

    assert sorted(spooled(tmp_path / "base").held) == KEYS[:2]


def test_another_encoder_and_a_fresh_build_begin_anew(tmp_path: Path) -> None:
    first = spooled(tmp_path / "base")
    first.add(KEYS, np.ones(5, np.int32), half(5))
    first.close()

    assert not spooled(tmp_path / "base", "b" * 64).held
    assert not spooled(tmp_path / "base", fresh=True).held
    remove_spools(tmp_path / "base")
    assert list(tmp_path.iterdir()) == []


def test_the_spool_of_another_base_stays(tmp_path: Path) -> None:
    spooled(tmp_path / "base2").close()
    spooled(tmp_path / "ba[s]e").close()

    remove_spools(tmp_path / "base")
    assert len(list(tmp_path.iterdir())) == 2
    remove_spools(tmp_path / "ba[s]e")
    assert [p.name for p in tmp_path.iterdir()] == [".base2.encoding-aaaaaaaa"]


def test_a_link_in_the_place_of_the_spool_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("keep")
    (tmp_path / ".base.encoding-aaaaaaaa").symlink_to(tmp_path / "other")

    with pytest.raises(NoRoomError):
        spooled(tmp_path / "base")
    assert (tmp_path / "other").read_text() == "keep"


def test_the_loss_of_half_precision_is_small() -> None:
    vectors = RANDOM.normal(size=(400, 384))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    none = Centring(mean=np.zeros(384), component=np.zeros(384))

    kept = none.apply(vectors.astype(np.float16)).astype(np.float64)

    assert np.abs(kept @ kept.T - vectors @ vectors.T).max() < 5e-4


def test_an_old_reader_of_bases_finds_all_that_it_knows(tmp_path: Path) -> None:
    base = written(tmp_path / "base", further=tables(["a"]))

    assert base.manifest["format_version"] == 4
    assert isinstance(Base.open(tmp_path / "base"), Base)
