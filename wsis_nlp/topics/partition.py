"""Passages grouped: how many topics there are, and which passage is in which.

Ward's agglomeration (Ward 1963) on the corpus, or on an even sample of a large one, gives a tree.
The tree is cut where topics separate, and the cut is refined by moving passages to the nearest
centre (Lloyd 1982). There is no chance in any of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.encoding.protocol import Vectors
from wsis_nlp.topics.configuration import Clusters

Labels = NDArray[np.int64]

# Ward needs the distances of all pairs: 5,000 passages take 200 MB and about a second.
_TREE = 5000
# The silhouette is taken on this many passages; its error is then about 0.002.
_SCORED = 2500
# A finer cut is taken as long as it separates this nearly as well as the best one.
_NEARLY = 0.85
_MOVES = 12
_BLOCK = 16_384


@dataclass(frozen=True, slots=True)
class Partition:
    """The topic of each passage, by falling size, -1 for none.

    ``separation`` is the mean silhouette (Rousseeuw 1987) of each cut that was tried.
    """

    labels: Labels
    separation: dict[int, float]

    @property
    def count(self) -> int:
        """How many topics there are."""
        return int(self.labels.max(initial=-1)) + 1


def smallest_topic(count: int, settings: Clusters) -> int:
    """The fewest passages that make a topic, in a corpus of ``count``."""
    return settings.smallest or max(10, round(count**0.5 / 5))


def divide(space: Vectors, vectors: Vectors, settings: Clusters) -> Partition:
    """Group passages by where they lie in ``space``; ``vectors`` (centred) judge the cut."""
    smallest = smallest_topic(len(space), settings)
    if settings.method == "hdbscan":
        return Partition(by_size(_by_density(space, smallest)), {})
    chosen = even_rows(len(space), _TREE)
    if not np.ptp(space[chosen], axis=0).max() > 1e-6:
        return Partition(np.zeros(len(space), dtype=np.int64), {})
    cuts = _Tree(space[chosen])
    separation: dict[int, float] = {}
    topics = settings.topics
    if not topics:
        judge = _Silhouette(vectors[chosen])
        ladder = _ladder(len(space), smallest)
        separation = {k: judge(cuts(k)) for k in ladder}
        topics = _finest(separation)
    labels = _refined(space, chosen, cuts(min(topics, len(chosen))), smallest)
    return Partition(by_size(labels), separation)


def even_rows(count: int, most: int) -> Labels:
    """At most ``most`` rows of ``count``, evenly spread."""
    if count <= most:
        return np.arange(count, dtype=np.int64)
    return np.linspace(0, count - 1, most).round().astype(np.int64)


def by_size(labels: NDArray[np.integer]) -> Labels:
    """The same groups numbered by falling size, ties by first passage; -1 stays."""
    out = np.full(len(labels), -1, dtype=np.int64)
    found, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    kept = [i for i in range(len(found)) if found[i] >= 0]
    for new, place in enumerate(sorted(kept, key=lambda i: (-sizes[i], first[i]))):
        out[labels == found[place]] = new
    return out


def centres(vectors: Vectors, labels: Labels, count: int) -> Vectors:
    """The mean vector of each of ``count`` groups, ``float32[count, d]``."""
    from scipy.sparse import csr_matrix

    inside = np.flatnonzero(labels >= 0)
    member = csr_matrix(
        (np.ones(len(inside), dtype=np.float32), (labels[inside], inside)),
        shape=(count, len(labels)),
    )
    sizes = np.maximum(np.asarray(member.sum(axis=1)), 1)
    means: Vectors = np.asarray((member @ vectors) / sizes, dtype=np.float32)
    return means


def nearest(vectors: Vectors, middles: Vectors) -> Labels:
    """The nearest of ``middles`` for each vector, by Euclidean distance."""
    out = np.empty(len(vectors), dtype=np.int64)
    lengths = (middles**2).sum(axis=1)
    for at in range(0, len(vectors), _BLOCK):
        block = vectors[at : at + _BLOCK]
        out[at : at + _BLOCK] = (lengths - 2 * (block @ middles.T)).argmin(axis=1)
    return out


class _Tree:
    """Ward's tree over points, to be cut."""

    def __init__(self, points: Vectors) -> None:
        from scipy.cluster.hierarchy import linkage

        self._links = linkage(points.astype(np.float64), "ward")

    def __call__(self, count: int) -> Labels:
        from scipy.cluster.hierarchy import fcluster

        cut: Labels = fcluster(self._links, count, "maxclust").astype(np.int64) - 1
        return cut


class _Silhouette:
    """How well a cut separates: the mean silhouette over cosine distance, on an even sample."""

    def __init__(self, vectors: Vectors) -> None:
        self._rows = even_rows(len(vectors), _SCORED)
        sample = vectors[self._rows]
        self._distance = 1 - sample @ sample.T

    def __call__(self, labels: Labels) -> float:
        _, mine = np.unique(labels[self._rows], return_inverse=True)
        member = np.eye(mine.max() + 1, dtype=np.float32)[mine]
        sizes = member.sum(axis=0)
        total = self._distance @ member
        rows = np.arange(len(mine))
        own = total[rows, mine] / np.maximum(sizes[mine] - 1, 1)
        other = total / sizes
        other[rows, mine] = np.inf
        away = other.min(axis=1)
        apart = (away - own) / np.maximum(np.maximum(away, own), 1e-9)
        apart[sizes[mine] == 1] = 0
        return float(apart.mean())


def _ladder(count: int, smallest: int) -> list[int]:
    least = max(4, round(count**0.25))
    most = max(least, min(count // (2 * smallest), round((2 * count) ** 0.5)))
    steps = np.geomspace(least, most, max(1, round(np.log(most / least) / np.log(1.2)) + 1))
    return sorted({round(step) for step in steps.tolist()})


def _finest(separation: dict[int, float]) -> int:
    best = max(separation.values())
    bar = best - abs(best) * (1 - _NEARLY)
    return max(k for k, value in separation.items() if value >= bar)


def _refined(space: Vectors, chosen: Labels, cut: Labels, smallest: int) -> Labels:
    middles = centres(space[chosen], cut, int(cut.max()) + 1)
    labels = nearest(space, middles)
    for _ in range(_MOVES):
        sizes = np.bincount(labels, minlength=len(middles))
        kept = np.flatnonzero(sizes >= min(smallest, sizes.max()))
        middles = centres(space, labels, len(middles))[kept]
        moved = nearest(space, middles)
        if len(kept) == len(sizes) and np.array_equal(moved, labels):
            break
        labels = moved
    return labels


def _by_density(space: Vectors, smallest: int) -> Labels:
    from fast_hdbscan import HDBSCAN

    model = HDBSCAN(min_cluster_size=smallest, min_samples=max(2, smallest // 3))
    found: Labels = model.fit_predict(np.ascontiguousarray(space, dtype=np.float64))
    return found
