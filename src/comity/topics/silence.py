"""What a text or a country leaves out, and what groups of texts differ in.

Silence is claimed only where a text is held that the thesaurus can read, and only of a topic
of which it has not even a weak sign.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from comity.countries import country_of
from comity.locales import Labels, labels_in
from comity.records import Contrast, Contrasts, Silence, Silent, TopicId
from comity.topics.coverage import group_label, rules, topics_in_order
from comity.topics.holdings import Holdings, by_country, country_group, groups_of, spoken
from comity.topics.intervals import ratio, wilson

LEAST_SHARE = 1 / 3  # of the peers, from which they are said to cover a topic
LEAST_PEERS = 5  # texts or countries; fewer are no measure of what a text should speak of
LEAST_TEXTS = 20  # of each group, for a contrast
LEAST_SPEAKING, LEAST_COUNTRIES = 5, 3  # of the side that speaks more of a topic
_DECIMALS = 6


def silence_of_text(
    held: Holdings,
    row: int,
    *,
    label: str,
    least_share: float = LEAST_SHARE,
    language: str = "en",
    version: str = "",
) -> Silence:
    """What a text leaves out though most texts of its kind speak of it.

    Args:
        held: texts and what they speak of.
        row: of the text.
        label: its title.
        least_share: of the peers, from which they cover a topic.
        language: of the labels.
        version: of the base that the texts are in.

    Peers are the other texts of the same kind (treaty, law, ...); where these are fewer than
    `LEAST_PEERS`, or the kind is not known, those of the same kind of publisher, else all. A
    topic is covered when enough of them speak of it, or with equal weight per country enough.
    """
    labels, text = labels_in(language), held.texts[row]
    others = [n for n in range(len(held.texts)) if n != row and held.readable[n]]
    chosen = [
        (
            labels("peers_kind", kind=group_label(text.kind, "kind", labels), count="{count}"),
            [n for n in others if text.kind and held.texts[n].kind == text.kind],
        ),
        *(
            (
                labels("peers_publisher", kind=group_label(kind, "", labels), count="{count}"),
                [n for n in others if kind in held.texts[n].publisher_kinds],
            )
            for kind in text.publisher_kinds
            if kind != "unknown"
        ),
        (labels("peers_all", count="{count}"), others),
    ]
    told, rows = next((t, r) for t, r in chosen if len(r) >= LEAST_PEERS or r is others)
    countries = [held.sure[own].mean(axis=0) for own in by_country(held, rows).values()]
    peers = _Peers(
        told.format(count=len(rows)),
        len(rows),
        held.sure[rows].sum(axis=0),
        np.mean(countries, axis=0) if len(countries) >= LEAST_PEERS else None,
    )
    named = (text.id, label, "document")
    return _silence(held, named, [row], peers, least_share, labels, version)


class _Peers(NamedTuple):
    """Who is compared with, and how they speak."""

    told: str
    number: int
    speaking: npt.NDArray[np.int64]  # of each topic, how many
    equal: npt.NDArray[np.float64] | None  # its share with equal weight per country


def silence_of_country(
    held: Holdings,
    code: str,
    *,
    least_share: float = LEAST_SHARE,
    language: str = "en",
    version: str = "",
) -> Silence:
    """What the texts of a country leave out though most other countries speak of it.

    Peers are all other countries of which a text is held that can be read; each counts once,
    whatever number of its texts is held.
    """
    labels = labels_in(language)
    speaking = []
    for other, rows in held.by_country.items():
        readable = [n for n in rows if held.readable[n]]
        if other != code and country_of(other) is not None and readable:
            speaking.append(spoken(held.sure, readable))
    shares = np.array(speaking, int).reshape(len(speaking), len(held.topics)).sum(axis=0)
    told = labels("peers_countries", count=len(speaking))
    peers = _Peers(told, len(speaking), shares, None)
    named = (code, group_label(code, "country", labels), "country")
    rows = held.by_country.get(code, [])
    return _silence(held, named, rows, peers, least_share, labels, version)


def _silence(
    held: Holdings,
    named: tuple[str, str, str],
    rows: Sequence[int],
    peers: _Peers,
    least_share: float,
    labels: Labels,
    version: str,
) -> Silence:
    readable = [row for row in rows if held.readable[row]]
    sure, signs = spoken(held.sure, readable), spoken(held.any, readable)
    partly = len(readable) < len(rows)  # what cannot be read may speak of it
    silent: list[Silent] = []
    unclear: list[Silent] = []
    for topic, _ in topics_in_order(held) if readable and peers.number else ():
        column = held.column[topic]
        share = float(peers.speaking[column]) / peers.number
        equal = None if peers.equal is None else float(peers.equal[column])
        if max(share, equal or 0) < least_share or sure[column]:
            continue
        low, high = wilson(share, peers.number)
        (unclear if signs[column] or partly else silent).append(
            Silent(
                topic=topic,
                label=held.thesaurus.label(topic, labels.language),
                peers=int(peers.speaking[column]),
                of=peers.number,
                share=round(share, _DECIMALS),
                low=round(low, _DECIMALS),
                high=round(high, _DECIMALS),
                share_equal_country=None if equal is None else round(equal, _DECIMALS),
            )
        )
    kind = "document" if named[2] == "document" else "country"
    return Silence(
        of=named[0],
        label=named[1],
        kind=kind,
        held=len(rows),
        readable=len(readable),
        words=sum(held.texts[row].words for row in readable),
        peers=peers.told,
        peers_count=peers.number,
        least_share=least_share,
        silent=tuple(sorted(silent, key=_covered)),
        unclear=tuple(sorted(unclear, key=_covered)),
        speaks=int(sure.sum()) if readable else 0,
        rules=(*rules(held, labels, "work"), labels("rule_silence")),
        language=labels.language,
        version=version,
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS)


def _covered(silent: Silent) -> tuple[float, str]:
    return -max(silent.share, silent.share_equal_country or 0), silent.topic


def contrasts(
    held: Holdings,
    group: str = "developing",
    other: str = "others",
    *,
    by: str = "development",
    least_texts: int = LEAST_TEXTS,
    language: str = "en",
    version: str = "",
) -> Contrasts:
    """Topics that the texts of one group raise more often than those of another, or less.

    Args:
        held: texts and what they speak of.
        group, other: two groups of the kind `by`; a text in both counts in neither.
        by: one of `holdings.BY`.
        least_texts: of each group; with fewer nothing is compared.
        language: of the labels.
        version: of the base that the texts are in.

    A topic is given as more or less only when the whole 95 % interval of the ratio lies on
    one side of 1, with texts as cases and also with countries as cases, and enough texts of
    enough countries of that side speak of it: one country that publishes much is not its
    group. Both intervals take their cases for independent; the texts of one country are not.
    """
    labels = labels_in(language)
    of_group = groups_of(held, by).rows
    own, others = of_group.get(group, []), of_group.get(other, [])
    both = set(own) & set(others)
    rows = [n for n in own if held.readable[n] and n not in both]
    rest = [n for n in others if held.readable[n] and n not in both]
    enough = min(len(rows), len(rest)) >= max(1, least_texts)
    found = [
        _contrast(held, topic, (rows, group), (rest, other), by, language)
        for topic, _ in (topics_in_order(held) if enough else ())
    ]
    more = [c for c in found if _is_more(c)]
    less = [c for c in found if _is_less(c)]
    return Contrasts(
        group=group,
        other=other,
        group_label=group_label(group, by, labels),
        other_label=group_label(other, by, labels),
        texts=len(rows),
        other_texts=len(rest),
        largest=(_largest(held, rows), _largest(held, rest)),
        least_texts=least_texts,
        least_speaking=LEAST_SPEAKING,
        least_countries=LEAST_COUNTRIES,
        enough=enough,
        more=tuple(sorted(more, key=lambda c: (-c.ratio, c.topic))),
        less=tuple(sorted(less, key=lambda c: (c.ratio, c.topic))),
        alike=len(found) - len(more) - len(less),
        rules=(
            *rules(held, labels, by),
            labels(
                "rule_contrast",
                least=least_texts,
                speaking=LEAST_SPEAKING,
                countries=LEAST_COUNTRIES,
            ),
        ),
        language=language,
        version=version,
    )


def _largest(held: Holdings, rows: Sequence[int]) -> tuple[str, int]:
    counts = Counter(
        code for row in rows for code in held.texts[row].countries if country_of(code) is not None
    )
    return min(counts.items(), key=lambda pair: (-pair[1], pair[0]), default=("", 0))


def _contrast(
    held: Holdings,
    topic: TopicId,
    own: tuple[Sequence[int], str],
    other: tuple[Sequence[int], str],
    by: str,
    language: str,
) -> Contrast:
    column = held.column[topic]
    yes, other_yes = (int(held.sure[list(rows), column].sum()) for rows, _ in (own, other))
    value, low, high = ratio(yes, len(own[0]), other_yes, len(other[0]))
    counts = [_countries(held, rows, column, group, by) for rows, group in (own, other)]
    (_, number, mean), (_, other_number, other_mean) = counts
    equal: tuple[float | None, float | None, float | None] = (None, None, None)
    if mean is not None and other_mean is not None:
        equal = ratio(mean * number, number, other_mean * other_number, other_number)
    return Contrast(
        topic=topic,
        label=held.thesaurus.label(topic, language),
        documents=yes,
        of=len(own[0]),
        other_documents=other_yes,
        other_of=len(other[0]),
        ratio=round(value, _DECIMALS),
        low=round(low, _DECIMALS),
        high=round(high, _DECIMALS),
        countries=counts[0][0],
        of_countries=counts[0][1],
        other_countries=counts[1][0],
        other_of_countries=counts[1][1],
        share_equal_country=counts[0][2],
        other_share_equal_country=counts[1][2],
        equal_ratio=_rounded(equal[0]),
        equal_low=_rounded(equal[1]),
        equal_high=_rounded(equal[2]),
    )


def _is_more(c: Contrast) -> bool:
    wide = c.documents >= LEAST_SPEAKING and c.countries >= LEAST_COUNTRIES
    return c.low > 1 and wide and c.equal_low is not None and c.equal_low > 1


def _is_less(c: Contrast) -> bool:
    wide = c.other_documents >= LEAST_SPEAKING and c.other_countries >= LEAST_COUNTRIES
    return c.high < 1 and wide and c.equal_high is not None and c.equal_high < 1


def _countries(
    held: Holdings, rows: Sequence[int], column: int, group: str, by: str
) -> tuple[int, int, float | None]:
    """Of a group: countries with a text that speaks, with a text at all, mean of their shares."""
    of: dict[str, list[bool]] = {}
    geographic = by in ("country", "region", "income", "development")
    for row in rows:
        for code in held.texts[row].countries:
            if country_of(code) is None or (geographic and country_group(code, by) != group):
                continue
            of.setdefault(code, []).append(bool(held.sure[row, column]))
    shares = [sum(speaks) / len(speaks) for _, speaks in sorted(of.items())]
    mean = round(sum(shares) / len(shares), _DECIMALS) if shares else None
    return sum(share > 0 for share in shares), len(shares), mean
