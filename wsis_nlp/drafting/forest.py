"""Boosted trees that were fitted elsewhere, kept as plain numbers and applied with numpy alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Forest:
    """The trees of a binary gradient-boosting classifier, one after the other in flat arrays.

    ``left`` and ``right`` are places in the arrays; a leaf points to itself.
    """

    baseline: float
    depth: int
    roots: Ints
    feature: Ints
    threshold: Floats
    left: Ints
    right: Ints
    value: Floats

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Forest:
        """Raises ``KeyError``, ``TypeError`` or ``ValueError`` if ``raw`` is no forest."""
        forest = cls(
            float(raw["baseline"]),
            int(raw["depth"]),
            np.array(raw["roots"], dtype=np.int64),
            np.array(raw["feature"], dtype=np.int64),
            np.array(raw["threshold"], dtype=np.float64),
            np.array(raw["left"], dtype=np.int64),
            np.array(raw["right"], dtype=np.int64),
            np.array(raw["value"], dtype=np.float64),
        )
        count = len(forest.value)
        parts = (forest.feature, forest.threshold, forest.left, forest.right)
        if any(len(part) != count for part in parts):
            raise ValueError("the trees' arrays differ in length")
        if count and max(forest.left.max(), forest.right.max(), forest.roots.max()) >= count:
            raise ValueError("a tree points outside of the arrays")
        return forest

    def probability(self, features: Floats) -> Floats:
        """The probability of each row of ``float64[n, f]``, ``float64[n]``."""
        rows = np.arange(len(features))
        raw = np.full(len(features), self.baseline)
        for root in self.roots:
            at = np.full(len(features), root)
            for _ in range(self.depth):
                low = features[rows, self.feature[at]] <= self.threshold[at]
                at = np.where(low, self.left[at], self.right[at])
            raw += self.value[at]
        chance: Floats = 1 / (1 + np.exp(-raw))
        return chance
