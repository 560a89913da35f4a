"""Topics of the passages, on BERTopic and on the vectors that are there already.

Grootendorst, "BERTopic: Neural topic modeling with a class-based TF-IDF procedure" (2022). The
groups are found by ours (:mod:`~wsis_nlp.topics.space`, :mod:`~wsis_nlp.topics.partition`) and
handed to BERTopic, which weighs the words and keeps the model. The same passages in the same order
give the same topics to the last bit.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from wsis_nlp.domain.errors import UsageError
from wsis_nlp.domain.records import Topic
from wsis_nlp.topics.configuration import TopicConfig
from wsis_nlp.topics.consensus import Agreement, agree
from wsis_nlp.topics.guiding import guided
from wsis_nlp.topics.material import Material
from wsis_nlp.topics.outliers import reassigned, set_apart
from wsis_nlp.topics.partition import Labels, by_size, centres, divide
from wsis_nlp.topics.representation import bertopic_model, word_backend
from wsis_nlp.topics.space import centred, embed, unit
from wsis_nlp.topics.terms import TermAnalyser

SEED = TopicConfig().run.seed
_LABEL_TERMS = 4
_REPRESENTATIVES = 5
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class TopicModel:
    """The topics and the topic of each passage, -1 for none; ``note`` says what was not done.

    ``model`` is BERTopic itself, fitted; ``separation`` the silhouette of each number of topics
    tried; ``agreement`` what refits said, where there were any.
    """

    topics: tuple[Topic, ...]
    assignments: tuple[int, ...]
    note: str = ""
    model: Any = field(default=None, compare=False, repr=False)
    separation: dict[int, float] = field(default_factory=dict)
    agreement: Agreement | None = None

    @property
    def words(self) -> list[list[str]]:
        """The terms of each topic."""
        return [[term for term, _ in topic.terms] for topic in self.topics]


def fit(material: Material, config: TopicConfig, *, consensus: bool = False) -> TopicModel:
    """Find topics among passages, by ``config``; with ``consensus`` by the vote of refits.

    Raises
    ------
    UsageError
        If the settings want something of the passages that is not known.
    """
    note = material.too_little()
    if note:
        return TopicModel((), (-1,) * len(material), note)
    vectors = centred(guided(material, config.guide))
    agreement: Agreement | None = None
    if consensus:
        labels, agreement, separation = agree(vectors, config)
    else:
        found = divide(embed(vectors, config.space, config.run.seed), vectors, config.clusters)
        labels, separation = found.labels, found.separation
    if config.clusters.method == "ward":
        labels = set_apart(vectors, labels, config.outliers.deviations)
    if labels.max(initial=-1) < 0:
        return TopicModel((), (-1,) * len(material), "no topic stands out among the passages")
    return describe(material, labels, config, agreement=agreement, separation=separation)


def describe(
    material: Material,
    labels: Labels,
    config: TopicConfig,
    *,
    agreement: Agreement | None = None,
    separation: dict[int, float] | None = None,
) -> TopicModel:
    """The model of passages whose topics are known: BERTopic's words, labels, representatives."""
    order = by_size(labels)
    if agreement:
        agreement = agreement.renumbered(labels, order)
    model, analyser = _bertopic(material, order, config)
    strategy = config.outliers.strategy
    if strategy != "keep" and -1 in order:
        given = reassigned(model, material.texts, order.tolist(), material.vectors, strategy)
        order = np.asarray(given, dtype=np.int64)
        model, analyser = _bertopic(material, order, config)
    topics = _topics(model, order, material, analyser, agreement)
    _show(model, topics, material)
    return TopicModel(topics, tuple(map(int, order)), "", model, separation or {}, agreement)


def _bertopic(material: Material, labels: Labels, config: TopicConfig) -> tuple[Any, TermAnalyser]:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from bertopic import BERTopic
    from bertopic.cluster import BaseCluster
    from bertopic.dimensionality import BaseDimensionalityReduction
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    terms = config.terms
    wanted = (terms.representation, *terms.aspects)
    backend = None
    if "keybert" in wanted:
        if material.encoder is None:
            raise UsageError("the representation 'keybert' needs the encoder of the passages.")
        backend = word_backend(material.encoder)
    # A term must stand in more passages of a larger corpus, or chance alone finds it company.
    fewest = terms.fewest or max(_FEWEST, round(len(material) ** 0.25))
    analyser = TermAnalyser(
        material.texts,
        names=() if terms.speakers else material.names,
        phrases=terms.phrases,
        fewest=fewest,
    )
    vocabulary = _vocabulary(material.texts, analyser, fewest)
    represent = {
        name: bertopic_model(name, material.texts, terms.count, config.run.seed)
        for name in terms.aspects
    }
    represent["Main"] = bertopic_model(
        terms.representation, material.texts, terms.count, config.run.seed
    )
    seeds = [word for _, words in material.anchors.values() for word in words]
    model = BERTopic(
        # BERTopic takes English to be without accents and hyphens; our own analyser cuts words.
        language="multilingual",
        embedding_model=backend,
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=BaseCluster(),
        vectorizer_model=CountVectorizer(
            analyzer=analyser, vocabulary=vocabulary, ngram_range=(1, 2)
        ),
        ctfidf_model=ClassTfidfTransformer(
            reduce_frequent_words=True,
            seed_words=seeds if config.guide.mode == "seeded" else None,
        ),
        representation_model=represent if terms.aspects else represent["Main"],
        top_n_words=terms.count,
        calculate_probabilities=False,
        verbose=False,
    )
    # BERTopic would cut every text once more to look for examples; ours replace them anyway.
    model.representative_docs_ = {}
    model._save_representative_docs = lambda documents: None
    model.fit(list(material.texts), embeddings=material.vectors, y=labels.tolist())
    # A topic of small talk may have no word of its own, which BERTopic does not expect.
    for found in (model.topic_representations_, *model.topic_aspects_.values()):
        for ident, words in found.items():
            found[ident] = words or [("", 1e-5)]
    return model, analyser


def _vocabulary(texts: Sequence[str], analyser: TermAnalyser, fewest: int) -> list[str]:
    """The terms that stand in enough passages; all of them if none does."""
    from collections import Counter

    found = Counter[str]()
    for text in texts:
        found.update(set(analyser(text)))
    kept = sorted(term for term, count in found.items() if count >= fewest)
    return kept or sorted(found) or ["-"]


def _topics(
    model: Any,  # noqa: ANN401
    labels: Labels,
    material: Material,
    analyser: TermAnalyser,
    agreement: Agreement | None,
) -> tuple[Topic, ...]:
    count = int(labels.max(initial=-1)) + 1
    vectors = centred(material.vectors)
    middles = unit(centres(vectors, labels, count))
    out: list[Topic] = []
    for ident in range(count):
        rows = np.flatnonzero(labels == ident)
        near = rows[np.argsort(-(vectors[rows] @ middles[ident]), kind="stable")]
        terms = tuple(
            (analyser.written(term), round(float(weight), 5))
            for term, weight in model.get_topic(ident) or ()
            if term
        )
        label = ", ".join(term for term, _ in terms[:_LABEL_TERMS]) or f"topic {ident}"
        stability = round(agreement.stability[ident], 4) if agreement else None
        shown = _different(near, material.texts)
        out.append(
            Topic(ident, label, terms, len(rows), tuple(material.ids[i] for i in shown), stability)
        )
    return tuple(out)


def _different(rows: Labels, texts: Sequence[str]) -> list[int]:
    """The first rows whose texts differ."""
    found: dict[str, int] = {}
    for row in rows:
        found.setdefault(texts[row], int(row))
        if len(found) == _REPRESENTATIVES:
            break
    return list(found.values())


def _show(model: Any, topics: Sequence[Topic], material: Material) -> None:  # noqa: ANN401
    """Give BERTopic our labels and our representative passages."""
    place = {ident: row for row, ident in enumerate(material.ids)}
    model.set_topic_labels({topic.id: topic.label for topic in topics})
    for topic in topics:
        model.representative_docs_[topic.id] = [
            material.texts[place[ident]] for ident in topic.representatives
        ]
