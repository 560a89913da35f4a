"""Sentence vectors on disk: one file a document and encoder.

A document's file is named after the encoder's fingerprint and the sentences' text, so a vector
can never meet another model's, a changed text is encoded anew, and a killed run loses at most
the document it was at.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Literal

import numpy as np

from wsis_nlp.domain.records import content_id
from wsis_nlp.encoding.protocol import Encoder, Progress, Vectors
from wsis_nlp.workspace.files import atomic_write

# Vectors of knowledge bases and examples, which belong to no document.
_KNOWLEDGE = "knowledge"


class VectorStore:
    """The vectors of one encoder in a workspace folder."""

    def __init__(self, folder: Path, fingerprint: str, dimension: int) -> None:
        self._folder = folder / fingerprint
        self._dimension = dimension
        self._listed: dict[str, Path] = {}

    @staticmethod
    def key(document_id: str, texts: Sequence[str]) -> str:
        """The name under which the vectors of these sentences are kept."""
        return f"{document_id}-{content_id('', *texts)}"

    def load(self, key: str, rows: int) -> Vectors | None:
        """The vectors ``float32[rows, d]``, or ``None`` if they are missing or damaged."""
        return self._load(self._folder / f"{key}.npy", rows)

    def load_document(self, document_id: str, rows: int) -> Vectors | None:
        """The vectors that a document was last encoded to; on disk until they are touched."""
        if not self._listed:
            self._listed = {
                path.stem.rpartition("-")[0]: path for path in self._folder.glob("*.npy")
            }
        path = self._listed.get(document_id)
        return self._load(path, rows, mode="r") if path else None

    def _load(self, path: Path, rows: int, mode: Literal["r"] | None = None) -> Vectors | None:
        try:
            vectors: Vectors = np.load(path, mmap_mode=mode, allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return None
        whole = vectors.shape == (rows, self._dimension) and vectors.dtype == np.float32
        return vectors if whole else None

    def save(self, key: str, vectors: Vectors) -> None:
        """Keep ``vectors``; replaces a damaged file."""
        with atomic_write(self._folder / f"{key}.npy") as stream:
            np.save(stream, np.ascontiguousarray(vectors, dtype=np.float32))

    def prune(self, keys: Collection[str]) -> int:
        """Remove the vectors of documents that are no more; returns how many."""
        gone = [
            path
            for path in self._folder.glob("*.npy")
            if path.stem not in keys and not path.stem.startswith(_KNOWLEDGE)
        ]
        for path in gone:
            path.unlink()
        return len(gone)


class Remembering:
    """An encoder that keeps the vectors of what it encodes: for knowledge bases and examples."""

    def __init__(self, encoder: Encoder, store: VectorStore) -> None:
        self._encoder = encoder
        self._store = store
        self.name = encoder.name
        self.fingerprint = encoder.fingerprint
        self.dimension = encoder.dimension

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """The vectors ``float32[n, d]``, from the store where they are there already."""
        key = self._store.key(_KNOWLEDGE, texts)
        vectors = self._store.load(key, len(texts))
        if vectors is None:
            vectors = self._encoder.encode(texts, progress)
            self._store.save(key, vectors)
        return vectors

    def read_questions(self, texts: Sequence[str]) -> tuple[Vectors, Vectors | None]:
        """As the encoder wrapped; questions are not kept."""
        return self._encoder.read_questions(texts)

    def release(self) -> None:
        """Give back the memory of the encoder until it is needed again."""
        self._encoder.release()
