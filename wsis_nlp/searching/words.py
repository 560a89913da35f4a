"""BM25 over the passages, on disk beside the vectors.

The scoring is bm25s' (Lù, "BM25S: Orders of magnitude faster lexical search via eager sparse
scoring", 2024), in its default Lucene variant with k1 = 1.5 and b = 0.75.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from wsis_nlp.domain.records import content_id
from wsis_nlp.encoding.protocol import Vectors
from wsis_nlp.searching.question import stems


class WordIndex:
    """A BM25 index of passages."""

    def __init__(self, index: Any, key: str) -> None:  # noqa: ANN401 - bm25s has no types
        self._index = index
        self.key = key

    @classmethod
    def build(cls, texts: Sequence[str], key: str = "") -> WordIndex:
        """Index ``texts``; ``key`` says of what."""
        import bm25s

        index = bm25s.BM25()
        # Without a single word there is nothing to index, and bm25s would divide by zero.
        found = [stems(text) for text in texts]
        index.index(found if any(found) else [["\0"]] * max(1, len(texts)), show_progress=False)
        return cls(index, key)

    def save(self, folder: Path) -> None:
        """Keep the index in a folder that tells its key; older ones go once it is whole."""
        target = _place(folder, self.key)
        folder.mkdir(parents=True, exist_ok=True)
        workshop = Path(tempfile.mkdtemp(dir=folder, prefix=".words-"))
        try:
            self._index.save(workshop, show_progress=False)
            shutil.rmtree(target, ignore_errors=True)
            workshop.replace(target)
        finally:
            shutil.rmtree(workshop, ignore_errors=True)
        for other in folder.glob("words-*"):
            if other != target:
                shutil.rmtree(other, ignore_errors=True)

    @classmethod
    def load(cls, folder: Path, key: str) -> WordIndex | None:
        """The saved index, memory-mapped; ``None`` if missing, damaged or of something else."""
        import bm25s

        place = _place(folder, key)
        if not place.is_dir():
            return None
        try:
            return cls(bm25s.BM25.load(place, mmap=True, show_progress=False), key)
        except (OSError, ValueError, KeyError, EOFError):
            return None

    def __len__(self) -> int:
        return int(self._index.scores["num_docs"])

    def scores(self, terms: Sequence[str]) -> Vectors:
        """The BM25 score of every passage for these stems, ``float32[n]``, 0 where none is in."""
        known = [term for term in terms if term in self._index.vocab_dict]
        if not known:
            return np.zeros(len(self), dtype=np.float32)
        scores: Vectors = self._index.get_scores(known).astype(np.float32)
        return scores


def _place(folder: Path, key: str) -> Path:
    return folder / f"words-{content_id('', key)}"
