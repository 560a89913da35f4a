"""A workspace that was run, open for questions: columns, vectors and words, read when needed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.answering.shelf import AGAIN, open_shelf
from wsis_nlp.domain.errors import ModelError, WorkspaceError
from wsis_nlp.domain.records import Document
from wsis_nlp.encoding import Encoder, Vectors, load_encoder
from wsis_nlp.mapping.frameworks import load_framework
from wsis_nlp.searching import Ranker
from wsis_nlp.workspace import Workspace

# Vectors of questions that are remembered.
_QUESTIONS = 512


class Library:
    """Opens what a question needs, once; use as a context manager and ask as often as you like."""

    def __init__(self, workspace: Workspace) -> None:
        """Open for questions what ``workspace`` holds.

        Raises
        ------
        WorkspaceError
            If it was never run to the end, or files were read since.
        ModelError
            If the model of its vectors cannot be had.
        """
        self.workspace = workspace
        mapped = workspace.stage_key("mapping")
        if not mapped:
            raise WorkspaceError(f"{workspace.folder}: nothing here is mapped yet. {AGAIN}")
        corpus, fingerprint = mapped.split("/")[:2]
        spoken = workspace.stage_key("speakers") or ""
        if spoken.split("/")[0] != corpus:
            raise WorkspaceError(
                f"{workspace.folder}: files were read since it was last mapped. {AGAIN}"
            )
        self.framework = load_framework(workspace.recall("framework", "action_lines"))
        name = workspace.recall("encoder", "default")
        self.encoder: Encoder = load_encoder(name)
        if self.encoder.fingerprint != fingerprint:
            raise ModelError(
                f"{workspace.folder}: its vectors are of the model {fingerprint}, and '{name}' "
                f"here is {self.encoder.fingerprint}. {AGAIN}"
            )
        shelf = open_shelf(workspace, self.encoder.dimension)
        self.columns, self.index, self.sentences = shelf.columns, shelf.index, shelf.sentences
        self.prepared, self.remarks = shelf.prepared, shelf.remarks
        places = np.arange(len(self.columns.sources) + 1)
        # The first passage of each document, and where the last one's end.
        self.bounds = np.searchsorted(self.columns.document, places)
        self._documents: dict[str, Document] = {}
        self._read: dict[str, Vectors] = {}
        self._lock = threading.RLock()

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the workspace in ``folder`` for questions; nothing is locked."""
        workspace = Workspace.open(folder)
        try:
            return cls(workspace)
        except BaseException:
            workspace.close()
            raise

    def close(self) -> None:
        """Close the workspace."""
        self.workspace.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, texts: Sequence[str]) -> tuple[Vectors, Vectors | None]:
        """What ``read_questions`` of the encoder gives; the last texts are remembered."""
        with self._lock:
            missing = [text for text in dict.fromkeys(texts) if text not in self._read]
            if missing:
                if len(self._read) > _QUESTIONS:
                    self._read.clear()
                vectors, sought = self.encoder.read_questions(missing)
                both = vectors[:, None] if sought is None else np.stack([vectors, sought], axis=1)
                self._read |= zip(missing, both, strict=True)
            found = np.stack([self._read[text] for text in texts], axis=1)
        return found[0], found[1] if len(found) == 2 else None

    def ranker(self, places: Sequence[int]) -> tuple[Ranker, NDArray[np.int64]]:
        """A ranker of all passages of these documents (ascending), and their rows ``int64[m]``."""
        columns, chosen = self.columns, np.array(places, dtype=np.int64)
        spans = np.stack([self.bounds[chosen], self.bounds[chosen + 1]], axis=1)
        rows = np.concatenate([np.arange(first, end) for first, end in spans.tolist()])
        documents = np.repeat(chosen, spans[:, 1] - spans[:, 0])
        firsts = columns.first[rows].astype(np.int64)
        sizes = columns.last[rows] - firsts + 1
        starts = np.cumsum(sizes) - sizes
        sentences = np.repeat(firsts - starts, sizes) + np.arange(sizes.sum())
        names = [
            columns.speakers[at].name if at >= 0 else "" for at in columns.speaker[rows].tolist()
        ]
        return Ranker(
            (),
            self.index.vectors[rows],
            documents,
            names,
            (self.sentences[sentences], starts),
            self.prepared.part(spans, documents),
        ), rows

    def documents(self, idents: Sequence[str]) -> dict[str, Document]:
        """These documents, by id; each is read once."""
        wanted = list(dict.fromkeys(idents))
        with self._lock:
            missing = [ident for ident in wanted if ident not in self._documents]
            if missing:
                self._documents |= self.workspace.documents(missing)
            return {ident: self._documents[ident] for ident in wanted}


def prepare(workspace: Workspace, dimension: int) -> None:
    """Make what questions need of a workspace that is mapped, so that the first one finds it.

    ``dimension`` is the length of its vectors.
    """
    open_shelf(workspace, dimension)
