"""The small trained model that turns the features of blocks into scores.

A layer over each block, a convolution over its neighbours in the document, and a linear path
beside them give each block a chance by itself, and each stretch of blocks one as the answer
(``spans``); the two are mixed, and a few such networks averaged. Trained list by list (Cao et al.,
"Learning to rank: from pairwise approach to listwise approach", ICML 2007).
``models/retrieval/README.md`` is its card.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from wsis_nlp.domain.errors import ModelError
from wsis_nlp.domain.resources import model_path
from wsis_nlp.searching.blocks import Blocks, Numbers, Rows
from wsis_nlp.searching.spans import Stretches
from wsis_nlp.workspace.files import atomic_write

_PARTS = (
    "mean",
    "spread",
    "linear",
    "inner",
    "inner_bias",
    "beside",
    "beside_bias",
    "outer",
    "stretch",
    "stretch_bias",
    "stretch_linear",
    "length",
    "mix",
    "document",
)
# The least share of an answer that a block holds as part of a stretch.
FLOOR = 1e-9


class RankingModel:
    """Averaged little networks: ``score`` gives every block a number, higher is better."""

    def __init__(self, weights: dict[str, Numbers]) -> None:
        self._weights = weights

    @classmethod
    def load(cls, path: Path) -> RankingModel:
        """Read the weights; raises ``ModelError`` if they are damaged."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                return cls({name: stored[name].astype(np.float32) for name in _PARTS})
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise ModelError(
                f"{path}: the ranking model is damaged. Reinstall wsis-nlp."
            ) from error

    def save(self, path: Path) -> None:
        """Write the weights."""
        with atomic_write(path) as stream:
            kept: dict[str, Any] = {n: w.astype(np.float32) for n, w in self._weights.items()}
            np.savez_compressed(stream, **kept)

    def score(self, features: Numbers, documents: Numbers, blocks: Blocks) -> Numbers:
        """The logarithm of the chance of each block ``float64[b]``: its document's, and within it.

        Parameters
        ----------
        features
            Of the blocks, ``float64[b, f]``.
        documents
            Features of the documents, ``float64[d, g]``.
        blocks
            Where the blocks lie.
        """
        share = _normal(self.within(features, blocks), blocks)
        chance = documents @ self._weights["document"]
        chance = chance - chance.max()
        chance = chance - np.log(np.exp(chance).sum())
        total: Numbers = share + chance[blocks.document]
        return total

    def within(self, features: Numbers, blocks: Blocks) -> Numbers:
        """The scores ``float64[b]`` of blocks among those of their document: logarithms, a word."""
        found = self._weights
        known = ((features - found["mean"]) / found["spread"]).astype(np.float32)
        total = np.zeros(len(known))
        near = neighbours(blocks, found["beside"].shape[1])
        stretches = Stretches(blocks)
        for place in range(len(found["linear"])):
            inner = np.maximum(known @ found["inner"][place] + found["inner_bias"][place], 0)
            padded = np.vstack([inner, np.zeros((1, inner.shape[1]), dtype=np.float32)])
            beside = np.zeros_like(inner) + found["beside_bias"][place]
            for step in range(near.shape[1]):
                beside += padded[near[:, step]] @ found["beside"][place][step]
            inner = inner + np.maximum(beside, 0)
            alone = known @ found["linear"][place] + inner @ found["outer"][place]
            evidence = inner @ found["stretch"][place] + known @ found["stretch_linear"][place]
            together = stretches.density(
                evidence + found["stretch_bias"][place], found["length"][place]
            )
            mix = found["mix"][place]
            total += np.logaddexp(
                np.log(together + FLOOR / blocks.sizes) - np.logaddexp(0, -mix),
                _normal(alone.astype(np.float64), blocks) - np.logaddexp(0, mix),
            )
        return total / len(found["linear"])


def _normal(scores: Numbers, blocks: Blocks) -> Numbers:
    """Logarithms ``float64[b]`` moved so that the chances of a document's words sum to one."""
    highest = blocks.document_highest(scores)[blocks.document]
    sums = np.add.reduceat(np.exp(scores - highest) * blocks.sizes, blocks.document_starts)
    return scores - highest - np.log(sums)[blocks.document]


@cache
def ranking_model() -> RankingModel:
    """The model that came with the package."""
    return RankingModel.load(model_path("retrieval", "ranker.npz"))


def neighbours(blocks: Blocks, width: int) -> Rows:
    """The blocks beside each, ``int64[b, width]``; the number of blocks where there is none."""
    place = np.arange(len(blocks))
    steps = np.arange(width) - width // 2
    beside = np.clip(place[:, None] + steps, 0, len(blocks) - 1)
    same = blocks.document[beside] == blocks.document[:, None]
    within = beside == place[:, None] + steps
    return np.where(same & within, beside, len(blocks))
