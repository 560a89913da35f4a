"""Labelled files: JSON Lines, one item a line. Whatever is wrong is said with its line number."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wsis_nlp.domain.errors import UsageError


def json_lines(path: Path, needed: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file, each with at least the ``needed`` fields.

    Raises
    ------
    UsageError
        If the file cannot be read, a line is no JSON object, or a field is missing.
    """
    count = 0
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except ValueError as error:
            raise UsageError(f"{path}, line {number}: this is not JSON ({error}).") from error
        missing = [name for name in needed if not isinstance(item, dict) or name not in item]
        if missing or not isinstance(item, dict):
            raise UsageError(
                f"{path}, line {number}: the field '{(missing or ['text'])[0]}' is missing. "
                "See docs/evaluation.md for the schema."
            )
        count += 1
        yield item
    if not count:
        raise UsageError(f"{path}: there is no item in it. See docs/evaluation.md for the schema.")


def read_text(path: Path) -> str:
    """The text of a UTF-8 file; raises ``UsageError`` if that is not possible."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}). Check the path.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: this is not UTF-8 text. Save it as UTF-8.") from error
