"""Tables of written documents, row by row: the part that every format with cells shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from wsis_nlp.reading.prose import ASIDE, Part

# A cell with more than this many characters in several paragraphs is a page's layout, not a datum.
_PROSE = 300


def rows_of(rows: Sequence[Sequence[Sequence[Part]]]) -> Iterator[Part]:
    """The parts of a table: row by row, or turn by turn where it is a transcript's.

    Captioners and minute-takers put the speaker into the first of two cells; a first column of
    short names that come back beside sentences is that.
    """
    pairs = [[_said(cell) for cell in row] for row in rows]
    if _is_talk([pair for pair in pairs if any(pair)]):
        for name, words in (pair for pair in pairs if any(pair)):
            label = name.rstrip(" :")
            yield Part(f"{label}: {words}" if label else words)
        return
    for row in rows:
        yield from row_of(row)


def _is_talk(pairs: Sequence[Sequence[str]]) -> bool:
    if len(pairs) < 3 or any(len(pair) != 2 for pair in pairs):
        return False
    names = [pair[0].rstrip(" :") for pair in pairs if pair[0]]
    short = all(len(name.split()) <= 6 and not name[:1].isdigit() for name in names)
    sentences = sum(len(pair[1]) > 20 and pair[1][-1:] in ".?!" for pair in pairs)
    return short and len(set(names)) < len(names) and 2 * sentences > len(pairs)


def _said(cell: Sequence[Part]) -> str:
    return " ".join(" ".join(part.text for part in cell if part.kind not in ASIDE).split())


def row_of(cells: Sequence[Sequence[Part]]) -> Iterator[Part]:
    """The parts of one row: a line with its cells parted by bars, and asides behind it.

    A row of one cell, and one whose cells hold paragraphs, is no row of data: its parts come one
    after the other.
    """
    kept = [[part for part in cell if part.text.strip()] for cell in cells]
    running = [[part for part in cell if part.kind not in ASIDE] for cell in kept]
    full = [cell for cell in running if cell]
    layout = any(len(cell) > 1 and sum(len(p.text) for p in cell) > _PROSE for cell in full)
    if len(full) < 2 or layout:
        for cell in kept:
            yield from cell
        return
    words = (" ".join(" ".join(part.text for part in cell).split()) for cell in full)
    yield replace(full[0][0], text=" | ".join(words), kind="text")
    for cell in kept:
        yield from (part for part in cell if part.kind in ASIDE)
