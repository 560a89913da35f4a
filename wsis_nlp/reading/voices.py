"""Cues to turns: repeats taken out, voices told apart, each word's place in the file kept."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

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
from wsis_nlp.reading.protocol import Source
from wsis_nlp.reading.typography import JOINER, even, visible

_TAG = re.compile(r"</?[a-zA-Z0-9:.][^<>\n]*>|</>|\{\\[^{}\n]*\}")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^<>\n]+)>")
_ARROWS = re.compile(rf"(?:^|(?<=[\s.?!{JOINER}]))>>+[\s{JOINER}]*:?\s*")
_DASHES = re.compile(rf"^[ \t{JOINER}]*[-–—]+[ \t{JOINER}]+(?=\S)", re.MULTILINE)
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
    """What one voice says in one cue, from ``at`` on in the cue; ``fresh``: a mark opens a turn."""

    cue: Cue
    label: str | None
    text: str
    at: int
    fresh: bool = False

    @property
    def place(self) -> Place:
        """Where and when its words stand."""
        original = None if self.cue.original is None else self.cue.original + self.at
        return Place(original, (self.cue.start, max(self.cue.start, self.cue.end)))

    def part(self, start: int, stop: int | None = None) -> _Piece:
        """The piece from ``start`` to ``stop``."""
        return replace(self, text=self.text[start:stop], at=self.at + start)


def document_of_cues(
    source: Source, cues: Sequence[Cue], warnings: Sequence[str], title: str = ""
) -> Document:
    """Turn cues into utterances: by voice tag, by ``Name: text``, by ``>>``, or by silence.

    Raises
    ------
    SourceError
        If there are no words in them.
    """
    if any(later.start < cue.start for cue, later in itertools.pairwise(cues)):
        warnings = [*warnings, "cues do not follow each other in time; read in the file's order"]
    fresh, repeats = _without_repeats(cues)
    pieces, convention = _speakers(fresh)
    builder = Builder(source, convention, list(warnings))
    unstopped = _is_unstopped(pieces)
    before: _Piece | None = None
    count = 0
    for piece in pieces:
        while repeats and repeats[0][0] <= piece.cue.start:
            builder.note("repeat", repeats.pop(0)[1])
        gap = piece.cue.start - before.cue.end if before else 0.0
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
    for _, words in repeats:
        builder.note("repeat", words)
    return builder.build(DocumentKind.TRANSCRIPT, title)


def plain(text: str) -> str:
    """A cue as it is shown; tags and entities give way to joiners, so that offsets stay."""
    return even(_TAG.sub(lambda match: JOINER * len(match.group()), text))


def _without_repeats(cues: Sequence[Cue]) -> tuple[list[_Piece], list[tuple[float, str]]]:
    """What is new in each cue, and whole cues said again (when, what).

    Rolling captions show a line again as the next comes in, or a line as it grows: only lines
    that the cue before ended with, and that this one begins with, are repeats. A whole cue of more
    than three words said again at once is one in any file: speech recognition does so over silence.
    """
    shown = [[(at, visible(line)) for at, line in text_lines(plain(cue.text))] for cue in cues]
    lines = [[(at, line) for at, line in found if line] for found in shown]
    overlaps = [0] * len(cues)
    growths = 0
    for number, (before, after) in enumerate(itertools.pairwise(cues), start=1):
        if "<v" in after.text or after.start - before.end >= _NEAR:
            continue
        old = [line for _, line in lines[number - 1]]
        new = [line for _, line in lines[number]]
        overlaps[number] = _overlap(old, new)
        growths += bool(old and new) and new[0] != old[-1] and new[0].startswith(old[-1] + " ")
    rolling = sum(map(bool, overlaps)) >= _ROLLING * len(cues)
    growing = growths >= 0.3 * len(cues)
    pieces: list[_Piece] = []
    repeats: list[tuple[float, str]] = []
    for number, cue in enumerate(cues):
        here = lines[number]
        previous = lines[number - 1] if number else []
        text = plain(cue.text)
        if overlaps[number] and [line for _, line in here] == [line for _, line in previous]:
            words = " ".join(line for _, line in here)
            if len(words.split()) > 3:
                repeats.append((cue.start, words))
                continue
        if rolling and overlaps[number]:
            here = here[overlaps[number] :]
        start = here[0][0] if here else len(text)
        if growing and previous and here and here[0][1].startswith(previous[-1][1] + " "):
            start = _behind(text, start, len(previous[-1][1]))
        if here and visible(text[start:]):
            pieces += _voices(cue, text, start)
    return pieces, repeats


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
    marks = list(_VOICE.finditer(cue.text))
    first = marks[0].start() if marks else len(text)
    if visible(text[start:first]):
        yield _Piece(cue, cue.label, text[start:first], start)
    for mark, after in itertools.zip_longest(marks, marks[1:]):
        words = text[mark.end() : after.start() if after else None]
        if visible(words):
            yield _Piece(cue, visible(even(mark.group(1))), words, mark.end())


def _speakers(pieces: list[_Piece]) -> tuple[list[_Piece], str]:
    """Give each piece its speaker by the convention that holds in the file."""
    if any(piece.label for piece in pieces):
        return pieces, "voice tags"
    # A dash opens a turn where cues hold two of them, one under the other.
    dashed = any(len(_DASHES.findall(piece.text)) > 1 for piece in pieces)
    out = [part for piece in pieces for part in _cut(piece, _ARROWS)]
    if dashed:
        out = [part for piece in out for part in _cut(piece, _DASHES)]
    shapes = [label_shape(piece.text) for piece in out]
    everywhere = sum(shape is not None for shape in shapes) >= 0.95 * len(out) > 1
    pairs = shapes if everywhere else [s if s and style_of(s[0]) else None for s in shapes]
    counts = Counter(label_key(pair[0]) for pair in pairs if pair)
    marks = sum(piece.fresh for piece in out)
    named = sum(count for count in counts.values() if count > 1)
    if marks < 2 and named < max(2, 0.3 * len(out)) and sum(counts.values()) < 0.8 * len(out):
        return out, "no speakers"
    label: str | None = None
    for index, (piece, pair) in enumerate(zip(out, pairs, strict=True)):
        many = everywhere or named >= 0.8 * len(out)
        names = pair is not None and _names(pair[0], counts, everywhere=many)
        if names and pair and (piece.fresh or marks < 2 or _in_brackets(piece.text)):
            label = pair[0]
            out[index] = replace(piece.part(pair[1]), label=label, fresh=True)
        else:
            label = None if piece.fresh else label
            out[index] = replace(piece, label=label)
    out = [piece for piece in out if visible(piece.text)]
    return out, "marks in cues" if marks > 1 else "name and colon in cues"


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


def _is_unstopped(pieces: Sequence[_Piece]) -> bool:
    words = sum(len(piece.text.split()) for piece in pieces)
    stops = sum(len(re.findall(r"[.?!…]", piece.text)) for piece in pieces)
    return stops * 80 < words
