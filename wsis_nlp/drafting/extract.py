"""Sentences taken for a query until a length is reached: as much of what matters as fits."""

from __future__ import annotations

import heapq
from collections import Counter
from itertools import pairwise

from wsis_nlp.drafting.pool import Pool, Query
from wsis_nlp.drafting.salience import MOST, PAIR, Concepts, salience

# Shorter ones ("Yep.") are no statement; they are taken only where there is nothing else.
_SHORTEST = 4


class Coverage:
    """How much of the weight of ``concepts`` the sentences taken so far hold.

    The k-th time of a word and the first time of a pair count, with weights that do not rise: the
    objective is monotone and submodular in the set of sentences.
    """

    def __init__(self, pool: Pool, concepts: Concepts) -> None:
        self.concepts = concepts
        self.words = [Counter(words) for words in pool.words]
        self.pairs = [set(pairwise(words)) for words in pool.words]
        self._said: Counter[str] = Counter()
        self._paired: set[tuple[str, str]] = set()

    def gain(self, row: int) -> float:
        """What the sentence would add."""
        total = 0.0
        for word, count in self.words[row].items():
            said = self._said[word]
            if said < MOST:
                total += sum(self.concepts.words[word][said : said + count])
        fresh = self.pairs[row] - self._paired
        return total + PAIR * sum(self.concepts.pairs[pair] for pair in fresh)

    def take(self, row: int) -> None:
        """Take the sentence."""
        self._said.update(self.words[row])
        self._paired |= self.pairs[row]


def extract(pool: Pool, query: Query) -> list[int]:
    """The rows of the sentences taken, in the order in which they were said.

    Lazy greedy on gain per word (Minoux 1978; Lin & Bilmes, NAACL 2010) until ``query.length``
    words are reached; the last sentence may go over it, none is cut.
    """
    long = [row for row, words in enumerate(pool.words) if len(words) >= _SHORTEST]
    coverage = Coverage(pool, salience().concepts(pool, query))

    def rate(row: int) -> float:
        return coverage.gain(row) / max(1, int(pool.sizes[row]))

    heap = [(-rate(row), row) for row in long or range(len(pool))]
    heapq.heapify(heap)
    taken: list[int] = []
    words = 0
    while heap and words < query.length:
        _, row = heapq.heappop(heap)
        now = -rate(row)
        if heap and now > heap[0][0]:
            heapq.heappush(heap, (now, row))
            continue
        coverage.take(row)
        taken.append(row)
        words += int(pool.sizes[row])
    return sorted(taken)
