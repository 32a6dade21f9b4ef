"""Words find provisions, in any language, once each, with where they stand."""

from __future__ import annotations

import pytest

from comity.base import Base, Found
from comity.errors import UnknownIdError, UsageError


def found(answer: Found) -> list[str]:
    return [hit.provision.id for hit in answer.hits]


def words(answer: Found) -> list[list[str]]:
    return [[span.of(hit.provision.text) for span in hit.spans] for hit in answer.hits]


def test_every_form_of_a_word_is_found_and_marked(base: Base) -> None:
    answer = base.search("registers machine")

    assert set(found(answer)) == {"lake-pact.en/art_1", "hill-code/sec_1"}
    assert words(answer) == [["register", "machines", "machine"]] * 2
    assert answer.hits[0].score == 1
    assert 0 < answer.hits[1].score <= 1


@pytest.mark.parametrize(
    ("asked", "hit", "marked"),
    [
        ("registres machine", "lake-pact.fr/art_1", ["registre", "machines"]),
        ("学习机器", "plain-rules.zh/art_1", ["学习机器"]),
        ("liberties", "hill-code/sec_2", ["liberty"]),
    ],
)
def test_each_language_reads_the_words_in_its_own_way(
    base: Base, asked: str, hit: str, marked: list[str]
) -> None:
    answer = base.search(asked)

    assert found(answer) == [hit]
    assert words(answer) == [marked]


def test_a_heading_is_found_with_the_provision_that_bears_it(base: Base) -> None:
    answer = base.search("schooling")

    assert found(answer) == ["lake-pact.en/art_2"]
    assert answer.hits[0].provision == base.provision("lake-pact.en/art_2")
    assert words(answer) == [["Schooling"]]


def test_no_words_are_found_twice(base: Base) -> None:
    assert set(found(base.search("train smaller"))) == {
        "lake-pact.en/art_2__para_1",
        "hill-code/sec_3",
    }


def test_when_no_provision_has_every_word_those_with_some_are_given_and_it_is_said(
    base: Base,
) -> None:
    answer = base.search("liberty register")

    assert answer.matched == "some"
    assert set(found(answer)) == {"hill-code/sec_2", "hill-code/sec_1", "lake-pact.en/art_1"}
    assert base.search("liberty machine").matched == "all"


@pytest.mark.parametrize("quotes", ['"{}"', "“{}”", "«{}»"])
def test_quoted_words_stand_together_in_that_order(base: Base, quotes: str) -> None:
    assert base.search(quotes.format("learning machines")).total == 2
    assert base.search(quotes.format("machines learning")).total == 0


def test_a_phrase_does_not_run_across_what_stands_between(base: Base) -> None:
    # "Openness" ends the chapter's own words; nothing of its articles follows there.
    assert base.search('"openness member"').total == 0


def test_hits_can_be_asked_for_page_by_page(base: Base) -> None:
    whole = base.search("machine")

    pages = [base.search("machine", limit=1, offset=n) for n in range(whole.total)]

    assert [hit for page in pages for hit in page.hits] == list(whole.hits)
    assert {page.total for page in pages} == {whole.total}
    assert base.search("machine", offset=99).hits == ()


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        ({"country": "Kenya"}, {"lake-pact.en", "lake-pact.fr"}),
        ({"country": "uga"}, {"lake-pact.en", "lake-pact.fr"}),
        ({"publisher": "HILL office"}, {"hill-code"}),
        ({"language": "en"}, {"lake-pact.en", "hill-code"}),
        ({"kind": "treaty"}, {"lake-pact.en", "lake-pact.fr"}),
        ({"since": "2022"}, {"hill-code"}),
        ({"until": "2022"}, {"lake-pact.en", "lake-pact.fr"}),
        # May 2021 as a whole and 4 May: the first may lie after the 5th, the second does not.
        ({"since": "2021-05-05", "until": "2021"}, {"lake-pact.en"}),
        ({"until": "2021-05-03"}, {"lake-pact.en"}),
        ({"since": "2023-06", "until": "2023-06"}, {"hill-code"}),
    ],
)
def test_filters_keep_what_they_name(
    base: Base, filters: dict[str, str], documents: set[str]
) -> None:
    answer = base.search("machine machines", limit=50, **filters)

    assert {hit.provision.document_id for hit in answer.hits} == documents


@pytest.mark.parametrize(
    ("filters", "near"),
    [
        ({"publisher": "Hill Offices"}, "Hill Office"),
        ({"country": "Keny"}, "Kenya (KEN)"),
        ({"country": "Spain"}, "FRA"),
        ({"language": "sw"}, "en"),
        ({"kind": "treatise"}, "treaty"),
    ],
)
def test_an_unknown_filter_is_refused_with_what_is_near(
    base: Base, filters: dict[str, str], near: str
) -> None:
    with pytest.raises(UnknownIdError) as caught:
        base.search("machine", **filters)

    assert near in caught.value.closest


@pytest.mark.parametrize("asked", ["", "  ", '""', "...", "x" * 3000])
def test_nothing_to_search_for_is_said_so(base: Base, asked: str) -> None:
    with pytest.raises(UsageError):
        base.search(asked)


@pytest.mark.parametrize("date", ["soon", "2021-13", "2021-02-30", "21", "2021-05-04T00"])
def test_a_date_that_is_none_is_refused(base: Base, date: str) -> None:
    with pytest.raises(UsageError, match="not a date"):
        base.search("machine", since=date)


@pytest.mark.parametrize("asked", ['"', 'register"', "AND OR (", "body:register", "reg*", "\\"])
def test_signs_are_no_commands(base: Base, asked: str) -> None:
    try:
        base.search(asked)
    except UsageError as error:
        assert "no word" in str(error)


def test_a_limit_beyond_all_hits_gives_them_all(base: Base) -> None:
    every = base.search("machine register", limit=100)

    assert base.search("machine register", limit=10**24).hits == every.hits
