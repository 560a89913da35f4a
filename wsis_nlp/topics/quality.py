"""How good topics are: coherence, diversity, outliers, agreement with labels and between runs.

Coherence is measured by gensim on single words, the parts of a multi-word term counted apart, so
that models with and without such terms can be compared: NPMI (Bouma 2009, as in Lau et al. 2014)
and C_v (Roeder, Both & Hinneburg, "Exploring the space of topic coherence measures", 2015).
Diversity is the share of different words among the top words of all topics (Dieng et al. 2020).
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

TOP_WORDS = 10
# Beyond this many texts the co-occurrence counts hardly move, and the time does.
_REFERENCE = 20_000
_WORD = re.compile(r"(?u)\b\w\w+\b")


@dataclass(frozen=True, slots=True)
class Quality:
    """The figures of one model; ``None`` where there is nothing to measure."""

    topics: int
    npmi: float | None
    c_v: float | None
    diversity: float | None
    outlier_share: float

    def as_dict(self) -> dict[str, float | int | None]:
        """The figures by name, rounded to 4 digits."""
        names = ("topics", "npmi", "c_v", "diversity", "outlier_share")
        return {name: _rounded(getattr(self, name)) for name in names}


def quality(
    words: Sequence[Sequence[str]],
    labels: Sequence[int],
    texts: Sequence[str],
) -> Quality:
    """The figures of a model with these top ``words`` a topic and a topic for each text."""
    singles = [single_words(terms) for terms in words]
    outliers = sum(label == -1 for label in labels) / max(1, len(labels))
    return Quality(
        len(words),
        coherence(singles, texts, "c_npmi"),
        coherence(singles, texts, "c_v"),
        diversity(singles),
        outliers,
    )


def single_words(terms: Sequence[str], most: int = TOP_WORDS) -> tuple[str, ...]:
    """The first ``most`` different words of ``terms``, in their order."""
    found: dict[str, None] = {}
    for term in terms:
        found.update(dict.fromkeys(tokens(term)))
    return tuple(found)[:most]


def tokens(text: str) -> list[str]:
    """Words of two letters or more in lower case, as the vectoriser of topics cuts them."""
    return _WORD.findall(text.casefold())


def coherence(
    words: Sequence[Sequence[str]],
    texts: Sequence[str],
    measure: str = "c_npmi",
    window: int | None = None,
) -> float | None:
    """The mean coherence of topics over ``texts``: ``c_npmi`` or ``c_v``, higher is better.

    ``window`` is in words; by default 10 for NPMI and 110 for C_v.

    Words that stand in none of the texts are left out; a topic with fewer than two words is not
    counted. ``None`` if no topic is left.
    """
    from gensim.corpora import Dictionary
    from gensim.models.coherencemodel import CoherenceModel

    step = max(1, -(-len(texts) // _REFERENCE))
    reference = [tokens(text) for text in texts[::step]]
    dictionary = Dictionary(reference)
    known = [[word for word in topic if word in dictionary.token2id] for topic in words]
    known = [topic for topic in known if len(topic) > 1]
    if not known:
        return None
    model: Any = CoherenceModel(
        topics=known,
        texts=reference,
        dictionary=dictionary,
        coherence=measure,
        window_size=window,
        processes=1,
        topn=max(map(len, known)),
    )
    with np.errstate(all="ignore"):
        each = [value for value in model.get_coherence_per_topic() if np.isfinite(value)]
    return float(np.mean(each)) if each else None


def diversity(words: Sequence[Sequence[str]]) -> float | None:
    """The share of different words among the top words of all topics; ``None`` for no topics."""
    flat = [word for topic in words for word in topic]
    return len(set(flat)) / len(flat) if flat else None


def against_labels(labels: Sequence[int], gold: Sequence[Hashable]) -> dict[str, float]:
    """Normalised mutual information and purity of topics against given labels.

    Passages of no topic count as one group of their own for NMI and as wrong for purity, so that
    leaving out what is hard does not pay.
    """
    from sklearn.metrics import normalized_mutual_info_score

    of_topic: dict[int, dict[Hashable, int]] = {}
    for label, true in zip(labels, gold, strict=True):
        counts = of_topic.setdefault(int(label), {})
        counts[true] = counts.get(true, 0) + 1
    right = sum(max(counts.values()) for label, counts in of_topic.items() if label != -1)
    names = [str(true) for true in gold]
    return {
        "nmi": float(normalized_mutual_info_score(names, list(map(int, labels)))),
        "purity": right / max(1, len(labels)),
    }


def agreement(runs: Sequence[Sequence[int]]) -> float | None:
    """The mean adjusted Rand index over all pairs of runs (Hubert & Arabie 1985).

    Passages without a topic are a group like any other. ``None`` for fewer than two runs.
    """
    from itertools import combinations

    from sklearn.metrics import adjusted_rand_score

    pairs = [adjusted_rand_score(a, b) for a, b in combinations(runs, 2)]
    return float(np.mean(pairs)) if pairs else None


def _rounded(value: float | int | None) -> float | int | None:
    return round(value, 4) if isinstance(value, float) else value
