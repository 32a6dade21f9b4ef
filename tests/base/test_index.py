"""Every word of a document is indexed once, with the smallest provision that holds it."""

from __future__ import annotations

import tempfile
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.base import Base, index
from comity.base.index import Entry, units_of, write_index
from comity.records import Span
from tests.base.sample import Part, document, write_sample

WORDS = st.lists(st.sampled_from(["register", "machine", "audit", "of", "1."]), max_size=4).map(
    " ".join
)


@st.composite
def parts(draw: st.DrawFn) -> list[Part]:
    """A tree of provisions, three levels deep at most."""
    number = iter(range(1000))

    def part(depth: int) -> Part:
        eid = f"p_{next(number)}"
        below = draw(st.integers(0, 3)) if depth < 3 else 0
        return Part(eid, draw(WORDS), parts=tuple(part(depth + 1) for _ in range(below)))

    return [part(1) for _ in range(draw(st.integers(1, 3)))]


@given(parts())
def test_own_stretches_cover_the_provisions_and_never_overlap(tree: list[Part]) -> None:
    made, split = document("d", "en", tree)

    counted: Counter[int] = Counter()
    for unit in units_of(split):
        for start, end in unit.own:
            assert 0 <= start < end <= len(unit.provision.text)
            counted.update(
                range(unit.provision.span.start + start, unit.provision.span.start + end)
            )

    held = {n for p in split.provisions for n in range(p.span.start, p.span.end)}
    assert set(counted) == held
    assert set(counted.values()) <= {1}
    assert all(made.text[n] == "\n" for n in range(len(made.text)) if n not in held)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(parts())
def test_every_occurrence_of_a_word_is_found_once(tree: list[Part]) -> None:
    made, split = document("d", "en", tree)
    with tempfile.TemporaryDirectory() as folder:
        write_sample(Path(folder) / "base", [(made, split)])
        hits = Base.open(Path(folder) / "base").search("registers", limit=1000).hits

    places = [
        Span(h.provision.span.start + s.start, h.provision.span.start + s.end)
        for h in hits
        for s in h.spans
    ]
    assert all(place.of(made.text) == "register" for place in places)
    assert len(places) == len(set(places)) == made.text.count("register")
    assert len(hits) == len({h.provision.id for h in hits})


def test_a_text_with_broken_characters_is_written_and_read(tmp_path: Path) -> None:
    tree = [Part("art_1", "Keep a \udc80 register."), Part("art_2", "\udfff")]
    broken = document("d", "en", tree)

    write_sample(tmp_path / "base", [broken])

    base = Base.open(tmp_path / "base")
    assert base.provision("d/art_1").text == "Keep a \ufffd register."
    assert base.search("register").total == 1
    assert base.document("d").text == broken[0].text.replace("\udc80", "\ufffd").replace(
        "\udfff", "\ufffd"
    )


def entries(trees: dict[str, list[Part]], keys: dict[str, str]) -> list[Entry]:
    made = {name: document(name, "en", tree) for name, tree in trees.items()}
    return [
        Entry(name, len(made[name][1].provisions), partial(made.__getitem__, name), keys[name])
        for name in sorted(made)
    ]


def in_folder(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_only_the_part_of_a_changed_document_is_indexed_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "_PROVISIONS_PER_PART", 2)
    trees = {f"d{n}": [Part("p_1", f"register {n}"), Part("p_2", "audit")] for n in range(12)}
    keys = {name: name for name in trees}
    write_index(tmp_path / "old", entries(trees, keys))
    trees["d3"] = [Part("p_1", "ferries"), Part("p_2", "audit")]
    keys["d3"] = "d3 changed"
    read: list[str] = []

    def told(entry: Entry) -> Entry:
        return Entry(
            entry.id, entry.provisions, lambda: (read.append(entry.id), entry.load())[1], entry.key
        )

    write_index(tmp_path / "new", list(map(told, entries(trees, keys))), earlier=tmp_path / "old")
    write_index(tmp_path / "fresh", entries(trees, keys))

    assert "d3" in read
    assert len(read) < len(trees)
    assert in_folder(tmp_path / "new") == in_folder(tmp_path / "fresh")
    assert in_folder(tmp_path / "new") != in_folder(tmp_path / "old")


@pytest.mark.parametrize("damage", ["[", "{}", '[{"key": 1}]', '[{"key":"a","segments":["x"]}]'])
def test_an_earlier_index_that_is_not_whole_is_no_help_and_no_harm(
    tmp_path: Path, damage: str
) -> None:
    made = entries({"d": [Part("p_1", "register")]}, {"d": "key"})
    write_index(tmp_path / "old", made)
    (tmp_path / "old" / index.PARTS).write_text(damage)

    write_index(tmp_path / "new", made, earlier=tmp_path / "old")
    write_index(tmp_path / "newer", made, earlier=tmp_path / "absent")

    assert in_folder(tmp_path / "new") == in_folder(tmp_path / "newer")
