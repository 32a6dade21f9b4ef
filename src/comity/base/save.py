"""Views of topics and of lineage written to files: the suffix says in which format.

Tables are CSV and XLSX, pictures SVG, PNG and HTML (with `comity[charts]`).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from comity.base.lineage_json import graph_rules, lineage_rules
from comity.base.sheets import (
    agreement_csv,
    agreement_xlsx,
    contrast_csv,
    contrast_xlsx,
    coverage_csv,
    coverage_xlsx,
    silence_csv,
    silence_xlsx,
)
from comity.charts import (
    FORMATS,
    Picture,
    adoptions_chart,
    agreement_chart,
    contrast_chart,
    coverage_chart,
    lineage_chart,
    missing_glyphs,
    render,
    silence_chart,
    trend_chart,
)
from comity.charts.choose import widest_topics
from comity.errors import UsageError
from comity.locales import labels_in
from comity.records import AdoptionGraph, Agreements, Contrasts, Coverage, Lineage, Silence

#: Suffixes of files that a view can be written to.
SUFFIXES = ("csv", "xlsx", *FORMATS)

_TRENDS = 12  # panels of a picture of trends


def save_coverage(coverage: Coverage, file: Path, *, most: int = 40) -> str:
    """Write a coverage to a file; by year, its picture is one of trends.

    Args:
        coverage: what was counted.
        file: its suffix is one of `SUFFIXES`; a file of that name is replaced.
        most: topics in a picture; tables have all.

    Returns:
        Characters that no font of this machine has and that a PNG shows as boxes; "" else.

    Raises:
        UsageError: another suffix, Altair is not installed, or the file cannot be written.
    """

    def picture() -> Picture:
        if coverage.by != "year":
            return coverage_chart(coverage, most=most)
        widest = [row.topic for row in widest_topics(coverage, most)]
        return trend_chart(coverage, widest, most=min(most, _TRENDS))

    return _save(file, lambda: coverage_csv(coverage), lambda: coverage_xlsx(coverage), picture)


def save_agreement(
    agreements: Agreements, coverage: Coverage, file: Path, *, most: int = 40
) -> str:
    """Write how widely topics are spoken of, as `save_coverage`.

    The picture is of `coverage`, which is by country: its shares have intervals.
    """
    return _save(
        file,
        lambda: agreement_csv(agreements),
        lambda: agreement_xlsx(agreements),
        lambda: agreement_chart(coverage, most=most),
    )


def save_silence(silence: Silence, file: Path, *, most: int = 40) -> str:
    """Write what a text or a country leaves out. As `save_coverage`."""
    labels = labels_in(silence.language)
    title = labels(
        "silence_heading",
        label=silence.label,
        count=len(silence.silent),
        share=f"{100 * silence.least_share:.0f}",
        peers=silence.peers,
    )
    nothing = "" if silence.readable else "unreadable" if silence.held else "no_text_held"
    if not silence.held:
        title = labels("silence_not_held", label=silence.label)
    elif not silence.readable:
        title = labels("silence_unreadable", label=silence.label, held=silence.held)
    facts = _Facts(title, silence.language, silence.rules, silence.version)
    return _save(
        file,
        lambda: silence_csv(silence.silent, unclear=silence.unclear, nothing=nothing),
        lambda: silence_xlsx(
            silence.silent, unclear=silence.unclear, nothing=nothing, **facts._asdict()
        ),
        lambda: silence_chart(silence.silent, **facts._asdict(), most=most),
    )


def save_contrasts(contrasts: Contrasts, file: Path, *, most: int = 40) -> str:
    """Write what one group of texts raises more than another, and less. As `save_coverage`."""
    labels = labels_in(contrasts.language)
    title = labels("contrast_title", group=contrasts.group_label, other=contrasts.other_label)
    if not contrasts.enough:
        title = labels("contrast_none", least=contrasts.least_texts)
    rows = (*contrasts.more, *contrasts.less)
    facts = _Facts(title, contrasts.language, contrasts.rules, contrasts.version)
    first, other = contrasts.group_label, contrasts.other_label
    return _save(
        file,
        lambda: contrast_csv(rows),
        lambda: contrast_xlsx(rows, **facts._asdict(), first=first, other=other),
        lambda: contrast_chart(rows, **facts._asdict(), first=first, other=other, most=most),
    )


def save_lineage(
    found: Lineage | AdoptionGraph,
    file: Path,
    *,
    language: str,
    version: str = "",
    most: int = 40,
) -> str:
    """Draw which texts took words from which. As `save_coverage`, but pictures only."""
    suffix = file.suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        raise UsageError(
            f"{file.name!r} has no suffix of a picture.",
            hint=f"End it in one of: {', '.join('.' + name for name in FORMATS)}.",
        )
    labels = labels_in(language)
    if isinstance(found, AdoptionGraph):
        rules = graph_rules(found, labels)
        drawn = adoptions_chart(found, language=language, rules=rules, version=version, most=most)
    else:
        rules = lineage_rules(found, labels)
        drawn = lineage_chart(found, language=language, rules=rules, version=version, most=most)
    write_whole(file, render(drawn, suffix))
    return missing_glyphs(drawn) if suffix == "png" else ""


class _Facts(NamedTuple):
    """What stands beside the rows of a table or a picture."""

    title: str
    language: str
    rules: tuple[str, ...]
    version: str


def _save(
    file: Path,
    as_csv: Callable[[], bytes],
    as_xlsx: Callable[[], bytes],
    picture: Callable[[], Picture],
) -> str:
    suffix = file.suffix.lower().removeprefix(".")
    if suffix not in SUFFIXES:
        raise UsageError(
            f"{file.name!r} has no suffix of a format that can be written.",
            hint=f"End it in one of: {', '.join('.' + name for name in SUFFIXES)}.",
        )
    if suffix not in FORMATS:
        write_whole(file, as_csv() if suffix == "csv" else as_xlsx())
        return ""
    drawn = picture()
    write_whole(file, render(drawn, suffix))
    return missing_glyphs(drawn) if suffix == "png" else ""


def write_whole(file: Path, data: bytes) -> None:
    """Write a file aside and rename it, so that none is ever half written.

    Raises:
        UsageError: it cannot be written.
    """
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(file)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise UsageError(
            f"{file} cannot be written: {error.strerror}.",
            hint="Check the folder, its permissions and the space left.",
        ) from error
