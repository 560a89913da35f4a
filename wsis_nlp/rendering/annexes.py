"""The annexes of a draft: the same in every format."""

from __future__ import annotations

from collections import Counter

from wsis_nlp.domain.summary import ChairSummary
from wsis_nlp.drafting.comparing import BOTH, FLOOR, WRITTEN
from wsis_nlp.rendering.audit import audit_annexes
from wsis_nlp.rendering.wording import NOTES, Annex, citation, notes, title_of

# Points listed in the annex for each place in which they were made.
_COMPARED = 30


def annexes(summary: ChairSummary) -> tuple[Annex, ...]:
    """Participation, what the audit found, method and sources."""
    statistics = summary.statistics
    count = {key: value for key, value in statistics.items() if isinstance(value, int)}
    groups, regions = _table(statistics["groups"]), _table(statistics["regions"])
    documents = sorted(summary.documents.values(), key=lambda document: document.path)
    participation = (
        f"The draft rests on {count['sessions']} session transcripts and {count['submissions']} "
        f"written submissions, with {count['speakers']} distinct speakers and "
        f"{count['statements']} statements of substance; {count['procedural_sentences']} sentences "
        "of greetings, logistics and the like were left out.",
    )
    method = (
        "Sentences were grouped where they are alike, chosen under a length limit, and quoted "
        "verbatim; each was checked against its source at its place before this file was written.",
        "Number words stand for counts of distinct delegations or speakers, by the rule in "
        "configs/drafting/wording.yaml; the count and the number heard on the subject are in "
        "brackets. Speakers whom a source does not name are never counted. A machine judges what "
        "is alike: read the quotes behind a count before you sign it.",
        f"{count['statements_outside_the_lines']} statements belong to no line by the "
        "mapping; what several of them share stands under the last heading.",
    )
    sources = [("File", "Session or submission", "Event", "Date")]
    sources += [(d.path, title_of(d), d.event or d.kind.value, d.date or "") for d in documents]
    return (
        *_notes(summary),
        Annex("Participation", participation, (("Stakeholder group", "Speakers"), *groups)),
        Annex("Participation by region", (), (("Region", "Speakers"), *regions)),
        *_compared(summary),
        *audit_annexes(summary),
        Annex("Method", method),
        Annex("Sources", (), tuple(sources)),
    )


def _notes(summary: ChairSummary) -> tuple[Annex, ...]:
    """In the chair's style: who said each quote, which stands in no note on the page."""
    if summary.style != "chair":
        return ()
    rows = [("Note", "Source")]
    for evidence, number in notes(summary).items():
        document = summary.documents[evidence.citation.document_id]
        rows.append((str(number), citation(evidence, document)))
    return (Annex(NOTES, (), tuple(rows)),)


def _compared(summary: ChairSummary) -> tuple[Annex, ...]:
    """Where points were made: in submissions, on the floor or in both; asked for by --compare."""
    points = summary.statistics.get("compared")
    if not isinstance(points, list):
        return ()
    counts = Counter(point["where"] for point in points)
    said = (
        f"Of {len(points)} points, {counts[WRITTEN]} were found only in submissions, "
        f"{counts[FLOOR]} only on the floor and {counts[BOTH]} in both. What was said elsewhere in "
        f"quite other words may have been missed. The first {_COMPARED} of each are listed; all of "
        "them are in chair-summary.json.",
    )
    rows = [("Where", "Line", "Kind", "Voices in writing", "Voices on the floor", "Best said as")]
    for where in (WRITTEN, FLOOR, BOTH):
        for point in [point for point in points if point["where"] == where][:_COMPARED]:
            document = summary.documents[point["document"]]
            who = point["speaker"] or "not named in the source"
            numbers = (str(point["written"]), str(point["spoken"]))
            said_as = f"“{point['quote']}” — {who}, {title_of(document)}"
            rows.append((where, point["line"] or "none", point["role"], *numbers, said_as))
    return (Annex("Submissions and the floor", said, tuple(rows)),)


def _table(counts: object) -> list[tuple[str, str]]:
    assert isinstance(counts, dict)
    return [(str(key), str(value)) for key, value in counts.items()]
