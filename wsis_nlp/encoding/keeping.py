"""The digest of the weights, kept between processes so that they are not hashed at each start.

Whether it still holds is told by the sizes and times of the files. A cache that cannot be written
costs time, never an answer.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path


def state(files: Sequence[Path]) -> list[int]:
    """Size, time of change (ns) and time of the last change of its entry (ns) of each file.

    The third cannot be set by a program that unpacks files with a fixed time.

    Raises
    ------
    OSError
        If a file is missing.
    """
    found = [path.stat() for path in files]
    return [value for stat in found for value in (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)]


def digest(files: Sequence[Path], cache: Path) -> str:
    """The SHA-256 of the bytes of all files, read only if one of them changed since the last time.

    Raises
    ------
    OSError
        If a file cannot be read.
    """
    place = hashlib.sha256("\0".join(map(str, files)).encode()).hexdigest()[:12]
    note = cache / f"digest-{place}.json"
    now = state(files)
    known = _read(note)
    if known.get("state") == now and isinstance(known.get("digest"), str):
        return str(known["digest"])
    found = hashlib.sha256()
    for path in files:
        with path.open("rb") as stream:
            while block := stream.read(1 << 22):
                found.update(block)
    with contextlib.suppress(OSError):
        _write(note, {"state": now, "digest": found.hexdigest()})
    return found.hexdigest()


def _read(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, what: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as half:
        json.dump(what, half)
    try:
        Path(half.name).replace(path)
    except OSError:
        Path(half.name).unlink(missing_ok=True)
        raise
