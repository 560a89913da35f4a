"""A classifier for few examples: kernel ridge regression on vectors and words together.

The likeness of two statements is the sum of a Gaussian-like kernel on their unit vectors,
``exp(g (cosine - 1))``, which listens to the nearest examples, and the cosine of their TF-IDF rows.
Ridge regression in that space (Saunders, Gammerman & Vovk 1998) has a solution in closed form: it
is quick and the same each time, and its leave-one-out answers come without fitting again. From
them a logistic curve is fitted (Platt 1999) that makes a score the log-odds of a class,
each class for itself: a statement may belong to several, or to none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.encoding.protocol import Vectors

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# Rows scored at once: what keeps the block of likenesses in the processor's cache.
_BLOCK = 1024
_ROUNDS = 12
# Keeps the projection on the kept examples stable where two of them are nearly the same.
_LITTLE = 1e-3


@dataclass(frozen=True, slots=True)
class HeadSettings:
    """The numbers of the kernel, as in ``configs/mapping/settings.yaml``."""

    sharpness: float
    vector_weight: float
    word_weight: float
    ridge: float


@dataclass(frozen=True, slots=True)
class Examples:
    """What a head learns from: rows of vectors and words, the class and weight of each."""

    vectors: Vectors
    words: csr_matrix
    classes: NDArray[np.int64]
    weights: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Head:
    """A fitted head: ``dual`` is ``float32[m, k]`` on m examples, ``linear`` ``float32[v, k]``."""

    settings: HeadSettings
    vectors: Vectors
    dual: NDArray[np.float32]
    linear: NDArray[np.float32]
    middle: NDArray[np.float32]
    slope: float
    offset: float

    def log_odds(self, vectors: Vectors, words: csr_matrix) -> NDArray[np.float32]:
        """The log-odds that each row belongs to each class, ``float32[n, k]``."""
        scores = np.asarray(words @ self.linear, dtype=np.float32) + self.middle
        for start in range(0, len(vectors), _BLOCK):
            rows = slice(start, start + _BLOCK)
            scores[rows] += _likeness(vectors[rows], self.vectors, self.settings) @ self.dual
        result: NDArray[np.float32] = np.float32(self.slope) * scores + np.float32(self.offset)
        return result


def fit_head(
    examples: Examples,
    count: int,
    settings: HeadSettings,
    kept: NDArray[np.bool_] | None = None,
) -> Head:
    """Fit a head for ``count`` classes, all of the same weight in total.

    With ``kept``, ``bool[m]``, the fitted head compares a new text with those examples only: its
    part of vectors is replaced by the nearest function that they span (a projection in the space
    of the kernel), which is as good where they cover the rest, and quicker.
    """
    of_class = np.bincount(examples.classes, weights=examples.weights, minlength=count)
    share = examples.weights.sum() / count / np.maximum(of_class, 1e-9)
    weights = examples.weights * share[examples.classes]
    targets = np.eye(count)[examples.classes]
    middle = weights @ targets / weights.sum()
    root = np.sqrt(weights)[:, None]
    near = _likeness(examples.vectors, examples.vectors, settings)
    kernel = near + settings.word_weight * (examples.words @ examples.words.T).toarray()
    inverse = _inverse(kernel * (root * root.T) + settings.ridge * np.eye(len(weights)))
    solved = inverse @ (root * (targets - middle))
    # Leave-one-out residuals of a linear smoother: solution over the diagonal of the inverse.
    left_out = targets - solved / np.diag(inverse)[:, None] / root
    dual = solved * root
    linear = settings.word_weight * (examples.words.T @ dual)
    vectors = examples.vectors
    if kept is not None:
        little = _LITTLE * np.eye(int(kept.sum()))
        dual = _inverse(near[np.ix_(kept, kept)] + little) @ (near[kept] @ dual)
        vectors = vectors[kept]
    return Head(
        settings,
        vectors,
        dual.astype(np.float32),
        np.asarray(linear, dtype=np.float32),
        middle.astype(np.float32),
        *_platt(left_out, targets, weights),
    )


def _inverse(matrix: NDArray[np.floating]) -> NDArray[np.float32]:
    """The inverse of a symmetric positive definite matrix, by Cholesky in single precision."""
    from scipy.linalg.lapack import spotrf, spotri

    factor, _ = spotrf(matrix.astype(np.float32), lower=1, overwrite_a=1)
    half, _ = spotri(factor, lower=1, overwrite_c=1)
    lower = np.tril(half)
    result: NDArray[np.float32] = lower + np.tril(lower, -1).T
    return result


def _likeness(
    left: NDArray[np.floating], right: NDArray[np.floating], settings: HeadSettings
) -> NDArray[np.floating]:
    likeness = left @ right.T
    likeness -= 1
    likeness *= settings.sharpness
    np.exp(likeness, out=likeness)
    likeness *= settings.vector_weight
    result: NDArray[np.floating] = likeness
    return result


def _platt(
    scores: NDArray[np.float64], targets: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[float, float]:
    """Slope and offset of the logistic curve of ``targets`` over ``scores``, by Newton's method."""
    columns = np.stack([scores.ravel(), np.ones(scores.size)], axis=1)
    wanted, weight = targets.ravel(), np.repeat(weights, scores.shape[1])
    curve = np.array([4.0, -2.0])
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(columns @ curve, -30, 30)))
        bend = weight * chance * (1 - chance)
        # A little ridge: classes that are told apart without fault have no finite curve.
        hessian = columns.T @ (columns * bend[:, None]) + 1e-3 * np.eye(2)
        slope = columns.T @ (weight * (wanted - chance)) - 1e-3 * curve
        curve = curve + np.clip(np.linalg.solve(hessian, slope), -4, 4)
    return float(curve[0]), float(curve[1])
