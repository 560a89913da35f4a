"""Word documents: captioners' transcripts and written submissions."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wsis_nlp.domain.errors import SourceError
from wsis_nlp.domain.records import Document
from wsis_nlp.reading.prose import Part, headings
from wsis_nlp.reading.protocol import Source
from wsis_nlp.reading.written import read_written

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# What Word holds beside the text that is read: deleted or moved-away words, fields' code, and the
# second copy that a text box keeps for old programs.
_SKIPPED = {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# A Word file unpacks to a few times its size; far more is an attack, not a document.
_LARGEST_UNPACKED = 400 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Block:
    text: str
    style: str


class DocxReader:
    """``.docx``: turns if the paragraphs carry speaker marks, else sections."""

    name = "Word"
    suffixes = (".docx",)

    def read(self, source: Source) -> Document:
        """Read the accepted text; raises ``SourceError`` if the file is not a Word document."""
        package = _open(source)
        blocks = [block for block in _blocks(package.element.body) if block.text.strip()]
        by_words = headings([" ".join(block.text.split()) for block in blocks])
        parts = [
            Part(block.text, _kind(block, by_words=heads))
            for block, heads in zip(blocks, by_words, strict=True)
        ]
        parts += [Part(text, "footnote") for text in _footnotes(source, package)]
        core = (package.core_properties.title or "").strip()
        generic = core.casefold() in ("", "word document")
        named = any(part.kind != "text" for part in parts)
        return read_written(source, parts, title="" if generic or named else core)


def _open(source: Source) -> Any:  # noqa: ANN401 - python-docx has no types
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    if not source.data:
        raise SourceError(source.path, "the file is empty", "Ask for it again, or take it out.")
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
        if unpacked > _LARGEST_UNPACKED:
            raise SourceError(
                source.path,
                f"it unpacks to {unpacked // 2**20} MiB, more than any real document",
                "Do not open it; ask the sender what it is.",
            )
        return docx.Document(io.BytesIO(source.data))
    except SourceError:
        raise
    except (zipfile.BadZipFile, PackageNotFoundError) as error:
        raise _broken(source, "it is not a Word document, or it is damaged or encrypted") from error
    except Exception as error:  # python-docx lets whatever its parser meets through
        raise _broken(source, f"its inside is damaged ({type(error).__name__})") from error


def _broken(source: Source, fact: str) -> SourceError:
    return SourceError(
        source.path, fact, "Open it in Word, save it again as .docx without a password, and retry."
    )


def _blocks(body: Any) -> Iterator[_Block]:  # noqa: ANN401
    for child in body.iterchildren():
        if child.tag == f"{_W}p":
            yield _Block(_words(child), _style(child))
        elif child.tag == f"{_W}tbl":
            yield from _rows(child)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"):
            yield from _blocks(child)


def _rows(table: Any) -> Iterator[_Block]:  # noqa: ANN401
    """A table is read row by row, its cells parted by a bar; one inside a cell is that cell's."""
    for row in table.iter(f"{_W}tr"):
        if next(row.iterancestors(f"{_W}tbl")) is not table:
            continue
        cells = (
            " ".join(" ".join(_words(p).split()) for p in cell.iter(f"{_W}p"))
            for cell in row.iter(f"{_W}tc")
            if next(cell.iterancestors(f"{_W}tr")) is row
        )
        yield _Block(" | ".join(cell.strip() for cell in cells if cell.strip()), "Table")


def _words(element: Any) -> str:  # noqa: ANN401
    """The accepted text of a paragraph: insertions are in, deletions are out."""
    out: list[str] = []

    def walk(node: Any) -> None:  # noqa: ANN401
        for child in node:
            if child.tag in _SKIPPED or child.tag == _FALLBACK:
                continue
            if child.tag == f"{_W}t":
                out.append(child.text or "")
            elif child.tag in _TEXT:
                out.append(_TEXT[child.tag])
            else:
                walk(child)

    walk(element)
    return "".join(out)


def _style(paragraph: Any) -> str:  # noqa: ANN401
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return str(style.get(f"{_W}val", "")) if style is not None else ""


def _kind(block: _Block, *, by_words: bool) -> str:
    if re.match(r"(?i)^(title|subtitle)", block.style):
        return "title"
    plain = block.style in ("", "Normal")
    return "heading" if re.match(r"(?i)^heading\d", block.style) or (plain and by_words) else "text"


def _footnotes(source: Source, package: Any) -> Iterator[str]:  # noqa: ANN401
    from lxml import etree

    for relation in package.part.rels.values():
        if relation.reltype.endswith(("/footnotes", "/endnotes")) and not relation.is_external:
            # Word never writes entities; python-docx's own parser has them switched off as well.
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            try:
                root = etree.fromstring(relation.target_part.blob, parser)
            except etree.XMLSyntaxError as error:
                raise _broken(source, "its inside is damaged (footnotes)") from error
            for note in root:
                words = " ".join(_words(note).split())
                if words:
                    yield words
