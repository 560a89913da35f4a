"""Figures of classification: on arrays, without state."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Flags = NDArray[np.bool_]

BINS = 15
_RESAMPLES = 1000
_SEED = 0


def calibration_error(chances: Floats, right: Flags, bins: int = BINS) -> float:
    """Expected calibration error over bins of equal width (Guo et al., ICML 2017)."""
    rows = reliability(chances, right, bins)
    total = sum(count for *_, count in rows)
    return sum(abs(said - was) * count for said, was, count in rows) / max(total, 1)


def reliability(chances: Floats, right: Flags, bins: int = BINS) -> list[tuple[float, float, int]]:
    """Per bin that is not empty: the mean probability, how often it was right, how many."""
    chances, right = chances.ravel(), right.ravel()
    place = np.minimum((chances * bins).astype(np.int64), bins - 1)
    return [
        (float(chances[place == b].mean()), float(right[place == b].mean()), int(count))
        for b, count in enumerate(np.bincount(place, minlength=bins).tolist())
        if count
    ]


def precision_recall_f1(given: Flags, gold: Flags) -> tuple[float, float, float]:
    """Precision, recall and F1 of yes-or-no answers; 0 where there is nothing to divide by."""
    both, said, true = int((given & gold).sum()), int(given.sum()), int(gold.sum())
    precision, recall = both / max(said, 1), both / max(true, 1)
    return precision, recall, 2 * both / max(said + true, 1)


def macro_f1(given: Flags, gold: Flags) -> float:
    """The mean F1 of the lines that occur in ``gold``, both ``bool[n, k]``."""
    both = (given & gold).sum(axis=0)
    sizes = given.sum(axis=0) + gold.sum(axis=0)
    there = gold.any(axis=0)
    if not there.any():
        return 0.0
    return float((2 * both[there] / sizes[there]).mean())


def one_hot(chosen: NDArray[np.integer], count: int) -> Flags:
    """``bool[n, count]``, true at the chosen column of each row."""
    result: Flags = np.eye(count, dtype=bool)[chosen]
    return result


def mean_average_precision(chances: Floats, gold: Flags) -> float:
    """The mean over the lines that occur of the average precision of the ranked items."""
    from sklearn.metrics import average_precision_score

    there = np.flatnonzero(gold.any(axis=0))
    found = [average_precision_score(gold[:, line], chances[:, line]) for line in there]
    return float(np.mean(found)) if found else 0.0


def ranking_precision(chances: Floats, gold: Flags) -> float:
    """Label ranking average precision (Tsoumakas, Katakis & Vlahavas 2010)."""
    from sklearn.metrics import label_ranking_average_precision_score

    return float(label_ranking_average_precision_score(gold, chances))


def interval(count: int, measure: Callable[[NDArray[np.int64]], float]) -> tuple[float, float]:
    """The 95 % interval of ``measure`` over bootstrap samples of the rows (Efron 1979), seeded."""
    draw = np.random.default_rng(_SEED)
    found = [measure(draw.integers(0, count, count)) for _ in range(_RESAMPLES)]
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)
