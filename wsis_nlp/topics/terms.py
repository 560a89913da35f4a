"""What may name a topic: words of substance and multi-word terms, without fillers and names.

A run of two words is a term where the two stand together far more often than chance has it
(normalised pointwise mutual information; Bouma 2009). The parts are then not counted apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from itertools import pairwise

import numpy as np

from wsis_nlp.domain.resources import config_path

# A word, or a mark that no term crosses.
_PIECE = re.compile(r"[^\W\d_]+|[.,;:!?()\[\]\"“”–—/]")
_WORD = re.compile(r"[^\W\d_]+")
# What captioners write in braces is a noise, not a word.
_NOISE = re.compile(r"\{\w+\}")
_SHORTEST = 3
# Two words are one term from this normalised mutual information on.
_TOGETHER = 0.45
# Acronyms of two letters count as words where they are mostly written in capitals.
_MOSTLY = 0.8
# A part of a name is a word as well if it is written small this often for each capital.
_AS_A_WORD = 0.25


class TermAnalyser:
    """Cuts a text into terms; learns from the corpus which there are."""

    def __init__(
        self,
        texts: Sequence[str],
        *,
        names: Collection[str] = (),
        phrases: bool = True,
        fewest: int = 3,
    ) -> None:
        """Learn the terms of ``texts``; ``names`` of speakers are left out, whole and in parts."""
        written = Counter[str]()
        for text in texts:
            written.update(_WORD.findall(_NOISE.sub(" ", text)))
        self._surface = _surfaces(written)
        self._short = {
            word
            for word, (form, share) in self._surface.items()
            if len(word) == _SHORTEST - 1 and form.isupper() and share >= _MOSTLY
        }
        self._stop = stop_words() | _only_names(names, written)
        self._pairs: frozenset[tuple[str, str]] = frozenset()
        if phrases:
            self._pairs = _collocations((self._words(text) for text in texts), max(3, fewest))

    def __call__(self, text: str) -> list[str]:
        """The terms of a text, in order and in lower case."""
        words, out, at = self._words(text), [], 0
        while at < len(words):
            word = words[at]
            after = words[at + 1] if at + 1 < len(words) else None
            if word is None:
                at += 1
            elif after is not None and (word, after) in self._pairs:
                out.append(f"{word} {after}")
                at += 2
            else:
                out.append(word)
                at += 1
        return out

    def written(self, term: str) -> str:
        """A term as it is mostly written: ``ITU`` for ``itu``, ``low orbit`` as it stands."""
        return " ".join(self._surface.get(word, (word, 1.0))[0] for word in term.split())

    def _words(self, text: str) -> list[str | None]:
        """The words of substance in lower case; ``None`` for whatever breaks a run of them."""
        out: list[str | None] = []
        for piece in _PIECE.findall(_NOISE.sub(" . ", text)):
            word = piece.casefold()
            long = len(word) >= _SHORTEST or word in self._short
            out.append(word if long and word not in self._stop else None)
        return out


@cache
def stop_words() -> frozenset[str]:
    """English stop words and what fills captions (``configs/topics/stop_words.txt``)."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    lines = config_path("topics", "stop_words.txt").read_text(encoding="utf-8").splitlines()
    ours = {line.strip() for line in lines if line.strip() and line[0] != "#"}
    return frozenset(ENGLISH_STOP_WORDS | ours)


def _surfaces(written: Counter[str]) -> dict[str, tuple[str, float]]:
    """How each word is mostly written, and in what share of its places."""
    forms: dict[str, Counter[str]] = {}
    for form, count in written.items():
        forms.setdefault(form.casefold(), Counter())[form] += count
    out = {}
    for word, found in forms.items():
        form, count = max(found.items(), key=lambda item: (item[1], item[0]))
        out[word] = (form, count / found.total())
    return out


def _only_names(names: Iterable[str], written: Counter[str]) -> set[str]:
    """The parts of names that are not words of the corpus as well."""
    parts = {part for name in names for part in _WORD.findall(name)}
    return {
        part.casefold()
        for part in parts
        if written[part.lower()] <= _AS_A_WORD * (written[part] + written[part.upper()])
    }


def _collocations(texts: Iterable[Sequence[str | None]], fewest: int) -> frozenset[tuple[str, str]]:
    singles, pairs = Counter[str](), Counter[tuple[str, str]]()
    for words in texts:
        singles.update(word for word in words if word)
        pairs.update(
            (first, second)
            for first, second in pairwise(words)
            if first and second and first != second
        )
    total = max(1, singles.total())
    found = set()
    for (first, second), count in pairs.items():
        if count < fewest:
            continue
        chance = singles[first] * singles[second] / total**2
        if np.log(count / total / chance) / -np.log(count / total) >= _TOGETHER:
            found.add((first, second))
    return frozenset(found)
