"""Finding the key terms of a framework in many texts at once."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORD = re.compile(r"\w+(?:['’]\w+)?")


class TermIndex:
    """Key terms by their first word, so that a text is read once whatever the number of terms."""

    def __init__(self, terms: Sequence[Sequence[str]]) -> None:
        """``terms[i]`` are the terms of line i."""
        self._by_first: dict[str, list[tuple[tuple[str, ...], int, str]]] = {}
        for line, group in enumerate(terms):
            for term in group:
                words = tuple(map(_stem, _WORD.findall(term.casefold())))
                if words:
                    self._by_first.setdefault(words[0], []).append((words, line, term))

    def find(self, text: str) -> dict[int, set[str]]:
        """The terms found in a text, by line."""
        words = [_stem(word) for word in _WORD.findall(text.casefold())]
        found: dict[int, set[str]] = {}
        for at, word in enumerate(words):
            for pattern, line, term in self._by_first.get(word, ()):
                if tuple(words[at : at + len(pattern)]) == pattern:
                    found.setdefault(line, set()).add(term)
        return found


def _stem(word: str) -> str:
    """Plural to singular, no more: enough for key terms, which are nouns."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] not in "su" else word
