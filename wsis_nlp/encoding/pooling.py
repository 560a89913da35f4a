"""Passage vectors from sentence vectors: text is encoded once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.encoding.protocol import Vectors


def pool(vectors: Vectors, weights: NDArray[np.float32], starts: NDArray[np.int64]) -> Vectors:
    """The weighted mean of consecutive rows, normalised.

    Parameters
    ----------
    vectors
        Sentence vectors, ``float32[n, d]``.
    weights
        One weight a sentence, ``float32[n]``, for example its length in words.
    starts
        The first row of each passage, ascending, ``int64[m]``; a passage ends where the next
        begins, the last one at ``n``.

    Returns
    -------
    Vectors
        ``float32[m, d]`` of unit length.
    """
    if len(starts) == 0:
        return np.zeros((0, vectors.shape[1]), dtype=np.float32)
    summed = np.add.reduceat(vectors * weights[:, None], starts, axis=0)
    lengths = np.linalg.norm(summed, axis=1, keepdims=True)
    pooled: Vectors = (summed / np.maximum(lengths, 1e-12)).astype(np.float32)
    return pooled
