"""Word documents: captioners' transcripts, transcript exports, written submissions."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from wsis_nlp.domain.errors import SourceError
from wsis_nlp.domain.records import Document, DocumentKind
from wsis_nlp.reading.cues import Cue, packed_cues
from wsis_nlp.reading.docx_styles import Numbering, Styles, W
from wsis_nlp.reading.package import Package, damaged, open_package
from wsis_nlp.reading.packing import PackedList
from wsis_nlp.reading.prose import Part, judged, packed_parts
from wsis_nlp.reading.protocol import Source
from wsis_nlp.reading.tables import packed_rows, rows_of
from wsis_nlp.reading.voices import document_of_cues
from wsis_nlp.reading.written import read_written
from wsis_nlp.reading.xml import GrowingTree, local

_TEXT = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# What Word holds beside the text that is read: deleted or moved-away words, fields' code, and the
# second copy that a text box keeps for old programs. Boxes are read behind their paragraph.
_SKIPPED = {"del", "moveFrom", "instrText", "delText", "Fallback", "txbxContent", "rt", "pPr"}
_NOTES = ("footnotes", "endnotes")
# What stands around paragraphs and rows and adds nothing.
_FLOW = ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")
_GENERIC_TITLE = re.compile(r"(?i)^(microsoft )?word( document)?\b.*|^(untitled|document\d*)?$")
_STAMP = r"(\d{1,3}:\d{1,2}:\d{1,2}(?:\.\d{1,6})?)"
_CUE = re.compile(rf"^[ \t]*{_STAMP} --> {_STAMP}[ \t]*\n([^\n]{{1,80}})\n", re.MULTILINE)
# Tables in tables in text boxes end somewhere.
_DEEPEST = 24


@dataclass(slots=True)
class _Word:
    """One document while it is read: the parts of the package that its paragraphs refer to."""

    tree: GrowingTree
    styles: Styles
    numbering: Numbering
    notes: dict[tuple[str, str], str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)

    def parts(self, body: Any, depth: int = 0) -> Iterator[Part]:  # noqa: ANN401
        """The paragraphs below an element, in order, with what hangs on each behind it."""
        for child in self.tree.children(body) if depth < _DEEPEST else ():
            name = local(child.tag)
            if name == "p":
                yield from self._paragraph(child, depth)
            elif name == "tbl":
                yield from self._table(child, depth)
            elif name in _FLOW:
                yield from self.parts(child, depth + 1)

    def _paragraph(self, paragraph: Any, depth: int) -> Iterator[Part]:  # noqa: ANN401
        words, hidden = _words(paragraph)
        role = self.styles.role(paragraph)
        place = self.styles.list_of(paragraph)
        label = self.numbering.label(*place) if place and words.strip() else ""
        text = f"{label} {words.lstrip()}" if label else words
        yield Part(text, role)
        if hidden.strip():
            yield Part(hidden, "other")
        for child in paragraph.iter(f"{W}footnoteReference", f"{W}endnoteReference"):
            kind = "footnotes" if child.tag == f"{W}footnoteReference" else "endnotes"
            yield Part(self.notes.pop((kind, child.get(f"{W}id", "")), ""), "footnote")
        for child in paragraph.iter(f"{W}commentReference"):
            yield Part(self.comments.pop(child.get(f"{W}id", ""), ""), "other")
        for box in paragraph.iter(f"{W}txbxContent"):
            inside = {local(up.tag) for up in box.iterancestors()}
            outer = next((up for up in box.iterancestors(f"{W}txbxContent", f"{W}p")), None)
            if "Fallback" not in inside and outer is paragraph:
                yield from self.parts(box, depth + 1)

    def _table(self, table: Any, depth: int) -> Iterator[Part]:  # noqa: ANN401
        """A table is read row by row, its cells parted by a bar; one inside a cell is that cell's.

        Cells that hold whole paragraphs are there for the layout: they are read one after another.
        """
        rows = self._rows(table, table, depth)
        yield from rows_of(packed_rows(self._cells(row, depth) for row in rows))

    def _cells(self, row: Any, depth: int) -> list[list[Part]]:  # noqa: ANN401
        if any(local(mark.tag) == "del" for mark in row.iterfind(f"{W}trPr/*")):
            return []
        return [
            list(self.parts(cell, depth + 1))
            for cell in row.iter(f"{W}tc")
            if next(cell.iterancestors(f"{W}tr")) is row
        ]

    def _rows(self, table: Any, below: Any, depth: int) -> Iterator[Any]:  # noqa: ANN401
        """The rows of a table below one of its elements, whatever stands around them."""
        for child in self.tree.children(below) if depth < _DEEPEST else ():
            if local(child.tag) in _FLOW:
                yield from self._rows(table, child, depth + 1)
            else:
                rows = child.iter(f"{W}tr")
                yield from (row for row in rows if next(row.iterancestors(f"{W}tbl")) is table)


class DocxReader:
    """``.docx``: turns if the paragraphs carry speaker marks, else sections."""

    name = "Word"
    suffixes = (".docx", ".docm")

    def read(self, source: Source) -> Document:
        """Read the accepted text; raises ``SourceError`` if the file is not a Word document."""
        package = open_package(source, "Word")
        main = _main_part(package)
        folder = posixpath.dirname(main)
        with package.stream(main) as stream:
            if stream is None:
                raise _not_word(source)
            tree = GrowingTree(source, stream, main, [W + name for name in (*_FLOW, "tbl")])
            body = tree.find(f"{W}body")
            if body is None:
                raise _not_word(source)
            styles = Styles.of(package.xml(f"{folder}/styles.xml"))
            word = _Word(tree, styles, Numbering.of(package.xml(f"{folder}/numbering.xml")))
            for kind in _NOTES:
                notes = package.xml(f"{folder}/{kind}.xml")
                for note in () if notes is None else notes:
                    word.notes[kind, note.get(f"{W}id", "")] = _all_words(note)
            comments = package.xml(f"{folder}/comments.xml")
            for comment in () if comments is None else comments:
                word.comments[comment.get(f"{W}id", "")] = _all_words(comment)
            found = packed_parts(part for part in word.parts(body) if part.text.strip())
            tree.finish()
        cues = None if source.kind is DocumentKind.SUBMISSION else _timed(found)
        if cues:
            return document_of_cues(source, cues, (), _title(package))
        parts = judged(found)
        left = [(words, "footnote") for words in word.notes.values()]
        left += [(words, "other") for words in word.comments.values()]
        left += [(words, "furniture") for words in _margins(package, folder)]
        parts.extend(Part(words, kind) for words, kind in left if words)
        core = _title(package)
        named = any(part.kind in ("title", "heading") for part in parts)
        return read_written(source, parts, title="" if named else core)


def _not_word(source: Source) -> SourceError:
    return damaged(source, "Word", "it is not a Word document, or it is damaged")


def _timed(found: Iterable[Part]) -> PackedList[Cue] | None:
    """The cues of the meeting programs' older export: a line of times, a name, the words."""
    if not any(" --> " in part.text for part in found):
        return None
    text = "\n".join(part.text for part in found)
    stamps = list(_CUE.finditer(text))
    if len(stamps) < 2:
        return None
    ends = [match.start() for match in stamps[1:]] + [len(text)]
    return packed_cues(
        Cue(_seconds(m[1]), _seconds(m[2]), m[3].strip(), text[m.end() : end].strip())
        for m, end in zip(stamps, ends, strict=True)
    )


def _seconds(stamp: str) -> float:
    hours, minutes, seconds = (float(figure) for figure in stamp.split(":"))
    return hours * 3600 + minutes * 60 + seconds


def _main_part(package: Package) -> str:
    """The part that holds the text; Word always names it the same, other programs may not."""
    relations = package.xml("_rels/.rels")
    for relation in () if relations is None else relations:
        if relation.get("Type", "").endswith("/officeDocument"):
            return str(relation.get("Target", "")).lstrip("/")
    return "word/document.xml"


def _margins(package: Package, folder: str) -> list[str]:
    """The words of headers and footers, each once."""
    out: dict[str, None] = {}
    for name in sorted(package.names()):
        if re.fullmatch(rf"{re.escape(folder)}/(header|footer)\d*\.xml", name):
            root = package.xml(name)
            words = "" if root is None else _all_words(root)
            if words:
                out[words] = None
    return list(out)


def _title(package: Package) -> str:
    root = package.xml("docProps/core.xml")
    found = [] if root is None else [el for el in root if local(el.tag) == "title"]
    title = " ".join((found[0].text or "").split()) if found else ""
    return "" if _GENERIC_TITLE.match(title) else title


def _all_words(element: Any) -> str:  # noqa: ANN401
    return " ".join(" ".join(_words(p)[0] for p in element.iter(f"{W}p")).split())


def _words(element: Any) -> tuple[str, str]:  # noqa: ANN401
    """The accepted text of a paragraph (insertions in, deletions out), and what it hides."""
    out: list[str] = []
    hidden: list[str] = []

    def walk(node: Any, into: list[str]) -> None:  # noqa: ANN401
        for child in node:
            name = local(child.tag)
            if name in _SKIPPED:
                continue
            if name == "t":
                into.append(child.text or "")
            elif name in _TEXT:
                into.append(_TEXT[name])
            elif name == "sym":
                into.append(" ")
            else:
                walk(child, hidden if name == "r" and _vanishes(child) else into)

    walk(element, out)
    return "".join(out), "".join(hidden)


def _vanishes(run: Any) -> bool:  # noqa: ANN401
    mark = run.find(f"{W}rPr/{W}vanish")
    return mark is not None and mark.get(f"{W}val", "1") not in ("0", "false", "off")
