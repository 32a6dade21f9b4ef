"""`comity judge` and what goes with it, as a person types it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from comity.base import Base
from comity.base.record import judgements, record_of
from tests.base.sample import write_sample
from tests.cli.conftest import Ran, run_comity

A, B = "lake-pact.en/art_1", "hill-code/sec_1"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_sample(tmp_path / "base")
    return tmp_path / "base"


def test_people_judge_list_review_export_and_evaluate(path: Path, tmp_path: Path) -> None:
    def comity(*words: str | Path) -> Ran:
        return run_comity(*words, "--base", path)

    first = comity("judge", A, B, "superset", "--by", "A. Reader", "--reason", "=narrower")
    assert first.code == 0, first.err
    assert "Judged superset" in first.out
    second = comity(
        *("judge", B, A, "none", "--by", "Ö\x1b[2J\nReader", "--reason", "Другой долг"),
        *("--when", "2026-01-02", "--json"),
    )
    shape = second.json
    assert (shape["added"], shape["disputed"]) == (True, True)
    assert [o["relation"] for o in shape["opinions"]] == ["subset", "none"]

    listed = comity("judge", "--list", A)
    assert "They differ" in listed.out
    assert "\x1b" not in listed.out
    assert len(comity("judge", "--list", "--json").json["pairs"]) == 1

    review = comity("judge", "--review", "--by", "A. Reader", "--json").json["review"]
    assert review
    assert {A, B} not in [{offer["a"]["id"], offer["b"]["id"]} for offer in review]
    assert set(review[0]["why"]) >= {"uncertainty", "signals", "judges", "copies", "coverage"}
    asked = comity("judge", "--review", "--limit", "1")
    assert "people differ (1.00)" in asked.out

    related = comity("related", A)
    assert "Judged none (no counterpart) by" in related.out
    assert related.out.index("Why:") < related.out.index("Judged")

    before = (record_of(path) / "judgements.jsonl").read_bytes()
    out = tmp_path / "out.csv"
    assert comity("export", "judgements", "--to", out, "--json").json["pairs"] == 2
    (record_of(path) / "judgements.jsonl").unlink()
    assert comity("add", "judgements", out, "--json").json["added"] == 2
    assert (record_of(path) / "judgements.jsonl").read_bytes() == before

    measured = comity("evaluate", "--judgements", "--json").json
    assert measured["left_out"]["disputed"] == 1
    assert set(measured) >= {"queries", "ndcg@10", "p@5", "map", "recall@20", "base"}
    alone = comity("evaluate", "--judgements", "--by", "A. Reader", "--lang", "zh")
    assert (alone.code, "A. Reader 1" in alone.out) == (0, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([A, B, "none", "--by", "A"], "--reason"),
        ([A, B, "alike", "--by", "A", "--reason", ""], "equal, subset"),
        ([A, "hill-code/sec_9", "none", "--by", "A", "--reason", ""], "hill-code/sec_1"),
        ([A, B, "none", "--by", "A", "--reason", "", "--when", "2999-01-01"], "yet to come"),
        (["--list", "--review"], "--review with"),
        (["--review", A], "--review with"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_recorded(
    path: Path, words: list[str], told: str
) -> None:
    ran = run_comity("judge", *words, "--base", path)

    assert (ran.code, told in ran.err) == (2, True), ran.err
    assert not record_of(path).exists()


def test_damaged_lines_are_told_with_the_list_and_the_code(path: Path) -> None:
    Base.open(path).judge(A, B, "none", by="A", reason="", when="2026-01-01")
    with (record_of(path) / "judgements.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"a": A}))

    ran = run_comity("judge", "--list", "--base", path)

    assert (ran.code, "Line 2" in ran.err) == (1, True)
    assert len(judgements(path)[0]) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
def test_in_a_terminal_the_queue_is_asked_one_after_another(path: Path) -> None:
    import pty  # noqa: PLC0415 - absent on Windows

    inside, outside = pty.openpty()
    os.write(inside, b"s\nsub\nnarrower\nskip\nn\n\nq\n")
    command = [sys.executable, "-m", "comity", "judge", "--review", "--interactive"]
    ran = subprocess.run(
        [*command, "--by", "A. Reader", "--base", str(path)],
        stdin=outside,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    os.close(outside)
    os.close(inside)

    assert ran.returncode == 0, ran.stderr
    assert "One of: subset, superset, skip" in ran.stdout
    assert "Judgements recorded: 2" in ran.stdout
    found = judgements(path)[0]
    assert [(j.relation, j.by, j.reason) for j in found] == [
        ("subset", "A. Reader", "narrower"),
        ("none", "A. Reader", ""),
    ]


def test_without_a_terminal_no_question_is_asked(path: Path) -> None:
    ran = run_comity("judge", "--review", "--interactive", "--by", "A", "--base", path)

    assert (ran.code, "no terminal" in ran.err) == (2, True)
