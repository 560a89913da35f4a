"""Words, pairs of words and key terms of many texts at once.

A text becomes a row of numbers, one a word; runs of words are compared by a rolling hash of these
numbers (Karp & Rabin 1987), so that the cost is a few passes over one array, whatever the number
of terms looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.domain.resources import config_path

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_WORD = re.compile(r"\w+(?:['’]\w+)?")
# An odd multiplier; products wrap at 64 bits, where a chance meeting of two runs is negligible.
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_UNKNOWN, _BREAK = 0, 1


class _Numbers(dict[str, int]):
    """The number of each word as written; a word is looked up by its stem when first met."""

    def __init__(self, stems: dict[str, int]) -> None:
        super().__init__()
        self._stems = stems

    def __missing__(self, word: str) -> int:
        number = self[word] = self._stems.get(stem(word), _UNKNOWN)
        return number


@dataclass(frozen=True, slots=True)
class WordRows:
    """Texts as numbers: ``words`` is ``uint64[t]``, ``texts`` the text of each, ``int64[t]``."""

    words: NDArray[np.uint64]
    texts: NDArray[np.int64]
    count: int


class Vocabulary:
    """The words and pairs of words of some texts, weighted by how few texts have them."""

    def __init__(self, texts: Sequence[str], terms: Sequence[str] = ()) -> None:
        """Learn the words of ``texts``; ``terms`` are what :meth:`find` looks for."""
        stems: dict[str, int] = {}
        written: set[str] = set()
        for text in (*texts, *terms):
            for word in _WORD.findall(text.casefold()):
                if word not in written:
                    written.add(word)
                    stems.setdefault(stem(word), len(stems) + 2)
        self._numbers = _Numbers(stems)
        silent = {stems[word] for word in map(stem, stop_words()) if word in stems}
        self._silent = np.array(sorted(silent), dtype=np.uint64)
        rows = self._rows(texts)
        features, places = self._features(rows)
        self._known, inverse = np.unique(features, return_inverse=True)
        pairs = np.unique(np.stack([inverse, rows.texts[places]]), axis=1)
        # Smooth inverse document frequency, as in scikit-learn's TfidfVectorizer.
        spread = np.bincount(pairs[0], minlength=len(self._known))
        self._weight = (np.log((1 + len(texts)) / (1 + spread)) + 1).astype(np.float32)
        self._terms = _Terms(self._rows(terms), terms)

    @property
    def size(self) -> int:
        """How many words and pairs of words are known."""
        return len(self._known)

    def matrix(self, texts: Sequence[str]) -> csr_matrix:
        """TF-IDF with logarithmic counts: a sparse ``float32[n, size]``, rows of unit length."""
        from scipy.sparse import coo_matrix, csr_matrix

        rows = self._rows(texts)
        shape = (rows.count, self.size)
        if not self.size or not len(rows.words):
            return csr_matrix(shape, dtype=np.float32)
        features, places = self._features(rows)
        column = np.minimum(np.searchsorted(self._known, features), self.size - 1)
        known = self._known[column] == features
        column, row = column[known], rows.texts[places[known]]
        counted = coo_matrix((np.ones(len(row), dtype=np.float32), (row, column)), shape=shape)
        result = counted.tocsr()
        result.data = (1 + np.log(result.data)) * self._weight[result.indices]
        lengths = np.sqrt(np.add.reduceat(np.append(result.data**2, 0), result.indptr[:-1]))
        lengths[np.diff(result.indptr) == 0] = 1
        result.data /= np.repeat(lengths, np.diff(result.indptr)).astype(np.float32)
        return result.astype(np.float32)

    def find(self, texts: Sequence[str]) -> list[set[str]]:
        """The terms found in each text, whatever their case and number."""
        return self._terms.find(self._rows(texts))

    def _rows(self, texts: Iterable[str]) -> WordRows:
        lookup = self._numbers.__getitem__
        words: list[int] = []
        sizes: list[int] = []
        for text in texts:
            before = len(words)
            words.extend(map(lookup, _WORD.findall(text.casefold())))
            # Two breaks between texts, so that no run of words spans two of them.
            words += (_BREAK, _BREAK)
            sizes.append(len(words) - before)
        return WordRows(
            np.array(words, dtype=np.uint64), np.repeat(np.arange(len(sizes)), sizes), len(sizes)
        )

    def _features(self, rows: WordRows) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """The words that say something and the pairs of neighbours among them, with places."""
        place = np.flatnonzero(~np.isin(rows.words, self._silent))
        words = rows.words[place]
        heard = words > _BREAK
        both = heard[:-1] & heard[1:]
        # A pair is told from a single word by the multiplication.
        pairs = (words[:-1] * _PRIME + words[1:])[both]
        return (
            np.concatenate([words[heard], pairs]),
            np.concatenate([place[heard], place[:-1][both]]),
        )


class _Terms:
    """Terms by their length in words and the hash of their words."""

    def __init__(self, rows: WordRows, terms: Sequence[str]) -> None:
        self._by_length: dict[int, dict[int, list[str]]] = {}
        for index, term in enumerate(terms):
            words = rows.words[rows.texts == index]
            words = words[words > _BREAK]
            if len(words):
                hashes = self._by_length.setdefault(len(words), {})
                hashes.setdefault(int(_runs(words, len(words))[0]), []).append(term)

    def find(self, rows: WordRows) -> list[set[str]]:
        found: list[set[str]] = [set() for _ in range(rows.count)]
        for length, hashes in self._by_length.items():
            runs = _runs(rows.words, length)
            table = np.array(sorted(hashes), dtype=np.uint64)
            place = np.minimum(np.searchsorted(table, runs), len(table) - 1)
            for at in np.flatnonzero(table[place] == runs).tolist():
                found[rows.texts[at]].update(hashes[int(runs[at])])
        return found


def _runs(words: NDArray[np.uint64], length: int) -> NDArray[np.uint64]:
    """The hash of every run of ``length`` words."""
    runs = words
    for step in range(1, length):
        runs = runs[:-1] * _PRIME + words[step:]
    return runs


def stem(word: str) -> str:
    """Plural to singular and one kind of apostrophe, no more: enough for key terms."""
    word = word.replace("’", "'")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] not in "su" else word


@cache
def stop_words() -> frozenset[str]:
    """The words of ``configs/mapping/stop_words.txt``."""
    text = config_path("mapping", "stop_words.txt").read_text(encoding="utf-8")
    return frozenset(w for w in text.split("\n") if w and not w.startswith("#"))
