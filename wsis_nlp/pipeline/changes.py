"""What changed from the draft that stood to the new one, and because of which documents."""

from __future__ import annotations

from wsis_nlp.domain.records import Document
from wsis_nlp.pipeline.standing import StandingDraft, StandingPoint

FILENAME = "changes.md"


def changes(before: StandingDraft, after: StandingDraft, documents: dict[str, Document]) -> str:
    """The changes as Markdown; "" if the points and their counts are the same."""
    of_span = {(d, s): point for point in before.points for d, s, _ in point.quoted}
    known: dict[str, StandingPoint] = {}
    for point in after.points:
        old = next((of_span[d, s] for d, s, _ in point.quoted if (d, s) in of_span), None)
        if old:
            known[point.id] = old
    kept = {old.id for old in known.values()}
    had = {d for point in before.points for d, _, _ in (*point.quoted, *point.also)}
    new = [_line(p, documents, had) for p in after.points if p.id not in known]
    gone = [
        f"- (was {p.number}) {p.section} {p.heading}: {p.lead_in}"
        for p in before.points
        if p.id not in kept
    ]
    counted = [
        f"- {p.number} (was {known[p.id].number}) {p.section} {p.heading}: "
        f"{known[p.id].voices} of {known[p.id].heard} voices, now {p.voices} of {p.heard}"
        for p in after.points
        if p.id in known and (p.voices, p.heard) != (known[p.id].voices, known[p.id].heard)
    ]
    parts = [
        (f"New points ({len(new)})", new),
        (f"Points no longer in the draft ({len(gone)})", gone),
        (f"Points whose counts changed ({len(counted)})", counted),
    ]
    if not (new or gone or counted):
        return ""
    lines = ["# What changed since the last draft", ""]
    for title, rows in parts:
        if rows:
            lines += [f"## {title}", "", *rows, ""]
    return "\n".join(lines).rstrip() + "\n"


def _line(point: StandingPoint, documents: dict[str, Document], had: set[str]) -> str:
    sources = dict.fromkeys(
        documents[d].path for d, _, _ in point.quoted if d in documents and d not in had
    )
    because = f" (new here: {', '.join(sources)})" if sources else ""
    return f"- {point.number} {point.section} {point.heading}: {point.lead_in}{because}"
