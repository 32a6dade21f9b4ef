"""All doubts about one document, in a fixed order."""

from __future__ import annotations

from comity.documents.doubts.claims import mismatches
from comity.documents.doubts.drafts import draft_doubts
from comity.documents.doubts.gaps import omissions
from comity.documents.doubts.languages import mixed_languages
from comity.documents.doubts.letters import letter_doubts
from comity.documents.doubts.pages import page_doubts
from comity.documents.doubts.translations import translation_doubts
from comity.records import Document, Notice

# Statements of these come from many texts, each chosen by an editor: what a whole text should
# look like says nothing of them.
_COLLECTIONS = ("csv", "listing")


def doubts_of(document: Document, stated_title: str = "") -> list[Notice]:
    """What a reader should know before trusting that a file holds the text it stands for.

    Args:
        document: as read; its title counts as a claim when a catalogue gave it.
        stated_title: the title that the file itself states, if any.

    Returns:
        Notices whose `path` is still empty, always in the same order.

    Raises:
        FormatError: the text is an error message of a web site.
        NoTextError: hardly any text, or its letters were lost.
    """
    if document.format in _COLLECTIONS:
        return []
    return [
        *page_doubts(document, stated_title),
        *letter_doubts(document),
        *omissions(document),
        *translation_doubts(document),
        *mixed_languages(document),
        *draft_doubts(document),
        *mismatches(document, stated_title),
    ]
