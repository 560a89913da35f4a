"""What a mapper is compared with: the obvious ways to do it, on the same knowledge base."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.domain.framework import Framework, Line
from wsis_nlp.encoding import Encoder, Vectors
from wsis_nlp.mapping.words import Vocabulary

Scores = NDArray[np.float64]


def peer_scores(
    framework: Framework, texts: Sequence[str], vectors: Vectors, encoder: Encoder
) -> dict[str, Scores]:
    """The scores of each peer for every leaf, ``float64[n, n_leaves]``.

    TF-IDF against everything that the knowledge base says of a line; the same encoder against one
    paragraph on each; and how many of a line's key terms are found.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    leaves = framework.leaves
    words = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), stop_words="english")
    said = words.fit_transform([_all_of(line) for line in leaves])
    paragraphs = encoder.encode([f"{line.title}. {line.scope}" for line in leaves])
    return {
        "TF-IDF": (words.transform(texts) @ said.T).toarray(),
        "one paragraph": (vectors @ paragraphs.T).astype(np.float64),
        "keywords": _keywords(leaves, texts),
    }


def _all_of(line: Line) -> str:
    return " ".join((line.title, line.scope, *line.statements, *line.terms))


def _keywords(leaves: Sequence[Line], texts: Sequence[str]) -> Scores:
    terms = [term for line in leaves for term in line.terms]
    found = Vocabulary(terms, terms).find(texts)
    sets = [frozenset(line.terms) for line in leaves]
    return np.array([[float(len(hits & own)) for own in sets] for hits in found])
