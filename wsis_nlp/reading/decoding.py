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
# Encodings that were common where the script is not Latin, as Python and as people name them.
_SCRIPTS = {
    "cp1251": "Windows-1251",
    "koi8_r": "KOI8-R",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "cp932": "Shift JIS",
    "euc_jp": "EUC-JP",
    "cp949": "Korean (CP949)",
    "cp1256": "Windows-1256",
    "iso8859_6": "ISO 8859-6",
    "cp1253": "Windows-1253",
    "cp1255": "Windows-1255",
}
# So many bytes show which it is; with fewer letters than this nobody can tell.
_SAMPLE, _LEAST = 1 << 16, 30
# C0 controls that text files do not hold (tab, line feed, form feed, carriage return are fine).
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27}) + b"\x7f"


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file and, where it was not plain UTF-8, a word on how it was read."""

    text: str
    warnings: tuple[str, ...] = ()


def decode(source: Source) -> Decoded:
    """Decode a text file: UTF-8, UTF-16 or UTF-32 (by mark or zeros), else an old encoding.

    That is Windows-1252, unless most letters are of another script.

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
        other = _other_script(data)
        if other is not None:
            return other
        text = data.decode("cp1252", errors="replace")
        if text.count("\ufffd") > 0.02 * len(text):
            raise _not_text(source) from None
        return Decoded(text, ("not UTF-8: read as Windows-1252",))


def _other_script(data: bytes) -> Decoded | None:
    """The text of an old file in another script: there most bytes are no ASCII."""
    import charset_normalizer

    head = data[:_SAMPLE]
    solid = head.translate(None, b" \t\r\n")
    high = sum(byte > 127 for byte in solid)
    # Too little to judge by, or bytes without a line end or a space, are no text of that kind.
    if high < max(_LEAST, len(solid) / 2) or len(solid) == len(head):
        return None
    found = charset_normalizer.from_bytes(head, cp_isolation=list(_SCRIPTS)).best()
    if found is None:
        return None
    name = _SCRIPTS.get(found.encoding, found.encoding)
    text = data.decode(found.encoding, errors="replace")
    return Decoded(text, (f"not UTF-8: read as {name}, by its letters; check the first lines",))


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
