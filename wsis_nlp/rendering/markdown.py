"""The draft as Markdown: our words in italics, quotes in quotation marks, notes at the end."""

from __future__ import annotations

import re

from wsis_nlp.domain.records import ChairSummary, Paragraph, Section
from wsis_nlp.rendering.annexes import annexes
from wsis_nlp.rendering.wording import OURS_NOTE, citation, shown

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


class MarkdownRenderer:
    """``chair-summary.md``."""

    filename = "chair-summary.md"

    def render(self, summary: ChairSummary) -> bytes:
        """The draft; notes are Markdown footnotes."""
        notes: list[str] = []
        lines = [f"# {_safe(summary.title)}", "", f"*{OURS_NOTE}*", ""]
        for section in summary.sections:
            _section(section, 2, summary, lines, notes)
        for annex in annexes(summary):
            lines += [f"## Annex: {annex.title}", ""]
            for text in annex.paragraphs:
                lines += [f"*{_safe(text)}*", ""]
            for row, cells in enumerate(annex.table):
                lines.append("| " + " | ".join(map(_safe, cells)) + " |")
                if row == 0:
                    lines.append("|" + " --- |" * len(cells))
            lines.append("")
        lines += notes
        return ("\n".join(lines).rstrip() + "\n").encode()


def _section(
    section: Section, level: int, summary: ChairSummary, lines: list[str], notes: list[str]
) -> None:
    code = f"{section.code}. " if section.code and level == 2 else ""
    lines += [f"{'#' * level} {_safe(code + section.title)}", ""]
    if section.note:
        lines += [f"*{_safe(section.note)}*", ""]
    for paragraph in section.paragraphs:
        _paragraph(paragraph, summary, lines, notes)
    for below in section.sections:
        _section(below, level + 1, summary, lines, notes)


def _paragraph(
    paragraph: Paragraph, summary: ChairSummary, lines: list[str], notes: list[str]
) -> None:
    # The full stop is escaped: a Markdown list would be numbered anew under each heading.
    mark = "*" if paragraph.written_by == "wsis-nlp" else ""
    lines += [f"{paragraph.number}\\. {mark}{_safe(paragraph.lead_in)}{mark}", ""]
    for evidence in paragraph.evidence:
        document = summary.documents[evidence.citation.document_id]
        number = len(notes) + 1
        lines += [f"> {_safe(shown(evidence))}[^{number}]", ">"]
        notes.append(f"[^{number}]: {_safe(citation(evidence, document))}")
    lines[-1] = ""


def _safe(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
