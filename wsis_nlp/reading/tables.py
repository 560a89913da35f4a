"""Tables of written documents, row by row: the part that every format with cells shares."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from wsis_nlp.reading.packing import PackedList
from wsis_nlp.reading.prose import ASIDE, Part

# A cell with more than this many characters in several paragraphs is a page's layout, not a datum.
_PROSE = 300


Row = Sequence[Sequence[Part]]


def packed_rows(rows: Iterable[Row]) -> PackedList[Row]:
    """The rows of a table, cell by cell, which a large one does not burst."""

    def fields(row: Row) -> tuple[list[list[tuple[str, str]]]]:
        return ([[(part.text, part.kind) for part in cell] for cell in row],)

    def record(cells: list[list[tuple[str, str]]]) -> Row:
        return [[Part(text, kind) for text, kind in cell] for cell in cells]

    return PackedList(fields, record, rows)


def rows_of(rows: Collection[Row]) -> Iterator[Part]:
    """The parts of a table: row by row, or turn by turn where it is a transcript's.

    Captioners and minute-takers put the speaker into the first of two cells; a first column of
    short names that come back beside sentences is that.
    """
    if not _is_talk(pair for pair in map(_pair, rows) if any(pair)):
        for row in rows:
            yield from row_of(row)
        return
    for name, words in (pair for pair in map(_pair, rows) if any(pair)):
        label = name.rstrip(" :")
        yield Part(f"{label}: {words}" if label else words)


def _is_talk(pairs: Iterable[Sequence[str]]) -> bool:
    count = named = sentences = 0
    names = set()
    for pair in pairs:
        if len(pair) != 2:
            return False
        count += 1
        if name := pair[0].rstrip(" :"):
            if len(name.split()) > 6 or name[:1].isdigit():
                return False
            named += 1
            names.add(name)
        sentences += len(pair[1]) > 20 and pair[1][-1:] in ".?!"
    return count >= 3 and len(names) < named and 2 * sentences > count


def _pair(row: Row) -> list[str]:
    return [_said(cell) for cell in row]


def _said(cell: Sequence[Part]) -> str:
    return " ".join(" ".join(part.text for part in cell if part.kind not in ASIDE).split())


def row_of(cells: Row) -> Iterator[Part]:
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
