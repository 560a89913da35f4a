"""Zip packages (Word, OpenDocument): opened within limits, one part at a time."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from wsis_nlp.domain.errors import SourceError
from wsis_nlp.reading.limits import MIB, limits
from wsis_nlp.reading.protocol import Source
from wsis_nlp.reading.xml import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Below this many unpacked bytes a high ratio harms nobody: empty tables pack very well.
_RATIO_FROM = 16 * MIB
_STEP = 1 << 20
_BROKEN = (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError)


@dataclass(slots=True)
class _Counted:
    """A stream out of an archive: what it gives is counted, and its damage is told."""

    package: Package
    name: str
    packed: IO[bytes]

    def read(self, size: int = -1) -> bytes:
        try:
            piece = self.packed.read(size)
        except (*_BROKEN, zlib.error, RuntimeError) as error:
            raise self.package.broken(self.name) from error
        self.package.spend(len(piece))
        return piece


@dataclass(slots=True)
class Package:
    """An open archive; counts what it unpacks against the limits, whatever the archive claims."""

    source: Source
    program: str
    archive: zipfile.ZipFile
    _spent: int = field(default=0)

    def names(self) -> list[str]:
        """The names of its parts."""
        return self.archive.namelist()

    def part(self, name: str) -> bytes | None:
        """The bytes of a part, or ``None`` if there is none of that name.

        Raises
        ------
        SourceError
            If it is damaged or unpacks to more than the limits allow.
        """
        with self.stream(name) as stream:
            return None if stream is None else b"".join(iter(lambda: stream.read(_STEP), b""))

    @contextmanager
    def stream(self, name: str) -> Iterator[BinaryIO | None]:
        """A part to be read piece by piece, or ``None`` if there is none of that name.

        Reading it raises ``SourceError`` as ``part`` does.
        """
        try:
            info = self.archive.getinfo(name)
        except KeyError:
            yield None
            return
        if info.flag_bits & 1:
            raise damaged(self.source, self.program, "it is encrypted with a password")
        try:
            packed = self.archive.open(info)
        except (*_BROKEN, RuntimeError) as error:
            raise self.broken(name) from error
        with packed:
            yield cast(BinaryIO, _Counted(self, name, packed))

    def spend(self, count: int) -> None:
        """Count unpacked bytes; raises ``SourceError`` beyond the limits."""
        self._spent += count
        self._check()

    def broken(self, name: str) -> SourceError:
        """The refusal of a damaged part."""
        return damaged(self.source, self.program, f"its part {name} is damaged")

    def xml(self, name: str) -> _Element | None:
        """The root element of an XML part, or ``None`` if there is no such part."""
        data = self.part(name)
        return None if data is None else parse_xml(self.source, data, name)

    def _check(self) -> None:
        packed = max(1, len(self.source.data))
        most = limits().unpacked * MIB
        if self._spent > most or self._spent > max(_RATIO_FROM, packed * limits().unpacked_ratio):
            raise SourceError(
                self.source.path,
                f"its {len(self.source.data):,} bytes unpack to more than "
                f"{self._spent // MIB} MiB, more than any real document",
                "Do not open it; ask the sender what it is.",
            )


def open_package(source: Source, program: str) -> Package:
    """Open the zip archive that a document of ``program`` is.

    Raises
    ------
    SourceError
        If it is empty, no archive, encrypted, or has part names that lead out of it.
    """
    if not source.data.strip():
        raise SourceError(source.path, "the file is empty", "Ask for it again, or take it out.")
    if source.data.startswith(_OLE):
        raise damaged(
            source, program, "it is encrypted with a password, or of the old kind before 2007"
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.data))
        names = archive.namelist()
    except _BROKEN as error:
        raise damaged(
            source, program, f"it is not a {program} document, or it is damaged"
        ) from error
    if len(names) > limits().parts:
        raise damaged(source, program, f"it holds {len(names):,} parts, as no real document does")
    for name in names:
        path = PurePosixPath(name.replace("\\", "/"))
        if ".." in path.parts or path.is_absolute() or ":" in path.parts[0:1]:
            raise SourceError(
                source.path,
                f"it has a part named {name[:80]!r}, which leads out of the document",
                "Do not open it; ask the sender what it is.",
            )
    return Package(source, program, archive)


def damaged(source: Source, program: str, fact: str) -> SourceError:
    """The refusal of a document of ``program``, with the way out."""
    return SourceError(
        source.path, fact, f"Open it in {program}, save it again without a password, and retry."
    )
