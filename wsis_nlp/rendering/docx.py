"""The draft as a Word document: real headings, numbered paragraphs, footnotes, contents."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any

from wsis_nlp.domain.records import Evidence
from wsis_nlp.domain.summary import ChairSummary, Paragraph, Section
from wsis_nlp.rendering.annexes import annexes
from wsis_nlp.rendering.footnotes import Footnotes
from wsis_nlp.rendering.template import OURS, PERSONS, add_missing, blank, text_width
from wsis_nlp.rendering.word import clean, repeatable
from wsis_nlp.rendering.wording import OURS_NOTE, by, citation, heading, notes, shown


class DocxRenderer:
    """``chair-summary.docx``."""

    filename = "chair-summary.docx"

    def __init__(self, template: Path | None = None) -> None:
        self.template = template

    def render(self, summary: ChairSummary) -> bytes:
        """The document; our words are in a character style of their own, "Our words".

        With a template its styles, page set-up, headers and footers are kept, and its text is not.
        """
        return _Writer(summary, self.template).render()


class _Writer:
    def __init__(self, summary: ChairSummary, template: Path | None = None) -> None:

        self.summary = summary
        self.document: Any = blank(template)
        self.own = template is None
        self.notes = Footnotes()
        self.numbers = notes(summary)
        self.bookmarks = 0
        self.headings = 0
        self._styles()

    def render(self) -> bytes:
        document, summary = self.document, self.summary
        core = document.core_properties
        core.title, core.author, core.comments = summary.title, "wsis-nlp", ""
        core.created = core.modified = datetime(2000, 1, 1)
        document.add_paragraph(summary.title, style="Title")
        document.add_paragraph(OURS_NOTE, style="Notice")
        self._contents()
        for place, section in enumerate(summary.sections, start=1):
            self._section(section, 1, place)
        for number, annex in enumerate(annexes(summary), start=1):
            self._heading(f"Annex {number}. {annex.title}", 1)
            for text in annex.paragraphs:
                document.add_paragraph(text, style="Notice")
            if annex.table:
                self._table(annex.table)
        self.notes.attach(document)
        raw = io.BytesIO()
        document.save(raw)
        return repeatable(raw.getvalue())

    def _styles(self) -> None:
        from docx.shared import Pt, RGBColor

        styles = self.document.styles
        if self.own:
            normal = styles["Normal"]
            normal.font.name, normal.font.size = "Times New Roman", Pt(11)
            normal.paragraph_format.space_after = Pt(6)
            sizes = (("Title", 18), ("Heading 1", 14), ("Heading 2", 12), ("Heading 3", 11))
            for name, size in sizes:
                font = styles[name].font
                font.name, font.size = "Times New Roman", Pt(size)
                font.color.rgb = RGBColor(0, 0, 0)
                styles[name].element.rPr.rFonts.attrib.clear()
                font.name = "Times New Roman"
        add_missing(self.document)
        self.ids = {style.name: style.style_id for style in styles}
        self._numbering()

    def _numbering(self) -> None:
        """One list over the whole document, so that paragraphs are numbered consecutively."""
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        numbering = self.document.part.numbering_part.element
        levels = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr>'
            f'<w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl>'
            for level, form, text, left, hanging in (
                (0, "decimal", "%1.", 567, 567),
                (1, "lowerLetter", "(%2)", 1134, 567),
            )
        )
        numbering.insert(
            0,
            parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="7077">'
                f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
            ),
        )
        numbering.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="7077"><w:abstractNumId w:val="7077"/></w:num>'
            )
        )

    def _contents(self) -> None:
        """A contents field whose entries are there already, each a link to its heading."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        entries = [
            heading(section, 1, place)
            for place, section in enumerate(self.summary.sections, start=1)
        ]
        entries += [
            f"Annex {number}. {annex.title}"
            for number, annex in enumerate(annexes(self.summary), start=1)
        ]
        self.document.add_paragraph("Contents", style="Contents heading")
        for index, entry in enumerate(entries):
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.space_after = 0
            if index == 0:
                _field(paragraph, "begin")
                _instruction(paragraph, ' TOC \\o "1-2" \\h \\z ')
                _field(paragraph, "separate")
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), f"_Toc{index + 1}")
            run = paragraph.add_run(entry)._r
            link.append(run)
            paragraph._p.append(link)
            if index == len(entries) - 1:
                _field(paragraph, "end")
        self.document.add_page_break()

    def _heading(self, text: str, level: int) -> None:
        heading = self.document.add_heading(clean(text), level)
        if level == 1:
            self.headings += 1
            self._bookmark(heading, f"_Toc{self.headings}")

    def _bookmark(self, paragraph: Any, name: str) -> None:  # noqa: ANN401
        """Name a paragraph, so that it is found again after a person has edited or moved it."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        self.bookmarks += 1
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            mark = OxmlElement(tag)
            mark.set(qn("w:id"), str(self.bookmarks))
            if tag == "w:bookmarkStart":
                mark.set(qn("w:name"), name)
            paragraph._p.append(mark)

    def _section(self, section: Section, level: int, place: int) -> None:
        self._heading(heading(section, level, place), min(level, 3))
        if section.note:
            self.document.add_paragraph(section.note, style="Notice")
        for paragraph in section.paragraphs:
            self._paragraph(paragraph)
        for number, below in enumerate(section.sections, start=1):
            self._section(below, level + 1, number)

    def _paragraph(self, paragraph: Paragraph) -> None:
        lead = self.document.add_paragraph(style="Numbered paragraph")
        _number(lead, 0)
        alone = len(paragraph.evidence) == 1
        self._bookmark(lead, f"pt_{paragraph.point_id}")
        owner = OURS if paragraph.written_by == "wsis-nlp" else PERSONS
        self._run(lead, paragraph.lead_in + (" " if alone else ""), owner)
        for evidence in paragraph.evidence:
            target = lead if alone else self.document.add_paragraph(style="Evidence")
            if not alone:
                _number(target, 1)
            self._quote(target, evidence)

    def _quote(self, target: Any, evidence: Evidence) -> None:  # noqa: ANN401
        document = self.summary.documents[evidence.citation.document_id]
        target.add_run(shown(evidence, document))
        if self.summary.style == "chair":
            self._run(target, str(self.numbers[evidence]), "Footnote Reference")
            return
        self._run(target, f" {clean(by(evidence.speaker))}", OURS)
        reference = self._run(target, "", "Footnote Reference")
        self.notes.add(reference, clean(citation(evidence, document)))

    def _run(self, paragraph: Any, text: str, style: str) -> Any:  # noqa: ANN401
        """A run in a character style, whose id python-docx would look up anew each time."""
        run = paragraph.add_run(text)
        run._r.style = self.ids[style]
        return run

    def _table(self, rows: tuple[tuple[str, ...], ...]) -> None:
        from docx.shared import Cm, Pt

        table = self.document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
        table.autofit = False
        widths = _widths(rows, text_width(self.document))
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        for row in rows:
            cells = table.add_row().cells
            for cell, text, width in zip(cells, row, widths, strict=True):
                cell.width = Cm(width)
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(0)
                paragraph.paragraph_format.keep_together = True
                self._run(paragraph, clean(text), OURS).font.size = Pt(9)


def _widths(rows: tuple[tuple[str, ...], ...], page: float) -> list[float]:
    """Column widths in cm that share the page by what the columns hold, none under 2 cm."""
    longest = [min(60, max(len(cell) for cell in column)) for column in zip(*rows, strict=True)]
    spare = page - 2.0 * len(longest)
    return [2.0 + spare * length / sum(longest) for length in longest]


def _number(paragraph: Any, level: int) -> None:  # noqa: ANN401
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = paragraph._p.get_or_add_pPr()
    wrapper = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", level), ("w:numId", 7077)):
        element = OxmlElement(tag)
        element.set(qn("w:val"), str(value))
        wrapper.append(element)
    properties.append(wrapper)


def _field(paragraph: Any, kind: str) -> None:  # noqa: ANN401
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(element)


def _instruction(paragraph: Any, text: str) -> None:  # noqa: ANN401
    from docx.oxml import OxmlElement

    element = OxmlElement("w:instrText")
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    paragraph.add_run()._r.append(element)
