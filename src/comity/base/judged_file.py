"""Judgements in files: written so that reading the file again gives the same record.

A row names its judgement's provisions, and, where it was written by `export_judgements`, the
base version and the hashes of the texts that were judged. Such a row is taken as it stands:
its judgement was made elsewhere or earlier, of words that this base may not hold. A row
without them is a judgement about what the base holds now.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from comity.base.judged import check_time, same_act
from comity.base.record import Damaged, Judgement, add_judgements, judge, judgements, place_of
from comity.base.tag_record import TagJudgement, add_tag_judgements, judge_tag, tag_judgements
from comity.errors import ComityError, UsageError

if TYPE_CHECKING:
    from comity.base.base import Base

#: Of the CSV, and keys of the JSON Lines; a row has a b or a topic.
COLUMNS = ("a", "b", "topic", "relation", "by", "reason", "when", "version", "a_text", "b_text")

Format = Literal["csv", "jsonl"]
Row = Mapping[str, Any]
J = TypeVar("J", Judgement, TagJudgement)

_MOST_BYTES = 100 * 2**20
_NEEDED = ("a", "relation", "by")
_HASH = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written, and the lines of the record that are no judgement and were not."""

    pairs: int
    tags: int
    damaged: tuple[tuple[str, Damaged], ...]  # file of the record, line


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of the rows of a file."""

    pairs: int
    tags: int
    pairs_held: int  # the record had them already
    tags_held: int
    elsewhere: int  # of those added: about provisions whose words this base does not hold
    failures: tuple[tuple[int, str], ...]  # line, what is wrong with it


def export_judgements(base: Path | str, file: Path, format: Format | None = None) -> Exported:  # noqa: A002 - as `--format`
    """Write all judgements beside a base, on pairs and on tags, to a file.

    Args:
        base: folder of the base; it need not stand any more.
        file: a file of that name is replaced.
        format: csv (RFC 4180 in UTF-8 with a byte order mark; a cell that a spreadsheet could
            take for a formula gets an apostrophe before it) or jsonl; without it, the suffix
            says which.

    Raises:
        UsageError: another format, or the file cannot be written.
        BaseError: the record cannot be read.
    """
    from comity.base.save import write_whole  # noqa: PLC0415 - loads what draws pictures

    wanted = format or file.suffix.lower().removeprefix(".")
    if wanted not in ("csv", "jsonl"):
        raise UsageError(
            f"{file.name!r} does not say in which format judgements are wanted.",
            hint="End it in .csv or .jsonl, or give --format.",
        )
    pairs, damaged = judgements(base)
    tags, damaged_tags = tag_judgements(base)
    rows = [asdict(pair) for pair in pairs] + [asdict(tag) for tag in tags]
    write_whole(file, _csv(rows) if wanted == "csv" else _jsonl(rows))
    return Exported(
        pairs=len(pairs),
        tags=len(tags),
        damaged=(
            *(("judgements.jsonl", line) for line in damaged),
            *(("tag-judgements.jsonl", line) for line in damaged_tags),
        ),
    )


def _jsonl(rows: list[dict[str, str]]) -> bytes:
    lines = (
        json.dumps({name: row[name] for name in COLUMNS if name in row}, ensure_ascii=False)
        for row in rows
    )
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def _csv(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_guarded(row.get(name, "")) for name in COLUMNS])
    return out.getvalue().encode("utf-8-sig", "replace")


def _guarded(cell: str) -> str:
    """An apostrophe before what could be a formula, and before what could be one so guarded."""
    return f"'{cell}" if _needs_guard(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _needs_guard(cell) else cell


def _needs_guard(cell: str) -> bool:
    from comity.base.sheets import begins_a_formula  # noqa: PLC0415 - loads what draws pictures

    return begins_a_formula(cell.lstrip("'"))


def add_file(base: Base, file: Path) -> Added:
    """Add the judgements of a CSV or JSONL to the record beside a base.

    A row that cannot be used is told with its line; the others are added, in their order. A
    judgement that the record holds already is not added again.

    Raises:
        UsageError: the file is too large, or no such table.
        BaseError: the record cannot be written.
    """
    pairs: _Pile[Judgement] = _Pile(judgements(base.path)[0])
    tags: _Pile[TagJudgement] = _Pile(tag_judgements(base.path)[0])
    failures: list[tuple[int, str]] = []
    for line, row in _rows(file):
        try:
            judgement = judgement_of(base, row)
        except ComityError as error:
            failures.append((line, str(error)))
            continue
        if isinstance(judgement, TagJudgement):
            tags.add(judgement)
        else:
            pairs.add(judgement)
    return Added(
        pairs=add_judgements(base.path, pairs.made),
        tags=add_tag_judgements(base.path, tags.made),
        pairs_held=pairs.held,
        tags_held=tags.held,
        elsewhere=_elsewhere(base, pairs.made, tags.made),
        failures=tuple(failures),
    )


def _elsewhere(base: Base, pairs: Iterable[Judgement], tags: Iterable[TagJudgement]) -> int:
    """How many are about words that the base does not hold."""
    asked = [[(pair.a, pair.a_text), (pair.b, pair.b_text)] for pair in pairs]
    asked += [[(tag.a, tag.a_text)] for tag in tags]
    places = {end: place_of(base, *end) for ends in asked for end in ends}
    return sum(any(places[end].id is None for end in ends) for ends in asked)


class _Pile(Generic[J]):
    """Judgements of a file that the record does not hold yet, each once."""

    def __init__(self, known: Iterable[J]) -> None:
        self._known = set(map(same_act, known))
        self.made: list[J] = []
        self.held = 0

    def add(self, judgement: J) -> None:
        """Take one."""
        if same_act(judgement) in self._known:
            self.held += 1
            return
        self._known.add(same_act(judgement))
        self.made.append(judgement)


def judgement_of(base: Base, row: Row) -> Judgement | TagJudgement:
    """The judgement of a row; see the head of this module.

    Raises:
        UnknownIdError: no such provision or topic.
        UsageError: something is missing or cannot be.
    """
    cells = {name: row[name] for name in COLUMNS if isinstance(row.get(name), str)}
    topic = bool(cells.get("topic", "").strip())
    if bool(cells.get("b", "").strip()) == topic:
        raise UsageError("The row needs either a 'b' or a 'topic'.")
    told = ("version", "a_text") if topic else ("version", "a_text", "b_text")
    if all(cells.get(name, "").strip() for name in told):
        return _as_told(cells, TagJudgement) if topic else _as_told(cells, Judgement)
    cells = {name: cell.strip() for name, cell in cells.items()}
    for name in (*_NEEDED, "when"):
        if not cells.get(name):
            raise UsageError(f"The row has no {name!r}.")
    check_time(cells["when"])
    facts = {"by": cells["by"], "reason": cells.get("reason", ""), "when": cells["when"]}
    if topic:
        return judge_tag(base, cells["a"], cells["topic"], cells["relation"], **facts)
    return judge(base, cells["a"], cells["b"], cells["relation"], **facts)


def _as_told(cells: Mapping[str, str], kind: type[J]) -> J:
    """A judgement that was made elsewhere, or of an earlier version."""
    for name in ("a_text", "b_text"):
        if cells.get(name) and not _HASH.fullmatch(cells[name]):
            raise UsageError(
                f"The row's {name!r} is {cells[name][:80]!r}, no SHA-256 in hexadecimal.",
                hint="Leave version, a_text and b_text out for a judgement about this base.",
            )
    names = kind.__dataclass_fields__
    return kind(**{name: cells.get(name, "") for name in names})


def _rows(file: Path) -> Iterator[tuple[int, Row]]:
    """Rows with the line on which each ends, from 1; an unreadable one is empty."""
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise UsageError(f"{file.name} is larger than {_MOST_BYTES} bytes.", hint="Cut it up.")
        text = file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{file.name} cannot be read: {error}.", hint="Save it as UTF-8."
        ) from error
    if text.lstrip().startswith("{") or (not text.strip() and file.suffix == ".jsonl"):
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                try:
                    row = json.loads(line)
                except (ValueError, RecursionError):
                    row = {}
                yield number, row if isinstance(row, dict) else {}
        return
    yield from _csv_rows(file, text)


def _csv_rows(file: Path, text: str) -> Iterator[tuple[int, Row]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        header = reader.fieldnames or ()
        missing = [name for name in _NEEDED if name not in header]
        if missing:
            raise UsageError(
                f"{file.name} has no column {missing[0]!r}.",
                hint="It needs a, b or topic, relation, by and when; reason may be empty.",
            )
        ours = set(COLUMNS) <= set(header)  # written by `export_judgements`
        for row in reader:
            if ours:
                cells = {n: _unguarded(c) if isinstance(c, str) else c for n, c in row.items()}
                yield reader.line_num, cells
            else:
                yield reader.line_num, row
    except csv.Error as error:
        raise UsageError(
            f"{file.name} is no intact CSV, line {reader.line_num}: {error}."
        ) from error
