"""Whether what a sentence points at with "it", "they" or "these" is named in the sentence itself.

No parser: a pronoun needs an earlier word that may be a noun of its number, or a name or a word
for a person. What may be a noun is told by its place and ending. The lists are in
``configs/drafting/antecedents.yaml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import yaml

from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.domain.resources import config_path

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# How much of two words must be alike to be the same noun in singular and plural.
_STEM = 5


@dataclass(frozen=True, slots=True)
class Pointers:
    """The word lists of ``configs/drafting/antecedents.yaml``."""

    one: frozenset[str]
    several: frozenset[str]
    person: frozenset[str]
    near: frozenset[str]
    known: frozenset[str]
    empty: re.Pattern[str]
    no_nouns: frozenset[str]
    before_verbs: frozenset[str]
    plurals: frozenset[str]
    people: re.Pattern[str]
    prepositions: frozenset[str]


@cache
def pointers() -> Pointers:
    """Load the lists, once; raises ``ConfigurationError`` if the file is broken."""
    path = config_path("drafting", "antecedents.yaml")
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))

        def words(name: str) -> frozenset[str]:
            return frozenset(str(raw[name]).split())

        return Pointers(
            words("one"),
            words("several"),
            words("person"),
            words("near"),
            words("known"),
            re.compile(raw["empty"], re.IGNORECASE),
            words("no_nouns"),
            words("before_verbs"),
            words("plurals"),
            re.compile(raw["people"], re.IGNORECASE),
            words("prepositions"),
        )
    except (KeyError, TypeError, ValueError, re.error, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path}: {error}. Mend it or reinstall.") from error


def points_outside(sentence: str) -> str:
    """The first word that points at something which the sentence does not name, or ""."""
    known = pointers()
    blank = known.empty.sub(lambda found: " " * len(found[0]), sentence)
    words = [match[0] for match in _WORD.finditer(blank)]
    small = [word.lower().replace("’", "'") for word in words]
    nouns: list[str] = []
    several = person = joined = False
    for place, word in enumerate(small):
        bare = word.split("'")[0]
        if bare in known.several:
            # Two things named with "and" between them may be "they" as well.
            if not several and not joined:
                return words[place]
        elif bare in known.one:
            if not any(not _plural(noun, known) for noun in nouns):
                return words[place]
        elif bare in known.person:
            if not person:
                return words[place]
        elif _points(small, place, known):
            meant = small[place + 1][:_STEM]
            if not any(noun[:_STEM] == meant for noun in nouns):
                return words[place]
        elif _may_be_noun(words, small, place, known):
            joined = joined or (bool(nouns) and "and" in small[:place])
            nouns.append(word)
            several = several or _plural(word, known)
            named = place > 0 and words[place][0].isupper()
            person = person or named or bool(known.people.search(word))
    return ""


def _points(small: list[str], place: int, known: Pointers) -> bool:
    """Whether "this", "these", "those" or "that" stands before a noun as a pointer at it."""
    word = small[place]
    if word not in known.near or place + 1 >= len(small):
        return False
    after = small[place + 1].removesuffix("'s")
    if after in known.known or after in known.no_nouns:
        return False
    # "that" mostly joins clauses; it points after a preposition ("for that intention").
    return word != "that" or (place > 0 and small[place - 1] in known.prepositions)


def _may_be_noun(words: list[str], small: list[str], place: int, known: Pointers) -> bool:
    word = small[place]
    if word in known.no_nouns or len(word) < 2 or word.endswith("ly"):
        return False
    if word.isdigit():
        return False
    return place == 0 or small[place - 1] not in known.before_verbs


def _plural(word: str, known: Pointers) -> bool:
    if word in known.plurals:
        return True
    return word.endswith("s") and not word.endswith(
        ("ss", "us", "is", "'s", "tics", "mics", "hics")
    )
