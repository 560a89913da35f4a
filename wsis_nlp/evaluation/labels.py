"""Labelled statements for mapping: which lines of a framework each belongs to.

Two shapes are read. JSON Lines: ``{"text", "action_line"}`` (with ``"application"`` where known)
or ``{"text", "labels": [...]}``. CSV ``id,text,sdg,label``: is this goal present in this text?
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from wsis_nlp.domain.errors import UsageError
from wsis_nlp.domain.framework import Framework
from wsis_nlp.evaluation.files import json_lines, read_text
from wsis_nlp.mapping.names import LineNames

_COLUMNS = ("text", "sdg", "label")
_YES, _NO = {"true", "1", "yes"}, {"false", "0", "no"}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A statement with the codes of its lines; ``judged`` is the one line that was asked about."""

    ident: str
    text: str
    codes: tuple[str, ...]
    judged: str | None = None


def load_labelled(path: Path, framework: Framework) -> list[Labelled]:
    """Read a labelled file.

    Raises
    ------
    UsageError
        If it cannot be read, or names a line that the framework does not have.
    """
    known = LineNames(framework)
    if path.suffix.casefold() == ".csv":
        return _pairs(path, known)
    found = []
    for number, item in enumerate(json_lines(path, ("text",)), start=1):
        given = item.get("labels", item.get("action_line", item.get("line")))
        if given is None:
            raise UsageError(
                f"{path}, item {number}: neither 'labels' nor 'action_line' is there. "
                "See docs/evaluation.md for the schema."
            )
        names = [str(name) for name in (given if isinstance(given, list) else [given])]
        application = item.get("application")
        if application and len(names) == 1:
            finer = f"{names[0]}.{application}"
            names = [finer if known.code(finer) not in (None, known.code(names[0])) else names[0]]
        codes = tuple(dict.fromkeys(_code(name, known, f"{path}, item {number}") for name in names))
        found.append(Labelled(str(item.get("id", number)), str(item["text"]), codes))
    return found


def _pairs(path: Path, known: LineNames) -> list[Labelled]:
    rows = csv.DictReader(io.StringIO(read_text(path), newline=""))
    missing = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise UsageError(
            f"{path}: the column '{missing[0]}' is missing. "
            "The first line must name the columns id,text,sdg,label."
        )
    found: list[Labelled] = []
    for row in rows:
        where = f"{path}, line {rows.line_num}"
        said = str(row["label"]).strip().casefold()
        if said not in _YES | _NO or not row["text"]:
            raise UsageError(f"{where}: 'label' must be True or False, and 'text' not empty.")
        code = _code(str(row["sdg"]), known, where)
        codes = (code,) if said in _YES else ()
        found.append(Labelled(row.get("id") or str(len(found) + 1), row["text"], codes, code))
    if not found:
        raise UsageError(f"{path}: there is no item in it. See docs/evaluation.md for the schema.")
    return found


def _code(name: str, known: LineNames, where: str) -> str:
    code = known.code(name)
    if code is None:
        raise UsageError(
            f"{where}: '{name}' is no line of this framework. "
            "Correct it, or name the right framework with --framework."
        )
    return code
