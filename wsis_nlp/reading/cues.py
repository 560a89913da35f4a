"""Timed captions to turns: the part that WebVTT, SubRip and SBV share."""

from __future__ import annotations

import html
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from wsis_nlp.domain.records import Document, DocumentKind
from wsis_nlp.reading.builder import Builder, Place
from wsis_nlp.reading.conventions import is_furniture
from wsis_nlp.reading.labels import is_certain, is_common, label_key, spoken_label, style_of
from wsis_nlp.reading.protocol import Source

_TAG = re.compile(r"</?[a-zA-Z0-9:.][^<>\n]*>|</>|\{\\[^{}\n]*\}")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^<>\n]+)>")
_ARROWS = re.compile(r"(?:^|(?<=\s))>>+\s*")
_ENDED = re.compile(r"[.?!…][\"”’)\]]*$")
# A silence after which, where nobody is named, a new utterance begins (seconds).
_SILENCE = 6.0
# Machine captions without full stops are cut into lines at pauses this long, or after so many
# words, so that they do not become one sentence.
_PAUSE, _LINE_WORDS = 0.7, 30


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: when (seconds), who if told, what, and where its words stand in the file."""

    start: float
    end: float
    label: str | None
    text: str
    original: int | None = None


@dataclass(slots=True)
class Scan:
    """What a scan over a caption file found: cues as written, and what it could not use."""

    cues: list[Cue] = field(default_factory=list)
    malformed: list[int] = field(default_factory=list)
    orphans: list[int] = field(default_factory=list)

    def problems(self) -> list[str]:
        """What was left out and where, for the warnings."""
        told = []
        for lines, what in (
            (self.malformed, "malformed cue(s) left out"),
            (self.orphans, "line(s) outside any cue left out"),
        ):
            if lines:
                shown = ", ".join(map(str, lines[:5])) + (", ..." if len(lines) > 5 else "")
                told.append(f"{len(lines)} {what} (line {shown})")
        return told


Timing = Callable[[str], tuple[float, float] | None]


def scan(
    lines: Sequence[tuple[int, str]],
    timing: Timing,
    looks_timed: Callable[[str], bool],
    *,
    skipped: tuple[str, ...] = (),
    loose: bool = False,
) -> Scan:
    """Collect the cues of a file.

    ``lines`` are (offset, text); ``timing`` reads a timing line; ``looks_timed`` says whether a
    line tries to be one; blocks that begin with one of ``skipped`` are passed over. ``loose``
    takes words after an empty line for the rest of the cue before (SubRip has no rule for them).
    """
    found = Scan()
    body: list[int] = []
    times: tuple[float, float] | None = None
    # Where we are: in a cue; in a block that is passed over; in a cue that cannot be used.
    inside = skipping = dead = False
    begins = True

    def close() -> None:
        if times and body:
            text = "\n".join(lines[index][1] for index in range(body[0], body[-1] + 1))
            found.cues.append(Cue(*times, None, text.rstrip(), lines[body[0]][0]))

    for number, (_, line) in enumerate(lines):
        bare = line.strip()
        if not bare:
            # A line of spaces right under the times is an empty first line of the caption.
            if not (line and inside and not body):
                inside = skipping = dead = False
                begins = True
            continue
        first, begins = begins, False
        following = lines[number + 1][1] if number + 1 < len(lines) else ""
        if skipping or (first and skipped and bare.startswith(skipped) and "-->" not in bare):
            skipping = True
        elif looks_timed(bare):
            close()
            times, body = timing(bare), []
            inside, dead = times is not None, times is None
            if dead:
                found.malformed.append(number + 1)
        elif looks_timed(following) and (first or bare.isdigit()):
            continue  # the name or number of the cue
        elif inside or (loose and times and not dead and not (first and bare.isdigit())):
            inside = True
            body.append(number)
        elif not dead:
            found.orphans.append(number + 1)
            close()
            times, body, dead = None, [], True
    close()
    return found


def plain(text: str) -> str:
    """The words of a cue as they are shown: without tags and entities."""
    return html.unescape(_TAG.sub("", text)).strip()


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
    pieces, convention = _speakers([piece for cue in cues for piece in _voices(cue)])
    builder = Builder(source, convention, list(warnings))
    pieces = list(_without_repeats(builder, pieces))
    unstopped = _is_unstopped(pieces)
    before: _Piece | None = None
    count = 0
    for piece in pieces:
        gap = piece.cue.start - before.cue.end if before else 0.0
        if _begins(before, piece, gap, convention):
            builder.turn(piece.label)
            count = 0
        elif unstopped and (gap >= _PAUSE or count >= _LINE_WORDS):
            builder.paragraph()
            count = 0
        if is_furniture(piece.text):
            builder.note("furniture", piece.text)
            continue
        times = (piece.cue.start, max(piece.cue.start, piece.cue.end))
        builder.add(piece.text, Place(_where(piece), times))
        count += len(piece.text.split())
        before = piece
    return builder.build(DocumentKind.TRANSCRIPT, title)


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one voice says in one cue; ``fresh`` says that a mark opens a turn here."""

    cue: Cue
    label: str | None
    text: str
    fresh: bool = False


def _voices(cue: Cue) -> Iterator[_Piece]:
    parts = _VOICE.split(cue.text)
    if plain(parts[0]):
        yield _Piece(cue, cue.label, plain(parts[0]))
    for label, words in zip(parts[1::2], parts[2::2], strict=True):
        if plain(words):
            yield _Piece(cue, html.unescape(label).strip(), plain(words))


def _speakers(pieces: list[_Piece]) -> tuple[list[_Piece], str]:
    """Give each piece its speaker by the convention that holds in the file."""
    if any(piece.label for piece in pieces):
        return pieces, "voice tags"
    out: list[_Piece] = []
    for piece in pieces:
        starts = [0, *(m.start() for m in _ARROWS.finditer(piece.text) if m.start()), None]
        for start, stop in itertools.pairwise(starts):
            text = piece.text[start:stop].strip()
            words = _ARROWS.sub("", text, count=1) if _ARROWS.match(text) else text
            if words:
                out.append(replace(piece, text=words, fresh=words != text))
    pairs = [spoken_label(piece.text) for piece in out]
    counts = Counter(label_key(pair[0]) for pair in pairs if pair)
    arrows = sum(piece.fresh for piece in out)
    named = sum(count for count in counts.values() if count > 1)
    if arrows < 2 and named < max(2, 0.3 * len(out)) and sum(counts.values()) < 0.8 * len(out):
        return out, "no speakers"
    label: str | None = None
    for index, (piece, pair) in enumerate(zip(out, pairs, strict=True)):
        names = pair is not None and _names(pair[0], counts, everywhere=named >= 0.8 * len(out))
        if names and pair and (piece.fresh or arrows < 2):
            out[index] = replace(piece, label=pair[0], text=pair[1], fresh=True)
            label = pair[0]
        else:
            label = None if piece.fresh else label
            out[index] = replace(piece, label=label)
    out = [piece for piece in out if piece.text]
    return out, "marks in cues" if arrows > 1 else "name and colon in cues"


def _names(label: str, counts: Counter[str], *, everywhere: bool) -> bool:
    style = style_of(label)
    if is_certain(label) or style == "capitals":
        return True
    if is_common(label):
        return everywhere and counts[label_key(label)] > 1
    return style == "name" or counts[label_key(label)] > 1 or everywhere


def _begins(before: _Piece | None, piece: _Piece, gap: float, convention: str) -> bool:
    if before is None or convention == "no speakers":
        runs_on = before is not None and not _ENDED.search(before.text) and gap < 4 * _SILENCE
        return before is None or (gap > _SILENCE and not (runs_on and piece.text[:1].islower()))
    if piece.label is None and before.label is None:
        return piece.fresh
    return piece.label != before.label


def _without_repeats(builder: Builder, pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """Rolling captions show each line twice: a line is kept only where it is new."""
    shown: list[str] = []
    before: _Piece | None = None
    for piece in pieces:
        lines = [" ".join(line.split()) for line in piece.text.split("\n") if line.strip()]
        # Only a line of the cue just before, which this one runs on from, is a repeat; a whole
        # cue said again is one too, as speech recognition repeats itself over silence.
        close = before is not None and piece.cue.start - before.cue.end < 0.5
        fresh = [line for line in lines if not (close and line in shown)]
        if not fresh and lines == shown and len(" ".join(lines).split()) > 3:
            builder.note("repeat", " ".join(lines))
        shown, before = lines, piece
        if fresh:
            yield piece if len(fresh) == len(lines) else replace(piece, text=" ".join(fresh))


def _is_unstopped(pieces: Sequence[_Piece]) -> bool:
    words = sum(len(piece.text.split()) for piece in pieces)
    stops = sum(len(re.findall(r"[.?!…]", piece.text)) for piece in pieces)
    return stops * 80 < words


def _where(piece: _Piece) -> int | None:
    """The offset of the words in the file, if they stand there as they are read."""
    place = piece.cue.text.find(piece.text)
    return piece.cue.original + place if piece.cue.original is not None and place >= 0 else None
