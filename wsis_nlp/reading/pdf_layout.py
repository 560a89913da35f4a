"""Where text stands on a page to the order in which it is read: segments, columns, lines.

Pure geometry: points from the lower left corner, no PDF in sight. Columns are found as tall empty
strips with prose on both sides (after the recursive cuts of Nagy and Seth, 1984, with the strips of
Breuel, 2002).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

# A gap between two pieces of a line from which on they are cells and not words, in type sizes.
_CELL = 1.6
# What may stand by itself before the text of an item.
# A word of a sentence, and no figure of a table.
_WORD = re.compile(r"[^\W\d_][^\W\d]*[^\w\s]*")
_ITEM = re.compile(
    r"^(?:[•●○▪■◦\-–—*]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|"
    r"\d{1,2}(?:\.\d{1,2})+\.?|\[\d+\])$"
)
# Columns have at least so many lines on each side, of so many characters in the middle.
_LINES, _PROSE = 3, 16


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text of one look, and its box."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool = False
    upright: bool = True

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is read: its cells are parted by a bar; ``raised`` are its note marks."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool = False
    cells: tuple[float, ...] = ()
    column: int = 0
    raised: tuple[str, ...] = ()


def reading_order(runs: Sequence[Run]) -> list[Line]:
    """The lines of a page in the order in which they are read; columns are numbered from 0."""
    segments = _segments([run for run in runs if run.text.strip()])
    out: list[Line] = []
    for number, region in enumerate(_regions(segments)):
        out += [replace(line, column=number) for line in _rows(region)]
    return out


def _segments(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs that stand close together on one line, each list from left to right."""
    out: list[list[Run]] = []
    for row in _by_height(runs):
        current: list[Run] = []
        for run in sorted(row, key=lambda run: run.x0):
            size = max(run.size, current[-1].size if current else 0.0)
            if current and run.x0 - max(one.x1 for one in current) > _CELL * size:
                out.append(current)
                current = []
            current.append(run)
        if current:
            out.append(current)
    return out


def _by_height(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs on one base line together, from the top; raised and lowered signs go with their line."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (-run.y1, run.x0)):
        for row in rows[-4:]:
            tall = max(row, key=lambda one: one.size)
            small = min(run.size, tall.size) < 0.8 * max(run.size, tall.size)
            overlap = min(run.y1, tall.y1) - max(run.y0, tall.y0)
            least = 0.3 if small else 0.55
            if overlap > least * min(run.y1 - run.y0, tall.y1 - tall.y0):
                row.append(run)
                break
        else:
            rows.append([run])
    return rows


@dataclass(frozen=True, slots=True)
class _Strip:
    """An empty strip from bottom to top with text on both sides."""

    x: float
    bottom: float
    top: float
    score: float


def _regions(segments: list[list[Run]], depth: int = 0) -> list[list[list[Run]]]:
    """Cut a page into its columns, in reading order."""
    strip = _best_strip(segments) if depth < 12 else None
    if strip is None:
        return [segments] if segments else []
    above: list[list[Run]] = []
    below: list[list[Run]] = []
    left: list[list[Run]] = []
    right: list[list[Run]] = []
    for segment in segments:
        middle = _middle(segment)
        if middle > strip.top:
            above.append(segment)
        elif middle < strip.bottom:
            below.append(segment)
        elif segment[0].x0 < strip.x:
            left.append(segment)
        else:
            right.append(segment)
    out: list[list[list[Run]]] = []
    for part in (above, left, right, below):
        out += _regions(part, depth + 1)
    return out


def _best_strip(segments: list[list[Run]]) -> _Strip | None:
    if len(segments) < 2 * _LINES:
        return None
    boxes = [(s[0].x0, max(r.x1 for r in s), _middle(s), len(_text(s))) for s in segments]
    edges = sorted({round(box[0]) for box in boxes})
    best: _Strip | None = None
    for edge in edges[1:80]:
        x = edge - 1.5
        crossing = sorted((box[2] for box in boxes if box[0] < x < box[1]), reverse=True)
        bounds = [float("inf"), *crossing, float("-inf")]
        for top, bottom in pairwise(bounds):
            found = _strip_between(boxes, x, top, bottom, segments[0][0].size)
            if found and (best is None or found.score > best.score):
                best = found
    return best


def _strip_between(
    boxes: Sequence[tuple[float, float, float, int]],
    x: float,
    top: float,
    bottom: float,
    size: float,
) -> _Strip | None:
    inside = [box for box in boxes if bottom < box[2] < top]
    left = [box for box in inside if box[1] <= x]
    right = [box for box in inside if box[0] >= x]
    if len(left) < _LINES or len(right) < _LINES:
        return None
    if min(b[0] for b in right) - max(b[1] for b in left) < 0.6 * size:
        return None
    # Cells are short, or stand on the lines of their neighbours with other lines' gaps; columns
    # hold prose on both sides, and share some height.
    for side in (left, right):
        lengths = sorted(box[3] for box in side)
        if lengths[len(lengths) // 2] < _PROSE:
            return None
    high = min(max(b[2] for b in left), max(b[2] for b in right))
    low = max(min(b[2] for b in left), min(b[2] for b in right))
    if high <= low or not (_runs_full(left) and _runs_full(right)):
        return None
    return _Strip(
        x,
        min(b[2] for b in inside) - 0.1,
        max(b[2] for b in inside) + 0.1,
        min(len(left), len(right)),
    )


def _runs_full(side: Sequence[tuple[float, float, float, int]]) -> bool:
    """Whether the lines of a side fill its width, as prose does and a list of names does not."""
    start, end = min(box[0] for box in side), max(box[1] for box in side)
    full = sum(box[1] - box[0] > 0.7 * (end - start) for box in side)
    return full >= 0.4 * len(side)


def _middle(segment: Sequence[Run]) -> float:
    return max(segment, key=lambda run: run.size).middle


def _rows(segments: list[list[Run]]) -> list[Line]:
    """The lines of one column, from the top; segments side by side are cells."""
    rows: list[list[list[Run]]] = []
    for segment in sorted(segments, key=lambda s: (-_middle(s), s[0].x0)):
        tall = max(segment, key=lambda run: run.size)
        if rows:
            other = max(rows[-1][0], key=lambda run: run.size)
            overlap = min(tall.y1, other.y1) - max(tall.y0, other.y0)
            if overlap > 0.55 * min(tall.y1 - tall.y0, other.y1 - other.y0):
                rows[-1].append(segment)
                continue
        rows.append([segment])
    return [_line(sorted(row, key=lambda s: s[0].x0)) for row in rows]


def _line(cells: list[list[Run]]) -> Line:
    if _is_stretched(cells):
        cells = [[run for cell in cells for run in cell]]
    runs = [run for cell in cells for run in cell]
    size = _main_size(runs)
    words: list[str] = []
    starts: list[float] = []
    raised: list[str] = []
    for cell in cells:
        text = _text(cell, raised)
        # The sign of an item belongs to its text, however far it stands away.
        if words and _ITEM.match(words[-1]) and len(words) == 1:
            words[-1] += " " + text
        else:
            words.append(text)
            starts.append(cell[0].x0)
    bold = sum(len(run.text) for run in runs if run.bold) > 0.7 * sum(len(r.text) for r in runs)
    main = [run for run in runs if run.size > 0.8 * size] or runs
    return Line(
        " | ".join(words),
        min(run.x0 for run in runs),
        min(run.y0 for run in main),
        max(run.x1 for run in runs),
        max(run.y1 for run in main),
        size,
        bold,
        tuple(starts) if len(starts) > 1 else (),
        raised=tuple(raised),
    )


def _is_stretched(cells: Sequence[Sequence[Run]]) -> bool:
    """Whether the words of a line were driven apart to fill it: each by itself, equally far."""
    words = all(len(cell) == 1 and _WORD.fullmatch(cell[0].text.strip()) for cell in cells)
    if len(cells) < 3 or not words:
        return False
    size = cells[0][0].size
    gaps = [after[0].x0 - before[0].x1 for before, after in pairwise(cells)]
    # Cells begin equally far apart; words do not, since they are not equally long.
    steps = [after[0].x0 - before[0].x0 for before, after in pairwise(cells)]
    return max(gaps) - min(gaps) < 0.3 * size and max(steps) - min(steps) > size


def _main_size(runs: Sequence[Run]) -> float:
    """The type size of most of the characters."""
    counts: dict[float, int] = {}
    for run in runs:
        counts[run.size] = counts.get(run.size, 0) + len(run.text)
    return max(counts, key=lambda size: counts[size])


def _text(segment: Sequence[Run], raised: list[str] | None = None) -> str:
    """The words of a segment; where ``raised`` is given, note marks are put there instead.

    A mark is raised above its line, small, and a number or a star; whether there is a note for it
    is for the caller to say, so its place is kept by U+E000 and its number in the list.
    """
    size = _main_size(segment)
    base = min((run.y0 for run in segment if run.size > 0.8 * size), default=segment[0].y0)
    out = ""
    end: float | None = None
    for run in segment:
        text = run.text
        mark = (
            raised is not None
            and end is not None
            and run.size < 0.8 * size
            and run.y0 > base + 0.12 * size
            and bool(re.fullmatch(r"\s*(?:\d{1,3}|[*†‡]+|[ivx]{1,5}|[a-z])\s*", text))
        )
        if end is not None and run.x0 - end > 0.12 * size and not out.endswith(" ") and not mark:
            out += " "
        if mark and raised is not None:
            raised.append(text.strip())
            out = out.rstrip() + "\ue000" + (" " if text.endswith(" ") else "")
        else:
            out += text
        end = run.x1
    return out.strip()
