"""An answer as text, JSON, CSV and Word: what was understood, the counts, points, passages."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from wsis_nlp.answering import Answer, Found, Point
from wsis_nlp.domain.records import Evidence
from wsis_nlp.rendering.word import OURS_COLOUR, clean, repeatable
from wsis_nlp.rendering.wording import OURS_NOTE, cased_by, citation, place_of, source_of, words_of


def understood(answer: Answer) -> str:
    """What the question was taken to ask, in one line of ours."""
    question = answer.question
    parts = [" ".join(question.lines)] if question.lines else []
    if question.subject:
        parts.append(f"about “{question.subject}”")
    parts += [f"{name}: {value}" for name, value in question.filters.named()]
    return "; ".join(parts) or "everything"


def counted(answer: Answer) -> str:
    """The answer in numbers, in one line of ours."""
    counts = answer.counts
    if not counts.passages:
        return "Nothing was found."
    places = [_many(counts.sessions, "session"), _many(counts.submissions, "submission")]
    where = " and ".join(place for place in places if place)
    who = _many(counts.speakers, "speaker") or "no named speaker"
    unnamed = f" ({counts.unnamed} without a name in the source)" if counts.unnamed else ""
    groups = f", from {', '.join(counts.groups)}" if counts.groups else ""
    return f"{_many(counts.passages, 'passage')} by {who}{unnamed} in {where}{groups}."


def made_by(point: Point) -> str:
    """Who made a point, in words of ours."""
    parts = [_many(point.voices, "speaker")]
    if point.unnamed:
        parts.append(_many(point.unnamed, "statement") + " without a named speaker")
    groups = f" ({', '.join(point.groups)})" if point.groups else ""
    return " and ".join(part for part in parts if part) + groups


def cited(answer: Answer, evidence: Evidence) -> str:
    """Speaker, session or submission, and place."""
    return citation(evidence, answer.documents[evidence.citation.document_id])


def quoted_words(answer: Answer, evidence: Evidence) -> str:
    """The words of a quote as a person reads them."""
    return words_of(evidence, answer.documents[evidence.citation.document_id])


def answer_json(answer: Answer) -> str:
    """The answer as JSON, keys in a fixed order."""
    question, counts = answer.question, answer.counts
    plain = {
        "question": question.text,
        "understood": {
            "lines": list(question.lines),
            "subject": question.subject,
            "filters": dict(question.filters.named()),
        },
        "counts": {
            "passages": counts.passages,
            "mapped": counts.mapped,
            "speakers": counts.speakers,
            "unnamed": counts.unnamed,
            "sessions": counts.sessions,
            "submissions": counts.submissions,
            "groups": [group.value for group in counts.groups],
        },
        "points": [
            {
                "speakers": point.voices,
                "unnamed": point.unnamed,
                "groups": [group.value for group in point.groups],
                "quote": _span(answer, point.evidence),
                "also": [_span(answer, evidence) for evidence in point.also],
            }
            for point in answer.points
        ],
        "passages": [_found(answer, found) for found in answer.passages],
        "remarks": list(answer.remarks),
    }
    return json.dumps(plain, ensure_ascii=False, indent=1)


def answer_csv(answer: Answer) -> bytes:
    """One row a span, with a byte-order mark so that Excel reads UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    columns = ("use", "number", "quote", "speaker", "organisation", "country", "group")
    writer.writerow((*columns, "source", "place", "file", "start", "end", "document"))
    spans = [("point", n, p.evidence) for n, p in enumerate(answer.points, start=1)]
    spans += [("same point", n, e) for n, p in enumerate(answer.points, start=1) for e in p.also]
    spans += [("passage", n, f.evidence) for n, f in enumerate(answer.passages, start=1)]
    for use, number, evidence in spans:
        span = _span(answer, evidence)
        names = ("quote", *columns[3:], "source", "place", "file", "start", "end", "document")
        writer.writerow((use, number, *(span[name] for name in names)))
    return out.getvalue().encode("utf-8-sig")


def answer_docx(answer: Answer) -> bytes:
    """A short Word document: our words in blue, quotes in black with their source below."""
    import docx
    from docx.shared import RGBColor

    document: Any = docx.Document()
    core = document.core_properties
    core.title, core.author = clean(answer.question.text)[:200], "wsis-nlp"

    def ours(text: str, style: str | None = None) -> None:
        run = document.add_paragraph(style=style).add_run(clean(text))
        run.font.color.rgb = RGBColor(*OURS_COLOUR)

    def quoted(evidence: Evidence, style: str | None) -> None:
        paragraph = document.add_paragraph(style=style)
        paragraph.add_run(f"“{clean(quoted_words(answer, evidence))}” ")
        run = paragraph.add_run(clean(cited(answer, evidence)))
        run.italic, run.font.color.rgb = True, RGBColor(*OURS_COLOUR)

    document.add_heading(clean(answer.question.text)[:200], 1)
    ours(f"Understood as: {understood(answer)}. {counted(answer)}")
    ours(OURS_NOTE)
    if answer.points:
        document.add_heading("Main points", 2)
    for point in answer.points:
        ours(f"{made_by(point)}:")
        quoted(point.evidence, "List Bullet")
        for evidence in point.also:
            quoted(evidence, "List Bullet 2")
    if answer.passages:
        document.add_heading("Passages", 2)
    for found in answer.passages:
        quoted(found.evidence, "List Number")
    raw = io.BytesIO()
    document.save(raw)
    return repeatable(raw.getvalue())


def _span(answer: Answer, evidence: Evidence) -> dict[str, object]:
    where, speaker = evidence.citation, evidence.speaker
    document = answer.documents[where.document_id]
    return {
        "quote": evidence.quote,
        "cased": cased_by(evidence, document),
        "speaker": speaker.name if speaker else None,
        "organisation": speaker.organisation if speaker else document.organisation,
        "country": speaker.country if speaker else document.country,
        "group": speaker.group.value if speaker and speaker.group else None,
        "source": source_of(document),
        "session": document.session,
        "date": document.date,
        "place": place_of(evidence, document),
        "time": where.time,
        "page": where.page,
        "paragraph": where.paragraph,
        "file": document.path,
        "document": document.id,
        "start": where.start,
        "end": where.end,
    }


def _found(answer: Answer, found: Found) -> dict[str, object]:
    return {
        **_span(answer, found.evidence),
        "score": found.parts,
        "best_sentence": list(found.best),
        "marks": [list(mark) for mark in found.marks],
        "before": found.before,
        "after": found.after,
    }


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}" if count else ""
