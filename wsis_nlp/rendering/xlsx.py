"""The draft as a workbook: a sheet to decide on points, the evidence, what was left out."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

from wsis_nlp.domain.records import Document, Evidence
from wsis_nlp.domain.summary import ChairSummary, Section
from wsis_nlp.rendering.annexes import annexes
from wsis_nlp.rendering.audit import LEFT_OUT, left_out_rows
from wsis_nlp.rendering.data import CsvRenderer
from wsis_nlp.rendering.wording import CASED, OURS_NOTE, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

# The sheet and the columns in which a person decides; read back by :mod:`wsis_nlp.pipeline.edits`.
POINTS = "Points"
COLUMNS = (
    *("point", "paragraph", "section", "heading", "lead-in", "written by", "quotes"),
    *("voices", "heard", "groups", "decision", "order", "my lead-in"),
)
DECISIONS = ("keep", "pin", "reject")
_WIDTHS = (20, 9, 12, 22, 50, 12, 80, 7, 7, 30, 10, 7, 50)
_HOW = (
    OURS_NOTE,
    "In the sheet Points, set 'decision' to pin or reject, give an 'order' (a number; small ones "
    "come first under their heading), or write your own lead-in. Save the file, close it, and run "
    "wsis-nlp again: your decisions are kept.",
)


class XlsxRenderer:
    """``chair-summary.xlsx``."""

    filename = "chair-summary.xlsx"

    def render(self, summary: ChairSummary) -> bytes:
        """The workbook, with fixed dates so that its bytes repeat."""
        import xlsxwriter

        raw = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        book = xlsxwriter.Workbook(raw, options)
        book.set_properties({"created": datetime(2000, 1, 1), "author": "wsis-nlp"})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        how = book.add_worksheet("How to use")
        how.set_column(0, 0, 100)
        for row, text in enumerate(_HOW):
            how.write_string(row, 0, text, wrap)
        _points(book.add_worksheet(POINTS), summary, head, wrap)
        evidence = csv.reader(io.StringIO(CsvRenderer().render(summary).decode("utf-8-sig")))
        _table(book.add_worksheet("Evidence"), list(evidence), head, wrap)
        left_out = left_out_rows(summary, summary.audit.left_out if summary.audit else ())
        for annex in annexes(summary):
            if annex.table:
                table = left_out if annex.title == LEFT_OUT else annex.table
                rows = [list(row) for row in table]
                _table(book.add_worksheet(annex.title[:31]), rows, head, wrap)
        book.close()
        return raw.getvalue()


def _points(sheet: Any, summary: ChairSummary, head: Any, wrap: Any) -> None:  # noqa: ANN401
    sheet.freeze_panes(1, 0)
    for column, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, head)
    count = 0
    for count, row in enumerate(_rows(summary), start=1):
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(count, column, value, wrap)
            else:
                sheet.write_string(count, column, value, wrap)
    decision = COLUMNS.index("decision")
    choice = {"validate": "list", "source": list(DECISIONS)}
    sheet.data_validation(1, decision, max(1, count), decision, choice)


def _quoted(evidence: Evidence, document: Document) -> str:
    span = (evidence.citation.start, evidence.citation.end)
    mark = f" ({CASED})" if document.is_cased(*span) else ""
    return f"“{words_of(evidence, document)}”{mark}"


def _rows(summary: ChairSummary) -> Iterator[tuple[str | float, ...]]:
    def walk(section: Section, code: str) -> Iterator[tuple[str | float, ...]]:
        code = section.code or code
        for paragraph in section.paragraphs:
            spans = ((e, summary.documents[e.citation.document_id]) for e in paragraph.evidence)
            quotes = "\n".join(_quoted(*span) for span in spans)
            yield (
                *(paragraph.point_id, paragraph.number, code, section.title),
                *(paragraph.lead_in, paragraph.written_by, quotes),
                *(paragraph.voices, paragraph.denominator),
                ", ".join(group.value for group in paragraph.groups),
                "pin" if paragraph.pinned else "keep",
                "" if paragraph.order is None else paragraph.order,
                paragraph.lead_in if paragraph.written_by == "person" else "",
            )
        for below in section.sections:
            yield from walk(below, code)

    for section in summary.sections:
        yield from walk(section, "")


def _table(sheet: Any, rows: list[list[str]], head: Any, wrap: Any) -> None:  # noqa: ANN401
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write_string(number, column, value, wrap if number else head)
    for column in range(len(rows[0])):
        longest = max(len(row[column]) for row in rows)
        sheet.set_column(column, column, min(80, max(8, longest)))
