"""The same passage in several holdings of one text is shown once, with all its holdings.

Holdings are documents of one group of `base.works`: one work by the catalogue, by a person's
word, or by comity's proposal. Two passages of a group are the same when nearly all words of
the shorter stand in the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from comity.base.answers import Holding, Match
from comity.base.works import works
from comity.links.same_text import NEARLY_ALL, standing_share
from comity.records import Link, Provision, ProvisionId

if TYPE_CHECKING:
    from comity.base.base import Base

#: Documents of a group that are asked for the same eId, by id; those that links lead to come too.
_MOST_MATES = 200


class Folding:
    """Takes the related provisions of one query, best first, and folds them."""

    def __init__(self, base: Base, query: Provision | None) -> None:
        self._base = base
        self._works = works(base)
        self._query = query
        self._kept: list[Provision] = []
        self._folded: dict[str, list[Provision]] = {}

    def takes(self, target: Provision) -> bool:
        """Whether a provision is no entry of its own.

        It is of the query's own work as people confirmed it, or the same passage as a
        better one that came before.
        """
        query, confirmed = self._query, self._works.confirmed
        if query is not None and confirmed.get(target.document_id) == confirmed.get(
            query.document_id
        ):
            return True
        for kept in self._kept:
            if self._same(kept, target):
                self._folded[kept.id].append(target)
                return True
        self._kept.append(target)
        self._folded[target.id] = []
        return False

    @property
    def needed(self) -> bool:
        """Whether any document of the base has another holding."""
        return len(self._works.members) < len(self._works.grouped)

    def first(
        self, links: Iterable[Link], targets: Mapping[ProvisionId, Provision], limit: int
    ) -> list[Link]:
        """The first links, best first, whose targets are entries of their own."""
        return list(islice((k for k in links if not self.takes(targets[k.target])), limit))

    def with_holdings(self, matches: Iterable[Match]) -> tuple[Match, ...]:
        """Matches, each with the other holdings of its passage."""
        return tuple(
            replace(match, holdings=self._holdings(match.provision, self._folded))
            for match in matches
        )

    def own(self) -> tuple[Holding, ...]:
        """The holdings of the query itself, by the catalogue or by a person's word."""
        if self._query is None:
            return ()
        found = self._holdings(self._query, {})
        return tuple(h for h in found if h.tie in ("catalogue", "confirmed"))

    def _same(self, a: Provision, b: Provision) -> bool:
        return (
            a.document_id != b.document_id
            and self._works.tie(a.document_id, b.document_id) is not None
            and same_passage(a, b)
        )

    def _holdings(
        self, provision: Provision, folded: dict[str, list[Provision]]
    ) -> tuple[Holding, ...]:
        mates = set(self._works.mates(provision.document_id))
        if not mates:
            return ()
        found = {other.id: other for other in folded.get(provision.id, ())}
        asked = {f"{mate}/{provision.eid}" for mate in sorted(mates)[:_MOST_MATES]}
        # Two columns: a row group of all of them takes ten times as long to decode.
        links = self._base.tables["links"].where("source", provision.id, ("source", "target"))
        asked |= {name for name in links["target"].to_pylist() if name.partition("/")[0] in mates}
        others = self._base.lookup(sorted(asked - found.keys()))
        found.update({o.id: o for o in others.values() if self._same(provision, o)})
        holdings = []
        query = None if self._query is None else self._query.id
        for name in sorted(found.keys() - {query}):
            other = found[name]
            tie = self._works.tie(provision.document_id, other.document_id)
            if tie is not None:
                holdings.append(Holding(provision=other, tie=tie))
        return tuple(holdings)


def same_passage(a: Provision, b: Provision) -> bool:
    """Whether nearly all words of the shorter of two passages stand in the other."""
    if a.language.split("-")[0] != b.language.split("-")[0]:
        return False
    return standing_share(a.text, b.text, a.language) >= NEARLY_ALL
