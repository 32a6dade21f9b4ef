"""Front matter: the few lines of `key: value` that may open a Markdown file."""

from __future__ import annotations

import re

_FENCE = re.compile(r"\A---[ \t]*\n(?P<inside>.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_KEY = re.compile(r"^(?P<key>[A-Za-z_][\w .-]*?)[ \t]*:(?:[ \t]+(?P<value>.*))?$")
_BLOCK_SCALAR = re.compile(r"^[|>][+-]?$")


def split_front_matter(text: str) -> tuple[dict[str, str], int]:
    """(values by lower-case key, offset at which the text proper begins).

    Reads plain, quoted and block (`|`, `>`) values of top-level keys, the part
    of YAML in which front matter is written; lists and nested maps are left
    out. What stands between two rules but is not made of keys is text, not
    front matter, and gives ({}, 0).
    """
    match = _FENCE.match(text)
    if not match:
        return {}, 0
    values: dict[str, str] = {}
    lines = match["inside"].split("\n")
    key, folded, gathered = "", False, list[str]()
    for line in [*lines, "end:"]:
        if not line.strip() or line.startswith((" ", "\t", "- ", "#")):
            if line.startswith((" ", "\t")):
                gathered.append(line.strip())
            continue
        found = _KEY.match(line)
        if not found:
            return {}, 0
        if key:
            _close(values, key, gathered, folded=folded)
        key, value = found["key"].strip().lower(), (found["value"] or "").strip()
        folded = not value.startswith("|")
        gathered = [] if _BLOCK_SCALAR.match(value) or not value else [value]
    return (values, match.end()) if values else ({}, 0)


def _close(values: dict[str, str], key: str, gathered: list[str], *, folded: bool) -> None:
    value = (" " if folded else "\n").join(gathered).strip()
    is_collection = value.startswith(("- ", "[", "{")) or (
        gathered and all(_KEY.match(line) for line in gathered) and len(gathered) > 1
    )
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
        value = value[1:-1].replace("''", "'") if value[0] == "'" else value[1:-1]
    if value and not is_collection:
        values[key] = value
