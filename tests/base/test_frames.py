"""Frames hold what the tables hold: texts as texts, lists as lists, gaps as gaps."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from comity.base import Base
from comity.errors import UnknownIdError, UsageError
from tests.base.sample import Part, document, write_sample


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """A base whose texts look like missing values and numbers."""
    path = tmp_path_factory.mktemp("odd") / "base"
    made = document(
        "namibia-note",
        "en",
        [Part("para_1", "NA", label="NA"), Part("para_2", "null", label="007")],
        publisher="NA",
        jurisdiction="NAM",
        title="nan",
        date="2024",
    )
    write_sample(path, [made])
    return Base.open(path)


def test_every_table_of_the_folder_is_served_in_all_three_ways(base: Base) -> None:
    assert set(base.table_names) <= {p.stem for p in base.path.glob("*.parquet")}
    assert set(base.table_names) >= {"documents", "provisions", "links", "failures", "terms"}
    for name in base.table_names:
        table = base.arrow(name)
        assert table.num_rows == base.manifest["counts"].get(name, table.num_rows)
        assert table.to_pylist() == base.polars(name).to_arrow().to_pylist()
        assert list(base.pandas(name).columns) == table.column_names
        assert len(base.pandas(name)) == table.num_rows


def test_texts_that_look_like_gaps_stay_texts(odd: Base) -> None:
    assert list(odd.pandas("provisions")["text"]) == ["NA", "null"]
    assert list(odd.pandas("provisions")["label"]) == ["NA", "007"]
    assert odd.polars("provisions")["label"].to_list() == ["NA", "007"]
    documents = odd.pandas("documents")
    assert (documents["publisher"][0], documents["title"][0]) == ("NA", "nan")
    assert not documents[["publisher", "title", "date"]].isna().any().any()
    assert documents["date"][0] == "2024"


def test_a_gap_stays_a_gap_and_a_number_a_number(base: Base) -> None:
    table = base.arrow("provisions", ["page", "parent"])
    gaps = table["page"].null_count
    assert 0 < gaps < table.num_rows

    assert base.pandas("provisions")["page"].isna().sum() == gaps
    assert base.polars("provisions")["page"].null_count() == gaps
    assert base.pandas("provisions")["page"].dtype == pd.ArrowDtype(pa.int32())
    assert base.polars("provisions")["page"].dtype == pl.Int32
    assert base.pandas("provisions")["parent"].isna().sum() == table["parent"].null_count > 0


def test_lists_and_records_in_a_column_stay_what_they_are(base: Base) -> None:
    wanted = base.arrow("documents")["blocks"].to_pylist()
    assert any(wanted)

    assert base.polars("documents")["blocks"].to_list() == wanted
    assert list(base.pandas("documents")["blocks"]) == wanted
    assert base.arrow("documents").schema.field("title").metadata[b"doc"]


def test_a_frame_goes_to_parquet_and_back(base: Base, tmp_path: Path) -> None:
    for name in base.table_names:
        base.pandas(name).to_parquet(tmp_path / "pandas.parquet")
        base.polars(name).write_parquet(tmp_path / "polars.parquet")
        for file in ("pandas.parquet", "polars.parquet"):
            back = pl.read_parquet(tmp_path / file)
            assert back.to_dicts() == base.arrow(name).to_pylist()


def test_some_columns_come_in_the_order_asked_for(base: Base) -> None:
    assert base.arrow("links", ["score", "source"]).column_names == ["score", "source"]
    assert base.polars("links", ["score"]).columns == ["score"]


def test_an_unknown_table_or_column_is_refused_with_the_closest(base: Base) -> None:
    with pytest.raises(UnknownIdError, match="'provisions'"):
        base.arrow("provision")
    with pytest.raises(UnknownIdError, match="'score'"):
        base.pandas("links", ["scores"])
    with pytest.raises(UsageError, match=r"Give \['score'\]"):
        base.polars("links", "score")


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_library_that_is_absent_is_named_with_the_cure(
    base: Base, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)  # what Python does for a missing one

    with pytest.raises(UsageError, match=rf'pip install "comity\[{library}\]"'):
        getattr(base, library)("links")


def test_a_base_is_iterated_by_document_and_takes_records_for_ids(base: Base) -> None:
    assert [d.id for d in base] == [d.id for d in base.documents()]
    assert len(base) == len(base.documents())
    assert str(base.path) in repr(base)
    for entry in base:
        assert base.provisions(entry) == base.provisions(entry.id)
        assert base.document(entry).id == entry.id
        for provision in base.provisions(entry):
            assert base.links(provision) == base.links(provision.id)
            assert base.related(provision) == base.related(provision.id)
