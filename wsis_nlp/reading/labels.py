"""What a speaker label looks like, and what only looks like one."""

from __future__ import annotations

import re
from typing import Literal

from wsis_nlp.reading.conventions import conventions, is_role
from wsis_nlp.reading.typography import NOTHING, visible
from wsis_nlp.reading.word_lists import common_words

Style = Literal["capitals", "name", "handle"]

LONGEST = 70
# So many characters show whether a text is in capitals.
LOOKED_AT = 20_000
_PARTICLES = frozenset(
    re.findall(
        r"\S+",
        "of the for and from de da do das dos del della di du la le las los van von der den ter "
        "bin ibn al el y e i af av zu in at & / - – | @",
    )
)
HONORIFIC = re.compile(
    r"^(?:(?:h\.?\s?e\.?|mr|mrs|ms|mx|miss|dr|prof(?:essor)?|hon(?:ourable|orable)?|sir|dame|"
    r"rt|ambassador|amb|minister|sen(?:ator)?|rev|eng|his excellency|her excellency|the)\b\.?\s*)+",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_STOP = re.compile(r"([\w.]*)[.!?;]\s+")
# "[SPEAKER_00]:", "(Ana Sol)" before the words; a noise mark is none.
_NAME_IN_BRACKETS = re.compile(
    r"[\[(] ?((?:[^\W\d_]\w*(?:_\d+| \d+)|[^\W\d_][\w.'’\- ]{1,50}?)) ?[\])](?::|(?=\s)|$)\s*"
)
_LETTER = re.compile(r"[^\W\d_]")


def label_at(text: str, start: int, end: int) -> tuple[str, int] | None:
    """The candidate label that ``text[start:end]`` begins with, and the offset behind its mark.

    Only the shape is judged here: something with a letter before a colon, and after it a space,
    the end, or a bracket (``10:30`` and ``https://`` are none); or a name in brackets.
    """
    named = _NAME_IN_BRACKETS.match(text, start, end)
    if named and not conventions().words.match(named.group(1) + ")"):
        return visible(named.group(1)), named.end()
    colon = text.find(":", start, min(end, start + LONGEST + 1))
    if colon < 0:
        return None
    label = visible(text[start:colon])
    if not label or not _LETTER.search(label):
        return None
    after = text[colon + 1 : colon + 2]
    if colon + 1 >= end or after.isspace() or after in '(["“>‘*' or after in NOTHING:
        return label, colon + 1
    # Captioners in a hurry: "MODERATOR:Good morning.", "AB :Yes."
    slipped = len(label) > 2 or text[colon - 1] == " "
    glued = label.isupper() and slipped and len(label) > 1 and after.isalpha()
    return (label, colon + 1) if glued else None


def label_shape(text: str) -> tuple[str, int] | None:
    """What ``Name: words`` of a cue begins with, and the offset behind it, by the shape alone."""
    start = len(text) - len(text.lstrip(NOTHING + " \n"))
    line_end = text.find("\n", start)
    return label_at(text, start, len(text) if line_end < 0 else line_end)


def style_of(label: str) -> Style | None:
    """How a label is written: in capitals, as a name, as a handle; ``None`` if as none of them."""
    bare = _BRACKET.sub("", label)
    rest = without_title(bare)
    words = rest.replace(",", " ").split()
    if not words:
        return "name" if bare != rest and bare[:1].isupper() else None
    if len(words) > 9 or _is_sentence(rest) or conventions().not_labels.match(label):
        return None
    if not all(_is_word(word) for word in words):
        return None
    letters = [char for char in bare if char.lower() != char.upper()]
    if letters and all(char.isupper() for char in letters):
        return "capitals"
    if _capital(words[0]) and all(_capital(w) or w.casefold() in _PARTICLES for w in words):
        return "name" if letters or len(words) <= 4 else None
    return "handle" if len(words) == 1 else None


def is_common(label: str) -> bool:
    """Whether every word of a label is an everyday word or a number: "Note", "Target 3"."""
    bare = without_title(_BRACKET.sub("", label))
    words = re.findall(r"[^\W\d_]+", bare.casefold())
    return all(word in common_words() or word in _PARTICLES for word in words)


def has_common(label: str) -> bool:
    """Whether some word of a label is an everyday word of a sentence: "OUR QUESTION IS"."""
    bare = without_title(_BRACKET.sub("", label))
    words = re.findall(r"[^\W\d_]+", bare.casefold())
    return any(word in common_words() and word not in _PARTICLES for word in words)


def in_capitals(text: str) -> bool:
    """Whether a text is written in capitals throughout."""
    letters = [char for char in text[:LOOKED_AT] if char.lower() != char.upper()]
    return sum(char.isupper() for char in letters) > 0.9 * len(letters)


def is_titled(label: str) -> bool:
    """Whether a label begins with a form of address: "Ms.", "H.E."."""
    return bool(HONORIFIC.match(label)) and not label.casefold().startswith("the ")


def is_certain(label: str) -> bool:
    """Whether a label is a speaker's by its own words: a role, or one with a form of address."""
    return is_role(label) or is_titled(label)


def without_title(label: str) -> str:
    """A label without its forms of address."""
    return HONORIFIC.sub("", label)


def label_key(label: str) -> str:
    """What two spellings of a label in one file have in common."""
    return " ".join(without_title(_BRACKET.sub("", label)).casefold().split())


def _capital(word: str) -> bool:
    first = word.lstrip("\"“'(#")[:1]
    return bool(first) and (first.isdigit() or not first.islower())


def _is_word(word: str) -> bool:
    return bool(re.fullmatch(r"[\w.'’`´‘\-–/&|@#+°\"“”()\[\]]+", word))


def _is_sentence(text: str) -> bool:
    """Whether there is the end of a sentence inside: "Thank you.  Next"."""
    for stop in _STOP.finditer(text):
        word = stop.group(1).rstrip(".")
        if stop.group().rstrip()[-1] != "." or (len(word) > 3 and "." not in word):
            return True
    return False
