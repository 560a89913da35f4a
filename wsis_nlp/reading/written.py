"""Documents of paragraphs, whatever their format: a transcript if they hold turns, else prose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wsis_nlp.domain.records import Document, DocumentKind
from wsis_nlp.reading.builder import Place
from wsis_nlp.reading.captions import Places, read_captions
from wsis_nlp.reading.prose import Part, read_parts
from wsis_nlp.reading.protocol import Source


def read_written(
    source: Source,
    parts: Sequence[Part],
    warnings: Sequence[str] = (),
    *,
    title: str = "",
    date: str | None = None,
    language: str | None = None,
) -> Document:
    """Read the parts of a document as turns if speakers are marked in them, else as sections.

    Raises
    ------
    SourceError
        If there are no words in it.
    """
    if source.kind is not DocumentKind.SUBMISSION:
        document = _transcript(source, parts, warnings)
        if document:
            title = title or document.title
            return replace(document, title=title, date=date, language=language)
    return read_parts(source, parts, warnings, title=title, date=date, language=language)


def _transcript(source: Source, parts: Sequence[Part], warnings: Sequence[str]) -> Document | None:
    lines: list[str] = []
    starts: list[int] = []
    places: list[Place] = []
    offset = 0
    for number, part in enumerate(parts, start=1):
        if part.kind == "footnote":
            continue
        for line in part.text.split("\n"):
            starts.append(offset)
            places.append(Place(None, part.place.time, part.place.page, number))
            lines.append(line)
            offset += len(line) + 1
    return read_captions(source, "\n".join(lines), warnings, Places(starts, places))
