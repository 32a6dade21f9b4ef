"""What each signal adds to the strength of a pair, and how probable that makes a relation.

The figures are in `data/link-weights.toml`, with where they come from; `comity evaluate
GOLD.csv --fit` fits them anew.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from functools import cache
from importlib.resources import files
from math import isfinite
from pathlib import Path
from typing import Any

from comity.errors import UsageError

WORDS, MEANING = "words", "meaning"  # the two sets of weights: without and with an encoder
_SETS = (WORDS, MEANING)
_MOST_BYTES = 100_000
_GREATEST = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkWeights:
    """How signals become a probability; see `score`. No figure but `constant` is negative.

    strength = topics + weight * (lexical signal) + semantic * (semantic signal);
    probability = logistic(logarithm * ln(strength + 0.01) + linear * strength + constant).

    The weight of the lexical signal is `lexical` where both texts have topics, `alone` where
    neither has, and the root of their product where one has.
    """

    lexical: float
    alone: float
    semantic: float = 0.0
    logarithm: float
    linear: float
    constant: float
    reuse: float  # 0 to 1: probability of a relation where a text is wholly reused

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            least = -_GREATEST if field.name == "constant" else 0.0
            most = 1.0 if field.name == "reuse" else _GREATEST
            if not isinstance(value, int | float) or not isfinite(value):
                raise UsageError(f"The weight {field.name!r} is {value!r}, not a number.")
            if not least <= value <= most:
                raise UsageError(
                    f"The weight {field.name!r} is {value}; it is {least:g} to {most:g}."
                )
        if 0 in (self.lexical, self.alone) or self.logarithm + self.linear == 0:
            raise UsageError("The weights make no difference between pairs.")


def read_weights(text: str, name: str) -> dict[str, LinkWeights]:
    """Weights from TOML, by set: `words`, and `meaning` where an encoder was fitted too.

    Raises:
        UsageError: it is no such file; it names what is wrong.
    """
    try:
        tables = tomllib.loads(text)
        if WORDS not in tables:
            raise _not_weights(name, f"it has no table [{WORDS}]")
        return {which: _weights(tables[which], which, name) for which in _SETS if which in tables}
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _not_weights(name, str(error)) from error


def _weights(table: Any, which: str, name: str) -> LinkWeights:
    if not isinstance(table, dict):
        raise _not_weights(name, f"{which!r} is no table")
    known = {field.name: field.default is MISSING for field in fields(LinkWeights)}
    missing = [key for key, needed in known.items() if needed and key not in table]
    if missing:
        raise _not_weights(name, f"[{which}] lacks {', '.join(missing)}")
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise _not_weights(name, f"[{which}] has {unknown[0][:50]!r}, which is no weight")
    return LinkWeights(**table)


def _not_weights(name: str, why: str) -> UsageError:
    return UsageError(
        f"{name} holds no link weights: {why}.",
        hint="Write one with `comity evaluate GOLD.csv --fit --write FILE`.",
    )


def read_weights_file(path: Path) -> dict[str, LinkWeights]:
    """Weights from a file; see `read_weights`."""
    try:
        data = path.read_bytes()[: _MOST_BYTES + 1]
        if len(data) > _MOST_BYTES:
            raise UsageError(f"{path} has more than {_MOST_BYTES} bytes: no link weights.")
        return read_weights(data.decode("utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}.", hint="Name a TOML file.") from None


@cache
def shipped_weights() -> Mapping[str, LinkWeights]:
    """The weights that come with comity, by set."""
    text = files("comity").joinpath("data", "link-weights.toml").read_text("utf-8")
    return read_weights(text, "link-weights.toml")


def as_toml(sets: Mapping[str, LinkWeights], *, comment: str = "") -> str:
    """The text of a file that `read_weights` reads."""
    lines = [f"# {line}".rstrip() for line in comment.splitlines()]
    for which, weights in sets.items():
        facts: dict[str, Any] = asdict(weights)
        lines += ["", f"[{which}]", *(f"{key} = {value}" for key, value in facts.items())]
    return "\n".join(lines).lstrip("\n") + "\n"
