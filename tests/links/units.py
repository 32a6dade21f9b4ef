"""Units to link, and what the definitions say about them, worked out one pair at a time."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from math import exp, log, log2

import pyarrow as pa

from comity.links import LINKS_SCHEMA, Linked, Query, Statistics, link_units
from comity.links.lexical import carries_weight
from comity.links.weights import WORDS, shipped_weights
from comity.text.tokens import stems

SUBJECTS = (
    "transparency",
    "fairness",
    "privacy",
    "safety",
    "oversight",
    "accountability",
    "education",
    "climate",
    "children",
    "worker",
    "audit",
    "register",
    "procurement",
    "standard",
    "sandbox",
    "harm",
    "benefit",
    "data",
)


@dataclass(frozen=True)
class Unit:
    id: str
    work: str
    text: str
    language: str = "en"
    topics: tuple[tuple[str, float], ...] = ()


def tags_of(units: list[Unit]) -> pa.Table:
    """The topics of units as a table."""
    rows = [(u.id, topic, confidence) for u in units for topic, confidence in u.topics]
    names, topics, confidences = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table(
        {
            "provision_id": pa.array(names, pa.string()),
            "topic": pa.array(topics, pa.string()),
            "confidence": pa.array(confidences, pa.float64()),
        }
    )


def linked(units: list[Unit], **options: object) -> Linked:
    return link_units(
        [u.id for u in units],
        [u.work for u in units],
        [u.language for u in units],
        [u.text for u in units],
        tags=tags_of(units),
        **options,  # type: ignore[arg-type]
    )


def rows(result: Linked) -> list[dict[str, object]]:
    assert result.table.schema == LINKS_SCHEMA
    return list(result.table.to_pylist())


def invented(count: int, works: int, seed: int, *, length: int = 12) -> list[Unit]:
    """Units of invented sentences from a small vocabulary, some copied, some cut from others."""
    rng = random.Random(seed)
    units: list[Unit] = []
    for n in range(count):
        if units and rng.random() < 0.3:
            text = rng.choice(units).text
            if rng.random() < 0.6:
                parts = text.split()
                cut = rng.randrange(len(parts))
                text = " ".join(parts[cut:] + rng.choices(SUBJECTS, k=rng.randrange(6)))
        else:
            text = " ".join(rng.choices(SUBJECTS, k=rng.randrange(1, 2 * length)))
        name = f"w{rng.randrange(works)}.en/para_{n:03}"
        units.append(Unit(name, f"w{n % works}", text, "en", invented_topics(rng)))
    return units


def invented_topics(rng: random.Random) -> tuple[tuple[str, float], ...]:
    """None to three topics."""
    chosen = rng.sample(SUBJECTS[:6], rng.randrange(4))
    return tuple((topic, rng.choice((0.2, 0.5, 0.9))) for topic in sorted(chosen))


def frequencies(units: list[Unit]) -> Statistics:
    """Counted without the code under test's arrays."""
    found: Counter[str] = Counter()
    for unit in units:
        found.update({s for s in stems(unit.text, "en") if carries_weight(s)})
    return Statistics(units={"en": len(units)}, frequencies={"en": found})


def octave(count: int) -> float:
    """The power of the square root of two that is nearest to 1 + count."""
    return float(2.0 ** (round(2 * log2(1 + count)) / 2))


def naive_score(query: Unit, other: Unit, statistics: Statistics) -> tuple[float, float]:
    """Score and lexical signal of one pair, by the definitions, slowly."""

    def vector(text: str) -> dict[str, float]:
        counts = Counter(s for s in stems(text, "en") if carries_weight(s))
        total = statistics.units["en"]
        raw = {
            s: (1 + log(n)) * (log(octave(total) / octave(statistics.frequencies["en"][s])) + 1)
            for s, n in counts.items()
        }
        length = sum(w * w for w in raw.values()) ** 0.5
        return {s: w / length for s, w in raw.items()}

    def profile(unit: Unit) -> dict[str, float]:
        squares = {topic: confidence**2 for topic, confidence in unit.topics}
        length = sum(v * v for v in squares.values()) ** 0.5
        return {topic: v / max(1, length / 1.5) for topic, v in squares.items()}

    a, b = vector(query.text), vector(other.text)
    lexical = sum(a[s] * b[s] for s in a if s in b)
    ours, theirs = profile(query), profile(other)
    topics = sum(ours[t] * theirs[t] for t in ours if t in theirs)
    weights = shipped_weights()[WORDS]
    weight = 1.0
    for unit in (query, other):
        weight *= (weights.lexical if unit.topics else weights.alone) ** 0.5
    strength = topics + weight * lexical
    z = weights.logarithm * log(strength + 0.01) + weights.linear * strength + weights.constant
    likely = 1 / (1 + exp(-z)) if strength > 0 else 0.0
    found = Query(query.text, "en", statistics).overlap(other.text)
    reused = weights.reuse * found.share * min(1, found.words / 20)
    return 1 - (1 - likely) * (1 - reused), lexical
