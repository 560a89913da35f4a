"""BM25 over blocks of a few documents, from word counts that are kept document by document.

The scoring is the Lucene variant of Kamphuis et al. ("Which BM25 do you mean?", ECIR 2020) with
k1 = 1.5 and b = 0.75, as bm25s has it; a test compares the two. A library would index each
shortlist anew; counts are made once a document and put together for any shortlist.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.encoding.protocol import Vectors
from wsis_nlp.searching.question import stems

_K1, _B = 1.5, 0.75


@dataclass(frozen=True, slots=True)
class WordCounts:
    """The stems of the b blocks of a document.

    ``sizes`` is how many stems each has, ``int64[b]``; ``places`` says in which blocks a stem is
    and how often.
    """

    sizes: NDArray[np.int64]
    places: dict[str, list[tuple[int, int]]]

    @classmethod
    def of(cls, texts: Sequence[str]) -> WordCounts:
        """Count the stems of each text."""
        sizes = np.zeros(len(texts), dtype=np.int64)
        places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for row, text in enumerate(texts):
            found = stems(text)
            sizes[row] = len(found)
            for stem, count in Counter(found).items():
                places[stem].append((row, count))
        return cls(sizes, dict(places))


class WordIndex:
    """BM25 over the blocks of documents that follow one another."""

    def __init__(self, documents: Sequence[WordCounts]) -> None:
        self._documents = documents
        self._starts = np.cumsum([0, *(len(one.sizes) for one in documents)]).tolist()
        sizes = np.concatenate([one.sizes for one in documents]).astype(np.float64)
        mean = float(sizes.mean()) if sizes.any() else 1.0
        self._damping = _K1 * (1 - _B + _B * sizes / mean)

    def __len__(self) -> int:
        return len(self._damping)

    def scores(self, terms: Sequence[str]) -> Vectors:
        """The score of every block for each stem, ``float32[b, t]``, 0 where it is not in."""
        out = np.zeros((len(self), len(terms)), dtype=np.float32)
        for place, term in enumerate(terms):
            found = [
                (start + row, count)
                for start, one in zip(self._starts, self._documents, strict=False)
                for row, count in one.places.get(term, ())
            ]
            if found:
                rows, counts = np.array(found).T
                rarity = np.log(1 + (len(self) - len(rows) + 0.5) / (len(rows) + 0.5))
                out[rows, place] = rarity * counts / (counts + self._damping[rows])
        return out
