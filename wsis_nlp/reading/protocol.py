"""What it takes to be a reader, and the builder that every reader fills.

A reader turns one file into a :class:`~wsis_nlp.domain.records.Document`. To add a format, write
one module with a class that satisfies :class:`Reader` and name it in ``reading/__init__.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from wsis_nlp.domain.records import Document, DocumentKind


@dataclass(frozen=True, slots=True)
class Source:
    """One file as a reader gets it: its bytes are read once, by the caller."""

    path: Path
    data: bytes
    sha256: str
    kind: DocumentKind | None = None


class Reader(Protocol):
    """Reads one family of formats."""

    @property
    def name(self) -> str:
        """Short name of the format, shown to the user."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The file endings it answers to, lower case, with the dot."""
        ...

    def read(self, source: Source) -> Document:
        """Read the file.

        Raises
        ------
        SourceError
            If it cannot be read; the message says what is wrong and what to do.
        """
        ...
