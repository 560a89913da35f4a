"""Passages found by meaning: all compared up to a limit, then by probing lists, then exactly.

The vectors lie in one file that is mapped into memory, so opening costs nothing. Up to a measured
number of passages every one is compared. Above it FAISS probes an inverted file of vectors in
8-bit numbers (IVF, SQ8; Jegou, Douze & Schmid, IEEE TPAMI 2011), as many lists as it takes to find
what the exact search finds in trials at build time, and what it finds is compared again exactly.
A search among the passages of a filter finds the true best: each is compared, or where they are
many, each is compared in 8-bit numbers first, whose error has a known bound.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.domain.records import content_id
from wsis_nlp.domain.resources import configuration
from wsis_nlp.encoding.protocol import Vectors
from wsis_nlp.workspace.files import atomic_write

Rows = NDArray[np.int64]
# Rows compared at a time: their copy stays in the processor's cache.
_BLOCK = 8192
# Numbers of 8 bits; what 32-bit numbers are off by when they are summed; FAISS shares out lists.
_STEPS, _ROUNDING, _OVER_LISTS = 255, 1e-5, 1


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """The numbers of ``configs/searching/index.yaml``; what each means is said there."""

    exact_up_to: int
    lists_per_root: float
    train_per_list: int
    rescored: int
    compared_share: float
    recall: float
    trials: int
    mixed: int


@cache
def index_settings() -> IndexSettings:
    """Load the settings, once; raises ``ConfigurationError`` if one is missing or unknown."""
    with configuration("searching", "index.yaml") as raw:
        return IndexSettings(**raw)


class VectorIndex:
    """The vectors of passages, ``float32[n, d]`` of unit length, searchable and kept in a folder.

    ``lists`` is the inverted file of a large index, ``None`` for a small one.
    """

    def __init__(self, vectors: Vectors, key: str, lists: Any = None) -> None:  # noqa: ANN401
        self.vectors = vectors
        self.key = key
        self._lists = lists

    @classmethod
    def build(cls, vectors: Vectors, key: str) -> VectorIndex:
        """Index ``float32[n, d]`` unit vectors; ``key`` says of what."""
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        large = len(vectors) > index_settings().exact_up_to
        return cls(vectors, key, _inverted_file(vectors) if large else None)

    def save(self, folder: Path) -> None:
        """Write the index under a name that tells its key; older ones go once it is whole."""
        kept = [_path(folder, self.key, "npy")]
        if self._lists is not None:
            import faiss

            kept.append(_path(folder, self.key, "faiss"))
            with atomic_write(kept[-1]) as stream:
                stream.write(faiss.serialize_index(self._lists).tobytes())
        with atomic_write(kept[0]) as stream:
            np.save(stream, self.vectors)
        for other in folder.glob("passages-*.*"):
            if other not in kept:
                other.unlink()

    @classmethod
    def load(cls, folder: Path, key: str) -> VectorIndex | None:
        """The saved index, or ``None`` if it is missing, damaged or of something else."""
        try:
            vectors = np.load(_path(folder, key, "npy"), mmap_mode="r", allow_pickle=False)
            if vectors.ndim != 2 or vectors.dtype != np.float32:
                return None
            lists: Any = None
            if len(vectors) > index_settings().exact_up_to:
                import faiss

                path = _path(folder, key, "faiss")
                lists = faiss.read_index(str(path), faiss.IO_FLAG_MMAP)
                if lists.ntotal != len(vectors) or lists.by_residual:
                    return None
                lists.parallel_mode = _OVER_LISTS
        except (OSError, ValueError, EOFError, RuntimeError):
            return None
        return cls(vectors, key, lists)

    def __len__(self) -> int:
        return len(self.vectors)

    def search(
        self, vector: Vectors, count: int, among: Rows | None = None
    ) -> tuple[list[int], list[float]]:
        """The rows nearest to one vector ``float32[d]``, best first, with their cosines.

        Among the rows ``among`` (ascending) only, if given: then they are the true best.
        """
        if self._lists is not None:
            told = index_settings()
            if among is None:
                wanted = min(len(self), count + told.rescored)
                found = self._lists.search(vector.reshape(1, -1), wanted)[1][0]
                among = np.sort(found[found >= 0])
            elif len(among) > told.compared_share * len(self):
                among = self._scanned(vector, count, among)
        scores = self.scores(vector, among)
        best = _best(scores, count)
        rows = best if among is None else among[best]
        return rows.tolist(), scores[best].tolist()

    def _scanned(self, vector: Vectors, count: int, among: Rows) -> Rows:
        """Rows of ``among`` with the best ``count`` of them for sure, by comparing 8-bit numbers.

        A number is off by half a step at most. So when the last of the best, compared exactly,
        is further ahead of all that was left out than all steps together, nothing is missed.
        """
        import faiss

        library: Any = faiss  # its types do not know these arguments

        kept = np.zeros(len(self), dtype=np.bool_)
        kept[among] = True
        bits = np.packbits(kept, bitorder="little")
        chosen = library.SearchParametersIVF(
            sel=library.IDSelectorBitmap(bits), nprobe=self._lists.nlist
        )
        steps = faiss.vector_to_array(self._lists.sq.trained)[len(vector) :] / _STEPS
        slack = float(np.abs(vector) @ steps) / 2 + _ROUNDING
        wanted = 4 * count
        while wanted < len(among):
            scores, found = self._lists.search(vector.reshape(1, -1), wanted, params=chosen)
            rows: Rows = np.sort(found[0])
            exact = np.sort(self.scores(vector, rows))
            if exact[-count] >= scores[0].min() + slack:
                return rows
            wanted *= 4
        return among

    def scores(self, vector: Vectors, among: Rows | None = None) -> Vectors:
        """The cosines ``float32[m]`` of rows (all, or those of ``among``) with one vector."""
        vector = np.ascontiguousarray(vector, dtype=np.float32)
        if among is None:
            return np.asarray(self.vectors) @ vector
        if 4 * len(among) > 3 * len(self):
            whole: Vectors = (np.asarray(self.vectors) @ vector)[among]
            return whole
        out = np.empty(len(among), dtype=np.float32)
        for at in range(0, len(among), _BLOCK):
            block = among[at : at + _BLOCK]
            out[at : at + len(block)] = self.vectors[block] @ vector
        return out


def _best(scores: Vectors, count: int) -> Rows:
    """Where the ``count`` highest scores are, best first, equal ones in order of row."""
    count = min(count, len(scores))
    if count < 1:
        return np.zeros(0, dtype=np.int64)
    # Everything that equals the last score taken is a candidate, so that ties go by row.
    least = np.partition(scores, len(scores) - count)[len(scores) - count]
    candidates = np.flatnonzero(scores >= least)
    return candidates[np.argsort(-scores[candidates], kind="stable")][:count]


def _inverted_file(vectors: Vectors) -> Any:  # noqa: ANN401 - faiss has no types
    import faiss

    settings = index_settings()
    count, dimension = vectors.shape
    lists = int(settings.lists_per_root * math.sqrt(count))
    quantizer = faiss.IndexFlatIP(dimension)
    kind = faiss.ScalarQuantizer.QT_8bit
    index = faiss.IndexIVFScalarQuantizer(
        quantizer, dimension, lists, kind, faiss.METRIC_INNER_PRODUCT
    )
    index.cp.niter = 10
    index.by_residual = False
    index.parallel_mode = _OVER_LISTS
    chance = np.random.default_rng(0)
    sample = chance.choice(count, min(count, settings.train_per_list * lists), replace=False)
    index.train(vectors[np.sort(sample)])
    # The steps reach from the least to the greatest of all, so that none is cut off.
    least, greatest = vectors.min(axis=0), vectors.max(axis=0)
    faiss.copy_array_to_vector(np.concatenate([least, greatest - least]), index.sq.trained)
    index.add(vectors)
    trials = vectors[chance.integers(0, count, (settings.trials, settings.mixed))].sum(axis=1)
    trials /= np.linalg.norm(trials, axis=1, keepdims=True)
    exact = [set(_best(vectors @ trial, 10).tolist()) for trial in trials]
    index.nprobe = 4
    while index.nprobe < lists:
        found = index.search(trials, 10 + settings.rescored)[1]
        hits = sum(len(best & set(row.tolist())) for best, row in zip(exact, found, strict=True))
        if hits >= settings.recall * 10 * len(trials):
            break
        index.nprobe = min(lists, 2 * index.nprobe)
    return index


def _path(folder: Path, key: str, suffix: str) -> Path:
    return folder / f"passages-{content_id('', key)}.{suffix}"
