"""What a summary would say: the chance that a word, or a pair of words, of a discussion is in it.

Concepts with learned weights, of which a summary is to cover as much as its length allows: Gillick
& Favre, "A Scalable Global Model for Summarization" (2009); Li, Qian & Liu, "Using Supervised
Bigram-based ILP for Extractive Summarization" (ACL 2013). The chances are learned from meetings
with reference summaries (``benchmarks/train_drafting.py``; card: ``models/drafting/README.md``).
Words count by where they stand (near the query, in how many turns, by whom), not by what they
are, but for a short list of words that summaries of every kind of meeting share.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.domain.resources import model_path
from wsis_nlp.drafting.forest import Forest
from wsis_nlp.drafting.pool import Floats, Places, Pool, Query

# A word is counted this often at most.
MOST = 4
# A pair of words weighs as much as this many words: the best of 0, 1, 2 and 4 in ROUGE-2 by
# cross-validation over the training meetings.
PAIR = 2.0


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Counts of words common to summaries: in how many of ``references`` a stem stood at least
    1, 2 ... :data:`MOST` times, and a pair of stems once; and in how many of ``meetings`` it stood.
    """

    references: int
    words: Mapping[str, tuple[int, ...]]
    pairs: Mapping[str, int]
    meetings: int
    spread: Mapping[str, int]

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Lexicon:
        """Raises ``KeyError``, ``TypeError`` or ``ValueError`` if ``raw`` is no lexicon."""
        words = {str(k): tuple(int(n) for n in v) for k, v in raw["words"].items()}
        if any(len(counts) != MOST for counts in words.values()):
            raise ValueError(f"a word of the lexicon needs {MOST} counts")
        return cls(
            int(raw["references"]),
            words,
            {str(k): int(v) for k, v in raw["pairs"].items()},
            int(raw["meetings"]),
            {str(k): int(v) for k, v in raw["spread"].items()},
        )

    def usual(self, word: str, times: int) -> float:
        """The logarithm of the chance that any summary has ``word`` more than ``times`` times."""
        found = self.words.get(word)
        return float(np.log(((found[times] if found else 0) + 0.3) / (self.references + 10)))

    def usual_pair(self, pair: tuple[str, ...]) -> float:
        """The same of a pair."""
        return float(np.log((self.pairs.get(" ".join(pair), 0) + 0.2) / (self.references + 10)))

    def rare(self, word: str) -> float:
        """How few meetings have the word (inverse document frequency)."""
        return float(np.log((self.meetings + 1) / (self.spread.get(word, 0) + 1)))


@dataclass(frozen=True, slots=True)
class Concepts:
    """The weights of a pool: ``words[w][k]`` for the k-th time that a word is said, not rising
    with k, and ``pairs`` for the first time of a pair.
    """

    words: Mapping[str, tuple[float, ...]]
    pairs: Mapping[tuple[str, ...], float]


@dataclass(frozen=True, slots=True)
class Salience:
    """The fitted chances."""

    lexicon: Lexicon
    words: Forest
    pairs: Forest

    def concepts(self, pool: Pool, query: Query) -> Concepts:
        """The weights of what is said in ``pool``, for a summary that answers ``query``."""
        names, times, features = word_features(pool, query, self.lexicon)
        chance = self.words.probability(features)
        words: dict[str, tuple[float, ...]] = {}
        for name, time, value in zip(names, times, chance, strict=True):
            before = words.get(name, ())
            assert len(before) == time
            words[name] = (*before, min(float(value), before[-1] if before else 1.0))
        first = {name: values[0] for name, values in words.items()}
        pairs, features = pair_features(pool, query, self.lexicon, first)
        return Concepts(
            words, dict(zip(pairs, self.pairs.probability(features).tolist(), strict=True))
        )


def word_features(
    pool: Pool, query: Query, lexicon: Lexicon
) -> tuple[list[str], list[int], Floats]:
    """Each word with each time (0, 1 ...) that it may be counted, and ``float64[m, f]``."""
    places = Places.find(pool, 1)
    stand, often = places.features(pool, query)
    total = float(sum(map(len, pool.words)))
    all_around = float(sum(pool.background.values())) or 1.0
    asked = set(query.words)
    own = [
        (
            lexicon.rare(name),
            np.log(count / total / ((pool.background.get(name, 0) + 1) / all_around)),
            float(name in asked),
            float(name.isdigit()),
            float(len(name)),
        )
        for (name,), count in zip(places.names, often, strict=True)
    ]
    times = [(row, k) for row, count in enumerate(often) for k in range(min(int(count), MOST))]
    rows = np.array([row for row, _ in times], dtype=np.int64)
    usual = [(lexicon.usual(places.names[row][0], k), float(k)) for row, k in times]
    if not times:
        return [], [], np.zeros((0, stand.shape[1] + 7))
    features = np.hstack([stand[rows], np.array(own)[rows], np.array(usual)])
    return [places.names[row][0] for row in rows], [k for _, k in times], features


def pair_features(
    pool: Pool, query: Query, lexicon: Lexicon, chance: Mapping[str, float]
) -> tuple[list[tuple[str, ...]], Floats]:
    """Each pair of words, and ``float64[m, f]``; ``chance`` is that of each word."""
    places = Places.find(pool, 2)
    stand, _ = places.features(pool, query)
    asked = set(query.words)
    asked_pairs = set(pairwise(query.words))
    own = [
        (
            chance[pair[0]],
            chance[pair[1]],
            chance[pair[0]] * chance[pair[1]],
            lexicon.usual_pair(pair),
            lexicon.usual(pair[0], 0),
            lexicon.usual(pair[1], 0),
            lexicon.rare(pair[0]),
            lexicon.rare(pair[1]),
            float(pair in asked_pairs),
            float(pair[0] in asked) + float(pair[1] in asked),
        )
        for pair in places.names
    ]
    if not own:
        return [], np.zeros((0, stand.shape[1] + 10))
    return list(places.names), np.hstack([stand, np.array(own)])


@cache
def salience() -> Salience:
    """The fitted chances that ship; raises ``ConfigurationError`` if the file is broken."""
    path = model_path("drafting", "salience.json")
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return Salience(
            Lexicon.from_dict(raw["lexicon"]),
            Forest.from_dict(raw["words"]),
            Forest.from_dict(raw["pairs"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigurationError(
            f"{path}: this is no salience model ({error}). Reinstall, or fit it again with "
            "benchmarks/train_drafting.py."
        ) from error
