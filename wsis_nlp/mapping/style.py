"""How a sentence is worded, whatever it is about: what roles are told by, beside meaning.

Every word counts, the small ones most ("should", "we have", "not yet"); so do pairs of neighbours
and the first and last letters of longer words, which carry tense and mood into words never seen.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d[\d,.]*|[?!;:]")
# An odd multiplier; products wrap at 64 bits, where a chance meeting is negligible.
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_LONG = 4
_START, _END = "^", "$"
_CAPITAL = re.compile(r"(?<!^)\b[A-Z][a-z]+")
_ACRONYM = re.compile(r"[A-Z]{2}")
_ME = frozenset(("i", "my", "me", "i'm", "i've", "i'll"))
_US = frozenset(("we", "our", "us", "we've", "we're", "we'll"))
_YOU = frozenset(("you", "your"))


class _Codes(dict[str, tuple[int, int, int]]):
    """The codes of a word, its first and its last letters; 0 where the word is too short."""

    def __missing__(self, word: str) -> tuple[int, int, int]:
        affixes = (f"{word[:4]}~", f"~{word[-3:]}") if len(word) > _LONG else ("", "")
        codes = tuple(_code(piece) for piece in (word, *affixes))
        self[word] = codes[0], codes[1], codes[2]
        return self[word]


class Style:
    """The words, pairs and affixes that at least two of some texts have, weighted by rarity."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Learn from ``texts``."""
        self._codes = _Codes()
        features, rows = self._features(texts)
        pairs = np.unique(np.stack([features, rows.astype(np.uint64)]), axis=1)
        known, spread = np.unique(pairs[0], return_counts=True)
        self._known, spread = known[spread > 1], spread[spread > 1]
        # Smooth inverse document frequency, as in scikit-learn's TfidfVectorizer.
        self._weight = (np.log((1 + len(texts)) / (1 + spread)) + 1).astype(np.float32)

    def matrix(self, texts: Sequence[str]) -> csr_matrix:
        """TF-IDF with logarithmic counts: a sparse ``float32[n, v]``, rows of unit length."""
        from scipy.sparse import coo_matrix, diags_array

        shape = (len(texts), len(self._known))
        features, rows = self._features(texts)
        column = np.minimum(np.searchsorted(self._known, features), max(0, shape[1] - 1))
        found = self._known[column] == features if shape[1] else np.zeros(len(rows), dtype=bool)
        ones = np.ones(int(found.sum()), dtype=np.float32)
        counted = coo_matrix((ones, (rows[found], column[found])), shape=shape).tocsr()
        counted.data = (1 + np.log(counted.data)) * self._weight[counted.indices]
        length = np.sqrt(np.asarray(counted.multiply(counted).sum(axis=1)).ravel())
        length[length == 0] = 1
        scaled: csr_matrix = (diags_array(1 / length) @ counted).tocsr().astype(np.float32)
        return scaled

    def _features(self, texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """The code of every feature and the row it stands in."""
        codes = self._codes
        found: list[tuple[int, int, int]] = []
        sizes = np.zeros(len(texts), dtype=np.int64)
        for row, text in enumerate(texts):
            words = split(text)
            sizes[row] = len(words) + 2
            found.append(codes[_START])
            found += [codes[word] for word in words]
            found.append(codes[_END])
        table = np.array(found, dtype=np.uint64).reshape(len(found), 3)
        rows = np.repeat(np.arange(len(texts)), sizes)
        together = rows[:-1] == rows[1:]
        pairs = (table[:-1, 0] * _PRIME + table[1:, 0])[together]
        every = np.concatenate([table.T.ravel(), pairs])
        places = np.concatenate([np.tile(rows, 3), rows[:-1][together]])
        heard = every != 0
        return every[heard], places[heard]


def split(text: str) -> list[str]:
    """The words of a text in lower case; every number is ``0``."""
    plain = text.casefold().replace("’", "'")
    return ["0" if word[0].isdigit() else word for word in _WORD.findall(plain)]


def form(text: str, before: str | None, after: str | None) -> tuple[float, ...]:
    """A few facts of form: length, question, numbers, persons, place in the turn (17 numbers)."""
    words = split(text)
    count = max(1, len(words))
    return (
        float(text.rstrip().endswith("?")),
        min(count, 40) / 40,
        float(count <= 3),
        float(count <= 7),
        float("0" in words),
        float(before is None),
        float(after is None),
        float(before is not None and before.rstrip().endswith("?")),
        3 * sum(word in _ME for word in words) / count,
        3 * sum(word in _US for word in words) / count,
        3 * sum(word in _YOU for word in words) / count,
        3 * sum(word.endswith("ed") for word in words) / count,
        float("%" in text or "per cent" in text),
        float(bool(_ACRONYM.match(text))),
        float('"' in text or "“" in text),
        float("," in text),
        2 * len(_CAPITAL.findall(text)) / count,
    )


def _code(piece: str) -> int:
    if not piece:
        return 0
    return int.from_bytes(hashlib.blake2b(piece.encode(), digest_size=8).digest(), "big") or 1
