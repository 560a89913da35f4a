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
        decoded = decode(source)
        text, warnings = even(decoded.text), decoded.warnings
        del decoded  # a large file is held once
        if source.kind is not DocumentKind.SUBMISSION:
            document = read_captions(source, text, warnings)
            if document:
                return document
        return read_prose(source, text, warnings)
