"""What the system puts in a build's way: files it may not read, names, changes, a full disk."""

from __future__ import annotations

import ctypes
import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from comity.documents import Limits, Source, read_source
from comity.pipeline import build as build_base
from comity.settings import Settings
from tests.hostile.make import MIB, SOUND
from tests.hostile.run import build, text_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="uses what Linux offers")


def _without_rights() -> None:
    """Bind root to permissions too: gives up the rights that pass over them (capabilities(7))."""
    libc = ctypes.CDLL(None, use_errno=True)
    for right in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        if libc.prctl(24, right, 0, 0, 0):  # PR_CAPBSET_DROP: without them after the exec
            raise OSError(ctypes.get_errno(), "prctl")


def bound() -> Callable[[], None] | None:
    return _without_rights if os.geteuid() == 0 else None


def test_what_may_not_be_read_fails_alone(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    for name in ("sound", "closed", "listed", "entered"):
        (folder / name).mkdir(parents=True)
        (folder / name / "text.txt").write_text(SOUND, "utf-8")
    (folder / "catalogued").mkdir()
    (folder / "catalogued" / "catalogue.csv").write_text("id,file\na,a.txt\n", "utf-8")
    (folder / "unreadable.txt").write_text(SOUND, "utf-8")
    closed = {
        folder / "unreadable.txt": 0o000,
        folder / "closed": 0o000,
        folder / "listed": 0o444,  # its names can be seen, its files not be reached
        folder / "entered": 0o111,  # the other way round
        folder / "catalogued" / "catalogue.csv": 0o000,
    }
    for path, mode in closed.items():
        path.chmod(mode)
    try:
        done = build(folder, "--base", tmp_path / "base", before=bound())
    finally:
        for path in closed:
            path.chmod(0o755)

    assert "Traceback" not in done.err, done.err
    assert done.code == 1
    assert {f["path"] for f in done.json["failures"]} == {
        *("unreadable.txt", "closed", "listed/text.txt", "entered", "catalogued/catalogue.csv")
    }
    assert all("Permission denied" in f["error"] for f in done.json["failures"])
    assert done.json["documents"] == 1


def test_a_base_that_may_not_be_written_is_one_message_before_anything_is_read(
    tmp_path: Path,
) -> None:
    (tmp_path / "sound.txt").write_text(SOUND, "utf-8")
    (tmp_path / "closed").mkdir(mode=0o555)

    done = build(tmp_path / "sound.txt", "--base", tmp_path / "closed" / "base", before=bound())

    assert done.code == 2
    assert "Traceback" not in done.err
    assert "Permission denied" in done.err


@pytest.mark.parametrize("named", [True, False], ids=["named", "in a folder"])
def test_a_name_that_is_no_utf8_is_read_and_shown(tmp_path: Path, named: bool) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    odd = os.fsencode(folder) + b"/caf\xe9.txt"
    try:
        Path(os.fsdecode(odd)).write_text(SOUND, "utf-8")
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    empty = os.fsencode(folder) + b"/\xff\xfe.txt"
    Path(os.fsdecode(empty)).touch()

    done = build(*([odd, empty] if named else [folder]), "--base", tmp_path / "base")

    assert "Traceback" not in done.err
    assert done.code == 1
    assert [f["path"] for f in done.json["failures"]] == ["\ufffd\ufffd.txt"]
    manifest = json.loads((tmp_path / "base" / "manifest.json").read_text("utf-8"))
    assert [s["path"] for s in manifest["sources"]] == ["caf\ufffd.txt"]


def test_names_keep_a_message_on_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "sound.txt").write_text(SOUND, "utf-8")
    (folder / "a\nError: all is lost\r\x1b[2J\u202e.txt").write_bytes(b"")

    done = build(folder, "--base", tmp_path / "base", as_json=False)

    assert done.code == 1
    assert not [line for line in done.err.splitlines() if line.startswith("Error")]
    assert not {"\x1b", "\r", "\u202e"} & set(done.err)


def test_folders_beyond_the_depth_that_is_followed_fail_by_name(tmp_path: Path) -> None:
    (tmp_path / "sound.txt").write_text(SOUND, "utf-8")
    before = Path.cwd()
    try:
        os.chdir(tmp_path)
        for _ in range(400):
            Path("d").mkdir()
            os.chdir("d")
        Path("deep.txt").write_text(SOUND, "utf-8")
    finally:
        os.chdir(before)

    done = build(tmp_path, "--base", tmp_path.parent / f"{tmp_path.name}-base")

    assert done.code == 1
    assert done.json["documents"] == 1
    assert len(done.json["failures"]) == 1
    assert "folders deep" in done.json["failures"][0]["error"]


class _Writer(threading.Thread):
    """Keeps changing a file until it is told to stop."""

    def __init__(self, path: Path, way: str) -> None:
        super().__init__(daemon=True)
        self._path, self._way = path, way
        self._done = threading.Event()
        self._data = (SOUND * 20_000).encode()

    def run(self) -> None:
        length = len(self._data)
        while not self._done.is_set():
            if self._way == "replaced":
                new = self._path.with_suffix(".new")
                new.write_bytes(self._data[: length // 2])
                new.replace(self._path)
                self._path.write_bytes(self._data)
            elif self._way == "truncated":
                os.truncate(self._path, length // 3)
                self._path.write_bytes(self._data)
            else:
                with self._path.open("ab") as file:
                    file.write(b"Another line.\n" * 1000)
                if self._path.stat().st_size > 50 * MIB:
                    os.truncate(self._path, length)

    def stop(self) -> None:
        self._done.set()
        self.join()


@pytest.mark.parametrize("way", ["replaced", "truncated", "appended"])
def test_a_file_that_changes_is_read_whole_as_it_was_at_one_time_or_fails(
    tmp_path: Path, way: str
) -> None:
    path = tmp_path / "moving.txt"
    path.write_bytes((SOUND * 20_000).encode())
    source = Source(path=path, name=path.name, format="txt", folder="f")
    writer = _Writer(path, way)
    writer.start()
    errors: set[str] = set()
    try:
        for _ in range(30):
            reading = read_source(source, Limits(max_chars=1))  # the bytes are what matters here
            errors |= {f.error.split(":")[0] for f in reading.failures}
    finally:
        writer.stop()

    assert errors <= {
        "The file changed while it was read.",
        "The text is longer than 1 characters or 500000 blocks.",
        "The file is empty.",
    }
    if way == "appended":
        assert "The file changed while it was read." in errors


def test_a_build_beside_a_writer_ends_and_reads_the_rest(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "sound.txt").write_text(SOUND, "utf-8")
    moving = folder / "moving.txt"
    moving.write_text(SOUND, "utf-8")
    writer = _Writer(moving, "appended")
    writer.start()
    try:
        done = build(folder, "--base", tmp_path / "base")
    finally:
        writer.stop()

    assert "Traceback" not in done.err
    assert done.code in (0, 1)
    assert "No machine decides alone" in text_of(tmp_path / "base")


@pytest.mark.slow
def test_a_source_that_takes_too_long_is_killed_and_the_rest_is_built(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "sound.txt").write_text(SOUND, "utf-8")
    (folder / "slow.md").write_bytes(b"![" * 4_000_000)  # minutes, were it let
    settings = Settings(base=tmp_path / "base", jobs=2, source_timeout_s=40)

    built = build_base([folder], settings)

    assert [f.path for f in built.failures] == ["slow.md"]
    assert "took longer than 40 s" in built.failures[0].error
    assert built.documents == 1


@pytest.mark.slow
def test_a_source_that_wants_too_much_memory_is_refused_and_the_rest_is_built(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "sound.txt").write_text(SOUND, "utf-8")
    (folder / "large.html").write_bytes(b"<p>a</p>" * 2_400_000)
    settings = Settings(base=tmp_path / "base", jobs=1, worker_memory_bytes=900 * MIB)

    built = build_base([folder], settings)

    assert [f.path for f in built.failures] == ["large.html"]
    assert "memory" in built.failures[0].error
    assert built.documents == 1
