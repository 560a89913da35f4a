"""Filters: who spoke, where, when and in what, as masks over the passages."""

from __future__ import annotations

import calendar
import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.answering.columns import ROLES, Columns, Source
from wsis_nlp.domain.errors import UsageError, WsisNlpError
from wsis_nlp.domain.records import DocumentKind, Role, Speaker, StakeholderGroup

Mask = NDArray[np.bool_]
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a passage must be to belong to the answer; ``None`` asks for nothing.

    Names are found without regard to case, also in part. ``since`` and ``until`` are ISO dates,
    inclusive.
    """

    event: str | None = None
    phase: str | None = None
    session: str | None = None
    since: str | None = None
    until: str | None = None
    speaker: str | None = None
    organisation: str | None = None
    country: str | None = None
    group: StakeholderGroup | None = None
    kind: DocumentKind | None = None
    role: Role | None = None

    def over(self, others: Filters) -> Filters:
        """These filters, and of ``others`` those that ask for what these leave open."""
        given = {f.name: v for f in fields(self) if (v := getattr(self, f.name)) is not None}
        return replace(others, **given)

    def named(self) -> list[tuple[str, str]]:
        """Each filter that is set, with what it asks for."""
        return [
            (field.name, str(value))
            for field in fields(self)
            if (value := getattr(self, field.name)) is not None
        ]


def filters_of(**given: str | None) -> Filters:
    """Filters from plain texts, as options give them.

    Raises
    ------
    UsageError
        If a value is not one of those there are, or not a date.
    """
    said = {name: value.strip() for name, value in given.items() if value and value.strip()}
    for name, choices in (("group", StakeholderGroup), ("kind", DocumentKind), ("role", Role)):
        if name in said and said[name].casefold() not in list(choices):
            known = ", ".join(choices)
            raise UsageError(f"{name} '{said[name]}': there is none. Choose one of: {known}.")
    days = {}
    for name, last in (("since", False), ("until", True)):
        if name in said:
            days[name] = _day(name, said[name], last=last)
    return Filters(
        event=said.get("event"),
        phase=said.get("phase"),
        session=said.get("session"),
        speaker=said.get("speaker"),
        organisation=said.get("organisation"),
        country=said.get("country"),
        group=StakeholderGroup(said["group"].casefold()) if "group" in said else None,
        kind=DocumentKind(said["kind"].casefold()) if "kind" in said else None,
        role=Role(said["role"].casefold()) if "role" in said else None,
        **days,
    )


def span_of(text: str) -> tuple[str, str] | None:
    """The first and last day that "2025", "2025-07" or "2025-07-09" means, or ``None``."""
    match = _PARTIAL.fullmatch(text)
    if not match:
        return None
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if month > 12 or (match[2] and not month) or (match[3] and not day):
        return None
    if not month:
        return f"{year}-01-01", f"{year}-12-31"
    length = calendar.monthrange(year, month)[1] if year else 31
    if day > length:
        return None
    return f"{year}-{month:02d}-{day or 1:02d}", f"{year}-{month:02d}-{day or length:02d}"


def _day(name: str, text: str, *, last: bool) -> str:
    span = span_of(text)
    if span is None:
        raise UsageError(f"{name} '{text}': not a date. Write it as 2025, 2025-07 or 2025-07-09.")
    return span[last]


def passing(columns: Columns, filters: Filters) -> Mask:
    """Which passages pass, ``bool[n]``.

    Raises
    ------
    WsisNlpError
        If none does; names the filter that leaves nothing, and what there is instead.
    """
    whole = np.ones(len(columns), dtype=np.bool_)
    alone: list[tuple[str, str, int]] = []
    for name, value in filters.named():
        mask = _MASKS[name](columns, getattr(filters, name))
        if not mask.any():
            raise WsisNlpError(
                f"{name} '{value}': no passage passes this filter.{_hint(columns, name, value)}"
            )
        alone.append((name, value, int(mask.sum())))
        whole &= mask
    if not whole.any():
        each = ", ".join(f"{name} '{value}' alone leaves {count}" for name, value, count in alone)
        raise WsisNlpError(
            f"these filters leave nothing together: {each} of {len(columns)} passages. Drop one."
        )
    return whole


def _of_documents(columns: Columns, test: Callable[[Source], bool]) -> Mask:
    chosen = np.array([test(source) for source in columns.sources], dtype=np.bool_)
    return chosen[columns.document]


def _of_voices(
    columns: Columns, by: Callable[[Speaker], bool], of: Callable[[Source], bool]
) -> Mask:
    """By the speaker; where a passage has none or nothing is known, by its document."""
    chosen = np.array([by(speaker) for speaker in columns.speakers] + [False], dtype=np.bool_)
    return chosen[columns.speaker] | _of_documents(
        columns, lambda source: source.kind is DocumentKind.SUBMISSION and of(source)
    )


def _holds(text: str | None, asked: str) -> bool:
    """Whether the words asked for stand in a text, as whole words."""
    if not text:
        return False
    return bool(re.search(rf"(?<!\w){re.escape(asked.casefold())}(?!\w)", text.casefold()))


def _session(source: Source, asked: str) -> bool:
    if source.session and source.session.casefold() == asked.casefold():
        return True
    return not asked.isdigit() and (_holds(source.title, asked) or _holds(source.path, asked))


def _roles(columns: Columns, role: Role) -> Mask:
    mask: Mask = (columns.plays & np.uint8(1 << ROLES.index(role))) > 0
    return mask


_MASKS: dict[str, Callable[..., Mask]] = {
    "event": lambda c, asked: _of_documents(c, lambda s: _holds(s.event, asked)),
    "phase": lambda c, asked: _of_documents(c, lambda s: _holds(s.phase, asked)),
    "session": lambda c, asked: _of_documents(c, lambda s: _session(s, asked)),
    "since": lambda c, day: _of_documents(c, lambda s: bool(s.date and s.date >= day)),
    "until": lambda c, day: _of_documents(c, lambda s: bool(s.date and s.date[:10] <= day)),
    "speaker": lambda c, asked: _of_voices(
        c, lambda v: _holds(v.name, asked), lambda s: _holds(s.organisation, asked)
    ),
    "organisation": lambda c, asked: _of_voices(
        c,
        lambda v: _holds(v.organisation, asked) or _holds(v.name, asked),
        lambda s: _holds(s.organisation, asked),
    ),
    "country": lambda c, asked: _of_voices(
        c, lambda v: _holds(v.country, asked), lambda s: _holds(s.country, asked)
    ),
    "group": lambda c, group: _of_voices(c, lambda v: v.group is group, lambda s: s.group is group),
    "kind": lambda c, kind: _of_documents(c, lambda s: s.kind is kind),
    "role": _roles,
}


def _hint(columns: Columns, name: str, value: str) -> str:
    """What there is instead."""
    there: Iterable[str | None]
    if name in ("event", "phase", "session"):
        there = (getattr(source, name) for source in columns.sources)
    elif name in ("since", "until"):
        dates = sorted(source.date for source in columns.sources if source.date)
        return (
            f" The documents are dated {dates[0]} to {dates[-1]}."
            if dates
            else (" No document has a date; sessions.csv can give them.")
        )
    elif name in ("speaker", "organisation", "country"):
        field = "name" if name == "speaker" else name
        there = (getattr(speaker, field) for speaker in columns.speakers)
    elif name == "group":
        there = (speaker.group for speaker in columns.speakers)
    else:
        return ""
    known = sorted({str(item) for item in there if item})
    if not known:
        return f" Nothing here has a {name}; participants.csv and sessions.csv can give it."
    near = difflib.get_close_matches(value, known, n=3, cutoff=0.5)
    few = near or known[:8]
    more = "" if near or len(known) <= 8 else f" and {len(known) - 8} more"
    return f" There {'are, near to it' if near else 'are'}: {'; '.join(few)}{more}."
