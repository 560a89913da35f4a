"""XML that others wrote: parsed without entities, without a network, within libxml2's limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wsis_nlp.domain.errors import SourceError
from wsis_nlp.reading.protocol import Source

if TYPE_CHECKING:
    from lxml.etree import _Element

# A document type stands before the first element; this far it is looked for in the raw bytes.
_PROLOG = 65536


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
    # Zeros are taken out so that UTF-16 shows its declarations too.
    if b"<!ENTITY" in data[:_PROLOG].replace(b"\0", b""):
        raise _entities(source, inside)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = str(error).partition("\n")[0][:120]
        raise SourceError(
            source.path,
            f"its inside is damaged{inside}: {reason}",
            "Save it again in the program it came from.",
        ) from error
    table: Any = root.getroottree().docinfo.internalDTD
    if table is not None and any(True for _ in table.iterentities()):
        raise _entities(source, inside)
    return root


def local(tag: object) -> str:
    """The name of a tag without its namespace; empty for comments and the like."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _entities(source: Source, inside: str) -> SourceError:
    return SourceError(
        source.path,
        f"it declares XML entities{inside}, as attacks do and documents do not",
        "Do not open it; ask the sender what it is.",
    )
