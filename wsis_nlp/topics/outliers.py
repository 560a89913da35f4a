"""Passages that stand apart from every topic: which they are, and what giving them one would do.

Nothing is forced in silence: what was set apart is counted, and each strategy is measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wsis_nlp.encoding.protocol import Vectors
from wsis_nlp.topics.configuration import STRATEGIES
from wsis_nlp.topics.partition import Labels, centres
from wsis_nlp.topics.quality import coherence, single_words
from wsis_nlp.topics.space import unit

# From the median absolute deviation to a standard deviation.
SIGMA = 1.4826


def set_apart(vectors: Vectors, labels: Labels, deviations: float) -> Labels:
    """The labels with -1 for passages far less like their topic than its others are.

    The bar is the topic's median likeness less ``deviations`` robust deviations (median absolute
    deviation), so it asks less of a loose topic; 0 sets none apart.
    """
    out = labels.copy()
    count = int(labels.max(initial=-1)) + 1
    if not deviations or not count:
        return out
    middles = unit(centres(vectors, labels, count))
    own = np.einsum("ij,ij->i", vectors, middles[np.maximum(labels, 0)])
    for topic in range(count):
        rows = np.flatnonzero(labels == topic)
        median = np.median(own[rows])
        spread = SIGMA * np.median(np.abs(own[rows] - median))
        out[rows[own[rows] < median - deviations * spread]] = -1
    return out


def reassigned(
    model: Any,  # noqa: ANN401 - BERTopic ships no types
    texts: Sequence[str],
    labels: Sequence[int],
    vectors: Vectors,
    strategy: str,
) -> list[int]:
    """The labels with a topic for those that had none, by BERTopic's strategy of this name."""
    given = model.reduce_outliers(
        list(texts), list(map(int, labels)), strategy=strategy, embeddings=vectors
    )
    return [int(label) for label in given]


def effects(
    model: Any,  # noqa: ANN401
    texts: Sequence[str],
    labels: Sequence[int],
    vectors: Vectors,
) -> dict[str, dict[str, float | None]]:
    """What each strategy would do: the share left apart and the coherence of c-TF-IDF words.

    The words are taken anew from the passages of each topic, so the coherence shows what the
    passages given to a topic do to its words. ``keep`` is the model as it stands.
    """
    ways: dict[str, Sequence[int]] = {"keep": labels}
    if -1 in labels and max(labels) >= 0:
        for strategy in STRATEGIES:
            ways[strategy] = reassigned(model, texts, labels, vectors, strategy)
    counts = model.vectorizer_model.transform(texts)
    out: dict[str, dict[str, float | None]] = {}
    for name, found in ways.items():
        words = class_words(model, counts, np.asarray(found, dtype=np.int64))
        npmi = coherence([single_words(topic) for topic in words], texts)
        share = sum(label == -1 for label in found) / max(1, len(found))
        out[name] = {
            "outlier_share": round(share, 4),
            "npmi": None if npmi is None else round(npmi, 4),
        }
    return out


def class_words(model: Any, counts: Any, labels: Labels) -> list[list[str]]:  # noqa: ANN401
    """The best c-TF-IDF terms of each group of ``labels``; ``counts`` are passages by terms."""
    from scipy.sparse import csr_matrix

    names = model.vectorizer_model.get_feature_names_out()
    inside = np.flatnonzero(labels >= 0)
    shape = (int(labels.max(initial=-1)) + 1, len(labels))
    member = csr_matrix((np.ones(len(inside)), (labels[inside], inside)), shape=shape)
    weights = model.ctfidf_model.transform((member @ counts).tocsr()).toarray()
    top = np.argsort(-weights, axis=1, kind="stable")[:, : model.top_n_words]
    return [[str(names[i]) for i in row] for row in top]
