"""Labels of printed results: `labels.toml` holds every one in every language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from comity.errors import UnknownIdError

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")  # the six of the United Nations


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of one language, by key."""

    language: str
    words: dict[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The label, with `{name}` places filled in; KeyError when no language has the key."""
        return self.words[key].format(**values)

    def of_kind(self, kind: str) -> str:
        """A provision's kind; the bare word where no label is known for it."""
        return self.words.get(f"kind_{kind}", kind)


def labels_in(language: str) -> Labels:
    """Labels in one of `LANGUAGES`.

    Raises:
        UnknownIdError: another language was asked for.
    """
    if language not in LANGUAGES:
        raise UnknownIdError(
            "interface language",
            language,
            known=len(LANGUAGES),
            closest=LANGUAGES,
            where="that labels come in",
            hint="Labels come in these six; texts keep their own language.",
        )
    table = tomllib.loads(files(__package__).joinpath("labels.toml").read_text("utf-8"))
    return Labels(language, {key: words[language] for key, words in table.items()})
