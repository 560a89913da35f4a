"""Lists of words under ``configs/reading/``: one or more a line, ``#`` begins a remark."""

from __future__ import annotations

from functools import cache

from wsis_nlp.domain.resources import config_path


@cache
def common_words() -> frozenset[str]:
    """The words of ``common_words.txt``: those that are no names."""
    return frozenset(_words("common_words.txt"))


@cache
def abbreviations() -> dict[str, bool]:
    """The words of ``abbreviations.txt``, and whether one may end a sentence."""
    words = _words("abbreviations.txt")
    return {word.removesuffix("+"): word.endswith("+") for word in words}


@cache
def starters() -> frozenset[str]:
    """The words of ``sentence_starters.txt``: those that begin sentences."""
    return frozenset(_words("sentence_starters.txt"))


def _words(name: str) -> list[str]:
    lines = config_path("reading", name).read_text(encoding="utf-8").splitlines()
    return [word for line in lines if line[:1] != "#" for word in line.split()]
