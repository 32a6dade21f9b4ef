"""Records become rows and come back as they were."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from comity.base.tables import (
    DOCUMENTS,
    FAILURES,
    LINKS,
    PROVISIONS,
    TAGS,
    document_record,
    documents_table,
    failure_records,
    failures_table,
    left_out_of,
    link_records,
    links_table,
    provision_record,
    provisions_table,
    storable,
)
from comity.records import (
    Block,
    Document,
    Failure,
    LeftOut,
    Link,
    Notice,
    Provision,
    ProvisionId,
    Reasons,
    Removed,
    Span,
    Split,
)
from tests.base.sample import write_sample

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
OFFSETS = st.integers(0, 2**31 - 1)
SPANS = st.tuples(OFFSETS, OFFSETS).map(lambda pair: Span(min(pair), max(pair)))
SHARES = st.integers(0, 10**6).map(lambda n: n / 10**6)


def few(of: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(of, max_size=3).map(tuple)


BLOCKS = st.builds(
    Block,
    span=SPANS,
    kind=st.sampled_from(["heading", "paragraph", "item", "row", "footnote", "unit"]),
    level=st.integers(0, 6),
    label=TEXTS,
    indent=st.integers(0, 1000),
    bold=st.booleans(),
)
NOTICES = st.builds(Notice, code=TEXTS, message=TEXTS, path=TEXTS)
REMOVED = st.builds(Removed, text=TEXTS, reason=TEXTS, page=st.none() | st.integers(1, 9))
DOCUMENT = st.builds(
    Document,
    **dict.fromkeys(DOCUMENTS.names[:16], TEXTS),
    blocks=few(BLOCKS),
    page_starts=few(OFFSETS),
    removed=few(REMOVED),
    inferred=few(TEXTS),
    warnings=few(NOTICES),
    extra=few(st.tuples(TEXTS, TEXTS)),
)
PROVISION = st.builds(
    Provision,
    **dict.fromkeys(
        ["id", "document_id", "work_id", "eid", "label", "heading", "kind", "text", "language"],
        TEXTS,
    ),
    parent=st.none() | TEXTS,
    linkable=st.booleans(),
    span=SPANS,
    page=st.none() | st.integers(1, 9999),
)
LEFT_OUT = st.builds(LeftOut, span=SPANS, reason=TEXTS)
SPLIT = st.builds(Split, provisions=few(PROVISION), left_out=few(LEFT_OUT))


@given(st.lists(st.tuples(DOCUMENT, SPLIT), max_size=4))
def test_a_document_comes_back_equal(read: list[tuple[Document, Split]]) -> None:
    table = documents_table([d for d, _ in read], [s for _, s in read])

    rows = table.to_pylist()
    assert [document_record(row) for row in rows] == [d for d, _ in read]
    assert [left_out_of(row) for row in rows] == [s.left_out for _, s in read]
    assert [row["provisions"] for row in rows] == [len(s.provisions) for _, s in read]


@given(st.lists(PROVISION, max_size=4))
def test_a_provision_comes_back_equal(provisions: list[Provision]) -> None:
    table = provisions_table(provisions, range(len(provisions)))

    assert [provision_record(row) for row in table.to_pylist()] == provisions


LINK = st.builds(
    Link,
    source=TEXTS.map(ProvisionId),
    target=TEXTS.map(ProvisionId),
    relation=st.sampled_from(["verbatim", "adapted", "equivalent", "related"]),
    score=SHARES,
    reasons=st.builds(
        Reasons, signals=st.dictionaries(st.sampled_from(["lexical", "reuse", "topics"]), SHARES)
    ),
)


@given(st.lists(LINK, max_size=6, unique_by=lambda k: (k.source, k.target)))
def test_a_link_comes_back_equal_with_the_signals_it_had(links: list[Link]) -> None:
    table = links_table(links)

    expected = sorted(links, key=lambda k: (k.source, -k.score, k.target))
    assert link_records(table.drop_columns("rank")) == expected


def test_ranks_begin_anew_with_every_source() -> None:
    links = [
        Link(
            source=ProvisionId(source),
            target=ProvisionId(f"t{score}"),
            relation="related",
            score=score,
            reasons=Reasons(),
        )
        for source, score in [("b", 0.25), ("a", 0.5), ("b", 0.75)]
    ]

    table = links_table(links)

    assert table.select(["source", "rank", "score"]).to_pylist() == [
        {"source": "a", "rank": 1, "score": 0.5},
        {"source": "b", "rank": 1, "score": 0.75},
        {"source": "b", "rank": 2, "score": 0.25},
    ]


@given(st.lists(st.builds(Failure, path=TEXTS, stage=TEXTS, error=TEXTS, hint=TEXTS), max_size=4))
def test_failures_come_back_sorted(failures: list[Failure]) -> None:
    assert list(failure_records(failures_table(failures))) == sorted(failures)


def test_a_file_name_that_is_no_utf_8_is_stored_with_as_many_characters() -> None:
    name = b"caf\xe9.pdf".decode("utf-8", "surrogateescape")
    failure = Failure(path=name, stage="read", error="Damaged.")

    assert failure_records(failures_table([failure])) == (replace(failure, path="caf\ufffd.pdf"),)
    assert len(storable(name)) == len(name)


def test_every_column_says_what_it_holds() -> None:
    for schema in (DOCUMENTS, PROVISIONS, TAGS, LINKS, FAILURES):
        assert isinstance(schema, pa.Schema)
        assert all(field.metadata[b"doc"] for field in schema)


def test_every_column_of_every_table_says_what_it_holds(tmp_path: Path) -> None:
    write_sample(tmp_path / "base")

    for file in sorted((tmp_path / "base").glob("*.parquet")):
        for field in pq.read_schema(file):
            assert field.metadata is not None, (file.name, field.name)
            assert field.metadata[b"doc"], (file.name, field.name)
