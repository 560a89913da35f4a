"""XML that others wrote: parsed without entities, without a network, within libxml2's limits."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from wsis_nlp.domain.errors import SourceError
from wsis_nlp.reading.protocol import Source

if TYPE_CHECKING:
    from lxml.etree import _Element

# A document type stands before the first element; this far it is looked for in the raw bytes.
_PROLOG = 65536
_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_pis": True,
}


def parse_xml(source: Source, data: bytes, what: str = "") -> _Element:
    """The root element of ``data``; ``what`` names the part of the file, for the message.

    Entities are never resolved and nothing is fetched; a file that declares any is refused, since
    no program that writes documents does. libxml2 itself refuses more than 256 levels.

    Raises
    ------
    SourceError
        If it is damaged or declares entities.
    """
    from lxml import etree

    inside = f" ({what})" if what else ""
    _check_prolog(source, data[:_PROLOG], inside)
    parser = etree.XMLParser(**_SAFE)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _damaged(source, inside, error) from error
    _check_entities(source, root, inside)
    return root


class GrowingTree:
    """An XML file that is read while its tree grows, and forgotten behind the reader.

    The elements named by ``open_tags`` are handed out as they begin and read on by ``children``;
    all others whole. Where ``open_tags`` stand for whatever may hold much, only the paragraph or
    row that is being read is in memory. As ``parse_xml``, it resolves nothing and fetches nothing.
    """

    def __init__(
        self, source: Source, stream: BinaryIO, what: str, open_tags: Collection[str]
    ) -> None:
        from lxml import etree

        self._source, self._inside = source, f" ({what})"
        head = stream.read(_PROLOG)
        _check_prolog(source, head, self._inside)
        self._open_tags = frozenset(open_tags)
        self._open: list[_Element] = []
        self._error = etree.XMLSyntaxError
        self._found = etree.iterparse(_Chained(head, stream), events=("start", "end"), **_SAFE)
        self._checked = False

    def find(self, *path: str) -> _Element | None:
        """The first element at a path from the root's children down; to be read on as it grows."""
        wanted = list(path)
        for event, element in self._events():
            parents = [up.tag for up in element.iterancestors()][::-1]
            placed = len(parents) == len(wanted) and parents[1:] == wanted[:-1]
            if event == "start" and placed and element.tag == wanted[-1]:
                self._open.append(element)
                return element
        return None

    def children(self, element: _Element) -> Iterator[_Element]:
        """The children of an element; of one that is whole, all that it has.

        Raises
        ------
        SourceError
            If the file is damaged further on.
        """
        if not any(element is one for one in self._open):
            yield from element
            return
        for event, child in self._events():
            if event == "end" and child is element:
                break
            if event == "start" and child.getparent() is element:
                if child.tag in self._open_tags:
                    self._open.append(child)
                    yield child
                    self._end(child)
                else:
                    self._whole(child)
                    yield child
                _forget(child, element)
        self._open.remove(element)

    def finish(self) -> None:
        """Read what is left of the file, so that damage in it is noticed."""
        for _ in self._events():
            pass

    def _end(self, element: _Element) -> None:
        """Pass over what nobody asked for of an element that was handed out growing."""
        if any(element is one for one in self._open):
            for child in self.children(element):
                _forget(child, element)

    def _whole(self, element: _Element) -> None:
        for event, one in self._events():
            if event == "end" and one is element:
                return

    def _events(self) -> Iterator[tuple[str, _Element]]:
        while True:
            try:
                event, element = next(self._found)
            except StopIteration:
                return
            except (self._error, ValueError) as error:
                raise _damaged(self._source, self._inside, error) from error
            if not self._checked:
                self._checked = True
                _check_entities(self._source, element, self._inside)
            yield event, element


@dataclass(slots=True)
class _Chained:
    """A stream whose beginning was read already."""

    head: bytes
    stream: BinaryIO

    def read(self, size: int = -1) -> bytes:
        head, self.head = self.head, b""
        return head or self.stream.read(size)


def _forget(child: _Element, parent: _Element) -> None:
    """Empty an element that has been read, and drop those before it."""
    child.clear()
    while child.getprevious() is not None:
        del parent[0]


def _check_prolog(source: Source, head: bytes, inside: str) -> None:
    # Zeros are taken out so that UTF-16 shows its declarations too.
    if b"<!ENTITY" in head.replace(b"\0", b""):
        raise _entities(source, inside)


def _check_entities(source: Source, element: _Element, inside: str) -> None:
    table: Any = element.getroottree().docinfo.internalDTD
    if table is not None and any(True for _ in table.iterentities()):
        raise _entities(source, inside)


def local(tag: object) -> str:
    """The name of a tag without its namespace; empty for comments and the like."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _damaged(source: Source, inside: str, error: Exception) -> SourceError:
    reason = str(error).partition("\n")[0][:120]
    return SourceError(
        source.path,
        f"its inside is damaged{inside}: {reason}",
        "Save it again in the program it came from.",
    )


def _entities(source: Source, inside: str) -> SourceError:
    return SourceError(
        source.path,
        f"it declares XML entities{inside}, as attacks do and documents do not",
        "Do not open it; ask the sender what it is.",
    )
