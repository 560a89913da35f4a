"""Caption text to turns: the part that every transcript of plain lines shares."""

from __future__ import annotations

import re
from statistics import median

from wsis_nlp.domain.records import Document, DocumentKind
from wsis_nlp.reading.builder import Builder
from wsis_nlp.reading.conventions import Mark, conventions, find_marks, is_furniture
from wsis_nlp.reading.protocol import Source

_LINE = re.compile(r"[^\n]*\n?")
_ENDS = re.compile(r"[.?!:;…\"”)\]]\s*$")
# How far into a session talk before the opening may reach, in turns.
_OFF_AIR_TURNS = 8


def read_captions(source: Source, text: str, warnings: tuple[str, ...] = ()) -> Document | None:
    """Read caption text, or return ``None`` if there are no turns in it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    marks, convention = find_marks(text)
    if not marks:
        return None
    builder = Builder(source, convention, warnings=list(warnings))
    wrapped = is_wrapped(text)
    title = _head(builder, text[: marks[0].start])
    ends = [mark.start for mark in marks[1:]] + [len(text)]
    opening = _opening(text, marks, ends)
    for number, (mark, end) in enumerate(zip(marks, ends, strict=True)):
        builder.turn(mark.label, off_air=number < opening)
        add_lines(builder, text[mark.end : end], mark.end, wrapped=wrapped)
    return builder.build(DocumentKind.TRANSCRIPT, title)


def add_lines(builder: Builder, text: str, offset: int, *, wrapped: bool) -> None:
    """Add the lines of one turn; ``offset`` is where they stand in the original."""
    for match in _LINE.finditer(text):
        line = match.group()
        bare = line.strip()
        if not bare:
            builder.paragraph()
        elif len(bare) < 200 and is_furniture(bare):
            builder.note("furniture", bare)
        else:
            lead = len(line) - len(line.lstrip())
            builder.add(bare, original=offset + match.start() + lead)
            if not wrapped:
                builder.paragraph()


def is_wrapped(text: str) -> bool:
    """Whether lines are cut by width, so that a line end is not the end of a paragraph."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 8:
        return False
    ended = sum(bool(_ENDS.search(line)) for line in lines)
    return median(map(len, lines)) < 90 and ended < 0.6 * len(lines)


def _head(builder: Builder, head: str) -> str:
    """Keep what stands before the first turn as notes; its first plain line is the title."""
    title = ""
    prose: list[tuple[int, str]] = []
    for match in _LINE.finditer(head):
        line = match.group().strip()
        if not line:
            continue
        if len(line) > 200 and not is_furniture(line):
            prose.append((match.start(), line))
            continue
        if not title and not is_furniture(line) and re.search(r"[^\W\d_]{3}", line):
            title = line
        builder.note("furniture", line)
    if prose:
        builder.turn()
        for start, line in prose:
            builder.add(line, original=start)
            builder.paragraph()
    return title


def _opening(text: str, marks: tuple[Mark, ...], ends: list[int]) -> int:
    """How many turns at the start are talk before the session opens (0 if that is not evident)."""
    last = 0
    for number, (mark, end) in enumerate(zip(marks, ends, strict=True)):
        words = text[mark.end : end]
        if number >= _OFF_AIR_TURNS or len(words) > 400:
            break
        if conventions().off_air.search(words):
            last = number + 1
    return last
