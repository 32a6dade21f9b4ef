"""Links of a corpus that changed a little are those of linking it anew, byte for byte."""

from __future__ import annotations

import random
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.links import LINKS_SCHEMA, Earlier, Linked, Statistics, Words, link_units
from comity.links.update import MOST_AFFECTED
from comity.text.tokens import words
from tests.links.units import SUBJECTS, Unit, invented, linked


def as_earlier(units: list[Unit], result: Linked, now: list[Unit]) -> Earlier:
    held = set(units)
    return Earlier(
        unchanged=[unit in held for unit in now],
        table=result.table,
        statistics=Statistics.from_table(result.statistics),
        words=result.words,
        notices=result.notices,
    )


def changed(units: list[Unit], seed: int, edits: int) -> list[Unit]:
    """Some units reworded, removed, added, copied, moved to another work or another id."""
    rng = random.Random(seed)
    result = list(units)
    for n in range(edits):
        at = rng.randrange(len(result))
        unit = result[at]
        text = " ".join(rng.choices(SUBJECTS, k=rng.randrange(1, 20)))
        result[at : at + 1] = rng.choice(
            [
                [],
                [Unit(unit.id, unit.work, text, unit.language)],
                [Unit(unit.id, unit.work, unit.text + " " + text, unit.language)],
                [Unit(unit.id, unit.work + "x", unit.text, unit.language)],
                [unit, Unit(f"new{n}.en/para_1", "new", unit.text, unit.language)],
                [unit, Unit(f"new{n}.fr/para_1", "new", text, "fr")],
                [Unit(f"moved{n}/para_1", unit.work, unit.text, unit.language)],
            ]
        ) or ([unit] if len(result) == 1 else [])
    return result


@pytest.mark.parametrize("top", [1, 3, 20])
@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(0, 4), st.integers(20, 150), st.integers(2, 12))
def test_keeping_what_nothing_touched_changes_no_byte(
    top: int, seed: int, edits: int, count: int, works: int
) -> None:
    before = invented(count, works=works, seed=seed)
    after = changed(before, seed, edits)

    with pytest.MonkeyPatch.context() as patch:
        # However many are affected, nothing is linked anew as a whole.
        patch.setattr(sys.modules["comity.links.link"], "MOST_AFFECTED", 1.0)
        kept = linked(after, top=top, earlier=as_earlier(before, linked(before, top=top), after))
    anew = linked(after, top=top)

    assert kept.table.equals(anew.table)
    assert kept.statistics.equals(anew.statistics)
    assert kept.notices == anew.notices
    assert kept.words.words.equals(anew.words.words)
    assert kept.words.vocabulary.equals(anew.words.vocabulary)


def test_a_corpus_that_did_not_change_is_not_searched() -> None:
    units = invented(200, works=5, seed=1)
    first = linked(units)

    again = linked(units, earlier=as_earlier(units, first, units))

    assert (first.searched, again.searched) == (200, 0)
    assert again.table.equals(first.table)


def test_one_changed_text_among_many_reaches_few() -> None:
    rng = random.Random(7)
    words = [f"{a}{b}" for a in SUBJECTS for b in ("", "ing", "al", "ic", "or", "um", "ax", "ol")]
    units = [
        Unit(f"w{n % 40:02}.en/para_{n:04}", f"w{n % 40}", " ".join(rng.choices(words, k=25)))
        for n in range(2000)
    ]
    after = [*units[:-1], Unit(units[-1].id, units[-1].work, " ".join(rng.choices(words, k=25)))]

    kept = linked(after, earlier=as_earlier(units, linked(units), after))

    assert kept.table.equals(linked(after).table)
    assert 0 < kept.searched < MOST_AFFECTED * len(units)


def test_the_words_of_a_unit_can_be_read_off_the_tables() -> None:
    units = [*invented(30, works=3, seed=4), Unit("z.zh/1", "z", "第一条 人工智能", "zh")]

    made = linked(units).words

    names = made.vocabulary["text"].to_pylist()
    held = {row["id"]: [names[n] for n in row["words"]] for row in made.words.to_pylist()}
    assert held == {unit.id: words(unit.text) for unit in units}
    assert names == sorted(set(names))


def test_words_that_do_not_fit_their_vocabulary_are_not_believed() -> None:
    units = invented(30, works=3, seed=2)
    first = linked(units)
    torn = replace(first, words=Words(first.words.words, first.words.vocabulary.slice(0, 2)))

    again = linked(units, earlier=as_earlier(units, torn, units))

    assert again.words.words.equals(first.words.words)
    assert again.table.equals(first.table)


def test_an_earlier_base_without_links_is_no_help_and_no_harm() -> None:
    units = invented(30, works=3, seed=2)
    nothing = Earlier(
        unchanged=[False] * len(units),
        table=LINKS_SCHEMA.empty_table(),
        statistics=Statistics(units={}),
    )

    assert linked(units, earlier=nothing).table.equals(linked(units).table)
    assert (
        link_units([], [], [], [], earlier=as_earlier(units, linked(units), [])).table.num_rows == 0
    )
