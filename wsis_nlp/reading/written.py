"""Documents of paragraphs, whatever their format: a transcript if they hold turns, else prose."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import replace

from wsis_nlp.domain.records import Document, DocumentKind, Note
from wsis_nlp.reading.captions import Places, read_captions
from wsis_nlp.reading.packing import PackedText
from wsis_nlp.reading.prose import ASIDE, Part, read_parts
from wsis_nlp.reading.protocol import Source
from wsis_nlp.reading.typography import even

# Headings among so many paragraphs at the start may be the title.
_HEAD = 4
# A heading that may be a speaker's label: with a colon, a mark, or a time.
_SPOKEN = re.compile(r":|^\s*>>|\d:\d\d")


def read_written(
    source: Source,
    parts: Collection[Part],
    warnings: Sequence[str] = (),
    *,
    title: str = "",
    date: str | None = None,
    language: str | None = None,
    flowing: bool = False,
) -> Document:
    """Read the parts of a document as turns if speakers are marked in them, else as sections.

    ``flowing`` says that the format knows its paragraphs and headings. Else (captioners' Word
    files) a part may be no more than a line, which goes on in the next.

    Raises
    ------
    SourceError
        If there are no words in it.
    """
    if source.kind is not DocumentKind.SUBMISSION:
        document = _transcript(source, parts, warnings, flowing=flowing)
        if document:
            date = date or document.date
            return replace(document, title=title or document.title, date=date, language=language)
    return read_parts(source, parts, warnings, title=title, date=date, language=language)


def _transcript(
    source: Source, parts: Collection[Part], warnings: Sequence[str], *, flowing: bool
) -> Document | None:
    text, places = PackedText(), Places()
    aside: list[tuple[int, Part]] = []
    number, end = 0, ""
    for part in parts:
        if flowing and part.kind == "heading" and number >= _HEAD and not _SPOKEN.search(part.text):
            # Nobody says a heading: left in the text it would be put into a speaker's mouth.
            aside.append((number, replace(part, kind="other")))
            continue
        if part.kind in ASIDE:
            aside.append((number, part))
            continue
        number += not part.joined
        for line in [*part.text.split("\n"), ""] if flowing else part.text.split("\n"):
            places.add(text.length + len(end), part.place.page, number)
            text.append(end + line)
            end = "\n"
    document = read_captions(source, even(text.whole()), warnings, places)
    return _with_notes(document, aside) if document and aside else document


def _with_notes(document: Document, aside: Sequence[tuple[int, Part]]) -> Document:
    """The document with what stood beside its text, each behind the paragraph it followed."""
    numbers = [anchor.paragraph or 0 for anchor in document.anchors]
    notes = list(document.notes)
    for number, part in aside:
        words = " ".join(part.text.split())
        after = bisect_right(numbers, number)
        offset = document.anchors[after].offset if after < len(numbers) else len(document.text)
        if words:
            notes.append(Note(offset, part.kind, words))
    return replace(document, notes=tuple(sorted(notes, key=lambda note: note.offset)))
