"""Real Word footnotes, which python-docx does not write (ECMA-376 part 1, section 17.11)."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r>'
    "<w:continuationSeparator/></w:r></w:p></w:footnote>"
)


class Footnotes:
    """Collects the notes of a document and adds them to its package."""

    def __init__(self) -> None:
        self._notes: list[str] = []

    def add(self, run: Any, text: str) -> None:  # noqa: ANN401 - python-docx has no types
        """Put a reference to a new note into ``run``."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        self._notes.append(text)
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(len(self._notes)))
        run._r.append(reference)

    def attach(self, document: Any) -> None:  # noqa: ANN401
        """Write the notes' part into the document's package."""
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        notes = "".join(
            f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
            '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
            f'<w:r><w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p></w:footnote>'
            for number, text in enumerate(self._notes, start=1)
        )
        xml = (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            f'<w:footnotes xmlns:w="{_W}">{_SEPARATORS}{notes}</w:footnotes>'
        )
        package = document.part.package
        # A template may have notes of its own; their text went with its body.
        relations = document.part.rels
        for ident in [ident for ident, one in relations.items() if one.reltype == _RELATION]:
            del relations[ident]
        part = Part(PackURI("/word/footnotes.xml"), _TYPE, xml.encode(), package)
        document.part.relate_to(part, _RELATION)
