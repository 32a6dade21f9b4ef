"""Which language a text is written in."""

from __future__ import annotations

import functools
import unicodedata
from typing import Any

# The languages that governance texts are met in; a shorter list errs less than
# all 140 that the model knows (short headings come out as Latin or Luxembourgish).
LANGUAGES = (
    *("ar", "bg", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr"),
    *("hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "nl", "no", "pl", "pt", "ro", "ru", "sk"),
    *("sl", "sr", "sv", "sw", "th", "tr", "uk", "ur", "vi", "zh"),
)
# ISO 639-2/T codes of these, as Akoma Ntoso and library catalogues write them.
ALPHA3 = dict(
    zip(
        LANGUAGES,
        (
            *("ara", "bul", "ces", "dan", "deu", "ell", "eng", "spa", "est", "fas", "fin", "fra"),
            *("heb", "hin", "hrv", "hun", "ind", "ita", "jpn", "kor", "lit", "lav", "msa", "nld"),
            *("nor", "pol", "por", "ron", "rus", "slk", "slv", "srp", "swe", "swa", "tha", "tur"),
            *("ukr", "urd", "vie", "zho"),
        ),
        strict=True,
    )
)
_SAMPLES = 5
_SAMPLE_CHARS = 4000  # in each place; more moved no result on the texts of the shared corpus


def detect_language(text: str) -> tuple[str, float]:
    """The language that most of a text is written in, and how sure that is.

    Looks at five stretches spread over the text, so that a title page in
    another language does not decide. Chinese is "zh" in either script.

    Returns:
        (BCP 47 tag, confidence from 0 to 1); ("und", 0.0) for a text without letters.

    Source:
        py3langid, a naive Bayes classifier over byte n-grams (Lui and Baldwin
        2012, "langid.py"); its confidence is a softmax tempered by length.
    """
    sample = _sample(text)
    if not any(unicodedata.category(c).startswith("L") for c in sample):
        return "und", 0.0
    language, confidence = _identifier().classify(sample)
    return str(language), round(min(1.0, float(confidence)), 4)


def _sample(text: str) -> str:
    if len(text) <= _SAMPLES * _SAMPLE_CHARS:
        return text
    step = (len(text) - _SAMPLE_CHARS) // (_SAMPLES - 1)
    return "\n".join(text[n * step : n * step + _SAMPLE_CHARS] for n in range(_SAMPLES))


@functools.cache
def _identifier() -> Any:
    # Imported when first needed: its model takes longer to load than all of comity.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier
