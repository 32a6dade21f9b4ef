"""What holds for every document that can be built, and that hostile text is no attack."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.provisions import split_provisions
from comity.records import Block, Document, Span, Split
from comity.text.sentences import word_count
from tests.provisions.make import document

LABELS = [
    "Article 1",
    "Article 2",
    "ARTICLE 9",
    "CHAPTER I",
    "Chapter II",
    "SEC. 2.",
    "SECTION 1.",
    "§ 5.",
    "ANNEX",
    "ANNEX II",
    "Part A",
    "(a)",
    "(b)",
    "(i)",
    "(ii)",
    "(h)",
    "(A)",
    "(1)",
    "(2)",
    "1.",
    "2.",
    "3.",
    "1.1",
    "1.2",
    "2.1.3",
    "a)",
    "b)",
    "I.",
    "II.",
    "i",
    "h",
    "•",
    "–",
    "“(g)",
    "``(1)",
    "‘3.",
    "»",
    "第一条",
    "第二章",
    "（一）",
    "一、",
    "المادة ٥",
    "Whereas:",
    "Having regard to the law,",
    "Recalling its report,",
    "Noting the need,",
    "Contents",
    "GOVERN 1.1:",
    "GOVERN 1.2:",
    "Principle 1:",
    "Done at the lake,",
    "Kenya",
    "France",
    "1 The",
    "of Article 5",
    "…… 12",
    ".......... 4",
    "(*)",
    "(preamble)",
    "6-1-105. Records",
    '"22602. Audits',
    "SEC. 3. A code is amended to read:",
    "x.SEC. 4. Y",
    "Chapter II Article 3 – X",
    "; (b) ",
    "Primero. X",
    "DISPOSICIONES FINALES",
    "CONSIDERANDO:",
    "Que, x;",
    "DECRETA:",
]
WORDS = st.sampled_from(
    ["records", "shall be kept;", "Duties.", "and", "记录应当保存。", "is:", "—", "’;"]
)
SAID = st.lists(st.one_of(st.sampled_from(LABELS), WORDS, st.text(max_size=12)), max_size=12).map(
    " ".join
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Blocks of every kind with text that looks like structure, spans as readers promise them."""
    text, blocks = "", []
    for _ in range(draw(st.integers(1, 14))):
        said = draw(SAID) * draw(st.sampled_from([1, 1, 1, 30]))
        said = draw(st.sampled_from(["", "\n", "\n\n"])).join([said, draw(SAID)]).strip()
        text += draw(st.sampled_from(["", "\n", "\n\n", " stray "]))
        blocks.append(
            Block(
                span=Span(len(text), len(text) + len(said)),
                kind=draw(
                    st.sampled_from(
                        ["heading", "paragraph", "paragraph", "item", "row", "footnote", "unit"]
                    )
                ),
                level=draw(st.integers(0, 6)),
                label=draw(st.sampled_from(["", "", "1.", "a)", "•", "Fairness"])),
                indent=draw(st.integers(0, 8)),
                marked_at=draw(st.none() | st.integers(0, 400)),
                bold=draw(st.booleans()),
            )
        )
        text += said + "\n"
    return document(text + "end", blocks, draw(st.sampled_from(["en", "fr", "zh", "ar"])))


def check(source: Document, split: Split) -> None:
    """Every promise of a split."""
    ids = [p.id for p in split.provisions]
    seen: dict[str, Span] = {}
    bodies = {p.id: p.span for p in split.provisions if p.kind != "authorialNote"}
    for p in split.provisions:
        assert p.text == source.text[p.span.start : p.span.end]
        assert len(p.span) > 0
        if p.parent is not None:
            assert seen[p.parent].holds(p.span)
        seen[p.id] = p.span
        if p.anchor is not None:
            assert p.marked_at is not None
            # A note may stand before its mark, so provisions behind it count, too.
            holds = {i: len(s) for i, s in bodies.items() if s.start <= p.marked_at <= s.end}
            assert holds[p.anchor] == min(holds.values())
    assert len(ids) == len(set(ids))
    noted = any(block.kind == "footnote" for block in source.blocks)  # here, amid the text
    siblings: dict[str | None, list[Span]] = {}
    for p in () if noted else split.provisions:
        if p.kind != "cut":
            siblings.setdefault(p.parent, []).append(p.span)
    for spans in siblings.values():
        assert all(a.end <= b.start for a, b in itertools.pairwise(sorted(spans)))
    units = sorted(p.span for p in split.provisions if p.linkable)
    assert all(a.end <= b.start for a, b in itertools.pairwise(units))
    held = bytearray(len(source.text))
    for span in [p.span for p in split.provisions if p.parent is None] + [
        out.span for out in split.left_out
    ]:
        held[span.start : span.end] = b"\1" * len(span)
    assert not [c for c, h in zip(source.text, held, strict=True) if not h and not c.isspace()]
    wholes = {(b.span.start, b.span.end) for b in source.blocks if b.kind == "unit"}
    for p in split.provisions:
        if p.linkable and (p.span.start, p.span.end) not in wholes:
            assert word_count(p.text, p.language) <= 300


@given(documents())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_split_keeps_its_promises_on_any_document(source: Document) -> None:
    if not source.text.strip():
        return
    split = split_provisions(source)

    check(source, split)
    assert split == split_provisions(source)


@given(st.text(min_size=1, max_size=300).filter(lambda t: bool(t.strip())))
def test_any_text_can_be_split(text: str) -> None:
    check(document(text), split_provisions(document(text)))


@given(documents())
@settings(max_examples=60, deadline=None)
def test_unit_blocks_are_exactly_one_provision_each(source: Document) -> None:
    split = split_provisions(source)
    spans = [p.span for p in split.provisions]

    for block in source.blocks:
        if block.kind == "unit" and block.span.of(source.text).strip():
            said = block.span.of(source.text)
            start = block.span.start + len(said) - len(said.lstrip())
            assert Span(start, start + len(said.strip())) in spans


@pytest.mark.parametrize(
    "unit",
    [
        *("(", "((a)", "1.1", "1.", "(i)", "I", "“", ".", "a) ", "\n(a)\n", "\nArticle 1\n"),
        *("Article ", "一、", "第一条", " \n", "(a)(1)", "\n1.1.1.1\n", "-- ", "\n“(a) x\n"),
        *("1 ", "GOVERN 1.1: ", "\n• x\n", "x.\n"),
        *("x.SEC. 1. Y", "; (a) (b) ", "\nPrimero. X", "\n22602. A", "\nX\n1 Y\n", ",\nNoting "),
        *("\nSEC. 1. Amended to read:\n", "\nSEC. 1. Added to read:\nPART I\n", '\n"§ 1. x\n'),
    ],
)
def test_hostile_text_takes_time_in_proportion(unit: str) -> None:
    # A step that grows with the square of the text needs many minutes at this length; the
    # slowest of these takes 3 s on a busy machine.
    text = unit * (100_000 // len(unit)) + "end"
    started = time.process_time()

    split_provisions(document(text, [Block(span=Span(0, len(text)))]))
    split_provisions(document(text[:30_000] + "end"))

    assert time.process_time() - started < 60
