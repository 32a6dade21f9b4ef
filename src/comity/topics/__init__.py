"""What each provision speaks of: a thesaurus in six languages, and tags with their evidence."""

from comity.topics.tag import Evidence, Tagger
from comity.topics.thesaurus import (
    LANGUAGES,
    Mistake,
    Thesaurus,
    ThesaurusError,
    parse_thesaurus,
    read_thesaurus,
    shipped_thesaurus,
)

__all__ = [
    "LANGUAGES",
    "Evidence",
    "Mistake",
    "Tagger",
    "Thesaurus",
    "ThesaurusError",
    "parse_thesaurus",
    "read_thesaurus",
    "shipped_thesaurus",
]
