"""Cues to turns: repeats taken out, voices told apart, each word's place in the file kept."""

from __future__ import annotations

import itertools
import re
from array import array
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter

from wsis_nlp.domain.records import Document, DocumentKind
from wsis_nlp.reading.builder import Builder, Place
from wsis_nlp.reading.conventions import is_furniture
from wsis_nlp.reading.cues import Cue
from wsis_nlp.reading.labels import (
    is_certain,
    is_common,
    label_key,
    label_shape,
    style_of,
)
from wsis_nlp.reading.marks import text_lines
from wsis_nlp.reading.packing import PackedList
from wsis_nlp.reading.protocol import Source
from wsis_nlp.reading.typography import JOINER, even, visible

_TAG = re.compile(r"</?[a-zA-Z0-9:.][^<>\n]*>|</>|\{\\[^{}\n]*\}")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^<>\n]+)>")
_ARROWS = re.compile(rf"(?:^|(?<=[\s.?!{JOINER}]))>>+[\s{JOINER}]*:?\s*")
_DASHES = re.compile(rf"^[ \t{JOINER}]*[-–—]+[ \t{JOINER}]+(?=\S)", re.MULTILINE)
_STOPS = re.compile(r"[.?!…]")
_ENDED = re.compile(r"[.?!…][\"”’)\]]*$")
# A silence after which, where nobody is named, a new utterance begins (seconds).
_SILENCE = 6.0
# Machine captions without full stops are cut into lines at pauses this long, or after so many
# words, so that they do not become one sentence.
_PAUSE, _LINE_WORDS = 0.7, 30
# Cues nearer than this run on from each other (seconds); captions roll where at least this share
# of them begins with lines that the one before ended with.
_NEAR, _ROLLING = 0.5, 0.2


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one voice says in one cue, and when; ``fresh``: a mark opens a turn with it.

    ``original`` is where its words stand in the file, if it is text.
    """

    start: float
    end: float
    label: str | None
    text: str
    original: int | None
    fresh: bool = False

    @property
    def place(self) -> Place:
        """Where and when its words stand."""
        return Place(self.original, (self.start, max(self.start, self.end)))

    def part(self, start: int, stop: int | None = None) -> _Piece:
        """The piece from ``start`` to ``stop``."""
        original = None if self.original is None else self.original + start
        return replace(self, text=self.text[start:stop], original=original)


def _packed(pieces: Iterable[_Piece]) -> PackedList[_Piece]:
    fields = attrgetter("start", "end", "label", "text", "original", "fresh")
    return PackedList(fields, _Piece, pieces)


@dataclass(slots=True)
class _Repeats:
    """What of each cue was shown before; whole cues said again, (when, what), are kept as notes."""

    overlaps: array[int] = field(default_factory=lambda: array("L"))
    rolling: bool = False
    growing: bool = False
    said: list[tuple[float, str]] = field(default_factory=list)


def document_of_cues(
    source: Source, cues: PackedList[Cue], warnings: Sequence[str], title: str = ""
) -> Document:
    """Turn cues into utterances: by voice tag, by ``Name: text``, by ``>>``, or by silence.

    The cues are gone then.

    Raises
    ------
    SourceError
        If there are no words in them.
    """
    repeats, ordered = _repeats(cues)
    if not ordered:
        warnings = [*warnings, "cues do not follow each other in time; read in the file's order"]
    pieces, convention = _speakers(_packed(_without_repeats(cues, repeats)))
    builder = Builder(source, convention, list(warnings))
    unstopped = _is_unstopped(pieces)
    before: _Piece | None = None
    count = 0
    again = deque(repeats.said)
    for piece in pieces.drain():
        while again and again[0][0] <= piece.start:
            builder.note("repeat", again.popleft()[1])
        gap = piece.start - before.end if before else 0.0
        if _begins(before, piece, gap, convention):
            builder.turn(piece.label)
            count = 0
        elif unstopped and (gap >= _PAUSE or count >= _LINE_WORDS):
            builder.paragraph()
            count = 0
        words = visible(piece.text)
        # A number alone in a cue is no page's: "... item" / "5.".
        if is_furniture(words) and any(map(str.isalpha, words)):
            builder.note("furniture", words)
            continue
        builder.add(piece.text, piece.place)
        count += len(words.split())
        before = piece
    for _, words in again:
        builder.note("repeat", words)
    return builder.build(DocumentKind.TRANSCRIPT, title)


def plain(text: str) -> str:
    """A cue as it is shown; tags and entities give way to joiners, so that offsets stay."""
    return even(_TAG.sub(lambda match: JOINER * len(match.group()), text))


def _shown(cue: Cue) -> tuple[str, list[tuple[int, str]]]:
    """A cue as it is shown, and its lines that show anything, each with its offset."""
    text = plain(cue.text)
    lines = ((at, visible(line)) for at, line in text_lines(text))
    return text, [(at, line) for at, line in lines if line]


def _repeats(cues: Iterable[Cue]) -> tuple[_Repeats, bool]:
    """How far each cue repeats the one before, and whether all follow each other in time.

    Rolling captions show a line again as the next comes in, or a line as it grows: only lines
    that the cue before ended with, and that this one begins with, are repeats.
    """
    found, ordered = _Repeats(), True
    growths = 0
    before: Cue | None = None
    old: list[str] = []
    for cue in cues:
        new = [line for _, line in _shown(cue)[1]]
        overlap = 0
        if before is not None:
            ordered = ordered and cue.start >= before.start
            if "<v" not in cue.text and cue.start - before.end < _NEAR:
                overlap = _overlap(old, new)
                growths += (
                    bool(old and new) and new[0] != old[-1] and new[0].startswith(old[-1] + " ")
                )
        found.overlaps.append(overlap)
        before, old = cue, new
    count = len(found.overlaps)
    found.rolling = sum(map(bool, found.overlaps)) >= _ROLLING * count
    found.growing = growths >= 0.3 * count
    return found, ordered


def _without_repeats(cues: PackedList[Cue], repeats: _Repeats) -> Iterator[_Piece]:
    """What is new in each cue.

    A whole cue of more than three words said again at once is a repeat in any file: speech
    recognition does so over silence.
    """
    previous: list[tuple[int, str]] = []
    for cue, overlap in zip(cues.drain(), repeats.overlaps, strict=True):
        text, lines = _shown(cue)
        here, before, previous = lines, previous, lines
        if overlap and [line for _, line in here] == [line for _, line in before]:
            words = " ".join(line for _, line in here)
            if len(words.split()) > 3:
                repeats.said.append((cue.start, words))
                continue
        if repeats.rolling and overlap:
            here = here[overlap:]
        start = here[0][0] if here else len(text)
        if repeats.growing and before and here and here[0][1].startswith(before[-1][1] + " "):
            start = _behind(text, start, len(before[-1][1]))
        if here and visible(text[start:]):
            yield from _voices(cue, text, start)


def _overlap(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines ``new`` begins with that ``old`` ended with."""
    most = min(len(old), len(new))
    return next((size for size in range(most, 0, -1) if old[-size:] == new[:size]), 0)


def _behind(text: str, start: int, length: int) -> int:
    """The offset behind the first ``length`` visible characters from ``start`` on."""
    end = start
    while end < len(text) and len(visible(text[start:end])) < length:
        end += 1
    return end


def _voices(cue: Cue, text: str, start: int) -> Iterator[_Piece]:
    whole = _Piece(cue.start, cue.end, cue.label, text, cue.original)
    marks = list(_VOICE.finditer(cue.text))
    first = marks[0].start() if marks else len(text)
    if visible(text[start:first]):
        yield whole.part(start, first)
    for mark, after in itertools.zip_longest(marks, marks[1:]):
        part = whole.part(mark.end(), after.start() if after else None)
        if visible(part.text):
            yield replace(part, label=visible(even(mark.group(1))))


def _speakers(pieces: PackedList[_Piece]) -> tuple[PackedList[_Piece], str]:
    """Give each piece its speaker by the convention that holds in the file."""
    if any(piece.label for piece in pieces):
        return pieces, "voice tags"
    # A dash opens a turn where cues hold two of them, one under the other.
    dashed = any(len(_DASHES.findall(piece.text)) > 1 for piece in pieces)
    out = _packed(part for piece in pieces.drain() for part in _parts(piece, dashed=dashed))
    shaped = sum(label_shape(piece.text) is not None for piece in out)
    everywhere = shaped >= 0.95 * len(out) > 1
    counts: Counter[str] = Counter()
    marks = 0
    for piece in out:
        pair = _pair(piece, everywhere=everywhere)
        if pair:
            counts[label_key(pair[0])] += 1
        marks += piece.fresh
    named = sum(count for count in counts.values() if count > 1)
    if marks < 2 and named < max(2, 0.3 * len(out)) and sum(counts.values()) < 0.8 * len(out):
        return out, "no speakers"
    many = everywhere or named >= 0.8 * len(out)
    told = _labelled(out, counts, marks=marks, everywhere=everywhere, many=many)
    return _packed(told), "marks in cues" if marks > 1 else "name and colon in cues"


def _labelled(
    pieces: PackedList[_Piece], counts: Counter[str], *, marks: int, everywhere: bool, many: bool
) -> Iterator[_Piece]:
    """The pieces with their speakers; one whose words name nobody goes on with the last."""
    label: str | None = None
    for piece in pieces.drain():
        pair = _pair(piece, everywhere=everywhere)
        names = pair is not None and _names(pair[0], counts, everywhere=many)
        if names and pair and (piece.fresh or marks < 2 or _in_brackets(piece.text)):
            label = pair[0]
            told = replace(piece.part(pair[1]), label=label, fresh=True)
        else:
            label = None if piece.fresh else label
            told = replace(piece, label=label)
        if visible(told.text):
            yield told


def _pair(piece: _Piece, *, everywhere: bool) -> tuple[str, int] | None:
    """The label that a piece begins with, and the offset behind it."""
    pair = label_shape(piece.text)
    return pair if pair and (everywhere or style_of(pair[0])) else None


def _parts(piece: _Piece, *, dashed: bool) -> Iterator[_Piece]:
    for part in _cut(piece, _ARROWS):
        yield from _cut(part, _DASHES) if dashed else (part,)


def _in_brackets(text: str) -> bool:
    return text.lstrip(JOINER + " ")[:1] in ("[", "(")


def _cut(piece: _Piece, marks: re.Pattern[str]) -> Iterator[_Piece]:
    """The parts of a piece between marks; those behind a mark are fresh."""
    found = list(marks.finditer(piece.text))
    first = piece.part(0, found[0].start() if found else None)
    if visible(first.text):
        yield first
    for mark, after in itertools.zip_longest(found, found[1:]):
        part = replace(piece.part(mark.end(), after.start() if after else None), fresh=True)
        if visible(part.text):
            yield part


def _names(label: str, counts: Counter[str], *, everywhere: bool) -> bool:
    style = style_of(label)
    if is_certain(label) or style == "capitals":
        return True
    if is_common(label):
        return everywhere and counts[label_key(label)] > 1
    return style == "name" or counts[label_key(label)] > 1 or everywhere


def _begins(before: _Piece | None, piece: _Piece, gap: float, convention: str) -> bool:
    if before is None or convention == "no speakers":
        runs_on = before is not None and not _ended(before) and gap < 4 * _SILENCE
        small = visible(piece.text)[:1].islower()
        return before is None or (gap > _SILENCE and not (runs_on and small))
    if piece.label is None and before.label is None:
        return piece.fresh
    return piece.label != before.label


def _ended(piece: _Piece) -> bool:
    return bool(_ENDED.search(visible(piece.text)))


def _is_unstopped(pieces: Iterable[_Piece]) -> bool:
    words = stops = 0
    for piece in pieces:
        words += len(piece.text.split())
        stops += len(_STOPS.findall(piece.text))
    return stops * 80 < words
