"""OSCAL control mappings: well formed, and no more certain than what they rest on."""

from __future__ import annotations

import copy
import json
import os
from pathlib import Path
from typing import Any

import pytest

from comity.base import Base, Outline
from comity.base.compare import MIN_SCORE
from comity.base.oscal import oscal_mapping
from comity.base.record import add_judgements, judge
from comity.errors import UsageError
from tests.base.oscal_rules import RULES, breaches
from tests.base.sample import Part, document, write_sample

_DUTY = "Every member shall publish, once a year, a register of the learning machines it uses."
_LONG = (
    "The assembly meets in spring, hears whoever asks to be heard, and writes down what was said"
    " so that those who could not come may read it in their own language."
)
_PARTS_A = [
    Part("art_1", f"1. {_DUTY}", label="1."),
    Part("art_2", "Members train officials of smaller members without charge."),
    Part("art_3", "Costs of the secretariat are shared by all signatories."),
]
_PARTS_B = [
    Part("sec_1", f"7) {_DUTY}", label="7)"),
    Part("sec_2", "Officials of smaller members may be trained, and nobody pays."),
    Part("sec_3", f"{_DUTY} It also publishes who answers for each of them, and since when."),
]


def write_two(path: Path, **fields: Any) -> Base:
    facts = {
        "date": "2023",
        "source_url": "https://code.example/a b",
        "title": "Code:\nPart 1",
        **fields,
    }
    pact = document("pact", "en", _PARTS_A, date="2021-05", publisher="The Lakes")
    write_sample(path, [pact, document("code", "en", _PARTS_B, **facts)])
    return Base.open(path)


@pytest.fixture
def two(tmp_path: Path) -> Base:
    return write_two(tmp_path / "base")


def collection(base: Base, **options: Any) -> dict[str, Any]:
    made = json.loads(oscal_mapping(base, base.compare("pact", "code", **options)))
    assert breaches(made, RULES) == []
    found: dict[str, Any] = made["mapping-collection"]
    return found


def maps(found: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {
        (m["sources"][0]["id-ref"], m["relationship"], m["targets"][0]["id-ref"])
        for m in found["mappings"][0]["maps"]
    }


def gaps(found: dict[str, Any], side: str) -> list[str]:
    summary = found["mappings"][0].get(f"{side}-gap-summary")
    ids: list[str] = summary["unmapped-controls"][0]["with-ids"] if summary else []
    return ids


def test_the_wording_decides_what_a_machine_may_claim(two: Base) -> None:
    found = collection(two)

    # Equal but for the number before it; held whole in a longer text; alike in words only.
    assert maps(found) == {
        ("art_1", "equal-to", "sec_1"),
        ("art_1", "subset-of", "sec_3"),
        ("art_2", "intersects-with", "sec_2"),
    }
    assert found["provenance"]["method"] == "automation"
    assert all(0 < m["confidence-score"]["percentage"] <= 1 for m in found["mappings"][0]["maps"])


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (f"{_DUTY} {_DUTY}", f"{_DUTY} {_DUTY.replace('once', 'twice')} So be it."),
        (f"{_LONG} {_DUTY}", f"{_LONG} {_DUTY.replace('shall', 'shall not')}"),
        (f"{_DUTY} {_LONG}", f"{_LONG} {_DUTY}"),
    ],
    ids=["another number", "a negation", "another order"],
)
def test_what_may_change_the_meaning_is_an_overlap(tmp_path: Path, ours: str, theirs: str) -> None:
    one = document("pact", "en", [Part("art_1", ours)])
    other = document("code", "en", [Part("sec_1", theirs)])
    write_sample(tmp_path / "base", [one, other])
    base = Base.open(tmp_path / "base")

    assert [p.relation for p in base.compare("pact", "code").pairs] == ["verbatim"]
    assert maps(collection(base)) == {("art_1", "intersects-with", "sec_1")}


def test_gaps_are_the_units_without_a_relationship(two: Base) -> None:
    found = collection(two)

    assert (gaps(found, "source"), gaps(found, "target")) == (["art_3"], [])
    assert found["mappings"][0]["coverage"]["target-coverage"] == 1


def test_what_people_judged_decides_and_each_who_differs_is_there(two: Base) -> None:
    def say(a: str, b: str, relation: str, by: str, when: str, reason: str = "") -> None:
        add_judgements(two.path, [judge(two, a, b, relation, by=by, reason=reason, when=when)])

    say("code/sec_2", "pact/art_2", "subset", "Ada", "2026-01-02T10:00:00+02:00", "Narrower:\nmay.")
    say("pact/art_2", "code/sec_2", "none", "Bo", "2026-01-03")
    say("pact/art_1", "code/sec_3", "none", "Bo", "2026-01-01")
    say("pact/art_1", "code/sec_3", "intersects", "Bo", "2026-01-04")  # the newer one counts
    say("pact/art_3", "code/sec_1", "intersects", "Ada", "2026-01-03")
    say("pact/art_1", "code/sec_1", "undecided", "Ada", "2026-01-05T00:00:00Z")

    found = collection(two)

    assert maps(found) == {
        ("art_1", "equal-to", "sec_1"),
        ("art_1", "intersects-with", "sec_3"),
        ("art_2", "superset-of", "sec_2"),  # from the other side
        ("art_2", "no-relationship", "sec_2"),
        ("art_3", "intersects-with", "sec_1"),
    }
    assert found["provenance"]["method"] == "hybrid"
    assert found["metadata"]["last-modified"] == "2026-01-05T00:00:00Z"
    assert [p["name"] for p in found["metadata"]["parties"]] == ["Ada", "Bo"]
    assert gaps(found, "source") == []
    judged = [m for m in found["mappings"][0]["maps"] if "remarks" in m]
    assert all("confidence-score" not in m for m in judged)
    assert any("Narrower" in m["remarks"] for m in judged)


def test_a_pair_that_people_deny_is_a_gap(two: Base) -> None:
    denied = judge(two, "pact/art_2", "code/sec_2", "none", by="Bo", reason="", when="2026-01-03")
    add_judgements(two.path, [denied])

    found = collection(two)

    assert ("art_2", "no-relationship", "sec_2") in maps(found)
    assert (gaps(found, "source"), gaps(found, "target")) == (["art_2", "art_3"], ["sec_2"])


def test_the_same_content_is_the_same_file_and_other_content_has_another_id(
    tmp_path: Path,
) -> None:
    first, again = write_two(tmp_path / "one"), write_two(tmp_path / "two")
    comparison = first.compare("pact", "code")

    made = oscal_mapping(first, comparison)
    other = oscal_mapping(first, first.compare("pact", "code", one_to_one=True))

    assert made == oscal_mapping(again, again.compare("pact", "code"))
    one, two = json.loads(made)["mapping-collection"], json.loads(other)["mapping-collection"]
    assert one["uuid"] != two["uuid"]
    assert one["mappings"][0]["uuid"] == two["mappings"][0]["uuid"]
    assert one["metadata"]["last-modified"] == "2023-01-01T00:00:00Z"


def test_documents_without_dates_or_addresses_make_a_mapping_too(tmp_path: Path) -> None:
    base = write_two(tmp_path / "base", source_url="not an address", date="", title=" ")

    found = collection(base)

    assert found["metadata"]["title"] == "Pact / code"
    assert len(found["back-matter"]["resources"]) == 2


def test_a_draft_can_be_a_side(two: Base) -> None:
    draft = Outline.of(*document("draft:new", "en", _PARTS_B))
    made = json.loads(oscal_mapping(two, two.compare("pact", draft)))

    assert breaches(made, RULES) == []
    assert len(maps(made["mapping-collection"])) == 3


def test_no_pair_at_all_is_refused_with_what_to_do(two: Base) -> None:
    strangers = Outline.of(*document("x", "en", [Part("art_1", "Oaks and elms.")]))

    with pytest.raises(UsageError, match=f"no pair that scores {MIN_SCORE:g} .*CSV or XLSX"):
        oscal_mapping(two, two.compare(strangers, "code"))


def test_the_rules_see_what_is_wrong(two: Base) -> None:
    sound = json.loads(oscal_mapping(two, two.compare("pact", "code")))
    for spoil in (
        lambda c: c.pop("provenance"),
        lambda c: c["metadata"].update({"last-modified": "2023-01-01"}),
        lambda c: c["mappings"][0].update(maps=[]),
        lambda c: c["mappings"][0]["maps"][0].update(relationship="similar"),
        lambda c: c["mappings"][0]["maps"][0]["sources"][0]["props"].append({"name": "a b"}),
        lambda c: c["mappings"][0]["source-gap-summary"]["unmapped-controls"][0].update(
            {"with-ids": ["1/2"]}
        ),
        lambda c: c.update(more=1),
    ):
        broken = copy.deepcopy(sound)
        spoil(broken["mapping-collection"])
        assert breaches(broken, RULES) != []


@pytest.mark.skipif(
    not os.environ.get("COMITY_OSCAL_SCHEMA"),
    reason="COMITY_OSCAL_SCHEMA names no published schema (oscal_complete_schema.json)",
)
@pytest.mark.parametrize("judged", [False, True])
def test_the_published_schema_allows_what_is_written(two: Base, judged: bool) -> None:
    schema = json.loads(Path(os.environ["COMITY_OSCAL_SCHEMA"]).read_text("utf-8"))
    if judged:
        said = judge(
            two, "pact/art_2", "code/sec_2", "subset", by="Ada", reason="", when="2026-01-03"
        )
        add_judgements(two.path, [said])
    made = json.loads(oscal_mapping(two, two.compare("pact", "code")))

    assert breaches(made, schema) == []
    made["mapping-collection"]["mappings"][0]["maps"][0]["relationship"] = "not a token"
    assert breaches(made, schema) != []
