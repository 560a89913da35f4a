"""Themes that several speakers share and that the knowledge base does not know.

Passages are grouped by likeness. A group's novelty is how much closer its passages are to each
other than to the nearest exemplars of any line: coherent, and far from everything the framework
describes. Themes are ranked by novelty times the logarithm of one plus the distinct voices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from wsis_nlp.encoding.protocol import Vectors
from wsis_nlp.mapping.mapper import Mapper

# Chosen while looking at the whole demonstration corpus and a smaller knowledge base, so that the
# corpus is no test of them; with the present knowledge base they are too strict (see the decision).
_LIKE = 0.50
_FEWEST_PASSAGES = 4
_FEWEST_VOICES = 3
_LEAST_RANK = 0.55
# Above this many passages the likeness of all pairs no longer fits in memory: sample evenly.
_MOST_PASSAGES = 12_000


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme outside the framework: title words, passage ids, voices, documents, novelty."""

    title: str
    passages: tuple[str, ...]
    voices: int
    documents: int
    novelty: float
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
    left = np.ones(len(passages), dtype=bool)
    like = vectors @ vectors.T >= _LIKE
    company = like.sum(axis=1).astype(np.float64)
    found: list[tuple[float, Theme]] = []
    while True:
        centre = int(np.argmax(np.where(left, company, -1.0)))
        members = np.flatnonzero(like[centre] & left)
        if not left[centre] or len(members) < _FEWEST_PASSAGES:
            break
        left[members] = False
        company -= like[:, members].sum(axis=1)
        theme = _theme([passages[i] for i in members.tolist()], vectors[members], mapper)
        rank = theme.novelty * float(np.log1p(theme.voices))
        if theme.voices >= _FEWEST_VOICES and theme.documents > 1 and rank >= _LEAST_RANK:
            found.append((rank, theme))
    found.sort(key=lambda item: (-item[0], item[1].title))
    return tuple(theme for _, theme in found[:most])


def _theme(passages: Sequence[Voiced], vectors: Vectors, mapper: Mapper) -> Theme:
    centre = vectors.mean(axis=0)
    centre /= np.linalg.norm(centre)
    coherence = float((vectors @ centre).mean())
    near, closest = mapper.nearness(centre)
    return Theme(
        _title([passage.text for passage in passages]),
        tuple(passage.id for passage in passages),
        len({passage.voice for passage in passages if passage.voice}),
        len({passage.document_id for passage in passages}),
        round(coherence - near, 3),
        closest,
    )


def _title(texts: Sequence[str]) -> str:
    """The words that most of the passages share, in order of how many do."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    counts: Counter[str] = Counter()
    for text in texts:
        words = {word.strip(".,;:!?\"'()“”’-").casefold() for word in text.split()}
        counts.update(w for w in words if len(w) > 4 and w not in ENGLISH_STOP_WORDS)
    best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:4]
    return ", ".join(word for word, _ in best)
