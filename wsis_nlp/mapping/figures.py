"""Figures quoted: numbers with their unit and what they are about.

Statements are read for quantities (people, shares, money, measures, things counted), written in
digits or in words, with the words that bound them ("more than", "about"). Years, dates and numbers
that are names (paragraph 28, 5G) are no quantities. Which of them contradict each other is found
in :mod:`wsis_nlp.mapping.disagreements`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from wsis_nlp.domain.records import Statement
from wsis_nlp.mapping.figure_words import FigureWords, load_figure_words
from wsis_nlp.mapping.numbers import Number, find_numbers
from wsis_nlp.mapping.words import stem, stop_words

# Adjectives and nouns between a number and the plural that is counted.
_MOST_NOUN_WORDS = 3
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
# Numbers this large are hardly the speaker's own, though the sentence may speak of them too; larger
# than any country, never.
_PUBLIC, _WORLD = 1e6, 1.5e9
_CLAUSE = re.compile(
    r"[,;:()–—]|\s-+\s|\b(?:and|but|because|while|whereas|although)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NAME = re.compile(r"(?<![.?!:]\s)(?<!^)\b[A-Z][\w'’-]+")


class FigureKind(StrEnum):
    """What kind of quantity a figure is."""

    PEOPLE = "people"
    SHARE = "share"
    MONEY = "money"
    MEASURE = "measure"
    COUNT = "count"


class Bound(StrEnum):
    """How the words before a number bound it."""

    EXACTLY = ""
    ABOUT = "about"
    AT_LEAST = "at least"
    AT_MOST = "at most"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that was quoted.

    ``start`` and ``end`` are offsets into ``Document.text`` of the number with its unit, ``quote``
    the words there. ``value`` is in ``unit``: ``%``, a currency code, a measure, or the noun that
    was counted (``people`` for all of humankind's names). ``slack`` is half a unit of the last
    place given. ``about`` holds the stems of what the clause is about, ``names`` the proper names
    in the sentence, ``years`` the years. ``own`` says that it speaks of the speaker's own matter.
    """

    statement: Statement
    start: int
    end: int
    quote: str
    kind: FigureKind
    value: float
    unit: str
    bound: Bound
    slack: float
    about: frozenset[str]
    names: frozenset[str]
    years: frozenset[str]
    own: bool

    @property
    def voice(self) -> str:
        """Who quoted it, as far as that is known: the delegation, else the document."""
        speaker = self.statement.speaker
        if speaker is not None and speaker.countable:
            return speaker.delegation
        return self.statement.sentence.document_id


def find_figures(statements: Sequence[Statement]) -> tuple[Figure, ...]:
    """Every quantity in the statements, in their order.

    Raises
    ------
    ConfigurationError
        If ``configs/mapping/figures.yaml`` is broken.
    """
    words = load_figure_words()
    return tuple(
        figure
        for statement in statements
        for number in find_numbers(statement.text)
        if (figure := _figure(statement, number, words))
    )


def _figure(statement: Statement, number: Number, words: FigureWords) -> Figure | None:
    text = statement.text
    start, end = number.start, number.end
    before, after = text[:start], text[end:]
    if _is_name(before, after, words):
        return None
    if number.share:
        kind, unit, reach = FigureKind.SHARE, "%", 0
    else:
        currency = _currency_before(before, words)
        found = words.unit(after)
        if currency:
            kind, unit, reach = FigureKind.MONEY, currency[0], 0
            start -= currency[1]
        elif found:
            kind, unit, reach = FigureKind(found[0]), found[1], found[2]
        else:
            unit, reach = _noun(after, words)
            kind = FigureKind.COUNT
            if not unit and words.people_before.search(_clause(text, start, end)):
                kind, unit = FigureKind.PEOPLE, "people"
            if not unit or (number.plain and _FIRST_YEAR <= number.value <= _LAST_YEAR):
                return None
    bound = _bound(text[:start], words)
    clause = _clause(text, start, end + reach)
    offset = statement.sentence.start
    return Figure(
        statement,
        offset + start,
        offset + end + reach,
        text[start : end + reach],
        kind,
        number.value,
        unit,
        bound,
        number.slack,
        _about(clause, text[start : end if kind is FigureKind.COUNT else end + reach]),
        frozenset(name for name in _NAME.findall(text) if _is_proper(name, words)),
        frozenset(_YEAR.findall(text)),
        number.value < _WORLD and _own(clause if number.value >= _PUBLIC else text, words),
    )


def _is_name(before: str, after: str, words: FigureWords) -> bool:
    """Whether the number is a label (paragraph 28), an item of a list (3.), a time or a date."""
    last = _WORD.findall(before[-30:])
    if before.rstrip().endswith((".", "(")) and not before.strip(" .()0123456789"):
        return True
    if not before.strip() and re.match(r"[.)]", after):
        return True
    if last and before.rstrip().endswith(last[-1]) and last[-1].casefold() in words.names:
        return True
    return bool(re.match(r"\s*(?:o'clock|[ap]\.?m\.?\b)|:\d\d|/\d", after)) or bool(
        words.months.match(after.lstrip()) or (last and words.months.fullmatch(last[-1]))
    )


def _is_proper(name: str, words: FigureWords) -> bool:
    return name.casefold() not in words.own and not words.months.fullmatch(name)


def _currency_before(before: str, words: FigureWords) -> tuple[str, int] | None:
    match = words.currency_before.search(before)
    return (words.units[match.group(1).casefold()][1], len(match.group())) if match else None


def _noun(after: str, words: FigureWords) -> tuple[str, int]:
    """The thing counted (its stem) and how far it reaches: up to the first plural."""
    reach = 0
    for count, match in enumerate(_WORD.finditer(after)):
        word = match.group().casefold()
        if after[reach : match.start()].strip(" -\u2011") or word in words.stop:
            break
        reach = match.end()
        if word in words.no_thing or count == _MOST_NOUN_WORDS:
            break
        if word in words.uncountable or (word != stem(word) and "'" not in word):
            return stem(word), reach
    return "", 0


def _bound(before: str, words: FigureWords) -> Bound:
    match = words.bounds.search(before)
    return Bound(words.bound_of[match.group(1).casefold()]) if match else Bound.EXACTLY


def _clause(text: str, start: int, end: int) -> str:
    cuts = [match.span() for match in _CLAUSE.finditer(text)]
    left = max((stop for _, stop in cuts if stop <= start), default=0)
    right = min((begin for begin, _ in cuts if begin >= end), default=len(text))
    return text[left:right]


def _about(clause: str, without: str) -> frozenset[str]:
    found = (word.casefold() for word in _WORD.findall(clause.replace(without, " ")))
    return frozenset(stem(word) for word in found if word not in stop_words() and len(word) > 2)


def _own(clause: str, words: FigureWords) -> bool:
    """Whether the clause speaks of the speaker's own matter, not only of who counted."""
    found = [re.split("['’]", word.casefold())[0] for word in _WORD.findall(clause)]
    for place, word in enumerate(found):
        if word not in words.own:
            continue
        following = found[place + 1 : place + 4]
        if not any(near in words.counted_by or stem(near) in words.counts for near in following):
            return True
    return False
