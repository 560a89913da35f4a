"""Caption text to turns: the part that every transcript of plain lines shares."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from wsis_nlp.domain.records import Document, DocumentKind
from wsis_nlp.reading.builder import Builder, Place
from wsis_nlp.reading.conventions import conventions, is_furniture
from wsis_nlp.reading.dates import date_in, is_date_line
from wsis_nlp.reading.marks import Mark, find_marks, text_lines
from wsis_nlp.reading.packing import slices
from wsis_nlp.reading.protocol import Source
from wsis_nlp.reading.typography import visible

_ENDS = re.compile(r"[.?!:;…\"”)\]]\s*$")
_SENTENCE = re.compile(r"\w.*\s.*[.?!…][\"”’)]*$")
# How far into a session talk before the opening may reach: turns, and characters of one.
_OFF_AIR_TURNS = 8
_OFF_AIR_LONGEST = 300
_LONGEST_TITLE = 200


@dataclass(slots=True)
class Places:
    """Where the lines of a text that a reader put together stand in its source.

    Without any, the text is the decoded file itself and its offsets are the original ones.
    """

    _starts: array[int] = field(default_factory=lambda: array("Q"))
    _pages: array[int] = field(default_factory=lambda: array("Q"))
    _paragraphs: array[int] = field(default_factory=lambda: array("Q"))

    def add(self, offset: int, page: int | None, paragraph: int) -> None:
        """From ``offset`` in the text on, this page and paragraph hold."""
        self._starts.append(offset)
        self._pages.append(page or 0)
        self._paragraphs.append(paragraph)

    @property
    def apart(self) -> bool:
        """Whether the text is not the file itself."""
        return bool(self._starts)

    def at(self, offset: int) -> Place:
        """The place of ``offset``."""
        if not self._starts:
            return Place(original=offset)
        number = max(0, bisect_right(self._starts, offset) - 1)
        return Place(page=self._pages[number] or None, paragraph=self._paragraphs[number])


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines that belong together: where it begins, its text with its line ends."""

    start: int
    text: str


def read_captions(
    source: Source,
    text: str,
    warnings: Sequence[str] = (),
    places: Places | None = None,
) -> Document | None:
    """Read caption text whose signs are even, or return ``None`` if there are no turns in it."""
    marks, convention = find_marks(text)
    if not marks:
        return None
    places = places or Places()
    builder = Builder(source, convention, list(warnings))
    wrapped = is_wrapped(text)
    title, date = _head(builder, text[: marks[0].start], places, wrapped=wrapped)
    ends = [mark.start for mark in marks[1:]] + [len(text)]
    opening = _opening(text, marks, ends)
    for number, (mark, end) in enumerate(zip(marks, ends, strict=True)):
        builder.turn(mark.label, off_air=number < opening, time=mark.time)
        last = ""
        for block in blocks(text[mark.end : end], mark.end, wrapped=wrapped):
            # Words on the line of the mark are speech whatever they look like.
            first = not last and "\n" not in text[mark.end : block.start]
            last = _add(builder, block, places, last, speech=first)
    del text, marks, ends  # a large text is held once
    return builder.build(DocumentKind.TRANSCRIPT, title, date=date)


def blocks(text: str, offset: int, *, wrapped: bool) -> Iterator[Block]:
    """Cut lines into paragraphs; ``offset`` is where ``text`` stands in the whole.

    Lines cut by width are joined up to an empty line; else each line is a paragraph, unless it
    plainly goes on in the next.
    """
    start, stop, last = -1, 0, ""
    for at, line in text_lines(text):
        bare = line.strip()
        if not bare:
            if start >= 0:
                yield Block(offset + start, text[start:stop])
            start = -1
            continue
        begin = at + len(line) - len(line.lstrip())
        if start >= 0 and not (wrapped or runs_on(last, bare)):
            yield Block(offset + start, text[start:stop])
            start = -1
        start = begin if start < 0 else start
        stop, last = at + len(line.rstrip()), bare
    if start >= 0:
        yield Block(offset + start, text[start:stop])


def runs_on(before: str, after: str) -> bool:
    """Whether one line plainly goes on in the next: no end here, a small letter there."""
    return bool(before) and not _ENDS.search(before) and after[:1].islower()


def is_wrapped(text: str) -> bool:
    """Whether lines are cut by width, so that a line end is not the end of a paragraph."""
    lengths, ended = array("L"), 0
    for some in slices(text):
        for line in some.splitlines():
            if line.strip():
                lengths.append(len(line))
                ended += bool(_ENDS.search(line))
    return len(lengths) >= 8 and median(lengths) < 90 and ended < 0.6 * len(lengths)


def _add(builder: Builder, block: Block, places: Places, last: str, *, speech: bool) -> str:
    """Add a paragraph of a turn; returns its words, to compare the next with."""
    bare = " ".join(block.text.split())
    if not speech and is_furniture(bare):
        builder.note("furniture", bare)
        return last
    if bare == last and len(bare.split()) > 3:
        builder.note("repeat", bare)
        return last
    if last and not runs_on(last, bare):
        builder.paragraph()
    for at, piece in _unrepeated(builder, block.text, apart=places.apart):
        builder.add(piece, places.at(block.start + at))
    return bare


def _unrepeated(builder: Builder, text: str, *, apart: bool) -> Iterator[tuple[int, str]]:
    """The lines of a paragraph, repeated ones left out; in one piece where that is possible."""
    start, before = 0, ""
    for at, line in text_lines(text):
        bare = line.strip()
        repeated = bare == before and len(bare.split()) > 3
        if (repeated or apart) and at > start:
            yield start, text[start:at]
            start = at
        if repeated:
            builder.note("repeat", bare)
            start = at + len(line)
        before = bare
    yield start, text[start:]


def _head(builder: Builder, head: str, places: Places, *, wrapped: bool) -> tuple[str, str | None]:
    """What stands before the first turn: title, date, furniture, words nobody is named for."""
    titles: list[str] = []
    date: str | None = None
    over = False
    spoken: list[Block] = []
    for block in blocks(head, 0, wrapped=wrapped):
        bare = " ".join(block.text.split())
        lines = [" ".join(line.split()) for line in block.text.splitlines() if line.strip()]
        if not is_furniture(bare) and (_SENTENCE.search(bare) or len(bare) > _LONGEST_TITLE):
            spoken.append(block)
            continue
        builder.note("furniture", bare)
        for line in lines:
            date = date or date_in(line)
            # The title is over where the date or the captioner's block begins.
            dated = is_date_line(line)
            over = over or (bool(titles) and (dated or is_furniture(line) or len(titles) > 2))
            if not (over or dated or is_furniture(line)) and re.search(r"[^\W\d_]{3}", line):
                titles.append(visible(line))
    if spoken:
        words = " ".join(block.text for block in spoken)
        brief = len(words) < _OFF_AIR_LONGEST
        builder.turn(off_air=brief and bool(conventions().off_air.search(words)))
        last = ""
        for block in spoken:
            last = _add(builder, block, places, last, speech=True)
    return " – ".join(titles), date


def _opening(text: str, marks: Sequence[Mark], ends: Sequence[int]) -> int:
    """How many turns at the start are talk before the session opens (0 if that is not evident)."""
    last = 0
    for number, (mark, end) in enumerate(zip(marks, ends, strict=True)):
        words = text[mark.end : end]
        if number >= _OFF_AIR_TURNS or len(words.strip()) > _OFF_AIR_LONGEST:
            break
        if conventions().off_air.search(words):
            last = number + 1
    return last
