"""A base is written whole or not at all, and equal input gives equal bytes."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from comity.base import Base
from comity.base import folder as folder_module
from comity.base import index as index_module
from comity.base.folder import replacing
from comity.errors import BaseError
from tests.base.sample import Part, document, sample, write_sample
from tests.conftest import ROOT

ONE = [document("one", "en", [Part("art_1", "Members publish a register of machines.")])]


def files(path: Path, *, runs: bool = False) -> dict[str, bytes]:
    return {
        file.relative_to(path).as_posix(): file.read_bytes()
        for file in sorted(path.rglob("*"))
        if file.is_file() and (runs or file.name != "runs.jsonl")
    }


def siblings(path: Path) -> list[str]:
    return sorted(p.name for p in path.parent.iterdir() if p != path)


def test_equal_input_gives_equal_bytes_in_any_order_and_for_any_hash_seed(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        code = (
            "from pathlib import Path; from tests.base.sample import write_sample;"
            f" write_sample(Path({str(tmp_path / seed)!r}), seed={seed})"
        )
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            check=True,
        )

    one, two = files(tmp_path / "1"), files(tmp_path / "2")

    assert list(one) == list(two)
    assert [name for name in one if one[name] != two[name]] == []


def test_the_version_changes_with_the_content_only(tmp_path: Path) -> None:
    first = write_sample(tmp_path / "a")

    assert write_sample(tmp_path / "b", seed=3, run={"jobs": 7}) == first
    assert write_sample(tmp_path / "c", sample()[:3]) != first


def test_nothing_of_the_machine_stands_in_the_base(tmp_path: Path) -> None:
    write_sample(tmp_path / "base")

    for name, content in files(tmp_path / "base", runs=True).items():
        assert str(tmp_path).encode() not in content, name
        assert os.uname().nodename.encode() not in content, name


def test_the_manifest_names_every_file_with_its_checksum(tmp_path: Path) -> None:
    write_sample(tmp_path / "base")

    manifest = json.loads((tmp_path / "base/manifest.json").read_text("utf-8"))

    assert set(manifest["files"]) == set(files(tmp_path / "base")) - {"manifest.json"}
    assert manifest["counts"]["documents"] == 4
    assert manifest["settings"] == {"links_per_provision": 20}
    assert [f["path"] for f in manifest["failures"]] == ["a.pdf", "b.pdf"]


def test_a_rebuild_replaces_the_tables_and_adds_to_the_run_log(tmp_path: Path) -> None:
    path = tmp_path / "base"
    first = write_sample(path, ONE, run={"jobs": 1})
    second = write_sample(path, run={"jobs": 2})

    runs = [json.loads(line) for line in (path / "runs.jsonl").read_text("utf-8").splitlines()]

    assert [(run["version"], run["jobs"]) for run in runs] == [(first, 1), (second, 2)]
    assert len(Base.open(path).documents()) == 4
    assert siblings(path) == []


def test_a_base_without_provisions_can_be_written_and_read(tmp_path: Path) -> None:
    write_sample(tmp_path / "base", [])

    base = Base.open(tmp_path / "base")

    assert base.documents() == ()
    assert base.lookup(["x/y"]) == {}


def test_a_build_that_fails_leaves_the_old_base_untouched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "base"
    write_sample(path)
    before = files(path, runs=True)
    monkeypatch.setattr(index_module, "_STEMS_PER_SEGMENT", None)  # breaks the index half-way

    with pytest.raises(TypeError):
        write_sample(path, sample()[:2])

    assert files(path, runs=True) == before
    assert siblings(path) == []


def test_a_killed_build_leaves_the_old_base_and_the_next_one_cleans_up(tmp_path: Path) -> None:
    path = tmp_path / "base"
    write_sample(path)
    before = files(path, runs=True)
    code = (
        "import os, signal; from pathlib import Path\n"
        "from comity.base.folder import replacing\n"
        f"with replacing(Path({str(path)!r})) as new:\n"
        "    (new / 'half').write_text('x'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code], check=False)

    assert files(path, runs=True) == before
    assert len(siblings(path)) == 1
    write_sample(path, ONE)
    assert siblings(path) == []


def test_a_living_build_keeps_its_folder_while_another_runs(tmp_path: Path) -> None:
    path = tmp_path / "base"
    with replacing(path) as new:
        (new / "first").write_text("x")
        with replacing(path) as other:
            (other / "second").write_text("y")
        assert (new / "first").exists()

    assert [p.name for p in path.iterdir()] == ["first"]
    assert siblings(path) == []


def test_where_folders_cannot_be_exchanged_two_renames_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "base"
    write_sample(path, ONE)
    monkeypatch.setattr(folder_module, "_exchange", lambda one, other: False)

    write_sample(path)

    assert len(Base.open(path).documents()) == 4
    assert siblings(path) == []


def test_death_between_two_renames_is_healed_when_the_base_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "base"
    write_sample(path)
    path.rename(tmp_path / ".base.old-0badcafe")

    assert len(Base.open(path).documents()) == 4


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    with pytest.raises(BaseError, match=r"no evidence base.*new or empty folder"):
        write_sample(tmp_path)

    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_base_with_a_foreign_file_in_it_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "base"
    write_sample(path)
    (path / "notes.txt").write_text("mine")

    with pytest.raises(BaseError, match=r"'notes.txt'.*would remove"):
        write_sample(path)

    assert (path / "notes.txt").exists()


def test_a_place_that_cannot_be_renamed_is_named_with_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "base"
    write_sample(path)

    def busy(one: Path, other: Path) -> bool:
        raise OSError(errno.EBUSY, "Device or resource busy")

    monkeypatch.setattr(folder_module, "_exchange", busy)

    with pytest.raises(BaseError, match=r"busy.*inside it"):
        write_sample(path)


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "base").symlink_to(tmp_path / "disk")

    write_sample(tmp_path / "base")

    assert (tmp_path / "base").is_symlink()
    assert Base.open(tmp_path / "base").documents()


def test_an_index_of_several_segments_answers_as_one_and_is_the_same_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_sample(tmp_path / "whole")
    monkeypatch.setattr(index_module, "_STEMS_PER_SEGMENT", 60)
    write_sample(tmp_path / "parts", seed=1)
    write_sample(tmp_path / "again", seed=2)
    whole, parts = Base.open(tmp_path / "whole"), Base.open(tmp_path / "parts")

    assert whole.searcher.num_segments == 1
    assert parts.searcher.num_segments > 2
    assert files(tmp_path / "parts") == files(tmp_path / "again")
    for words in ("register", "machine", '"learning machines"', "liberty"):
        one, other = whole.search(words), parts.search(words)
        assert one.total == other.total
        assert {(h.provision.id, round(h.score, 5)) for h in one.hits} == {
            (h.provision.id, round(h.score, 5)) for h in other.hits
        }


def test_reading_changes_no_file(tmp_path: Path) -> None:
    path = tmp_path / "base"
    write_sample(path)
    before = files(path, runs=True)

    base = Base.open(path)
    base.search("register")
    base.related("hill-code/sec_1")

    assert files(path, runs=True) == before


def test_an_id_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="two"):
        write_sample(tmp_path / "base", [*ONE, *ONE])
