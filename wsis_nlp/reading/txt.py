"""Plain text: a captioner's transcript, or a submission."""

from __future__ import annotations

from wsis_nlp.domain.records import Document, DocumentKind
from wsis_nlp.reading.captions import read_captions
from wsis_nlp.reading.decoding import decode
from wsis_nlp.reading.prose import read_prose
from wsis_nlp.reading.protocol import Source
from wsis_nlp.reading.typography import even


class TextReader:
    """``.txt``: turns if the file has speaker marks, else paragraphs."""

    name = "text"
    suffixes = (".txt", ".text")

    def read(self, source: Source) -> Document:
        """Read the file; raises ``SourceError`` if it is not text."""
        # Decoded anew for each, since a large text is held by nobody but its reader.
        if source.kind is not DocumentKind.SUBMISSION:
            warnings: list[str] = []
            document = read_captions(source, _evened(source, warnings), warnings)
            if document:
                return document
        warnings = []
        return read_prose(source, _evened(source, warnings), warnings)


def _evened(source: Source, warnings: list[str]) -> str:
    decoded = decode(source)
    warnings += decoded.warnings
    return even(decoded.text)
