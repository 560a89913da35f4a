"""Passages ranked for a question: by meaning, by words, and by where they stand in the talk.

A meeting is a conversation: the answer to a question is a stretch of it, seldom a lone passage.
So what a passage scores by itself is looked at together with its neighbourhood and with who
speaks there, by a small model that was trained on questions about meetings
(``models/retrieval``; ``benchmarks/train_retrieval.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.encoding.protocol import Vectors
from wsis_nlp.searching.blocks import REACHES, Blocks, Numbers, Rows
from wsis_nlp.searching.features import Names, Signals, columns, document_columns
from wsis_nlp.searching.model import ranking_model
from wsis_nlp.searching.question import Question
from wsis_nlp.searching.words import WordIndex


@dataclass(frozen=True, slots=True)
class Ranked:
    """One row of a ranking; ``parts`` says what each signal gave to ``score``."""

    row: int
    score: float
    parts: dict[str, float]


# What a passage itself adds to the score of its block: settles the order within it.
_OWN = 0.1


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
    sentences
        The vectors of their sentences, ``float32[s, d]``, and the first row of each passage in
        them, ``int64[n]``; the passages' own vectors are taken where there are none.
    words
        A BM25 index made by ``word_index``, where one was saved; it is built otherwise.
    """

    def __init__(
        self,
        texts: Sequence[str],
        vectors: Vectors,
        documents: Rows,
        speakers: Sequence[str] | None = None,
        sentences: tuple[Vectors, Rows] | None = None,
        words: WordIndex | None = None,
    ) -> None:
        self.vectors = vectors
        self.sentences = sentences
        if not len(texts):
            return
        self.blocks = Blocks([text.count(" ") + 1 for text in texts], documents)
        self.names = Names(speakers if speakers is not None else [""] * len(texts))
        self.words = words or self.word_index(texts, documents)
        weighted = self.blocks.total(vectors.astype(np.float64) * self.blocks.words[:, None])
        self.lengths = np.maximum(np.linalg.norm(weighted, axis=1), 1e-9)
        self.norms = {
            reach: self.blocks.window_norms(
                weighted / self.lengths[:, None] * self.blocks.sizes[:, None], reach
            )
            for reach in REACHES
        }

    @staticmethod
    def word_index(texts: Sequence[str], documents: Rows, key: str = "") -> WordIndex:
        """The BM25 index that a ranker of these passages needs, to be saved."""
        blocks = Blocks([text.count(" ") + 1 for text in texts], documents)
        ends = np.append(blocks.starts[1:], len(texts))
        joined = [
            " ".join(texts[start:end]) for start, end in zip(blocks.starts, ends, strict=True)
        ]
        return WordIndex.build(joined, key)

    def signals(self, question: Question) -> tuple[Signals, Numbers]:
        """What each block scores by itself, and the cosine of each passage ``float64[n]``."""
        own = (self.vectors @ question.vectors.T).astype(np.float64)
        block = self.blocks.total(own * self.blocks.words[:, None]) / self.lengths[:, None]
        best = own
        if self.sentences is not None:
            best = (self.sentences[0] @ question.vectors.T).astype(np.float64)
            best = np.maximum.reduceat(best, self.sentences[1], axis=0)
        present = np.zeros((len(self.blocks), len(question.terms)))
        for place, term in enumerate(question.terms):
            present[:, place] = self.words.scores([term]) > 0
        rare = np.log((len(self.blocks) + 1) / (present.sum(axis=0) + 0.5))
        match, sure = self.names.named(question)
        return Signals(
            {
                "whole": block[:, 0],
                "subject": block[:, 1],
                "sentence": self.blocks.highest(best[:, 0]),
                "point": self.blocks.highest(best[:, 1]),
            },
            self.words.scores(question.terms).astype(np.float64),
            present,
            np.maximum(rare, 0),
            self.blocks.total(match * self.blocks.words) / self.blocks.sizes,
            sure,
        ), own[:, 0]

    def features(self, question: Question) -> tuple[Numbers, Numbers]:
        """What the model reads: the features of blocks ``[b, f]`` and of documents ``[d, g]``."""
        signals, _ = self.signals(question)
        return (
            columns(self.blocks, signals, self.norms, question),
            document_columns(self.blocks, signals),
        )

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
        if not len(self.vectors):
            return []
        signals, own = self.signals(question)
        found = ranking_model().score(
            columns(self.blocks, signals, self.norms, question),
            document_columns(self.blocks, signals),
            self.blocks,
        )
        block = self.blocks.of_passage
        score = found[block] + _OWN * own
        rows = np.flatnonzero(mask) if mask is not None else np.arange(len(score))
        best = rows[np.argsort(-score[rows], kind="stable")][:count]
        return [
            Ranked(
                int(row),
                float(score[row]),
                {
                    "meaning": float(own[row]),
                    "words": float(signals.bm25[block[row]]),
                    "speaker": float(signals.spoken[block[row]]),
                    "context": float(found[block[row]]),
                },
            )
            for row in best
        ]
