"""What a summary is chosen from: the sentences of a discussion, and what stands where in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.encoding.protocol import Vectors
from wsis_nlp.segmenting.stems import stem_words

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_TOKEN = re.compile(r"[a-z0-9]+")


def tokens(text: str) -> list[str]:
    """The stems of all words of a text, idle ones too (Snowball English)."""
    return stem_words(_TOKEN.findall(text.casefold()))


@dataclass(frozen=True, slots=True)
class Pool:
    """The n sentences of a discussion in the order in which they were said.

    ``turns`` and ``voices`` number the turn and the speaker of each, ``named`` says whether its
    speaker is named in the query. ``background`` counts the stems of all that was said around it.
    """

    words: tuple[tuple[str, ...], ...]
    sizes: Ints
    vectors: Vectors
    turns: Ints
    voices: Ints
    named: NDArray[np.bool_]
    background: dict[str, int]

    @classmethod
    def of(
        cls,
        texts: Sequence[str],
        vectors: Vectors,
        turns: Sequence[int],
        voices: Sequence[int],
        named: Sequence[bool] | None = None,
        background: dict[str, int] | None = None,
    ) -> Pool:
        """Read the sentences; ``background`` is their own words where none is given."""
        words = tuple(tuple(tokens(text)) for text in texts)
        if background is None:
            background = {}
            for sentence in words:
                for word in sentence:
                    background[word] = background.get(word, 0) + 1
        return cls(
            words,
            np.array([len(text.split()) for text in texts], dtype=np.int64),
            vectors,
            np.array(turns, dtype=np.int64),
            np.array(voices, dtype=np.int64),
            np.array(named if named is not None else [False] * len(texts), dtype=np.bool_),
            background,
        )

    def __len__(self) -> int:
        return len(self.words)


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of a pool: its stems and its vector, and how many words may be taken."""

    words: tuple[str, ...]
    vector: Vectors
    length: int

    @classmethod
    def of(cls, text: str, vector: Vectors, length: int) -> Query:
        """Read a query."""
        return cls(tuple(tokens(text)), vector, max(1, length))


@dataclass(frozen=True, slots=True)
class Places:
    """Where each word (or pair of words) of a pool stands: ``what[i]`` is in ``sentence[i]``."""

    names: tuple[tuple[str, ...], ...]
    what: Ints
    sentence: Ints

    @classmethod
    def find(cls, pool: Pool, length: int) -> Places:
        """Of every run of ``length`` words."""
        numbers: dict[tuple[str, ...], int] = {}
        what: list[int] = []
        sentence: list[int] = []
        for row, words in enumerate(pool.words):
            for run in zip(*(words[at:] for at in range(length)), strict=False):
                what.append(numbers.setdefault(run, len(numbers)))
                sentence.append(row)
        return cls(tuple(numbers), np.array(what, np.int64), np.array(sentence, np.int64))

    def features(self, pool: Pool, query: Query) -> tuple[Floats, Ints]:
        """How each stands in the pool: ``float64[m, f]``, and how often, ``int64[m]``.

        How often; in what share of the sentences, in how many turns, by how many speakers; how
        near the sentences around it are to the query and to the middle of the discussion; where it
        is said first; whether the speaker whom the query names says it; how long its sentences are.
        """
        count, n = len(self.names), len(pool)
        if not count:
            return np.zeros((0, 17)), np.zeros(0, np.int64)
        often = np.bincount(self.what, minlength=count)
        pairs = np.unique(np.stack([self.what, self.sentence]), axis=1)
        what, where = pairs
        spread = np.bincount(what, minlength=count)
        near = (pool.vectors @ query.vector).astype(np.float64)
        middle = (pool.vectors @ pool.vectors.mean(axis=0)).astype(np.float64)
        long = np.array([len(words) for words in pool.words], dtype=np.float64)
        top = np.zeros(n)
        top[np.argsort(-near, kind="stable")[:10]] = 1

        def mean(values: Floats) -> Floats:
            total: Floats = np.bincount(what, values[where], count) / spread
            return total

        def most(values: Floats) -> Floats:
            out = np.full(count, -np.inf)
            np.maximum.at(out, what, values[where])
            return out

        def distinct(kind: Ints) -> Ints:
            return np.bincount(np.unique(np.stack([what, kind[where]]), axis=1)[0], None, count)

        first = np.full(count, n, dtype=np.int64)
        np.minimum.at(first, what, where)
        total = float(sum(map(len, pool.words)))
        columns = (
            np.log(often),
            often / total,
            spread / n,
            distinct(pool.turns),
            distinct(pool.voices),
            most(near),
            mean(near),
            most(middle),
            mean(middle),
            first / n,
            mean(pool.named.astype(np.float64)),
            np.full(count, float(pool.named.any())),
            np.full(count, np.log(total)),
            np.full(count, np.log(query.length)),
            mean(long),
            most(long),
            mean(top) * spread,
        )
        return np.stack(columns, axis=1), often
