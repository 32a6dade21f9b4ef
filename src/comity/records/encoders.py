"""What is known of a model that turns texts into vectors."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoder:
    """A sentence encoder, by what its vectors depend on."""

    name: str  # under which it was added: "all-MiniLM-L6-v2"
    source: str  # "organisation/name" on the model hub; "" when it came from a folder
    revision: str  # commit on the hub; "" when it came from a folder
    sha256: str  # of its weights, hexadecimal; of the list of them when there are several
    files_sha256: str  # of the list of all its files: what tells two encoders apart
    languages: tuple[str, ...]  # BCP 47, primary; empty when it is multilingual
    multilingual: bool  # a text and its translation get like vectors

    def reads(self, language: str) -> bool:
        """True when it was made for texts in a language, a BCP 47 tag."""
        return self.multilingual or language.partition("-")[0].lower() in self.languages
