"""The tags of a build: those of units that did not change are taken over from the old base."""

from __future__ import annotations

import pickle
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from comity.base.fingerprint import code_sha256
from comity.base.former import Former, key_of
from comity.base.tables import TAGS
from comity.base.topic_tables import thesaurus_of, topics_table
from comity.pipeline.gather import Progress
from comity.records.ids import ProvisionId, document_of
from comity.settings import Settings
from comity.tagging import TagTask, tag_provisions
from comity.topics import Thesaurus, read_thesaurus, shipped_thesaurus
from comity.workers import Lost, run_apart

# The code and the data that decide what the tags of a text are.
_TAGGERS = ("errors.py", "records", "text", "topics", "data", "tagging.py", "pipeline/tag.py")

_PER_TASK = 2000  # units
_TASKS_APART = 3  # fewer tasks are done sooner here than in processes of their own


@dataclass(frozen=True)
class Thesauri:
    """The shipped thesaurus with those that the user adds."""

    added: tuple[tuple[str, str], ...]  # name of each file, and its SHA-256
    read: Thesaurus | None  # None: the shipped one alone, read when it is needed

    @cached_property
    def whole(self) -> Thesaurus:
        """All of them as one."""
        return shipped_thesaurus() if self.read is None else self.read

    @property
    def shaping(self) -> dict[str, Any]:
        """What a base's manifest says of them."""
        files = [{"name": name, "sha256": checksum} for name, checksum in self.added]
        return {"thesauri": files} if files else {}

    @property
    def key(self) -> str:
        """Equal where code and thesauri are: then the same texts get the same tags."""
        return key_of([code_sha256(_TAGGERS), [checksum for _, checksum in self.added]])


def read_thesauri(paths: Sequence[Path]) -> Thesauri:
    """Thesauri that a user names.

    Raises:
        ThesaurusError: one cannot be used; it names the lines and the reasons.
    """
    if not paths:
        return Thesauri((), None)
    whole = read_thesaurus(paths)
    added = tuple((path.name, sha256(path.read_bytes()).hexdigest()) for path in paths)
    return Thesauri(added, whole)


@dataclass(frozen=True, slots=True)
class Tagged:
    """The tags of all units."""

    table: pa.Table  # tables.TAGS, by provision and topic
    topics: pa.Table  # tables.TOPICS
    tagged: int  # units whose tags were looked for
    made_by: str


def tag(
    units: pa.Table,
    same: Collection[str],
    former: Former | None,
    settings: Settings,
    thesauri: Thesauri,
    progress: Progress,
) -> Tagged:
    """The tags of all units.

    Args:
        units: columns id, language and text, sorted by id.
        same: ids of the documents that were taken over from the old base.
        former: the old base.
        settings: how many processes, and their limits.
        thesauri: what to tag with.
        progress: told of each step.
    """
    made_by = thesauri.key
    kept, topics = TAGS.empty_table(), None
    if former is not None and not settings.fresh and former.made_by("tags") == made_by:
        topics = former.topics()
        names = units["id"].to_pylist()
        unchanged = pa.array([document_of(ProvisionId(name)) in same for name in names])
        held = former.tags()
        stays = pc.is_in(held["provision_id"], value_set=units["id"].filter(unchanged))
        kept = held.filter(stays)
        units = units.filter(pc.invert(unchanged))
    if topics is None:
        topics = topics_table(thesauri.whole)
    progress("tag", 0, units.num_rows)
    made = _made(units, topics, thesauri, settings, progress)
    table = pa.concat_tables([kept, made])
    if kept.num_rows and made.num_rows:
        order = [("provision_id", "ascending"), ("topic", "ascending")]
        table = table.take(pc.sort_indices(table.select(["provision_id", "topic"]), order))
    return Tagged(table, topics, units.num_rows, made_by)


def _made(
    units: pa.Table,
    topics: pa.Table,
    thesauri: Thesauri,
    settings: Settings,
    progress: Progress,
) -> pa.Table:
    """The tags of units."""
    if not units.num_rows:
        return TAGS.empty_table()
    taken_over = thesauri.read is None
    thesaurus = pickle.dumps(thesaurus_of(topics) if taken_over else thesauri.whole)
    columns = {name: units[name].to_pylist() for name in ("id", "language", "text")}
    tasks = [_task(thesaurus, columns, at) for at in range(0, units.num_rows, _PER_TASK)]
    if len(tasks) < _TASKS_APART or settings.jobs == 1:
        made = []
        for number, task in enumerate(tasks, start=1):
            made.append(tag_provisions(task))
            progress("tag", min(number * _PER_TASK, units.num_rows), units.num_rows)
        return pa.concat_tables(made)
    results: dict[int, pa.Table] = {}
    for number, result in run_apart(
        tag_provisions,
        tasks,
        jobs=settings.jobs,
        timeout_s=settings.source_timeout_s,
        memory_bytes=settings.worker_memory_bytes,
    ):
        # A process that was killed, for want of memory above all: units without tags would
        # pass for silent ones, so they are tagged here.
        results[number] = tag_provisions(tasks[number]) if isinstance(result, Lost) else result
        progress("tag", min(len(results) * _PER_TASK, units.num_rows), units.num_rows)
    return pa.concat_tables([results[number] for number in range(len(tasks))])


def _task(thesaurus: bytes, columns: Mapping[str, Sequence[str]], at: int) -> TagTask:
    part = slice(at, at + _PER_TASK)
    return TagTask(
        thesaurus=thesaurus,
        ids=columns["id"][part],
        languages=columns["language"][part],
        texts=columns["text"][part],
    )
