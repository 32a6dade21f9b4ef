from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.countries import countries, resolve_jurisdiction
from comity.errors import UnknownIdError
from tests.conftest import SHARED


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("KEN", "KEN"),
        ("ke".upper(), "KEN"),
        ("United States of America", "USA"),
        ("United States", "USA"),
        ("Russia, Russia", "RUS"),
        ("Belgium, United States of America", "BEL;USA"),
        ("Finland, United Nations", "FIN;international"),
        ("Vatican City State", "VAT"),
        ("Türkiye", "TUR"),
        ("turkiye", "TUR"),
        ("Korea, Republic of", "KOR"),
        ("Iran (Islamic Republic of)", "IRN"),
        ("Bosnia and Herzegovina", "BIH"),
        ("France and Germany", "FRA;DEU"),
        ("Hong Kong", "HKG"),
        ("Taiwan", "TWN"),
        ("European Union", "international"),
        ("international", "international"),
        ("Niger", "NER"),
        ("Nigeria", "NGA"),
        ("Guinea-Bissau", "GNB"),
        ("法国", "FRA"),
        ("Франция; Германия", "FRA;DEU"),
        ("المملكة المتحدة", "GBR"),
        ("  the   Netherlands ", "NLD"),
    ],
)
def test_a_name_as_catalogues_write_it_becomes_codes(name: str, code: str) -> None:
    assert resolve_jurisdiction(name) == code


@pytest.mark.parametrize("name", ["", "Unspecified", "Atlantis", "France, Atlantis", "XX"])
def test_what_is_no_country_is_refused(name: str) -> None:
    with pytest.raises(UnknownIdError):
        resolve_jurisdiction(name)


def test_a_slip_of_the_pen_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(UnknownIdError) as refused:
        resolve_jurisdiction("Untied States")

    assert refused.value.closest[0] == "United States of America (USA)"


@given(st.sampled_from(countries()), st.sampled_from(["en", "fr", "es", "ru", "zh", "ar"]))
def test_every_country_answers_to_its_name_in_six_languages(country: object, tag: str) -> None:
    names = dict(country.names)  # type: ignore[attr-defined]
    resolved = resolve_jurisdiction(names[tag])

    # "Congo" is the name of one State in every language, "Dominica" is not "República Dominicana".
    assert resolved == country.iso3  # type: ignore[attr-defined]


@given(st.text(max_size=40))
def test_any_text_gives_codes_or_the_named_refusal(name: str) -> None:
    try:
        code = resolve_jurisdiction(name)
    except UnknownIdError:
        return
    known = {c.iso3 for c in countries()} | {"international"}
    assert set(code.split(";")) <= known


@pytest.mark.shared
def test_the_shipped_table_holds_the_facts_of_the_shared_one() -> None:
    with (SHARED / "voice" / "countries.csv").open(encoding="utf-8") as file:
        rows = {row["iso3"]: row for row in csv.DictReader(file)}
    shipped = {c.iso3: c for c in countries()}

    assert set(rows) <= set(shipped)
    assert all(dict(shipped[k].names)["fr"] == row["name_fr"] for k, row in rows.items())
    assert sum(c.un_member for c in shipped.values()) == 193
