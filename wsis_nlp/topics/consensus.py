"""Whether topics hold: refits on parts of the corpus, matched to the topics and counted as votes.

Each refit sees a share of the passages. Its groups are matched to the topics of the whole by what
they have in common, and vote (bagged clustering: Dudoit & Fridlyand 2003). How much of a topic a
refit finds again is its Jaccard likeness, and the mean over refits its stability (Hennig,
"Cluster-wise assessment of cluster stability", 2007: from 0.75 stable, below 0.6 not to be relied
on).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.encoding.protocol import Vectors
from wsis_nlp.topics.configuration import TopicConfig
from wsis_nlp.topics.partition import Labels, divide, smallest_topic
from wsis_nlp.topics.space import embed

# A passage is moved by more than this share of the refits.
_MOST = 0.5


@dataclass(frozen=True, slots=True)
class Agreement:
    """What refits said.

    ``stability`` has the mean Jaccard likeness of each topic, ``float64[topics]``; ``votes`` the
    share of refits that put each passage where it is, ``float64[n]``; ``runs`` is their number.
    """

    stability: NDArray[np.float64]
    votes: NDArray[np.float64]
    runs: int

    def renumbered(self, before: Labels, after: Labels) -> Agreement:
        """The same after the topics got other numbers; topics that went are left out."""
        count = int(after.max(initial=-1)) + 1
        stability = np.zeros(count)
        for topic in range(count):
            stability[topic] = self.stability[before[np.flatnonzero(after == topic)[0]]]
        return replace(self, stability=stability)


def agree(
    vectors: Vectors, config: TopicConfig, step: Callable[[int], None] = lambda _: None
) -> tuple[Labels, Agreement, dict[int, float]]:
    """The topics that refits agree on: labels, the agreement, the separation of each cut tried.

    A passage leaves the topic that the whole corpus gives it only where more than half of the
    refits put it in another, and stands apart where fewer than ``consensus.agreement`` of them put
    it where it is. ``vectors`` are centred.
    """
    whole = divide(embed(vectors, config.space, config.run.seed), vectors, config.clusters)
    fixed = config.changed(clusters__topics=max(1, whole.count))
    stability, share = _votes(vectors, whole.labels, fixed, step)
    moved = share.argmax(axis=1)
    outvoted = share[np.arange(len(share)), moved] > _MOST
    placed = np.where(outvoted, moved, whole.labels)
    bar = config.consensus.agreement
    winner = _enough(share, placed, smallest_topic(len(vectors), config.clusters), bar)
    best = share[np.arange(len(share)), np.maximum(winner, 0)] * (winner >= 0)
    labels = np.where(best >= bar, winner, -1).astype(np.int64)
    return labels, Agreement(stability, best, config.consensus.runs), whole.separation


def _enough(share: NDArray[np.float64], placed: Labels, smallest: int, bar: float) -> Labels:
    """The labels without topics that too few passages are in: those go by their next votes.

    Only passages with a share of the votes from ``bar`` on count: the others will stand apart.
    """
    open_to, winner = share.copy(), placed.astype(np.int64)
    while True:
        placed_at = np.maximum(winner, 0)
        held = (winner >= 0) & (share[np.arange(len(winner)), placed_at] >= bar)
        sizes = np.bincount(winner[held], minlength=share.shape[1])
        there = np.unique(winner[winner >= 0])
        small = [topic for topic in there if sizes[topic] < smallest]
        if not small or len(there) <= 1:
            return winner
        gone = min(small, key=lambda topic: (sizes[topic], topic))
        open_to[:, gone] = -1
        rows = winner == gone
        winner[rows] = open_to[rows].argmax(axis=1)


def assess(
    vectors: Vectors,
    labels: Labels,
    config: TopicConfig,
    step: Callable[[int], None] = lambda _: None,
) -> Agreement:
    """How far refits agree with given topics; nothing is moved. ``vectors`` are centred."""
    fixed = config.changed(clusters__topics=int(labels.max(initial=-1)) + 1)
    stability, share = _votes(vectors, labels, fixed, step)
    own = share[np.arange(len(share)), np.maximum(labels, 0)] * (labels >= 0)
    return Agreement(stability, own, config.consensus.runs)


def refits(vectors: Vectors, config: TopicConfig) -> list[tuple[NDArray[np.int64], Labels]]:
    """For each run the rows that it saw and the labels that it gave them."""
    draw = np.random.default_rng(config.run.seed)
    size = max(2, round(config.consensus.share * len(vectors)))
    out = []
    for run in range(config.consensus.runs):
        rows = np.sort(draw.choice(len(vectors), size=size, replace=False))
        part = vectors[rows]
        place = embed(part, config.space, config.run.seed + run)
        out.append((rows, divide(place, part, config.clusters).labels))
    return out


def overlap(first: Labels, second: Labels) -> NDArray[np.float64]:
    """The Jaccard likeness of each group of ``first`` with each of ``second``; -1 is no group."""
    shape = (int(first.max(initial=-1)) + 1, int(second.max(initial=-1)) + 1)
    both = np.zeros(shape)
    inside = (first >= 0) & (second >= 0)
    np.add.at(both, (first[inside], second[inside]), 1)
    sizes = np.bincount(first[first >= 0], minlength=shape[0])[:, None]
    others = np.bincount(second[second >= 0], minlength=shape[1])[None, :]
    result: NDArray[np.float64] = both / np.maximum(sizes + others - both, 1)
    return result


def _votes(
    vectors: Vectors, labels: Labels, config: TopicConfig, step: Callable[[int], None]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    count = int(labels.max(initial=-1)) + 1
    votes = np.zeros((len(labels), count))
    seen = np.zeros(len(labels))
    found = []
    for rows, again in refits(vectors, config):
        alike = overlap(labels[rows], again)
        found.append(alike.max(axis=1, initial=0))
        seen[rows] += 1
        inside = again >= 0
        if alike.size:
            match = alike.argmax(axis=0)
            votes[rows[inside], match[again[inside]]] += 1
        step(1)
    # A passage that no refit saw keeps its place.
    unseen = np.flatnonzero((seen == 0) & (labels >= 0))
    votes[unseen, labels[unseen]] = 1
    share = votes / np.maximum(seen, 1)[:, None]
    return np.mean(found, axis=0), share
