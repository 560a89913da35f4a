"""Floor 1: a file becomes a Document. One reader a format; captioning conventions; sidecars."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from wsis_nlp.domain.errors import SourceError, UsageError
from wsis_nlp.domain.records import Document, DocumentKind
from wsis_nlp.reading.akoma_ntoso import AkomaNtosoReader
from wsis_nlp.reading.casing import case_document, name_words
from wsis_nlp.reading.contents import true_ending
from wsis_nlp.reading.docx import DocxReader
from wsis_nlp.reading.html import HtmlReader
from wsis_nlp.reading.json import JsonReader
from wsis_nlp.reading.limits import MIB, limits
from wsis_nlp.reading.markdown import MarkdownReader
from wsis_nlp.reading.odt import OdtReader
from wsis_nlp.reading.pdf import PdfReader
from wsis_nlp.reading.protocol import Reader, Source
from wsis_nlp.reading.rtf import RtfReader
from wsis_nlp.reading.sidecars import Sidecars, is_sidecar, load_sidecars
from wsis_nlp.reading.speakers import SpeakerDirectory, mentions, resolve_speakers
from wsis_nlp.reading.srt import SbvReader, SrtReader
from wsis_nlp.reading.txt import TextReader
from wsis_nlp.reading.vtt import VttReader

__all__ = [
    "READERS",
    "Reader",
    "Sidecars",
    "Source",
    "SpeakerDirectory",
    "case_document",
    "find_files",
    "is_sidecar",
    "load_sidecars",
    "mentions",
    "name_words",
    "open_source",
    "read",
    "read_source",
    "resolve_speakers",
]

READERS: tuple[Reader, ...] = (
    TextReader(),
    VttReader(),
    DocxReader(),
    PdfReader(),
    SrtReader(),
    SbvReader(),
    HtmlReader(),
    MarkdownReader(),
    OdtReader(),
    RtfReader(),
    JsonReader(),
    AkomaNtosoReader(),
)


def find_files(folder: Path) -> list[Path]:
    """Every file below ``folder`` that is a source, in order of its path.

    Raises
    ------
    UsageError
        If there is no such folder, or no file in it.
    """
    if not folder.exists():
        raise UsageError(f"{folder}: there is no such folder. Check the spelling.")
    if not folder.is_dir():
        raise UsageError(f"{folder}: this is a file. Name the folder that holds the files.")
    files = [
        path
        for path in sorted(folder.rglob("*"))
        # A link that leads nowhere is refused by name, not passed over.
        if (path.is_file() or (path.is_symlink() and not path.exists()))
        and not any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        and not is_sidecar(path)
    ]
    if not files:
        raise UsageError(f"{folder}: the folder is empty. Put the transcripts into it first.")
    return files


def open_source(path: Path, kind: DocumentKind | None = None) -> Source:
    """Read the bytes of a file; raises ``SourceError`` if that is not possible."""
    try:
        size = path.stat().st_size
        if size > limits().largest_file * MIB:
            raise SourceError(
                path,
                f"it has {size // MIB} MiB, more than the {limits().largest_file} allowed "
                "(largest_file)",
                "Split it, or raise the limit in configs/reading/limits.yaml.",
            )
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(
            path, f"cannot be opened ({error.strerror})", "Check that you may read it."
        ) from error
    return Source(path, data, hashlib.sha256(data).hexdigest(), kind)


def read_source(source: Source, names: frozenset[str] = frozenset()) -> Document:
    """Read an opened file by the reader of its ending; raises ``SourceError``.

    Where the contents leave no doubt that the ending is wrong, they decide, with a warning.

    ``names`` are words of people's names, folded, that a text in capitals may hold.
    """
    suffix = source.path.suffix.casefold()
    by_ending = _reader_of(suffix)
    if by_ending is None and suffix:
        raise _unread(source.path, suffix)
    true = true_ending(source)
    reader = _reader_of(true) if true else by_ending
    if reader is None:
        raise _unread(source.path, suffix)
    document = reader.read(source)
    if by_ending is not reader:
        told = f"by its contents it is {reader.name}, not {suffix or 'of no ending'}: read as that"
        document = replace(document, warnings=(told, *document.warnings))
    return case_document(replace(document, kind=source.kind or document.kind), names)


def _reader_of(suffix: str) -> Reader | None:
    return next((reader for reader in READERS if suffix in reader.suffixes), None)


def _unread(path: Path, suffix: str) -> SourceError:
    known = ", ".join(suffix for reader in READERS for suffix in reader.suffixes)
    return SourceError(
        path, f"files of type {suffix or '(no ending)'} are not read", f"Save it as one of {known}."
    )


def read(
    path: Path, kind: DocumentKind | None = None, names: frozenset[str] = frozenset()
) -> Document:
    """Read one file into a Document.

    Raises
    ------
    SourceError
        If it cannot be read; the message says what is wrong and what to do.
    """
    return read_source(open_source(path, kind), names)
