"""Text in capitals, cased for reading. What is ours is marked by the type; nothing else uses it.

``Document.text`` stays as it was written: matching, checking and citing go by it alone. The cased
form has the same length, so an offset into one is an offset into the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from wsis_nlp.reading.labels import common_words, in_capitals
from wsis_nlp.reading.organisations import country_named, known_names

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.?!…]\s|\n)[\s\"“'(\[]*$")
_LOOK = 12
_ALWAYS = {"i": "I", "internet": "Internet", "english": "English", "french": "French"}
# fmt: off
_ACRONYMS = frozenset((
    "ict", "icts", "sdg", "sdgs", "ai", "igf", "wsis", "gdc", "ngo", "ngos", "sme", "smes", "ldcs",
    "sids", "lldcs", "dns", "un", "ceo", "covid", "gdp", "iot", "tv", "usa", "uk", "eu", "dpi",
))
# fmt: on


@dataclass(frozen=True, slots=True)
class Cased:
    """The cased form of a text; ``ours`` says whether any letter of it is not the source's."""

    text: str
    ours: bool


def cased(text: str, names: frozenset[str] = frozenset()) -> Cased:
    """``text`` with sentence case, if it is in capitals throughout; else as it stands.

    Acronyms and countries that we know keep their capitals, ``names`` (words of the speakers'
    names, folded) and words that are no everyday words get an initial one.
    """
    if len(text) < 20 or not in_capitals(text):
        return Cased(text, ours=False)
    out, last = [], 0
    for match in _WORD.finditer(text):
        start = match.start()
        first = bool(_SENTENCE_START.search(text[max(0, start - _LOOK) : start]))
        out += [text[last:start], _word(match.group(), names, first=first)]
        last = match.end()
    shown = "".join([*out, text[last:]])
    # A letter whose small form is longer ("İ") would move what follows: leave such a text alone.
    return Cased(shown, ours=True) if len(shown) == len(text) else Cased(text, ours=False)


def _word(word: str, names: frozenset[str], *, first: bool) -> str:
    small = word.lower()
    stem = re.split(r"['’]", small)[0]
    if stem in _ALWAYS:
        return _ALWAYS[stem] + small[len(stem) :]
    if stem in _ACRONYMS or stem in _known():
        return stem.upper() + small[len(stem) :]
    proper = stem in names or (stem not in common_words() and not _everyday(stem))
    return small[:1].upper() + small[1:] if first or proper or country_named(stem) else small


def _everyday(stem: str) -> bool:
    """Whether a word is an inflected everyday word: "connecting", "schools"."""
    endings = ("s", "es", "ed", "d", "ing", "ly", "er", "ers", "al", "ment", "ness", "ity", "ion")
    return any(
        stem.endswith(end) and stem[: -len(end)] + more in common_words()
        for end in endings
        for more in ("", "e", "y")
    )


@cache
def _known() -> frozenset[str]:
    """The listed organisations that are written in capitals, folded."""
    return frozenset(name.casefold() for name in known_names() if re.fullmatch(r"[A-Z]{2,8}", name))
