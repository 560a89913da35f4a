"""Builds a Document piece by piece: normalises text, cuts noise marks, keeps the map back."""

from __future__ import annotations

import re
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
from wsis_nlp.reading.protocol import Source

# Characters that captioning uses for others, one for one.
_SAME = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2011": "-", "\u2010": "-", "\u00ad": None}
    | dict.fromkeys("\u200b\u200c\u200d\ufeff\u2060", None)
)
_SPACE = re.compile(r"\s+")


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
    parted by an empty line.
    """

    source: Source
    convention: str = ""
    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _turn: _Turn | None = None
    _utterances: list[Utterance] = field(default_factory=list)
    _anchors: list[Anchor] = field(default_factory=list)
    _notes: list[Note] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    _break: bool = False

    def turn(
        self, label: str | None = None, *, heading: str | None = None, off_air: bool = False
    ) -> None:
        """Begin an utterance."""
        self._close()
        self._turn = _Turn(self._length, label, heading, off_air)
        self._break = False

    def paragraph(self) -> None:
        """End a paragraph inside the utterance."""
        self._break = True

    def note(self, kind: str, text: str) -> None:
        """Keep something that is not speech."""
        self._notes.append(Note(self._length, kind, " ".join(text.split())))

    def add(
        self,
        raw: str,
        *,
        original: int | None = None,
        time: tuple[float, float] | None = None,
        page: int | None = None,
        paragraph: int | None = None,
    ) -> None:
        """Add words to the utterance; noise marks in them become notes."""
        clean = self._clean(raw)
        if not clean:
            return
        if self._turn is None:
            self.turn()
        turn = self._turn
        assert turn is not None
        fresh = self._length == turn.start
        if not fresh:
            self._append("\n" if self._break else " ")
        elif self._utterances:
            self._append("\n\n")
            turn.start = self._length
        self._break = False
        self._anchors.append(
            Anchor(self._length, original, time[0] if time else None, page, paragraph)
        )
        if time:
            turn.start_time = time[0] if turn.start_time is None else turn.start_time
            turn.end_time = time[1]
        self._append(clean)

    def build(self, kind: DocumentKind, title: str = "") -> Document:
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
            text="".join(self._parts),
            utterances=tuple(self._utterances),
            anchors=tuple(self._anchors),
            notes=tuple(self._notes),
            warnings=tuple(self.warnings),
            convention=self.convention,
        )

    def _ident(self) -> str:
        return content_id("d", self.source.sha256)

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _clean(self, raw: str) -> str:
        text = raw.translate(_SAME)

        def cut(match: re.Match[str]) -> str:
            if not is_noise(match.group()):
                return match.group()
            self.note("noise", match.group())
            return " "

        if "[" in text or "(" in text:
            text = conventions().noise.sub(cut, text)
        return _SPACE.sub(" ", text).strip()

    def _close(self) -> None:
        turn, self._turn = self._turn, None
        if turn is None or self._length == turn.start:
            return
        index = len(self._utterances)
        ident = self._ident()
        self._utterances.append(
            Utterance(
                id=content_id("u", ident, index),
                document_id=ident,
                index=index,
                start=turn.start,
                end=self._length,
                label=turn.label,
                start_time=turn.start_time,
                end_time=turn.end_time,
                heading=turn.heading,
                off_air=turn.off_air,
            )
        )
