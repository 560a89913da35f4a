"""What a file is by its first bytes, whatever its ending says."""

from __future__ import annotations

import io
import re
import zipfile

from wsis_nlp.domain.errors import SourceError
from wsis_nlp.reading.protocol import Source

_PAGE = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype html|html)\b", re.IGNORECASE | re.DOTALL
)
_SUBRIP = re.compile(rb"\s*\d{1,6}\s*\n\d{1,2}:\d\d:\d\d[,.]\d{1,3} --> \d")
_BOM = b"\xef\xbb\xbf"
# Text that begins like another kind of text, and the ending of that kind.
_TEXTS = ((b"WEBVTT", ".vtt"), (b"{\\rtf", ".rtf"), (b"%PDF-", ".pdf"))
# What nobody takes for a document, by its first bytes.
_OTHERS = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"ID3", "a sound recording"),
    (b"RIFF", "a recording"),
    (b"\x1aE\xdf\xa3", "a recording"),
    (b"\x1f\x8b", "a packed archive"),
    (b"7z\xbc\xaf", "a packed archive"),
    (b"Rar!", "a packed archive"),
)


def true_ending(source: Source) -> str | None:
    """The ending that the contents ask for, where they leave no doubt; else ``None``.

    Raises
    ------
    SourceError
        If it is no document at all.
    """
    data = source.data
    head = data[:4096].removeprefix(_BOM).replace(b"\r", b"")
    for start, ending in _TEXTS:
        if head.lstrip().startswith(start):
            return ending
    if data.startswith(b"PK\x03\x04"):
        return _packed(source)
    if _PAGE.match(head):
        return ".html"
    if _SUBRIP.match(head):
        return ".srt"
    for start, what in _OTHERS:
        if data.startswith(start):
            raise SourceError(
                source.path, f"it is {what}, whatever its ending says", "Send what was written."
            )
    return None


def _packed(source: Source) -> str | None:
    """Which document a zip archive is; what is broken is for its reader to say."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            names = set(archive.namelist())
    except Exception:  # zipfile raises what it meets
        return None
    # Tables, slides and attacks too: those readers say what is wrong.
    word = names & {"[Content_Types].xml", "word/document.xml"}
    if word or any(".." in name for name in names):
        return ".docx"
    if "content.xml" in names or "mimetype" in names:
        return ".odt"
    raise SourceError(
        source.path, "it is a zip archive and no document", "Unpack it and give what is in it."
    )
