"""An optional second look: a cross-encoder reads question and passage together."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np

from wsis_nlp.answering.finding import Ranked
from wsis_nlp.answering.library import Library
from wsis_nlp.answering.understanding import Question
from wsis_nlp.domain.errors import ModelError

# A cross-encoder reads each pair anew, some 20 a second on two cores.
_READ = 50


def rerank(library: Library, question: Question, found: Ranked, name: str) -> Ranked:
    """Order the best fifty passages by a sentence-transformers cross-encoder.

    Raises
    ------
    ModelError
        If there is no such model to be had.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import CrossEncoder

    try:
        model = CrossEncoder(name)
    except Exception as error:  # hub, file and configuration errors of three libraries
        raise ModelError(
            f"{name}: no such cross-encoder could be loaded ({error}). "
            "Give a folder that holds one, or a name while you are connected."
        ) from error
    columns, top = library.columns, found.rows[:_READ]
    sources = [columns.sources[place].id for place in columns.document[top].tolist()]
    documents = library.documents(sources)
    passages = [
        documents[source].shown(int(columns.start[row]), int(columns.end[row]))
        for source, row in zip(sources, top.tolist(), strict=True)
    ]
    if not passages:
        return found
    scores = np.asarray(
        model.predict([(question.text, text) for text in passages], show_progress_bar=False),
        dtype=np.float32,
    )
    scores = scores[:, -1] if scores.ndim > 1 else scores
    order = np.concatenate(
        [np.argsort(-scores, kind="stable"), np.arange(len(top), len(found.rows))]
    )
    given = np.concatenate([scores, np.zeros(len(found.rows) - len(top), np.float32)])
    parts = {**found.parts, "rerank": given}
    return replace(
        found,
        rows=found.rows[order],
        likeness=found.likeness[order],
        mapped=found.mapped[order],
        parts={part: values[order] for part, values in parts.items()},
    )
