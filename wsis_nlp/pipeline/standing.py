"""The draft that stands: what was written last, for edits, audits and changes to refer to."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from wsis_nlp.domain.records import Evidence
from wsis_nlp.domain.summary import ChairSummary, Paragraph, Section
from wsis_nlp.workspace import Workspace

_NAME = "standing draft"
Span = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class StandingPoint:
    """A paragraph of the draft that stands. Spans are (document id, start, end)."""

    id: str
    number: int
    section: str
    heading: str
    lead_in: str
    quoted: tuple[Span, ...]
    also: tuple[Span, ...]
    voices: int
    heard: int


@dataclass(frozen=True, slots=True)
class StandingDraft:
    """The draft that stands. ``notes`` are the further sentences of ours in its text."""

    points: tuple[StandingPoint, ...] = ()
    notes: tuple[str, ...] = ()

    def point(self, number: int) -> StandingPoint | None:
        """The point of one paragraph number, or ``None``."""
        return next((point for point in self.points if point.number == number), None)


def standing(summary: ChairSummary) -> StandingDraft:
    """A draft, as it will be remembered."""
    points: list[StandingPoint] = []
    notes: list[str] = []

    def walk(section: Section, code: str) -> None:
        code = section.code or code
        if section.note:
            notes.append(section.note)
        points.extend(_point(paragraph, code, section.title) for paragraph in section.paragraphs)
        for below in section.sections:
            walk(below, code)

    for section in summary.sections:
        walk(section, "")
    return StandingDraft(tuple(points), tuple(notes))


def remember_standing(workspace: Workspace, summary: ChairSummary) -> None:
    """Keep what was written in the workspace."""
    workspace.remember(_NAME, json.dumps(asdict(standing(summary)), ensure_ascii=False))


def recall_standing(workspace: Workspace) -> StandingDraft:
    """The draft that was written last; an empty one if there is none."""
    raw = json.loads(workspace.recall(_NAME, '{"points": [], "notes": []}'))
    points = tuple(
        StandingPoint(
            **{
                **point,
                "quoted": tuple(map(tuple, point["quoted"])),
                "also": tuple(map(tuple, point["also"])),
            }
        )
        for point in raw["points"]
    )
    return StandingDraft(points, tuple(raw["notes"]))


def _point(paragraph: Paragraph, code: str, heading: str) -> StandingPoint:
    return StandingPoint(
        paragraph.point_id,
        paragraph.number,
        code,
        heading,
        paragraph.lead_in,
        _spans(paragraph.evidence),
        _spans(paragraph.also),
        paragraph.voices,
        paragraph.denominator,
    )


def _spans(evidence: tuple[Evidence, ...]) -> tuple[Span, ...]:
    return tuple((e.citation.document_id, e.citation.start, e.citation.end) for e in evidence)
