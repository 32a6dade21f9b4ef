"""Real files of many formats: a draft is what the base holds of the same file."""

from __future__ import annotations

from pathlib import Path

import pytest

import comity
from tests.conftest import SHARED

_INSTRUMENTS = SHARED / "corpus" / "instruments"
_MOST_BYTES = 400_000  # of a file: the test is quick


def _one_of_each_format() -> list[Path]:
    """The first small file of each ending, by name."""
    files: dict[str, Path] = {}
    for path in sorted(p for p in _INSTRUMENTS.iterdir() if p.is_file()):
        is_text = path.suffix not in ("", ".csv", ".toml", ".json")
        if is_text and 2_000 < path.stat().st_size < _MOST_BYTES:
            files.setdefault(path.suffix, path)
    return sorted(files.values())


@pytest.mark.shared
def test_a_draft_has_the_provisions_that_a_build_gives_the_file(tmp_path: Path) -> None:
    files = _one_of_each_format()
    built = comity.build(files, tmp_path / "base", jobs=1)
    base = comity.open(built.base)
    by_path = {entry.path: entry for entry in base}

    assert {file.suffix for file in files} >= {".pdf", ".html", ".docx"}
    for file in files:
        if file.name not in by_path:
            assert any(failure.path == file.name for failure in built.failures)
            continue
        entry, draft = by_path[file.name], comity.read_draft(file)
        told = [(p.eid, p.text, p.label, p.linkable) for p in draft.provisions]
        held = [(p.eid, p.text, p.label, p.linkable) for p in base.provisions(entry.id)]
        assert told == held
        assert (draft.entry.title, draft.entry.sha256) == (entry.title, entry.sha256)


@pytest.mark.shared
def test_a_draft_pairs_as_the_document_does(tmp_path: Path) -> None:
    names = ("g7-hiroshima-code-of-conduct-2023.en.pdf", "oecd-recommendation-ai-2024.en.pdf")
    files = [_INSTRUMENTS / name for name in names]
    base = comity.open(comity.build(files, tmp_path / "base", jobs=1).base)
    code, recommendation = (next(e.id for e in base if e.path == name) for name in names)

    for one_to_one in (False, True):
        inside = base.compare(code, recommendation, one_to_one=one_to_one)
        outside = base.compare(comity.read_draft(files[0]), recommendation, one_to_one=one_to_one)

        assert len(inside.pairs) > 10
        assert [(p.a.eid, p.b.id, p.score, p.relation, p.reasons) for p in outside.pairs] == [
            (p.a.eid, p.b.id, p.score, p.relation, p.reasons) for p in inside.pairs
        ]
        assert (outside.share_a, outside.share_b) == (inside.share_a, inside.share_b)
        assert [p.eid for p in outside.only_a] == [p.eid for p in inside.only_a]
