"""The first stage of a run: the files of a folder into the workspace, each with its fate.

A file that was read before with the same bytes, the same lists and the same tables is left
alone. One that cannot be read is noted with the reason, and the others go on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from wsis_nlp.domain.errors import SourceError, UsageError
from wsis_nlp.domain.resources import config_path
from wsis_nlp.reading import Sidecars, find_files, is_sidecar, open_source, read_source
from wsis_nlp.segmenting import foreign_spans, language_of, passages, sentences
from wsis_nlp.workspace import SourceRecord, Workspace


def source_files(folder: Path, own: tuple[Path, ...]) -> list[Path]:
    """The files of ``folder`` to read: a run's own files, ``own`` or below it, are not among them.

    Raises
    ------
    UsageError
        If there is no such folder or nothing in it.
    """
    places = [place.resolve() for place in own]
    files = [
        path
        for path in find_files(folder)
        if not any(place in (path.resolve(), *path.resolve().parents) for place in places)
    ]
    if not files:
        raise UsageError(f"{folder}: the folder is empty. Put the transcripts into it first.")
    return files


@dataclass(slots=True)
class Intake:
    """Reads files into a workspace; ``fresh`` counts those that were read anew."""

    workspace: Workspace
    folder: Path
    sidecars: Sidecars
    version: str
    fresh: int = 0
    _lists: str = ""
    _names: frozenset[str] = frozenset()
    _known: dict[str, SourceRecord] = field(default_factory=dict)

    def take(self, files: list[Path], step: Callable[[int], None]) -> list[SourceRecord]:
        """Read ``files``, forget those that are gone, and say what became of each, by path."""
        self._lists, self._names = self._reading_key(), self.sidecars.names
        self._known = self.workspace.sources()
        names = {path.relative_to(self.folder).as_posix(): path for path in files}
        for gone in sorted(self._known.keys() - names.keys()):
            self.workspace.forget(gone)
        # What goes may take its duplicates' records along, which are then read in their own right.
        self._known = self.workspace.sources()
        for name, path in names.items():
            self._take(path, name)
            step(1)
        return list(self.workspace.sources().values())

    def _take(self, path: Path, name: str) -> None:
        session = self.sidecars.session_of(path)
        try:
            source = open_source(path, session.kind if session else None)
        except SourceError as error:
            self._note(SourceRecord(name, "", self._lists, "refused", None, _said(error)))
            return
        before = self._known.get(name)
        if before and (before.sha256, before.reading_key) == (source.sha256, self._lists):
            return
        self.fresh += 1
        record = SourceRecord(name, source.sha256, self._lists, "read")
        try:
            document = read_source(replace(source, path=Path(name)), self._names)
            document = self.sidecars.apply(document)
        except SourceError as error:
            self._note(replace(record, fate="refused", reason=_said(error)))
            return
        except Exception as error:  # a reader's own bug must not cost the other files
            reason = f"the reader failed ({type(error).__name__}: {error}). Please report it."
            self._note(replace(record, fate="refused", reason=reason))
            return
        record = replace(record, document_id=document.id)
        twin = self._twin(document.id, name)
        if twin:
            self._note(replace(record, fate="duplicate", reason=f"same as {twin}"))
            return
        document = replace(document, language=document.language or language_of(document.text))
        found = sentences(document)
        cut = passages(document, found)
        document = replace(document, foreign=foreign_spans(document, cut))
        record = replace(record, reason="; ".join(document.warnings))
        self.workspace.add_document(record, document, found, cut)
        self._known[name] = record

    def _note(self, record: SourceRecord) -> None:
        self.workspace.note_source(record)
        self._known[record.path] = record

    def _twin(self, document_id: str, name: str) -> str | None:
        """The path of another file with the same contents, read already."""
        return next(
            (
                record.path
                for record in self._known.values()
                if record.document_id == document_id
                and record.fate == "read"
                and record.path != name
            ),
            None,
        )

    def _reading_key(self) -> str:
        """What reading depends on beside the file: this version, the lists, the tables."""
        digest = hashlib.sha256(self.version.encode())
        lists = sorted(config_path("reading").iterdir())
        tables = sorted(path for path in self.folder.iterdir() if is_sidecar(path))
        for path in [*lists, *tables]:
            digest.update(path.name.encode() + path.read_bytes())
        return digest.hexdigest()[:16]


def _said(error: SourceError) -> str:
    return f"{error.fact}. {error.remedy}"
