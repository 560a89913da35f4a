"""Themes that several speakers share and that the framework does not cover.

Passages are grouped by likeness. Three signs together make a group new: its passages are closer to
each other than to the nearest provisions of any line; the words that set it apart are words that no
provision uses; and the mapper is not sure of any one line for it. Groups are ranked by the product
of the three and the logarithm of one plus the distinct voices.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from wsis_nlp.encoding.protocol import Vectors
from wsis_nlp.mapping.mapper import Mapper
from wsis_nlp.mapping.words import stem, stop_words

_FEWEST_PASSAGES = 4
_FEWEST_VOICES = 3
# The likeness of a group and the least rank: chosen on the tuning half of the demonstration corpus
# (docs/decisions/0002).
_LIKE = 0.55
_LEAST_RANK = 0.14
_KEY_WORDS = 10
_WORD = re.compile(r"[^\W\d_]{4,}")
# Above this many passages the likeness of all pairs no longer fits in memory: sample evenly.
_MOST_PASSAGES = 12_000


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme outside the framework: title words, passage ids, voices, documents.

    ``novelty`` is how much nearer its passages are to each other than to any provision (cosine);
    ``unknown`` the share of its key words, by weight, that its voices share and no provision
    uses; ``mapped`` the mean probability, over its passages, of the line they are most about.
    """

    title: str
    passages: tuple[str, ...]
    voices: int
    documents: int
    novelty: float
    unknown: float
    mapped: float
    closest: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """The theme without its passages, for a report."""
        plain = asdict(self)
        plain["passages"] = len(self.passages)
        return plain


@dataclass(frozen=True, slots=True)
class Voiced:
    """A passage as the search for themes needs it; ``voice`` is ``None`` if not countable."""

    id: str
    text: str
    document_id: str
    voice: str | None


@dataclass(frozen=True, slots=True)
class _KeyWord:
    """A word of a group; ``shared`` if as many voices use it as make a theme."""

    text: str
    weight: float
    shared: bool


def find_themes(
    passages: Sequence[Voiced], vectors: Vectors, mapper: Mapper, most: int = 5
) -> tuple[Theme, ...]:
    """The themes outside the framework, best first.

    Parameters
    ----------
    passages
        Passages of substance only.
    vectors
        ``float32[n, d]``, unit length, row i for ``passages[i]``.
    mapper
        Whose knowledge base counts as known.
    most
        How many themes at most.
    """
    if len(passages) > _MOST_PASSAGES:
        rows = np.linspace(0, len(passages) - 1, _MOST_PASSAGES).astype(int).tolist()
        passages, vectors = [passages[i] for i in rows], vectors[rows]
    if not passages:
        return ()
    groups = _group(vectors)
    key_words = _key_words([[passages[i] for i in group] for group in groups], passages)
    found: list[tuple[float, Theme]] = []
    for group, words in zip(groups, key_words, strict=True):
        theme = _theme([passages[i] for i in group], vectors[group], words, mapper)
        rank = theme.novelty * theme.unknown * (1 - theme.mapped) * float(np.log1p(theme.voices))
        if theme.voices >= _FEWEST_VOICES and theme.documents > 1 and rank >= _LEAST_RANK:
            found.append((rank, theme))
    found.sort(key=lambda item: (-item[0], item[1].title))
    return tuple(theme for _, theme in found[:most])


def _group(vectors: Vectors) -> list[list[int]]:
    """Rows that are like one of them, the one with most company first; no row twice."""
    left = np.ones(len(vectors), dtype=bool)
    like = vectors @ vectors.T >= _LIKE
    company = like.sum(axis=1).astype(np.float64)
    groups: list[list[int]] = []
    while left.any():
        centre = int(np.argmax(np.where(left, company, -1.0)))
        members = np.flatnonzero(like[centre] & left)
        if len(members) < _FEWEST_PASSAGES:
            break
        groups.append(members.tolist())
        left[members] = False
        company -= like[:, members].sum(axis=1)
    return groups


def _theme(
    passages: Sequence[Voiced],
    vectors: Vectors,
    words: Sequence[_KeyWord],
    mapper: Mapper,
) -> Theme:
    centre = vectors.mean(axis=0)
    centre /= np.linalg.norm(centre)
    coherence = float((vectors @ centre).mean())
    near, closest = mapper.nearness(centre)
    unknown = sum(w.weight for w in words if w.shared and not mapper.covers(w.text))
    texts = [passage.text for passage in passages]
    mapped = float(mapper.probabilities(texts, vectors).mean(axis=0).max())
    return Theme(
        ", ".join([w.text for w in words if w.shared][:4]),
        tuple(passage.id for passage in passages),
        len({passage.voice for passage in passages if passage.voice}),
        len({passage.document_id for passage in passages}),
        round(coherence - near, 3),
        round(unknown / max(1e-9, sum(w.weight for w in words)), 3),
        round(mapped, 3),
        closest,
    )


def _key_words(
    groups: Sequence[Sequence[Voiced]], passages: Sequence[Voiced]
) -> list[list[_KeyWord]]:
    """The words that set each group apart, weightiest first (TF-IDF over documents)."""
    used: dict[str, set[str]] = {}
    for passage in passages:
        for word in _words(passage.text):
            used.setdefault(stem(word), set()).add(passage.document_id)
    documents = len({passage.document_id for passage in passages})
    out = []
    for group in groups:
        voices: dict[str, set[str | None]] = {}
        spellings: dict[str, Counter[str]] = {}
        for passage in group:
            for word in _words(passage.text):
                voices.setdefault(stem(word), set()).add(passage.voice)
                spellings.setdefault(stem(word), Counter())[word] += 1
        words = [
            _KeyWord(
                min(counts, key=lambda word: (-counts[word], word)),
                counts.total() * math.log1p(documents / len(used[root])),
                len(voices[root] - {None}) >= _FEWEST_VOICES,
            )
            for root, counts in spellings.items()
            if len(voices[root]) > 1
        ]
        out.append(sorted(words, key=lambda word: (-word.weight, word.text))[:_KEY_WORDS])
    return out


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.casefold()) if word not in stop_words()]
