"""Self-introductions: "My name is Ana Sol, I'm from Kenya". What they say is marked as inferred."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wsis_nlp.reading.labels import has_common, in_capitals
from wsis_nlp.reading.names import FUNCTION, shown
from wsis_nlp.reading.organisations import country_named, organisation_named

# How far into a turn people introduce themselves, in characters.
_REACH = 400
_SELF = (
    r"(?:\b[Mm]y name is|\bMY NAME IS|\bI am|\bI['’]m|\bI AM|\bI['’]M|"
    r"^[^.?!]{0,20}\b[Tt]his is)"
)
_WORD = r"(?!FROM\b|AND\b|WITH\b)[A-ZÀ-Þ](?:[\w'’\-]+|\.)"
_NAME = rf"(?:(?:Dr|Mr|Ms|Mrs|Prof)\.? )?{_WORD}(?: {_WORD}){{1,3}}"
_TITLED = r"(?:the |an? )?"
_BODY = r"[A-ZÀ-Þ][\w&'’.\-]*(?:,? (?:of|for|and|de|the|on|in|[A-ZÀ-Þ][\w&'’\-]*))*"
_NAMED = re.compile(rf"{_SELF} ({_NAME})(?=[,.;]| (?:and|from|with|here|speaking|FROM|AND|WITH)\b)")
_FROM = re.compile(
    r"[,;.]? ?(?:(?:[Aa]nd|AND|I am|I['’]m|I come|here|speaking|coming) )*"
    r"(?:from|FROM|with|WITH|representing|REPRESENTING|on behalf of|I represent|"
    rf"I work (?:at|with|for)) {_TITLED}({_BODY})"
)
_ABOUT_ME = re.compile(
    rf"{_SELF}(?: here| also| actually| speaking| coming)? (?:from|FROM|with|representing) "
    rf"{_TITLED}({_BODY})"
)


# A body that is not listed must call itself one.
_IS_BODY = re.compile(
    r"\b(?:Universit|Institut|Ministr|Foundation|Associat|Network|Cent(?:re|er)\b|Council|Commission|"
    r"Agenc|Authorit|Union\b|Societ|Organi[sz]ation|Compan|Group\b|Bank\b|Committee|Department|"
    r"Alliance|Initiative|Lab(?:s|oratory)?\b|College|School|Federation|Corporation|Consortium|"
    r"Academ|Secretariat|Parliament|Trust\b|Library|Coalition)"
)


@dataclass(frozen=True, slots=True)
class Introduction:
    """What somebody says of themselves at the start of a turn; ``None`` where they do not."""

    name: str | None = None
    country: str | None = None
    organisation: str | None = None


def introduction(turn: str) -> Introduction | None:
    """What the speaker of ``turn`` says of themselves, or ``None``.

    A name needs two words or more, none of which is an everyday word; a country must be a known
    one, an organisation a listed one or one that calls itself so ("University of ...").
    """
    opening = turn[:_REACH]
    named = _NAMED.search(opening)
    name = named[1] if named else None
    if name and (_is_no_name(name) or (in_capitals(opening) and len(name.split()) > 3)):
        name, named = None, None
    # "from" counts right behind the name, or where the speaker says "I am from".
    place = _FROM.match(opening[named.end() :].lstrip(" ")) if named else None
    place = place or _ABOUT_ME.search(opening)
    country, organisation = _where(place[1]) if place else (None, None)
    if not (name or country or organisation):
        return None
    return Introduction(shown(name.rstrip(".")) if name else None, country, organisation)


def _is_no_name(name: str) -> bool:
    return bool(
        has_common(name)
        or FUNCTION.search(name)
        or country_named(name)
        or organisation_named(name)
        or name.endswith("'s")
    )


def _where(body: str) -> tuple[str | None, str | None]:
    """The country or the organisation that ``body`` begins with."""
    words = body.rstrip(".,").split()
    for count in range(len(words), 0, -1):
        piece = " ".join(words[:count]).rstrip(",. ")
        country = country_named(piece)
        if country:
            return country, None
        listed = organisation_named(piece)
        if listed:
            return None, listed[0]
    whole = re.sub(r"(?: (?:of|for|and|de|the|on|in))+$", "", body.partition(",")[0]).rstrip(".")
    named = len(whole.split()) > 1 and not whole.isupper() and bool(_IS_BODY.search(whole))
    return None, whole if named else None
