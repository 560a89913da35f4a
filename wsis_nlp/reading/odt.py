"""OpenDocument texts, as LibreOffice writes them (OASIS OpenDocument 1.3, part 3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wsis_nlp.domain.errors import SourceError
from wsis_nlp.domain.records import Document
from wsis_nlp.reading.package import Package, damaged, open_package
from wsis_nlp.reading.prose import Part, judged, packed_parts
from wsis_nlp.reading.protocol import Source
from wsis_nlp.reading.tables import row_of
from wsis_nlp.reading.written import read_written
from wsis_nlp.reading.xml import GrowingTree, local

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT = "{" + _URN + "text:1.0}"
_STYLE = "{" + _URN + "style:1.0}"
_TABLE = "{" + _URN + "table:1.0}"
_OFFICE = "{" + _URN + "office:1.0}"
# What stands in the flow of the text and is not part of it.
_INDEXES = ("table-of-content", "illustration-index", "table-index", "bibliography")
_SKIPPED = ("tracked-changes", "note", "annotation", "text-box", "ruby-text", "desc", "title")
_ROWS = ("table-header-rows", "table-row-group", "table-rows")
_GROUPS = ("section", "list-header", "numbered-paragraph", "index-body")
# What may hold most of a text, and is read as it grows.
_GROWING = [_TEXT + name for name in ("list", "list-item", *_GROUPS)] + [
    _TABLE + name for name in ("table", *_ROWS)
]


@dataclass(slots=True)
class _Lists:
    """The number formats of list styles, and how far each list has counted."""

    formats: dict[tuple[str, int], tuple[str, str]] = field(default_factory=dict)

    def learn(self, root: Any) -> None:  # noqa: ANN401 - lxml elements have no types
        for style in root.iter(f"{_TEXT}list-style"):
            for level in style.iter(f"{_TEXT}list-level-style-number"):
                depth = level.get(f"{_TEXT}level", "1")
                if level.get(f"{_STYLE}num-format"):
                    key = (style.get(f"{_STYLE}name", ""), int(depth) if depth.isdecimal() else 1)
                    self.formats[key] = (
                        level.get(f"{_STYLE}num-prefix", ""),
                        level.get(f"{_STYLE}num-suffix", "."),
                    )

    def label(self, style: str, depth: int, count: int) -> str:
        """The number of the ``count``-th item as it is printed; empty for bullets."""
        affixes = self.formats.get((style, depth))
        return f"{affixes[0]}{count}{affixes[1]}" if affixes else ""


@dataclass(slots=True)
class _Text:
    """One text while it is read."""

    tree: GrowingTree
    parents: dict[str, str] = field(default_factory=dict)
    lists: _Lists = field(default_factory=_Lists)

    def learn(self, root: Any) -> None:  # noqa: ANN401
        """Note the styles and list formats below ``root``."""
        for style in root.iter(f"{_STYLE}style"):
            name = style.get(f"{_STYLE}name", "")
            self.parents[name] = style.get(f"{_STYLE}parent-style-name", "")
        self.lists.learn(root)

    def parts(self, parent: Any, style: str = "", depth: int = 0) -> Iterator[Part]:  # noqa: ANN401
        """The paragraphs below an element, in order, with what hangs on each behind it."""
        count = 0
        for child in self.tree.children(parent):
            name = local(child.tag)
            if name in ("p", "h"):
                yield from self._paragraph(child, "heading" if name == "h" else "")
            elif name == "list":
                yield from self.parts(child, child.get(f"{_TEXT}style-name", style), depth + 1)
            elif name == "list-item":
                count += 1
                yield from self._item(child, style, depth, count)
            elif name == "table":
                for row in self._rows(child, child):
                    yield from row_of([list(self.parts(cell)) for cell in row])
            elif name in _INDEXES:
                for line in child.iter(f"{_TEXT}p"):
                    yield Part(_words(line), "furniture")
            elif name in _GROUPS:
                yield from self.parts(child, style, depth)
            elif name == "frame":
                yield from self._boxes(child)

    def _rows(self, table: Any, below: Any) -> Iterator[Any]:  # noqa: ANN401
        """The rows of a table below one of its elements, whatever stands around them."""
        for child in self.tree.children(below):
            if local(child.tag) in _ROWS:
                yield from self._rows(table, child)
            else:
                rows = child.iter(f"{_TABLE}table-row")
                yield from (r for r in rows if next(r.iterancestors(f"{_TABLE}table")) is table)

    def _item(self, item: Any, style: str, depth: int, count: int) -> Iterator[Part]:  # noqa: ANN401
        label = self.lists.label(style, depth, count)
        for part in self.parts(item, style, depth):
            if label and part.kind in ("plain", "heading") and part.text.strip():
                yield Part(f"{label} {part.text.lstrip()}", part.kind)
                label = ""
            else:
                yield part

    def _paragraph(self, paragraph: Any, kind: str) -> Iterator[Part]:  # noqa: ANN401
        yield Part(_words(paragraph), kind or self._role(paragraph.get(f"{_TEXT}style-name", "")))
        for note in paragraph.iter(f"{_TEXT}note-body"):
            yield Part(" ".join(_words(line) for line in note.iter(f"{_TEXT}p")), "footnote")
        for note in paragraph.iter(f"{_OFFICE}annotation"):
            yield Part(" ".join(_words(line) for line in note.iter(f"{_TEXT}p")), "other")
        yield from self._boxes(paragraph)

    def _boxes(self, element: Any) -> Iterator[Part]:  # noqa: ANN401
        boxes = list(element.iter("{*}text-box"))
        inner = {id(deeper) for box in boxes for deeper in box.iter("{*}text-box") if deeper != box}
        for box in boxes:
            if id(box) not in inner:
                yield from self.parts(box)

    def _role(self, style: str) -> str:
        for _ in range(8):
            if style in ("Title", "Subtitle"):
                return "title"
            style = self.parents.get(style, "")
        return "plain"


class OdtReader:
    """``.odt``: turns if the paragraphs carry speaker marks, else sections."""

    name = "OpenDocument"
    suffixes = (".odt", ".ott")

    def read(self, source: Source) -> Document:
        """Read the accepted text; raises ``SourceError`` if it is not an OpenDocument text."""
        package = open_package(source, "LibreOffice")
        if b"encryption-data" in (package.part("META-INF/manifest.xml") or b""):
            raise damaged(source, "LibreOffice", "it is encrypted with a password")
        with package.stream("content.xml") as stream:
            if stream is None:
                raise _not_text(source)
            tree = GrowingTree(source, stream, "content.xml", _GROWING)
            body = tree.find(f"{_OFFICE}body", f"{_OFFICE}text")
            if body is None:
                raise _not_text(source)
            text = _Text(tree)
            styles = package.xml("styles.xml")
            # The styles of the text itself stand before its body.
            for known in (styles, body.getroottree().getroot()):
                if known is not None:
                    text.learn(known)
            found = packed_parts(part for part in text.parts(body) if part.text.strip())
            tree.finish()
        parts = judged(found)
        parts.extend(Part(words, "furniture") for words in _margins(styles))
        named = any(part.kind in ("title", "heading") for part in parts)
        return read_written(source, parts, title="" if named else _title(package))


def _not_text(source: Source) -> SourceError:
    return damaged(source, "LibreOffice", "it is not an OpenDocument text, or damaged")


def _margins(styles: Any) -> list[str]:  # noqa: ANN401
    """The words of headers and footers, each once."""
    out: dict[str, None] = {}
    for page in () if styles is None else styles.iter(f"{_STYLE}master-page"):
        for margin in page:
            words = " ".join(" ".join(_words(line) for line in margin.iter(f"{_TEXT}p")).split())
            if words:
                out[words] = None
    return list(out)


def _title(package: Package) -> str:
    root = package.xml("meta.xml")
    titles = [] if root is None else [el for el in root.iter() if local(el.tag) == "title"]
    return " ".join((titles[0].text or "").split()) if titles else ""


def _words(element: Any) -> str:  # noqa: ANN401
    """The text of a paragraph without what hangs on it; white space as OpenDocument means it."""
    out: list[str] = []

    def walk(node: Any) -> None:  # noqa: ANN401
        out.append(" ".join((node.text or "").split("\n")))
        for child in node:
            name = local(child.tag)
            if name in ("s", "tab"):
                out.append(" ")
            elif name == "line-break":
                out.append("\n")
            elif name and name not in _SKIPPED and name not in ("p", "h", "list", "table"):
                walk(child)
            out.append(" ".join((child.tail or "").split("\n")))

    walk(element)
    return "".join(out)
