"""An evidence base, open for reading."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from comity.base.answers import Comparison, DocumentEntry, Found, Outline, Related
from comity.base.folder import recover
from comity.base.index import open_index, schema
from comity.base.manifest import MANIFEST, read_manifest
from comity.base.redirects import Redirect, Redirects, parsed_redirects, stored_redirects
from comity.base.stored import StoredTable
from comity.base.tables import (
    document_record,
    failure_records,
    left_out_of,
    notices_of,
    provision_record,
)
from comity.errors import BaseError, UnknownIdError, UsageError
from comity.records import (
    AdoptionGraph,
    Agreements,
    Contrasts,
    Coverage,
    Document,
    DocumentId,
    Failure,
    LeftOut,
    Lineage,
    Link,
    Notice,
    Provision,
    Relation,
    Silence,
)
from comity.text.tokens import primary

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow as pa

    from comity.base.align import Alignment
    from comity.base.judged import JudgedPair
    from comity.base.topic_view import TopicView
    from comity.base.unit_topics import WholeTopics
    from comity.base.works import Works
    from comity.links import LinkWeights, Statistics
    from comity.topics import Tagger, Thesaurus

_TABLES = (
    *("documents", "provisions", "tags", "topics", "links", "failures"),
    *("same_text", "terms", "words", "vocabulary"),
)
_FURTHER = ("vectors", "encoder")  # of bases that were built with an encoder
_ATTEMPTS = 5  # openings during which a rebuild took the base's place
_CLOSEST = 5  # names offered for one that is unknown


class Named(Protocol):
    """A record with an id: a document, its entry in a list, a provision."""

    @property
    def id(self) -> str:
        """What it is called by."""


def id_of(thing: str | Named) -> str:
    """The id of a record; a text is one already."""
    return thing if isinstance(thing, str) else thing.id


class Base:
    """An evidence base, open for reading; make one with `comity.open`.

    Iterating over it gives its documents. Wherever an id is asked for, the
    record that bears it will do.

    Everything is read when it is first needed, and only that. The base stays
    the version that was opened even when a rebuild replaces the folder.
    Methods can be called from several threads.
    """

    def __init__(
        self, path: Path, manifest: Mapping[str, Any], tables: Mapping[str, StoredTable]
    ) -> None:
        self.path = path
        self.manifest = manifest
        self.tables = tables
        self.searcher = open_index(path / "index")
        self.schema = schema()
        self.statistics: dict[str, Statistics] = {}  # by language, once it was asked for
        self.topic_profiles: WholeTopics | None = None  # once they were asked for
        self.works_kept: tuple[tuple[int, int], Works] | None = None  # see `base.works`
        self._redirects = stored_redirects(path)  # now: a rebuild may replace them

    @classmethod
    def open(cls, path: Path | str) -> Base:
        """Open the base in a folder.

        Raises:
            BaseError: there is none, it is damaged, or of another format version.
        """
        folder = Path(path)
        recover(folder)
        for _ in range(_ATTEMPTS):
            manifest = read_manifest(folder)
            mark = _mark(folder)
            try:
                held = [name for name in _FURTHER if f"{name}.parquet" in manifest["files"]]
                names = (*_TABLES, *held)
                tables = {name: StoredTable(folder / f"{name}.parquet") for name in names}
                base = cls(folder, manifest, tables)
            except (OSError, BaseError):
                if _mark(folder) == mark:
                    raise
                continue
            if _mark(folder) == mark:
                return base
        raise BaseError(
            f"The base at {path} was replaced again and again while it was being opened.",
            hint="Wait until the builds that write to it are done.",
        )

    def __iter__(self) -> Iterator[DocumentEntry]:
        return iter(self.documents())

    def __len__(self) -> int:
        """How many documents there are."""
        return len(self._entries)

    def __repr__(self) -> str:
        counts = self.manifest["counts"]
        held = ", ".join(f"{counts.get(n, 0)} {n}" for n in ("documents", "provisions", "links"))
        return f"<Base {str(self.path)!r}, version {self.version[:12]}: {held}>"

    @property
    def version(self) -> str:
        """SHA-256 of the tables, hexadecimal: names what every answer rests on."""
        return str(self.manifest["version"])

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What the build said one must know."""
        return tuple(Notice(**notice) for notice in self.manifest["notices"])

    def failures(self) -> tuple[Failure, ...]:
        """Sources that did not become provisions."""
        return failure_records(self.tables["failures"].all())

    # Tables

    @property
    def table_names(self) -> tuple[str, ...]:
        """The tables that `arrow`, `pandas` and `polars` give."""
        return tuple(self.tables)

    def arrow(self, table: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A table as it is stored; see `comity.base.frames.arrow`."""
        from comity.base.frames import arrow  # noqa: PLC0415

        return arrow(self, table, columns)

    def pandas(self, table: str, columns: Sequence[str] | None = None) -> pandas.DataFrame:
        """A table as a pandas DataFrame that keeps Arrow's types; needs `comity[pandas]`."""
        from comity.base.frames import pandas_frame  # noqa: PLC0415

        return pandas_frame(self, table, columns)

    def polars(self, table: str, columns: Sequence[str] | None = None) -> polars.DataFrame:
        """A table as a Polars DataFrame; needs `comity[polars]`."""
        from comity.base.frames import polars_frame  # noqa: PLC0415

        return polars_frame(self, table, columns)

    # Documents

    @cached_property
    def _entries(self) -> dict[str, DocumentEntry]:
        names = [*DocumentEntry.__dataclass_fields__]
        rows = self.tables["documents"].all(names).to_pylist()
        entries = {}
        for row in rows:
            row["warnings"] = notices_of(row)
            row["inferred"] = tuple(row["inferred"])
            row["extra"] = tuple((pair["name"], pair["value"]) for pair in row["extra"])
            entries[row["id"]] = DocumentEntry(**row)
        return entries

    @cached_property
    def _first_rows(self) -> dict[str, int]:
        """Document id -> row of its first provision."""
        row, rows = 0, {}
        for entry in self._entries.values():
            rows[str(entry.id)] = row
            row += entry.provisions
        return rows

    def documents(self) -> tuple[DocumentEntry, ...]:
        """All documents, by id, without their texts."""
        return tuple(self._entries.values())

    @cached_property
    def _languages(self) -> list[str]:
        # The index holds each tag and its primary subtag.
        tags = self.searcher.terms_with_prefix("language", "")
        return sorted({primary(tag) for tag, _ in tags})

    def languages(self) -> list[str]:
        """The languages of the provisions, as primary BCP 47 subtags, sorted."""
        return self._languages

    @cached_property
    def _values(self) -> dict[str, list[str]]:
        entries = self._entries.values()
        values = {
            "country": {code.strip() for e in entries for code in e.jurisdiction.split(";")},
            "publisher": {e.publisher for e in entries},
            "kind": {e.kind for e in entries},
            "language": {tag for e in entries for tag in (e.language.lower(), primary(e.language))},
        }
        return {name: sorted(held - {""}) for name, held in values.items()}

    def values(self, name: str) -> list[str]:
        """What the documents hold as "country", "publisher", "kind" or "language", sorted."""
        return self._values[name]

    def document_id(self, name: str | Named) -> DocumentId:
        """The id of the document that a name stands for: an id, or a work with one document.

        An id of an earlier version stands for the document that it was renamed to.

        Raises:
            UnknownIdError: no document and no work of that name.
            UsageError: the work has several documents.
        """
        name = id_of(name)
        if name in self._entries:
            return DocumentId(name)
        of_work = [entry.id for entry in self._entries.values() if entry.work_id == name]
        if len(of_work) == 1:
            return of_work[0]
        if of_work:
            raise UsageError(
                f"The work {name!r} has {len(of_work)} documents.",
                hint=f"Name one of them: {', '.join(of_work)}.",
            )
        moved = self.moved(name)
        if moved is not None and moved.new is not None:
            return DocumentId(moved.new)
        known = dict.fromkeys((*self._entries, *(e.work_id for e in self._entries.values())))
        raise UnknownIdError(
            "document",
            name,
            known=len(self._entries),
            closest=closest(name, known),
            hint="List them with `comity documents`.",
        )

    def entry(self, name: str | Named) -> DocumentEntry:
        """A document without its text, by id or by work; errors as for `document_id`."""
        return self._entries[self.document_id(name)]

    def document(self, name: str | Named) -> Document:
        """A document with its text and blocks, by id or by work; errors as for `document_id`."""
        return document_record(self._document_row(name))

    def left_out(self, name: str | Named) -> tuple[LeftOut, ...]:
        """The stretches of a document that are no provision, and why."""
        return left_out_of(self._document_row(name))

    def _document_row(self, name: str | Named) -> dict[str, Any]:
        wanted = self.document_id(name)
        rows = self.tables["documents"].where("id", wanted).to_pylist()
        return dict(rows[0])

    def outline(self, name: str | Named) -> Outline:
        """A document with its provisions."""
        document = self.document(name)
        return Outline(
            document=document,
            entry=self._entries[document.id],
            provisions=self.provisions(document.id),
        )

    # Provisions

    def units_within(self, provision: Provision) -> list[str]:
        """The ids of the linkable units that a provision holds, in reading order."""
        first = self._first_rows[provision.document_id]
        count = self._entries[provision.document_id].provisions
        names = ("id", "parent", "linkable")
        rows = self.tables["provisions"].rows(first, first + count, names)
        within, found = {str(provision.id)}, []
        columns = (rows[name].to_pylist() for name in names)
        for unit, parent, linkable in zip(*columns, strict=True):
            if parent in within:  # a parent comes before its children
                within.add(unit)
                if linkable:
                    found.append(unit)
        return found

    def notes(self, provision: Provision) -> tuple[Provision, ...]:
        """The notes whose marks stand in a provision or in what it holds, in their order."""
        from comity.base.notes import notes_in  # noqa: PLC0415

        return notes_in(self, provision)

    def rows_of(self, document: DocumentId) -> tuple[int, int]:
        """The first row of a document in the provisions table, and the row after its last."""
        first = self._first_rows[document]
        return first, first + self._entries[document].provisions

    def provisions(self, name: str | Named) -> tuple[Provision, ...]:
        """The provisions of a document in reading order, a parent before its children."""
        wanted = self.document_id(name)
        first = self._first_rows[wanted]
        rows = self.tables["provisions"].rows(first, first + self._entries[wanted].provisions)
        return tuple(map(provision_record, rows.to_pylist()))

    @cached_property
    def redirects(self) -> Redirects:
        """Where ids of earlier versions lead."""
        return Redirects(parsed_redirects(self._redirects)[0])

    def moved(self, name: str) -> Redirect | None:
        """Where an id of an earlier version leads: to another id, or to nothing.

        None for an id that stands in this base, and for one that never stood.
        """
        redirect = self.redirects.of(name)
        if redirect is None or name in self._entries or self.stored(name) is not None:
            return None
        return redirect

    def provision(self, name: str) -> Provision:
        """A provision by id; the document may be named by its work.

        An id of an earlier version gives the provision that its words are in now;
        `moved` tells which.

        Raises:
            UnknownIdError: no such document, or no such provision in it.
            UsageError: the work has several documents.
        """
        found = self.lookup([name])
        if name in found:
            return found[name]
        moved = self.moved(name) if "/" in name else None
        if moved is not None and moved.new is not None:
            return self.provision(moved.new)
        if moved is not None:
            raise UnknownIdError(
                "provision",
                name,
                known=self.manifest["counts"]["provisions"],
                hint=f"It stood in version {moved.version[:12]}; its words are gone from this one.",
            )
        document, _, eid = name.partition("/")
        wanted = self.document_id(document)
        if not eid:
            raise UsageError(
                f"{name!r} is a document, not a provision.",
                hint=f"Name one of its provisions; list them with `comity show {wanted}`.",
            )
        full = f"{wanted}/{eid}"
        if full != name:
            return self.provision(full)
        first, count = self._first_rows[wanted], self._entries[wanted].provisions
        known = self.tables["provisions"].rows(first, first + count, ("id",))["id"].to_pylist()
        raise UnknownIdError(
            "provision",
            name,
            known=self.manifest["counts"]["provisions"],
            closest=closest(full, known),
            hint=f"List those of the document with `comity show {wanted}`.",
        )

    def stored(self, name: str) -> dict[str, Any] | None:
        """What the index keeps of a provision; None when there is none of this id."""
        import tantivy  # noqa: PLC0415

        query = tantivy.Query.term_query(self.schema, "id", name, "basic")
        hits = self.searcher.search(query, limit=1, count=False).hits
        if not hits:
            return None
        return self.unpacked(hits[0][1])

    def unpacked(self, address: Any) -> dict[str, Any]:
        """What the index keeps at an address that a search gave; BaseError when it is damaged."""
        try:
            kept: dict[str, Any] = json.loads(self.searcher.doc(address)["unit"][0])
        except (OSError, ValueError, LookupError) as error:
            raise BaseError(
                f"The base at {self.path} is damaged: its search index cannot be read ({error}).",
                hint=f"Build it again with `comity build SOURCE... --base {self.path}`.",
            ) from error
        return kept

    def completed(self, kept: dict[str, Any]) -> Provision:
        """The provision that the index keeps, with its text from the table where it has none."""
        if "text" not in kept:
            row = self._first_rows[kept["document_id"]] + kept["position"]
            column = self.tables["provisions"].rows(row, row + 1, ("text",))["text"]
            kept = {**kept, "text": column[0].as_py()}
        return provision_record(kept)

    def lookup(self, ids: Iterable[str]) -> dict[str, Provision]:
        """The provisions of these ids; an unknown one is absent."""
        kept = ((name, self.stored(name)) for name in ids)
        return {name: self.completed(unit) for name, unit in kept if unit is not None}

    def tags(self, name: str | Named) -> list[dict[str, Any]]:
        """The topics of a provision, each with its confidence and the words that speak for it.

        `judged` says what a person decided, who and when; null where nobody did. A provision
        that holds others has their tags: spans are of its own text, the highest confidence
        counts.
        """
        from comity.base.tags import tags_of  # noqa: PLC0415

        return tags_of(self, self.provision(id_of(name)))

    # Links and questions

    def links(self, source: str | Named) -> list[Link]:
        """The links that start from a provision, best first; reasons hold signals only."""
        from comity.base.related import links_of  # noqa: PLC0415

        return links_of(self, id_of(source))

    def related(
        self, name: str | Named, *, limit: int = 20, relation: Relation | None = None
    ) -> Related:
        """The related provisions of a provision, best first, none of its own work."""
        from comity.base.related import related  # noqa: PLC0415

        return related(self, self.provision(id_of(name)), limit=limit, relation=relation)

    def related_text(
        self,
        text: str,
        *,
        language: str | None = None,
        limit: int = 20,
        relation: Relation | None = None,
    ) -> Related:
        """The provisions related to a text that is not in the base, best first."""
        from comity.base.related import related_text  # noqa: PLC0415

        return related_text(self, text, language=language, limit=limit, relation=relation)

    def works(self) -> Works:
        """Works as they stand: the catalogue's, those proposed, what people decided."""
        from comity.base.works import works  # noqa: PLC0415

        return works(self)

    def search(self, words: str, **filters: Any) -> Found:
        """The provisions that hold some words; see `comity.base.search.search` for filters."""
        from comity.base.search import search  # noqa: PLC0415

        return search(self, words, **filters)

    def compare(
        self, a: str | Named | Outline, b: str | Named | Outline, **options: Any
    ) -> Comparison:
        """Two documents side by side; see `comity.base.compare.compare`.

        An `Outline` is compared as it stands: `comity.read_draft` makes one of a file.
        """
        from comity.base.compare import compare  # noqa: PLC0415

        one, other = (side if isinstance(side, Outline) else id_of(side) for side in (a, b))
        return compare(self, one, other, **options)

    @cached_property
    def link_weights(self) -> LinkWeights:
        """What signals add to the score of a pair that is looked at when asked.

        Those of the build; but where it had an encoder, those for words and topics alone.
        """
        from comity.links.weights import WORDS, LinkWeights, shipped_weights  # noqa: PLC0415

        settings = self.manifest["settings"]
        held = settings.get("link_weights")
        if not held or settings.get("encoder"):
            return shipped_weights()[WORDS]
        return LinkWeights(**held)

    def lineage(self, name: str | Named, *, works: Mapping[str, str] | None = None) -> Lineage:
        """Which texts a document took words from, and which took them from it, by their dates.

        Documents of one text are one work, proposals included; `works` may say otherwise.
        """
        from comity.base.lineage import lineage  # noqa: PLC0415

        held = self.works().grouped if works is None else works
        return lineage(self, id_of(name), works=held)

    def adoptions(self, *, works: Mapping[str, str] | None = None) -> AdoptionGraph:
        """Which texts took words from which, over all that have a date of adoption."""
        from comity.base.adoptions import adoption_graph  # noqa: PLC0415

        return adoption_graph(self, works=self.works().grouped if works is None else works)

    # Judgements

    def judge(
        self, a: str | Named, b: str | Named, relation: str, *, by: str, reason: str, when: str
    ) -> JudgedPair:
        """Add a judgement to the record beside the base, and what all say of the pair now.

        See `comity.base.judged.decide`.
        """
        from comity.base.judged import decide  # noqa: PLC0415

        return decide(self, id_of(a), id_of(b), relation, by=by, reason=reason, when=when)[0]

    def judgements(self, name: str | Named | None = None) -> tuple[JudgedPair, ...]:
        """The judged pairs, or those of a provision, with what everyone says of each now."""
        from comity.base.judged import standing_pairs  # noqa: PLC0415

        return standing_pairs(self, None if name is None else self.provision(id_of(name)).id)

    def align(self, a: str | Named, b: str | Named, **options: Any) -> Alignment:
        """Two languages or versions of one work, paired; see `comity.base.align.align`."""
        from comity.base.align import align  # noqa: PLC0415

        return align(self, id_of(a), id_of(b), **options)

    # Topics

    @cached_property
    def _tagger(self) -> Tagger | None:
        from comity.topics import Tagger  # noqa: PLC0415

        return Tagger(self._thesaurus) if self._thesaurus.concepts else None

    def text_topics(self, text: str, language: str) -> dict[str, float]:
        """The topics of a text and those above, with their confidence, as links use them."""
        if self._tagger is None:
            return {}
        from comity.links.profiles import raised  # noqa: PLC0415

        found = {str(one.topic): one.confidence for one in self._tagger.evidence(text, language)}
        return raised(found, self.topics_above)

    @cached_property
    def topics_above(self) -> dict[str, tuple[str, ...]]:
        """Topic -> all topics above it in the base's thesaurus."""
        from comity.base.unit_topics import above_of  # noqa: PLC0415

        return above_of(self)

    @cached_property
    def has_topics(self) -> bool:
        """Whether the base was written with a thesaurus."""
        return bool(self._thesaurus.concepts)

    @cached_property
    def _thesaurus(self) -> Thesaurus:
        from comity.base.topic_tables import thesaurus_of  # noqa: PLC0415

        return thesaurus_of(self.tables["topics"].all())

    def thesaurus(self) -> Thesaurus:
        """The thesaurus that the base's tags were made with.

        Raises:
            BaseError: the base has none: it was written without tags.
        """
        if not self._thesaurus.concepts:
            raise BaseError(
                f"The base at {self.path} has no topics.",
                hint=f"Build it again with `comity build SOURCE... --base {self.path}`.",
            )
        return self._thesaurus

    def topic(self, name: str, **options: Any) -> TopicView:
        """A topic and the provisions that speak of it; see `comity.base.topic_view`."""
        from comity.base.topic_view import topic_view  # noqa: PLC0415

        return topic_view(self, name, **options)

    def coverage(self, by: str = "region", **options: Any) -> Coverage:
        """How many texts of each group speak of each topic; see `comity.base.coverage`."""
        from comity.base.coverage import coverage_of  # noqa: PLC0415

        return coverage_of(self, by, **options)

    def silence(self, name: str | Named, **options: Any) -> Silence:
        """What a document or a country leaves out; see `comity.base.coverage.silence_of`."""
        from comity.base.coverage import silence_of  # noqa: PLC0415

        return silence_of(self, id_of(name), **options)

    def contrasts(self, **options: Any) -> Contrasts:
        """What one group of texts raises more than another; developing countries by default."""
        from comity.base.coverage import contrasts_of  # noqa: PLC0415

        return contrasts_of(self, **options)

    def agreements(self, **options: Any) -> Agreements:
        """Topics by how many countries, regions and kinds of publisher speak of them."""
        from comity.base.coverage import agreements_of  # noqa: PLC0415

        return agreements_of(self, **options)


def _mark(folder: Path) -> tuple[int, int, int] | None:
    """Tells one manifest from the next that takes its place."""
    try:
        facts = os.stat(folder / MANIFEST)  # noqa: PTH116
    except OSError:
        return None
    return facts.st_dev, facts.st_ino, facts.st_mtime_ns


def closest(asked: str, known: Iterable[str]) -> list[str]:
    """The known names most like one that was asked for, best first."""
    lower: dict[str, str] = {}
    for name in known:
        lower.setdefault(name.lower(), name)
    near = get_close_matches(asked.lower(), lower, n=_CLOSEST, cutoff=0.5)
    if len(near) < _CLOSEST and asked:
        holding = (name for name in sorted(lower) if asked.lower() in name and name not in near)
        near += [name for _, name in zip(range(_CLOSEST - len(near)), holding, strict=False)]
    return [lower[name] for name in near]
