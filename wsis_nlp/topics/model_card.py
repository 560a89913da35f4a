"""The model card of a run: what it is, how it was made, how far to trust it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wsis_nlp.domain.records import Topic
from wsis_nlp.topics.configuration import TopicConfig


def model_card(
    name: str, facts: Mapping[str, Any], topics: Sequence[Topic], config: TopicConfig
) -> str:
    """The card in Markdown."""
    data, figures = facts["data"], facts["figures"]
    lines = [
        f"# Topic model: {name}",
        "",
        f"{len(topics)} topics of {data['passages']} passages, made by wsis-nlp on BERTopic.",
        "",
        "## Made with",
        "",
        f"    {facts['command']}",
        "",
        f"Seed {facts['seed']}; settings in `settings.toml`. Vectors: `{data['encoder']}`.",
        f"Passages and vectors have the SHA-256 `{data['sha256']}`.",
        "",
        "| library | version |",
        "|---|---|",
        *(f"| {library} | {version} |" for library, version in facts["versions"].items()),
        "",
        "## Figures",
        "",
        "| figure | value |",
        "|---|---:|",
        *(f"| {key} | {_shown(value)} |" for key, value in figures.items() if _single(value)),
        "",
        "NPMI and C_v are taken on these passages, with single words; the outlier share is the",
        "share of passages that no topic was given.",
        "",
        "## Topics",
        "",
        "| topic | passages | stability | terms |",
        "|---:|---:|---|---|",
        *(_row(topic, config.consensus.stable) for topic in topics),
        "",
        "## Use",
        "",
        "    from bertopic import BERTopic",
        "    model = BERTopic.load('FOLDER')",
        "",
        "## Limits",
        "",
        "Topics are what a method found in these passages; they are not the agenda of anyone.",
        "Procedural talk was left out. A topic whose stability is below "
        f"{config.consensus.stable:g} was not found",
        "again by refits on parts of the corpus and should not carry an argument alone; where no",
        "stability is given it was not measured.",
        "",
    ]
    return "\n".join(lines)


def _row(topic: Topic, stable: float) -> str:
    if topic.stability is None:
        held = "not measured"
    else:
        held = f"{topic.stability:.2f}" + (" (unstable)" if topic.stability < stable else "")
    terms = ", ".join(term for term, _ in topic.terms)
    return f"| {topic.id} | {topic.size} | {held} | {terms} |"


def _single(value: object) -> bool:
    return value is None or isinstance(value, int | float | str)


def _shown(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
