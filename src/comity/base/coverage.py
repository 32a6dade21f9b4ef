"""What a base's texts speak of: its tags, counted by the functions of `comity.topics`.

A person's judgement on a tag goes before its confidence: what was judged to be about a topic
speaks of it, what was judged not to be about it does not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from comity.base.base import closest
from comity.base.tag_record import judged_tags
from comity.countries import country_of, resolve_jurisdiction
from comity.errors import UnknownIdError, UsageError
from comity.records import (
    Agreements,
    Contrasts,
    Coverage,
    ProvisionId,
    Silence,
    TopicId,
    document_of,
)
from comity.text.tokens import primary
from comity.topics import LANGUAGES, Thesaurus
from comity.topics.agreement import agreements
from comity.topics.coverage import coverage, ordered_groups
from comity.topics.holdings import Holdings, Text, groups_of, holdings
from comity.topics.publishers import KINDS, publisher_kind
from comity.topics.silence import (
    LEAST_SHARE,
    contrasts,
    silence_of_country,
    silence_of_text,
)

if TYPE_CHECKING:
    from comity.base.answers import DocumentEntry
    from comity.base.base import Base

#: From which confidence a tag says that a text speaks of its topic. One plain term of a topic
#: in a sentence of usual length has more; docs/topics.md has what is right and what is missed.
CONFIDENCE = 0.3


_LONGEST_NAME = 200  # characters of a name that is asked for which a message repeats


def shown_name(name: str) -> str:
    """A name as a message repeats it."""
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"


def topic_id(known: Thesaurus, name: str) -> TopicId:
    """The topic of an id, or of a label in any language, in any case of letters.

    Raises:
        UnknownIdError: there is none; it names the closest ones.
    """
    if name in known.concepts:
        return TopicId(name)
    wanted = " ".join(name.casefold().split())
    names: dict[str, TopicId] = {}
    for topic, concept in known.concepts.items():
        for label in (topic, topic.replace("-", " "), *concept.labels.values()):
            names.setdefault(" ".join(label.casefold().split()), topic)
    if wanted in names:
        return names[wanted]
    near = dict.fromkeys(names[label] for label in closest(wanted[:_LONGEST_NAME], names))
    raise UnknownIdError(
        "topic",
        shown_name(name),
        known=len(known.concepts),
        closest=list(near),
        hint="List them with `comity topics`.",
    )


def document_tags(base: Base) -> dict[str, dict[TopicId, float]]:
    """Document id -> topic -> highest confidence of its tags; a judgement goes before it."""
    table = base.tables["tags"].all(["provision_id", "topic", "confidence"])
    known = base.thesaurus().concepts
    judged = {pair: judgement.relation for pair, judgement in judged_tags(base).items()}
    if judged:
        keys = pa.array([f"{a} {topic}" for a, topic in judged])
        own = pc.binary_join_element_wise(table["provision_id"], table["topic"], " ")
        table = table.filter(pc.invert(pc.is_in(own, value_set=keys)))
    documents = [document_of(ProvisionId(name)) for name in table["provision_id"].to_pylist()]
    grouped = (
        pa.table({"document": documents, "topic": table["topic"], "value": table["confidence"]})
        .group_by(["document", "topic"], use_threads=False)
        .aggregate([("value", "max")])
    )
    found: defaultdict[str, dict[TopicId, float]] = defaultdict(dict)
    columns = (grouped[name].to_pylist() for name in ("document", "topic", "value_max"))
    for document, topic, value in zip(*columns, strict=True):
        found[document][TopicId(topic)] = value
    for (provision, topic), relation in judged.items():
        if relation == "about" and topic in known:
            found[document_of(ProvisionId(provision))][TopicId(topic)] = 1.0
    return dict(found)


def held_texts(base: Base, *, unit: str = "work", confidence: float = CONFIDENCE) -> Holdings:
    """The base's texts and what they speak of.

    Args:
        base: an open base.
        unit: "work": languages and versions of one text count once; or "document".
        confidence: from which a tag says that a text speaks of its topic, 0 to 1.

    Raises:
        UsageError: a confidence beyond 0 to 1.
    """
    if not 0 <= confidence <= 1:
        raise UsageError(f"The confidence is {confidence:g}; it must be from 0 to 1.")
    groups: defaultdict[str, list[DocumentEntry]] = defaultdict(list)
    for entry in base.documents():
        groups[entry.work_id if unit == "work" else entry.id].append(entry)
    counts = _words(base)
    texts = [_text(name, entries, counts) for name, entries in sorted(groups.items())]
    return holdings(texts, document_tags(base), base.thesaurus(), confidence)


def _text(name: str, entries: Sequence[DocumentEntry], counts: Mapping[str, int]) -> Text:
    readable = [e for e in entries if primary(e.language) in LANGUAGES and e.linkable]
    codes = {code.strip() for e in entries for code in e.jurisdiction.split(";")} - {""}
    kinds = sorted({e.kind for e in entries} - {""})
    dates = sorted(e.date for e in entries if e.date)
    return Text(
        id=name,
        documents=tuple(e.id for e in readable),
        countries=tuple(sorted(codes)) or ("unknown",),
        publishers=tuple(sorted({e.publisher for e in entries} - {""})),
        publisher_kinds=tuple(sorted({_publisher_kind(e) for e in entries})),
        kind=kinds[0] if kinds else "",
        year=dates[0][:4] if dates else "",
        readable=bool(readable),
        words=max((counts.get(e.id, 0) for e in readable), default=0),
    )


def _publisher_kind(entry: DocumentEntry) -> str:
    stated = dict(entry.extra).get("publisher_kind", "").strip().lower()
    if stated in KINDS:
        return stated
    return publisher_kind(entry.publisher, jurisdiction=entry.jurisdiction, text_kind=entry.kind)


def _words(base: Base) -> dict[str, int]:
    """Document id -> words that count in its units."""
    table = base.tables["words"].all()
    lengths = pc.list_value_length(table["words"]).to_pylist()
    counts: Counter[str] = Counter()
    for name, length in zip(table["id"].to_pylist(), lengths, strict=True):
        counts[document_of(ProvisionId(name))] += length
    return dict(counts)


def coverage_of(
    base: Base,
    by: str = "region",
    *,
    topics: Sequence[str] = (),
    groups: Sequence[str] = (),
    confidence: float = CONFIDENCE,
    language: str = "en",
) -> Coverage:
    """How many of the base's texts speak of each topic, by groups of texts.

    Args:
        base: an open base.
        by: one of `comity.topics.holdings.BY`.
        topics: ids or labels; all when empty.
        groups: only these (a country by name or code); all when empty.
        confidence: from which a tag says that a text speaks of its topic, 0 to 1.
        language: of the labels, one of the six of the United Nations.

    Raises:
        UnknownIdError: no such grouping, topic or group; it names the closest ones.
    """
    held = held_texts(base, unit="document" if by == "document" else "work", confidence=confidence)
    grouping = groups_of(held, by)
    known = ordered_groups(grouping, by)
    return coverage(
        held,
        by,
        topics=list(dict.fromkeys(topic_id(held.thesaurus, name) for name in topics)),
        groups=list(dict.fromkeys(_group(base, name, by, known) for name in groups)),
        names={str(e.id): e.title for e in base.documents()} if by == "document" else None,
        language=language,
        version=base.version,
    )


def _group(base: Base, name: str, by: str, known: Sequence[str]) -> str:
    if name in known:
        return name
    if by == "country":
        return country(name, hint=f"List them with `comity coverage --by {by}`.")
    if by == "document":
        return base.document_id(name)
    same = [group for group in known if group.casefold() == name.strip().casefold()]
    if same:
        return same[0]
    raise UnknownIdError(
        f"group by {by}",
        name,
        known=len(known),
        closest=closest(name, known) or list(known[:5]),
        hint=f"List them with `comity coverage --by {by}`.",
    )


def country(name: str, hint: str = "Name one country, or its ISO 3166-1 code.") -> str:
    """The code of one country, by code or by name in any of the six languages.

    Raises:
        UnknownIdError: there is none; it names the closest ones.
        UsageError: several, or an organisation.
    """
    try:
        code = resolve_jurisdiction(name)
    except UnknownIdError as unknown:
        raise UnknownIdError(
            unknown.kind,
            shown_name(name),
            known=unknown.known,
            closest=unknown.closest,
            where="countries and territories that comity knows, by their names in six languages",
            hint=hint,
        ) from None
    if country_of(code) is None:
        raise UsageError(f"{shown_name(name)!r} is no single country ({code}).", hint=hint)
    return code


def silence_of(
    base: Base,
    name: str,
    *,
    least_share: float = LEAST_SHARE,
    confidence: float = CONFIDENCE,
    language: str = "en",
) -> Silence:
    """What a document or a country leaves out though most of its peers speak of it.

    Args:
        base: an open base.
        name: id of a document or a work; or a country, by code or name.
        least_share: of the peers, from which they cover a topic, above 0 to 1.
        confidence: from which a tag says that a text speaks of its topic, 0 to 1.
        language: of the labels.

    Raises:
        UnknownIdError: neither a document nor a country; it names the closest ones.
    """
    if not 0 < least_share <= 1:
        raise UsageError(f"The least share is {least_share:g}; it must be above 0, at most 1.")
    works = {entry.work_id for entry in base.documents()}
    try:
        document = None if name in works else base.document_id(name)
    except UnknownIdError as unknown:
        try:
            code = country(name)
        except UnknownIdError as no_country:
            raise UnknownIdError(
                "document or country",
                name,
                known=len(base),
                closest=[*unknown.closest, *no_country.closest],
                hint="List documents with `comity documents`, or give an ISO 3166-1 code.",
            ) from None
        held = held_texts(base, confidence=confidence)
        return silence_of_country(
            held, code, least_share=least_share, language=language, version=base.version
        )
    held = held_texts(base, confidence=confidence)
    work = name if document is None else base.entry(document).work_id
    entries = [entry for entry in base.documents() if entry.work_id == work]
    last = max(entry.date for entry in entries)
    latest = min((e for e in entries if e.date == last), key=lambda e: (len(e.id), e.id))
    title = (latest if document is None else base.entry(document)).title
    row = next(n for n, text in enumerate(held.texts) if text.id == work)
    return silence_of_text(
        held,
        row,
        label=title or work,
        least_share=least_share,
        language=language,
        version=base.version,
    )


def contrasts_of(
    base: Base,
    *,
    by: str = "development",
    group: str = "developing",
    other: str = "others",
    confidence: float = CONFIDENCE,
    language: str = "en",
) -> Contrasts:
    """What the texts of one group raise more often than those of another, and the reverse.

    Raises:
        UnknownIdError: no such grouping or group.
    """
    held = held_texts(base, confidence=confidence)
    known = ordered_groups(groups_of(held, by), by)
    return contrasts(
        held,
        _group(base, group, by, known),
        _group(base, other, by, known),
        by=by,
        language=language,
        version=base.version,
    )


def agreements_of(
    base: Base, *, confidence: float = CONFIDENCE, language: str = "en"
) -> Agreements:
    """Topics by how many countries, regions and kinds of publisher speak of them."""
    return agreements(
        held_texts(base, confidence=confidence), language=language, version=base.version
    )
