"""Commands as their users meet them: answers, refusals, exit codes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from comity.cli.main import COMMANDS
from tests.cli.conftest import Ran, run_comity

Comity = Callable[..., Ran]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself_with_an_example(command: str) -> None:
    ran = run_comity(command, "--help")

    assert ran.code == 0
    assert f"Example: comity {command}" in " ".join(ran.out.split())


def test_an_option_before_the_command_is_told_where_it_belongs() -> None:
    ran = run_comity("--base", "x", "show", "y")

    assert ran.code == 2
    assert "comity show ID --base DIR" in ran.err


def test_related_finds_the_shared_clause_and_says_why(comity: Comity) -> None:
    answer = comity("related", "hill-code.en/para_1", "--json").json

    best = answer["related"][0]
    assert best["provision"]["id"] == "lake-pact.en/art_1"
    assert best["relation"] in ("verbatim", "adapted")
    start, end, other_start, other_end = max(best["reasons"]["runs"], key=lambda r: r[1] - r[0])
    same = answer["query"]["text"][start:end]
    assert same.split() == best["provision"]["text"][other_start:other_end].split()
    assert len(same.split()) > 20
    assert best["reasons"]["terms"]
    assert set(best["reasons"]["signals"]) == {"topics", "lexical", "reuse"}


def test_a_text_that_is_not_in_the_base_finds_who_said_it(comity: Comity, tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("Members shall train officials of smaller members at no charge.", "utf-8")

    answer = comity("related", "--file", draft, "--json").json

    assert answer["related"][0]["provision"]["id"] == "lake-pact.en/art_2"


def test_related_wants_exactly_one_thing_to_relate(comity: Comity) -> None:
    ran = comity("related", "hill-code.en/para_1", "--text", "register")

    assert ran.code == 2
    assert "one of" in ran.err


def test_search_gives_spans_that_hold_the_words(comity: Comity) -> None:
    answer = comity("search", "machines registers", "--json").json

    assert answer["total"] == 2
    for hit in answer["hits"]:
        found = {hit["provision"]["text"][a:b].lower() for a, b in hit["spans"]}
        assert found <= {"machine", "machines", "register", "registers"}
        assert found


def test_compare_says_what_both_and_what_only_one_says(comity: Comity) -> None:
    answer = comity("compare", "lake-pact.en", "hill-code.en", "--json").json

    assert [(p["a"]["eid"], p["b"]["eid"]) for p in answer["pairs"]] == [("art_1", "para_1")]
    assert [p["eid"] for p in answer["only_a"]] == ["art_2"]
    assert [p["eid"] for p in answer["only_b"]] == ["para_2"]
    assert 0 < answer["share_a"] < 1


def test_show_lists_a_document_in_reading_order_as_exact_slices(comity: Comity) -> None:
    answer = comity("show", "lake-pact.en", "--json").json

    starts = [p["start"] for p in answer["provisions"]]
    assert starts == sorted(starts)
    assert {p["eid"] for p in answer["provisions"]} >= {"art_1", "art_2"}
    assert all(len(p["text"]) == p["end"] - p["start"] for p in answer["provisions"])


@pytest.mark.parametrize("language", ["ar", "zh", "en", "fr", "ru", "es"])
def test_labels_come_in_six_languages_and_texts_stay_their_own(
    comity: Comity, language: str
) -> None:
    ran = comity("show", "lake-pact.en/art_1", "--lang", language)

    assert ran.code == 0
    assert "Every member shall publish" in ran.out
    assert ("Related provisions" in ran.out) == (language == "en")


def test_an_unknown_id_is_answered_with_the_closest(comity: Comity) -> None:
    ran = comity("show", "lake-pact.en/art_9")

    assert ran.code == 2
    assert "lake-pact.en/art_9" in ran.err
    assert "lake-pact.en/art_1" in ran.err
    assert "Traceback" not in ran.err


def test_a_missing_base_says_how_to_make_one(tmp_path: Path) -> None:
    ran = run_comity("documents", "--base", tmp_path / "nowhere")

    assert ran.code == 2
    assert "comity build" in ran.err


def test_one_bad_file_costs_itself_only(texts: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    for file in texts.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    (folder / "empty.md").write_bytes(b"")

    ran = run_comity("build", folder, "--base", tmp_path / "base", "--json")

    assert ran.code == 1
    assert ran.json["documents"] == 2
    assert sorted(f["path"] for f in ran.json["failures"]) == ["broken.pdf", "empty.md"]
    assert all(f["error"] and f["hint"] for f in ran.json["failures"])


def test_a_build_of_nothing_readable_lists_the_failures_and_leaves_no_base(tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "broken.pdf").write_bytes(b"not a PDF")

    ran = run_comity("build", folder, "--base", tmp_path / "base", "--json")

    assert ran.code == 1
    assert [f["path"] for f in ran.json["failures"]] == ["broken.pdf"]
    assert not (tmp_path / "base").exists()


def test_an_empty_folder_and_a_name_that_is_not_there_are_usage_errors(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    for source in (tmp_path / "empty", tmp_path / "absent"):
        ran = run_comity("build", source, "--base", tmp_path / "base")
        assert ran.code == 2, ran
        assert str(source) in ran.err


def test_the_environment_names_the_base(base: Path) -> None:
    ran = run_comity("documents", "--json", COMITY_BASE=str(base))

    assert ran.code == 0
    assert len(ran.json["documents"]) == 2


def test_a_gold_table_of_ids_is_evaluated_against_the_base(comity: Comity, tmp_path: Path) -> None:
    gold = tmp_path / "gold.csv"
    gold.write_text(
        "query,target,relevant\n"
        "hill-code.en/para_1,lake-pact.en/art_1,1\n"
        "hill-code.en/para_1,lake-pact.en/art_2,0\n"
        "lake-pact.en/art_2,hill-code.en/para_2,0\n",
        "utf-8",
    )

    answer = comity("evaluate", gold, "--json").json

    assert answer["queries"] == 1
    assert answer["ndcg@10"] == answer["map"] == answer["recall@20"] == 1.0


def test_the_demo_builds_explains_and_says_what_is_next(tmp_path: Path) -> None:
    ran = run_comity("demo", cwd=tmp_path)

    assert ran.code == 0, ran.err
    assert "What is related to it in other texts, and why" in ran.out
    assert "What to run next" in ran.out
    assert (tmp_path / "demo-base" / "manifest.json").is_file()


def test_the_demo_takes_a_folder_of_ones_own(texts: Path, tmp_path: Path) -> None:
    ran = run_comity("demo", "--source", texts, cwd=tmp_path)

    assert ran.code == 0, ran.err
    assert "2 documents" in ran.out


def test_escape_codes_in_a_text_or_a_title_do_not_reach_the_terminal(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "one.txt").write_text("Harbours tell the truth about \x1b[2Jtheir machines.", "utf-8")
    (folder / "catalogue.csv").write_text(
        'id,title,file,language\none,"T\x1b[31mitle \u202eelttit",one.txt,en\n', "utf-8"
    )
    ran = run_comity("build", folder, "--base", tmp_path / "base")
    assert ran.code == 0, ran.err

    for command in (["documents"], ["show", "one"], ["show", "one/para_1"], ["search", "truth"]):
        out = run_comity(*command, "--base", tmp_path / "base").out
        assert "itle" in out
        assert not {"\x1b", "\u202e"} & set(out)


def test_a_folder_of_other_files_is_refused_before_anything_is_read(
    texts: Path, tmp_path: Path
) -> None:
    (tmp_path / "letter.txt").write_text("Keep this.", "utf-8")

    ran = run_comity("build", texts, "--base", tmp_path)

    assert ran.code == 2
    assert "is no evidence base" in ran.err
    assert "Reading" not in ran.err


def test_part_of_a_publishers_name_and_a_region_of_a_language_are_enough(base: Path) -> None:
    folder = base.parent / "published"
    folder.mkdir()
    (folder / "one.txt").write_text("Harbours shall tell the truth about machines.", "utf-8")
    (folder / "catalogue.csv").write_text(
        "id,title,publisher,publisher_country,file,language,date\n"
        "one,Harbour Truth,Harbour States Forum,Kenya,one.txt,en,2024-05\n",
        "utf-8",
    )
    held = base.parent / "published-base"
    assert run_comity("build", folder, "--base", held).code == 0

    for choice in (
        ["--publisher", "harbour forum"],
        ["--lang-of", "en-GB"],
        ["--country", "肯尼亚"],
    ):
        assert run_comity("search", "truth", *choice, "--base", held, "--json").json["total"] == 1

    france = run_comity("search", "truth", "--country", "France", "--base", held)
    nowhere = run_comity("search", "truth", "--country", "Freedonia", "--base", held)
    turned = run_comity("search", "truth", "--since", "2024", "--until", "2020", "--base", held)
    assert [france.code, nowhere.code, turned.code] == [2, 2, 2]
    assert "'France (FRA)'" in france.err
    assert "that comity knows" in nowhere.err
    assert "earlier date" in turned.err


def test_an_empty_name_is_not_taken_for_the_current_folder(tmp_path: Path) -> None:
    ran = run_comity("build", "", "--base", tmp_path / "base", cwd=tmp_path)

    assert ran.code == 2
    assert "empty name" in ran.err


def test_a_build_of_nothing_prints_the_whole_json(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"not a PDF")

    built = run_comity("build", tmp_path / "broken.pdf", "--base", tmp_path / "b", "--json")
    demo = run_comity("demo", "--source", tmp_path / "broken.pdf", "--json", cwd=tmp_path)

    assert built.code == demo.code == 1
    assert built.json.keys() | {"example"} == demo.json.keys()
    assert built.json["version"] is None
    assert [f["stage"] for f in demo.json["failures"]] == ["read"]


@pytest.mark.parametrize("language", ["ar", "zh", "en", "fr", "ru", "es"])
def test_the_demo_speaks_each_language_and_shows_a_text_in_it(
    tmp_path: Path, language: str
) -> None:
    ran = run_comity("demo", "--lang", language, "--json", cwd=tmp_path)

    assert ran.json["example"]["query"]["language"] == language
    assert ran.json["example"]["related"]
    shown = run_comity("demo", "--lang", language, cwd=tmp_path)
    assert ("What to run next" in shown.out) == (language == "en")


def test_a_document_asked_for_its_links_says_what_to_name(comity: Comity) -> None:
    ran = comity("related", "lake-pact.en")

    assert ran.code == 2
    assert "is a document" in ran.err
    assert "comity show lake-pact.en" in ran.err


def test_documents_are_exported_as_akoma_ntoso_and_come_back(
    comity: Comity, base: Path, tmp_path: Path
) -> None:
    ran = run_comity(
        "export", "akn", "lake-pact", "--to", tmp_path / "out", "--base", base, "--json"
    )

    assert ran.code == 0, ran.err
    assert ran.json["failures"] == []
    assert [f["file"] for f in ran.json["files"]] == ["lake-pact.en.akn.xml"]
    again = tmp_path / "again"
    assert run_comity("build", tmp_path / "out", "--base", again).code == 0
    kept = comity("show", "lake-pact.en", "--json").json["provisions"]
    back = run_comity("show", "lake-pact.en", "--base", again, "--json").json["provisions"]
    wanted = ("id", "parent", "label", "heading", "kind", "linkable")
    assert [[p[k] for k in wanted] for p in back] == [[p[k] for k in wanted] for p in kept]


def test_an_export_explains_itself_and_refuses_what_it_does_not_know(
    base: Path, tmp_path: Path
) -> None:
    assert "Example: comity export akn" in run_comity("export", "akn", "--help").out
    assert run_comity("export", "akn", "--base", base).code == 2
    unknown = run_comity("export", "akn", "nowhere", "--to", tmp_path / "x", "--base", base)
    assert unknown.code == 2 and "nowhere" in unknown.err and not (tmp_path / "x").exists()
    blocked = tmp_path / "hill-code.en.akn.xml"
    blocked.mkdir()
    partly = run_comity("export", "akn", "--to", tmp_path, "--base", base)
    assert partly.code == 1 and "hill-code.en.akn.xml" in partly.err
    arabic = run_comity("export", "akn", "--to", tmp_path / "o", "--base", base, "--lang", "ar")
    assert arabic.code == 0 and "كُتب" in arabic.out
