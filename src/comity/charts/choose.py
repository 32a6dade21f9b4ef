"""Which topics and groups a picture shows where there is no room for all, and in which order."""

from __future__ import annotations

from collections.abc import Sequence

from comity.charts.picture import at_least_one
from comity.records import Cell, Coverage, Group, TopicCells


def fair_share(cell: Cell) -> float | None:
    """The share with equal weight per country; per text where no text is a country's."""
    return cell.share if cell.share_equal_country is None else cell.share_equal_country


def widest_topics(coverage: Coverage, most: int) -> tuple[TopicCells, ...]:
    """The topics with the highest shares over all texts, highest first; missing ones last."""
    at_least_one("most", most)

    def rank(topic: TopicCells) -> tuple[bool, float, str]:
        share = fair_share(topic.all)
        return share is None, -round(share or 0.0, 9), topic.topic

    return tuple(sorted(coverage.topics, key=rank)[:most])


def largest_groups(groups: Sequence[Group], most: int) -> tuple[Group, ...]:
    """The groups with the most texts, then words, in the order in which they were given."""
    at_least_one("most_groups", most)
    chosen = sorted(range(len(groups)), key=lambda at: (-groups[at].works, -groups[at].words, at))[
        :most
    ]
    return tuple(groups[at] for at in sorted(chosen))


def group_places(coverage: Coverage, groups: Sequence[Group]) -> list[int]:
    """Where the cells of some groups stand in every topic."""
    places = {group.id: place for place, group in enumerate(coverage.groups)}
    return [places[group.id] for group in groups]
