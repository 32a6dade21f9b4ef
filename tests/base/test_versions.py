"""Frozen versions: they stay, they are whole, and they are found by the beginning of a hash."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import comity
import comity.base.versions as versions_module
from comity.base import Base
from comity.base.versions import (
    check_whole,
    compare_versions,
    find_version,
    freeze,
    is_plain_name,
    list_versions,
    located,
    open_base,
    versions_folder,
)
from comity.errors import BaseError, UnknownIdError, UsageError
from tests.base.sample import sample, write_sample


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_sample(tmp_path / "base")
    return tmp_path / "base"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def rebuild(path: Path) -> str:
    """Another version in the place of the first."""
    return write_sample(path, sample()[:-1])


def test_a_frozen_version_outlives_a_rebuild_and_answers_as_before(path: Path) -> None:
    before = Base.open(path)
    said = [p.text for d in before for p in before.provisions(d)]
    frozen = freeze(path, note="For the report.").version
    kept = contents(frozen.path)

    new = rebuild(path)
    old = open_base(path, frozen.version[:6])

    assert new != frozen.version == old.version
    assert [p.text for d in old for p in old.provisions(d)] == said
    assert old.related("hill-code/sec_1").matches == before.related("hill-code/sec_1").matches
    assert old.search("register").total == before.search("register").total
    assert contents(frozen.path) == kept
    assert check_whole(frozen.path)["version"] == frozen.version


def test_freezing_takes_no_space_and_no_name_of_the_base(path: Path) -> None:
    before = contents(path)

    done = freeze(path)

    assert done.copied_bytes == 0
    for name in ("documents.parquet", "manifest.json"):
        assert (path / name).samefile(done.version.path / name)
    assert not (path / "runs.jsonl").samefile(done.version.path / "runs.jsonl")
    assert contents(path) == before
    assert not any(p.stat().st_mode & 0o222 for p in done.version.path.rglob("*") if not p.is_dir())


def test_freezing_twice_changes_nothing(path: Path) -> None:
    first = freeze(path, title="One", note="first", by=["Lake Office", " "])
    kept = contents(first.version.path)

    again = freeze(path, title="Two", note="second", by=["Somebody"])

    assert (first.already, again.already) == (False, True)
    assert again.version == first.version
    assert (again.version.title, again.version.by) == ("One", ("Lake Office",))
    assert contents(first.version.path) == kept
    assert len(list_versions(path)) == 1


def test_the_list_has_the_frozen_ones_and_what_the_base_is_now(path: Path) -> None:
    first = freeze(path, note="first").version.version
    now = rebuild(path)

    listed = list_versions(path)

    assert [(v.version, bool(v.frozen), v.current) for v in listed] == [
        (first, True, False),
        (now, False, True),
    ]
    assert listed[0].counts == check_whole(listed[0].path)["counts"]


def test_versions_can_be_listed_and_opened_when_the_base_is_gone(path: Path) -> None:
    version = freeze(path).version.version
    path.rename(path.with_name("away"))

    assert [v.version for v in list_versions(path)] == [version]
    assert comity.open(f"{path}@{version[:8]}").version == version
    with pytest.raises(UnknownIdError, match="'current'"):
        find_version(path, "current")


def test_a_version_is_found_by_any_beginning_of_its_hash(path: Path) -> None:
    version = freeze(path).version
    rebuild(path)

    for asked in (version.version, version.version[:8].upper(), f" {version.version[:10]} "):
        assert find_version(path, asked).path == version.path
    assert located(f"{path}@{version.version[:9]}") == version.path
    assert located(f"{path}@current") == path
    assert comity.open(f"{path}@{version.version[:9]}").version == version.version
    assert comity.open(path, version="current").version == Base.open(path).version


def test_an_unknown_version_is_refused_with_the_closest(path: Path) -> None:
    version = freeze(path).version.version
    other = "0" if version[6] != "0" else "1"

    with pytest.raises(UnknownIdError, match="comity base list") as raised:
        find_version(path, version[:6] + other)

    assert raised.value.closest[0] == version[:12]
    with pytest.raises(UnknownIdError):
        located(f"{path}@")


def test_an_ambiguous_version_is_refused_with_enough_of_each(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = freeze(path).version
    twin = version.path.with_name(version.version[:20] + "f" * 44)
    twin.mkdir()

    with pytest.raises(UsageError, match="2 versions") as raised:
        find_version(path, version.version[:4])

    assert version.version[:21] in str(raised.value)
    assert twin.name[:21] in str(raised.value)


def test_a_folder_with_an_at_sign_is_a_folder(path: Path, tmp_path: Path) -> None:
    assert located(tmp_path / "me@home") == tmp_path / "me@home"
    (tmp_path / "base@1").mkdir()
    assert located(tmp_path / "base@1") == tmp_path / "base@1"
    assert located("user@host/base") == Path("user@host/base")


def test_an_altered_file_is_found_by_a_check_and_mended_by_freezing_again(path: Path) -> None:
    version = freeze(path, note="kept").version
    file = version.path / "links.parquet"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.unlink()  # a new file: the base has the old one
    file.write_bytes(data)

    assert list_versions(path)[0].problem == ""
    assert "links.parquet was altered" in list_versions(path, check=True)[0].problem

    again = freeze(path)

    assert list_versions(path, check=True)[0].problem == ""
    assert (again.already, again.version.note) == (True, "kept")


@pytest.mark.parametrize("name", ["manifest.json", "frozen.json", "provisions.parquet"])
def test_a_frozen_version_that_lacks_a_file_is_listed_with_the_problem(
    path: Path, name: str
) -> None:
    version = freeze(path).version
    rebuild(path)
    (version.path / name).unlink()

    assert list_versions(path)[0].problem
    if name != "frozen.json":
        with pytest.raises(BaseError, match="frozen version: restore it"):
            open_base(path, version.version)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": "comity-frozen"}', "[" * 100_000, '{"frozen": 1}'],
)
def test_a_frozen_json_of_any_shape_is_a_problem_not_a_crash(path: Path, text: str) -> None:
    version = freeze(path).version
    (version.path / "frozen.json").chmod(0o644)
    (version.path / "frozen.json").write_text(text, "utf-8")

    assert "frozen.json" in list_versions(path)[0].problem


def test_a_damaged_base_is_not_frozen(path: Path) -> None:
    data = (path / "provisions.parquet").read_bytes()
    (path / "provisions.parquet").write_bytes(data[:-9] + b"x" + data[-8:])

    with pytest.raises(BaseError, match=r"provisions.parquet was altered"):
        freeze(path)

    assert [p.name for p in versions_folder(path).iterdir()] == []


def test_a_manifest_that_names_files_elsewhere_is_not_followed(path: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("words", "utf-8")
    manifest = json.loads((path / "manifest.json").read_text("utf-8"))
    manifest["files"]["../secret"] = {"bytes": 5, "sha256": "0" * 64}
    (path / "manifest.json").write_text(json.dumps(manifest), "utf-8")

    with pytest.raises(BaseError, match="names a file"):
        freeze(path)

    assert (tmp_path / "secret").stat().st_nlink == 1


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("a/b.parquet", True),
        ("index/.managed.json", True),
        ("/a", False),
        ("a//b", False),
        ("../a", False),
        ("a/..", False),
        ("./a", False),
        ("", False),
        ("a\\b", False),
        ("c:/a", False),
        ("a\nb", False),
        ("x" * 256, False),
    ],
)
def test_only_names_that_stay_within_their_folder_are_plain(name: str, plain: bool) -> None:
    assert is_plain_name(name) is plain


def test_without_hard_links_the_files_are_copied(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(versions_module.os, "link", refuse)

    done = freeze(path)

    assert done.copied_bytes > 0
    assert not (path / "documents.parquet").samefile(done.version.path / "documents.parquet")
    assert check_whole(done.version.path)
    (path / "documents.parquet").touch()  # the base's own file can still be written


@pytest.mark.skipif(
    not Path("/dev/shm").is_dir() or Path("/dev/shm").stat().st_dev == Path("/tmp").stat().st_dev,
    reason="needs a second device at /dev/shm",
)
def test_versions_may_lie_on_another_device(path: Path) -> None:
    elsewhere = Path("/dev/shm") / f"comity-test-{os.getpid()}"
    elsewhere.mkdir()
    try:
        versions_folder(path).symlink_to(elsewhere)
        done = freeze(path)

        assert done.copied_bytes > 0
        assert open_base(path, done.version.version).documents()
    finally:
        subprocess.run(["rm", "-rf", str(elsewhere)], check=True)


def test_what_differs_between_two_versions_is_told_by_provision(path: Path) -> None:
    first = freeze(path).version.version
    rebuild(path)

    old, new, changes = compare_versions(path, first[:8])

    assert (old.version, new.current) == (first, True)
    assert changes.count("removed") == 1
    assert changes.unchanged == len(sample()) - 1
    assert not compare_versions(path, first, first)[2].documents


def test_a_build_into_a_frozen_version_is_refused(path: Path) -> None:
    frozen = freeze(path).version

    with pytest.raises(BaseError, match="frozen version"):
        write_sample(frozen.path)

    assert check_whole(frozen.path)


SCRIPT = """
import os, resource, signal, sys
from pathlib import Path
import comity.base.versions as v
path, mode = Path(sys.argv[1]), sys.argv[2]
if mode == "nobody":
    os.setuid(65534)
elif mode == "full":
    v.os.link = lambda *a: (_ for _ in ()).throw(OSError(18, "cross-device"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
else:
    link, left = v.link_or_copy, [int(mode)]
    def dying(*files):
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1
        return link(*files)
    v.link_or_copy = dying
try:
    v.freeze(path)
except v.BaseError as error:
    sys.exit(str(error))
"""


@pytest.mark.parametrize("moment", [0, 3, 7])
def test_a_freeze_that_is_killed_leaves_no_version(path: Path, moment: int) -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT, str(path), str(moment)], check=False)

    assert done.returncode == -9
    assert [v.frozen for v in list_versions(path)] == [""]
    assert freeze(path).already is False
    assert [p.name for p in versions_folder(path).iterdir()] == [Base.open(path).version]


def test_a_full_disk_ends_in_words_and_no_version(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(path), "full"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(versions_folder(path).iterdir()) == []


def test_a_folder_that_may_not_be_written_to_is_named() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_sample(folder / "base")
        folder.chmod(0o555)
        mode = "nobody" if os.getuid() == 0 else "99"  # the superuser may write anywhere
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(folder / "base"), mode],
            capture_output=True,
            text=True,
            check=False,
        )
        folder.chmod(0o755)

    assert done.returncode == 1
    assert "Nothing can be written beside" in done.stderr
    assert "Traceback" not in done.stderr
