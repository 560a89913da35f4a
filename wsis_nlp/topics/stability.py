"""How far a model holds when it is made again: with other seeds, and on other samples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from wsis_nlp.topics.configuration import TopicConfig
from wsis_nlp.topics.consensus import overlap, refits
from wsis_nlp.topics.material import Material
from wsis_nlp.topics.outliers import class_words
from wsis_nlp.topics.quality import agreement
from wsis_nlp.topics.space import centred
from wsis_nlp.topics.training import TopicModel, fit


@dataclass(frozen=True, slots=True)
class Held:
    """One topic: how much of it refits found again (Jaccard), and how many of its top words."""

    topic: int
    label: str
    size: int
    passages: float
    words: float
    unstable: bool


@dataclass(frozen=True, slots=True)
class Stability:
    """A model made again.

    ``seed_ari`` is the mean adjusted Rand index over all pairs of seeds, ``sample_ari`` over all
    pairs of samples on the passages that both saw; ``topics`` what became of each topic.
    """

    seeds: int
    seed_ari: float | None
    samples: int
    sample_ari: float | None
    topics: tuple[Held, ...]

    def as_dict(self) -> dict[str, Any]:
        """The figures as plain values."""
        return {
            "seeds": self.seeds,
            "seed_ari": None if self.seed_ari is None else round(self.seed_ari, 4),
            "samples": self.samples,
            "sample_ari": None if self.sample_ari is None else round(self.sample_ari, 4),
            "topics": [
                {
                    "id": held.topic,
                    "label": held.label,
                    "size": held.size,
                    "stability": round(held.passages, 4),
                    "words": round(held.words, 4),
                    "unstable": held.unstable,
                }
                for held in self.topics
            ],
        }


def stability(
    material: Material,
    config: TopicConfig,
    *,
    seeds: int = 10,
    consensus: bool = False,
    step: Callable[[int], None] = lambda _: None,
) -> tuple[TopicModel, Stability]:
    """Make a model, then again with other seeds and on samples (``consensus.runs`` of them)."""
    model = fit(material, config, consensus=consensus)
    step(1)
    if not model.topics:
        return model, Stability(0, None, 0, None, ())
    again = [model.assignments]
    for seed in range(1, seeds):
        other = config.changed(run__seed=(config.run.seed + 1000 * seed) % 2**32)
        again.append(fit(material, other, consensus=consensus).assignments)
        step(1)
    labels = np.array(model.assignments, dtype=np.int64)
    fixed = config.changed(clusters__topics=len(model.topics))
    samples = refits(centred(material.vectors), fixed)
    counts = model.model.vectorizer_model.transform(material.texts)
    tops = [set(words) for words in class_words(model.model, counts, labels)]
    passages, words = [], []
    for rows, found in samples:
        alike = overlap(labels[rows], found)
        match = alike.argmax(axis=1)
        passages.append(alike.max(axis=1, initial=0))
        theirs = class_words(model.model, counts[rows], found)
        words.append(
            [len(top & set(theirs[match[i]])) / max(1, len(top)) for i, top in enumerate(tops)]
        )
        step(1)
    held_passages, held_words = np.mean(passages, axis=0), np.mean(words, axis=0)
    held = tuple(
        Held(
            topic.id,
            topic.label,
            topic.size,
            float(held_passages[topic.id]),
            float(held_words[topic.id]),
            bool(held_passages[topic.id] < config.consensus.stable),
        )
        for topic in model.topics
    )
    return model, Stability(
        seeds, agreement(again), len(samples), _samples_ari(samples, len(labels)), held
    )


def _samples_ari(samples: list[tuple[Any, Any]], count: int) -> float | None:
    from sklearn.metrics import adjusted_rand_score

    found = []
    for i, (rows, labels) in enumerate(samples):
        whole = np.full(count, -2, dtype=np.int64)
        whole[rows] = labels
        for others, theirs in samples[i + 1 :]:
            both = whole[others] > -2
            found.append(adjusted_rand_score(whole[others][both], theirs[both]))
    return float(np.mean(found)) if found else None
