"""The record: what people assert about a base, beside it, added to and never changed.

    NAME/                            the base; every build replaces it
    NAME.record/judgements.jsonl     one judgement a line, in the order in which they came
    NAME.record/tag-judgements.jsonl      of tags; see `base.tag_record`

No build touches the folder. A judgement keeps the hash of the two texts that it was made
about, so it follows these when the ids change, and says when the words are no longer those.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar, cast

from comity.base.folder import home_of
from comity.base.provision_changes import text_sha256
from comity.errors import BaseError, UsageError

if TYPE_CHECKING:
    from comity.base.base import Base

JUDGEMENTS = "judgements.jsonl"

#: Set-theory relationships of NIST IR 8477, seen from `a`, and a decision that is still open.
JUDGED = ("equal", "subset", "superset", "intersects", "none", "undecided")

_MOST_CHARS = 100_000  # of one line
_MOST_OF_FIELD = 5_000  # of one field: a line has room for all, written as escapes

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a named person decided about a pair of provisions; no score ever overwrites it."""

    a: str  # provision id, as it was when the judgement was made
    b: str
    relation: str  # one of JUDGED: a is equal to b, a subset of it, ...
    by: str  # who decided
    reason: str
    when: str  # ISO 8601 with time zone
    version: str  # of the base that the judgement was made in
    a_text: str  # sha256 of the readable text that was judged (`changes.text_sha256`)
    b_text: str

    def __post_init__(self) -> None:
        check_texts(self)
        if self.relation not in JUDGED:
            raise UsageError(
                f"{self.relation!r} is no relation.", hint=f"It is one of {', '.join(JUDGED)}."
            )
        if self.a == self.b:
            raise UsageError(f"A judgement is about two provisions; {self.a!r} is given twice.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where what was judged is in a base."""

    id: str | None  # None: its words are gone
    reason: str  # unchanged, same-text, document-renamed, reworded, within, gone
    same_text: bool  # whether the words are those that were judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A judgement, and where both of its provisions are now."""

    judgement: Judgement
    a: Place
    b: Place

    @property
    def holds(self) -> bool:
        """Whether both texts are still the ones that were judged."""
        return self.a.same_text and self.b.same_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Damaged:
    """A line of the record that is no judgement; it stays in the file."""

    line: int  # from 1
    problem: str


def record_of(base: Path | str) -> Path:
    """The folder of the record that goes with a base's folder, or with a frozen version of it."""
    home = home_of(Path(base))
    return home.with_name(f"{home.name}.record")


def judge(
    base: Base, a: str, b: str, relation: str, *, by: str, reason: str, when: str
) -> Judgement:
    """A judgement about two provisions of an open base, with the hashes of their texts.

    Ids of earlier versions are taken for what they are now.

    Raises:
        UnknownIdError: no such provision.
        UsageError: an unknown relation, one provision given twice, or no name.
    """
    one, other = base.provision(a), base.provision(b)
    return Judgement(
        a=one.id,
        b=other.id,
        relation=relation,
        by=by,
        reason=reason,
        when=when,
        version=base.version,
        a_text=text_sha256(one.text),
        b_text=text_sha256(other.text),
    )


def add_judgements(base: Path | str, judgements: Iterable[Judgement]) -> int:
    """Add judgements to the record of a base; how many. On the disk when it returns.

    All are added or none. Several processes may add at a time.

    Raises:
        BaseError: the record cannot be written.
    """
    return append_lines(base, JUDGEMENTS, (asdict(j) for j in judgements))


def append_lines(base: Path | str, name: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Add JSON objects to a file of a base's record; see `add_judgements`."""
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    if any(len(line) > _MOST_CHARS for line in lines):
        raise UsageError(
            f"A judgement has more than {_MOST_CHARS} characters; nothing was added.",
            hint="Shorten its reason or name.",
        )
    if not lines:
        return 0
    folder = record_of(base)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / name).open("a+b") as file, _alone(file):
            end = file.seek(0, os.SEEK_END)
            if end:
                file.seek(end - 1)
                if file.read(1) != b"\n":  # a writer died in the middle of a line
                    lines.insert(0, "")
            try:
                file.write(("\n".join(lines) + "\n").encode("utf-8", "replace"))
                file.flush()
                os.fsync(file.fileno())
            except OSError:  # a full disk: what was written in part goes again
                os.ftruncate(file.fileno(), end)
                raise
        _sync_folder(folder)
    except OSError as error:
        raise BaseError(
            f"The record {folder} cannot be written: {error.strerror}.",
            hint="Make room, or check its permissions; nothing was added.",
        ) from error
    return len([line for line in lines if line])


@contextmanager
def _alone(file: IO[bytes]) -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415 - absent on Windows

    fcntl.flock(file.fileno(), fcntl.LOCK_EX)  # let go of when the file is closed
    yield


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def judgements(base: Path | str) -> tuple[tuple[Judgement, ...], tuple[Damaged, ...]]:
    """All judgements beside a base, in the order in which they came, and damaged lines."""
    return read_lines(base, JUDGEMENTS, Judgement)


def read_lines(
    base: Path | str, name: str, kind: type[T]
) -> tuple[tuple[T, ...], tuple[Damaged, ...]]:
    """The records of a file beside a base, in the order in which they came, and damaged lines."""
    file = record_of(base) / name
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return (), ()
    except OSError as error:
        raise BaseError(
            f"The record {file} cannot be read: {error.strerror}.", hint="Check its permissions."
        ) from error
    found, damaged = [], []
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            found.append(_parsed(line, kind))
        except (ValueError, TypeError, RecursionError, UsageError) as error:
            problem = getattr(error, "problem", "") or "It is no JSON object of a judgement."
            damaged.append(Damaged(line=number, problem=problem))
    return tuple(found), tuple(damaged)


def _parsed(line: str, kind: type[T]) -> T:
    if len(line) > _MOST_CHARS:
        raise UsageError(f"The line is longer than {_MOST_CHARS} characters.")
    facts = json.loads(line)
    if not isinstance(facts, Mapping):
        raise UsageError("The line is no JSON object.")
    names = {field.name for field in fields(cast("Any", kind))}
    if missing := sorted(names - facts.keys()):
        raise UsageError(f"The line has no {missing[0]!r}.")
    return kind(**{name: cast("Any", facts[name]) for name in names})


def check_texts(record: Any, may_be_empty: Iterable[str] = ("reason",)) -> None:
    """UsageError unless every field of a record is a text, and none but some is empty."""
    for field in fields(record):
        value = getattr(record, field.name)
        if not isinstance(value, str):
            raise UsageError(f"A judgement's {field.name!r} is a text, not {value!r}.")
        if not value.strip() and field.name not in may_be_empty:
            raise UsageError(f"A judgement needs {field.name!r}.")
        if len(value) > _MOST_OF_FIELD:
            raise UsageError(
                f"A judgement's {field.name!r} has {len(value)} characters;"
                f" {_MOST_OF_FIELD} are the most."
            )


def place_of(base: Base, name: str, text: str) -> Place:
    """Where the words are now that an id named when their hash was `text`."""
    standing = base.lookup([name]).get(name)
    if standing is not None and text_sha256(standing.text) == text:
        return Place(id=name, reason="unchanged", same_text=True)
    redirect = base.redirects.exact(name, text)
    if redirect is None and standing is not None:  # a base without that part of its history
        return Place(id=name, reason="reworded", same_text=False)
    redirect = redirect or base.redirects.of(name)
    if redirect is None or redirect.new is None:
        return Place(id=None, reason="gone", same_text=False)
    return Place(id=redirect.new, reason=redirect.reason, same_text=redirect.new_text == text)


def standing(base: Base) -> tuple[Standing, ...]:
    """Every judgement beside an open base, with where its provisions are in it."""
    found, _ = judgements(base.path)
    return tuple(
        Standing(judgement=j, a=place_of(base, j.a, j.a_text), b=place_of(base, j.b, j.b_text))
        for j in found
    )
