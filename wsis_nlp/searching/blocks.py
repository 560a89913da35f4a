"""How the passages of a corpus lie: in blocks of about 120 words, each with its surroundings.

Short turns say little by themselves ("Yes, exactly."), so neighbouring passages of a document are
taken together until they make a block. Every signal is computed on blocks and looked at over
stretches of words, which makes a dialogue of short turns and a row of speeches comparable.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.encoding.protocol import Vectors

Rows = NDArray[np.int64]
Numbers = NDArray[np.float64]

BLOCK_WORDS = 120
# Words to either side of a block over which signals are looked at.
REACHES = (130, 300, 700, 1500)


class Blocks:
    """The blocks of a corpus whose passages are given in reading order.

    Parameters
    ----------
    sizes
        The words of each passage, ``int64[n]``.
    documents
        The document of each passage, ``int64[n]``; those of one document stand together.
    starts
        The first passage of each block, ``int64[b]``, where that is known.
    """

    def __init__(
        self,
        sizes: Sequence[int] | NDArray[np.integer],
        documents: Rows,
        starts: Rows | None = None,
    ) -> None:
        self.words = np.maximum(np.asarray(sizes, dtype=np.float64), 1)
        self.starts = _starts(self.words, documents) if starts is None else starts
        self.of_passage = np.searchsorted(self.starts, np.arange(len(self.words)), "right") - 1
        self.sizes = self.total(self.words)
        owner = documents[self.starts]
        change = np.flatnonzero(np.diff(owner)) + 1
        self.document_starts = np.concatenate([[0], change]).astype(np.int64)
        self.document = np.searchsorted(self.document_starts, np.arange(len(self)), "right") - 1
        ends = np.append(self.document_starts[1:], len(self))
        self._first, self._last = self.document_starts[self.document], ends[self.document]
        self._middle = np.cumsum(self.sizes) - self.sizes / 2
        self._sums = np.concatenate([[0.0], np.cumsum(self.sizes)])
        begin, end = self._sums[self._first], self._sums[self._last]
        self.position = (self._middle - begin) / (end - begin)
        self._windows = {reach: self._window(reach) for reach in REACHES}

    def __len__(self) -> int:
        return len(self.starts)

    def total(self, values: Numbers) -> Numbers:
        """Sum ``float64[n]`` (or ``[n, d]``) of passages to blocks."""
        summed: Numbers = np.add.reduceat(values, self.starts, axis=0)
        return summed

    def highest(self, values: Numbers) -> Numbers:
        """The largest of ``float64[n]`` (or ``[n, d]``) of passages in each block."""
        best: Numbers = np.maximum.reduceat(values, self.starts)
        return best

    def window_total(self, values: Numbers, reach: int) -> Numbers:
        """The sum of ``float64[b]`` (or ``[b, d]``) of blocks within ``reach`` words."""
        first, last = self._windows[reach]
        sums = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])
        total: Numbers = sums[last] - sums[first]
        return total

    def smooth(self, values: Numbers, reach: int) -> Numbers:
        """A mean of ``float64[b]`` (or ``[b, d]``) weighted by words, zero from twice ``reach``."""
        once = self._mean(values, reach)
        return self._mean(once, reach)

    def shifted(self, values: Numbers, by: int) -> Numbers:
        """The value of the block ``by`` places further on, or that at the document's edge."""
        return values[np.clip(np.arange(len(self)) + by, self._first, self._last - 1)]

    def around(self, values: Numbers, by: int) -> Numbers:
        """The largest of ``float64[b]`` within ``by`` blocks to either side."""
        best = values
        for step in range(1, by + 1):
            best = np.maximum(best, self.shifted(values, step))
            best = np.maximum(best, self.shifted(values, -step))
        return best

    def standard(self, values: Numbers) -> Numbers:
        """Zero mean and unit spread in each document; zero where there is no spread."""
        counts = np.diff(np.append(self.document_starts, len(self)))
        mean = (np.add.reduceat(values, self.document_starts) / counts)[self.document]
        square = np.add.reduceat((values - mean) ** 2, self.document_starts) / counts
        spread = np.sqrt(square)[self.document]
        return np.where(spread > 1e-9, (values - mean) / np.maximum(spread, 1e-9), 0.0)

    def document_highest(self, values: Numbers) -> Numbers:
        """The largest of each document's values, one a document."""
        best: Numbers = np.maximum.reduceat(values, self.document_starts)
        return best

    def window_norms(self, weighted: Vectors, reach: int) -> Numbers:
        """The lengths of the summed vectors within ``reach`` words of each block."""
        summed = self.window_total(weighted.astype(np.float64), reach)
        norms: Numbers = np.maximum(np.linalg.norm(summed, axis=1), 1e-9)
        return norms

    def _mean(self, values: Numbers, reach: int) -> Numbers:
        first, last = self._windows[reach]
        shape = (-1, *(1,) * (values.ndim - 1))
        words = (self._sums[last] - self._sums[first]).reshape(shape)
        mean: Numbers = self.window_total(values * self.sizes.reshape(shape), reach) / words
        return mean

    def _window(self, reach: int) -> tuple[Rows, Rows]:
        first = np.searchsorted(self._middle, self._middle - reach, "left")
        last = np.searchsorted(self._middle, self._middle + reach, "right")
        return np.maximum(first, self._first), np.minimum(last, self._last)


def _starts(words: Numbers, documents: Rows) -> Rows:
    starts: list[int] = []
    held, before = 0.0, None
    for row, (size, document) in enumerate(zip(words.tolist(), documents.tolist(), strict=True)):
        if document != before or held + size / 2 > BLOCK_WORDS:
            starts.append(row)
            held = 0.0
        held += size
        before = document
    return np.array(starts, dtype=np.int64)
