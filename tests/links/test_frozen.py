"""No change to linking passes unseen: the frozen set says what was won and what was lost."""

from __future__ import annotations

import pytest
from benchmarks.links_frozen import Pair, compared, outcome, read_frozen, report

from tests.conftest import SHARED


def test_a_found_relation_is_won_and_a_found_stranger_is_lost() -> None:
    before = [Pair("a", "b", True, 0), Pair("a", "c", False, 0), Pair("a", "d", True, 3)]
    now = [Pair("a", "b", True, 20), Pair("a", "c", False, 1), Pair("a", "d", True, 4)]

    won, lost = compared(before, now)

    assert (won, lost) == ([now[0]], [now[1]])
    told = report(before, now, {"a": "one", "b": "two", "c": "three", "d": "four"})
    assert "1 won, 1 lost, 3 at another place" in told
    assert "Won, related: a b, now at 20" in told
    assert "Lost, unrelated: a c, now at 1" in told


@pytest.mark.shared
def test_linking_does_what_it_did_when_the_set_was_frozen() -> None:
    now, texts = outcome(SHARED / "corpus" / "worldwide-ai-ethics" / "definitions.csv")
    before = read_frozen()

    assert [(p.a, p.b, p.related) for p in now] == [(p.a, p.b, p.related) for p in before]
    assert [p.found for p in now] == [p.found for p in before], (
        "Links changed. Freeze the set anew with `python -m benchmarks.links_frozen ... --freeze`"
        f" and say in the commit:\n{report(before, now, texts)}"
    )
