"""What most agree on: topics that most countries, regions and kinds of publisher speak of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from comity.countries import country_of
from comity.locales import labels_in
from comity.records import Agreement, Agreements
from comity.topics.coverage import rules, topics_in_order
from comity.topics.holdings import Bools, Holdings, by_country, country_group, groups_of, spoken

LEAST_COUNTRIES, LEAST_REGIONS = 5, 3  # fewer are too few to speak of agreement


def agreements(held: Holdings, *, language: str = "en", version: str = "") -> Agreements:
    """Topics by how many countries, regions and kinds of publisher speak of them.

    A country speaks of a topic when one of its texts does, a region when most of its
    countries do, a kind of publisher when most of its texts do, every country weighing the
    same (international bodies have none: there every text does); those of which no text is
    held count nowhere. A topic is agreed on when most of all three speak of it, given
    `LEAST_COUNTRIES` countries and `LEAST_REGIONS` regions.
    """
    labels = labels_in(language)
    countries = {
        code: spoken(held.sure, readable)
        for code, rows in held.by_country.items()
        if country_of(code) is not None and (readable := [n for n in rows if held.readable[n]])
    }
    regions: dict[str, list[Bools]] = {}
    for code, speaks in countries.items():
        regions.setdefault(country_group(code, "region"), []).append(speaks)
    regions.pop("none", None)
    kinds = []
    for name, rows in groups_of(held, "publisher-kind").rows.items():
        readable = [n for n in rows if held.readable[n]]
        if name != "unknown" and readable:
            kinds.append(_weighed(held, readable))
    enough = len(countries) >= LEAST_COUNTRIES and len(regions) >= LEAST_REGIONS
    found = []
    for topic, level in topics_in_order(held):
        column = held.column[topic]
        speaking = sum(bool(speaks[column]) for speaks in countries.values())
        most_regions = sum(_most([bool(s[column]) for s in group]) for group in regions.values())
        most_kinds = sum(float(shares[column]) > 0.5 for shares in kinds)
        found.append(
            Agreement(
                topic=topic,
                label=held.thesaurus.label(topic, language),
                level=level,
                countries=speaking,
                of_countries=len(countries),
                regions=most_regions,
                of_regions=len(regions),
                publisher_kinds=most_kinds,
                of_publisher_kinds=len(kinds),
                agreed=enough
                and all(
                    2 * part > whole
                    for part, whole in (
                        (speaking, len(countries)),
                        (most_regions, len(regions)),
                        (most_kinds, len(kinds)),
                    )
                ),
            )
        )
    return Agreements(
        topics=tuple(
            sorted(found, key=lambda a: (-a.countries, -a.regions, -a.publisher_kinds, a.topic))
        ),
        enough=enough,
        least_countries=LEAST_COUNTRIES,
        least_regions=LEAST_REGIONS,
        rules=(
            *rules(held, labels, "publisher-kind"),
            labels("rule_agreement", countries=LEAST_COUNTRIES, regions=LEAST_REGIONS),
        ),
        language=language,
        version=version,
    )


def _weighed(held: Holdings, rows: Sequence[int]) -> npt.NDArray[np.float64]:
    """Of each topic, the share of texts that speak, every country weighing the same.

    Where most of the texts are no country's, every text weighs the same.
    """
    own = by_country(held, rows)
    if 2 * len({row for of in own.values() for row in of}) <= len(rows):
        return np.asarray(held.sure[list(rows)].mean(axis=0))
    return np.asarray(np.mean([held.sure[of].mean(axis=0) for of in own.values()], axis=0))


def _most(values: Sequence[bool]) -> bool:
    return 2 * sum(values) > len(values)
