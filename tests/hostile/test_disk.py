"""A disk that is full: one message, and the old base is as it was."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.make import SOUND

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="uses what Linux offers")


_ON_A_SMALL_DISK = """
set -eu
mount -t tmpfs -o size=2m tmpfs "$1"
comity() {{ "{python}" -m comity "$@"; }}
comity build "$2/sound.txt" --base "$1/base" --json > "$2/first"
cp -r "$1/base" "$2/copy"
head -c {fill} /dev/zero > "$1/full" || true
code=0; comity build "$2" --base "$1/base" > "$2/second" 2> "$2/said" || code=$?
echo $code > "$2/code"
rm "$1/full"
diff -r "$1/base" "$2/copy" && ls -A "$1" > "$2/left"
comity documents --base "$1/base" --json > "$2/documents"
"""


def test_a_full_disk_leaves_the_old_base_as_it_was(tmp_path: Path) -> None:
    if subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode:
        pytest.skip("a file system of its own may not be mounted here")
    disk, folder = tmp_path / "disk", tmp_path / "texts"
    disk.mkdir()
    folder.mkdir()
    (folder / "sound.txt").write_text(SOUND, "utf-8")
    words = "".join(
        f"Article {n}\n\nOffice {n * 7919} keeps list {n * 104729}.\n\n" for n in range(3000)
    )
    (folder / "more.txt").write_text(words, "utf-8")
    script = _ON_A_SMALL_DISK.format(python=sys.executable, fill=1_500_000)

    ran = subprocess.run(
        ["unshare", "-m", "sh", "-c", script, "sh", disk, folder],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr + ran.stdout
    said = (folder / "said").read_text("utf-8")
    assert (folder / "code").read_text().strip() == "1"
    assert "Traceback" not in said
    assert "No space left" in said
    assert (folder / "left").read_text().split() == ["base"]
    assert len(json.loads((folder / "documents").read_text("utf-8"))["documents"]) == 1
