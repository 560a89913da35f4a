"""The stems of English words (Snowball), for all that compares words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any


def stem_words(words: Sequence[str]) -> list[str]:
    """The stem of each of ``words``, which are in lower case."""
    stemmed: list[str] = _stemmer().stemWords(words)
    return stemmed


@cache
def _stemmer() -> Any:  # noqa: ANN401 - PyStemmer has no types
    import Stemmer  # type: ignore[import-not-found]

    return Stemmer.Stemmer("english")
