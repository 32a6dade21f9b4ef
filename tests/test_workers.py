"""Workers: a file that crashes or hangs costs that file only."""

from __future__ import annotations

import os
import subprocess
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
    if task == "swell":
        return "x" * (600 * 2**20)
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
    assert "RuntimeError: unexpected; test_workers.py, line" in results[5].reason


def test_a_task_that_hangs_is_stopped_and_the_rest_goes_on() -> None:
    started = time.monotonic()

    results = outcome(["hang", "a", "b"], timeout_s=5.0)  # the start of a process included

    assert results == [Lost("took longer than 5 s and was stopped"), "A", "B"]
    assert time.monotonic() - started < 120


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the address space surely")
def test_a_task_that_wants_too_much_memory_is_lost_alone() -> None:
    results = outcome(["greedy", "a"])

    assert results[0] == Lost("needed more memory than the 2048 MiB that it may use")
    assert results[1] == "A"


def test_a_result_that_would_fill_the_caller_s_memory_is_not_sent() -> None:
    results = outcome(["swell", "a"], jobs=1)

    assert results == [Lost("gave 600 MiB of results; the limit is 512"), "A"]


@pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")
def test_a_worker_whose_caller_died_ends_by_itself(tmp_path: Path) -> None:
    script = (
        "from tests.test_workers import act; from comity.workers import run_apart;"
        "list(run_apart(act, ['hang'], jobs=1, timeout_s=3, memory_bytes=2**31))"
    )
    caller = subprocess.Popen([sys.executable, "-c", script], start_new_session=True)
    try:
        workers: list[int] = []
        started = time.monotonic()
        while not workers and time.monotonic() - started < 60:
            time.sleep(0.1)
            workers = children_of(caller.pid)
    finally:
        caller.kill()
        caller.wait()
    while any(map(is_alive, workers)) and time.monotonic() - started < 120:
        time.sleep(0.2)

    assert workers
    assert not any(map(is_alive, workers))


def children_of(process: int) -> list[int]:
    """Processes that any thread of a process has started."""
    lists = Path(f"/proc/{process}/task").glob("*/children")
    return [int(number) for children in lists for number in children.read_text().split()]


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat").read_text()
    return status.rsplit(")", 1)[1].split()[0] != "Z"


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


_WATCH = """
import os, sys
def watch(event, arguments):
    place = os.environ["TMPDIR"]
    if event != "open" or not arguments[2] & os.O_CREAT:
        return
    if os.path.dirname(str(arguments[0])) == place:
        with open(os.environ["WATCHED"], "a") as log:
            print(arguments[0], file=log)
sys.addaudithook(watch)
"""


def test_no_process_of_a_build_tries_the_place_for_temporary_files(tmp_path: Path) -> None:
    for name in ("site", "temporary", "texts"):
        (tmp_path / name).mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(_WATCH, "utf-8")
    (tmp_path / "texts" / "a.txt").write_text(
        "Article 1\n\nOffices keep a list of machines, and each of them publishes it yearly.\n"
    )
    paths = [str(tmp_path / "site"), *filter(None, sys.path)]

    subprocess.run(
        [sys.executable, "-m", "comity", "build", tmp_path / "texts", "--base", tmp_path / "base"],
        check=True,
        capture_output=True,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(paths),
            "TMPDIR": str(tmp_path / "temporary"),
            "WATCHED": str(tmp_path / "watched"),
        },
    )

    # A file that Python writes there to see whether it can would stay when it is killed.
    assert not (tmp_path / "watched").exists()
    assert list((tmp_path / "temporary").iterdir()) == []
