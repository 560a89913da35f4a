"""Who would be named: sentences that give a person away are not quoted in the chair's style.

A leak is worse than a sentence too few, so what may be a name is taken for one, except where the
word is an everyday one. A part of a speaker's name ("Okafor", "Okafor's", "Wray" of Wray-Okonski)
counts wherever it stands with a capital; a part that is also a common word ("Bell", "Young") only
where its neighbours say that a person is meant. People who did not speak are known by a title or by
a given name of the list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from wsis_nlp.domain.records import Speaker, SpeakerKind
from wsis_nlp.domain.resources import config_path, configuration
from wsis_nlp.reading.organisations import country_named
from wsis_nlp.reading.typography import without_accents
from wsis_nlp.reading.word_lists import common_words

_TOKEN = re.compile(r"[^\W\d_][\w'’‑-]*")
_SMALL = re.compile(r"\b[a-z]{3,}\b")
# A word with a capital inside a sentence.
_LARGE = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b")
_PIECE = re.compile(r"[-‑]")
_OWNS = re.compile(r"['’](?:s|S)?$")
_STOP = re.compile(r"[.!?:;“”\"]\s*$")
# A word that a corpus writes small so often is an everyday one.
_EVERYDAY = 3
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class NameRules:
    """The lists of ``configs/drafting/names.yaml`` and of ``given_names.txt``, folded."""

    titles: frozenset[str]
    weak_titles: frozenset[str]
    no_names: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]
    speaking: frozenset[str]
    before: frozenset[str]
    shortest: int
    particles: frozenset[str]
    calendar: frozenset[str]
    given: frozenset[str]


@cache
def name_rules() -> NameRules:
    """Load the lists, once; raises ``ConfigurationError`` if one is broken."""
    with configuration("drafting", "names.yaml") as raw:

        def words(name: str) -> frozenset[str]:
            return frozenset(without_accents(str(raw[name])).casefold().split())

        lines = config_path("drafting", "given_names.txt").read_text(encoding="utf-8").splitlines()
        given = {
            without_accents(word) for line in lines if line[:1] != "#" for word in line.split()
        }
        return NameRules(
            words("titles"),
            words("weak_titles"),
            words("no_names"),
            tuple(re.compile(pattern) for pattern in raw["patterns"]),
            words("speaking"),
            words("before"),
            int(raw["shortest"]),
            words("particles"),
            words("calendar"),
            frozenset(given),
        )


class Names:
    """The people who must not be named.

    Parameters
    ----------
    speakers
        Everybody who speaks; only persons count.
    texts
        What is said: a word that it often writes small is an everyday word, whoever is called so.
    """

    def __init__(self, speakers: Iterable[Speaker], texts: Iterable[str] = ()) -> None:
        rules = name_rules()
        people = {s.name for s in speakers if s.kind is SpeakerKind.PERSON}
        small, large = Counter[str](), Counter[str]()
        for text in texts:
            small.update(_SMALL.findall(text))
            large.update(word.casefold() for word in _LARGE.findall(text))
        often = {word for word, count in small.items() if count >= max(_EVERYDAY, large[word])}
        everyday = common_words() | often
        titles = rules.titles | rules.weak_titles
        self._whole: set[tuple[str, ...]] = set()
        self._signs: set[str] = set()
        self._sure: set[str] = set()
        self._unsure: set[str] = set()
        self._handles = {name for name in people if name.islower()}
        for name in people:
            words = [word.casefold() for word in _TOKEN.findall(without_accents(name))]
            if not _LATIN.search(without_accents(name)):
                self._signs.add(name)
            elif len(words) > 1:
                self._whole.add(tuple(words))
            for part in {piece for word in words for piece in (word, *_PIECE.split(word))}:
                if len(part) < rules.shortest or part in rules.particles or country_named(part):
                    continue
                known = part in everyday or part in titles or part in rules.calendar
                (self._unsure if known else self._sure).add(part)

    def in_title(self, word: str) -> bool:
        """Whether a word of a title of ours, in small letters, is somebody's name."""
        return without_accents(word).casefold() in self._sure

    def find(self, text: str) -> str:
        """What gives a person away in a text, or ""."""
        plain = without_accents(text)
        for pattern in name_rules().patterns:
            if found := pattern.search(plain):
                return found[0]
        if sign := next((sign for sign in self._signs if sign in text), ""):
            return sign
        said = [_Said.of(plain, match) for match in _TOKEN.finditer(plain)]
        keys = [word.key for word in said]
        known = {piece for word in said for piece in word.pieces}
        if not known.isdisjoint(self._sure | self._unsure):
            for place, word in enumerate(said):
                if self._named(said, place) or self._by_whole_name(keys, place):
                    return word.text
        return next((b.text for a, b in pairwise(said) if _title(a, b) or _given(a, b)), "")

    def _named(self, said: list[_Said], place: int) -> bool:
        """Whether a word is a part of a speaker's name here."""
        word = said[place]
        if not word.capital:
            return word.key in self._handles and word.key in self._sure
        if not self._sure.isdisjoint(word.pieces):
            return True
        if self._unsure.isdisjoint(word.pieces):
            return False
        rules = name_rules()
        before = said[place - 1] if place and not word.first else None
        after = said[place + 1] if place + 1 < len(said) and word.joined else None
        speaks = after is not None and after.key in rules.speaking
        if before is None or word.key in rules.calendar or (after is not None and after.capital):
            # "May said" begins like "May I": it takes a word that only a person goes with.
            return speaks
        if before.capital and not before.first:
            return False
        return speaks or word.owns or before.key in rules.before

    def _by_whole_name(self, keys: list[str], place: int) -> bool:
        """Whether a whole name begins here, however it is written."""
        return any(
            keys[place] == name[0] and tuple(keys[place : place + len(name)]) == name
            for name in self._whole
        )


@dataclass(frozen=True, slots=True)
class _Said:
    """A word as it stands; ``key`` is folded and without its possessive, ``pieces`` are its parts.

    It is the ``first`` of a sentence, ``owns`` something, is ``joined`` to the next by a space
    alone, or ``dotted`` like an abbreviation.
    """

    text: str
    key: str
    pieces: tuple[str, ...]
    capital: bool
    first: bool
    owns: bool
    joined: bool
    dotted: bool

    @classmethod
    def of(cls, text: str, match: re.Match[str]) -> _Said:
        bare = _OWNS.sub("", match[0])
        key = bare.casefold()
        before = text[: match.start()]
        after = text[match.end() : match.end() + 2]
        return cls(
            match[0],
            key,
            (key, *_PIECE.split(key)) if "-" in key or "‑" in key else (key,),
            bare[:1].isupper(),
            not before.strip() or bool(_STOP.search(before)),
            bare != match[0],
            after[:1].isspace(),
            after[:1] == ".",
        )


def _title(title: _Said, name: _Said) -> bool:
    """Whether the second word is a name after a title."""
    rules = name_rules()
    if not title.capital or not name.capital or not (title.joined or title.dotted):
        return False
    if name.first and not title.dotted:
        return False
    if title.key in rules.titles:
        return name.key not in rules.no_names and name.key not in rules.titles
    weak = title.key in rules.weak_titles and name.key not in common_words()
    return weak and name.key not in rules.no_names | rules.titles | rules.weak_titles


def _given(given: _Said, name: _Said) -> bool:
    """Whether a given name stands before what may be a surname."""
    if given.key not in name_rules().given or not given.capital or not given.joined:
        return False
    return name.capital and not given.owns and name.key not in common_words()
