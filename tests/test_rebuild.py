"""A rebuild does only what is new, gives what a fresh build gives, and cannot be torn."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from comity.base import Base
from comity.base.folder import locked
from comity.base.redirects import read_redirects
from comity.errors import BaseError
from comity.pipeline import Built, build
from comity.settings import Settings
from tests.base.sample import write_sample
from tests.base.test_write import files, siblings
from tests.conftest import ROOT

DUTIES = (
    "Every member shall publish a register of the learning machines that its offices use.",
    "Officials of smaller members are trained without charge by the larger ones.",
    "No machine decides alone on the liberty of a person.",
    "Costs are shared in equal parts by all who signed the pact.",
    "The office answers every question about a machine within ten days.",
    "A lake office keeps the money for roads, boats and bridges.",
)


def law(chance: random.Random) -> str:
    duties = chance.sample(DUTIES, chance.randint(1, len(DUTIES)))
    articles = [f"Article {n}\n\n{duty}" for n, duty in enumerate(duties, start=1)]
    return f"The Pact of {chance.choice(('Lakes', 'Hills'))}\n\n" + "\n\n".join(articles) + "\n"


def pact(*duties: str) -> str:
    articles = [f"Article {n}\n\n{duty}" for n, duty in enumerate(duties, start=1)]
    return "The Pact\n\n" + "\n\n".join(articles) + "\n"


def compared(base: Path) -> dict[str, bytes]:
    held = files(base)
    held.pop("redirects.jsonl", None)
    return held


def built(texts: Path, base: Path, **settings: object) -> Built:
    return build([texts], replace(Settings(base=base, jobs=1), **settings))  # type: ignore[arg-type]


def step(texts: Path, chance: random.Random) -> None:
    """Add, change, remove or rename a text; some share a name, so that their ids clash."""
    present = sorted(p for p in texts.rglob("*") if p.is_file())
    what = chance.choice(("add", "change", "remove", "rename", "touch"))
    folder, number = chance.choice((".", "b", "c")), chance.randint(1, 3)
    ending = chance.choice(("en.txt", "en.md", "fr.txt"))
    target = texts / folder / f"pact-{number}.{ending}"
    target.parent.mkdir(exist_ok=True)
    if what == "add" or len(present) < 2:
        target.write_text(law(chance), "utf-8")
    elif what == "change":
        chance.choice(present).write_text(law(chance), "utf-8")
    elif what == "remove":
        chance.choice(present).unlink()
    elif what == "touch":
        os.utime(chance.choice(present), (1, 1))
    else:
        chance.choice(present).rename(target)


def check_sequence(place: Path, seed: int, steps: int) -> None:
    chance = random.Random(seed)
    texts, base = place / "texts", place / "base"
    texts.mkdir(parents=True)
    for name in ("one", "two", "three"):
        (texts / f"{name}.txt").write_text(law(chance), "utf-8")
    built(texts, base)
    for number in range(steps):
        for _ in range(chance.randint(1, 3)):
            step(texts, chance)
        again = built(texts, base, jobs=chance.choice((1, 2)))
        fresh = place / f"fresh-{number}"
        built(texts, fresh)
        assert compared(base) == compared(fresh)
        assert again.read + again.taken_over == len([p for p in texts.rglob("*") if p.is_file()])
        check_redirects(base)


def check_redirects(path: Path) -> None:
    """Every redirect ends in this base or in nothing, and none stands in for a living text."""
    base = Base.open(path)
    for redirect in read_redirects(path)[0]:
        if redirect.new is not None:
            assert base.moved(redirect.new) is None
            there = redirect.new in {d.id for d in base.documents()} or base.lookup([redirect.new])
            assert there, redirect


def test_an_incremental_build_has_the_bytes_of_a_fresh_one(tmp_path: Path) -> None:
    check_sequence(tmp_path, seed=2, steps=3)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 20))
def test_incremental_builds_have_the_bytes_of_fresh_ones(tmp_path: Path, seed: int) -> None:
    check_sequence(tmp_path, seed=seed, steps=5)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(3):
        (folder / f"pact-{number}.en.txt").write_text(law(random.Random(number)), "utf-8")
    return folder


def test_a_changed_file_is_the_only_one_that_is_read(texts: Path, tmp_path: Path) -> None:
    base = tmp_path / "base"
    first = built(texts, base)
    (texts / "pact-1.en.txt").write_text(law(random.Random(9)), "utf-8")
    second = built(texts, base)
    third = built(texts, base, fresh=True)

    assert (first.read, first.taken_over, first.changes) == (3, 0, None)
    assert (second.read, second.taken_over) == (1, 2)
    assert second.changes is not None
    assert [(d.kind, d.new) for d in second.changes.documents] == [("changed", "pact-1.en")]
    assert (third.read, third.taken_over, third.version) == (3, 0, second.version)
    assert third.changes is not None and third.changes.documents == ()
    runs = [json.loads(line) for line in (base / "runs.jsonl").read_text("utf-8").splitlines()]
    assert [(run["read"], run["taken_over"]) for run in runs] == [(3, 0), (1, 2), (3, 0)]
    assert runs[1]["from"] == first.version


def test_a_change_of_the_readers_has_everything_read(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(texts, tmp_path / "base")
    monkeypatch.setattr("comity.pipeline.gather.code_sha256", lambda parts: "of another release")

    assert built(texts, tmp_path / "base").read == 3


def test_a_change_of_the_catalogue_has_its_row_read(texts: Path, tmp_path: Path) -> None:
    rows = [f"pact-{n},Pact {n},pact-{n}.en.txt" for n in range(3)]
    table = texts / "catalogue.csv"
    table.write_text("\n".join(["id,title,file", *rows]), "utf-8")
    built(texts, tmp_path / "base")
    table.write_text("\n".join(["id,title,file", *rows]).replace("Pact 2", "The Pact"), "utf-8")

    again = built(texts, tmp_path / "base")

    assert again.read == 1
    assert again.changes is not None
    assert [(d.new, d.fields) for d in again.changes.documents] == [("pact-2", ("title",))]


@pytest.mark.parametrize("name", ["provisions.parquet", "links.parquet", "manifest.json"])
def test_a_damaged_old_base_is_not_believed(texts: Path, tmp_path: Path, name: str) -> None:
    base = tmp_path / "base"
    built(texts, base)
    good = compared(base)
    if name == "manifest.json":
        manifest = json.loads((base / name).read_text("utf-8"))
        manifest["version"] = "0" * 64
        (base / name).write_text(json.dumps(manifest), "utf-8")
    else:
        data = bytearray((base / name).read_bytes())
        data[len(data) // 2] ^= 1
        (base / name).write_bytes(data)

    again = built(texts, base)

    assert (again.read, again.taken_over) == (3, 0)
    assert "old-base-not-used" in {notice.code for notice in again.notices}
    assert compared(base) == good


def test_of_two_builds_at_once_one_refuses_and_names_the_other(texts: Path, tmp_path: Path) -> None:
    base = tmp_path / "base"
    built(texts, base)
    with locked(base.resolve()):
        assert Base.open(base).documents()  # readers are not kept out
        with pytest.raises(BaseError, match=rf"another process \({os.getpid()}, since .*--wait"):
            built(texts, base)
    assert built(texts, base).taken_over == 3
    assert siblings(base) == ["texts"]


def test_a_build_can_wait_for_another(texts: Path, tmp_path: Path) -> None:
    base = tmp_path / "base"
    code = (
        "import sys, time; from pathlib import Path; from comity.base.folder import locked\n"
        f"with locked(Path({str(base.resolve())!r})):\n"
        "    print('held', flush=True); time.sleep(2)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        started = time.monotonic()
        assert built(texts, base, wait=True).read == 3
        assert time.monotonic() - started > 1
    assert siblings(base) == ["texts"]


def test_the_lock_of_a_killed_build_holds_nobody_up(texts: Path, tmp_path: Path) -> None:
    base = tmp_path / "base"
    code = (
        "import os, signal; from pathlib import Path; from comity.base.folder import locked\n"
        f"with locked(Path({str(base.resolve())!r})): os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code], check=False)
    assert (tmp_path / ".base.lock").exists()

    assert built(texts, base).read == 3
    assert siblings(base) == ["texts"]


@pytest.mark.parametrize("most_bytes", [600, 4000, 12_000])
def test_a_full_disk_leaves_the_old_base_and_nothing_else(tmp_path: Path, most_bytes: int) -> None:
    base = tmp_path / "base"
    write_sample(base)
    before = files(base, runs=True)
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from comity.errors import BaseError; from tests.base.sample import sample, write_sample\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most_bytes}, {most_bytes}))\n"
        "try:\n"
        f"    write_sample(Path({str(base)!r}), sample()[:3])\n"
        "except BaseError as error:\n"
        "    sys.exit(f'said: {error}')\n"
    )

    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert "said: " in ran.stderr, ran.stderr
    assert "cannot be written" in ran.stderr
    assert files(base, runs=True) == before
    assert siblings(base) == []


def test_an_id_of_an_earlier_version_is_followed_and_one_that_is_gone_is_told(
    texts: Path, tmp_path: Path
) -> None:
    base = tmp_path / "base"
    (texts / "pact-0.en.txt").write_text(pact(DUTIES[0], DUTIES[1], *DUTIES[3:]), "utf-8")
    built(texts, base)
    (texts / "pact-0.en.txt").rename(texts / "accord.en.txt")
    (texts / "accord.en.txt").write_text(pact(DUTIES[2], DUTIES[0], *DUTIES[3:]), "utf-8")
    again = built(texts, base)

    command = [sys.executable, "-m", "comity", "show", "pact-0.en/art_1", "--base", str(base)]
    shown = subprocess.run(command, capture_output=True, text=True, check=False)
    gone = subprocess.run(
        [*command[:4], "pact-0.en/art_2", *command[5:]], capture_output=True, text=True, check=False
    )

    assert again.redirects > 0
    assert "moved to accord.en/art_2" in shown.stderr
    assert DUTIES[0] in " ".join(shown.stdout.split())
    assert gone.returncode == 2
    assert "its words are gone" in gone.stderr
