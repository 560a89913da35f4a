"""The draft as data: JSON for programs, CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from wsis_nlp.domain.records import Evidence
from wsis_nlp.domain.summary import ChairSummary, Paragraph, Section
from wsis_nlp.rendering.audit import plain_audit
from wsis_nlp.rendering.wording import cased_by, place_of, source_of

if TYPE_CHECKING:
    import _csv


class JsonRenderer:
    """``chair-summary.json``: every section, paragraph and span, with offsets."""

    filename = "chair-summary.json"

    def render(self, summary: ChairSummary) -> bytes:
        """The draft as JSON, keys in a fixed order."""
        plain = {
            "title": summary.title,
            "sections": [_section(section, summary) for section in summary.sections],
            "statistics": summary.statistics,
            "audit": plain_audit(summary.audit) if summary.audit else None,
            "documents": {
                ident: {
                    "path": document.path,
                    "sha256": document.sha256,
                    "kind": document.kind.value,
                    "title": document.title,
                    "event": document.event,
                    "phase": document.phase,
                    "session": document.session,
                    "date": document.date,
                    "language": document.language,
                }
                for ident, document in summary.documents.items()
            },
            "manifest": summary.manifest,
        }
        return (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode()


def _section(section: Section, summary: ChairSummary) -> dict[str, object]:
    return {
        "code": section.code,
        "title": section.title,
        "note": section.note,
        "paragraphs": [_paragraph(paragraph, summary) for paragraph in section.paragraphs],
        "sections": [_section(below, summary) for below in section.sections],
    }


def _paragraph(paragraph: Paragraph, summary: ChairSummary) -> dict[str, object]:
    return {
        "number": paragraph.number,
        "point": paragraph.point_id,
        "lead_in": {"text": paragraph.lead_in, "written_by": paragraph.written_by},
        "voices": paragraph.voices,
        "heard": paragraph.denominator,
        "groups": [group.value for group in paragraph.groups],
        "unattributed": paragraph.unattributed,
        "quoted": [_evidence(evidence, summary) for evidence in paragraph.evidence],
        "also": [_evidence(evidence, summary) for evidence in paragraph.also],
    }


def _evidence(evidence: Evidence, summary: ChairSummary) -> dict[str, object]:
    where, speaker = evidence.citation, evidence.speaker
    document = summary.documents[where.document_id]
    anchor = document.anchor_at(where.start)
    return {
        "quote": evidence.quote,
        "written_by": "source",
        "cased": cased_by(evidence, document),
        "document": where.document_id,
        "start": where.start,
        "end": where.end,
        "original": anchor.original if anchor else None,
        "time": where.time,
        "page": where.page,
        "paragraph": where.paragraph,
        "speaker": speaker.name if speaker else None,
        "speaker_kind": speaker.kind.value if speaker else None,
        "organisation": speaker.organisation if speaker else None,
        "country": speaker.country if speaker else None,
        "group": speaker.group.value if speaker and speaker.group else None,
        "lines": list(evidence.lines),
        "roles": [role.value for role in evidence.roles],
        "trimmed": [evidence.trimmed_start, evidence.trimmed_end],
    }


class CsvRenderer:
    """``evidence.csv``: one row a span, quoted or backing."""

    filename = "evidence.csv"
    columns = (
        *("paragraph", "section", "heading", "use", "quote", "speaker", "organisation", "country"),
        *("group", "source", "place", "file", "start", "end", "lines", "roles", "document"),
        "cased by wsis-nlp",
    )

    def render(self, summary: ChairSummary) -> bytes:
        """The rows in the order of the draft, with a byte-order mark so that Excel reads UTF-8."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(self.columns)
        for section in summary.sections:
            self._rows(writer, section, summary)
        return out.getvalue().encode("utf-8-sig")

    def _rows(self, writer: _csv.Writer, section: Section, summary: ChairSummary) -> None:
        for paragraph in section.paragraphs:
            for use, spans in (("quoted", paragraph.evidence), ("says the same", paragraph.also)):
                for evidence in spans:
                    document = summary.documents[evidence.citation.document_id]
                    speaker = evidence.speaker
                    writer.writerow(
                        (
                            *(paragraph.number, section.code, section.title, use, evidence.quote),
                            *(
                                (speaker.name, speaker.organisation, speaker.country, speaker.group)
                                if speaker
                                else ("", "", "", "")
                            ),
                            *(source_of(document), place_of(evidence, document), document.path),
                            *(evidence.citation.start, evidence.citation.end),
                            *(" ".join(evidence.lines), " ".join(evidence.roles), document.id),
                            (cased_by(evidence, document) or {}).get("text", ""),
                        )
                    )
        for below in section.sections:
            self._rows(writer, below, summary)
