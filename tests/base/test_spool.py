"""What goes through the disk is what stays in memory; no room is one clear error."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.base.contents import Contents
from comity.base.folder import remove_leftovers
from comity.base.spool import Spool
from comity.pipeline.gather import renamed
from comity.records import Document, DocumentId, Split
from tests.base.sample import sample
from tests.base.test_tables import DOCUMENT, SPLIT
from tests.conftest import ROOT

PAIRS = st.lists(st.tuples(DOCUMENT, SPLIT), max_size=6, unique_by=lambda pair: pair[0].id)


def spooled(spool: Spool, pairs: list[tuple[Document, Split]]) -> Contents:
    places = {d.id: spool.add(pickle.dumps((d, s))) for d, s in pairs}
    return spool.contents({name: partial(spool.load, place) for name, place in places.items()})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(PAIRS, st.sampled_from([1, 20, 10**6]))
def test_spooled_contents_are_those_of_memory(
    tmp_path: Path, pairs: list[tuple[Document, Split]], characters: int
) -> None:
    kept = Contents.of([d for d, _ in pairs], {d.id: s for d, s in pairs})
    with pytest.MonkeyPatch.context() as patch, Spool(tmp_path / "base") as spool:
        patch.setattr("comity.base.contents._PART_CHARACTERS", characters)
        disk = spooled(spool, pairs)

        assert disk.documents.equals(kept.documents, check_metadata=True)
        assert disk.provisions.equals(kept.provisions, check_metadata=True)
        assert (disk.ids, disk.first_rows, disk.same) == (kept.ids, kept.first_rows, kept.same)
        assert list(disk.read()) == list(kept.read())
        assert dict(disk.new) == dict(kept.new)
    disk.provisions.validate(full=True)  # the tables outlive the spool
    assert disk.provisions.equals(kept.provisions)


def test_no_name_is_beside_the_base_while_it_is_read(tmp_path: Path) -> None:
    with Spool(tmp_path / "base") as spool:
        contents = spooled(spool, sample())

        assert contents.documents.num_rows == len(sample())
        assert list(tmp_path.iterdir()) == []


def test_a_reader_that_was_killed_leaves_nothing(tmp_path: Path) -> None:
    code = (
        "import os, pickle, signal; from pathlib import Path\n"
        "from comity.base.spool import Spool; from tests.base.sample import sample\n"
        "from tests.base.test_spool import spooled\n"
        f"with Spool(Path({str(tmp_path / 'base')!r})) as spool:\n"
        "    spooled(spool, sample())\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)

    assert ran.returncode == -9
    assert list(tmp_path.iterdir()) == []


def test_a_file_whose_name_outlived_its_reader_is_removed(tmp_path: Path) -> None:
    old, young = tmp_path / ".base.reading-a", tmp_path / ".base.reading-b"
    for file in (old, young):
        file.touch()
    os.utime(old, (time.time() - 3600,) * 2)

    remove_leftovers(tmp_path / "base")

    assert list(tmp_path.iterdir()) == [young]


# The pickled documents find no room, or the tables do not.
@pytest.mark.parametrize("most_bytes", [600, 6000])
def test_a_full_disk_is_one_clear_error(tmp_path: Path, most_bytes: int) -> None:
    base = tmp_path / "base"
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from comity.base.spool import Spool; from comity.errors import BaseError\n"
        "from tests.base.sample import sample; from tests.base.test_spool import spooled\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most_bytes}, {most_bytes}))\n"
        "try:\n"
        f"    with Spool(Path({str(base)!r})) as spool: spooled(spool, sample())\n"
        "except BaseError as error:\n"
        "    sys.exit(f'said: {error}')\n"
    )

    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ran.stderr.startswith(f"said: {base} cannot be written: File too large."), ran.stderr
    assert "Make room on the disk" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_document_with_another_id_takes_its_notes_along() -> None:
    document, split = sample()[0]
    note = replace(split.provisions[-1], anchor=split.provisions[1].id)
    noted = Split(provisions=(*split.provisions[:-1], note))
    _, moved = renamed(document, noted, DocumentId("lake-pact.en-2"))

    assert moved.provisions[-1].anchor == moved.provisions[1].id
    assert moved.provisions[1].id.startswith("lake-pact.en-2/")
