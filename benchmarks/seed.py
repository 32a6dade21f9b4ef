"""`python -m benchmarks.seed BASE`: where the passages of the seed page rank, in a base that
also holds other collections.

The page quotes one passage and others that its editors found related. A target counts as found
when the passage itself, or the same passage in another holding of its instrument, is related to
the first one: a holding is a document of these titles, a passage is told by words that it has in
every English version.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from comity.base import Base
from comity.text.normalise import clean

ASKED = "We should increase the representation and voice of developing countries"
MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A passage to be found."""

    name: str
    titles: tuple[str, ...]  # words in the titles of the documents that hold it; one of these
    words: tuple[str, ...]  # in the passage; one of these


TARGETS = (
    Target(
        name="China-Africa statement",
        titles=("China Africa Artificial Intelligence Cooperation",),
        words=("China and Africa should strengthen coordination",),
    ),
    Target(
        name="G20 or OECD, international co-operation",
        titles=(
            *("G20 AI Principles", "G20 Ministerial Statement", "OECD Principles"),
            "Recommendation of the Council on Artificial Intelligence",
        ),
        words=(
            *("including developing countries and with stakeholders", "the OECD and other global"),
            *("consensus-driven global technical", "consensus driven global technical"),
            "internationally comparable",
        ),
    ),
    Target(
        name="Governance Principles, open collaboration",
        titles=("Governance Principles for", "AI Governance Principles"),
        words=("exchanges and cooperation",),
    ),
)


def asked(base: Base) -> str:
    """The id of the page's first passage.

    Raises:
        LookupError: the base does not hold the page.
    """
    for entry in base:
        if entry.format == "listing":
            for provision in base.provisions(entry):
                if clean(provision.text).startswith(ASKED):
                    return str(provision.id)
    raise LookupError("The base does not hold the seed page.")


def ranks(base: Base) -> dict[str, tuple[int, str] | None]:
    """For each target, the best rank of one of its holdings and its id; None below `MOST`."""
    found: dict[str, tuple[int, str] | None] = {target.name: None for target in TARGETS}
    for rank, match in enumerate(base.related(asked(base), limit=MOST).matches, start=1):
        for provision in (match.provision, *(holding.provision for holding in match.holdings)):
            title, text = base.entry(provision.document_id).title, clean(provision.text)
            for target in TARGETS:
                if (
                    found[target.name] is None
                    and any(words in title for words in target.titles)
                    and any(words in text for words in target.words)
                ):
                    found[target.name] = rank, str(provision.id)
    return found


def main() -> None:
    """Print the ranks."""
    base = Base.open(Path(sys.argv[1]))
    print(f"asked: {asked(base)}")
    for name, place in ranks(base).items():
        print(f"{name}: {'not among the first ' + str(MOST) if place is None else place}")


if __name__ == "__main__":
    main()
