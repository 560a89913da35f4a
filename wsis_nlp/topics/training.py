"""Topics of the passages, by BERTopic on the vectors that are there already.

Grootendorst, "BERTopic: Neural topic modeling with a class-based TF-IDF procedure" (2022). Seeds
are fixed and the input is in the workspace's order, so the same passages give the same topics.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from wsis_nlp.domain.records import Topic
from wsis_nlp.domain.resources import config_path
from wsis_nlp.encoding.protocol import Vectors

SEED = 20051118
# Fewer passages than this cannot bear a topic model; the framework alone orders the draft.
FEWEST_PASSAGES = 60
_TERMS = 10
_REPRESENTATIVES = 3


@dataclass(frozen=True, slots=True)
class TopicModel:
    """The topics and the topic of each passage, -1 for none; ``note`` says what was not done."""

    topics: tuple[Topic, ...]
    assignments: tuple[int, ...]
    note: str = ""


def train(passage_ids: Sequence[str], texts: Sequence[str], vectors: Vectors) -> TopicModel:
    """Find topics among passages; row i of ``vectors`` (``float32[n, d]``) is ``texts[i]``."""
    if len(texts) < FEWEST_PASSAGES:
        return TopicModel(
            (),
            (-1,) * len(texts),
            f"{len(texts)} passages are too few for topics (from {FEWEST_PASSAGES} on); "
            "the lines of the framework alone order the draft",
        )
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from bertopic import BERTopic
    from bertopic.vectorizers import ClassTfidfTransformer
    from hdbscan import HDBSCAN
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer
    from umap import UMAP

    smallest = max(5, round(len(texts) ** 0.5 / 2.5))
    stop = sorted(ENGLISH_STOP_WORDS | _stop_words())
    model = BERTopic(
        embedding_model=None,
        umap_model=UMAP(
            n_neighbors=min(15, len(texts) - 1),
            n_components=5,
            min_dist=0.0,
            metric="cosine",
            random_state=SEED,
        ),
        hdbscan_model=HDBSCAN(
            min_cluster_size=smallest, min_samples=max(2, smallest // 3), core_dist_n_jobs=1
        ),
        vectorizer_model=CountVectorizer(stop_words=stop, ngram_range=(1, 2), min_df=1),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
        top_n_words=_TERMS,
        calculate_probabilities=False,
        verbose=False,
    )
    assignments, _ = model.fit_transform(list(texts), embeddings=vectors)
    return TopicModel(_topics(model, assignments, passage_ids, vectors), tuple(assignments))


def _topics(
    model: object, assignments: Sequence[int], passage_ids: Sequence[str], vectors: Vectors
) -> tuple[Topic, ...]:
    import numpy as np

    labels = np.array(assignments)
    words: dict[int, list[tuple[str, float]]] = model.get_topics()  # type: ignore[attr-defined]
    out: list[Topic] = []
    for ident in sorted(set(map(int, labels)) - {-1}):
        rows = np.flatnonzero(labels == ident)
        centre = vectors[rows].mean(axis=0)
        nearest = rows[np.argsort(-(vectors[rows] @ centre), kind="stable")[:_REPRESENTATIVES]]
        terms = tuple((term, round(float(weight), 5)) for term, weight in words[ident] if term)
        label = ", ".join(term for term, _ in terms[:4]) or f"topic {ident}"
        representatives = tuple(passage_ids[i] for i in nearest)
        out.append(Topic(ident, label, terms, len(rows), representatives))
    return tuple(out)


def _stop_words() -> frozenset[str]:
    lines = config_path("topics", "stop_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and line[0] != "#")
