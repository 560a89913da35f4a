"""Passages ranked for a question: by meaning, by words, and by where they stand in the talk.

A meeting is a conversation: the answer to a question is a stretch of it, seldom a lone passage.
So what a passage scores by itself (cosine, BM25) is looked at together with its neighbourhood, in
words to either side and never across the border of a document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.encoding.protocol import Vectors
from wsis_nlp.searching.question import Question
from wsis_nlp.searching.words import WordIndex

Rows = NDArray[np.int64]

# Words to either side over which scores are smoothed.
_REACH = 360.0


@dataclass(frozen=True, slots=True)
class Ranked:
    """One row of a ranking; ``parts`` says what each signal gave to ``score``."""

    row: int
    score: float
    parts: dict[str, float]


class Ranker:
    """Ranks the passages of a corpus, which are given in reading order.

    Parameters
    ----------
    texts
        The n passages; those of one document stand together, in the order in which they were said.
    vectors
        Their vectors, ``float32[n, d]``, unit length.
    documents
        The document of each, ``int64[n]``, any numbering.
    speakers
        The speaker of each as the source or the directory names him; empty where unknown.
    words
        A BM25 index of ``texts``, where one was saved; it is built otherwise.
    """

    def __init__(
        self,
        texts: Sequence[str],
        vectors: Vectors,
        documents: Rows,
        speakers: Sequence[str] | None = None,
        words: WordIndex | None = None,
    ) -> None:
        self.vectors = vectors
        self.speakers = tuple(speakers) if speakers is not None else ("",) * len(texts)
        self.words = words or WordIndex.build(texts)
        self.sizes = np.array([text.count(" ") + 1 for text in texts], dtype=np.float64)
        borders = np.flatnonzero(np.diff(documents)) + 1
        self.starts = np.concatenate([[0], borders, [len(texts)]]).astype(np.int64)

    def rank(
        self, question: Question, mask: NDArray[np.bool_] | None = None, count: int | None = None
    ) -> list[Ranked]:
        """The passages for a question, best first.

        Parameters
        ----------
        question
            What is asked.
        mask
            ``bool[n]``: the passages that may be given; the others are still read as context.
        count
            How many at most; all by default.
        """
        if not len(self.sizes):
            return []
        cosine = self.vectors @ question.vectors[0]
        bm25 = self.words.scores(question.terms)
        own = _standard(cosine) + 0.5 * _standard(bm25)
        around = self._smooth(own)
        score = around + 0.2 * own
        rows = np.flatnonzero(mask) if mask is not None else np.arange(len(score))
        best = rows[np.argsort(-score[rows], kind="stable")][:count]
        return [
            Ranked(
                int(row),
                float(score[row]),
                {
                    "meaning": float(cosine[row]),
                    "words": float(bm25[row]),
                    "context": float(around[row]),
                },
            )
            for row in best
        ]

    def _smooth(self, values: Vectors) -> Vectors:
        out = np.empty_like(values)
        for start, end in zip(self.starts[:-1], self.starts[1:], strict=True):
            middle = np.cumsum(self.sizes[start:end]) - self.sizes[start:end] / 2
            distance = np.abs(middle[:, None] - middle[None, :]) / _REACH
            weight = np.maximum(0, 1 - distance) * self.sizes[start:end]
            out[start:end] = (weight @ values[start:end]) / weight.sum(axis=1)
        return out


def _standard(values: Vectors) -> Vectors:
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 0 else np.zeros_like(values)
