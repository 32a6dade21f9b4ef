"""Akoma Ntoso out, and in again."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from comity.base import Base
from comity.base.akn import akoma_ntoso
from comity.base.export import export_akn
from comity.documents import Limits, find_sources, read_source
from comity.documents.content import plain_lines
from comity.documents.formats.akn import read_akn
from comity.errors import UnknownIdError, UsageError
from comity.provisions import split_provisions
from comity.records import Block, Document, LeftOut, Provision, Span, Split
from tests.conftest import SHARED
from tests.provisions.make import document
from tests.provisions.test_properties import documents

NS = {"a": "http://docs.oasis-open.org/legaldocml/ns/akn/3.0", "c": "urn:comity:akn"}
EXAMPLES = Path(__file__).parents[2] / "examples" / "texts"
ACTS = (
    *("eu-ai-act-2024.en.html", "eu-ai-act-2024.fr.html", "unga-res-78-265-2024.en.pdf"),
    *("coe-framework-convention-ai-2024.en.pdf", "china-genai-interim-measures-2023.zh.html"),
    *("china-shenzhen-ai-industry-regulations-2022.zh.md", "canada-bill-c-27-aida-2022.en.xml"),
)


def again(made: Document, written: bytes) -> tuple[Document, Split]:
    """What comes out when the file is read and split."""
    content = read_akn(written, Limits())
    read = replace(
        made,
        text=content.text,
        blocks=content.blocks,
        structure=content.structure,
        page_starts=(),
    )
    return read, split_provisions(read)


def as_read(made: Document) -> Document:
    """A made document with what readers promise: notes only at the end, nothing invisible."""
    blocks = tuple(replace(b, kind="paragraph") if b.kind == "footnote" else b for b in made.blocks)
    text = "".join(c if plain_lines(c) == c and bare(c) in (c, "") else "x" for c in made.text)
    return replace(made, blocks=blocks, text=text)


def bare(text: str) -> str:
    """The text without white space, as XML can hold it."""
    return "".join(re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text
                          .replace("\f", " ")).split())  # fmt: skip


def facts(provision: Provision) -> tuple[object, ...]:
    """All of a provision but where it stands, white space aside."""
    return (
        *(provision.id, provision.parent, provision.kind, provision.linkable),
        *(provision.label, provision.heading, bare(provision.text)),
    )


def gone(made: Document, out: LeftOut) -> tuple[str, str]:
    return out.reason, bare(out.span.of(made.text))


def assert_returns(made: Document) -> bytes:
    """Written and read again, a document gives the same provisions and the same left out."""
    split = split_provisions(made)
    written = akoma_ntoso(made, split)
    read, returned = again(made, written)

    assert bare(read.text) == bare(made.text)
    assert [facts(p) for p in returned.provisions] == [facts(p) for p in split.provisions]
    assert [gone(read, o) for o in returned.left_out] == [gone(made, o) for o in split.left_out]
    return written


def assert_well_made(written: bytes) -> None:
    """The rules of the schema that matter to a reader; the schema itself is not at hand."""
    root = etree.fromstring(written)
    (top,) = root
    order = [etree.QName(e).localname for e in top]
    allowed = ["meta", "coverPage", "preface", "preamble", "body", "mainBody", "conclusions"]
    assert order == sorted(order, key=allowed.index) and order[0] == "meta"
    eids = Counter(e.get("eId") for e in root.iter() if e.get("eId"))
    assert [eid for eid, n in eids.items() if n > 1 or re.search(r"\s", eid)] == []
    identification = [
        [etree.QName(e).localname for e in level] for level in root.find(".//a:identification", NS)
    ]
    for level in identification:
        assert level[:2] == ["FRBRthis", "FRBRuri"]
        assert "FRBRdate" in level and "FRBRauthor" in level
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", root.find(".//a:FRBRdate", NS).get("date"))
    parts = [etree.QName(e).localname for e in top.find("a:meta", NS)]
    assert parts == [
        p for p in ("identification", "references", "notes", "proprietary") if p in parts
    ]
    first = ("num", "heading", "intro")
    for body in top.iter(f"{{{NS['a']}}}body", f"{{{NS['a']}}}mainBody"):
        for element in body.iter():
            names = [etree.QName(e).localname for e in element]
            heads = [n for n in names if n in first]
            assert heads == sorted(heads, key=first.index) and names[: len(heads)] == heads
            assert names.count("content") <= 1 and (
                "content" not in names or [*heads, "content"] == names
            )


@pytest.mark.parametrize(
    "path", sorted(p for p in EXAMPLES.iterdir() if p.is_file()), ids=lambda p: p.name
)
def test_every_example_returns_from_akoma_ntoso_as_it_was(path: Path) -> None:
    for source in find_sources([path]).sources:
        for made in read_source(source).documents:
            assert_well_made(assert_returns(made))


@settings(max_examples=60, deadline=None)
@given(documents())
def test_any_document_returns_from_akoma_ntoso_as_it_was(made: Document) -> None:
    assert_well_made(assert_returns(as_read(made)))


def test_a_unit_of_signs_and_one_long_sentence_is_cut_at_the_same_words_again() -> None:
    said = " ".join(["Article 1"] * 175)
    blocks = [Block(span=Span(0, 1), kind="heading"), Block(span=Span(3, 3 + len(said)))]

    assert_well_made(assert_returns(as_read(document(f"•\n\n{said}\nend", blocks))))


def test_cuts_stay_where_they_were_when_a_blank_line_becomes_a_line_end() -> None:
    said = "Article 1 " * 20 + "Article 1" * 260
    text = f"{said}\n\nArticle 1 records Article 1\nend"
    blocks = [
        Block(span=Span(0, len(said)), kind="heading"),
        Block(span=Span(len(said) + 2, len(text) - 4)),
    ]
    written = assert_returns(as_read(document(text, blocks)))

    assert b"comity:cuts=" in written


@pytest.mark.parametrize("stated", ["5-2", "0-9 4-12", "0-99999", "x", "0-3 x", "0-0"])
def test_cuts_that_cannot_be_are_made_anew(stated: str) -> None:
    source = as_read(document("Offices keep lists. " * 160))
    split = split_provisions(source)
    written = akoma_ntoso(source, split)
    changed = re.sub(b'comity:cuts="[^"]*"', f'comity:cuts="{stated}"'.encode(), written)
    assert changed != written

    _, returned = again(source, changed)

    assert [p.eid for p in returned.provisions] == [p.eid for p in split.provisions]


def test_a_page_break_in_the_heading_of_a_unit_is_white_space() -> None:
    source = document("0\f0\nArticle 1\nend", [Block(span=Span(0, 13), kind="unit")])

    assert split_provisions(source).provisions[0].heading == "0 0"
    assert_returns(as_read(source))


def test_the_parts_of_an_act_are_the_elements_of_its_kind() -> None:
    made = document(
        "The Assembly of Lakes,\nHaving regard to the Pact,\nWhereas:\n(1) Machines count.\n"
        "(2) People check.\nHas adopted this Act:\nCHAPTER I\nDuties\nArticle 1\nRegisters\n"
        "1. Each office shall keep a register of:\n(a) machines;\n(b) uses.\n2. It is open.\n"
        "Article 2\nThis Act enters into force at once.\nDone at the lake, 5 May 2031."
    )
    made = replace(made, kind="law", jurisdiction="FRA", date="2031-05", publisher="Assembly")
    written = assert_returns(made)
    root = etree.fromstring(written)

    assert [etree.QName(e).localname for e in root[0]][-3:] == ["preamble", "body", "conclusions"]
    assert root[0].get("name") == "law"
    recital = root.find(".//a:preamble/a:recitals/a:recital", NS)
    assert (recital.get("eId"), recital.find("a:num", NS).text.strip()) == ("rec_1", "(1)")
    article = root.find(".//a:body/a:chapter[@eId='chp_I']/a:article[@eId='art_1']", NS)
    assert [etree.QName(e).localname for e in article] == [
        "num",
        "heading",
        "paragraph",
        "paragraph",
    ]
    assert article.find("a:heading", NS).text == "Registers"
    point = article.find("a:paragraph/a:point[@eId='art_1__para_1__point_a']", NS)
    assert (point.find("a:num", NS).text, point.find("a:content/a:p", NS).text) == (
        "(a) ",
        "machines;",
    )
    work = root.find(".//a:FRBRWork", NS)
    assert work.find("a:FRBRcountry", NS).get("value") == "fr"
    assert work.find("a:FRBRdate", NS).get("date") == "2031-05-01"
    assert read_akn(written, Limits()).date == "2031-05"
    assert read_akn(written, Limits()).publisher == "Assembly"


def test_what_xml_cannot_hold_is_replaced_and_the_same_document_gives_the_same_bytes() -> None:
    made = document("1. A rule\ufffe with \ud800 odd characters & <marks>.\f2. Another.")
    written = akoma_ntoso(made, split_provisions(made))

    assert b"&lt;marks&gt;" in written and "\ufffd" in written.decode()
    assert written == akoma_ntoso(made, split_provisions(made))


def test_a_base_is_written_into_a_folder(base: Base, tmp_path: Path) -> None:
    exported = export_akn(base, [], tmp_path / "new" / "folder")

    ids = [str(d.id) for d in base.documents()]
    assert [f.document_id for f in exported.files] == sorted(ids)
    assert sorted(p.name for p in (tmp_path / "new" / "folder").iterdir()) == sorted(
        f"{name}.akn.xml" for name in ids
    )
    found = find_sources([tmp_path])
    read = [d for s in found.sources for d in read_source(s).documents]
    assert [str(d.id) for d in read] == sorted(ids)
    for made in read:
        kept = [(p.eid, p.label, p.linkable) for p in base.provisions(made.id)]
        assert [(p.eid, p.label, p.linkable) for p in split_provisions(made).provisions] == kept


def test_an_export_that_cannot_be_made_says_so(base: Base, tmp_path: Path) -> None:
    with pytest.raises(UnknownIdError):
        export_akn(base, ["nowhere"], tmp_path / "x")
    assert not (tmp_path / "x").exists()
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="cannot be made"):
        export_akn(base, [], tmp_path / "file" / "below")
    name = str(base.documents()[0].id)
    (tmp_path / f"{name}.akn.xml").mkdir()
    exported = export_akn(base, [name], tmp_path)
    assert exported.files == () and exported.failures[0].stage == "export"
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("name", ACTS)
def test_acts_of_the_corpus_return_from_akoma_ntoso_as_they_were(name: str) -> None:
    (source,) = find_sources([SHARED / "corpus" / "instruments" / name]).sources
    (made,) = read_source(source).documents

    assert_well_made(assert_returns(made))


@pytest.mark.shared
def test_texts_of_agora_return_from_akoma_ntoso_as_they_were() -> None:
    sources = find_sources([SHARED / "corpus" / "agora"]).sources
    for source in random.Random(20261125).sample(list(sources), 10):
        for made in read_source(source).documents:
            assert_returns(made)
