"""Ids are promises: where the words of an id went that is gone, or that means other words now.

`redirects.jsonl` stands in the base's folder, outside its hashes, and is carried over from
build to build. A line says that what `old` named, when its text had the hash `text`, is
now `new`. Every line leads to the end: a provision of this base, or to nothing. So there is
no chain to follow and no circle to be caught in.

An id can live on with other words (a paragraph was put in before it). Asked for by itself, it
is what it names now; asked for with the hash of its former words, it is where these went.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from comity.base.changes import Changes
from comity.base.manifest import REDIRECTS
from comity.base.tables import storable

_FIELDS = {"old": str, "text": str, "reason": str, "version": str, "new_text": str}
_WEAKER = {"same-text": 0, "document-renamed": 1, "reworded": 2, "within": 3, "gone": 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """Where the words of one id went. Ids of documents are redirected too, with their eId empty."""

    old: str
    text: str  # sha256 of the readable text that `old` named; of the document: ""
    new: str | None  # None: the words are gone
    new_text: str  # sha256 of the readable text that `new` names; "" without `new`
    reason: str  # same-text, document-renamed, reworded, within, gone: the weakest step there was
    share: float  # of both texts' words in common, 0 to 1, in the weakest step
    version: str  # of the base in which `old` last named it


def _steps(changes: Changes, version: str) -> dict[tuple[str, str], Redirect]:
    """What this build moved or reworded, by id and text in the base before it."""
    steps: dict[tuple[str, str], Redirect] = {}

    def add(old: str, text: str, new: str | None, new_text: str, reason: str, share: float) -> None:
        steps[old, text] = Redirect(
            old=old,
            text=text,
            new=new,
            new_text=new_text,
            reason=reason,
            share=share,
            version=version,
        )

    for document in changes.documents:
        if document.old is None:
            continue
        if document.new != document.old:
            gone = document.new is None
            reason = "gone" if gone else "document-renamed"
            add(document.old, "", document.new, "", reason, 0.0 if gone else 1.0)
        for old, text in document.kept if document.new != document.old else ():
            new = f"{document.new}{old[len(document.old) :]}"
            add(old, text, new, text, "document-renamed", 1.0)
        for change in document.provisions:
            if change.old is not None:
                add(
                    change.old,
                    change.old_text,
                    change.new,
                    change.new_text,
                    change.reason,
                    change.share,
                )
    return steps


def carried_over(
    before: Sequence[Redirect],
    changes: Changes,
    *,
    version: str,
    texts: Callable[[Iterable[str]], Mapping[str, str]],
) -> tuple[Redirect, ...]:
    """The redirects of a base after a build.

    Args:
        before: those of the base that it replaces.
        changes: between the two.
        version: of the base that it replaces.
        texts: for some ids, the text hash of each that the new base holds ("" for
            a document).

    Returns:
        By old id, the one that was made last at the end of its id's row.
    """
    steps = _steps(changes, version)
    come: dict[tuple[str, str], list[str]] = {}
    for change in (c for d in changes.documents for c in d.provisions):
        if change.old is None and change.new is not None:
            come.setdefault((_eid(change.new), change.new_text), []).append(change.new)
    lines: dict[tuple[str, str], Redirect] = {}
    for redirect in before:
        lines[redirect.old, redirect.text] = _led_on(redirect, steps, come)
    for key, step in steps.items():
        lines.pop(key, None)  # made anew: it goes to the end
        lines[key] = step
    now = texts(old for old, _ in lines)
    alive = [r for r in lines.values() if now.get(r.old) != r.text]
    return tuple(sorted(alive, key=lambda r: r.old))  # stable: later ones of an id stay later


def without_comparison(
    before: Sequence[Redirect], *, texts: Callable[[Iterable[str]], Mapping[str, str]]
) -> tuple[Redirect, ...]:
    """The redirects after a build that could not read the base that it replaced.

    What they led to is followed by its id alone.
    """
    now = texts(name for r in before for name in (r.old, r.new or ""))
    kept = []
    for redirect in before:
        if now.get(redirect.old) == redirect.text:
            continue
        if redirect.new is None:
            kept.append(redirect)
        elif redirect.new in now:
            kept.append(replace(redirect, new_text=now[redirect.new]))
        else:
            kept.append(replace(redirect, new=None, new_text="", reason="gone", share=0.0))
    return tuple(sorted(kept, key=lambda r: r.old))


def _eid(name: str) -> str:
    return name.partition("/")[2]


def _led_on(
    redirect: Redirect,
    steps: Mapping[tuple[str, str], Redirect],
    come: Mapping[tuple[str, str], Sequence[str]],
) -> Redirect:
    """An earlier redirect after the steps of this build."""
    if redirect.new is None:
        # A file that was away for a build may be back under another name.
        found = come.get((_eid(redirect.old), redirect.text), ())
        if len(found) != 1 or not redirect.text:
            return redirect
        reason = "document-renamed"
        return replace(redirect, new=found[0], new_text=redirect.text, reason=reason, share=1.0)
    step = steps.get((redirect.new, redirect.new_text))
    if step is None:
        return redirect
    weaker = step if _rank(step.reason) >= _rank(redirect.reason) else redirect
    return replace(
        redirect,
        new=step.new,
        new_text=step.new_text,
        reason=weaker.reason,
        share=min(redirect.share, step.share),
    )


def _rank(reason: str) -> int:
    return _WEAKER.get(reason, len(_WEAKER))


def stored_redirects(folder: Path) -> bytes:
    """The bytes of a base's redirects; none when it has none.

    Raises:
        OSError: they are there and cannot be read.
    """
    try:
        return (folder / REDIRECTS).read_bytes()
    except FileNotFoundError:
        return b""


def parsed_redirects(data: bytes) -> tuple[tuple[Redirect, ...], int]:
    """The redirects, and how many of the lines are damaged and are left out."""
    lines = data.decode("utf-8", "replace").split("\n")
    found = [_parsed(line) for line in lines if line.strip()]
    return tuple(r for r in found if r is not None), sum(r is None for r in found)


def read_redirects(folder: Path) -> tuple[tuple[Redirect, ...], int]:
    """The redirects of a base, and how many of the lines are damaged and are left out."""
    return parsed_redirects(stored_redirects(folder))


def _parsed(line: str) -> Redirect | None:
    try:
        facts = json.loads(line)
        new, share = facts["new"], float(facts["share"])
        values = {name: facts[name] for name in _FIELDS}
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not all(isinstance(values[n], kind) for n, kind in _FIELDS.items()):
        return None
    if not (new is None or isinstance(new, str)) or not 0 <= share <= 1:
        return None
    return Redirect(new=new, share=share, **values)


def write_redirects(folder: Path, redirects: Iterable[Redirect]) -> None:
    """Write the redirects of a base, one a line; no file without any."""
    lines = [json.dumps(asdict(r), ensure_ascii=False) for r in redirects]
    if lines:
        (folder / REDIRECTS).write_text(storable("\n".join(lines)) + "\n", "utf-8")


class Redirects:
    """The redirects of an open base, by id."""

    def __init__(self, redirects: Iterable[Redirect] = ()) -> None:
        self._last: dict[str, Redirect] = {}
        self._exact: dict[tuple[str, str], Redirect] = {}
        for redirect in redirects:
            self._last[redirect.old] = redirect
            self._exact[redirect.old, redirect.text] = redirect
        self._leading: dict[str, list[str]] | None = None  # made when first asked for

    def __len__(self) -> int:
        return len(self._exact)

    def of(self, name: str, text: str = "") -> Redirect | None:
        """Where an id leads that no longer stands: with this text hash, else as it last was."""
        return self._exact.get((name, text)) or self._last.get(name)

    def leading_to(self, name: str) -> tuple[str, ...]:
        """The ids of earlier versions whose words, at some time, went to this id."""
        if self._leading is None:
            leading: dict[str, list[str]] = {}
            for redirect in self._exact.values():
                if redirect.new is not None:
                    leading.setdefault(redirect.new, []).append(redirect.old)
            self._leading = leading
        return tuple(dict.fromkeys(self._leading.get(name, ())))

    def exact(self, name: str, text: str) -> Redirect | None:
        """Where the words went that an id named when they had this hash."""
        return self._exact.get((name, text))
