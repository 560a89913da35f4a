"""The draft as Markdown: our words in italics, quotes in quotation marks, notes at the end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from wsis_nlp.domain.records import Evidence
from wsis_nlp.domain.summary import ChairSummary, Paragraph, Section
from wsis_nlp.rendering.annexes import annexes
from wsis_nlp.rendering.wording import OURS_NOTE, by, citation, heading, shown
from wsis_nlp.rendering.wording import notes as numbers_of

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


class MarkdownRenderer:
    """``chair-summary.md``."""

    filename = "chair-summary.md"

    def render(self, summary: ChairSummary) -> bytes:
        """The draft; notes are Markdown footnotes."""
        text = _Text(summary, [], [], numbers_of(summary))
        lines, notes = text.lines, text.notes
        lines += [f"# {_safe(summary.title)}", "", f"*{OURS_NOTE}*", ""]
        for place, section in enumerate(summary.sections, start=1):
            _section(section, 1, place, text)
        for annex in annexes(summary):
            lines += [f"## Annex: {annex.title}", ""]
            for said in annex.paragraphs:
                lines += [f"*{_safe(said)}*", ""]
            for row, cells in enumerate(annex.table):
                lines.append("| " + " | ".join(map(_safe, cells)) + " |")
                if row == 0:
                    lines.append("|" + " --- |" * len(cells))
            lines.append("")
        lines += notes
        return ("\n".join(lines).rstrip() + "\n").encode()


@dataclass(frozen=True, slots=True)
class _Text:
    summary: ChairSummary
    lines: list[str]
    notes: list[str]
    numbers: Mapping[Evidence, int]


def _section(section: Section, level: int, place: int, text: _Text) -> None:
    lines = text.lines
    lines += [f"{'#' * (level + 1)} {_safe(heading(section, level, place))}", ""]
    if section.note:
        lines += [f"*{_safe(section.note)}*", ""]
    for paragraph in section.paragraphs:
        _paragraph(paragraph, text)
    for number, below in enumerate(section.sections, start=1):
        _section(below, level + 1, number, text)


def _paragraph(paragraph: Paragraph, text: _Text) -> None:
    summary, lines, notes = text.summary, text.lines, text.notes
    # The full stop is escaped: a Markdown list would be numbered anew under each heading.
    mark = "*" if paragraph.written_by == "wsis-nlp" else ""
    lines += [f"{paragraph.number}\\. {mark}{_safe(paragraph.lead_in)}{mark}", ""]
    for evidence in paragraph.evidence:
        document = summary.documents[evidence.citation.document_id]
        if summary.style == "chair":
            # The annex has the notes: numbered here as there.
            number = text.numbers[evidence]
            lines += [f"> {_safe(shown(evidence, document))} \\[{number}\\]", ">"]
            continue
        number = len(notes) + 1
        said = f"{_safe(shown(evidence, document))} *{_safe(by(evidence.speaker))}*"
        lines += [f"> {said}[^{number}]", ">"]
        notes.append(f"[^{number}]: {_safe(citation(evidence, document))}")
    lines[-1] = ""


def _safe(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
