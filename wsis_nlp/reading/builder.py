"""Builds a Document piece by piece: normalises text, cuts noise marks, keeps the map back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from wsis_nlp.domain.errors import SourceError
from wsis_nlp.domain.records import (
    Anchor,
    Document,
    DocumentKind,
    Note,
    Utterance,
    content_id,
)
from wsis_nlp.reading.conventions import conventions, is_noise
from wsis_nlp.reading.dates import date_in
from wsis_nlp.reading.packing import PackedText
from wsis_nlp.reading.protocol import Source
from wsis_nlp.reading.typography import NOTHING, SAME, visible

# What breaks the one-to-one map: invisible characters, and every run of white space but a space.
_BREAK = re.compile(rf"[{NOTHING}]+|\s*[^\S ]\s*|\s{{2,}}")
_BRACKET = re.compile(r"[\[(]")
_HYPHENATED = re.compile(r"[^\W\d_]-$")
_CLOSING = ".,;:!?…"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece of text stands in the source; what has no meaning for a format is ``None``."""

    original: int | None = None
    time: tuple[float, float] | None = None
    page: int | None = None
    paragraph: int | None = None


NOWHERE = Place()


@dataclass(slots=True)
class _Turn:
    start: int
    label: str | None
    heading: str | None
    off_air: bool
    start_time: float | None = None
    end_time: float | None = None


@dataclass(slots=True)
class Builder:
    """Collects what a reader finds, in order, and gives the Document.

    Within an utterance pieces are joined by a space, paragraphs by a line feed; utterances are
    parted by an empty line. In ``written`` prose square brackets are the author's own, unless what
    is in them is plainly a captioner's mark.
    """

    source: Source
    convention: str = ""
    warnings: list[str] = field(default_factory=list)
    written: bool = False
    _text: PackedText = field(default_factory=PackedText)
    _turn: _Turn | None = None
    _utterances: list[Utterance] = field(default_factory=list)
    _anchors: list[Anchor] = field(default_factory=list)
    _notes: list[Note] = field(default_factory=list)
    _break: bool = False

    def turn(
        self,
        label: str | None = None,
        *,
        heading: str | None = None,
        off_air: bool = False,
        time: float | None = None,
    ) -> None:
        """Begin an utterance."""
        self._close()
        name = visible(label) if label else None
        self._turn = _Turn(self._text.length, name or None, heading, off_air, time)
        self._break = False

    def paragraph(self) -> None:
        """End a paragraph inside the utterance."""
        self._break = True

    def note(self, kind: str, text: str) -> None:
        """Keep something that is not speech."""
        self._notes.append(Note(self._text.length, kind, " ".join(text.split())))

    def add(self, raw: str, place: Place = Place()) -> None:
        """Add words to the utterance; noise marks in them become notes.

        ``place.original`` is the offset of ``raw[0]`` in the decoded file, if ``raw`` stands there
        as it is.
        """
        glue = self._glue(raw)
        after_mark = False
        for offset, text, mark in _pieces(raw.translate(SAME), written=self.written):
            if mark:
                self.note("noise", mark)
                after_mark = True
                glue = glue or " "
                continue
            # The stray full stop of "(Applause)." goes with the mark if the sentence had ended.
            if after_mark and text.startswith(".") and self._ended():
                text, offset = text[1:].lstrip(), offset + len(text) - len(text[1:].lstrip())  # noqa: PLW2901
                if not text:
                    continue
            if after_mark and text[0] in _CLOSING:
                glue = ""
            self._put(text, offset, glue, place)
            glue, after_mark = _glue_after(raw, offset, text), False

    def build(
        self,
        kind: DocumentKind,
        title: str = "",
        *,
        date: str | None = None,
        language: str | None = None,
    ) -> Document:
        """The document.

        Raises
        ------
        SourceError
            If nothing was said in it.
        """
        self._close()
        if not self._utterances:
            raise SourceError(
                self.source.path, "there are no words in it", "Check that it is the right file."
            )
        return Document(
            id=self._ident(),
            path=str(self.source.path),
            sha256=self.source.sha256,
            kind=kind,
            title=title or self.source.path.stem,
            text=self._text.whole(),
            utterances=tuple(self._utterances),
            date=date or date_in(self.source.path.stem),
            language=language,
            anchors=tuple(self._anchors),
            notes=tuple(self._notes),
            warnings=tuple(self.warnings),
            convention=self.convention,
        )

    def _ident(self) -> str:
        return content_id("d", self.source.sha256)

    def _glue(self, raw: str) -> str:
        """What parts these words from those before: a line feed, a space, or nothing."""
        if self._break or not self._text.length:
            return "\n"
        before = self._text.last
        return "" if _HYPHENATED.search(before) and raw.lstrip()[:1].islower() else " "

    def _ended(self) -> bool:
        turn = self._turn
        fresh = turn is None or self._text.length == turn.start
        return fresh or self._text.last.rstrip("\"”’')")[-1:] in ".!?…"

    def _put(self, text: str, offset: int, glue: str, place: Place) -> None:
        if self._turn is None:
            self.turn()
        turn = self._turn
        assert turn is not None
        if self._text.length > turn.start:
            self._text.append(glue)
        elif self._utterances:
            self._text.append("\n\n")
            turn.start = self._text.length
        self._break = False
        original = None if place.original is None else place.original + offset
        time = place.time
        if not self._follows(place, original):
            self._anchors.append(
                Anchor(
                    self._text.length,
                    original,
                    time[0] if time else None,
                    place.page,
                    place.paragraph,
                )
            )
        if time:
            turn.start_time = time[0] if turn.start_time is None else turn.start_time
            turn.end_time = time[1]
        self._text.append(text)

    def _follows(self, place: Place, original: int | None) -> bool:
        """Whether the anchor in force already says where the next words stand."""
        if not self._anchors:
            return False
        last = self._anchors[-1]
        begin = place.time[0] if place.time else None
        if (last.time, last.page, last.paragraph) != (begin, place.page, place.paragraph):
            return False
        if last.original is None or original is None:
            return last.original == original
        return original - last.original == self._text.length - last.offset

    def _close(self) -> None:
        turn, self._turn = self._turn, None
        if turn is None or self._text.length == turn.start:
            return
        index = len(self._utterances)
        ident = self._ident()
        self._utterances.append(
            Utterance(
                id=content_id("u", ident, index),
                document_id=ident,
                index=index,
                start=turn.start,
                end=self._text.length,
                label=turn.label,
                start_time=turn.start_time,
                end_time=turn.end_time,
                heading=turn.heading,
                off_air=turn.off_air,
            )
        )


def _pieces(raw: str, *, written: bool) -> Iterator[tuple[int, str, str]]:
    """The pieces of a text that stand in the source as they are, and the marks between them.

    Gives (offset, text, "") or (offset, "", mark).
    """
    start = 0
    if _BRACKET.search(raw):
        for match in conventions().noise.finditer(raw):
            if is_noise(match.group(), written=written):
                yield from _runs(raw, start, match.start())
                yield match.start(), "", match.group()
                start = match.end()
    yield from _runs(raw, start, len(raw))


def _runs(raw: str, start: int, end: int) -> Iterator[tuple[int, str, str]]:
    for match in _BREAK.finditer(raw, start, end):
        yield from _run(raw, start, match.start())
        start = match.end()
    yield from _run(raw, start, end)


def _run(raw: str, start: int, end: int) -> Iterator[tuple[int, str, str]]:
    text = raw[start:end]
    bare = text.strip(" ")
    if bare:
        yield start + text.index(bare[0]), bare, ""


def _glue_after(raw: str, offset: int, text: str) -> str:
    """What follows a piece in its own text: nothing after an invisible character or a hyphen."""
    end = offset + len(text)
    gap = raw[end : end + 1]
    if gap and gap in NOTHING and raw[end:].lstrip(NOTHING)[:1].strip():
        return ""
    broken = "\n" in raw[end : end + 3] and raw[end:].lstrip()[:1].islower()
    return "" if broken and _HYPHENATED.search(text) else " "
