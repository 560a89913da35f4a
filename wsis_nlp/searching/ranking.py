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
from wsis_nlp.searching.blocks import Numbers, Rows
from wsis_nlp.searching.features import Names, Signals, columns, document_columns
from wsis_nlp.searching.model import ranking_model
from wsis_nlp.searching.prepared import Prepared
from wsis_nlp.searching.question import Question


@dataclass(frozen=True, slots=True)
class Ranked:
    """One row of a ranking; ``parts`` says what each signal gave to ``score``."""

    row: int
    score: float
    parts: dict[str, float]


# The vectors of a question: itself, its subject, what answers it; the same of point and setting.
_WHOLE, _SUBJECT, _ANSWER, _PARTS = 0, 3, 6, (1, 2, 4, 5, 7, 8)
# How much a passage's own cosine adds to the score of its block: settles the order within it.
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
    prepared
        The passages, prepared, where that is at hand: no texts are needed then.
    """

    def __init__(
        self,
        texts: Sequence[str],
        vectors: Vectors,
        documents: Rows,
        speakers: Sequence[str] | None = None,
        sentences: tuple[Vectors, Rows] | None = None,
        prepared: Prepared | None = None,
    ) -> None:
        self.vectors = vectors
        self.sentences = sentences
        if not len(vectors):
            return
        told = prepared or Prepared.of(texts, vectors, documents)
        self.blocks, self.words = told.blocks, told.words
        self.lengths, self.norms = told.lengths, told.norms
        self.names = Names(speakers if speakers is not None else [""] * len(vectors))

    def signals(self, question: Question) -> tuple[Signals, Numbers]:
        """What each block scores by itself, and the cosine of each passage ``float64[n]``."""
        own = (self.vectors @ question.vectors.T).astype(np.float64)
        block = self.blocks.total(own * self.blocks.words[:, None]) / self.lengths[:, None]
        best = own
        if self.sentences is not None:
            best = (self.sentences[0] @ question.vectors.T).astype(np.float64)
            best = np.maximum.reduceat(best, self.sentences[1], axis=0)
        bm25 = self.words.scores(question.terms)
        present = (bm25 > 0).astype(np.float64)
        rare = np.log((len(self.blocks) + 1) / (present.sum(axis=0) + 0.5))
        best = self.blocks.highest(best)
        match, sure = self.names.named(question)
        return Signals(
            {
                "whole": block[:, _WHOLE],
                "subject": block[:, _SUBJECT],
                "answer": block[:, _ANSWER],
                "sentence": best[:, _WHOLE],
                "core": best[:, _SUBJECT],
                "answering": best[:, _ANSWER],
            },
            [
                self.blocks.standard(
                    self.blocks.standard(block[:, part]) + self.blocks.standard(best[:, part])
                )
                for part in _PARTS
            ],
            bm25.sum(axis=1).astype(np.float64),
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

    def parts(self, question: Question) -> dict[str, Numbers]:
        """What each signal says of every passage, ``float64[n]`` each.

        ``context`` is the logarithm of the chance of its block and ``meaning`` its own cosine;
        ``words`` (BM25) and ``speaker`` are of its block and are in the context already.
        """
        signals, own = self.signals(question)
        found = ranking_model().score(
            columns(self.blocks, signals, self.norms, question),
            document_columns(self.blocks, signals),
            self.blocks,
        )
        block = self.blocks.of_passage
        return {
            "meaning": own,
            "words": signals.bm25[block],
            "speaker": signals.spoken[block],
            "context": found[block],
        }

    def rank(
        self, question: Question, mask: NDArray[np.bool_] | None = None, count: int | None = None
    ) -> list[Ranked]:
        """The passages for a question, best first, as stretches of talk that answer it.

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
        parts = self.parts(question)
        score = parts["context"] + _OWN * parts["meaning"]
        rows = np.flatnonzero(mask) if mask is not None else np.arange(len(score))
        best = rows[np.argsort(-score[rows], kind="stable")][:count]
        return [
            Ranked(
                int(row),
                float(score[row]),
                {name: float(values[row]) for name, values in parts.items()},
            )
            for row in best
        ]
