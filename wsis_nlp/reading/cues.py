"""Timed captions to cues: the part that WebVTT, SubRip and SBV share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


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
