"""BM25 over texts, and over the blocks that some of these texts make together.

The scoring is the Lucene variant of Kamphuis et al. ("Which BM25 do you mean?", ECIR 2020) with
k1 = 1.5 and b = 0.75, as bm25s has it; a test compares the two. A library would index each
shortlist anew; the passages of a corpus are counted once, and any blocks of them are summed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.encoding.protocol import Vectors
from wsis_nlp.searching.question import stems

_K1, _B = 1.5, 0.75

Rows = NDArray[np.int64]
Places = tuple[NDArray[np.int32], NDArray[np.int32]]


class WordIndex:
    """Which of n texts hold a stem, and how often.

    Parameters
    ----------
    stems
        The stems that occur.
    bounds
        Where the places of each begin in ``rows``, and where the last ones end, ``int64[t + 1]``.
    rows
        The texts of each stem, ascending, ``int32[p]``.
    counts
        How often it is in each, ``int32[p]``.
    sizes
        How many stems each text has, ``int32[n]``.
    """

    def __init__(
        self,
        stems: Sequence[str],
        bounds: Rows,
        rows: NDArray[np.int32],
        counts: NDArray[np.int32],
        sizes: NDArray[np.int32],
    ) -> None:
        self.stems = stems
        self.bounds, self.rows, self.counts, self.sizes = bounds, rows, counts, sizes
        self._at = {stem: place for place, stem in enumerate(stems)}
        mean = float(sizes.mean()) if sizes.any() else 1.0
        self._damping = (_K1 * (1 - _B + _B * sizes / mean)).astype(np.float32)

    @classmethod
    def of(cls, texts: Sequence[str]) -> WordIndex:
        """Count the stems of each text."""
        counted = [Counter(stems(text)) for text in texts]
        at: dict[str, int] = {}
        for words in counted:
            for word in words:
                at.setdefault(word, len(at))
        many = sum(map(len, counted))
        place = np.fromiter((at[word] for words in counted for word in words), np.int64, many)
        count = np.fromiter((c for words in counted for c in words.values()), np.int32, many)
        row = np.repeat(np.arange(len(texts), dtype=np.int32), list(map(len, counted)))
        order = np.argsort(place, kind="stable")
        bounds = np.searchsorted(place[order], np.arange(len(at) + 1))
        sizes = np.array([words.total() for words in counted], dtype=np.int32)
        return cls(list(at), bounds, row[order], count[order], sizes)

    def __len__(self) -> int:
        return len(self._damping)

    def places(self, stem: str) -> Places:
        """The texts that hold a stem, ascending, and how often each does."""
        place = self._at.get(stem, -1)
        span = slice(*self.bounds[place : place + 2].tolist()) if place >= 0 else slice(0)
        return self.rows[span], self.counts[span]

    def scores(self, terms: Sequence[str]) -> Vectors:
        """The score of every text for each stem, ``float32[n, t]``, 0 where it is not in."""
        out = np.zeros((len(self), len(terms)), dtype=np.float32)
        for place, term in enumerate(terms):
            rows, scores = self._scored(term)
            out[rows, place] = scores
        return out

    def best(
        self, terms: Sequence[str], count: int, among: NDArray[np.bool_]
    ) -> tuple[list[int], list[float]]:
        """The texts with the highest sums of scores, best first, of those that are ``among``."""
        total = np.zeros(len(self), dtype=np.float32)
        for term in terms:
            rows, scores = self._scored(term)
            total[rows] += scores
        found = np.flatnonzero(total * among)
        if len(found) > count:
            least = np.partition(total[found], len(found) - count)[len(found) - count]
            found = found[total[found] >= least]
        best = found[np.argsort(-total[found], kind="stable")][:count]
        return best.tolist(), total[best].tolist()

    def holding(self, terms: Sequence[str]) -> NDArray[np.int32]:
        """The texts that hold every one of these stems, ascending; none if there are no stems."""
        found = sorted((self.places(term)[0] for term in terms), key=len)
        rows = found[0] if found else self.rows[:0]
        for others in found[1:]:
            rows = rows[np.isin(rows, others, assume_unique=True)]
        return rows

    def _scored(self, term: str) -> tuple[NDArray[np.int32], Vectors]:
        rows, counts = self.places(term)
        rarity = np.float32(np.log(1 + (len(self) - len(rows) + 0.5) / (len(rows) + 0.5)))
        scores: Vectors = rarity * (counts / (counts + self._damping[rows]))
        return rows, scores


class BlockWords(WordIndex):
    """The words of blocks, each some consecutive texts of an index.

    Parameters
    ----------
    whole
        The index of the texts.
    spans
        The runs of texts that are taken, first and end of each, ``int64[s, 2]``.
    blocks
        The block of each text that is taken, ``int64[m]``, ascending.
    """

    def __init__(self, whole: WordIndex, spans: Rows, blocks: Rows) -> None:
        self._whole, self._spans, self._blocks = whole, spans, blocks
        lengths = spans[:, 1] - spans[:, 0]
        self._shifts = np.cumsum(lengths) - lengths - spans[:, 0]
        taken = np.concatenate([whole.sizes[first:end] for first, end in spans.tolist()])
        sizes = np.bincount(blocks, taken).astype(np.int32)
        super().__init__((), np.zeros(1, np.int64), whole.rows[:0], whole.counts[:0], sizes)

    def places(self, stem: str) -> Places:
        """The blocks that hold a stem, ascending, and how often each does."""
        rows, counts = self._whole.places(stem)
        cuts = np.searchsorted(rows, self._spans).tolist()
        parts = [
            (rows[first:end] + shift, counts[first:end])
            for (first, end), shift in zip(cuts, self._shifts.tolist(), strict=True)
        ]
        blocks = self._blocks[np.concatenate([part for part, _ in parts])]
        total = np.bincount(blocks, np.concatenate([many for _, many in parts]), len(self))
        found = np.flatnonzero(total).astype(np.int32)
        return found, total[found].astype(np.int32)
