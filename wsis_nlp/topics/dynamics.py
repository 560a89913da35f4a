"""Topics over time: how much of each period a topic takes, and whether that changes.

The trend is tested as a trend in proportions (Cochran 1954; Armitage 1955) over the periods in
their order; what is called growing or fading passes at one per cent, corrected for the number of
topics (Holm 1979).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.domain.errors import UsageError
from wsis_nlp.domain.records import Topic

FACETS = ("year", "phase", "session")
_LEVEL = 0.01
# A topic is new, or gone, if the first or last half of the periods has less than this share of it.
_NONE = 0.02


@dataclass(frozen=True, slots=True)
class Trend:
    """One topic over the periods.

    ``counts`` and ``shares`` (of the passages of a period) have one number a period; ``kind`` is
    new, growing, steady, fading or gone; ``p`` is the corrected probability of the trend by chance.
    """

    topic: Topic
    counts: tuple[int, ...]
    shares: tuple[float, ...]
    kind: str
    z: float
    p: float


@dataclass(frozen=True, slots=True)
class Course:
    """All topics over the periods of one facet; ``totals`` counts the passages of each."""

    by: str
    periods: tuple[str, ...]
    totals: tuple[int, ...]
    trends: tuple[Trend, ...]


def over_time(
    topics: Sequence[Topic], passages: Sequence[Mapping[str, Any]], by: str = "year"
) -> Course:
    """The course of ``topics`` over the periods of a facet: year, phase or session.

    Raises
    ------
    UsageError
        If the passages are of fewer than two periods.
    """
    dated = [row for row in passages if row.get(by)]
    periods = _in_order(dated, by)
    if len(periods) < 2:
        known = f"only of {by} {periods[0]}" if periods else f"of no known {by}"
        raise UsageError(
            f"the passages are {known}, so there is nothing to see over time. "
            f"Choose another of {', '.join(FACETS)} with --by, or add sessions.csv with dates."
        )
    place = {period: i for i, period in enumerate(periods)}
    counts = np.zeros((len(topics), len(periods)), dtype=np.int64)
    totals = np.zeros(len(periods), dtype=np.int64)
    for row in dated:
        totals[place[str(row[by])]] += 1
        if row["topic"] >= 0:
            counts[row["topic"], place[str(row[by])]] += 1
    tests = [_trend(count, totals) for count in counts]
    probabilities = _holm([p for _, p in tests])
    trends = tuple(
        Trend(
            topic,
            tuple(counts[i].tolist()),
            tuple(np.round(counts[i] / np.maximum(totals, 1), 5).tolist()),
            _kind(counts[i], z, p),
            round(z, 3),
            round(p, 5),
        )
        for i, (topic, (z, _), p) in enumerate(zip(topics, tests, probabilities, strict=True))
    )
    return Course(by, tuple(periods), tuple(totals.tolist()), trends)


def _in_order(rows: Sequence[Mapping[str, Any]], by: str) -> list[str]:
    first: dict[str, str] = {}
    for row in rows:
        period, date = str(row[by]), str(row.get("date") or "~")
        first[period] = min(first.get(period, "~"), date)
    if by == "session":
        return sorted(first, key=lambda period: (first[period], period))
    return sorted(first)  # years by number, and the consultation before the forum


def _trend(count: NDArray[np.int64], totals: NDArray[np.int64]) -> tuple[float, float]:
    all_of, found = totals.sum(), count.sum()
    share = found / max(all_of, 1)
    score = np.arange(len(totals), dtype=np.float64)
    lean = float((score * (count - totals * share)).sum())
    spread = float((totals * score**2).sum() - (totals * score).sum() ** 2 / max(all_of, 1))
    variance = share * (1 - share) * spread
    z = lean / sqrt(variance) if variance > 0 else 0.0
    return z, erfc(abs(z) / sqrt(2))


def _holm(values: Sequence[float]) -> list[float]:
    order = sorted(range(len(values)), key=lambda i: values[i])
    out, worst = [0.0] * len(values), 0.0
    for rank, i in enumerate(order):
        worst = max(worst, min(1.0, values[i] * (len(values) - rank)))
        out[i] = worst
    return out


def _kind(count: NDArray[np.int64], z: float, p: float) -> str:
    if p >= _LEVEL:
        return "steady"
    half, total = len(count) // 2, count.sum()
    if z > 0:
        return "new" if count[:half].sum() <= _NONE * total else "growing"
    return "gone" if count[len(count) - half :].sum() <= _NONE * total else "fading"
