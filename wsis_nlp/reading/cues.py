"""Timed captions to cues: the part that WebVTT, SubRip and SBV share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter

from wsis_nlp.reading.packing import PackedList


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: when (seconds), who if told, what, and where its words stand in the file."""

    start: float
    end: float
    label: str | None
    text: str
    original: int | None = None


def packed_cues(cues: Iterable[Cue] = ()) -> PackedList[Cue]:
    """A list of cues that a large file does not burst."""
    return PackedList(attrgetter("start", "end", "label", "text", "original"), Cue, cues)


@dataclass(slots=True)
class Scan:
    """What a scan over a caption file found: cues as written, and what it could not use."""

    cues: PackedList[Cue] = field(default_factory=packed_cues)
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
    text: str,
    lines: Iterable[tuple[int, str]],
    timing: Timing,
    looks_timed: Callable[[str], bool],
    *,
    skipped: tuple[str, ...] = (),
    loose: bool = False,
) -> Scan:
    """Collect the cues of a file.

    ``lines`` are those of ``text``, (offset, line); ``timing`` reads a timing line; ``looks_timed``
    says whether a line tries to be one; blocks that begin with one of ``skipped`` are passed over.
    ``loose`` takes words after an empty line for the rest of the cue before (SubRip has no rule).
    """
    found = Scan()
    # Where the words of the cue begin (-1 before the first of them) and end.
    start, stop = -1, 0
    times: tuple[float, float] | None = None
    # Where we are: in a cue; in a block that is passed over; in a cue that cannot be used.
    inside = skipping = dead = False
    begins = True

    def close() -> None:
        if times and start >= 0:
            found.cues.append(Cue(*times, None, text[start:stop], start))

    for number, (offset, line, following) in enumerate(_with_next(lines), start=1):
        bare = line.strip()
        if not bare:
            # A line of spaces right under the times is an empty first line of the caption.
            if not (line and inside and start < 0):
                inside = skipping = dead = False
                begins = True
            continue
        first, begins = begins, False
        if skipping or (first and skipped and bare.startswith(skipped) and "-->" not in bare):
            skipping = True
        elif looks_timed(bare):
            close()
            times, start = timing(bare), -1
            inside, dead = times is not None, times is None
            if dead:
                found.malformed.append(number)
        elif looks_timed(following) and (first or bare.isdigit()):
            continue  # the name or number of the cue
        elif inside or (loose and times and not dead and not (first and bare.isdigit())):
            inside = True
            start, stop = offset if start < 0 else start, offset + len(line.rstrip())
        elif not dead:
            found.orphans.append(number)
            close()
            times, start, dead = None, -1, True
    close()
    return found


def _with_next(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str, str]]:
    """Each line with the one that follows it."""
    before: tuple[int, str] | None = None
    for offset, line in lines:
        if before is not None:
            yield *before, line
        before = offset, line
    if before is not None:
        yield *before, ""
