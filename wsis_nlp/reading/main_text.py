"""Which blocks of a web page are its main text.

Where that is, is trafilatura's judgement (Barbaresi, 2021, "Trafilatura", ACL demos); it drops
short paragraphs that look like nothing, and a "Yes." is a whole turn. So everything between the
first and the last block that it finds is kept, bar what is plainly furniture.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import Any

from wsis_nlp.reading.packing import PackedList
from wsis_nlp.reading.prose import Part

_MARK = re.compile(r"\s*>>\s*\S")
# A piece of text so long stands in the main text by its own weight, if trafilatura has it too.
_TELLING = 25
# Characters: main text that is longer is searched for blocks in windows of this size.
_SMALL = 200_000


@dataclass(frozen=True, slots=True)
class Block:
    """A block of text on a page; ``links`` are the characters in it that are links."""

    part: Part
    furniture: bool = False
    links: int = 0


def packed_blocks(blocks: Iterable[Block]) -> PackedList[Block]:
    """A list of blocks that a large page does not burst."""

    def block(text: str, kind: str, furniture: bool, links: int) -> Block:
        return Block(Part(text, kind), furniture, links)

    return PackedList(attrgetter("part.text", "part.kind", "furniture", "links"), block, blocks)


class _Judged:
    """What trafilatura takes for main text, to look blocks up in, in their order."""

    def __init__(self, text: str) -> None:
        self._whole = _squashed(text)
        self._lines = {_squashed(line) for line in text.split("\n")}
        self._at = 0

    def __contains__(self, block: str) -> bool:
        if block in self._lines:
            return True
        # A block may be part of a line; to look for each in all of a long text would take hours.
        small = len(self._whole) <= _SMALL
        place = self._whole.find(block, *(() if small else (self._at, self._at + _SMALL)))
        self._at = max(self._at, place)
        return place >= 0


def main_blocks(blocks: PackedList[Block], extract: str) -> bytearray:
    """Which blocks are main text: one byte for each; ``extract`` is what trafilatura found."""
    judged = _Judged(extract)
    found = bytearray(
        not block.furniture
        and (len(text) > _TELLING or block.part.kind == "heading")
        and text in judged
        for block, text in ((block, _squashed(block.part.text)) for block in blocks)
    )
    marked = bytearray(not b.furniture and bool(_MARK.match(b.part.text)) for b in blocks)
    inside = [n for n, (by, mark) in enumerate(zip(found, marked, strict=True)) if by or mark]
    if not inside:
        return bytearray(not block.furniture and not _of_links(block) for block in blocks)
    first, last = inside[0], inside[-1]
    # The heading right above is the page's title, which trafilatura takes for itself.
    above = list(islice(blocks, max(0, first - 7), first))
    for number, block in enumerate(reversed(above), start=1):
        if block.part.kind == "heading" and not block.furniture:
            first = inside[0] - number
    return bytearray(
        not block.furniture and first <= number <= last and (by or not _of_links(block))
        for number, (block, by) in enumerate(zip(blocks, found, strict=True))
    )


def _of_links(block: Block) -> bool:
    """Whether a short block is links and little else."""
    length = len(block.part.text.strip())
    return length < 200 and block.links > 0.7 * length


def extracted(root: Any, *, own: bool) -> str:  # noqa: ANN401
    """All the text that trafilatura takes for main text; ``own``: the tree is still needed."""
    import copy
    import logging

    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = trafilatura.bare_extraction(
            copy.deepcopy(root) if own else root,
            favor_recall=True,
            include_comments=False,
            include_tables=True,
        )
    except Exception:  # a page that breaks it is still read, by furniture alone
        return ""
    return str(found.text or "") if found is not None and hasattr(found, "text") else ""


def _squashed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
