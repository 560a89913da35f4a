"""Bytes to text: which encoding, and whether it is text at all."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from wsis_nlp.domain.errors import SourceError
from wsis_nlp.reading.protocol import Source

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# C0 controls that text files do not hold (tab, line feed, form feed, carriage return are fine).
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27}) + b"\x7f"


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file and, where it was not plain UTF-8, a word on how it was read."""

    text: str
    warnings: tuple[str, ...] = ()


def decode(source: Source) -> Decoded:
    """Decode a text file: UTF-8, UTF-16 or UTF-32 (by mark or zeros), else Windows-1252.

    Raises
    ------
    SourceError
        If the file is empty or is not text.
    """
    data = source.data
    if not data.strip():
        raise SourceError(source.path, "the file is empty", "Ask for it again, or take it out.")
    for mark, name in _MARKS:
        if data.startswith(mark):
            told = "" if name == "utf-8-sig" else f"read as {name.upper()}"
            return _strict(source, name, told)
    head = data[:4096]
    if head.count(0) > len(head) // 4:
        little = head[1::2].count(0) >= head[::2].count(0)
        return _strict(source, "utf-16-le" if little else "utf-16-be", "read as UTF-16, no mark")
    if len(head.translate(None, _CONTROLS)) < len(head) * 0.98:
        raise _not_text(source)
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        mended = data.decode("utf-8", errors="replace")
        # A byte lost here and there in a file that is UTF-8 otherwise, many-byte letters and all.
        broken = mended.count("\ufffd")
        if broken * 20 < sum(char > "\x7f" for char in mended) - broken:
            return Decoded(mended, (f"{broken} byte(s) that are not UTF-8 shown as \ufffd",))
        text = data.decode("cp1252", errors="replace")
        if text.count("\ufffd") > 0.02 * len(text):
            raise _not_text(source) from None
        return Decoded(text, ("not UTF-8: read as Windows-1252",))


def _strict(source: Source, name: str, warning: str) -> Decoded:
    try:
        text = source.data.decode(name)
    except UnicodeDecodeError:
        raise _not_text(source) from None
    # Programs and tables are full of zeros and may pass for UTF-16; their controls give them away.
    head = text[:4096]
    if sum(char < "\x80" and ord(char) in _CONTROLS for char in head) > 0.02 * len(head):
        raise _not_text(source)
    return Decoded(text, (warning,) if warning else ())


def _not_text(source: Source) -> SourceError:
    return SourceError(
        source.path,
        "this is not text, whatever its ending says",
        "Open it in the program it came from and save it as text or Word.",
    )
