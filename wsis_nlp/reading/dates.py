"""Dates that stand in the head of a transcript or in the name of a file."""

from __future__ import annotations

import re
from datetime import date

# fmt: off
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)
# fmt: on
_MONTH = rf"(?P<month>{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in _MONTHS)}|sept)\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_DAY}(?:\s+of)?[\s,\-]+{_MONTH}[\s,\-]+{_YEAR}(?!\d)",
        rf"\b{_MONTH}[\s\-]+{_DAY}[\s,\-]+{_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}[-_.](?P<month>\d{{2}})[-_.](?P<day>\d{{2}})(?!\d)",
        rf"(?<!\d){_YEAR}(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)",
    )
)
# A day without its year, and a place, in a line of their own.
_SHORT = (
    re.compile(rf"\b{_DAY}(?:\s+of)?\s+{_MONTH}", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\s+{_DAY}", re.IGNORECASE),
)
_ROOM = re.compile(r"\b(?:room|hall|venue|salle|popov)\b.*", re.IGNORECASE)
_DATE_LINE = re.compile(
    r"[\s,.;|()\-–—/:]|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b|"
    r"\d{1,2}[:.h]\d{2}|\b[ap]\.?m\b\.?|\b(?:cest|cet|utc|gmt|bst|edt|est|geneva|local|time|date|"
    r"at|from|to)\b|[+\-]\d{1,2}",
    re.IGNORECASE,
)


def date_in(text: str) -> str | None:
    """The first date written out in ``text``, as ISO 8601; ``None`` if there is none.

    Only forms that can be read in one way count: "18 May 2021", "May 18, 2021", "2021-05-18",
    "20210518".
    """
    found = sorted((m.start(), m) for form in _FORMS for m in form.finditer(text))
    for _, match in found:
        month = match["month"].casefold()
        number = (
            int(month)
            if month.isdigit()
            else next(i for i, name in enumerate(_MONTHS, start=1) if name.startswith(month[:3]))
        )
        try:
            return date(int(match["year"]), number, int(match["day"])).isoformat()
        except ValueError:
            continue
    return None


def is_date_line(line: str) -> bool:
    """Whether a line holds a date, a time of day or a room, and nothing else."""
    rest = _ROOM.sub("", line)
    for form in (*_FORMS, *_SHORT):
        rest = form.sub("", rest)
    return bool(re.search(r"\d", line)) and not _DATE_LINE.sub("", rest)
