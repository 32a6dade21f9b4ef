"""Who says what of a pair now: several people, their newest word, and words that changed."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.base import Base
from comity.base.json import compare_json, related_json, show_provision_json
from comity.base.judged import instant, judgements_on, person, standing_pairs
from comity.base.judged_file import add_file, export_judgements
from comity.base.record import JUDGED, Judgement, add_judgements, judgements, record_of
from comity.base.tag_record import TAG_JUDGED, TagJudgement, add_tag_judgements
from comity.errors import UnknownIdError, UsageError
from tests.base.sample import Part, document, write_sample

A, B = "lake-pact.en/art_1", "hill-code/sec_1"
EARLY, LATE = "2026-01-01T00:00:00+00:00", "2026-11-25T09:00:00+00:00"


@pytest.fixture
def base(tmp_path: Path) -> Base:
    write_sample(tmp_path / "base")
    return Base.open(tmp_path / "base")


def said(base: Base, a: str = A, b: str = B) -> list[tuple[str, str]]:
    pair = judgements_on(base, a, b)
    return [] if pair is None else [(o.by, o.relation) for o in pair.opinions]


def test_several_people_may_disagree_and_both_stand(base: Base) -> None:
    base.judge(A, B, "equal", by="A. Reader", reason="", when=EARLY)
    pair = base.judge(A, B, "none", by="B. Reader", reason="another duty", when=LATE)

    assert [(o.by, o.relation) for o in pair.opinions] == [
        ("A. Reader", "equal"),
        ("B. Reader", "none"),
    ]
    assert (pair.disputed, pair.related) == (True, None)
    assert len(judgements(base.path)[0]) == 2


def test_the_same_pair_from_its_other_side_is_told_the_other_way_round(base: Base) -> None:
    base.judge(A, B, "superset", by="A. Reader", reason="", when=EARLY)
    base.judge(B, A, "subset", by="B. Reader", reason="", when=EARLY)

    assert said(base) == [("A. Reader", "superset"), ("B. Reader", "superset")]
    assert said(base, B, A) == [("A. Reader", "subset"), ("B. Reader", "subset")]
    (pair,) = base.judgements(B)
    assert (pair.a, pair.b, pair.disputed, pair.related) == (B, A, False, True)


def test_of_one_person_the_newest_counts_whatever_was_added_last(base: Base) -> None:
    base.judge(A, B, "none", by="A. Reader", reason="", when=LATE)
    base.judge(A, B, "equal", by=" A.  Reader", reason="", when=EARLY)

    pair = judgements_on(base, A, B)

    assert pair is not None
    assert [o.relation for o in pair.opinions] == ["none"]
    assert [o.relation for o in pair.earlier] == ["equal"]


def test_undecided_takes_back_what_the_same_person_said_and_nobody_elses(base: Base) -> None:
    base.judge(A, B, "none", by="A. Reader", reason="", when=EARLY)
    base.judge(A, B, "equal", by="B. Reader", reason="", when=EARLY)
    pair = base.judge(A, B, "undecided", by="A. Reader", reason="", when=LATE)

    assert [(o.by, o.relation) for o in pair.opinions] == [("B. Reader", "equal")]
    assert [o.by for o in pair.open] == ["A. Reader"]
    assert (pair.disputed, pair.related) == (False, True)


def test_the_same_judgement_of_the_same_time_is_held_once(base: Base) -> None:
    for _ in range(2):
        base.judge(A, B, "none", by="A. Reader", reason="", when=EARLY)

    assert len(judgements(base.path)[0]) == 1


def test_a_judgement_added_by_another_process_is_seen_by_an_open_base(base: Base) -> None:
    assert said(base) == []
    Base.open(base.path).judge(A, B, "none", by="A. Reader", reason="", when=EARLY)

    assert said(base) == [("A. Reader", "none")]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"relation": "alike"}, UsageError),
        ({"by": " "}, UsageError),
        ({"when": "yesterday"}, UsageError),
        ({"b": A}, UsageError),
        ({"b": "hill-code/sec_9"}, UnknownIdError),
        ({"b": "hill-code"}, UsageError),
        ({"reason": "x" * 6000}, UsageError),
    ],
)
def test_what_cannot_be_a_judgement_is_refused_and_nothing_added(
    base: Base, change: dict[str, str], error: type[Exception]
) -> None:
    facts = {"a": A, "b": B, "relation": "none", "by": "A", "reason": "", "when": EARLY, **change}

    with pytest.raises(error):
        base.judge(**facts)

    assert not record_of(base.path).exists()


REGISTER = "Members shall publish a register of learning machines each year."
SCHOOL = "Officials are trained without charge by the larger members."


def write(path: Path, *parts: Part, name: str = "pact") -> Base:
    other = document("code", "en", [Part("sec_1", "Offices publish a list of their machines.")])
    write_sample(path, [document(name, "en", parts), other])
    return Base.open(path)


def test_judgements_follow_a_rename_and_stop_counting_when_the_words_change(tmp_path: Path) -> None:
    path = tmp_path / "base"
    first = write(path, Part("art_1", REGISTER), Part("art_2", SCHOOL))
    first.judge("pact/art_1", "code/sec_1", "superset", by="A", reason="", when=EARLY)

    renamed = write(path, Part("art_1", SCHOOL), Part("art_7", REGISTER), name="lake-pact")
    assert said(renamed, "lake-pact/art_7", "code/sec_1") == [("A", "superset")]
    assert said(renamed, "lake-pact/art_1", "code/sec_1") == []
    # Ids of earlier versions are taken for what they are now.
    again = renamed.judge("code/sec_1", "pact/art_1", "none", by="B", reason="", when=EARLY)
    assert (again.b, again.disputed) == ("lake-pact/art_7", True)

    changed = REGISTER.replace("register", "list")
    reworded = write(path, Part("art_1", SCHOOL), Part("art_7", changed), name="lake-pact")
    (pair,) = reworded.judgements("lake-pact/art_7")
    assert pair.opinions == ()
    assert [(o.by, o.relation) for o in pair.other_words] == [("A", "superset"), ("B", "none")]

    # Said anew, it counts; on the former words the former judgement does again.
    reworded.judge("lake-pact/art_7", "code/sec_1", "equal", by="A", reason="", when=LATE)
    assert said(reworded, "lake-pact/art_7", "code/sec_1") == [("A", "equal")]
    back = write(path, Part("art_1", SCHOOL), Part("art_7", REGISTER), name="lake-pact")
    assert said(back, "lake-pact/art_7", "code/sec_1") == [("A", "superset"), ("B", "none")]

    gone = write(path, Part("art_1", SCHOOL), name="lake-pact")
    pairs = standing_pairs(gone)  # by the ids of their day: no redirect leads further
    assert [pair.opinions for pair in pairs] == [()] * len(pairs)
    reasons = [place.reason for pair in pairs for o in pair.other_words for place in (o.a, o.b)]
    assert sorted(reasons) == ["gone"] * 3 + ["unchanged"] * 3


def test_what_people_say_stands_beside_what_the_machine_says(base: Base) -> None:
    before = related_json(base, base.related(A))
    assert all(match["judged"] == [] for match in before["related"])

    base.judge(B, A, "subset", by="A", reason="narrower", when=EARLY)
    base.judge(A, B, "none", by="B", reason="", when=EARLY)
    base.judge(A, "hill-code/sec_2", "undecided", by="A", reason="", when=EARLY)

    after = related_json(base, base.related(A))
    for match in after["related"]:
        judged = match.pop("judged")
        if match["provision"]["id"] == B:
            assert [(j["by"], j["relation"], j["a"], j["holds"]) for j in judged] == [
                ("A", "superset", A, True),
                ("B", "none", A, True),
            ]
        else:
            assert judged == []
    for match in before["related"]:
        match.pop("judged")
    assert after == before  # no score, no order and no relation changed
    shown = show_provision_json(base, base.related(B))
    assert [j["relation"] for j in shown["related"][0]["judged"]] == ["subset", "none"]
    compared = compare_json(base, base.compare("lake-pact.en", "hill-code"))
    by_pair = {(p["a"]["id"], p["b"]["id"]): p["judged"] for p in compared["pairs"]}
    assert [j["by"] for j in by_pair[A, B]] == ["A", "B"]


def test_a_judgement_on_a_unit_is_shown_where_the_whole_is_asked_about(base: Base) -> None:
    base.judge(
        "lake-pact.en/art_2__para_1", "hill-code/sec_3", "equal", by="A", reason="", when=EARLY
    )

    shape = related_json(base, base.related("lake-pact.en/art_2"))

    judged = [m["judged"] for m in shape["related"] if m["provision"]["id"] == "hill-code/sec_3"]
    assert [(j["a"], j["relation"]) for j in judged[0]] == [("lake-pact.en/art_2__para_1", "equal")]


def test_a_writer_that_is_killed_leaves_whole_judgements_only(tmp_path: Path) -> None:
    path = tmp_path / "base"
    write_sample(path)
    code = (
        "import sys; from comity.base import Base\n"
        f"base = Base.open({str(path)!r})\n"
        "n = 0\n"
        "while True:\n"
        f"    base.judge({A!r}, {B!r}, 'none', by=f'Reader {{n}}', reason='r' * 4000,"
        f" when={EARLY!r})\n"
        "    n += 1; print(n, flush=True)"
    )
    worker = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    for _ in range(10):
        worker.stdout.readline()
    os.kill(worker.pid, signal.SIGKILL)
    told = 10 + len(worker.stdout.read().splitlines())
    worker.wait()

    Base.open(path).judge(A, B, "equal", by="Another", reason="", when=LATE)
    found, damaged = judgements(path)

    assert len(found) >= told + 1  # what was confirmed is there
    assert len(damaged) <= 1
    assert found[-1].by == "Another"


_TEXT = st.text(max_size=40) | st.sampled_from(
    [
        "=1+1",
        "'=1+1",
        "''@x",
        "'",
        "a\r\nb",
        "a\rb",
        '"',
        "﻿x",
        "\x00",
        "+",
        " -1",
        "＝x",
        "a,b;c\td",
    ]
)
_NAME = _TEXT.filter(lambda text: text.strip())
_HASH = st.text("0123456789abcdef", min_size=64, max_size=64)
_PAIR = st.builds(
    dict,
    a=_NAME,
    b=_NAME,
    relation=st.sampled_from(JUDGED),
    by=_NAME,
    reason=_TEXT,
    when=st.datetimes().map(str) | _NAME,
    version=_NAME,
    a_text=_HASH,
    b_text=_HASH,
).filter(lambda row: row["a"] != row["b"])
_TAG = st.builds(
    TagJudgement,
    a=_NAME,
    topic=_NAME,
    relation=st.sampled_from(TAG_JUDGED),
    by=_NAME,
    reason=_TEXT,
    when=_NAME,
    version=_NAME,
    a_text=_HASH,
)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Base:
    path = tmp_path_factory.mktemp("elsewhere") / "base"
    write_sample(path, [document("code", "en", [Part("sec_1", SCHOOL)])])
    return Base.open(path)


@given(
    rows=st.lists(_PAIR, max_size=5, unique_by=repr),
    tags=st.lists(_TAG, max_size=3, unique=True),
    suffix=st.sampled_from(["csv", "jsonl"]),
)
@settings(max_examples=60)
def test_what_is_exported_and_added_elsewhere_is_the_same_record(
    elsewhere: Base, rows: list[dict[str, str]], tags: list[TagJudgement], suffix: str
) -> None:
    here = elsewhere.path.with_name("here")
    for record in (record_of(here), record_of(elsewhere.path)):
        shutil.rmtree(record, ignore_errors=True)
    add_judgements(here, [Judgement(**row) for row in rows])
    add_tag_judgements(here, tags)
    file = elsewhere.path.with_name(f"out.{suffix}")

    export_judgements(here, file)
    added = add_file(elsewhere, file)

    assert added.failures == ()
    assert (added.pairs, added.tags) == (len(rows), len(tags))
    for name in ("judgements.jsonl", "tag-judgements.jsonl"):
        one, other = (record_of(path) / name for path in (here, elsewhere.path))
        assert one.exists() == other.exists()
        assert not one.exists() or one.read_bytes() == other.read_bytes()
    assert add_file(elsewhere, file).pairs == 0  # held already


def test_no_cell_of_an_export_is_a_formula(base: Base, tmp_path: Path) -> None:
    base.judge(A, B, "none", by="=cmd|'/c calc'!A1", reason="+1; @x", when=EARLY)

    export_judgements(base.path, tmp_path / "out.csv")

    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert "'=cmd|'/c calc'!A1" in cells
    assert not any(cell[:1] in "=+-@" for cell in cells if cell)


def test_lines_that_are_no_judgement_are_told_and_not_exported(base: Base, tmp_path: Path) -> None:
    base.judge(A, B, "none", by="A", reason="", when=EARLY)
    with (record_of(base.path) / "judgements.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"a": "torn')

    exported = export_judgements(base.path, tmp_path / "out.jsonl")

    assert (exported.pairs, [(name, d.line) for name, d in exported.damaged]) == (
        1,
        [("judgements.jsonl", 2)],
    )


def test_rows_about_words_that_a_base_does_not_hold_are_kept_and_counted(
    base: Base, elsewhere: Base, tmp_path: Path
) -> None:
    base.judge(A, B, "none", by="A", reason="", when=EARLY)
    export_judgements(base.path, tmp_path / "out.csv")
    shutil.rmtree(record_of(elsewhere.path), ignore_errors=True)

    added = add_file(elsewhere, tmp_path / "out.csv")

    assert (added.pairs, added.elsewhere, added.failures) == (1, 1, ())
    (pair,) = elsewhere.judgements()
    assert (pair.opinions, [o.a.reason for o in pair.other_words]) == ((), ["gone"])


def test_a_row_with_a_hash_that_is_none_is_refused(base: Base, tmp_path: Path) -> None:
    row = {"a": A, "b": B, "relation": "none", "by": "A", "reason": "", "when": EARLY}
    row |= {"version": "v", "a_text": "abc", "b_text": "0" * 64}
    (tmp_path / "in.jsonl").write_text(json.dumps(row), "utf-8")

    (failure,) = add_file(base, tmp_path / "in.jsonl").failures

    assert failure[0] == 1
    assert "no SHA-256" in failure[1]


def test_times_are_compared_as_instants_and_names_without_spaces() -> None:
    assert instant("2026-01-01T12:00:00+02:00") < instant("2026-01-01T11:00:00Z")
    assert instant("2026-01-01") == instant("2026-01-01T00:00:00+00:00")
    assert instant("soon") < instant("0002-01-01")
    assert person(" Ame\u0301lie  B ") == "Amélie B"
