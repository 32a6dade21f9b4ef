"""A backup holds all or nothing, and a restore believes nothing that it has not checked."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import comity.base.backup as backup_module
from comity.base import Base
from comity.base.backup import CONTENTS, backup
from comity.base.record import record_of
from comity.base.restore import restore
from comity.base.versions import freeze, list_versions, open_base, versions_folder
from comity.errors import BackupError, BaseError, ComityError, UsageError
from tests.base.sample import sample, write_sample

JUDGED = '{"by": "Amina Odhiambo", "relation": "equal"}\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A base with a record and a frozen version that it no longer is."""
    base = tmp_path / "base"
    write_sample(base)
    freeze(base, note="first")
    write_sample(base, sample()[:-1])
    record = record_of(base)
    (record / "more").mkdir(parents=True)
    (record / "judgements.jsonl").write_text(JUDGED, "utf-8")
    (record / "more" / "empty.jsonl").touch()
    return base


def tree(folder: Path) -> dict[str, bytes | None]:
    """Every name below a folder, with its bytes."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() if p.is_file() else None
        for p in sorted(folder.rglob("*"))
    }


def test_record_base_and_versions_come_back_byte_for_byte(path: Path, tmp_path: Path) -> None:
    done = backup(tmp_path / "b.zip", path, with_base=True)
    target = tmp_path / "new" / "place"

    restored = restore(tmp_path / "b.zip", target)

    assert tree(target) == tree(path)
    assert tree(record_of(target)) == tree(record_of(path))
    assert tree(versions_folder(target)) == tree(versions_folder(path))
    assert (restored.record_files, restored.version) == (2, Base.open(path).version)
    assert restored.versions == done.versions != ()
    assert restored.kept == ()
    assert open_base(target, done.versions[0]).search("register").total
    assert {p.name for p in target.parent.iterdir()} == {"place", "place.record", "place.versions"}
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert archive.testzip() is None


def test_the_record_alone_is_kept_by_default(path: Path, tmp_path: Path) -> None:
    done = backup(tmp_path / "b.zip", path)

    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert archive.namelist() == [
            CONTENTS,
            "record/judgements.jsonl",
            "record/more/empty.jsonl",
        ]
    assert done.sha256 == hashlib.sha256((tmp_path / "b.zip").read_bytes()).hexdigest()
    assert (done.base, done.versions) == ("", ())


def test_the_same_files_give_the_same_bytes(path: Path, tmp_path: Path) -> None:
    one = backup(tmp_path / "one.zip", path, with_base=True)
    other = backup(tmp_path / "other.zip", path, with_base=True)
    restore(tmp_path / "one.zip", tmp_path / "elsewhere")

    third = backup(tmp_path / "third.zip", tmp_path / "elsewhere", with_base=True)

    assert one.sha256 == other.sha256 == third.sha256


def test_what_versions_share_is_stored_once(path: Path, tmp_path: Path) -> None:
    backup(tmp_path / "b.zip", path, with_base=True)

    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        stored = sum(entry.file_size for entry in archive.infolist()[1:])
        files = json.loads(archive.read(CONTENTS))["files"].values()
    assert stored == sum({fact["sha256"]: fact["bytes"] for fact in files}.values())
    assert stored < sum(fact["bytes"] for fact in files)


def test_a_record_that_is_there_is_left_alone_unless_told(path: Path, tmp_path: Path) -> None:
    backup(tmp_path / "b.zip", path, with_base=True)
    record = record_of(path)
    (record / "judgements.jsonl").write_text("newer\n", "utf-8")
    before = tree(tmp_path)

    with pytest.raises(BackupError, match="--replace"):
        restore(tmp_path / "b.zip", path)
    assert tree(tmp_path) == before

    restored = restore(tmp_path / "b.zip", path, replace=True)

    assert (record / "judgements.jsonl").read_text("utf-8") == JUDGED
    assert restored.kept == (record.with_name("base.record.replaced-1"),)
    assert (restored.kept[0] / "judgements.jsonl").read_text("utf-8") == "newer\n"


def test_another_base_is_kept_beside_the_restored_one(path: Path, tmp_path: Path) -> None:
    version = backup(tmp_path / "b.zip", path, with_base=True).base
    newer = write_sample(path, sample()[1:])

    restored = restore(tmp_path / "b.zip", path, replace=True)

    assert Base.open(path).version == version
    assert Base.open(restored.kept[0]).version == newer


def test_restoring_twice_changes_nothing(path: Path, tmp_path: Path) -> None:
    backup(tmp_path / "b.zip", path, with_base=True)
    before = tree(tmp_path)

    restored = restore(tmp_path / "b.zip", path)

    assert restored.kept == restored.versions == ()
    assert tree(tmp_path) == before


def test_a_frozen_version_that_was_damaged_is_mended(path: Path, tmp_path: Path) -> None:
    backup(tmp_path / "b.zip", path, with_base=True)
    old = next(v for v in list_versions(path) if v.frozen)
    (old.path / "links.parquet").unlink()

    with pytest.raises(BackupError, match=r"links\.parquet is missing"):
        backup(tmp_path / "c.zip", path, with_base=True)
    restored = restore(tmp_path / "b.zip", path)

    assert restored.versions == (old.version,)
    assert not [v for v in list_versions(path, check=True) if v.problem]


def test_there_must_be_something_to_back_up(tmp_path: Path) -> None:
    write_sample(tmp_path / "base")

    with pytest.raises(UsageError, match="--with-base"):
        backup(tmp_path / "b.zip", tmp_path / "base")
    with pytest.raises(BaseError, match="no evidence base"):
        backup(tmp_path / "b.zip", tmp_path / "none", with_base=True)
    assert not (tmp_path / "b.zip").exists()


def test_a_backup_overwrites_nothing_but_a_backup(path: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.zip").write_bytes(b"PK my thesis")

    with pytest.raises(UsageError, match="no backup"):
        backup(tmp_path / "thesis.zip", path)
    with pytest.raises(UsageError, match=r"\.zip"):
        backup(tmp_path / "b.tar", path)
    with pytest.raises(UsageError, match="within"):
        backup(record_of(path) / "b.zip", path)
    with pytest.raises(UsageError, match="no folder"):
        backup(tmp_path / "absent" / "b.zip", path)

    backup(tmp_path / "b.zip", path)
    assert backup(tmp_path / "b.zip", path, with_base=True).base


def test_a_link_in_the_record_is_named_not_followed(path: Path, tmp_path: Path) -> None:
    (record_of(path) / "secret").symlink_to("/etc/hostname")

    with pytest.raises(UsageError, match="secret"):
        backup(tmp_path / "b.zip", path)


def test_a_damaged_base_is_not_backed_up(path: Path, tmp_path: Path) -> None:
    data = (path / "provisions.parquet").read_bytes()
    (path / "provisions.parquet").write_bytes(data[:-9] + b"x" + data[-8:])

    with pytest.raises(BackupError, match=r"provisions.parquet was altered"):
        backup(tmp_path / "b.zip", path, with_base=True)
    assert not (tmp_path / "b.zip").exists()


def test_a_base_that_is_replaced_while_it_is_read_is_read_again(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed, builds = backup_module.file_sha256, [sample()[1:]]

    def meanwhile(file: Path) -> str:
        if builds and file.name == "links.parquet":
            write_sample(path, builds.pop())
        return hashed(file)

    monkeypatch.setattr(backup_module, "file_sha256", meanwhile)

    done = backup(tmp_path / "b.zip", path, with_base=True)

    assert not builds
    assert done.base == Base.open(path).version
    assert restore(tmp_path / "b.zip", tmp_path / "new").version == done.base


# Hostile archives: each is refused in words, and nothing is written.


def made(files: dict[str, bytes], change: Callable[[dict[str, Any]], None] | None = None) -> bytes:
    """A backup of these files, its contents changed by `change`."""
    contents: dict[str, Any] = {
        "format": "comity-backup",
        "format_version": 1,
        "base": None,
        "versions": [],
        "files": {
            name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in files.items()
        },
    }
    if change is not None:
        change(contents)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(CONTENTS, json.dumps(contents))
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def linked(name: str) -> bytes:
    data, out = made({name: b"/etc/passwd"}), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as archive:
        for entry in source.infolist():
            body = source.read(entry)
            if entry.filename == name:
                entry.external_attr = 0o120777 << 16
            archive.writestr(entry, body)
    return out.getvalue()


def squeezed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(CONTENTS, "{}")
        archive.writestr("record/bomb", bytes(50_000_000))
    return out.getvalue()


def doubled() -> bytes:
    out = io.BytesIO(made({"record/a": b"1"}))
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("record/a", b"2")
    return out.getvalue()


GOOD = made({"record/judgements.jsonl": JUDGED.encode()})


def directory_of(size: int) -> bytes:
    """An end that claims a list of entries of some size."""
    data = bytearray(GOOD)
    data[-10:-6] = size.to_bytes(4, "little")
    return bytes(data)


def set_files(value: object) -> Callable[[dict[str, Any]], None]:
    return lambda contents: contents.update(files=value)


HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "text": b"hello",
    "no contents": b"PK\x05\x06" + bytes(18),
    "upwards": made({"record/../../evil": b"x"}),
    "absolute": made({"/etc/evil": b"x"}),
    "backslash": made({"record/..\\evil": b"x"}),
    "drive": made({"record/c:evil": b"x"}),
    "control": made({"record/a\nb": b"x"}),
    "elsewhere": made({"other/evil": b"x"}),
    "version without hash": made({"versions/../evil": b"x"}),
    "long": made({"record/" + "x" * 300: b"x"}),
    "case": made({"record/A": b"1", "record/a": b"2"}),
    "link": linked("record/link"),
    "folder": made({"record/a/": b""}),
    "bomb": squeezed(),
    "twice": doubled(),
    "huge list": directory_of(2**32 - 2),
    "empty list": made({"record/a": b"x"}, set_files({})),
    "list of another kind": made({"record/a": b"x"}, set_files(["record/a"])),
    "facts of another kind": made({"record/a": b"x"}, set_files({"record/a": 1})),
    "unlisted": made(
        {"record/a": b"x", "record/b": b"y"}, lambda c: c["files"].pop("record/b") and None
    ),
    "size": made({"record/a": b"x"}, lambda c: c["files"]["record/a"].update(bytes=2)),
    "negative": made({"record/a": b"x"}, lambda c: c["files"]["record/a"].update(bytes=-1)),
    "checksum": made({"record/a": b"x"}, lambda c: c["files"]["record/a"].update(sha256="0" * 64)),
    "format": made({"record/a": b"x"}, lambda c: c.update(format="zip")),
    "newer": made({"record/a": b"x"}, lambda c: c.update(format_version=2)),
    "base without manifest": made({"record/a": b"x"}, lambda c: c.update(base="0" * 64)),
    "base that is none": made({"base/manifest.json": b"{}"}, lambda c: c.update(base="0" * 64)),
    "version that is none": made({f"versions/{'0' * 64}/manifest.json": b"[]"}),
    "file and folder": made({"record/a": b"1", "record/a/b": b"2"}),
}


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_a_hostile_archive_is_refused_and_nothing_is_written(kind: str, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(HOSTILE[kind])
    (tmp_path / "in").mkdir()

    with pytest.raises(BackupError):
        restore(tmp_path / "b.zip", tmp_path / "in" / "base")

    assert tree(tmp_path) == {"b.zip": HOSTILE[kind], "in": None}


def test_the_archive_that_those_are_made_from_is_restored(tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(GOOD)

    assert restore(tmp_path / "b.zip", tmp_path / "base").record_files == 1


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_backup_is_refused_or_restores_the_same(
    data: st.DataObject, tmp_path: Path
) -> None:
    place = tmp_path
    damaged = bytearray(GOOD)
    if data.draw(st.booleans()):
        del damaged[data.draw(st.integers(0, len(GOOD) - 1)) :]
    else:
        for _ in range(data.draw(st.integers(1, 4))):
            damaged[data.draw(st.integers(0, len(GOOD) - 1))] = data.draw(st.integers(0, 255))
    (place / "b.zip").write_bytes(damaged)
    record = place / "base.record" / "judgements.jsonl"
    record.unlink(missing_ok=True)
    if record.parent.exists():
        record.parent.rmdir()

    try:
        restore(place / "b.zip", place / "base")
    except ComityError:
        assert not record.parent.exists()
    else:
        assert record.read_text("utf-8") == JUDGED
    assert {p.name for p in place.iterdir()} <= {"b.zip", "base.record"}


SCRIPT = """
import os, resource, signal, sys
import comity.base.backup as backup, comity.base.restore as restore
file, base, mode = sys.argv[1:]
if mode == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
else:
    left = [int(mode)]
    def dying(real):
        def call(*values, **named):
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1
            return real(*values, **named)
        return call
    for module in (backup, restore):
        module.copied_sha256 = dying(module.copied_sha256)
    restore.replacing = dying(restore.replacing)
    os.fsync = dying(os.fsync)
try:
    if os.environ["DO"] == "backup":
        backup.backup(file, base, with_base=True)
    else:
        restore.restore(file, base, replace=True)
except (restore.BackupError, restore.BaseError) as error:
    sys.exit(str(error))
"""


def run(do: str, file: Path, base: Path, mode: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, str(file), str(base), mode],
        env={**os.environ, "DO": do},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("moment", ["0", "9", "25"])
def test_a_backup_that_is_killed_leaves_the_older_one(
    path: Path, tmp_path: Path, moment: str
) -> None:
    backup(tmp_path / "b.zip", path)
    before = (tmp_path / "b.zip").read_bytes()

    assert run("backup", tmp_path / "b.zip", path, moment).returncode == -9

    assert (tmp_path / "b.zip").read_bytes() == before
    backup(tmp_path / "b.zip", path, with_base=True)
    assert not list(tmp_path.glob(".b.zip*"))


@pytest.mark.parametrize("moment", ["0", "20", "60", "75", "90"])
def test_a_restore_that_is_killed_leaves_the_old_record_and_can_be_done_again(
    path: Path, tmp_path: Path, moment: str
) -> None:
    backup(tmp_path / "b.zip", path, with_base=True)
    wanted = tree(record_of(path))
    (record_of(path) / "judgements.jsonl").write_text("newer\n", "utf-8")
    old = tree(record_of(path))
    write_sample(path, sample()[1:])

    assert run("restore", tmp_path / "b.zip", path, moment).returncode == -9

    assert tree(record_of(path)) == old
    assert Base.open(path).documents()
    restored = restore(tmp_path / "b.zip", path, replace=True)
    assert tree(record_of(path)) == wanted
    assert (restored.kept[-1] / "judgements.jsonl").read_text("utf-8") == "newer\n"
    assert not list(tmp_path.glob(".base*"))


@pytest.mark.parametrize("do", ["backup", "restore"])
def test_a_full_disk_ends_in_words_and_leaves_what_was_there(
    path: Path, tmp_path: Path, do: str
) -> None:
    backup(tmp_path / "b.zip", path, with_base=True)
    (record_of(path) / "judgements.jsonl").write_text("newer\n", "utf-8")
    before = tree(tmp_path)

    done = run(do, tmp_path / "b.zip", path, "full")

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "too large" in done.stderr
    assert tree(tmp_path) == before
