"""Links of units: whole, exact, across works only, and the same each time."""

from __future__ import annotations

import os
import pickle
import random
import subprocess
import sys
import time

import numpy as np
import pytest

from comity.links import MOST, Query, Statistics, link_units, related_to_text
from comity.links.candidates import top_pairs
from comity.links.groups import gather
from comity.links.lexical import term_counts, weigh
from comity.text.codes import Lists
from tests.conftest import ROOT
from tests.links.units import Unit, frequencies, invented, linked, naive_score, rows

CLAUSE = (
    "Every operator of a ferry that steers itself shall keep a person on board who can take the"
    " wheel at any moment and who knows how to stop the engine."
)


@pytest.mark.parametrize("seed", range(6))
def test_every_list_holds_the_best_units_of_other_works(seed: int) -> None:
    units = invented(60, works=4, seed=seed)
    by_id = {u.id: u for u in units}
    statistics = frequencies(units)

    result = rows(linked(units, top=5))

    for unit in units:
        found = [r for r in result if r["source"] == unit.id]
        expected = sorted(
            (round(naive_score(unit, o, statistics)[0], 6) for o in units
             if o.work != unit.work),
            reverse=True,
        )  # fmt: skip
        expected = [s for s in expected if s > 0]
        best = [r["score"] for r in found[:5]]
        assert best == pytest.approx(expected[:5], abs=2e-6)
        assert all(by_id[str(r["target"])].work != unit.work for r in found)
        assert [r["rank"] for r in found] == list(range(1, len(found) + 1))
        assert all(r["relation"] == "verbatim" for r in found[5:])


def test_signals_and_score_agree_with_a_pair_taken_alone() -> None:
    units = {u.id: u for u in invented(50, works=5, seed=9)}
    result = linked([*units.values()])
    statistics = Statistics.from_table(result.statistics)

    for row in rows(result):
        source, target = units[str(row["source"])], units[str(row["target"])]
        (alone,) = related_to_text(
            Query(source.text, "en", statistics, dict(source.topics)),
            ids=[target.id],
            languages=["en"],
            texts=[target.text],
            topics=[dict(target.topics)],
        )
        assert alone.relation == row["relation"]
        assert alone.score == pytest.approx(row["score"], abs=5e-6)
        for signal, value in alone.reasons.signals.items():
            assert value == pytest.approx(row[signal], abs=2e-4)


def test_the_order_of_units_and_the_number_of_threads_change_nothing() -> None:
    units = invented(200, works=7, seed=3)
    shuffled = units.copy()
    random.Random(1).shuffle(shuffled)

    once, again = linked(units, threads=1), linked(shuffled, threads=4)

    assert once.table.equals(again.table)
    assert once.statistics.equals(again.statistics)
    assert once.notices == again.notices


def test_the_hash_seed_changes_nothing() -> None:
    programme = (
        "from tests.links.units import *; import hashlib; result = linked(invented(150, 5, 8));"
        "print(hashlib.sha256(repr((result.table.to_pylist(), result.statistics.to_pylist()))"
        ".encode()).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", programme],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(seen) == 1


def test_a_work_with_many_like_units_does_not_use_up_their_lists() -> None:
    own = [Unit(f"a.en/art_{n:03}", "a", f"{CLAUSE} Pier {n}, quay {n * 7}.") for n in range(300)]
    other = [Unit(f"b.en/art_{n}", "b", f"A ferry has a wheel. Rule {n}.") for n in range(3)]

    result = rows(linked(own + other))

    for unit in own:
        assert {r["target"] for r in result if r["source"] == unit.id} == {u.id for u in other}


def test_forty_copies_all_find_one_another() -> None:
    copies = [Unit(f"w{n:02}.en/sec_1", f"w{n:02}", f"{n}. {CLAUSE}") for n in range(40)]
    noise = invented(100, works=10, seed=4)

    result = rows(linked(copies + noise))

    for unit in copies:
        found = {r["target"] for r in result if r["source"] == unit.id}
        assert {u.id for u in copies} - {unit.id} <= found
        verbatim = {r["target"] for r in result if r["source"] == unit.id} & {u.id for u in copies}
        assert all(
            r["relation"] == "verbatim"
            for r in result
            if r["source"] == unit.id and r["target"] in verbatim
        )


def test_more_copies_than_a_list_may_hold_are_counted_in_a_notice() -> None:
    copies = [Unit(f"w{n:03}.en/sec_1", f"w{n:03}", CLAUSE) for n in range(MOST + 51)]

    result = linked(copies)

    assert result.table.num_rows == len(copies) * MOST
    (notice,) = result.notices
    assert notice.code == "verbatim-beyond"
    assert notice.message.startswith(f"{len(copies)} provisions have {MOST} verbatim links")


def test_thousands_of_copies_cost_seconds_and_bounded_memory() -> None:
    copies = [Unit(f"w{n:05}.en/sec_1", f"w{n % 3000:05}", CLAUSE) for n in range(6000)]
    started = time.process_time()

    result = linked(copies)

    assert result.table.num_rows == len(copies) * MOST
    assert time.process_time() - started < 20


def test_many_texts_with_the_same_terms_keep_only_the_pairs_they_need() -> None:
    count = 1500
    works = np.arange(count) // 3
    terms, counts = term_counts(Lists.of([["reserved", str(n)] for n in range(count)]))
    vectors = weigh(counts, np.ones(len(terms)))

    pairs = top_pairs(vectors, gather(range(count), works), top=20)

    assert len(pairs.rows) == count * 20  # all 1500 tie with one another
    assert sorted(pairs.columns[pairs.rows == 0].tolist()) == list(range(3, 23))


def test_equal_scores_rank_by_id() -> None:
    units = [Unit(f"w{n}.en/sec_1", f"w{n}", "Audit the register.") for n in (3, 1, 2, 0)]

    result = rows(linked(units))

    assert [r["target"] for r in result if r["source"] == "w2.en/sec_1"] == [
        "w0.en/sec_1", "w1.en/sec_1", "w3.en/sec_1",
    ]  # fmt: skip


def test_the_same_spelling_in_two_languages_makes_no_link() -> None:
    units = [
        Unit("a.en/p_1", "a", "Station information gift important message"),
        Unit("b.de/p_1", "b", "Station Information Gift important message", "de"),
        Unit("c.en-GB/p_1", "c", "gift information", "en-GB"),
    ]

    result = rows(linked(units))

    assert {(r["source"], r["target"]) for r in result} == {
        ("a.en/p_1", "c.en-GB/p_1"),
        ("c.en-GB/p_1", "a.en/p_1"),
    }


def test_numbers_and_letters_of_points_make_no_link() -> None:
    units = [
        Unit("a.en/p_1", "a", "(iv) 12. b) Transparency"),
        Unit("b.en/p_1", "b", "(iv) 12. b) Safety"),
    ]

    assert rows(linked(units)) == []


def test_links_in_chinese_rest_on_characters() -> None:
    rule = "自动驾驶渡轮的经营者应当安排一名能够随时接管舵轮并停止发动机的人员在船上值守。"
    units = [
        Unit("a.zh/art_1", "a", f"第一条 {rule}", "zh"),
        Unit("b.zh/art_9", "b", f"第九条 {rule}违者处以罚款。", "zh-Hans"),
        Unit("c.zh/art_2", "c", "第二条 港口应当公布渡轮事故的统计数据。", "zh"),
    ]

    result = {(r["source"], r["target"]): r for r in rows(linked(units))}

    assert result["a.zh/art_1", "b.zh/art_9"]["relation"] == "verbatim"
    assert result["b.zh/art_9", "a.zh/art_1"]["relation"] == "verbatim"
    assert result["a.zh/art_1", "c.zh/art_2"]["relation"] == "related"


def test_nothing_and_texts_without_words_give_no_links() -> None:
    assert rows(linked([])) == []
    units = [Unit("a.en/p_1", "a", ""), Unit("b.en/p_1", "b", "the of — 12"), Unit("c", "c", "🙂")]
    assert rows(linked(units)) == []
    assert rows(linked([Unit("a.en/p_1", "a", CLAUSE)])) == []


def test_an_id_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="two units"):
        linked([Unit("a", "a", "x"), Unit("a", "b", "y")])
    with pytest.raises(ValueError, match="one entry per unit"):
        link_units(["a"], ["a"], ["en"], [])


def test_what_links_hold_can_be_sent_to_another_process() -> None:
    result = linked(invented(10, works=2, seed=1))

    assert pickle.loads(pickle.dumps(result)).table.equals(result.table)


def test_statistics_come_back_from_their_table_whole_or_in_part() -> None:
    result = linked([*invented(20, works=2, seed=1), Unit("x.fr/p", "x", "l’égalité", "fr")])

    whole = Statistics.from_table(result.statistics)
    part = Statistics.from_table(result.statistics, stems=["audit", "égal"])

    assert whole.to_table().equals(result.statistics)
    assert part.units == whole.units == {"en": 20, "fr": 1}
    assert part.idf("audit", "en-GB") == whole.idf("audit", "en")
    assert set(part.frequencies["fr"]) == {"égal"}


def test_a_term_that_no_unit_has_is_the_most_telling() -> None:
    statistics = Statistics.from_table(linked(invented(20, works=2, seed=1)).statistics)

    assert statistics.idf("unheard", "en") > max(
        statistics.idf(s, "en") for s in statistics.frequencies["en"]
    )
    assert Statistics(units={}).idf("any", "sw") == 1
