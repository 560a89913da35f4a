"""Akoma Ntoso debates (OASIS LegalDocML 1.0): speeches with their speakers.

Also read without its namespace and with the old tags (``docDate``), as archives have them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wsis_nlp.domain.errors import SourceError
from wsis_nlp.domain.records import Document, DocumentKind
from wsis_nlp.reading.builder import Builder, Place
from wsis_nlp.reading.prose import Part
from wsis_nlp.reading.protocol import Source
from wsis_nlp.reading.tables import row_of
from wsis_nlp.reading.written import read_written
from wsis_nlp.reading.xml import local, parse_xml

_SPEECHES = ("speech", "question", "answer", "speechGroup")
_ASIDE = ("narrative", "scene", "summary", "other", "recordedTime", "rollCall")
_LINES = ("p", "li", "tr", "blockList", "item", "block", "h1", "h2", "h3", "tocItem")
_HEADS = ("heading", "subheading", "docTitle", "num")
_DATE = re.compile(r"\b(\d{4}-\d{2}-\d{2})\b")


@dataclass(slots=True)
class _Debate:
    """One debate while it is read."""

    builder: Builder
    people: dict[str, str]
    heads: list[str] = field(default_factory=list)
    number: int = 0

    def walk(self, element: Any) -> None:  # noqa: ANN401 - lxml elements have no types
        """Read what is below an element, in order."""
        for child in element:
            name = local(child.tag)
            if name == "heading":
                self.heads.append(_words(child))
            if name == "speech" or (name in _SPEECHES and child.get("by")):
                self._speech(child)
            elif name in _ASIDE and child.find(".//{*}speech") is None:
                self.builder.note("noise", _words(child))
            elif name in (*_HEADS, "from"):
                self.builder.note("other", _words(child))
            elif name in _LINES:
                self._lines(None, [child])
            elif name not in ("meta", ""):
                self.walk(child)

    def _speech(self, speech: Any) -> None:  # noqa: ANN401
        said = next((child for child in speech if local(child.tag) == "from"), None)
        label = self.people.get(speech.get("by", "").removeprefix("#").strip())
        words = "" if said is None else _words(said)
        if label is None:
            label = words.rstrip(" :.-–—") or speech.get("by", "").strip("#/ ") or None
        elif words:
            self.builder.note("other", words)
        self._lines(label, [child for child in speech if child is not said], speech)

    def _lines(self, label: str | None, children: list[Any], speech: Any = None) -> None:  # noqa: ANN401
        clock = _clock(speech.get("startTime", "")) if speech is not None else None
        self.builder.turn(label, time=clock)
        loose = "" if speech is None else (speech.text or "")
        if loose.strip():
            self._line(loose)
        for child in children:
            if local(child.tag) in _ASIDE:
                self.builder.note("noise", _words(child))
            else:
                for line in _paragraphs(child):
                    self._line(line)

    def _line(self, line: str) -> None:
        if line.strip():
            self.number += 1
            self.builder.paragraph()
            self.builder.add(line, Place(paragraph=self.number))


class AkomaNtosoReader:
    """``.an.xml``, ``.xml``: one turn a speech. Other XML is refused."""

    name = "Akoma Ntoso"
    suffixes = (".xml", ".akn")

    def read(self, source: Source) -> Document:
        """Read the speeches; raises ``SourceError`` if it is not Akoma Ntoso."""
        if not source.data.strip():
            raise SourceError(source.path, "the file is empty", "Ask for it again, or take it out.")
        root = parse_xml(source, source.data)
        if local(root.tag).casefold() != "akomantoso":
            raise SourceError(
                source.path,
                f"it is XML of another kind (<{local(root.tag)[:40]}>), not Akoma Ntoso",
                "Save it as text, HTML or Word.",
            )
        people = {
            person.get(key, "").removeprefix("#"): person.get("showAs", "").strip()
            for person in root.iter()
            if local(person.tag) in ("TLCPerson", "TLCRole", "TLCOrganization")
            for key in ("eId", "id", "wId")
            if person.get(key) and person.get("showAs", "").strip()
        }
        if not any(local(element.tag) in _SPEECHES for element in root.iter()):
            return read_written(source, list(_parts(root)), date=_date(root))
        debate = _Debate(Builder(source, "speech elements"), people)
        debate.walk(root)
        title = next((head for head in debate.heads if head), "")
        title = re.sub(r"^\d{4}-\d{2}-\d{2}[\s,:.-]+(?=\S)", "", title)
        return debate.builder.build(DocumentKind.TRANSCRIPT, title, date=_date(root))


def _parts(root: Any) -> Iterator[Part]:  # noqa: ANN401
    """The paragraphs of a document that holds no speeches (an act, a report)."""
    for child in root:
        name = local(child.tag)
        if name in _HEADS:
            yield Part(_words(child), "heading" if name != "num" else "text")
        elif name in _LINES:
            for line in _paragraphs(child):
                yield Part(line)
        elif name == "table":
            for row in child.iter("{*}tr"):
                yield from row_of([[Part(_words(cell))] for cell in row])
        elif name not in ("meta", ""):
            yield from _parts(child)


def _paragraphs(element: Any) -> Iterator[str]:  # noqa: ANN401
    """The lines of text below an element: one for each innermost block, and what stands loose."""
    inner = [child for child in element if local(child.tag) in (*_LINES, "ul", "ol", "blockquote")]
    if not inner:
        yield _words(element)
        return
    yield element.text or ""
    for child in element:
        yield from _paragraphs(child)
        yield child.tail or ""


def _words(element: Any) -> str:  # noqa: ANN401
    for line_break in element.iter("{*}br", "{*}eol"):
        line_break.tail = "\n" + (line_break.tail or "")
    return " ".join("".join(element.itertext()).split())


def _date(root: Any) -> str | None:  # noqa: ANN401
    """The day of the debate: of the work, else of the first date the preface names."""
    for path in ("FRBRWork", "FRBRExpression", "docDate", "date"):
        for element in root.iter("{*}" + path):
            for dated in element.iter():
                if (tag := local(dated.tag)) in ("FRBRdate", "docDate", "date"):
                    match = _DATE.search(dated.get("date", "") or dated.text or "")
                    if match and (tag != "FRBRdate" or dated.get("name", "") != "Generation"):
                        return match.group(1)
    return None


def _clock(stamp: str) -> float | None:
    match = re.search(r"(?:^|T)(\d{2}):(\d{2})(?::(\d{2}))?", stamp)
    if not match or "T" in stamp:  # a time of day is not a time of the recording
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600.0 + minutes * 60 + seconds
