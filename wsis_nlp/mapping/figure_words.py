"""The words around a number: ``configs/mapping/figures.yaml``, checked when it is loaded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from wsis_nlp.domain.resources import configuration

_LISTS = ("names", "stop", "own", "counted_by", "counts", "uncountable", "no_thing")
_BOUNDS = {"at_least": "at least", "at_most": "at most", "about": "about"}


@dataclass(frozen=True, slots=True)
class FigureWords:
    """The lists of the file, ready to use; ``units`` maps a unit as written to kind and name."""

    units: dict[str, tuple[str, str]]
    unit_after: re.Pattern[str]
    currency_before: re.Pattern[str]
    bound_of: dict[str, str]
    bounds: re.Pattern[str]
    months: re.Pattern[str]
    people_before: re.Pattern[str]
    names: frozenset[str]
    stop: frozenset[str]
    own: frozenset[str]
    counted_by: frozenset[str]
    counts: frozenset[str]
    uncountable: frozenset[str]
    no_thing: frozenset[str]

    def unit(self, after: str) -> tuple[str, str, int] | None:
        """The kind and name of the unit that ``after`` begins with, and its length; or none."""
        match = self.unit_after.match(after)
        return (*self.units[match.group(1).casefold()], match.end()) if match else None


@cache
def load_figure_words() -> FigureWords:
    """Load the lists.

    Raises
    ------
    ConfigurationError
        If one of them is missing or no list of words.
    """
    with configuration("mapping", "figures.yaml") as raw:
        units = {str(word).casefold(): ("people", "people") for word in raw["people"]}
        for kind, name in (("money", "money"), ("measure", "measures")):
            for unit, spellings in raw[name].items():
                units |= {str(word).casefold(): (kind, unit) for word in spellings}
        bound_of = {word: _BOUNDS[name] for name in _BOUNDS for word in raw[name]}
        money = [str(word).casefold() for spellings in raw["money"].values() for word in spellings]
        lists = {name: frozenset(map(str, raw[name])) for name in _LISTS}
        return FigureWords(
            units,
            re.compile(rf"[\s\u00a0-]{{0,2}}({_any(units)})(?![\w])", re.IGNORECASE),
            re.compile(rf"({_any(word for word in money if len(word) < 4)})\s?$", re.IGNORECASE),
            bound_of,
            re.compile(rf"\b({_any(bound_of)})\s+(?:the\s+)?[$€£]?$", re.IGNORECASE),
            re.compile(rf"(?:{_any(raw['months'])})\b"),
            re.compile(rf"\bnumber of (?:{_any(raw['people'])})\b", re.IGNORECASE),
            **lists,
        )


def _any(words: Iterable[object]) -> str:
    return "|".join(re.escape(str(word)) for word in sorted(words, key=lambda w: -len(str(w))))
