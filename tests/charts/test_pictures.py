"""Pictures: what is drawn is in the table, what is missing is no zero, in six languages."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import altair as alt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.charts import (
    Picture,
    adoptions_chart,
    agreement_chart,
    contrast_chart,
    coverage_chart,
    lineage_chart,
    missing_reason,
    render,
    silence_chart,
    trend_chart,
)
from comity.charts.contrast import farthest, log_ticks
from comity.charts.heat import COLOURS, DARK
from comity.charts.lines import plain
from comity.errors import UnknownIdError, UsageError
from comity.locales import LANGUAGES, labels_in
from comity.records import Contrast, TopicId
from tests.charts import sample

MAKERS: dict[str, Callable[[str], Picture]] = {
    "dots": lambda language: coverage_chart(sample.regions(language), most=12),
    "heat": lambda language: coverage_chart(sample.lands(language), most=12, most_groups=12),
    "agreement": lambda language: agreement_chart(sample.regions(language), most=12),
    "trend": lambda language: trend_chart(
        sample.years(language), [name for name, *_ in sample.topics_of(language, 2)]
    ),
    "silence": lambda language: silence_chart(
        sample.silent_rows(language), title="About Kenya", language=language, works=1080
    ),
    "contrast": lambda language: contrast_chart(
        sample.contrast_rows(language), title="Two groups", language=language, works=1080
    ),
    "adoptions": lambda language: adoptions_chart(
        sample.adoptions(), language=language, rules=["One."]
    ),
    "lineage": lambda language: lineage_chart(sample.lineage(), language=language, rules=["One."]),
}

TOPICS = len(sample.topics_of("en"))
MAKERS = {kind: functools.cache(make) for kind, make in MAKERS.items()}


def data_rows(spec: Any) -> Iterator[dict[str, Any]]:
    """Every row of data in a specification."""
    if isinstance(spec, dict):
        if isinstance(spec.get("data"), dict):
            yield from spec["data"]["values"]
        for value in spec.values():
            yield from data_rows(value)
    elif isinstance(spec, list | tuple):
        for value in spec:
            yield from data_rows(value)


def drawn_labels(picture: Picture) -> set[str]:
    """Labels of rows that are drawn, on one line and without marks of direction."""
    return {plain(row["row"].replace("\n", " ")) for row in data_rows(picture.spec) if "row" in row}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", MAKERS)
def test_every_picture_tells_itself_in_every_language(kind: str, language: str) -> None:
    picture = MAKERS[kind](language)

    assert picture.language == language
    assert picture.title
    assert picture.alternative.startswith(picture.title)
    assert all(note.rstrip(".。") in picture.alternative for note in picture.notes)
    assert len({len(row) for row in picture.rows} | {len(picture.header)}) == 1
    assert not any("{" in text for text in (*picture.header, picture.alternative))


@pytest.mark.parametrize(
    "make",
    [
        lambda: coverage_chart(sample.regions("ar"), most=2),
        lambda: coverage_chart(sample.lands("zh"), most=2, most_groups=9),
        lambda: coverage_chart(sample.publishers(), most=2),
        lambda: agreement_chart(sample.regions("ru"), most=2),
        lambda: trend_chart(sample.years("ar"), ["fairness", "privacy"]),
        lambda: silence_chart(sample.silent_rows("fr", 2), title="One", language="fr"),
        lambda: contrast_chart(sample.contrast_rows("es", 2), title="One", language="es"),
        lambda: lineage_chart(sample.lineage(), language="ar"),
        lambda: adoptions_chart(sample.adoptions(), language="ar"),
    ],
)
def test_every_specification_keeps_the_schema_of_vega_lite(make: Callable[[], Picture]) -> None:
    alt.VConcatChart.from_dict(dict(make().spec))


@pytest.mark.parametrize("kind", ["dots", "heat", "agreement", "silence", "contrast"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_topic_that_is_drawn_is_in_the_table(kind: str, language: str) -> None:
    picture = MAKERS[kind](language)

    assert drawn_labels(picture)
    assert drawn_labels(picture) == {row[0] for row in picture.rows}


def test_rules_and_the_number_of_works_stand_in_the_picture() -> None:
    picture = MAKERS["dots"]("en")
    texts = " ".join(row["line"] for row in data_rows(picture.spec) if "line" in row)

    for rule in sample.RULES["en"]:
        assert rule in texts
    assert "Texts held: 1,092" in " ".join(picture.spec["title"]["subtitle"])
    assert f"Topics shown: 12 of {TOPICS}" in " ".join(picture.spec["title"]["subtitle"])


def test_what_is_left_out_is_told_and_can_be_asked_for() -> None:
    few = coverage_chart(sample.lands(), most=3, most_groups=5)
    all_of_them = coverage_chart(sample.regions(), most=1000)

    assert len(few.rows) == 15
    assert f"Topics shown: 3 of {TOPICS}" in few.alternative
    assert "Groups shown: 5 of 201" in few.alternative
    assert len({row[0] for row in all_of_them.rows}) == TOPICS
    assert "Topics shown" not in all_of_them.alternative


def marks_of(picture: Picture) -> set[tuple[object, ...]]:
    """Panel, row and column of every mark, and what it says: a share or a sign."""
    core = next(part for part in picture.spec["vconcat"] if "hconcat" in part)
    return {
        (at, row["row"], row.get("column"), row.get("share", row.get("sign", row.get("text"))))
        for at, panel in enumerate(core["hconcat"])
        for row in data_rows(panel)
        if "row" in row and not {"equal", "equal_low"} & set(row)
    }


@given(held=st.lists(st.integers(0, 3), min_size=1, max_size=11))
@settings(max_examples=12)
def test_a_missing_share_is_never_drawn_or_told_as_zero(held: list[int]) -> None:
    groups = [(f"G{at}", f"Group {at}", works, 0) for at, works in enumerate(held)]
    coverage = sample.coverage("publisher", groups, topics=sample.topics_of("en", 2))
    labels = labels_in("en")

    picture = coverage_chart(coverage)

    said = [mark[-1] for mark in marks_of(picture)]
    assert said.count("×") == 2 * held.count(0)
    assert sum(isinstance(value, float) for value in said) == 2 * sum(w > 0 for w in held)
    assert len(said) == 2 * len(held)
    share = picture.header.index(labels("chart_column_share"))
    for row in picture.rows:
        works = held[int(row[1].removeprefix("Group "))]
        assert (row[share] == labels("chart_no_text_held")) == (works == 0)


def test_a_share_without_an_interval_is_drawn_without_one() -> None:
    coverage = sample.coverage("region", [("A", "A", 4, 2)], topics=sample.topics_of("en", 1))
    [topic] = coverage.topics
    bare = replace(topic.cells[0], low=None, high=None, equal_low=None, equal_high=None)
    one = replace(coverage, topics=(replace(topic, all=bare, cells=(bare,)),))

    for picture in (coverage_chart(one), agreement_chart(one)):
        rows = list(data_rows(picture.spec))
        assert [row["share"] for row in rows if set(row) == {"row", "share"}] == [bare.share]
        assert not [row for row in rows if "low" in row or "equal_low" in row]
        assert render(picture, "svg")


def test_reasons_of_missing_shares_are_told_apart() -> None:
    none = sample.cell("A", 0, 0, 0.0)
    some = sample.cell("A", 4, 1, 0.0)

    assert missing_reason(some, 4, 0) == ""
    assert missing_reason(none, 0, 0) == "no_text_held"
    assert missing_reason(none, 4, 4) == "unreadable"
    assert missing_reason(none, 4, 1) == "unclear"


def test_topics_come_widest_first_and_equal_weight_leads() -> None:
    picture = agreement_chart(sample.regions(), most=TOPICS)
    labels = labels_in("en")
    column = picture.header.index(labels("chart_column_share_equal_country"))
    shares = [float(row[column].rstrip("%").lstrip("<")) for row in picture.rows]

    assert shares == sorted(shares, reverse=True)


@pytest.mark.parametrize(("topics", "groups"), [(0, 3), (3, 0), (0, 0), (1, 1), (1, 3), (3, 1)])
def test_the_smallest_pictures_are_drawn(topics: int, groups: int) -> None:
    chosen = [(f"G{at}", f"Group {at}", 4, 2) for at in range(groups)]
    coverage = sample.coverage("region", chosen, topics=sample.topics_of("en", topics))

    for picture in (coverage_chart(coverage), agreement_chart(coverage)):
        assert render(picture, "svg")
        assert picture.alternative
    assert len(coverage_chart(coverage).rows) == topics * groups
    if not topics or not groups:
        assert "There is nothing to show." in coverage_chart(coverage).alternative


def test_no_rows_are_a_picture_that_says_so() -> None:
    for picture in (
        silence_chart([], title="Nothing", language="en"),
        contrast_chart([], title="Nothing", language="en"),
    ):
        assert picture.rows == ()
        assert "There is nothing to show." in picture.alternative


def test_two_topics_of_one_label_stay_two_rows() -> None:
    topics = [(TopicId("lakes"), "Water", 0), (TopicId("rivers"), "Water", 0)]
    coverage = sample.coverage("region", [("A", "A", 4, 2)], topics=topics)

    assert drawn_labels(coverage_chart(coverage)) == {"Water (lakes)", "Water (rivers)"}


def test_the_longest_texts_are_shown_where_there_is_no_room_for_all() -> None:
    groups = [(f"d{at}", f"Text {at}", 1, 1) for at in range(50)]
    coverage = sample.coverage("document", groups, topics=sample.topics_of("en", 1))
    longest = tuple(replace(g, words=100 * at) for at, g in enumerate(coverage.groups))

    picture = coverage_chart(replace(coverage, groups=longest))

    assert {row[1] for row in picture.rows} == {f"Text {at}" for at in range(10, 50)}
    assert "Texts shown: 40 of 50, the longest" in picture.alternative


def test_a_text_speaks_or_does_not() -> None:
    groups = [(f"d{at}", f"Text {at}", 1, 1) for at in range(10)]
    picture = coverage_chart(sample.coverage("document", groups, topics=sample.topics_of("en", 6)))

    marks = {row["text"] for row in data_rows(picture.spec) if "text" in row}
    assert marks <= {"●", "○", "?"}


def test_numbers_on_every_blue_can_be_read() -> None:
    """WCAG 2.2, 1.4.3: a contrast of 4.5 or more."""

    def part(value: float) -> float:
        value /= 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    def luminance(share: float) -> float:
        at = min(len(COLOURS) - 2, int(share * (len(COLOURS) - 1)))
        rest = share * (len(COLOURS) - 1) - at
        ends = [[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in COLOURS[at : at + 2]]
        mixed = [a + (b - a) * rest for a, b in zip(*ends, strict=True)]
        return sum(w * part(v) for w, v in zip((0.2126, 0.7152, 0.0722), mixed, strict=True))

    for share in (n / 200 for n in range(201)):
        light = luminance(share)
        assert (1.05 / (light + 0.05) if share > DARK else (light + 0.05) / 0.05) >= 4.5


class TestTrend:
    def test_years_without_text_are_grey_and_break_the_line(self) -> None:
        coverage = sample.years()
        topic = coverage.topics[0].topic

        rows = list(data_rows(trend_chart(coverage, [topic]).spec))

        runs = {row["year"]: row["run"] for row in rows if "run" in row}
        assert 2017 not in runs
        assert runs[2016] != runs[2018]
        assert runs[2018] == runs[2019]
        assert {row["middle"] for row in rows if "sign" in row} == {2017}

    def test_years_that_no_group_stands_for_are_grey_too(self) -> None:
        groups = [("2010", "2010", 3, 3), ("2020", "2020", 3, 3)]
        coverage = sample.coverage("year", groups, topics=sample.topics_of("en", 1))

        rows = list(data_rows(trend_chart(coverage, [coverage.topics[0].topic]).spec))

        grey = {(row["year"], row["until"]) for row in rows if "sign" in row}
        assert grey == {(2010.5, 2019.5)}
        assert len({row["run"] for row in rows if "run" in row}) == 2

    def test_texts_without_a_year_are_told(self) -> None:
        picture = MAKERS["trend"]("en")

        assert "Texts whose year is not known, not shown: 17" in picture.alternative

    def test_one_year_alone_is_drawn(self) -> None:
        coverage = sample.coverage(
            "year", [("2024", "2024", 3, 3)], topics=sample.topics_of("en", 1)
        )

        picture = trend_chart(coverage, [coverage.topics[0].topic])

        assert render(picture, "svg")
        assert len(picture.rows) == 1

    def test_no_year_at_all_is_told(self) -> None:
        coverage = sample.coverage(
            "year", [("unknown", "unknown", 3, 3)], topics=sample.topics_of("en", 1)
        )

        picture = trend_chart(coverage, [coverage.topics[0].topic])

        assert "There is nothing to show." in picture.alternative

    def test_a_topic_that_is_not_there_is_refused_with_the_closest(self) -> None:
        with pytest.raises(UnknownIdError, match="'accountability'"):
            trend_chart(sample.years(), ["acountability"])

    def test_other_groups_than_years_are_refused(self) -> None:
        with pytest.raises(UsageError, match="by region"):
            trend_chart(sample.regions(), ["accountability"])

    def test_more_topics_than_panels_are_told(self) -> None:
        coverage = sample.years()
        picture = trend_chart(coverage, [t.topic for t in coverage.topics[:5]], most=2)

        assert f"Topics shown: 2 of {TOPICS}" in picture.alternative
        assert len({row[0] for row in picture.rows}) == 2


class TestContrast:
    @pytest.mark.parametrize(
        ("most", "above", "below"), [(1, 1, 0), (4, 2, 2), (6, 3, 3), (12, 4, 8), (100, 4, 11)]
    )
    def test_both_sides_are_shown_where_there_is_no_room_for_all(
        self, most: int, above: int, below: int
    ) -> None:
        rows = sample.contrast_rows("en", 15)

        ratios = [row.ratio for row in farthest(list(reversed(rows)), most)]

        assert ratios == sorted(ratios, reverse=True)
        assert [sum(r >= 1 for r in ratios), sum(r < 1 for r in ratios)] == [above, below]
        assert max(row.ratio for row in rows) in ratios
        few = contrast_chart(rows, title="Two", language="en", most=most)
        assert ("either side" in few.alternative) == (most < 15)

    @pytest.mark.parametrize("bad", [0.0, -1.0, float("inf"), float("nan")])
    def test_a_ratio_without_a_logarithm_is_refused(self, bad: float) -> None:
        row = Contrast(
            topic=TopicId("lakes"),
            label="Lakes",
            documents=1,
            of=2,
            other_documents=1,
            other_of=2,
            ratio=bad,
            low=bad,
            high=bad,
            countries=1,
            of_countries=2,
            other_countries=1,
            other_of_countries=2,
            share_equal_country=0.5,
            other_share_equal_country=0.5,
            equal_ratio=1.0,
            equal_low=0.1,
            equal_high=10.0,
        )
        with pytest.raises(UsageError, match="logarithm"):
            contrast_chart([row], title="Two", language="en")

    @given(st.floats(1e-6, 1), st.floats(1, 1e6))
    def test_ticks_stand_within_the_axis_and_are_few(self, low: float, high: float) -> None:
        ticks = log_ticks(low, high)

        assert 1.0 in ticks
        assert all(low <= tick <= high for tick in ticks)
        assert len(ticks) <= 15


@pytest.mark.parametrize("bad", [0, -1])
def test_fewer_than_one_topic_or_group_is_refused(bad: int) -> None:
    with pytest.raises(UsageError, match="1 or more"):
        coverage_chart(sample.regions(), most=bad)
    with pytest.raises(UsageError, match="1 or more"):
        coverage_chart(sample.regions(), most_groups=bad)


def test_a_language_without_labels_is_refused() -> None:
    coverage = sample.regions()

    with pytest.raises(UnknownIdError):
        coverage_chart(replace(coverage, language="de"))


def lineage_marks(picture: Picture) -> list[dict[str, Any]]:
    return [row for row in data_rows(picture.spec) if "row" in row]


def test_lineage_stands_in_the_order_of_dates_with_what_has_none_last() -> None:
    picture = lineage_chart(sample.lineage(), language="en")

    names = [row[0] for row in picture.rows]
    assert [name.partition(" of ")[2] for name in names] == [
        *("lakes", "hills", "woods", "moors", "rivers", "dunes")
    ]
    assert drawn_labels(picture) == {*names, "2021-03 · Pact of coast"}


def test_an_undecided_direction_has_no_arrow_and_no_date_is_no_place_in_time() -> None:
    marks = lineage_marks(lineage_chart(sample.lineage(), language="en"))

    arrows = {row["row"].partition(" of ")[2] for row in marks if "end" in row}
    undated = {row["row"].partition(" of ")[2] for row in marks if row.get("text") == "?"}
    placed = {row["row"].partition(" of ")[2] for row in marks if "at" in row}
    assert {"lakes", "hills", "rivers"} <= arrows
    assert undated == {"dunes"}
    assert "dunes" not in placed


def test_lineage_shows_those_that_share_most_and_says_so() -> None:
    found = sample.lineage()

    picture = lineage_chart(found, language="en", most=2)

    assert {row[2] for row in picture.rows} == {str(a.words) for a in found.adoptions[:2]}
    assert "Texts shown: 2 of 6" in picture.alternative


@pytest.mark.parametrize("date", ["", "2021-13-45", "2021"])
def test_lineage_can_be_drawn_whatever_is_known(date: str) -> None:
    for found in (sample.lineage(date=date), sample.lineage([], date=date)):
        assert render(lineage_chart(found, language="en"), "svg").startswith(b"<svg")


def test_the_graph_draws_the_texts_of_its_pairs_and_a_line_for_each() -> None:
    picture = adoptions_chart(sample.adoptions(), language="en")

    marks = lineage_marks(picture)
    names = ["lakes", "hills", "rivers", "woods"]
    ends = [row for row in marks if "link" in row]
    assert len(ends) == 8
    assert {row["row"].partition(" of ")[2] for row in ends} == set(names)
    assert [row["row"].partition(" of ")[2] for row in marks if "link" not in row] == names
    assert {row["link"] for row in ends} == {0, 1, 2, 3}


def test_the_graph_shows_the_pairs_that_share_most_and_says_so() -> None:
    picture = adoptions_chart(sample.adoptions(), language="en", most=1)

    assert len(picture.rows) == 1
    assert "Pairs shown: 1 of 4" in picture.alternative
    assert "left out: 7" in picture.alternative


def test_a_graph_without_pairs_can_be_drawn() -> None:
    picture = adoptions_chart(sample.adoptions(0), language="en")

    assert render(picture, "svg").startswith(b"<svg")
