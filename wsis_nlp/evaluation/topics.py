"""How good the topics of some texts are: coherence, diversity, outliers, stability, labels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wsis_nlp.domain.errors import UsageError
from wsis_nlp.evaluation.files import json_lines
from wsis_nlp.evaluation.result import Evaluation
from wsis_nlp.topics import Material, TopicConfig, load_config
from wsis_nlp.topics.quality import against_labels, quality
from wsis_nlp.topics.stability import stability

if TYPE_CHECKING:
    from wsis_nlp.encoding import Encoder

# Refits that the agreement over samples is taken on, where no consensus needs more.
_SAMPLES = 20


def evaluate_topics(
    source: Path,
    *,
    config: TopicConfig | None = None,
    encoder: str = "default",
    seeds: int = 3,
    consensus: bool = False,
) -> Evaluation:
    """Train on ``source`` and score the topics.

    ``source`` is a workspace folder, or JSON Lines with a ``text`` and perhaps a ``label`` each.
    ``seed_ari`` is the mean adjusted Rand index over ``seeds`` seeds, ``sample_ari`` over refits on
    samples. NMI and purity are against the labels, where there are any.

    Raises
    ------
    UsageError
        If the source cannot be read, or is too little for topics.
    """
    config = config or load_config()
    material, labels = _material(source, encoder)
    material = material.sliced(config.slice)
    if not consensus:
        config = config.changed(consensus__runs=min(_SAMPLES, config.consensus.runs))
    model, held = stability(material, config, seeds=seeds, consensus=consensus)
    if not model.topics:
        raise UsageError(f"{source}: {model.note}.")
    found = quality(model.words, model.assignments, material.texts).as_dict()
    metrics: dict[str, float | int | None] = {
        **found,
        "seed_ari": _rounded(held.seed_ari),
        "sample_ari": _rounded(held.sample_ari),
        "n": len(material),
    }
    if labels:
        known = [i for i, label in enumerate(labels) if label is not None]
        given = [model.assignments[i] for i in known]
        for name, value in against_labels(given, [labels[i] for i in known]).items():
            metrics[name] = round(value, 4)
    by_id = {topic.id: topic for topic in model.topics}
    predictions: list[dict[str, object]] = []
    for i, ident in enumerate(material.ids):
        number = model.assignments[i]
        row: dict[str, object] = {"id": ident, "topic": number}
        row["words"] = [term for term, _ in by_id[number].terms] if number >= 0 else []
        if labels:
            row["label"] = labels[i]
        predictions.append(row)
    return Evaluation("topics", metrics, tuple(predictions))


def _material(source: Path, encoder: str) -> tuple[Material, list[object]]:
    if source.is_dir():
        from wsis_nlp.pipeline.material import topic_material
        from wsis_nlp.pipeline.runs import prepared

        with prepared(source) as ready:
            return topic_material(ready.job, ready.corpus, ready.encoded), []
    from wsis_nlp.encoding import load_encoder

    items = [item for item in json_lines(source, ("text",)) if str(item["text"]).strip()]
    texts = [str(item["text"]) for item in items]
    model: Encoder = load_encoder(encoder)
    labels = [item.get("label") for item in items]
    material = Material(
        [str(i) for i in range(len(texts))],
        texts,
        model.encode(texts),
        fingerprint=model.fingerprint,
        encoder=model,
    )
    return material, labels if any(label is not None for label in labels) else []


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
