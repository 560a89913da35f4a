"""What the secretariat knows beside the files: ``participants`` and ``sessions`` tables.

Both are optional, ``.csv`` (comma or semicolon) or ``.xlsx``, in the input folder.

``participants``: name, organisation, country, stakeholder_group, variants (``;``-separated).
``sessions``: file (without its ending) and/or session, title, event, phase, date, start,
organisers, tagged (comma- or ``;``-separated codes), kind, organisation, country,
stakeholder_group. Only the first column of each is needed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from wsis_nlp.domain.errors import ConfigurationError, SourceError
from wsis_nlp.domain.records import Document, DocumentKind, StakeholderGroup
from wsis_nlp.reading.casing import name_words
from wsis_nlp.reading.decoding import decode
from wsis_nlp.reading.protocol import Source

NAMES = ("participants", "sessions")
SUFFIXES = (".csv", ".xlsx")


@dataclass(frozen=True, slots=True)
class Participant:
    """One row of the participants' table."""

    name: str
    organisation: str | None
    country: str | None
    group: StakeholderGroup | None
    variants: tuple[str, ...]
    evidence: str


@dataclass(frozen=True, slots=True)
class Session:
    """One row of the sessions' table."""

    file: str
    number: str
    kind: DocumentKind | None
    fields: dict[str, str]
    tagged: tuple[str, ...]
    group: StakeholderGroup | None


@dataclass(frozen=True, slots=True)
class Sidecars:
    """The tables of one input folder."""

    participants: tuple[Participant, ...] = ()
    sessions: tuple[Session, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The words of the participants' names, folded."""
        return name_words(name for p in self.participants for name in (p.name, *p.variants))

    def session_of(self, path: Path) -> Session | None:
        """The row about this file, by its name with its ending or without."""
        rows = {row.file.casefold(): row for row in reversed(self.sessions) if row.file}
        # "talk.an.xml" has two endings, "2025.07.07 opening.txt" only one.
        names = (path.name, path.stem, Path(path.stem).stem if path.suffix == ".xml" else "")
        named = next((rows[n.casefold()] for n in names if n.casefold() in rows), None)
        return named or self._numbered(path.stem)

    def _numbered(self, stem: str) -> Session | None:
        """The row whose session number stands in a file's name ("session-234 raw"), if one does."""
        numbers = {digits.lstrip("0") for digits in re.findall(r"(?<!\d)\d+(?!\d)", stem)}
        found = [
            row
            for row in self.sessions
            if not row.file and row.number.isdigit() and row.number.lstrip("0") in numbers
        ]
        return found[0] if len(found) == 1 else None

    def apply(self, document: Document) -> Document:
        """The document with what the tables say of it; what they do not say stays as it was."""
        row = self.session_of(Path(document.path))
        if row is None:
            return document
        known = {name: value for name, value in row.fields.items() if value}
        return replace(
            document,
            **known,  # type: ignore[arg-type]  # the keys are text fields of Document
            session=row.number or document.session,
            kind=row.kind or document.kind,
            tagged=row.tagged or document.tagged,
            group=row.group or document.group,
        )


_FIELDS = {
    "title": "title",
    "event": "event",
    "phase": "phase",
    "date": "date",
    "start": "start_clock",
    "organisers": "organisers",
    "organisation": "organisation",
    "country": "country",
}


def is_sidecar(path: Path) -> bool:
    """Whether this file is one of the tables and not a source."""
    return path.stem.casefold() in NAMES and path.suffix.casefold() in SUFFIXES


def load_sidecars(folder: Path) -> Sidecars:
    """Load the tables that lie in ``folder``, if any.

    Raises
    ------
    ConfigurationError
        If a table cannot be read or a row says something impossible; names file and row.
    """
    participants: list[Participant] = []
    sessions: list[Session] = []
    for path in sorted(folder.iterdir()):
        if not is_sidecar(path):
            continue
        people = path.stem.casefold() == "participants"
        for number, row in _rows(path, ("name",) if people else ("file", "session")):
            where = f"{path.name}, row {number}"
            if people:
                participants.append(_participant(row, where))
            else:
                sessions.append(_session(row, where))
    return Sidecars(tuple(participants), tuple(sessions))


def _participant(row: dict[str, str], where: str) -> Participant:
    if not row["name"]:
        raise ConfigurationError(f"{where}: the name is missing. Fill it in or delete the row.")
    return Participant(
        row["name"],
        row.get("organisation") or None,
        row.get("country") or None,
        _group(row.get("stakeholder_group", ""), where),
        tuple(part.strip() for part in row.get("variants", "").split(";") if part.strip()),
        where,
    )


def _session(row: dict[str, str], where: str) -> Session:
    if not row.get("file") and not row.get("session"):
        raise ConfigurationError(
            f"{where}: the file is missing. Name the file without its ending, or the session."
        )
    kind = row.get("kind", "")
    if kind and kind not in set(DocumentKind):
        raise ConfigurationError(
            f"{where}: kind {kind!r} is unknown. Write transcript or submission."
        )
    return Session(
        file=row.get("file", ""),
        number=row.get("session", ""),
        kind=DocumentKind(kind) if kind else None,
        fields={field: row.get(column, "") for column, field in _FIELDS.items()},
        tagged=tuple(
            c.strip() for c in row.get("tagged", "").replace(";", ",").split(",") if c.strip()
        ),
        group=_group(row.get("stakeholder_group", ""), where),
    )


def _group(text: str, where: str) -> StakeholderGroup | None:
    name = text.strip().casefold().replace("organization", "organisation")
    if not name:
        return None
    for group in StakeholderGroup:
        if name in (group.value, f"{group.value}s"):
            return group
    known = ", ".join(group.value for group in StakeholderGroup)
    raise ConfigurationError(
        f"{where}: stakeholder group {text!r} is unknown. Use one of: {known}, or leave it empty."
    )


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    table = _xlsx(path) if path.suffix.casefold() == ".xlsx" else _csv(path)
    header = [cell.strip().casefold().replace(" ", "_") for cell in next(table, [])]
    if not any(name in header for name in needed):
        raise ConfigurationError(
            f"{path.name}: there is no column {needed[0]!r} in its first row. "
            "Name the columns as the documentation says."
        )
    for number, cells in enumerate(table, start=2):
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        if any(row.values()):
            yield number, {name: row.get(name, "") for name in header}


def _csv(path: Path) -> Iterator[list[str]]:
    try:
        text = decode(Source(path, path.read_bytes(), "")).text
    except SourceError as error:
        raise ConfigurationError(str(error)) from error
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    return csv.reader(io.StringIO(text), delimiter=delimiter)


def _xlsx(path: Path) -> Iterator[list[str]]:
    import zipfile

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError) as error:
        raise ConfigurationError(
            f"{path.name}: not a readable Excel file. Save it again as .xlsx or .csv."
        ) from error
    for row in book.worksheets[0].iter_rows(values_only=True):
        # Excel keeps a date as midnight of that day.
        yield ["" if cell is None else str(cell).removesuffix(" 00:00:00") for cell in row]
