"""Stretches of talk as answers: how much of the answer each block is expected to hold.

What answers a question is mostly one stretch of consecutive blocks. Every stretch gets a chance, by
what speaks for its first block, its last block, the blocks within it, and its length; a block
then holds the mean share of all stretches it lies in (the marginals of a semi-Markov model with
one segment; Sarawagi & Cohen, "Semi-Markov conditional random fields", NIPS 2004).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.searching.blocks import BLOCK_WORDS, Blocks, Numbers

# The longest stretch, in blocks: some 5,800 words.
LONGEST = 48
# Words and share of a document about which the logarithms of a length are centred.
WORDS, SHARE = 300.0, 2.0
Floats = NDArray[np.float32]


class Stretches:
    """All s stretches of blocks within a document, no longer than ``LONGEST`` blocks.

    ``first`` and ``last`` are the blocks of each, ``int64[s]``, by first block; ``words`` how long
    it is, ``float32[s]``; ``lengths`` that in five numbers that the model reads, ``float32[s, 5]``.
    """

    def __init__(self, blocks: Blocks) -> None:
        count = len(blocks)
        ends = np.append(blocks.document_starts[1:], count)[blocks.document]
        many = np.minimum(ends - np.arange(count), LONGEST)
        begins = np.cumsum(many) - many
        self.first = np.repeat(np.arange(count), many)
        self.last = self.first + np.arange(int(many.sum())) - np.repeat(begins, many)
        self._documents = begins[blocks.document_starts]
        self._sizes = np.diff(np.append(self._documents, len(self.first)))
        self._count = count
        self._relative = (blocks.sizes / BLOCK_WORDS).astype(np.float32)
        sums = np.concatenate([[0.0], np.cumsum(blocks.sizes)])
        self.words = (sums[self.last + 1] - sums[self.first]).astype(np.float32)
        whole = np.add.reduceat(blocks.sizes, blocks.document_starts).astype(np.float32)
        long = np.log(self.words / WORDS)
        share = np.log(self.words / np.repeat(whole, self._sizes)) + SHARE
        self.lengths = np.stack([long, share, long**2, share**2, long * share], axis=1)

    def density(self, evidence: Floats, length: Floats) -> Numbers:
        """The share of the answer that each block is expected to hold, per word, ``float64[b]``.

        Parameters
        ----------
        evidence
            What speaks for each block as the first, as the last, and (a block's worth of words)
            as one of an answer, ``float32[b, 3]``.
        length
            The weights of ``lengths``, ``float32[5]``.
        """
        inside = np.cumsum(evidence[:, 2].astype(np.float64) * self._relative)
        before = inside - evidence[:, 2] * self._relative
        logit = (evidence[:, 0] - before)[self.first] + (evidence[:, 1] + inside)[self.last]
        logit += self.lengths @ length
        highest = np.maximum.reduceat(logit, self._documents)
        chance = np.exp(logit - np.repeat(highest, self._sizes))
        sums = np.add.reduceat(chance, self._documents)
        chance /= np.repeat(sums, self._sizes) * self.words
        begun = np.bincount(self.first, chance, self._count)
        over = np.bincount(self.last, chance, self._count)
        return np.maximum(np.cumsum(begun - over) + over, 0.0)
