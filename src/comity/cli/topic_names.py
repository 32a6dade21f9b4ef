"""Topics by their names, for people: JSON has their ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from comity.base import Base


def with_topic_names(shape: Any, base: Base, language: str) -> Any:
    """The same answer with the topics of every reason named in a language."""
    if not base.has_topics or not _has_topics(shape):
        return shape
    concepts = base.thesaurus().concepts
    names = {
        str(name): concept.labels.get(language, concept.labels.get("en", name))
        for name, concept in concepts.items()
    }
    return _named(shape, names)


def _has_topics(shape: Any) -> bool:
    if isinstance(shape, Mapping):
        reasons = shape.get("reasons")
        if isinstance(reasons, Mapping) and reasons.get("topics"):
            return True
        return any(map(_has_topics, shape.values()))
    return isinstance(shape, list) and any(map(_has_topics, shape))


def _named(shape: Any, names: Mapping[str, str]) -> Any:
    if isinstance(shape, list):
        return [_named(item, names) for item in shape]
    if not isinstance(shape, Mapping):
        return shape
    result = {key: _named(value, names) for key, value in shape.items()}
    reasons = result.get("reasons")
    if isinstance(reasons, dict) and "topics" in reasons:
        result["reasons"] = {**reasons, "topics": [names.get(t, t) for t in reasons["topics"]]}
    return result
