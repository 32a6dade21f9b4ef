from __future__ import annotations

import os
import pickle
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.documents import Found, find_sources
from comity.errors import CatalogueError

HEADER = "id,title,file\n"


def folder(root: Path, **files: str) -> Path:
    root.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (root / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return root


def names(found: Found) -> list[str]:
    return [source.name for source in found.sources]


def codes(found: Found) -> dict[str, str]:
    return {notice.path: notice.code for notice in found.notices}


def failed(found: Found) -> dict[str, str]:
    return {failure.path: failure.error for failure in found.failures}


def test_a_folder_without_catalogue_is_read_whole(tmp_path: Path) -> None:
    folder(tmp_path, b__txt="B", a__md="A", README__md="about", LICENSE="terms")
    folder(tmp_path / "deep", c__html="C")
    found = find_sources([tmp_path])

    assert names(found) == ["a.md", "b.txt", "deep/c.html"]
    assert [s.format for s in found.sources] == ["md", "txt", "html"]
    assert codes(found) == {"README.md": "not-a-text", "LICENSE": "not-a-text"}


def test_a_catalogue_says_what_is_read_and_the_rest_is_reported(tmp_path: Path) -> None:
    folder(tmp_path, a__txt="A", b__txt="B", catalogue__csv=HEADER + "a,Act,a.txt\n")
    found = find_sources([tmp_path])

    assert names(found) == ["a.txt"]
    assert dict(found.sources[0].row)["title"] == "Act"
    assert codes(found) == {"b.txt": "not-in-catalogue"}


def test_a_row_without_file_is_a_notice_and_a_lost_file_a_failure(tmp_path: Path) -> None:
    table = HEADER + "a,Act,\nb,Bill,gone.txt\nc,Code,c.txt\n"
    found = find_sources([folder(tmp_path, c__txt="C", catalogue__csv=table)])

    assert names(found) == ["c.txt"]
    assert codes(found) == {"a": "no-file-named"}
    assert list(failed(found)) == ["gone.txt"]


def test_a_catalogue_that_cannot_be_used_fails_its_folder_only(tmp_path: Path) -> None:
    folder(tmp_path / "bad", a__txt="A", catalogue__csv="name,place\nx,y\n")
    folder(tmp_path / "good", b__txt="B")
    found = find_sources([tmp_path / "bad", tmp_path / "good"])

    assert names(found) == ["b.txt"]
    assert list(failed(found)) == ["catalogue.csv"]


def test_columns_take_the_place_of_a_catalogue(tmp_path: Path) -> None:
    folder(
        tmp_path,
        s__csv="t\nA rule.\n",
        columns__toml="file = 's.csv'\ntext = 't'\n",
        catalogue__csv="id,licence\nx,free\n",
        other__csv="z\n",
    )
    found = find_sources([tmp_path])

    assert names(found) == ["s.csv"]
    assert found.sources[0].rows[0][0] == "x"
    assert codes(found) == {"other.csv": "not-in-catalogue"}


def test_a_subfolder_follows_its_own_table(tmp_path: Path) -> None:
    folder(tmp_path, a__txt="A", catalogue__csv=HEADER + "a,Act,a.txt\n")
    folder(tmp_path / "own", s__csv="t\nA rule.\n", columns__toml="file='s.csv'\ntext='t'\n")
    folder(tmp_path / "plain", b__txt="B")
    found = find_sources([tmp_path])

    assert names(found) == ["a.txt", "own/s.csv"]
    assert codes(found) == {"plain/b.txt": "not-in-catalogue"}


def test_unknown_formats_fail_with_what_to_do(tmp_path: Path) -> None:
    folder(tmp_path, a__doc="A", b__xlsx="B", c__csv="C")
    found = find_sources([tmp_path])

    assert sorted(failed(found)) == ["a.doc", "b.xlsx", "c.csv"]
    assert all(failure.hint for failure in found.failures)


def test_a_given_catalogue_takes_the_place_of_the_folders_own(tmp_path: Path) -> None:
    texts = folder(
        tmp_path / "texts", a__txt="A", b__txt="B", catalogue__csv=HEADER + "a,Act,a.txt\n"
    )
    given = folder(tmp_path / "lists", mine__csv=HEADER + "b,Bill,b.txt\nz,Zero,z.txt\n")
    found = find_sources([texts], catalogue=given / "mine.csv")

    assert names(found) == ["b.txt"]
    assert codes(found)["a.txt"] == "not-in-catalogue"
    assert list(failed(found)) == ["z.txt"]


def test_a_given_catalogue_that_cannot_be_used_is_an_error_of_use(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError):
        find_sources([tmp_path], catalogue=tmp_path / "absent.csv")


def test_a_file_named_directly_takes_its_row_from_the_catalogue_beside_it(tmp_path: Path) -> None:
    folder(tmp_path, a__txt="A", b__txt="B", catalogue__csv=HEADER + "a,Act,a.txt\n")
    found = find_sources([tmp_path / "a.txt", tmp_path / "b.txt"])

    assert [bool(source.row) for source in found.sources] == [True, False]


def test_what_does_not_exist_is_a_failure(tmp_path: Path) -> None:
    assert len(find_sources([tmp_path / "none"]).failures) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_links_that_leave_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = folder(tmp_path / "outside", secret__txt="S")
    inside = folder(tmp_path / "inside", a__txt="A")
    (inside / "out.txt").symlink_to(outside / "secret.txt")
    (inside / "dir").symlink_to(outside)
    (inside / "lost.txt").symlink_to(inside / "nowhere.txt")
    (inside / "loop").symlink_to(inside)
    found = find_sources([inside])

    assert names(found) == ["a.txt"]
    assert sorted(failed(found)) == ["dir", "lost.txt", "out.txt"]
    assert codes(found) == {"loop": "link-not-followed"}


@pytest.mark.parametrize("file", ["../outside.txt", "/etc/hostname", "sub/../../outside.txt"])
def test_a_catalogue_cannot_lead_out_of_its_folder(tmp_path: Path, file: str) -> None:
    (tmp_path / "outside.txt").write_text("S")
    texts = folder(tmp_path / "texts", catalogue__csv=HEADER + f"a,Act,{file}\n")
    found = find_sources([texts])

    assert found.sources == ()
    assert len(found.failures) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="needs sockets in folders")
def test_sockets_and_pipes_are_failures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        monkeypatch.chdir(tmp_path)  # socket paths are short
        server.bind("s.txt")
        found = find_sources([tmp_path])

    assert sorted(failed(found)) == ["pipe.txt", "s.txt"]


@pytest.mark.skipif(sys.platform != "linux", reason="needs names that are no UTF-8")
def test_a_name_that_is_no_text_can_still_be_printed(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text("A")
    found = find_sources([tmp_path])

    assert names(found)[0].encode("utf-8")


def test_a_file_reached_in_two_ways_is_read_once(tmp_path: Path) -> None:
    folder(tmp_path, a__txt="A", catalogue__csv=HEADER + "a,Act,a.txt\n")
    found = find_sources([tmp_path, tmp_path / "a.txt", tmp_path / "." / "a.txt"])

    assert names(found) == ["a.txt"]


@given(st.permutations(["one", "two", "two/b.txt", "three.txt"]))
def test_the_order_in_which_paths_are_named_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, order: list[str]
) -> None:
    root = tmp_path_factory.getbasetemp() / "order"
    folder(root / "one", a__txt="A", catalogue__csv=HEADER + "a,Act,a.txt\n")
    folder(root / "two", b__txt="B", x__doc="X")
    folder(root, three__txt="T")

    assert find_sources([root / name for name in order]) == find_sources(
        [root / name for name in sorted(order)]
    )


def test_sources_can_be_sent_to_another_process(tmp_path: Path) -> None:
    folder(tmp_path, s__csv="t\nA rule.\n", columns__toml="file='s.csv'\ntext='t'\n")
    found = find_sources([tmp_path])

    assert pickle.loads(pickle.dumps(found)) == found


def test_a_row_that_names_a_folder_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "catalogue.csv").write_text("id,file\na,sub\n", "utf-8")

    [failure] = find_sources([tmp_path]).failures

    assert (failure.path, failure.error) == ("sub", "It is a folder, not a file.")
    assert failure.hint


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_links_in_a_circle_are_told_from_links_that_lead_out(tmp_path: Path) -> None:
    (tmp_path / "loop.txt").symlink_to("loop.txt")

    [failure] = find_sources([tmp_path]).failures

    assert failure.error == "The link leads nowhere."


def test_a_name_without_an_ending_is_asked_for_one(tmp_path: Path) -> None:
    (tmp_path / "charter").write_text("A text.", "utf-8")

    [failure] = find_sources([tmp_path]).failures

    assert "no ending" in failure.error
    assert ".txt" in failure.hint


def test_tables_named_beside_their_texts_are_no_texts(tmp_path: Path) -> None:
    (tmp_path / "catalogue.csv").write_text("id,title,file\na,Lake Pact,a.txt\n", "utf-8")
    (tmp_path / "columns.toml").write_text('file = "rows.csv"\ntext = "text"\n', "utf-8")
    (tmp_path / "rows.csv").write_text("text\nKeep a register.\n", "utf-8")
    (tmp_path / "a.txt").write_text("A text.", "utf-8")

    found = find_sources(sorted(tmp_path.iterdir()))

    assert names(found) == ["a.txt", "rows.csv"]
    assert not found.failures
    assert codes(found) == {"catalogue.csv": "not-a-text", "columns.toml": "not-a-text"}
