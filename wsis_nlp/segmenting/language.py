"""The language of a text, offline."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

from wsis_nlp.domain.records import Document, Passage
from wsis_nlp.reading.word_lists import common_words

# The language of most samples is a text's; characters, and how many at most.
_SAMPLE, _SAMPLES = 150, 15
# A passage shorter than this (words) is taken to be in the language around it.
_SHORTEST = 12
# A passage with this share of English everyday words is English: that spares the detector.
_ENGLISH = 0.25
_SURE = 0.8
_WORD = re.compile(r"[^\W\d_]+")


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
    if sum(char.isalpha() for char in text) < 20:
        return None
    count = min(_SAMPLES, max(1, len(text) // _SAMPLE))
    step = max(1, (len(text) - _SAMPLE) // max(1, count - 1))
    pieces = [text] if count == 1 else [text[i * step :][:_SAMPLE] for i in range(count)]
    found = Counter(_detector().detect_language_of(piece) for piece in pieces)
    del found[None]
    if not found:
        return None
    # Of equals the one that comes first in the text.
    return str(max(found, key=lambda language: found[language]).iso_code_639_1.name.lower())


def foreign_spans(document: Document, cut: tuple[Passage, ...]) -> tuple[tuple[int, int, str], ...]:
    """The passages in another language than their document's, as (start, end, ISO 639-1 code).

    A speaker may switch language in mid-session. Short passages, and ones of which the detector is
    not sure, are taken to be in the document's language.
    """
    if document.language is None:
        return ()
    out: list[tuple[int, int, str]] = []
    for passage in cut:
        text = document.text[passage.start : passage.end]
        code = _surely(text, document.language)
        if code and code != document.language:
            out.append((passage.start, passage.end, code))
    return tuple(out)


def _surely(text: str, usual: str) -> str | None:
    words = _WORD.findall(text.casefold())
    if len(words) < _SHORTEST and len(text) < 60:
        return None
    if usual == "en" and sum(word in common_words() for word in words) >= _ENGLISH * len(words) > 0:
        return None
    found = _detector().compute_language_confidence_values(text)
    if not found or found[0].value < _SURE:
        return None
    return str(found[0].language.iso_code_639_1.name.lower())
