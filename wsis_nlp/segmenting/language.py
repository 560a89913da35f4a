"""The language of a text, offline."""

from __future__ import annotations

from functools import cache
from typing import Any

# Beginning, middle and end of a long text tell its language as well as the whole does.
_SAMPLE = 1200


@cache
def _detector() -> Any:  # noqa: ANN401
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    # The six languages of the United Nations and those that submissions come in besides.
    codes = ("AR", "DE", "EN", "ES", "FR", "IT", "JA", "KO", "NL", "PL", "PT", "RU", "TR", "ZH")
    wanted = [getattr(IsoCode639_1, code) for code in codes]
    builder = LanguageDetectorBuilder.from_iso_codes_639_1(*wanted)
    return builder.with_low_accuracy_mode().build()


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of a text's language, or ``None`` if it is too short to tell.

    Uses lingua (https://github.com/pemistahl/lingua-py) with its small models, which are enough
    for texts of a paragraph and more.
    """
    if len(text) > 3 * _SAMPLE:
        middle = len(text) // 2
        text = text[:_SAMPLE] + " " + text[middle : middle + _SAMPLE] + " " + text[-_SAMPLE:]
    if sum(char.isalpha() for char in text) < 20:
        return None
    found = _detector().detect_language_of(text)
    return found.iso_code_639_1.name.lower() if found else None
