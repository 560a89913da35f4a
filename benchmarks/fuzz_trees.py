"""Damage to XML that stays XML: elements moved, doubled, wrapped, renamed, their words changed.

A document of a zip format is fuzzed as one XML file that holds its parts; damage by the byte alone
nearly always stops at the parser, and what reads the tree is never tried.
"""

from __future__ import annotations

import copy
import io
import random
import zipfile
from collections.abc import Callable

from lxml import etree

ODD_VALUES = ("", "0", "-1", "1", "9", "2147483648", "99999999999999999999", "1e9", "x", "²", "٣")
ODD_WORDS = (
    "",
    " ",
    "\u2060",
    ">> ANA SOL: ",
    "Ana Sol:",
    "(Applause)",
    "[",
    "\u202e",
    "\n\n",
    "a" * 3000,
    "1. ",
    "00:00:01 --> 00:00:02\nAna\nwords",
    "&",
    "İ",
    "\U0001f600",
)


def bundle(parts: dict[str, bytes]) -> bytes:
    """The parts of a package as one XML file."""
    root = etree.Element("parts")
    for name, data in parts.items():
        part = etree.SubElement(root, "part", name=name)
        part.append(etree.fromstring(data))
    return etree.tostring(root)


def package(data: bytes) -> bytes:
    """The zip package that a bundle stands for; what is no bundle is packed as it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        try:
            root = etree.fromstring(data)
        except etree.XMLSyntaxError:
            root = etree.Element("parts")
            packed.writestr("word/document.xml", data)
            packed.writestr("content.xml", data)
        for part in root.iter("part"):
            inside = b"".join(etree.tostring(child, with_tail=False) for child in part)
            name = (part.get("name") or "x").replace("\0", "")[:1000]
            packed.writestr(name, inside)
    return out.getvalue()


def damaged(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """A bundle with one to six pieces of damage, some taken from ``others``."""
    try:
        root = etree.fromstring(data)
    except etree.XMLSyntaxError:
        return chance.choice(others)
    for _ in range(chance.randint(1, 6)):
        elements = [el for el in root.iter(etree.Element) if el.tag not in ("parts", "part")]
        if not elements:
            break
        chance.choice(_DAMAGE)(chance.choice(elements), elements, others, chance)
    return etree.tostring(root)


def repeated(data: bytes, chance: random.Random, size: int) -> bytes:
    """A bundle with one of its elements, or pieces of text, so often that it has ``size`` bytes."""
    root = etree.fromstring(data)
    one = chance.choice([el for el in root.iter(etree.Element) if el.tag not in ("parts", "part")])
    if chance.random() < 0.2:
        words = chance.choice([*filter(None, ODD_WORDS), "a ", "A: b. "])
        one.text = words * (size // len(words))
        return etree.tostring(root)
    whole = etree.tostring(one, with_tail=False)
    mark = etree.Comment("here")
    one.addnext(mark) if one.getparent().tag != "part" else one.append(mark)
    return etree.tostring(root).replace(b"<!--here-->", whole * (size // len(whole)))


Elements = list[etree._Element]
Damage = Callable[[etree._Element, Elements, list[bytes], random.Random], None]


def _delete(
    one: etree._Element, all_: Elements, others: list[bytes], chance: random.Random
) -> None:
    parent = one.getparent()
    if parent is not None and parent.tag != "part":
        parent.remove(one)


def _double(
    one: etree._Element, all_: Elements, others: list[bytes], chance: random.Random
) -> None:
    parent = one.getparent()
    if parent is None or parent.tag == "part" or len(all_) > 3000:
        return
    for _ in range(chance.choice((1, 1, 2, 30))):
        parent.insert(chance.randint(0, len(parent)), copy.deepcopy(one))


def _move(one: etree._Element, all_: Elements, others: list[bytes], chance: random.Random) -> None:
    into = chance.choice(all_)
    if into is not one and one not in into.iterancestors() and one.getparent().tag != "part":
        into.insert(chance.randint(0, len(into)), one)


def _wrap(one: etree._Element, all_: Elements, others: list[bytes], chance: random.Random) -> None:
    for _ in range(chance.choice((1, 1, 2, 40))):
        parent = one.getparent()
        if parent is None or parent.tag == "part":
            return
        around = etree.Element(chance.choice(all_).tag)
        parent.replace(one, around)
        around.append(one)


def _rename(
    one: etree._Element, all_: Elements, others: list[bytes], chance: random.Random
) -> None:
    one.tag = chance.choice(all_).tag


def _attribute(
    one: etree._Element, all_: Elements, others: list[bytes], chance: random.Random
) -> None:
    names = list(one.attrib) + list(chance.choice(all_).attrib)
    if not names:
        return
    values = [
        *ODD_VALUES,
        *(
            str(value)
            for el in chance.sample(all_, min(3, len(all_)))
            for value in el.attrib.values()
        ),
    ]
    name = chance.choice(names)
    if chance.random() < 0.2:
        one.attrib.pop(name, None)
    else:
        one.set(name, chance.choice(values))


def _words(one: etree._Element, all_: Elements, others: list[bytes], chance: random.Random) -> None:
    words = chance.choice(ODD_WORDS)
    if chance.random() < 0.7:
        one.text = words
    else:
        one.tail = words


def _graft(one: etree._Element, all_: Elements, others: list[bytes], chance: random.Random) -> None:
    """A piece of another document."""
    found = list(etree.fromstring(chance.choice(others)).iter(etree.Element))
    piece = chance.choice(found)
    if piece.tag not in ("parts", "part") and len(all_) < 3000:
        one.insert(chance.randint(0, len(one)), copy.deepcopy(piece))


def _aside(one: etree._Element, all_: Elements, others: list[bytes], chance: random.Random) -> None:
    odd = chance.choice((etree.Comment("c"), etree.ProcessingInstruction("p", "i")))
    one.insert(chance.randint(0, len(one)), odd)


_DAMAGE: tuple[Damage, ...] = (
    _delete,
    _double,
    _move,
    _wrap,
    _rename,
    _attribute,
    _attribute,
    _words,
    _words,
    _graft,
    _aside,
)
