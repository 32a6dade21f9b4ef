"""What people assert about a base outlives every build of it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from comity.base import Base
from comity.base import record as record_module
from comity.base.record import add_judgements, judge, judgements, record_of, standing
from comity.errors import BaseError, UsageError
from tests.base.sample import Part, document, write_sample

REGISTER = "Members shall publish a register of learning machines each year."
SCHOOL = "Officials are trained without charge by the larger members."
WHEN = "2026-11-25T09:00:00+00:00"


def write(path: Path, *parts: Part, name: str = "pact") -> Base:
    other = document("code", "en", [Part("sec_1", "Offices publish a list of their machines.")])
    write_sample(path, [document(name, "en", parts), other])
    return Base.open(path)


def judged(path: Path) -> Base:
    base = write(
        path,
        Part("art_1", f"Article 1 {REGISTER}"),
        Part("art_2", f"Article 2 {SCHOOL}", parts=()),
    )
    made = judge(base, "pact/art_1", "code/sec_1", "superset", by="A. Reader", reason="", when=WHEN)
    assert add_judgements(path, [made]) == 1
    return base


def test_a_judgement_survives_an_edit_a_new_number_a_new_name_and_another_splitter(
    tmp_path: Path,
) -> None:
    path = tmp_path / "base"
    judged(path)

    edited = write(path, Part("art_1", f"Article 1 {REGISTER.replace('register', 'list')}"))
    (one,) = standing(edited)
    assert (one.a.id, one.a.reason, one.a.same_text) == ("pact/art_1", "reworded", False)
    assert (one.b.id, one.b.same_text, one.holds) == ("code/sec_1", True, False)

    renumbered = write(
        path,
        Part("art_1", f"Article 1 {SCHOOL}"),
        Part("art_2", f"Article 2 {REGISTER.replace('register', 'list')}"),
    )
    assert standing(renumbered)[0].a.id == "pact/art_2"

    renamed = write(
        path,
        Part("art_1", f"Article 1 {SCHOOL}"),
        Part("art_2", f"Article 2 {REGISTER.replace('register', 'list')}"),
        name="lake-pact",
    )
    assert standing(renamed)[0].a.id == "lake-pact/art_2"
    assert renamed.provision("pact/art_2").id == "lake-pact/art_2"

    resplit = write(
        path,
        Part("sec_A", f"Article 1 {SCHOOL}"),
        Part("sec_B", f"Article 2 {REGISTER.replace('register', 'list')}"),
        name="lake-pact",
    )
    assert standing(resplit)[0].a.id == "lake-pact/sec_B"

    back = write(path, Part("art_1", f"Article 1 {REGISTER}"))
    (one,) = standing(back)
    assert (one.a.id, one.a.reason, one.holds) == ("pact/art_1", "unchanged", True)


def test_a_judgement_about_words_that_are_gone_says_so_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "base"
    judged(path)

    base = write(path, Part("art_1", f"Article 1 {SCHOOL}"))

    (one,) = standing(base)
    assert (one.a.id, one.a.reason) == (None, "gone")
    assert one.judgement.by == "A. Reader"


def test_several_processes_add_without_losing_a_line(tmp_path: Path) -> None:
    path = tmp_path / "base"
    judged(path)
    code = (
        "import sys; from dataclasses import replace\n"
        "from comity.base.record import add_judgements, judgements\n"
        f"path = {str(path)!r}\n"
        "one = judgements(path)[0][0]\n"
        "for n in range(20): add_judgements(path, [replace(one, by=f'{sys.argv[1]} {n}')])"
    )

    workers = [subprocess.Popen([sys.executable, "-c", code, str(n)]) for n in range(3)]
    assert [w.wait() for w in workers] == [0, 0, 0]

    found, damaged = judgements(path)
    assert damaged == ()
    assert len({j.by for j in found}) == 61


def test_a_torn_line_is_told_and_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "base"
    judged(path)
    file = record_of(path) / "judgements.jsonl"
    file.write_bytes(file.read_bytes() + b'{"a": "pact/art_1", "b":')

    add_judgements(path, judgements(path)[0])

    found, damaged = judgements(path)
    assert len(found) == 2
    assert [d.line for d in damaged] == [2]


def test_nothing_of_a_batch_stays_when_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "base"
    judged(path)
    before = (record_of(path) / "judgements.jsonl").read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(record_module.os, "fsync", full)
        with pytest.raises(BaseError, match=r"No space left.*nothing was added"):
            add_judgements(path, judgements(path)[0] * 3)

    assert (record_of(path) / "judgements.jsonl").read_bytes() == before


def test_a_judgement_without_a_name_or_with_an_unknown_relation_is_refused(tmp_path: Path) -> None:
    judged(tmp_path / "base")
    one = judgements(tmp_path / "base")[0][0]

    for wrong in ({"by": " "}, {"relation": "similar"}, {"b": one.a}):
        with pytest.raises(UsageError):
            replace(one, **wrong)  # type: ignore[arg-type]


def test_lines_that_are_no_judgement_are_named_by_number(tmp_path: Path) -> None:
    folder = record_of(tmp_path / "base")
    folder.mkdir()
    lines = ["[]", "{", json.dumps({"a": "x/y"}), "[" * 5000]
    (folder / "judgements.jsonl").write_text("\n".join(lines), "utf-8")

    found, damaged = judgements(tmp_path / "base")

    assert found == ()
    assert [d.line for d in damaged] == [1, 2, 3, 4]


def test_judgements_of_a_table_are_added_once_and_wrong_rows_named_by_line(tmp_path: Path) -> None:
    path = tmp_path / "base"
    judged(path)
    table = tmp_path / "decided.csv"
    rows = [
        "a,b,relation,by,reason,when",
        f'pact/art_2,code/sec_1,none,B. Reader,"two\nlines",{WHEN}',
        f"pact/art_9,code/sec_1,none,B. Reader,,{WHEN}",
        f"pact/art_2,code/sec_1,alike,B. Reader,,{WHEN}",
        "pact/art_2,code/sec_1,none,B. Reader,,yesterday",
    ]
    table.write_text("\n".join(rows), "utf-8")
    command = [sys.executable, "-m", "comity", "add", "judgements", str(table), "--json"]
    command += ["--base", str(path)]

    first = subprocess.run(command, capture_output=True, text=True, check=False)
    second = subprocess.run(command, capture_output=True, text=True, check=False)

    assert first.returncode == 1, first.stderr
    shape = json.loads(first.stdout)
    assert (shape["added"], [f["line"] for f in shape["failures"]]) == (1, [4, 5, 6])
    assert json.loads(second.stdout)["already_held"] == 1
    assert len(judgements(path)[0]) == 2
