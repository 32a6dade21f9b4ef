"""Hostile files: each ends as one clear failure, and the rest of the folder is built."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.hostile.make import CASES, HARMLESS, HEAVY, MIB, SOUND, Case
from tests.hostile.run import Build, build, snapshot, text_of

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pipes, sockets and links of POSIX")


@dataclass(frozen=True)
class Tried:
    """One build of a folder of hostile files beside a sound one."""

    build: Build
    base: Path
    before: dict[str, tuple[int, int, int]]
    after: dict[str, tuple[int, int, int]]


LIGHT = [case for case in CASES if case.name not in HEAVY]


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Tried:
    return trial(tmp_path_factory.mktemp("hostile"), LIGHT)


def trial(place: Path, cases: list[Case]) -> Tried:
    """Build a folder of hostile files over the base of a sound one."""
    folder, base = place / "texts", place / "base"
    folder.mkdir()
    (folder / "sound.txt").write_text(SOUND, "utf-8")
    assert build(folder, "--base", base).code == 0
    for case in cases:
        case.write(folder / case.name)
    for name, data in HARMLESS.items():
        (folder / name).write_bytes(data)
    before = snapshot(place, apart_from=base)
    done = build(folder, "--base", base)
    return Tried(done, base, before, snapshot(place, apart_from=base))


@pytest.mark.parametrize("case", LIGHT, ids=lambda case: ascii(case.name))
def test_a_hostile_file_ends_as_one_failure_that_says_why(tried: Tried, case: Case) -> None:
    check_case(tried, case)


def check_case(tried: Tried, case: Case) -> None:
    """One failure, which says what is the matter."""
    found = tried.build.failures(case.name)

    assert len(found) == 1
    assert re.search(case.says, found[0]["error"]), found[0]
    assert "did not foresee" not in found[0]["error"], found[0]


def test_the_sound_text_is_built_and_the_build_says_that_it_is_in_part(tried: Tried) -> None:
    assert tried.build.code == 1
    assert SOUND.split("\n\n")[2] in text_of(tried.base)
    assert tried.build.json["documents"] == 1 + len(HARMLESS)
    failed = {f["path"].split("/")[0] for f in tried.build.json["failures"]}
    assert failed == {case.name for case in LIGHT}


def test_nothing_is_unfolded_fetched_or_run(tried: Tried) -> None:
    text = text_of(tried.base)

    assert "root:" not in text
    assert text.count("lake lake") == 0
    assert "are public" in text


def test_nothing_is_written_outside_of_the_base(tried: Tried) -> None:
    assert tried.after == tried.before
    assert tried.build.left_in_tmp == ()


def test_messages_go_to_one_line_each_without_a_traceback(tried: Tried) -> None:
    assert "Traceback" not in tried.build.err
    assert "\x1b" not in tried.build.err


def test_no_process_takes_more_memory_than_a_worker_may(tried: Tried) -> None:
    assert tried.build.peak_bytes < 2048 * MIB
    assert tried.build.seconds < 240  # 20 s on a quiet machine


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(HEAVY))
def test_a_file_that_swells_is_refused_within_its_limits(name: str, tmp_path: Path) -> None:
    case = next(case for case in CASES if case.name == name)
    tried = trial(tmp_path, [case])

    check_case(tried, case)
    assert tried.build.code == 1
    assert tried.build.json["documents"] == 1 + len(HARMLESS)
    assert tried.after == tried.before
    assert tried.build.peak_bytes < 4096 * MIB
    assert tried.build.seconds < 300 + 60
