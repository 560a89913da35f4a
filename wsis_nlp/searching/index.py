"""Passages found by meaning (FAISS inner product) and by words (BM25 in SQLite), fused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from wsis_nlp.domain.records import content_id
from wsis_nlp.encoding.protocol import Vectors
from wsis_nlp.workspace.files import atomic_write


class VectorIndex:
    """An exact FAISS index of passage vectors, kept in a folder.

    Exact search takes 1-2 ms at 20,000 passages and stays fast to some hundred thousand.
    """

    def __init__(self, index: Any, key: str) -> None:  # noqa: ANN401 - faiss has no types
        self._index = index
        self.key = key

    @classmethod
    def build(cls, vectors: Vectors, key: str) -> VectorIndex:
        """Index ``float32[n, d]`` unit vectors; ``key`` says of what."""
        import faiss

        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors))
        return cls(index, key)

    def save(self, folder: Path) -> None:
        """Write the index under a name that tells its key; older ones go once it is whole."""
        import faiss

        path = _path(folder, self.key)
        with atomic_write(path) as stream:
            stream.write(faiss.serialize_index(self._index).tobytes())
        for other in folder.glob("passages-*.faiss"):
            if other != path:
                other.unlink()

    @classmethod
    def load(cls, folder: Path, key: str) -> VectorIndex | None:
        """The saved index, or ``None`` if it is missing, damaged or of something else."""
        import faiss

        try:
            return cls(faiss.read_index(str(_path(folder, key))), key)
        except (OSError, RuntimeError):
            return None

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, vector: Vectors, count: int) -> tuple[list[int], list[float]]:
        """The rows nearest to one vector ``float32[d]``, best first, with their cosines."""
        scores, rows = self._index.search(vector.reshape(1, -1), min(count, len(self)))
        return [int(row) for row in rows[0]], [float(score) for score in scores[0]]


def _path(folder: Path, key: str) -> Path:
    return folder / f"passages-{content_id('', key)}.faiss"


def fuse(rankings: Sequence[tuple[str, Sequence[int]]]) -> list[tuple[int, dict[str, float]]]:
    """Reciprocal-rank fusion of named rankings of rows, best first, with what each gave.

    Cormack, Clarke & Buettcher, SIGIR 2009, with their constant of 60.
    """
    parts: dict[int, dict[str, float]] = {}
    for name, rows in rankings:
        for rank, row in enumerate(rows, start=1):
            parts.setdefault(row, {})[name] = 1 / (60 + rank)
    return sorted(parts.items(), key=lambda item: (-sum(item[1].values()), item[0]))
