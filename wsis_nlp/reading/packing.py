"""Long lists and long texts, held packed: a file of 50 MB stays within some hundred MB of memory.

Such a file holds a million cues or paragraphs, and each costs Python a hundred bytes and more
beside its letters; one sign beyond Latin-1 doubles the letters too. Readers pass over what they
found a few times from its start and never into its middle: that is all that these two can do.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")

# So many of the newest records, and characters, are held as they are: small files are never packed.
_FRESH = 4096
_SLICE = 1 << 20


class PackedList(Collection[T]):
    """Records in their order, which can be read from the start as often as one likes.

    ``fields`` gives the plain values of a record (text, numbers, ``None``), ``record`` makes it of
    them again.
    """

    def __init__(
        self,
        fields: Callable[[T], Any],
        record: Callable[..., T],
        content: Iterable[T] = (),
    ) -> None:
        self._fields, self._record = fields, record
        self._packed: list[bytes] = []
        self._fresh: list[T] = []
        self._count = 0
        self.extend(content)

    def append(self, one: T) -> None:
        """Add a record at the end."""
        self._fresh.append(one)
        self._count += 1
        if len(self._fresh) >= _FRESH:
            self._packed.append(marshal.dumps([self._fields(one) for one in self._fresh]))
            self._fresh.clear()

    def extend(self, more: Iterable[T]) -> None:
        """Add records at the end."""
        for one in more:
            self.append(one)

    def __len__(self) -> int:
        return self._count

    def __contains__(self, one: object) -> bool:
        return any(other == one for other in self)

    def __iter__(self) -> Iterator[T]:
        for chunk in self._packed:
            for values in marshal.loads(chunk):
                yield self._record(*values)
        yield from self._fresh

    def drain(self) -> Iterator[T]:
        """The records for the last time: what was given is forgotten on the way."""
        chunks, self._packed = self._packed[::-1], []
        fresh, self._fresh = self._fresh, []
        self._count = 0
        while chunks:
            for values in marshal.loads(chunks.pop()):
                yield self._record(*values)
        yield from fresh


class PackedText:
    """A text that grows at its end, held as UTF-8 until it is asked for."""

    def __init__(self) -> None:
        self.length = 0
        self._packed = bytearray()
        self._fresh: list[str] = []
        self._loose = 0

    @property
    def last(self) -> str:
        """The piece that was added last, empty before the first."""
        return self._fresh[-1] if self._fresh else ""

    def append(self, piece: str) -> None:
        """Add a piece; an empty one is none."""
        if piece:
            self._fresh.append(piece)
            self.length += len(piece)
            self._loose += len(piece)
            if self._loose >= _SLICE:
                self._pack(kept=1)
                self._loose = len(piece)

    def whole(self) -> str:
        """The text; it is given once."""
        if not self._packed:
            return "".join(self._fresh)
        self._pack(kept=0)
        packed, self._packed = self._packed, bytearray()
        return packed.decode("utf-8", "surrogatepass")

    def _pack(self, kept: int) -> None:
        count = len(self._fresh) - kept
        self._packed += "".join(self._fresh[:count]).encode("utf-8", "surrogatepass")
        del self._fresh[:count]


def slices(text: str, end: str = "\n") -> Iterator[str]:
    """A text in slices of whole lines, or up to another ``end``, for work that copies it all."""
    start = 0
    while start < len(text):
        cut = text.find(end, start + _SLICE) if len(text) - start > _SLICE else -1
        stop = len(text) if cut < 0 else cut + len(end)
        yield text[start:stop]
        start = stop
