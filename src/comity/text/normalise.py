"""The readable view of a text; quotations keep the text itself."""

from __future__ import annotations

import re

_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")  # soft hyphen, zero-width space and joiner, BOM
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


def clean(text: str) -> str:
    """The text on one line: white space and control characters as one blank, soft hyphens out.

    A view for people. Offsets into the text do not hold in it.
    """
    return _SPACE.sub(" ", _UNSEEN.sub("", text)).strip()
