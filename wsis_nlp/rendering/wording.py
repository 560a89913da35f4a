"""How citations are worded: the same in every format."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from wsis_nlp.domain.records import Document, Evidence, Speaker
from wsis_nlp.domain.summary import ChairSummary, Section

OURS_NOTE = (
    "Words in quotation marks are verbatim from the sources named in the notes. Everything set off "
    "like this is ours: made by wsis-nlp from counts, to be checked and signed by a person. A "
    "lead-in that is not set off was written by a person."
)

# Said wherever the case of a quote's letters is not the source's.
CASED = "In capitals in the source; small letters are ours."

# The annex of the chair's style that says who said each quote.
NOTES = "Notes"


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex: paragraphs of ours, and a table with its header as first row."""

    title: str
    paragraphs: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()


def clock(seconds: float) -> str:
    """Seconds as h:mm:ss."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def speaker_of(speaker: Speaker | None) -> str:
    """Who said something, with the organisation where it is known."""
    if speaker is None:
        return "not named in the source"
    parts = [speaker.name]
    if speaker.organisation and speaker.organisation != speaker.name:
        parts.append(speaker.organisation)
    if speaker.country and speaker.country not in " ".join(parts):
        parts.append(speaker.country)
    return ", ".join(parts)


def by(speaker: Speaker | None) -> str:
    """Who said a quote, as it stands in the text after it; words of ours."""
    return f"— {speaker_of(speaker)}"


def place_of(evidence: Evidence, document: Document) -> str:
    """Where in the source the words stand."""
    where = evidence.citation
    if where.time is not None:
        return f"at {clock(where.time)}"
    if where.page is not None:
        return f"page {where.page}"
    if where.paragraph is not None:
        return f"paragraph {where.paragraph}"
    turn = bisect_right(document.utterances, where.start, key=lambda turn: turn.start)
    return f"turn {turn}"


def title_of(document: Document) -> str:
    """The title, with the session's number if it has one."""
    return f"Session {document.session}: {document.title}" if document.session else document.title


def source_of(document: Document) -> str:
    """Which session or submission."""
    parts = [title_of(document)]
    parts += [part for part in (document.event, document.date) if part]
    return ", ".join(parts)


def citation(evidence: Evidence, document: Document) -> str:
    """The note behind a quote: speaker, session or submission, place, whose its case is."""
    where = (
        f"{speaker_of(evidence.speaker)}. {source_of(document)}, {place_of(evidence, document)}."
    )
    span = (evidence.citation.start, evidence.citation.end)
    return f"{where} {CASED}" if document.is_cased(*span) else where


def heading(section: Section, level: int, place: int) -> str:
    """A heading numbered as in United Nations documents: I., then A., then 1. (both count from 1).

    The heading of a line has its code; those of roles below it have the paragraphs and no code.
    """
    forms = (_roman, lambda number: chr(64 + number) if number <= 26 else str(number), str)
    label = forms[min(level, 3) - 1](place)
    code = f"{section.code}: " if section.code and not section.paragraphs else ""
    return f"{label}. {code}{section.title}"


def _roman(number: int) -> str:
    digits = (("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))
    out = ""
    for letters, value in digits:
        out += letters * (number // value)
        number %= value
    return out


def notes(summary: ChairSummary) -> dict[Evidence, int]:
    """The number of the note of each quote, in the order of the draft."""
    out: dict[Evidence, int] = {}
    for paragraph in summary.paragraphs():
        for evidence in paragraph.evidence:
            out.setdefault(evidence, len(out) + 1)
    return out


def words_of(evidence: Evidence, document: Document) -> str:
    """The words of a quote as a person reads them: capitals throughout are cased."""
    return document.shown(evidence.citation.start, evidence.citation.end)


def cased_by(evidence: Evidence, document: Document) -> dict[str, str] | None:
    """For data: the cased form of a quote that the source has in capitals, marked as ours."""
    if not document.is_cased(evidence.citation.start, evidence.citation.end):
        return None
    return {"text": words_of(evidence, document), "written_by": "wsis-nlp"}


def shown(evidence: Evidence, document: Document) -> str:
    """The quote in quotation marks, with the marks of what was trimmed."""
    lead = "[…] " if evidence.trimmed_start else ""
    tail = " […]" if evidence.trimmed_end else ""
    return f"“{lead}{words_of(evidence, document)}{tail}”"
