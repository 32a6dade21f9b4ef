"""Same input, same bytes: whatever the jobs, the order of sources and the hash seed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.cli.conftest import run_comity
from tests.conftest import ROOT, SHARED

EXAMPLES = ROOT / "examples" / "texts"


def digests(base: Path) -> dict[str, str]:
    """Every file of a base but its log of runs, by relative path."""
    return {
        str(file.relative_to(base)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(base.rglob("*"))
        if file.is_file() and file.name != "runs.jsonl"
    }


def build(base: Path, *sources: Path, jobs: int, seed: str) -> dict[str, str]:
    ran = run_comity("build", *sources, "--base", base, "--jobs", str(jobs), PYTHONHASHSEED=seed)
    assert ran.code in (0, 1), ran.err
    return digests(base)


def test_jobs_order_of_sources_and_hash_seed_change_no_byte(texts: Path, tmp_path: Path) -> None:
    one = build(tmp_path / "one", EXAMPLES, texts, jobs=1, seed="0")
    other = build(tmp_path / "other", texts, EXAMPLES, jobs=3, seed="12345")

    assert one == other
    assert {"manifest.json", "provisions.parquet", "links.parquet"} <= one.keys()
    assert any(name.startswith("index/") for name in one)


def test_a_rebuild_in_place_is_the_same_base_with_one_more_run(texts: Path, tmp_path: Path) -> None:
    base = tmp_path / "base"

    first = build(base, texts, jobs=2, seed="1")
    again = build(base, texts, jobs=2, seed="2")

    assert first == again
    assert len((base / "runs.jsonl").read_text("utf-8").splitlines()) == 2
    assert [p.name for p in tmp_path.iterdir()] == ["base"]


@pytest.mark.shared
@pytest.mark.slow
def test_the_instruments_give_the_same_bytes_with_one_job_and_with_two(tmp_path: Path) -> None:
    folder = SHARED / "corpus" / "instruments"

    assert build(tmp_path / "one", folder, jobs=1, seed="7") == build(
        tmp_path / "two", folder, jobs=2, seed="8"
    )
