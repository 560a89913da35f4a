"""Whether two statements make the same point: the chance drafting gives, beside plain likenesses.

    python benchmarks/points.py

The labelled statements of ``corpora/points-labelled``; pairs from a cosine of 0.30 on, where the
question is worth asking. The logistic curve of ``wsis_nlp/drafting/company.py`` is fitted anew on
the tuning half and printed. Writes ``benchmarks/results/points.json``.
"""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from wsis_nlp.domain.records import Role
from wsis_nlp.drafting import company
from wsis_nlp.encoding import load_encoder
from wsis_nlp.mapping import RoleTagger

ROOT = Path(__file__).resolve().parent.parent
LABELLED = ROOT / "corpora" / "points-labelled" / "statements.jsonl"
RESULT = ROOT / "benchmarks" / "results" / "points.json"
WORTH = 0.30


def main() -> None:
    rows = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]
    texts = [row["text"] for row in rows]
    cosine = _square(load_encoder().encode(texts))
    words = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform(texts)
    lexical = (words @ words.T).toarray()
    roles = _square(_roles(texts))
    halves = {}
    for half in ("tune", "test"):
        own = [at for at, row in enumerate(rows) if row["half"] == half]
        pairs = np.array([pair for pair in combinations(own, 2) if cosine[pair] >= WORTH])
        halves[half] = (
            (pairs[:, 0], pairs[:, 1]),
            np.array([rows[a]["point"] == rows[b]["point"] for a, b in pairs]),
        )
    pairs, same = halves["tune"]
    curve = LogisticRegression(C=10).fit(np.stack([cosine[pairs], roles[pairs]], axis=1), same)
    pairs, same = halves["test"]
    chance = company.same_point(cosine[pairs], roles[pairs])
    result = {
        "pairs": len(same),
        "of one point": int(same.sum()),
        "average precision": {
            "ours (cosine and roles)": _precision(same, chance),
            "cosine of all-MiniLM-L6-v2": _precision(same, cosine[pairs]),
            "TF-IDF of words": _precision(same, lexical[pairs]),
            "by chance": round(float(same.mean()), 3),
        },
        "mean chance given, and share that is true": [
            round(float(chance.mean()), 3),
            round(float(same.mean()), 3),
        ],
        "curve fitted on the tuning half": [
            *(round(float(weight), 2) for weight in curve.coef_[0]),
            round(float(curve.intercept_[0]), 2),
        ],
    }
    print(json.dumps(result, indent=1))
    RESULT.write_text(json.dumps(result, indent=1) + "\n")


def _roles(texts: list[str]) -> np.ndarray:
    """The chance of each role of statements that stand alone."""
    out = np.zeros((len(texts), len(Role)), dtype=np.float32)
    for row, judged in enumerate(RoleTagger().tag(texts)):
        for score in judged.roles:
            out[row, list(Role).index(score.role)] = score.probability
    return out


def _square(rows: np.ndarray) -> np.ndarray:
    return rows @ rows.T


def _precision(same: np.ndarray, score: np.ndarray) -> float:
    return round(float(average_precision_score(same, score)), 3)


if __name__ == "__main__":
    main()
