"""Lineage: who took words from whom, how many, and when nobody can tell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from comity.base import Base
from comity.base.lineage import COMMONEST
from comity.base.lineage_json import graph_json, lineage_json
from comity.errors import UnknownIdError
from comity.records import Document, Split
from comity.text.tokens import words
from tests.base.sample import Part, document, write_sample

CLAUSE = (
    "Every member shall publish, once a year, a register of the learning machines that its"
    " public offices use, with the purpose of each machine and the office that answers for it."
)
HALL = (
    "The hall of the league stands open to all who wish to read the registers of its members,"
    " and nobody is asked for a reason, a name or a fee at its door."
)
CHINESE = "各成员应当每年公布其公共机构使用的学习机器登记册，并说明每台机器的用途和负责的机构。"


def text(
    name: str,
    date: str,
    *clauses: str,
    kind: str = "adoption",
    work: str = "",
    language: str = "en",
) -> tuple[Document, Split]:
    own = " ".join(f"{name}{n}" for n in range(9))  # words that no other text has
    return document(
        name,
        language,
        [Part(f"art_{n}", clause) for n, clause in enumerate((*clauses, own), 1)],
        work=work,
        date=date,
        date_kind=kind,
    )


def opened(folder: Path, *texts: tuple[Document, Split]) -> Base:
    write_sample(folder / "base", list(texts))
    return Base.open(folder / "base")


def found(base: Base, name: str, **options: Any) -> dict[str, tuple[str, str]]:
    return {
        a.other.document_id: (a.direction, a.doubt) for a in base.lineage(name, **options).adoptions
    }


def test_the_earlier_text_is_the_source_and_the_later_one_the_taker(tmp_path: Path) -> None:
    base = opened(
        tmp_path,
        text("pact", "2020-05-01", CLAUSE),
        text("code", "2021-06-01", CLAUSE),
        text("apart", "2021-06-02"),
    )

    assert found(base, "code") == {"pact": ("from", "")}
    assert found(base, "pact") == {"code": ("to", "")}
    assert found(base, "apart") == {}


def test_shares_are_of_each_texts_own_words_and_passages_quote_it(tmp_path: Path) -> None:
    base = opened(
        tmp_path, text("pact", "2020", f"{CLAUSE} {HALL}"), text("code", "2021", CLAUSE, CLAUSE)
    )

    answer = base.lineage("code")

    (adoption,) = answer.adoptions
    clause = len(words(CLAUSE))
    assert (adoption.words, adoption.other_words, adoption.stretch) == (2 * clause, clause, clause)
    assert adoption.share == adoption.words / answer.text.words
    assert adoption.other_share == adoption.other_words / adoption.other.words
    assert answer.text.words == sum(len(words(p.text)) for p in base.provisions("code"))
    assert [p.provision for p in adoption.passages] == ["code/art_1", "code/art_2"]
    for passage in adoption.passages:
        own = base.provision(passage.provision)
        assert own.text[passage.start : passage.end] == passage.text == CLAUSE[:-1]
        assert passage.other == "pact/art_1"


def test_versions_and_formats_of_one_work_are_no_adoption(tmp_path: Path) -> None:
    base = opened(
        tmp_path,
        text("pact-1", "2020", CLAUSE, work="pact"),
        text("pact-2", "2021", CLAUSE, work="pact"),
        text("code", "2022", CLAUSE),
    )

    assert found(base, "pact-2") == {"code": ("to", "")}
    assert found(base, "code") == {"pact-1": ("from", "")}
    assert base.lineage("code").adoptions[0].documents == ("pact-1", "pact-2")


def test_texts_that_are_told_to_be_one_work_are_none_either(tmp_path: Path) -> None:
    base = opened(tmp_path, text("pact", "2020", CLAUSE), text("copy", "2021", CLAUSE))

    assert found(base, "copy", works={"pact": "w", "copy": "w"}) == {}
    assert found(base, "copy", works={"pact": "w"}) == {"pact": ("from", "")}


@pytest.mark.parametrize(
    ("date", "kind", "other", "other_kind", "told"),
    [
        ("2021", "adoption", "2020-12", "adoption", ("from", "")),
        ("2020", "adoption", "2020-12", "adoption", ("undecided", "same-time")),
        ("2020-12", "adoption", "2020-12-05", "adoption", ("undecided", "same-time")),
        ("2020-12-05", "adoption", "2020-12-05", "adoption", ("undecided", "same-time")),
        ("2020-12-05", "adoption", "2020-12-06", "adoption", ("to", "")),
        ("2020", "adoption", "", "adoption", ("undecided", "no-date")),
        ("2020", "adoption", "soon", "adoption", ("undecided", "no-date")),
        ("2020", "adoption", "2023", "last activity", ("undecided", "other-date")),
        ("2020", "", "2023", "adoption", ("undecided", "other-date")),
    ],
)
def test_where_dates_do_not_tell_the_direction_is_undecided(
    tmp_path: Path,
    date: str,
    kind: str,
    other: str,
    other_kind: str,
    told: tuple[str, str],
) -> None:
    base = opened(
        tmp_path,
        text("code", date, CLAUSE, kind=kind),
        text("pact", other, CLAUSE, kind=other_kind),
    )

    assert found(base, "code") == {"pact": told}


def test_a_source_that_both_may_have_used_is_named(tmp_path: Path) -> None:
    base = opened(
        tmp_path,
        text("root", "2018", CLAUSE),
        text("pact", "2020", CLAUSE, HALL),
        text("code", "2021", CLAUSE),
        text("hall", "2022", HALL),
    )

    before = {a.other.document_id: a.before for a in base.lineage("code").adoptions}
    assert before["root"] is None
    assert before["pact"] is not None
    assert before["pact"].document_id == "root"
    of_hall = {a.other.document_id: a.before for a in base.lineage("hall").adoptions}
    assert of_hall == {"pact": None}


def test_what_very_many_works_share_is_no_adoption_and_is_counted(tmp_path: Path) -> None:
    crowd = [text(f"crowd{n:02}", "2019", CLAUSE) for n in range(COMMONEST)]
    base = opened(tmp_path, text("code", "2021", CLAUSE), *crowd)

    answer = base.lineage("code")

    assert answer.adoptions == ()
    assert answer.common == len(words(CLAUSE))


def test_a_short_phrase_is_no_adoption_and_is_counted(tmp_path: Path) -> None:
    phrase = "A register of the learning machines that offices use."
    base = opened(tmp_path, text("pact", "2020", phrase), text("code", "2021", phrase))

    answer = base.lineage("code")

    assert (answer.adoptions, answer.short) == ((), 1)


def test_characters_count_where_a_script_has_no_spaces(tmp_path: Path) -> None:
    base = opened(
        tmp_path,
        text("pact", "2020", CHINESE, language="zh"),
        text("code", "2021", CHINESE, language="zh"),
        text("other", "2021", CHINESE, language="en"),
    )

    (adoption,) = base.lineage("code").adoptions
    assert (adoption.other.document_id, adoption.words) == ("pact", len(words(CHINESE)))


def test_json_has_each_adoption_on_its_side(tmp_path: Path) -> None:
    base = opened(
        tmp_path,
        text("pact", "2020", CLAUSE),
        text("code", "2021", CLAUSE),
        text("late", "2022", CLAUSE),
        text("loose", "", CLAUSE),
    )

    shape = lineage_json(base.lineage("code"))

    assert [a["document"]["id"] for a in shape["took_over"]] == ["pact"]
    assert [a["document"]["id"] for a in shape["taken_over_by"]] == ["late"]
    assert [(a["document"]["id"], a["doubt"]) for a in shape["undecided"]] == [("loose", "no-date")]
    assert shape["taken_over_by"][0]["before"]["document"]["id"] == "pact"


def test_a_document_without_units_shares_nothing(tmp_path: Path) -> None:
    note = document("note", "en", [Part("fn_1", "A note.", "authorialNote", linkable=False)])
    base = opened(tmp_path, note, text("code", "2021", CLAUSE))

    assert base.lineage("note").adoptions == ()


def test_an_unknown_document_is_told(tmp_path: Path) -> None:
    base = opened(tmp_path, text("code", "2021", CLAUSE))

    with pytest.raises(UnknownIdError):
        base.lineage("cod")


def pairs_of(base: Base) -> list[tuple[str, str, bool]]:
    return [(k.earlier.document_id, k.later.document_id, k.decided) for k in base.adoptions().links]


def test_the_graph_has_each_pair_of_dated_works_once_from_the_earlier_to_the_later(
    tmp_path: Path,
) -> None:
    base = opened(
        tmp_path,
        text("pact-1", "2019", CLAUSE, HALL, work="pact"),
        text("pact-2", "2020", CLAUSE, HALL, work="pact"),
        text("code", "2021", CLAUSE),
        text("hall", "2021", CLAUSE, HALL),
        text("loose", "2018", CLAUSE, kind="last activity"),
        text("zh", "2018", CHINESE, language="zh"),
        text("zh-late", "2022", CHINESE, language="zh"),
    )

    graph = base.adoptions()

    assert pairs_of(base) == [
        ("pact-1", "hall", True),
        ("zh", "zh-late", True),
        ("code", "hall", False),
        ("pact-1", "code", True),
    ]
    assert [t.document_id for t in graph.texts] == [
        *("zh", "pact-1", "pact-2", "code", "hall", "zh-late")
    ]
    assert graph.undated == 1
    assert {link.before for link in graph.links} == {None}


def test_the_graph_and_the_lineage_of_a_text_say_the_same(tmp_path: Path) -> None:
    base = opened(
        tmp_path,
        text("root", "2018", CLAUSE),
        text("pact", "2020", CLAUSE, HALL),
        text("code", "2021", CLAUSE, HALL),
    )

    links = {k.earlier.document_id: k for k in base.adoptions().links if k.later.title == "Code"}

    for adoption in base.lineage("code").adoptions:
        link = links.pop(adoption.other.document_id)
        assert (link.words, link.earlier_words) == (adoption.words, adoption.other_words)
        assert (link.share, link.before) == (adoption.share, adoption.before)
    assert not links


def test_the_json_of_the_graph_names_documents_by_id(tmp_path: Path) -> None:
    base = opened(tmp_path, text("pact", "2020", CLAUSE), text("code", "2021", CLAUSE))

    shape = graph_json(base.adoptions())

    assert [d["id"] for d in shape["documents"]] == ["pact", "code"]
    assert [(a["earlier"], a["later"]) for a in shape["adoptions"]] == [("pact", "code")]


def test_works_that_are_told_to_be_one_are_one_in_the_graph(tmp_path: Path) -> None:
    base = opened(tmp_path, text("pact", "2020", CLAUSE), text("copy", "2021", CLAUSE))

    assert base.adoptions(works={"pact": "w", "copy": "w"}).links == ()


def test_scattered_phrases_of_long_provisions_do_not_count(tmp_path: Path) -> None:
    phrases = [f"phrase number {n} of this kind is here" for n in range(9)]
    filled = [
        " ".join(
            f"{phrase} " + " ".join(f"{side}{n}x{k}" for k in range(20))
            for n, phrase in enumerate(phrases)
        )
        for side in ("our", "their")
    ]
    base = opened(
        tmp_path,
        text("pact", "2020", CLAUSE, filled[0]),
        text("code", "2021", CLAUSE, filled[1]),
    )

    (adoption,) = base.lineage("code").adoptions

    assert adoption.words == len(words(CLAUSE))
    assert [p.provision for p in adoption.passages] == ["code/art_1"]
