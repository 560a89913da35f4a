"""Countries and organisations: what is known of them by their name alone, and nothing more."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache

from wsis_nlp.domain.records import StakeholderGroup
from wsis_nlp.domain.resources import configuration
from wsis_nlp.reading.typography import without_accents

_WORD = re.compile(r"[^\W_]+")
_IDLE = frozenset(["the", "of", "for", "and", "a", "an", "de", "la", "le", "du", "des", "y", "et"])
_LEGAL = frozenset(("inc", "ltd", "llc", "plc", "gmbh", "ev", "sa", "ag", "bv", "corp", "limited"))
_ACRONYM = re.compile(r"^(.+?)\s*\(([A-Z][A-Za-z\-]{1,9})\)$")
_SPELT = {"organization": "organisation", "programme": "program", "centre": "center"}


@cache
def _regions() -> dict[str, tuple[str, str]]:
    """Country keys to (name, region)."""
    with configuration("reading", "regions.yaml") as raw:
        return {_fold(name): (name, region) for region, names in raw.items() for name in names}


def region_of(country: str | None) -> str | None:
    """The region of a country, or ``None`` where the country is not known."""
    found = _regions().get(_fold(country)) if country else None
    return found[1] if found else None


def country_named(name: str) -> str | None:
    """The country of this name as our list spells it ("BRAZIL" is Brazil), or ``None``."""
    found = _regions().get(_fold(name))
    return found[0] if found else None


@cache
def _organisations() -> dict[str, tuple[str, StakeholderGroup]]:
    """Organisation keys to (name, group)."""
    with configuration("reading", "organisations.yaml") as raw:
        return {
            organisation_key(spelling): (str(name), StakeholderGroup(group))
            for group, names in raw.items()
            for name, others in names.items()
            for spelling in (str(name), *others)
        }


def organisation_named(name: str) -> tuple[str, StakeholderGroup] | None:
    """The listed organisation of this name or other spelling, with its group, or ``None``."""
    return _organisations().get(organisation_key(name))


def organisation_key(name: str) -> str:
    """What two spellings of an organisation have in common."""
    words = [_SPELT.get(word, word) for word in _WORD.findall(_fold(name))]
    return " ".join(w for w in words if w not in _IDLE and w not in _LEGAL) or " ".join(words)


def one_spelling(names: Iterable[str]) -> dict[str, str]:
    """For each spelling of an organisation the one that stands for all of them.

    Spellings are one where they have the same words (case, accents, "the", legal forms aside),
    where one is the acronym that the other gives in brackets, or by ``organisations.yaml``. The
    commonest stands for all, of equals the longest.
    """
    counts = Counter(names)
    keys: dict[str, str] = {}
    acronyms: dict[str, set[str]] = defaultdict(set)
    for name in counts:
        match = _ACRONYM.match(name)
        keys[name] = organisation_key(match[1] if match else name)
        if match:
            acronyms[organisation_key(match[2])].add(keys[name])
    groups: dict[str, list[str]] = defaultdict(list)
    for name, key in keys.items():
        listed = organisation_named(name)
        meant = acronyms.get(key, set())
        # An acronym that two organisations give is neither's.
        only = next(iter(meant)) if len(meant) == 1 else key
        known = _organisations().get(only)
        groups[listed[0] if listed else known[0] if known else only].append(name)
    return {
        name: max(group, key=lambda spelling: (counts[spelling], len(spelling), spelling))
        for group in groups.values()
        for name in group
    }


def _fold(name: str) -> str:
    folded = " ".join(without_accents(name).casefold().replace("’", "'").split()).strip(" .,;:")
    return folded.removeprefix("the ")


def spellings() -> frozenset[str]:
    """Every country and organisation of the lists, as each is spelt there."""
    with configuration("reading", "organisations.yaml") as raw:
        bodies = {str(s) for known in raw.values() for n, also in known.items() for s in (n, *also)}
    return frozenset(bodies | {name for name, _ in _regions().values()})
