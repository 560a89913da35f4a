"""Passages to the lines of a framework, by semantic search against its knowledge base.

A line's score for a passage is a weighted sum of three things: the mean cosine to its nearest
exemplars, a linear head (ridge regression, Hoerl & Kennard 1970) trained on the exemplars of all
lines, and the key terms found. A logistic curve makes it a probability; a passage that reaches
the threshold for no line stays outside the framework.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import yaml
from numpy.typing import NDArray

from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.domain.framework import Framework
from wsis_nlp.domain.records import LineScore
from wsis_nlp.domain.resources import config_path
from wsis_nlp.encoding import Encoder, Vectors
from wsis_nlp.mapping.heads import fit_ridge
from wsis_nlp.mapping.terms import TermIndex


@dataclass(frozen=True, slots=True)
class MappingSettings:
    """The numbers of ``configs/mapping/settings.yaml``."""

    nearest: int
    exemplar_weight: float
    head_weight: float
    term_weight: float
    steepness: float
    middle: float
    threshold: float
    most_lines: int
    shortest_words: int


def load_settings() -> MappingSettings:
    """Load the settings; raises ``ConfigurationError`` if one is missing or unknown."""
    path = config_path("mapping", "settings.yaml")
    try:
        return MappingSettings(**yaml.safe_load(path.read_text(encoding="utf-8")))
    except (TypeError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path}: {error}. Compare with the file that ships.") from error


class Mapper:
    """Maps passages to the leaves of one framework."""

    def __init__(self, framework: Framework, encoder: Encoder) -> None:
        """Encode the knowledge base, once."""
        self.framework = framework
        self.settings = load_settings()
        self._leaves = framework.leaves
        self._codes = {line.code: i for i, line in enumerate(self._leaves)}
        texts: list[str] = []
        owners: list[int] = []
        for index, line in enumerate(self._leaves):
            said = [*line.exemplars, line.scope, line.title]
            texts += said
            owners += [index] * len(said)
            for miss in line.near_misses:
                if miss.belongs_to in self._codes:
                    texts.append(miss.text)
                    owners.append(self._codes[miss.belongs_to])
        self._texts = texts
        self._owners = np.array(owners)
        self._exemplars = encoder.encode(texts)
        self._head = fit_ridge(self._exemplars, self._owners, len(self._leaves))
        self._terms = TermIndex([line.terms for line in self._leaves])

    def map(self, texts: Sequence[str], vectors: Vectors) -> list[tuple[LineScore, ...]]:
        """The lines of each passage, best first, with the reasons; may be empty.

        ``vectors`` is ``float32[n, d]``, row i for ``texts[i]``.
        """
        found = [self._terms.find(text) for text in texts]
        probabilities = self._score(texts, vectors, found)
        out: list[tuple[LineScore, ...]] = []
        for row, scores in enumerate(probabilities):
            order = np.argsort(-scores, kind="stable")[: self.settings.most_lines]
            out.append(
                tuple(
                    LineScore(
                        self._leaves[i].code,
                        round(float(scores[i]), 4),
                        self._nearest(vectors[row], i),
                        tuple(sorted(found[row].get(i, ()))),
                    )
                    for i in map(int, order)
                    if scores[i] >= self.settings.threshold
                )
            )
        return out

    def probabilities(self, texts: Sequence[str], vectors: Vectors) -> NDArray[np.float32]:
        """The probability of every leaf, ``float32[n, n_leaves]``, in the framework's order."""
        return self._score(texts, vectors, [self._terms.find(text) for text in texts])

    def nearness(self, vector: Vectors) -> tuple[float, tuple[str, ...]]:
        """How near ``float32[d]`` is to what the knowledge base says (mean cosine to the nearest
        exemplars of any line), and the codes of the three lines nearest to it.
        """
        similar = self._exemplars @ vector
        near = float(np.sort(similar)[-self.settings.nearest :].mean())
        best = [float(similar[self._owners == i].max()) for i in range(len(self._leaves))]
        order = np.argsort(-np.array(best), kind="stable")[:3]
        return near, tuple(self._leaves[i].code for i in order)

    def _score(
        self, texts: Sequence[str], vectors: Vectors, found: Sequence[dict[int, set[str]]]
    ) -> NDArray[np.float32]:
        settings = self.settings
        count = len(self._leaves)
        similar = vectors @ self._exemplars.T
        score = np.zeros((len(texts), count), dtype=np.float32)
        for index in range(count):
            columns = similar[:, self._owners == index]
            size = min(settings.nearest, columns.shape[1])
            top = np.partition(columns, columns.shape[1] - size, axis=1)[:, -size:]
            score[:, index] = settings.exemplar_weight * top.mean(axis=1)
        score += settings.head_weight * self._head.decide(vectors)
        for row, terms in enumerate(found):
            for index, names in terms.items():
                score[row, index] += settings.term_weight * (1 - 0.5 ** len(names)) * 2
        result: NDArray[np.float32] = 1 / (
            1 + np.exp(-settings.steepness * (score - settings.middle))
        )
        short = [len(text.split()) < settings.shortest_words for text in texts]
        result[np.array(short, dtype=bool)] = 0
        return result.astype(np.float32)

    def _nearest(self, vector: NDArray[np.float32], index: int) -> tuple[str, ...]:
        rows = np.flatnonzero(self._owners == index)
        best = rows[np.argsort(-(self._exemplars[rows] @ vector), kind="stable")[:2]]
        return tuple(self._texts[i] for i in best)
