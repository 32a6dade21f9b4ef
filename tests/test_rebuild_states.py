"""States of texts in which a rebuild could differ from a fresh build, byte by byte."""

from __future__ import annotations

import json
import random
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from comity.base import Base
from comity.base.record import record_of
from comity.documents import Limits
from comity.errors import UsageError
from comity.pipeline import Built, build
from comity.reading import Outcome, Task
from comity.settings import Settings
from tests.test_rebuild import DUTIES, compared, law, pact

NOTED = (
    "# The Pact of Notes\n\n## Article 1\n\nMembers meet.[^1]\n\n[^1]: Once a year, by custom.\n"
)
COLUMNS = 'file = "said.csv"\ntext = "text"\ndocument = "doc"\n[constants]\nlanguage = "en"\n'
FRENCH = (
    "Article 1\n\nChaque membre tient un registre des machines qui apprennent.\n\n"
    "Article 2\n\nLe bureau répond à toute question dans les dix jours.\n"
)


def made(texts: Path, base: Path, **settings: object) -> Built:
    return build([texts], replace(Settings(base=base, jobs=1), **settings))  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same reading without a process of its own, which would take most of the time."""

    def each(
        function: Callable[[Task], Outcome], tasks: Sequence[Task], **_: object
    ) -> Iterator[tuple[int, Outcome]]:
        return ((number, function(task)) for number, task in enumerate(tasks))

    monkeypatch.setattr("comity.pipeline.gather.run_apart", each)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(3):
        (folder / f"pact-{number}.en.txt").write_text(law(random.Random(number)), "utf-8")
    return folder


def check(texts: Path, place: Path, *steps: Callable[[], object]) -> Built:
    """Rebuild after each step, and compare with a base that is built from nothing."""
    base, last = place / "base", made(texts, place / "base")
    for number, step in enumerate(steps):
        step()
        last = made(texts, base)
        made(texts, place / f"fresh-{number}")
        assert compared(base) == compared(place / f"fresh-{number}"), number
    return last


def written(path: Path, text: str) -> Callable[[], object]:
    path.parent.mkdir(exist_ok=True)
    return lambda: path.write_text(text, "utf-8")


def removed(path: Path) -> Callable[[], object]:
    return path.unlink


def table(rows: list[tuple[str, str]]) -> str:
    return "\n".join(["doc,text", *(f"{name},{text}" for name, text in rows)]) + "\n"


def test_documents_of_one_name_in_one_table_keep_their_order(texts: Path, tmp_path: Path) -> None:
    folder = texts / "said"
    folder.mkdir()
    (folder / "columns.toml").write_text(COLUMNS, "utf-8")
    # Fourteen keys that become one id, each with words of its own.
    names = ["Pact A" + "!" * n for n in range(14)]
    rows = [(name, f"{DUTIES[n % 6]} Rule {n}.") for n, name in enumerate(names)]
    (folder / "said.csv").write_text(table(rows), "utf-8")

    last = check(
        texts,
        tmp_path,
        written(texts / "new.en.txt", pact(DUTIES[0])),
        # Takes the id before the table's documents, and gives it back.
        written(texts / "a" / "pact-a.txt", pact(DUTIES[1])),
        removed(texts / "a" / "pact-a.txt"),
    )

    assert sum(n.code == "id-taken" for n in last.notices) == 13


def test_notes_follow_the_id_of_their_document(texts: Path, tmp_path: Path) -> None:
    (texts / "b").mkdir()
    (texts / "b" / "noted.md").write_text(NOTED, "utf-8")

    check(
        texts,
        tmp_path,
        written(texts / "a" / "noted.md", NOTED.replace("custom", "habit")),
        written(texts / "c" / "noted.md", NOTED),
    )

    base = Base.open(tmp_path / "base")
    held = [d.id for d in base.documents() if d.id.startswith("noted")]
    assert held == ["noted", "noted-2", "noted-3"]
    for name in held:
        notes = [p for p in base.provisions(name) if p.anchor is not None]
        assert notes and all(p.anchor and p.anchor.startswith(f"{name}/") for p in notes)
    removed(texts / "a" / "noted.md")()
    made(texts, tmp_path / "base")
    made(texts, tmp_path / "again")
    assert compared(tmp_path / "base") == compared(tmp_path / "again")


def test_languages_come_and_go(texts: Path, tmp_path: Path) -> None:
    check(
        texts,
        tmp_path,
        written(texts / "accord.fr.txt", FRENCH),
        written(texts / "traite.fr.txt", FRENCH.replace("dix", "trente")),
        removed(texts / "accord.fr.txt"),
        removed(texts / "traite.fr.txt"),
    )


def test_sources_fail_and_succeed(texts: Path, tmp_path: Path) -> None:
    last = check(
        texts,
        tmp_path,
        written(texts / "pact-1.en.txt", ""),
        written(texts / "broken.pdf", "no pdf"),
        written(texts / "pact-1.en.txt", law(random.Random(8))),
        removed(texts / "broken.pdf"),
    )

    assert last.failures == ()


def test_texts_become_linkable_and_cease_to_be(texts: Path, tmp_path: Path) -> None:
    lines = "\n\n".join(DUTIES)

    check(
        texts,
        tmp_path,
        written(texts / "pact-1.en.txt", lines),
        written(texts / "pact-1.en.txt", pact(*DUTIES)),
        written(texts / "pact-2.en.txt", f"Annex\n\n{DUTIES[0]}\n"),
    )


def test_every_column_of_a_catalogue_counts(texts: Path, tmp_path: Path) -> None:
    def catalogue(**cells: str) -> Callable[[], object]:
        columns = ["id", "file", *cells]
        rows = [f"pact-{n},pact-{n}.en.txt" for n in range(3)]
        rows[1] += "".join(f",{value}" for value in cells.values())
        rows[0] += "," * len(cells)
        rows[2] += "," * len(cells)
        return written(texts / "catalogue.csv", "\n".join([",".join(columns), *rows]) + "\n")

    last = check(
        texts,
        tmp_path,
        catalogue(),
        catalogue(shelf="12"),
        catalogue(shelf="13"),
        catalogue(sha256="0" * 64),
        catalogue(kind="poem"),
        catalogue(work_id="pact-0"),
        catalogue(language="fr"),
        catalogue(date="1999"),
        catalogue(date="2001"),
    )
    assert last.taken_over == 2


def test_archives_change_one_member(texts: Path, tmp_path: Path) -> None:
    def packed(*laws: int) -> Callable[[], object]:
        def write() -> None:
            with zipfile.ZipFile(texts / "laws.zip", "w") as archive:
                for number in laws:
                    archive.writestr(f"law-{number}.en.txt", law(random.Random(number)))

        return write

    packed(1, 2)()
    last = check(texts, tmp_path, packed(1, 2, 3), packed(3, 1), removed(texts / "laws.zip"))
    assert last.failures == ()


def test_two_folders_hold_the_same_file(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
        (folder / "noted.md").write_text(NOTED, "utf-8")
        (folder / "pact.en.txt").write_text(pact(*DUTIES[:3]), "utf-8")
    base = tmp_path / "base"

    def both(place: Path, *named: Path) -> dict[str, bytes]:
        build(named, Settings(base=place, jobs=1))
        return compared(place)

    both(base, *folders)
    for number, named in enumerate((folders, folders[1:], folders[::-1], folders[:1])):
        assert both(base, *named) == both(tmp_path / f"fresh-{number}", *named)


def test_settings_change_between_builds(texts: Path, tmp_path: Path) -> None:
    base = tmp_path / "base"
    for number, settings in enumerate(
        (
            {"links_per_provision": 1},
            {"links_per_provision": 20},
            {"limits": Limits(max_chars=150)},
            {"limits": Limits(ocr=True)},
            {},
        )
    ):
        made(texts, base, **settings)
        made(texts, tmp_path / f"fresh-{number}", **settings)
        assert compared(base) == compared(tmp_path / f"fresh-{number}"), settings


def test_a_base_that_was_moved_is_taken_over(texts: Path, tmp_path: Path) -> None:
    made(texts, tmp_path / "base")
    before = compared(tmp_path / "base")
    (tmp_path / "elsewhere").mkdir()
    shutil.move(tmp_path / "base", tmp_path / "elsewhere" / "moved")
    shutil.move(texts, tmp_path / "elsewhere" / "texts")

    again = made(tmp_path / "elsewhere" / "texts", tmp_path / "elsewhere" / "moved")

    assert again.taken_over == 3
    assert compared(tmp_path / "elsewhere" / "moved") == before


@pytest.mark.parametrize("top", [1, 2])
def test_short_lists_of_many_alike(tmp_path: Path, top: int) -> None:
    chance = random.Random(top)
    texts, base = tmp_path / "texts", tmp_path / "base"
    texts.mkdir()
    for number in range(12):
        (texts / f"pact-{number}.en.txt").write_text(law(chance), "utf-8")
    made(texts, base, links_per_provision=top)
    for number in range(4):
        (texts / f"pact-{chance.randrange(12)}.en.txt").write_text(law(chance), "utf-8")
        made(texts, base, links_per_provision=top)
        made(texts, tmp_path / f"fresh-{number}", links_per_provision=top)
        assert compared(base) == compared(tmp_path / f"fresh-{number}")


@pytest.mark.parametrize(
    "spoilt", [{"notices": [{"kind": 1}]}, {"settings": 3}, {"sources": 7}, {"made_by": []}]
)
def test_a_manifest_that_was_edited_is_not_believed_blindly(
    texts: Path, tmp_path: Path, spoilt: dict[str, object]
) -> None:
    made(texts, tmp_path / "base")
    good = compared(tmp_path / "base")
    place = tmp_path / "base" / "manifest.json"
    place.write_text(json.dumps({**json.loads(place.read_text("utf-8")), **spoilt}), "utf-8")

    made(texts, tmp_path / "base")

    assert compared(tmp_path / "base") == good


def test_what_comity_wrote_among_the_texts_is_passed_over(texts: Path, tmp_path: Path) -> None:
    made(texts, tmp_path / "elsewhere")
    first = made(texts, texts / "base")
    made(texts, texts / "within" / "other")
    version = Base.open(texts / "base").version
    shutil.copytree(texts / "base", texts / "base.versions" / version)
    (texts / "base.versions" / version / "frozen.json").write_text("{}", "utf-8")
    record_of(texts / "base").mkdir()
    (record_of(texts / "base") / "judgements.jsonl").write_text("", "utf-8")
    (texts / "within" / ".other.building-0a").mkdir()

    again = made(texts, texts / "base")

    assert (first.failures, again.failures, again.taken_over) == ((), (), 3)
    assert [n.path for n in again.notices if n.code == "own-output"] == [
        *("base", "base.record", "base.versions", "within/.other.building-0a", "within/other"),
    ]
    assert not [n for n in again.notices if n.code == "hidden"]
    assert compared(texts / "base") == compared(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="No governance text"):
        made(texts / "base", tmp_path / "of-a-base")
