"""Tags in a base: kept with their thesaurus, taken over, judged, counted and found."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from comity.base import Base
from comity.base.tag_record import add_tag_judgements, judge_tag, standing_tags
from comity.base.topic_tables import tag_records, tags_table, thesaurus_of, topics_table
from comity.errors import UnknownIdError, UsageError
from comity.pipeline import Built, build
from comity.records import ProvisionId, Span, Tag, TopicId
from comity.settings import Settings
from comity.topics import Tagger, ThesaurusError, shipped_thesaurus
from comity.workers import Lost
from tests.base.sample import write_sample
from tests.base.test_write import files

WHEN = "2026-11-25T09:00:00+00:00"
PRIVACY = "Offices shall protect the privacy of every person whose records a machine reads."
TRAINING = "Richer countries help developing countries with capacity building, free of charge."
BOATS = "Boats are painted blue every third year, whatever the weather of that year may be."

ADDED = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <urn:comity:topic:> .
:boats a skos:Concept ;
  skos:prefLabel "Boats"@en, "Bateaux"@fr, "Barcos"@es, "Лодки"@ru, "船只"@zh, "قوارب"@ar ;
  skos:scopeNote "Boats."@en, "Bateaux."@fr, "Barcos."@es, "Лодки."@ru, "船只。"@zh, "قوارب."@ar .
"""


def write(folder: Path, name: str, *duties: str) -> None:
    folder.mkdir(exist_ok=True)
    articles = [f"Article {n}\n\n{duty}\n" for n, duty in enumerate(duties, start=1)]
    (folder / f"{name}.en.txt").write_text("The Pact\n\n" + "\n".join(articles), "utf-8")


def built(texts: Path, base: Path, **settings: object) -> Built:
    return build([texts], Settings(base=base, jobs=1, **settings))  # type: ignore[arg-type]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    write(tmp_path / "texts", "one", PRIVACY, TRAINING)
    write(tmp_path / "texts", "two", BOATS, PRIVACY)
    return tmp_path / "texts"


@pytest.fixture
def base(texts: Path, tmp_path: Path) -> Base:
    built(texts, tmp_path / "base")
    return Base.open(tmp_path / "base")


def test_the_thesaurus_in_a_base_is_the_one_that_tagged() -> None:
    assert thesaurus_of(topics_table(shipped_thesaurus())) == shipped_thesaurus()


def test_tags_come_back_from_their_table_as_they_were() -> None:
    tags = [
        Tag(
            provision_id=ProvisionId("d/art_1"),
            topic=TopicId("privacy"),
            confidence=0.5,
            spans=(Span(3, 9), Span(12, 13)),
        ),
        Tag(provision_id=ProvisionId("d/art_2"), topic=TopicId("x"), confidence=1.0, spans=()),
    ]

    assert tag_records(tags_table(tags)) == tags
    assert tag_records(tags_table([])) == []


def test_a_build_tags_every_unit_as_the_tagger_does(base: Base) -> None:
    tagger = Tagger(shipped_thesaurus())
    units = [p for d in base for p in base.provisions(d) if p.linkable]
    wanted = [tag for u in units for tag in tagger.tag(u.id, u.text, u.language)]

    assert wanted
    assert sorted(tag_records(base.arrow("tags"))) == sorted(wanted)


def test_a_provision_that_holds_units_collects_their_tags_with_places_in_its_text(
    tmp_path: Path,
) -> None:
    points = f"Article 1\n\n(a) {PRIVACY}\n\n(b) {TRAINING}\n"
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "one.en.txt").write_text("The Pact\n\n" + points, "utf-8")
    built(tmp_path / "texts", tmp_path / "base")
    base = Base.open(tmp_path / "base")
    article = base.provision("one.en/art_1")
    tags = {tag["topic"]: tag for tag in base.tags(article)}

    assert not article.linkable
    assert {"privacy", "international-capacity-building"} <= tags.keys()
    said = [article.text[a:b] for a, b in tags["international-capacity-building"]["spans"]]
    assert said == ["capacity building"]


def test_tags_of_what_did_not_change_are_taken_over(texts: Path, tmp_path: Path) -> None:
    first = built(texts, tmp_path / "base")
    write(texts, "two", BOATS, TRAINING)
    second = built(texts, tmp_path / "base")
    built(texts, tmp_path / "fresh")

    assert (first.tagged, second.tagged) == (4, 2)
    one, other = files(tmp_path / "base"), files(tmp_path / "fresh")
    assert one["tags.parquet"] == other["tags.parquet"]
    assert one["topics.parquet"] == other["topics.parquet"]


def test_processes_of_their_own_give_the_same_tags(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(texts, tmp_path / "one")
    monkeypatch.setattr("comity.pipeline.tag._PER_TASK", 1)
    build([texts], Settings(base=tmp_path / "two", jobs=2))

    assert files(tmp_path / "one")["tags.parquet"] == files(tmp_path / "two")["tags.parquet"]


def test_a_further_thesaurus_tags_too_and_its_change_has_all_tagged_anew(
    texts: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(ADDED, "utf-8")
    built(texts, tmp_path / "base")
    with_boats = built(texts, tmp_path / "base", thesauri=(own,))
    base = Base.open(tmp_path / "base")

    assert (with_boats.read, with_boats.tagged) == (0, 4)
    assert [tag["topic"] for tag in base.tags("two.en/art_1")] == ["boats"]
    assert base.topic("قوارب").concept.id == "boats"
    assert base.manifest["settings"]["thesauri"][0]["name"] == "own.ttl"
    assert built(texts, tmp_path / "base", thesauri=(own,)).tagged == 0
    assert built(texts, tmp_path / "base").tagged == 4


def test_a_mistake_in_a_further_thesaurus_ends_the_build_before_it_reads(
    texts: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(ADDED.replace("Boats", "Privacy"), "utf-8")

    with pytest.raises(ThesaurusError, match=r"own\.ttl, line 5: .*privacy"):
        built(texts, tmp_path / "base", thesauri=(own,))
    assert not (tmp_path / "base").exists()


def test_a_topic_is_found_by_its_label_in_any_language_and_told_with_its_provisions(
    base: Base,
) -> None:
    view = base.topic("vie privée", confidence=0.0)

    assert view.concept.id == "privacy"
    assert {s.provision.id for s in view.provisions} == {"one.en/art_1", "two.en/art_2"}
    for spoken in view.provisions:
        assert any("priva" in span.of(spoken.provision.text) for span in spoken.tag.spans)
    assert (view.cell.documents, view.cell.of) == (2, 2)


def test_a_topic_shows_the_provisions_of_those_below_it(base: Base) -> None:
    found = base.topic("international-cooperation", confidence=0.0)

    assert [s.provision.id for s in found.provisions] == ["one.en/art_2"]


def test_an_unknown_topic_is_answered_with_the_closest_ones(base: Base) -> None:
    with pytest.raises(UnknownIdError) as caught:
        base.topic("transparancy")

    assert "transparency" in caught.value.closest


def test_an_unknown_country_or_document_is_answered_with_the_closest_ones(base: Base) -> None:
    with pytest.raises(UnknownIdError, match=r"Kenya \(KEN\)"):
        base.silence("Kenia")
    with pytest.raises(UnknownIdError, match=r"'one\.en'"):
        base.silence("onee.en")
    with pytest.raises(UnknownIdError, match="Kenya"):
        base.coverage("country", groups=["Kenia"])
    with pytest.raises(UnknownIdError, match="government"):
        base.coverage("publisher-kind", groups=["goverment"])


def test_a_search_can_be_kept_to_a_topic(base: Base) -> None:
    every = base.search("year")
    kept = base.search("person year", topic="privacy")

    assert {hit.provision.id for hit in every.hits} == {"two.en/art_1"}
    assert {hit.provision.id for hit in kept.hits} == {"one.en/art_1", "two.en/art_2"}
    with pytest.raises(UnknownIdError):
        base.search("machine", topic="privaccy")


# What a person decided


def decide(base: Base, provision: str, topic: str, relation: str) -> None:
    made = judge_tag(base, provision, topic, relation, by="A. Reader", reason="", when=WHEN)
    add_tag_judgements(base.path, [made])


def test_a_denied_tag_stays_visible_and_counts_no_more(base: Base) -> None:
    before = base.coverage("document", topics=["privacy"], confidence=0.0)
    decide(base, "two.en/art_2", "privacy", "not-about")
    after = base.coverage("document", topics=["privacy"], confidence=0.0)
    (tag,) = [t for t in base.tags("two.en/art_2") if t["topic"] == "privacy"]

    assert [c.documents for c in before.topics[0].cells] == [1, 1]
    assert [c.documents for c in after.topics[0].cells] == [1, 0]
    assert tag["judged"] == {"relation": "not-about", "by": "A. Reader", "when": WHEN}
    assert {s.provision.id for s in base.topic("privacy", confidence=0.0).provisions} == {
        "one.en/art_1"
    }


def test_a_tag_that_a_person_gave_counts_and_has_no_confidence(base: Base) -> None:
    decide(base, "two.en/art_1", "transport", "about")
    (tag,) = [t for t in base.tags("two.en/art_1") if t["topic"] == "transport"]

    assert (tag["confidence"], tag["spans"]) == (None, [])
    assert base.coverage("work", topics=["transport"]).topics[0].all.documents == 1
    assert base.topic("transport").provisions[0].judged == "about"


def test_the_last_judgement_on_a_tag_counts(base: Base) -> None:
    decide(base, "two.en/art_1", "transport", "about")
    decide(base, "two.en/art_1", "transport", "not-about")

    assert base.coverage("work", topics=["transport"]).topics[0].all.documents == 0


def test_a_judgement_that_leaves_it_open_takes_back_the_one_before(base: Base) -> None:
    decide(base, "two.en/art_1", "transport", "about")
    decide(base, "two.en/art_1", "transport", "undecided")

    assert base.coverage("work", topics=["transport"]).topics[0].all.documents == 0
    assert [tag["topic"] for tag in base.tags("two.en/art_1")] == []


def test_what_is_denied_of_an_article_is_denied_of_its_points_but_those_judged_themselves(
    tmp_path: Path,
) -> None:
    (tmp_path / "texts").mkdir()
    points = f"Article 1\n\n(a) {PRIVACY}\n\n(b) {PRIVACY.replace('person', 'child')}\n"
    (tmp_path / "texts" / "one.en.txt").write_text("The Pact\n\n" + points, "utf-8")
    built(tmp_path / "texts", tmp_path / "base")
    base = Base.open(tmp_path / "base")
    first, second = (p.id for p in base.provisions("one.en") if p.linkable and p.label)

    decide(base, "one.en/art_1", "privacy", "not-about")
    assert base.coverage("work", topics=["privacy"]).topics[0].all.documents == 0
    assert base.topic("privacy").total == 0
    decide(base, second, "privacy", "about")
    assert base.coverage("work", topics=["privacy"]).topics[0].all.documents == 1
    assert [s.provision.id for s in base.topic("privacy").provisions] == [second]
    assert base_judged(base, first) == "not-about"


def test_a_judged_topic_that_the_thesaurus_lost_costs_no_count(texts: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(ADDED, "utf-8")
    built(texts, tmp_path / "base", thesauri=(own,))
    decide(Base.open(tmp_path / "base"), "one.en/art_1", "boats", "about")
    built(texts, tmp_path / "base")
    base = Base.open(tmp_path / "base")

    assert base.coverage("work", topics=["privacy"]).topics[0].all.documents == 2
    assert base.silence("one.en").readable == 1
    assert standing_tags(base)[0].judgement.topic == "boats"


def test_a_judgement_too_long_to_be_read_again_is_not_added(base: Base) -> None:
    with pytest.raises(UsageError, match="5000 are the most"):
        judge_tag(base, "one.en/art_1", "privacy", "about", by="x" * 6000, reason="", when=WHEN)


def test_units_of_a_tagging_process_that_was_lost_are_tagged_here(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(
        function: object, tasks: Sequence[object], **_: object
    ) -> Iterator[tuple[int, object]]:
        return ((n, Lost("was killed")) for n in range(len(tasks)))

    built(texts, tmp_path / "one")
    monkeypatch.setattr("comity.pipeline.tag._PER_TASK", 1)
    monkeypatch.setattr("comity.pipeline.tag.run_apart", lose)
    build([texts], Settings(base=tmp_path / "two", jobs=2))

    assert files(tmp_path / "one")["tags.parquet"] == files(tmp_path / "two")["tags.parquet"]


def test_a_judgement_on_a_tag_survives_rebuilds_renames_and_edits(
    texts: Path, tmp_path: Path
) -> None:
    place = tmp_path / "base"
    built(texts, place)
    decide(Base.open(place), "one.en/art_1", "privacy", "not-about")
    (texts / "one.en.txt").rename(texts / "three.en.txt")
    built(texts, place, fresh=True)
    renamed = Base.open(place)

    assert standing_tags(renamed)[0].place.id == "three.en/art_1"
    assert base_judged(renamed, "three.en/art_1") == "not-about"
    write(texts, "three", PRIVACY.replace("every person", "everybody"), TRAINING)
    built(texts, place)
    reworded = Base.open(place)
    assert standing_tags(reworded)[0].place.same_text is False
    assert base_judged(reworded, "three.en/art_1") is None  # other words than those judged
    write(texts, "three", PRIVACY, TRAINING)
    built(texts, place)
    assert base_judged(Base.open(place), "three.en/art_1") == "not-about"


def base_judged(base: Base, provision: str) -> str | None:
    (tag,) = [t for t in base.tags(provision) if t["topic"] == "privacy"]
    return None if tag["judged"] is None else str(tag["judged"]["relation"])


def test_a_judgement_needs_a_topic_and_a_relation_that_exist(base: Base) -> None:
    with pytest.raises(UnknownIdError, match="privacy"):
        decide(base, "one.en/art_1", "privaccy", "about")
    with pytest.raises(UsageError, match="not-about"):
        decide(base, "one.en/art_1", "privacy", "equal")


def test_a_base_written_without_tags_says_what_to_do(tmp_path: Path) -> None:
    write_sample(tmp_path / "base")
    with pytest.raises(Exception, match="has no topics"):
        Base.open(tmp_path / "base").coverage()


def test_a_killed_build_leaves_no_half_tags(texts: Path, tmp_path: Path) -> None:
    built(texts, tmp_path / "base")
    (tmp_path / "base" / "topics.parquet").write_bytes(b"torn")
    again = built(texts, tmp_path / "base")

    assert again.tagged == 4
    assert any("topics.parquet" in notice.message for notice in again.notices)
    shutil.rmtree(tmp_path / "base")
