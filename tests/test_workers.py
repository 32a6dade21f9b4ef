"""Workers: a file that crashes or hangs costs that file only."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from comity.errors import ComityError
from comity.workers import Lost, run_apart

GIB = 2**30


def act(task: str) -> str:
    """What a hostile file might do to the process that reads it."""
    if task == "crash":
        os.kill(os.getpid(), 11)
    if task == "exit":
        os._exit(3)
    if task == "hang":
        time.sleep(600)
    if task == "raise":
        raise RuntimeError("unexpected")
    if task == "print":
        print("noise on standard output")
    if task == "greedy":
        return str(len(bytearray(8 * GIB)))
    return task.upper()


def outcome(tasks: list[str], jobs: int = 2, timeout_s: float = 60.0) -> list[object]:
    results = dict(run_apart(act, tasks, jobs=jobs, timeout_s=timeout_s, memory_bytes=2 * GIB))
    assert sorted(results) == list(range(len(tasks)))
    return [results[number] for number in range(len(tasks))]


def test_each_task_gets_its_own_result_whatever_the_number_of_jobs() -> None:
    tasks = [f"text {n}" for n in range(50)]

    assert outcome(tasks, jobs=1) == outcome(tasks, jobs=3) == [t.upper() for t in tasks]


def test_a_crash_an_exit_and_an_unexpected_error_lose_one_task_each() -> None:
    results = outcome(["a", "crash", "b", "exit", "c", "raise", "d"])

    assert [r for r in results if isinstance(r, str)] == ["A", "B", "C", "D"]
    assert results[1] == Lost("brought the reading process down (signal 11)")
    assert results[3] == Lost("brought the reading process down (exit code 3)")
    assert isinstance(results[5], Lost)


def test_a_task_that_hangs_is_stopped_and_the_rest_goes_on() -> None:
    started = time.monotonic()

    results = outcome(["hang", "a", "b"], timeout_s=5.0)  # the start of a process included

    assert results == [Lost("took longer than 5 s and was stopped"), "A", "B"]
    assert time.monotonic() - started < 120


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the address space surely")
def test_a_task_that_wants_too_much_memory_is_lost_alone() -> None:
    results = outcome(["greedy", "a"])

    assert isinstance(results[0], Lost)
    assert results[1] == "A"


def test_what_a_parser_prints_does_not_spoil_the_results() -> None:
    assert outcome(["print", "a"]) == ["PRINT", "A"]


def test_no_tasks_end_at_once() -> None:
    assert outcome([]) == []


def test_a_process_that_cannot_be_started_is_an_error_and_no_endless_wait(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "absent"))

    with pytest.raises(ComityError, match=r"absent.*No such file"):
        outcome(["a", "b", "c"])
