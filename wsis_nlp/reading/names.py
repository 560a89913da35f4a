"""What a speaker label says: a name, and beside it a country, an organisation, a function."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wsis_nlp.domain.records import StakeholderGroup
from wsis_nlp.reading.conventions import is_role
from wsis_nlp.reading.labels import HONORIFIC
from wsis_nlp.reading.organisations import country_named, organisation_named
from wsis_nlp.reading.typography import without_accents

_BRACKETED = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*$")
# What stands in brackets and says nothing of who speaks.
_ASIDE = re.compile(
    r"\b(?:she|her|he|him|they|them|interpret|interpretation|spoke|speaking|translation|translated|"
    r"via|through|remote|remotely|online|in chat|host|co-host|guest|video)\b",
    re.IGNORECASE,
)
FUNCTION = re.compile(
    r"\b(?:minister|ministry|director|secretary|president|chair\w*|head|ambassador|ceo|chief|"
    r"commissioner|professor|deputy|vice|permanent|representative|officer|manager|member|of|"
    r"delegate|founder|moderator|coordinator|adviser|advisor|university|institute)\b",
    re.IGNORECASE,
)
_PARTED = re.compile(r"\s+[|/–—-]+\s+|\s*\|\s*")
_LETTERS = re.compile(r"[^\W\d_]+")
# fmt: off
_SMALL = frozenset((
    "of", "the", "and", "for", "de", "da", "do", "das", "dos", "del", "di", "du", "la", "van",
    "von", "der", "den", "bin", "ibn", "al",
))
# fmt: on
_ALSO_PEOPLE = frozenset(("chad", "jordan", "georgia", "israel", "kenya", "india", "malta"))
# Ways in which captioners hear one sound.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"ck|q", "k"),
        (r"kh", "h"),
        (r"zh", "j"),
        (r"ou|oo", "u"),
        (r"[yj](?![aeou])|ee|ei|ie", "i"),
        (r"w", "v"),
        (r"(.)\1+", r"\1"),
        (r"(?<=[aeiou])h\b", ""),
    )
)


@dataclass(frozen=True, slots=True)
class Label:
    """A speaker label taken apart. ``kind`` is person, role, country or organisation."""

    kind: str
    name: str
    key: str
    country: str | None = None
    organisation: str | None = None
    group: StakeholderGroup | None = None


def parse_label(label: str) -> Label | None:
    """Take a label apart; ``None`` if there is no name in it."""
    rest, country, organisation = label.strip(), None, None
    while match := _BRACKETED.search(rest):
        inside = match[1].strip()
        country = country or country_named(inside)
        listed = organisation_named(inside)
        organisation = organisation or (listed[0] if listed else None)
        if not match.start() and not country and not _ASIDE.search(inside):
            break
        rest = rest[: match.start()]
    rest = rest.strip(" .,")
    if is_role(rest) or is_role(label):
        return Label("role", label, "", country, organisation)
    whole = _of_a_body(rest)
    if whole:
        return whole
    rest, side = _side(rest)
    organisation = organisation or side
    rest, _, behind = _comma(rest)
    for piece in behind.split(","):
        listed = organisation_named(piece)
        country = country or country_named(piece)
        organisation = organisation or (listed[0] if listed else None)
    bare = HONORIFIC.sub("", rest).strip(" .,")
    if bare.casefold().startswith(("of ", "for ")) or not bare:
        return Label("role", label, "", country, organisation) if rest else None
    key = name_key(bare)
    return Label("person", shown(bare), key, country, organisation) if key else None


def name_key(name: str) -> str:
    """A name without case, accents, forms of address and signs: what is compared."""
    bare = HONORIFIC.sub("", _BRACKETED.sub("", name))
    return " ".join(_LETTERS.findall(without_accents(bare).casefold()))


def sound_key(key: str) -> str:
    """What two spellings of a heard name have in common: "aigerim sadykova", "aygerim sadikova".

    Vowels that differ in no more than their letters, doubled letters and the like fall together.
    """
    for pattern, sound in _SOUNDS:
        key = pattern.sub(sound, key)
    return key


def shown(name: str) -> str:
    """A name as it is shown: one in capitals with small letters, initials as they are."""
    if not name.isupper() or (" " not in name and len(name) < 4):
        return name
    words = []
    for number, word in enumerate(name.split()):
        small = number and word.casefold() in _SMALL
        initials = len(word.rstrip(".")) < 2 or "." in word[:-1]
        words.append(word.casefold() if small else word if initials else word.title())
    return re.sub(r"(?<=[’'])S\b", "s", " ".join(words))


def _of_a_body(name: str) -> Label | None:
    """A country or an organisation that speaks under its own name."""
    country = country_named(name)
    if country and " " not in country.strip():
        # "CHAD", "Jordan" and "Georgia" are also people: capitals alone are a nameplate.
        country = country if name.isupper() or name.casefold() not in _ALSO_PEOPLE else None
    if country:
        group = StakeholderGroup.GOVERNMENT
        return Label("country", country, country.casefold(), country, country, group)
    listed = organisation_named(name)
    if listed:
        return Label("organisation", listed[0], listed[0].casefold(), None, *listed)
    return None


def _side(name: str) -> tuple[str, str | None]:
    """The person of "ITU | Ana Sol" and the organisation."""
    parts = [part.strip() for part in _PARTED.split(name) if part.strip()]
    if len(parts) != 2:
        return name, None
    for body, person in (parts, parts[::-1]):
        listed = organisation_named(body)
        if listed and " " in person:
            return person, listed[0]
    return name, None


def _comma(name: str) -> tuple[str, str, str]:
    """The name before a comma and the function behind it; "Doe, John" is John Doe."""
    before, comma, after = name.partition(",")
    after = after.strip()
    if not comma:
        return name, "", ""
    person = not FUNCTION.search(after) and not country_named(after)
    brief = "," not in after and len(after.split()) < 3 and len(before.split()) < 3
    if person and brief and not organisation_named(after):
        return f"{after} {before.strip()}", "", ""
    return before.strip(), comma, after
