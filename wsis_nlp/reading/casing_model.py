"""Which words are written with capitals, learned from text in print: ``models/casing/casing.npz``.

A word is small, capitalised, all capitals or mixed ("ICTs"), by itself, its neighbours, its ending
and the sign behind it: a linear model over hashed features (Weinberger et al. 2009), learned by
``benchmarks/train_casing.py``. Words that open a sentence taught it nothing, since they have a
capital anyway. True casing as such: Lita et al., "tRuEcasIng" (ACL 2003).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.domain.errors import ModelError
from wsis_nlp.domain.resources import model_path
from wsis_nlp.reading.word_lists import abbreviations

BITS = 18
_MASK = (1 << BITS) - 1
_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
# What stands between a word and the end of the sentence before it.
_OPENS = re.compile(r"(?:[.?!…][\"”’')\]]*\s|\n)[\s\"“'‘(\[\-–—•]*$")
_LOOK = 10
# What is added for a capital where a word is no everyday word: chosen on articles (posts) that are
# neither learned from nor measured on, where it raises such words from 0.76 to 0.79 right.
_RARE = 60
_VOWELS = str.maketrans("aeiouyàáâãäåèéêëìíîïòóôõöùúûü", "a" * 29)
_NO_VOWEL = re.compile(r"[^a\W\d]")


class Case(IntEnum):
    """How a word is written; the numbers are those of the model's columns."""

    SMALL = 0
    CAPITAL = 1
    CAPITALS = 2
    MIXED = 3


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: its span, its small form, whether it opens a sentence, what follows it."""

    start: int
    end: int
    small: str
    opens: bool
    sign: str


def tokens(text: str) -> list[Token]:
    """The words of a text, whatever the case of their letters."""
    out: list[Token] = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        before = out[-1] if out else None
        gap = text[max(before.end if before else 0, start - _LOOK) : start]
        stopped = bool(_OPENS.search(gap))
        opens = stopped and not (before and before.sign == "." and _shortened(before.small))
        small = match.group().lower().replace("’", "'")
        out.append(Token(start, end, small, opens or not out, text[end : end + 1]))
    return out


def _shortened(word: str) -> bool:
    """Whether the full stop behind a word is an abbreviation's or an initial's."""
    return (len(word) == 1 and word != "i") or word in _abbreviated()


@cache
def _abbreviated() -> frozenset[str]:
    return frozenset(word.casefold() for word, ends in abbreviations().items() if not ends)


def features(found: Sequence[Token]) -> NDArray[np.int32]:
    """The hashed features of each word, ``int32[n, 12]``: rows of the model's weights."""
    small = ["<<", "<", *(token.small for token in found), ">", ">>"]
    out = np.empty((len(found), 12), dtype=np.int32)
    for place, token in enumerate(found):
        older, old, word, new, newer = small[place : place + 5]
        sign = token.sign if token.sign in ".,?!:;-" else " "
        shape = _NO_VOWEL.sub("b", word.translate(_VOWELS))[:6]
        parts = (
            *(f"w{word}", f"p{old}", f"n{new}", f"pw{old} {word}", f"wn{word} {new}"),
            *(f"3{word[-3:]}", f"4{word[-4:]}", f"^{word[:3]}", f"a{older} {old}"),
            *(f"z{new} {newer}", f"s{shape}{sign}", f"e{sign}{token.opens}"),
        )
        out[place] = [zlib.crc32(part.encode()) & _MASK for part in parts]
    return out


@dataclass(frozen=True, slots=True)
class CasingModel:
    """``weights`` is ``int8[2**18, 4]``; ``forms`` are the mixed words, by their small form."""

    weights: NDArray[np.int8]
    bias: NDArray[np.float32]
    forms: dict[str, str]

    def cases(self, found: Sequence[Token], rare: Sequence[bool]) -> list[Case]:
        """How each word is written inside a sentence; ``rare`` are those that may be names."""
        if not found:
            return []
        scores = self.weights[features(found)].sum(axis=1, dtype=np.int32) + self.bias
        scores[:, Case.CAPITAL] += _RARE * np.asarray(rare)
        return [Case(place) for place in scores.argmax(axis=1).tolist()]


@cache
def casing_model() -> CasingModel:
    """Load the model, once.

    Raises
    ------
    ModelError
        If the file is damaged.
    """
    path = model_path("casing", "casing.npz")
    try:
        with np.load(path, allow_pickle=False) as stored:
            forms = {str(form).lower(): str(form) for form in stored["forms"]}
            return CasingModel(stored["weights"], stored["bias"], forms)
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise ModelError(f"{path}: cannot be read ({error}). Reinstall wsis-nlp.") from error
