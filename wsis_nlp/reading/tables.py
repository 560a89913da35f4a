"""Tables of written documents, row by row: the part that every format with cells shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from wsis_nlp.reading.prose import ASIDE, Part

# A cell with more than this many characters in several paragraphs is a page's layout, not a datum.
_PROSE = 300


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
