"""Sources in memory, and what a document says turn by turn."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import docx

from wsis_nlp.domain.records import Document, DocumentKind
from wsis_nlp.reading.protocol import Source


def source(text: str | bytes, name: str = "talk.txt", kind: DocumentKind | None = None) -> Source:
    data = text.encode() if isinstance(text, str) else text
    return Source(Path(name), data, hashlib.sha256(data).hexdigest(), kind)


def turns(document: Document) -> list[tuple[str | None, str]]:
    return [(u.label, document.text[u.start : u.end]) for u in document.utterances]


def notes(document: Document, kind: str) -> list[str]:
    return [note.text for note in document.notes if note.kind == kind]


_FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(body: str, footnotes: str | None = None) -> bytes:
    """A Word file whose body, and footnotes part, are the XML given."""
    raw, out = io.BytesIO(), io.BytesIO()
    docx.Document().save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name).decode("utf-8", "surrogateescape")
            if name == "word/document.xml":
                start = data.index("<w:body>") + len("<w:body>")
                data = data[:start] + body + data[data.index("</w:body>") :]
            if footnotes is not None and name == "word/_rels/document.xml.rels":
                link = f'<Relationship Id="rId99" Type="{_FOOTNOTES}" Target="footnotes.xml"/>'
                data = data.replace("</Relationships>", link + "</Relationships>")
            if footnotes is not None and name == "[Content_Types].xml":
                part = (
                    '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.'
                    'openxmlformats-officedocument.wordprocessingml.footnotes+xml"/>'
                )
                data = data.replace("</Types>", part + "</Types>")
            new.writestr(name, data.encode("utf-8", "surrogateescape"))
        if footnotes is not None:
            new.writestr(
                "word/footnotes.xml",
                f'<w:footnotes xmlns:w="{_NAMESPACE}">{footnotes}</w:footnotes>',
            )
    return out.getvalue()


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def par(inner: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{inner}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """A table; each cell is the XML of what it holds."""
    body = "".join(
        "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in row) + "</w:tr>" for row in rows
    )
    return f"<w:tbl>{body}</w:tbl>"


_ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def odt(body: str, styles: str = "", head: str = "") -> bytes:
    """An OpenDocument text whose body is the XML given."""
    names = " ".join(
        f'xmlns:{name}="{_ODF}{name}:1.0"' for name in ("office", "text", "table", "style", "draw")
    )
    content = (
        f"<office:document-content {names}>{head}<office:body><office:text>{body}"
        "</office:text></office:body></office:document-content>"
    )
    parts = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    if styles:
        parts["styles.xml"] = f"<office:document-styles {names}>{styles}</office:document-styles>"
    return packed(parts)


def packed(parts: dict[str, str | bytes]) -> bytes:
    """A zip archive of the parts given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()
