"""Counts that a person can check by hand, and claims that are not made."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import UnknownIdError
from comity.records import Cell, Concept, Terms, TopicId
from comity.topics.agreement import agreements
from comity.topics.coverage import coverage
from comity.topics.holdings import Holdings, Text, holdings
from comity.topics.intervals import ratio, wilson
from comity.topics.silence import contrasts, silence_of_country, silence_of_text
from comity.topics.thesaurus import Thesaurus


def concept(name: str, *broader: str) -> Concept:
    return Concept(
        id=TopicId(name),
        broader=tuple(TopicId(b) for b in broader),
        labels={"en": name.title(), "ar": name},
        terms={"en": Terms(strong=(name,))},
    )


THESAURUS = Thesaurus(
    {c.id: c for c in (concept("boats"), concept("oars", "boats"), concept("sea"))}
)


def text(name: str, *countries: str, **facts: object) -> Text:
    whole = Text(
        id=name,
        documents=(name,),
        countries=countries or ("unknown",),
        publishers=(f"Office of {name}",),
        publisher_kinds=("government",),
        kind="law",
        year="2024",
        readable=True,
        words=100,
    )
    return replace(whole, **facts)  # type: ignore[arg-type]


def held(*texts: Text, tags: dict[str, dict[str, float]], confidence: float = 0.5) -> Holdings:
    typed = {name: {TopicId(t): v for t, v in found.items()} for name, found in tags.items()}
    return holdings(texts, typed, THESAURUS, confidence)


def cells(found: Holdings, by: str, topic: str) -> dict[str, Cell]:
    counted = coverage(found, by, topics=[TopicId(topic)])
    return {cell.group: cell for cell in (*counted.topics[0].cells, counted.topics[0].all)}


# Kenya speaks in one of its two texts, France in its only one, an international text does not.
FOUR = held(
    text("k1", "KEN"),
    text("k2", "KEN"),
    text("f1", "FRA"),
    text("un", "international"),
    tags={"k1": {"oars": 0.9}, "f1": {"boats": 0.6}, "un": {"sea": 0.9}},
)


def test_every_text_weighs_the_same_and_beside_it_every_country() -> None:
    whole = cells(FOUR, "country", "boats")[""]

    assert (whole.documents, whole.of, whole.share) == (2, 4, 0.5)
    assert (whole.countries, whole.of_countries) == (2, 2)
    assert whole.share_equal_country == 0.75  # the mean of one half and one
    assert whole.difference == 0.25


def test_a_topic_collects_those_below_it() -> None:
    assert cells(FOUR, "country", "boats")["KEN"].documents == 1
    assert cells(FOUR, "country", "oars")["FRA"].documents == 0


def test_international_texts_are_a_group_and_count_for_no_country() -> None:
    own = cells(FOUR, "country", "sea")["international"]

    assert (own.documents, own.of, own.of_countries) == (1, 1, 0)
    assert own.share_equal_country is None
    assert cells(FOUR, "region", "sea")["African"].documents == 0


def test_a_region_of_which_no_text_is_held_is_there_and_has_no_share() -> None:
    empty = cells(FOUR, "region", "boats")["GRULAC"]

    assert (empty.of, empty.share, empty.low, empty.share_equal_country) == (0, None, None, None)
    assert empty.difference is None


def test_a_text_of_several_countries_counts_for_each_and_once_for_their_region() -> None:
    joint = held(text("pact", "KEN", "NGA"), tags={"pact": {"sea": 1.0}})

    assert cells(joint, "country", "sea")["NGA"].documents == 1
    african = cells(joint, "region", "sea")["African"]
    assert (african.documents, african.of, african.countries) == (1, 1, 2)


def test_a_text_that_cannot_be_read_counts_nowhere_and_is_told() -> None:
    found = held(text("a", "KEN"), text("b", "KEN", readable=False), tags={"a": {"sea": 0.9}})
    counted = coverage(found, "country")

    assert cells(found, "country", "sea")["KEN"].share == 1
    assert (counted.works, counted.unreadable, counted.groups[0].unreadable) == (2, 1, 1)
    assert any(rule.startswith("Texts that cannot be read: 1.") for rule in counted.rules)


def test_what_is_too_weak_for_a_sign_is_none() -> None:
    found = held(text("a", "KEN"), *peers(6), tags={"a": {"sea": 0.05}, **PEERS_OF_SEA})

    assert [s.topic for s in silence_of_text(found, 6, label="A").silent] == ["sea"]


def test_weak_signs_are_neither_speech_nor_silence() -> None:
    found = held(text("a", "KEN"), tags={"a": {"oars": 0.3}})
    own = cells(found, "country", "boats")["KEN"]

    assert (own.documents, own.unclear, own.of) == (0, 1, 1)


def test_one_country_that_holds_most_texts_is_named() -> None:
    many = held(*(text(f"u{n}", "USA") for n in range(9)), text("k", "KEN"), tags={})

    assert any(
        "90 % of the texts are from one country (United States" in r
        for r in coverage(many, "year").rules
    )
    assert dict(coverage(many, "year").held) == {"USA": 9, "KEN": 1}


def test_an_unknown_grouping_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UnknownIdError, match="publisher-kind"):
        coverage(FOUR, "continent")


@pytest.mark.parametrize("language", ["ar", "zh", "en", "fr", "ru", "es"])
def test_groups_and_rules_are_told_in_six_languages(language: str) -> None:
    told = coverage(FOUR, "region", language=language)

    assert len(told.rules) == len(coverage(FOUR, "region").rules)
    assert all(group.label for group in told.groups)


def test_the_interval_of_a_share_is_wilsons() -> None:
    # Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I.
    for yes, of, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert wilson(yes / of, of) == pytest.approx((low, high), abs=5e-5)


def test_the_interval_of_a_ratio_is_that_of_its_logarithm() -> None:
    value, low, high = ratio(10, 40, 5, 60)

    assert value == pytest.approx((10.5 / 40.5) / (5.5 / 60.5))
    assert low * high == pytest.approx(value * value)
    assert ratio(5, 60, 10, 40) == pytest.approx((1 / value, 1 / high, 1 / low))


TEXTS = st.lists(
    st.tuples(st.sampled_from(["KEN", "FRA", "USA", "international", "unknown"]), st.booleans()),
    min_size=1,
    max_size=12,
)
CONFIDENCES = st.dictionaries(st.sampled_from(["boats", "oars", "sea"]), st.floats(0, 1))


@given(TEXTS, st.lists(CONFIDENCES, min_size=12, max_size=12), st.randoms(use_true_random=False))
def test_counts_hold_together_and_the_order_of_texts_is_nothing(
    rows: list[tuple[str, bool]], found: list[dict[str, float]], chance: random.Random
) -> None:
    texts = [text(f"t{n:02}", code, readable=ok) for n, (code, ok) in enumerate(rows)]
    tags = {t.id: found[n] for n, t in enumerate(texts) if t.readable}
    one = coverage(held(*texts, tags=tags), "region")
    shuffled = texts[:]
    chance.shuffle(shuffled)

    assert coverage(held(*shuffled, tags=tags), "region") == one
    for row in one.topics:
        assert sum(cell.documents for cell in row.cells) == row.all.documents
        for cell in (*row.cells, row.all):
            assert cell.documents + cell.unclear <= cell.of
            assert (cell.share is None) == (cell.of == 0)
            for low, share, high in (
                (cell.low, cell.share, cell.high),
                (cell.equal_low, cell.share_equal_country, cell.equal_high),
            ):
                if share is not None and low is not None and high is not None:
                    assert 0 <= low <= share + 1e-6
                    assert share <= high + 1e-6 <= 1 + 1e-6


# Silence


PEERS_OF_SEA = {f"FRA{n}": {"sea": 0.9} for n in range(6)}


def peers(count: int, *, code: str = "FRA") -> list[Text]:
    return [text(f"{code}{n}", code) for n in range(count)]


def test_a_text_is_silent_on_what_its_peers_speak_of_and_not_on_what_it_hints_at() -> None:
    others = peers(6)
    tags = {t.id: {"sea": 0.9, "boats": 0.9} for t in others}
    found = held(text("a", "KEN"), *others, tags={**tags, "a": {"oars": 0.2}})
    told = silence_of_text(found, 6, label="A")

    assert found.texts[6].id == "a"
    assert [s.topic for s in told.silent] == ["sea"]
    assert [s.topic for s in told.unclear] == ["boats"]
    assert (told.silent[0].peers, told.silent[0].of, told.silent[0].share) == (6, 6, 1.0)
    assert told.peers == "other texts of the kind “law”: 6"


def test_peers_are_all_texts_where_few_are_of_the_kind() -> None:
    others = [replace(t, kind="treaty") for t in peers(6)]
    found = held(text("a", "KEN"), *others, tags={})
    foreign = [replace(t, publisher_kinds=("company",)) for t in others]
    lone = held(text("a", "KEN"), *foreign, tags={})

    assert silence_of_text(found, 6, label="A").peers == (
        "other texts of publishers of the kind “government”: 6"
    )
    assert silence_of_text(lone, 6, label="A").peers == "other texts: 6"


def test_a_country_that_publishes_much_does_not_make_a_topic_covered_or_hide_one() -> None:
    many = [text(f"u{n}", "USA") for n in range(40)]
    few = [text(code, code) for code in ("FRA", "PER", "IND", "NGA")]
    found = held(text("a", "KEN"), *many, *few, tags={t.id: {"sea": 0.9} for t in few})
    (silent,) = silence_of_text(found, 4, label="A").silent

    assert found.texts[4].id == "a"
    assert (silent.topic, silent.peers, silent.of) == ("sea", 4, 44)
    assert silent.share_equal_country == 0.8


def test_of_a_country_without_a_text_nothing_is_claimed() -> None:
    told = silence_of_country(FOUR, "NGA", least_share=0.1)

    assert (told.held, told.readable, told.silent, told.unclear) == (0, 0, (), ())


def test_where_a_text_cannot_be_read_no_silence_of_its_country_is_claimed() -> None:
    texts = [text("d1", "DEU"), text("d2", "DEU", readable=False), *peers(3)]
    told = silence_of_country(held(*texts, tags={"FRA0": {"sea": 1.0}}), "DEU")

    assert (told.held, told.readable, told.silent) == (2, 1, ())
    assert [s.topic for s in told.unclear] == ["sea"]


def test_of_a_country_whose_texts_cannot_be_read_nothing_is_claimed() -> None:
    found = held(text("d", "DEU", readable=False), *peers(3), tags={"FRA0": {"sea": 1.0}})
    told = silence_of_country(found, "DEU", least_share=0.1)

    assert (told.held, told.readable, told.silent) == (1, 0, ())


def test_every_country_is_one_peer_whatever_it_publishes() -> None:
    found = held(
        text("k", "KEN"), *peers(9), text("p", "PER"), text("un", "international"),
        tags={**{t.id: {"sea": 0.9} for t in peers(9)}, "un": {"boats": 1.0}},
    )  # fmt: skip
    told = silence_of_country(found, "KEN", least_share=0.1)

    assert [(s.topic, s.peers, s.of) for s in told.silent] == [("sea", 1, 2)]


# Contrast


SOUTH = ("KEN", "PER", "IND", "NGA", "BRA", "EGY", "IDN", "CHN")
NORTH = ("FRA", "USA", "JPN", "GBR", "CAN", "ITA", "NOR", "KOR")


def two_sides(speaking: Mapping[str, tuple[int, int]]) -> Holdings:
    """Country -> how many of its texts speak of the sea, of how many; northern ones do not."""
    south = [
        (text(f"{code}{n:02}", code), n < speak)
        for code, (speak, of) in speaking.items()
        for n in range(of)
    ]
    north = [text(f"n{n:02}", NORTH[n % len(NORTH)]) for n in range(20)]
    tags = {t.id: {"sea": 0.9} for t, speaks in south if speaks}
    return held(*(t for t, _ in south), *north, tags=tags)


def test_a_topic_that_several_developing_countries_raise_more_is_given() -> None:
    told = contrasts(two_sides(dict.fromkeys(SOUTH, (3, 3))))

    assert told.enough
    assert [c.topic for c in told.more] == ["sea"]
    assert (told.more[0].documents, told.more[0].of, told.more[0].countries) == (24, 24, 8)
    assert told.more[0].low > 1
    assert (told.more[0].equal_low or 0) > 1
    assert told.largest == (("BRA", 3), ("FRA", 3))
    assert (told.texts, told.other_texts) == (24, 20)
    assert told.alike == 2


def test_a_difference_of_texts_that_is_none_of_countries_is_not_given() -> None:
    told = contrasts(two_sides({"KEN": (14, 14), "PER": (1, 3), "IND": (1, 3)}))

    assert told.enough
    assert told.more == ()


def test_one_country_alone_is_not_its_group() -> None:
    assert contrasts(two_sides({"CHN": (20, 20)})).more == ()


def test_few_texts_are_not_compared() -> None:
    told = contrasts(FOUR)

    assert not told.enough
    assert (told.more, told.less) == ((), ())


# Agreement


def test_most_countries_regions_and_kinds_make_an_agreement() -> None:
    tags = {"k": {"sea": 0.9}, "p": {"sea": 0.9, "boats": 0.9}, "f": {"sea": 1.0}}
    three = [text("k", "KEN"), text("p", "PER"), text("f", "FRA", publisher_kinds=("company",))]
    more = [text("i", "IND"), text("n", "NGA"), *(text(f"u{n}", "USA") for n in range(50))]
    found = held(*three, *more, tags={**tags, "i": {"sea": 0.9}, "n": {"sea": 0.9}})
    told = {row.topic: row for row in agreements(found).topics}

    assert told[TopicId("sea")].agreed
    assert (told[TopicId("sea")].countries, told[TopicId("sea")].of_countries) == (5, 6)
    assert told[TopicId("sea")].publisher_kinds == 2  # the fifty of one country weigh as one
    assert not told[TopicId("boats")].agreed
    assert agreements(found).topics[0].topic == "sea"


def test_three_countries_are_too_few_to_speak_of_agreement() -> None:
    texts = [text("k", "KEN"), text("p", "PER"), text("f", "FRA")]
    told = agreements(held(*texts, tags={t.id: {"sea": 0.9} for t in texts}))

    assert not told.enough
    assert not any(row.agreed for row in told.topics)


def test_with_nothing_held_nothing_is_agreed() -> None:
    assert not any(row.agreed for row in agreements(held(tags={})).topics)
