"""Writing files so that a reader never sees half of one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from wsis_nlp.domain.errors import OutputError


@contextmanager
def atomic_write(path: Path) -> Iterator[BinaryIO]:
    """Write ``path`` beside its place and move it there when it is whole and on disk.

    Raises
    ------
    OSError
        As the file system does; nothing is left behind and the old file stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        # Said of the file that was asked for, not of the one beside it.
        raise type(error)(error.errno, error.strerror, str(path)) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_output(path: Path, data: bytes, remedy: str = "Name another file.") -> None:
    """Write a file that a person asked for, whole or not at all.

    Raises
    ------
    OutputError
        If it cannot be written; ``remedy`` is what the person can do about it.
    """
    try:
        with atomic_write(path) as stream:
            stream.write(data)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror}). {remedy}") from error
