"""Topics, coverage and silence as a person reads them; the rules of counting stand below each."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from comity.base import Base
from comity.cli.columns import cut, rows_in_columns
from comity.cli.output import paragraphs, shortened, width
from comity.cli.render import attribution, heading_lines
from comity.countries import country_of
from comity.locales import Labels
from comity.records import (
    Agreements,
    Cell,
    Contrast,
    Contrasts,
    Coverage,
    Group,
    Silence,
    Silent,
)

Shape = Mapping[str, Any]

_MOST_GROUPS = 8  # side by side; more are told by how many of them speak
_PASSAGE = 300
_NAME = 60  # places of a group's name
_FEW_WORDS = 1000  # that count
_DETAILS = ("texts", "unclear", "share", "equal", "countries")


def percent(share: float | None, low: float | None = None, high: float | None = None) -> str:
    """A share in hundredths, with its interval; a dash where no text is held."""
    if share is None:
        return "—"
    words = f"{100 * share:.0f} %"
    return words if low is None or high is None else f"{words} ({100 * low:.0f}–{100 * high:.0f})"


def rule_lines(rules: Sequence[str], labels: Labels) -> Iterator[str]:
    """How it was counted."""
    yield from heading_lines(labels("coverage_rules"))
    for rule in rules:
        yield textwrap.fill(rule, width(), initial_indent="- ", subsequent_indent="  ")


def tree_lines(shape: Shape, labels: Labels) -> Iterator[str]:
    """All topics, each below what it is a part of, with how many texts and countries speak."""
    rows = [
        [
            f"{'  ' * row['level']}{row['label']} · {row['id']}",
            f"{row['documents']}/{row['of']}",
            f"{row['countries']}/{row['of_countries']}",
        ]
        for row in shape["topics"]
    ]
    header = [labels("column_topic"), labels("column_texts"), labels("column_countries")]
    yield from rows_in_columns(header, rows, widest=76)
    yield from rule_lines(shape["rules"], labels)


def most_spoken_lines(shape: Shape, labels: Labels, *, top: int) -> Iterator[str]:
    """The topics that most texts speak of, in brief."""
    rows = sorted(shape["topics"], key=lambda row: (-row["documents"], row["id"]))[:top]
    header = [labels("column_topic"), labels("column_texts")]
    cells = [[f"{row['label']} · {row['id']}", f"{row['documents']}/{row['of']}"] for row in rows]
    yield from rows_in_columns(header, cells, widest=76)


def topic_lines(shape: Shape, labels: Labels) -> Iterator[str]:
    """One topic: what it means, where it stands, who speaks of it, and in which words."""
    topic = shape["topic"]
    yield f"{topic['label']} · {topic['id']}"
    yield paragraphs(topic["note"])
    for key in ("broader", "narrower", "related"):
        if topic[key]:
            names = ", ".join(f"{one['label']} ({one['id']})" for one in topic[key])
            yield textwrap.fill(
                f"{labels(f'topics_{key}')}: {names}", width(), subsequent_indent="  "
            )
    if topic["mappings"]:
        names = "; ".join(
            f"{m['scheme']} {m['notation']} {m['name']} ({m['relation']})"
            for m in topic["mappings"]
        )
        yield textwrap.fill(
            f"{labels('topics_mappings')}: {names}", width(), subsequent_indent="  "
        )
    yield ""
    counts = ("documents", "of", "countries", "of_countries")
    yield labels("topics_counted", **{name: shape[name] for name in counts})
    if not shape["total"]:
        yield labels("topics_none")
    else:
        yield from heading_lines(labels("topics_provisions", count=shape["total"]))
    for provision in shape["provisions"]:
        tag = provision["tag"]
        value = "" if tag["confidence"] is None else f"{tag['confidence']:.2f}"
        if tag["judged"]:
            value = " · ".join(part for part in (value, labels("judged_about")) if part)
        yield f"{value} · {provision['id']}"
        yield paragraphs(_around(provision["text"], tag["spans"]), indent="   ")
        yield f"   {attribution(provision, labels)}"
    yield from rule_lines(shape["rules"], labels)


def _around(text: str, spans: Sequence[Sequence[int]]) -> str:
    first = spans[0][0] if spans else 0
    start = text.rfind(" ", 0, max(0, first - 60)) + 1 if first > 60 else 0
    return ("… " if start else "") + shortened(text[start:], _PASSAGE)


def provision_tag_lines(
    base: Base, provision: Shape, tags: Sequence[Shape], labels: Labels
) -> Iterator[str]:
    """A heading and the topics of a provision; nothing where it has none."""
    if not tags:
        return
    known = base.thesaurus()
    names = {
        tag["topic"]: known.label(tag["topic"], labels.language)
        for tag in tags
        if tag["topic"] in known.concepts
    }
    yield from heading_lines(labels("tags"))
    yield from tag_lines(tags, names, provision["text"], labels)


def tag_lines(
    tags: Sequence[Shape], known: Mapping[str, str], text: str, labels: Labels
) -> Iterator[str]:
    """The topics of a provision: label, confidence, the words that speak for it, judgements."""
    for tag in tags:
        words = dict.fromkeys(" ".join(text[a:b].split()) for a, b in tag["spans"])
        value = "" if tag["confidence"] is None else f"{tag['confidence']:.2f} · "
        quoted = "; ".join(f"“{shortened(word, 60)}”" for word in words)
        line = f"{value}{known.get(tag['topic'], tag['topic'])} ({tag['topic']})"
        if quoted:
            line += f": {quoted}"
        if tag["judged"]:
            relation = labels(f"judged_{tag['judged']['relation']}")
            line += f" [{labels('tag_judged', by=tag['judged']['by'], relation=relation)}]"
        yield textwrap.fill(line, width(), subsequent_indent="   ")


def coverage_lines(
    coverage: Coverage, labels: Labels, *, top: int, detailed: bool
) -> Iterator[str]:
    """Topics by groups; one topic in detail, a line per group, where topics were named."""
    for group in coverage.groups if len(coverage.groups) <= _MOST_GROUPS else ():
        yield _group_line(group, labels)
    yield ""
    if detailed:
        for row in coverage.topics:
            yield from heading_lines(f"{row.label} · {row.topic}")
            names = {group.id: group.label for group in coverage.groups}
            cells = [(labels("column_all_texts"), row.all)]
            cells += [(names[cell.group], cell) for cell in row.cells]
            header = [
                labels("column_group"),
                *(labels(f"column_{n}") for n in _DETAILS),
            ]
            yield from rows_in_columns(header, [_detail(name, c, labels) for name, c in cells])
    else:
        yield from _matrix(coverage, labels, top)
    yield from rule_lines(coverage.rules, labels)


def _detail(name: str, cell: Cell, labels: Labels) -> list[str]:
    if cell.share is None:
        return [name, labels("coverage_no_text"), *["—"] * (len(_DETAILS) - 1)]
    return [
        name,
        f"{cell.documents}/{cell.of}",
        str(cell.unclear),
        percent(cell.share, cell.low, cell.high),
        percent(cell.share_equal_country, cell.equal_low, cell.equal_high),
        f"{cell.countries}/{cell.of_countries}",
    ]


def _matrix(coverage: Coverage, labels: Labels, top: int) -> Iterator[str]:
    side_by_side = len(coverage.groups) <= _MOST_GROUPS
    rows = sorted(coverage.topics, key=lambda row: (-(row.all.share or 0), row.topic))
    shown = rows[:top] if top else rows
    header = [labels(f"column_{n}") for n in ("topic", "share", "equal", "difference")]
    header += [_short(group.label) for group in coverage.groups] if side_by_side else ["+"]
    lines = []
    for row in shown:
        cell = row.all
        difference = "—" if cell.difference is None else f"{100 * cell.difference:+.0f}"
        line = [row.label, percent(cell.share, cell.low, cell.high)]
        line += [percent(cell.share_equal_country, cell.equal_low, cell.equal_high), difference]
        if side_by_side:
            line += [_in_group(own) for own in row.cells]
        else:
            could = [own for own in row.cells if own.share is not None]
            line.append(f"{sum(own.documents > 0 for own in could)}/{len(could)}")
        lines.append(line)
    if not side_by_side:
        header[-1] = labels("column_groups")
    yield from rows_in_columns(header, lines, widest=34)
    if side_by_side:
        yield textwrap.fill(labels("coverage_cells"), width())
    if len(shown) < len(rows):
        yield labels("coverage_left_out", shown=len(shown), count=len(rows))


def _group_line(group: Group, labels: Labels) -> str:
    """A group, and of which country most of its texts are where it has several countries."""
    line = labels(
        "coverage_group",
        label=cut(group.label, _NAME),
        works=group.works,
        countries=group.countries,
    )
    country = country_of(group.largest)
    if country is None or group.countries < 2 or 2 * group.largest_works <= group.works:
        return line
    name = country.name(labels.language)
    return f"{line}; {labels('coverage_largest', name=name, works=group.largest_works)}"


def _in_group(cell: Cell) -> str:
    """A group's share, in brackets where it is hardly known."""
    share, low, high = cell.share, cell.low, cell.high
    if cell.share_equal_country is not None:
        share, low, high = cell.share_equal_country, cell.equal_low, cell.equal_high
    words = percent(share)
    return f"({words})" if high is not None and low is not None and high - low > 0.5 else words


def _short(label: str) -> str:
    return cut(label, 10)


def agreement_lines(agreements: Agreements, labels: Labels, *, top: int) -> Iterator[str]:
    """Topics by how many countries, regions and kinds of publisher speak of them."""
    rows = agreements.topics[:top] if top else agreements.topics
    agreed = sum(row.agreed for row in agreements.topics)
    if agreements.enough:
        yield labels("agreement_counted", count=agreed, of=len(agreements.topics))
    else:
        least = {"countries": agreements.least_countries, "regions": agreements.least_regions}
        yield labels("agreement_few", **least)
    yield ""
    header = [labels(f"column_{n}") for n in ("topic", "countries", "regions", "kinds")]
    yield from rows_in_columns(
        header,
        [
            [
                ("● " if row.agreed else "  ") + row.label,
                f"{row.countries}/{row.of_countries}",
                f"{row.regions}/{row.of_regions}",
                f"{row.publisher_kinds}/{row.of_publisher_kinds}",
            ]
            for row in rows
        ],
    )
    if len(rows) < len(agreements.topics):
        yield labels("coverage_left_out", shown=len(rows), count=len(agreements.topics))
    yield from rule_lines(agreements.rules, labels)


def silence_lines(silence: Silence, labels: Labels, *, top: int) -> Iterator[str]:
    """What a document or a country leaves out, most covered by its peers first."""
    if not silence.held:
        yield labels("silence_not_held", label=silence.label)
    elif not silence.readable:
        yield labels("silence_unreadable", label=silence.label, held=silence.held)
    elif not silence.peers_count:
        yield labels("silence_no_peers")
    else:
        share = f"{100 * silence.least_share:.0f}"
        yield labels(
            "silence_heading",
            label=silence.label,
            count=len(silence.silent),
            share=share,
            peers=silence.peers,
        )
        facts = {"speaks": silence.speaks, "words": silence.words, "held": silence.readable}
        yield labels("silence_extent", **facts)
        if silence.readable < silence.held:
            yield labels("silence_partly", readable=silence.readable, held=silence.held)
        if silence.words < _FEW_WORDS:
            yield textwrap.fill(labels("silence_short"), width())
        yield ""
        yield from _silent(silence.silent, labels, top)
        if silence.unclear:
            yield from heading_lines(labels("silence_unclear"))
            yield from _silent(silence.unclear, labels, top)
    yield from rule_lines(silence.rules, labels)


def _silent(rows: Sequence[Silent], labels: Labels, top: int) -> Iterator[str]:
    shown = rows[:top] if top else rows
    if not shown:
        return
    header = [labels(f"column_{n}") for n in ("topic", "texts", "share")]
    cells = [[s.label, f"{s.peers}/{s.of}", percent(s.share, s.low, s.high)] for s in shown]
    if any(s.share_equal_country is not None for s in shown):
        header.append(labels("column_equal_short"))
        cells = [
            [*row, percent(s.share_equal_country)] for row, s in zip(cells, shown, strict=True)
        ]
    yield from rows_in_columns(header, cells)
    if len(shown) < len(rows):
        yield labels("coverage_left_out", shown=len(shown), count=len(rows))


def contrast_lines(compared: Contrasts, labels: Labels, *, top: int) -> Iterator[str]:
    """What one group raises more than another, and the reverse."""
    if not compared.enough:
        yield labels("contrast_none", least=compared.least_texts)
        yield from rule_lines(compared.rules, labels)
        return
    for label, (code, largest), texts in zip(
        (compared.group_label, compared.other_label),
        compared.largest,
        (compared.texts, compared.other_texts),
        strict=True,
    ):
        country = country_of(code)
        name = code if country is None else country.name(labels.language)
        yield labels("contrast_side", label=label, works=texts, name=name, largest=largest)
    for rows, group in (
        (compared.more, compared.group_label),
        (compared.less, compared.other_label),
    ):
        yield from heading_lines(labels("contrast_more", group=group, count=len(rows)))
        yield from _contrasts(rows[:top] if top else rows, compared, labels)
        if top and len(rows) > top:
            yield labels("coverage_left_out", shown=top, count=len(rows))
    yield ""
    yield labels("contrast_alike", count=compared.alike)
    yield from rule_lines(compared.rules, labels)


def _contrasts(rows: Sequence[Contrast], compared: Contrasts, labels: Labels) -> Iterator[str]:
    equal = labels("column_equal_short")
    header = [
        labels("column_topic"),
        *(compared.group_label, labels("column_countries"), equal),
        *(compared.other_label, labels("column_countries"), equal),
        labels("column_ratio"),
    ]
    if not rows:
        return
    yield from rows_in_columns(
        header,
        [
            [
                c.label,
                f"{c.documents}/{c.of}",
                f"{c.countries}/{c.of_countries}",
                percent(c.share_equal_country),
                f"{c.other_documents}/{c.other_of}",
                f"{c.other_countries}/{c.other_of_countries}",
                percent(c.other_share_equal_country),
                f"{c.ratio:.1f} ({c.low:.1f}–{c.high:.1f})",
            ]
            for c in rows
        ],
        widest=34,
    )
