"""Whether two statements make the same point: the chance drafting gives, beside plain likenesses.

    python benchmarks/points.py [WORKSPACE]

The labelled statements of ``corpora/points-labelled``; pairs from a cosine of 0.30 on, where the
question is worth asking. The logistic curve of ``wsis_nlp/drafting/company.py`` is fitted anew on
the tuning half and printed. With the workspace of a run over ``corpora/demo`` also what its draft
makes of the planted points. Writes ``benchmarks/results/points.json``.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import numpy as np
from report import DEMO, KEY, facts
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from wsis_nlp.domain.records import Role
from wsis_nlp.drafting import Outline, company
from wsis_nlp.drafting.wording import quantifier
from wsis_nlp.encoding import load_encoder
from wsis_nlp.mapping import RoleTagger, load_framework
from wsis_nlp.pipeline.drafts import draft
from wsis_nlp.pipeline.runs import prepared

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
    result: dict[str, object] = {
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
    if len(sys.argv) > 1:
        result["planted points of the demonstration corpus"] = planted(Path(sys.argv[1]))
    result = {**facts(), **result}
    print(json.dumps(result, indent=1))
    RESULT.write_text(json.dumps(result, indent=1) + "\n")


def planted(workspace: Path) -> dict[str, object]:
    """Which planted points the draft holds, who is counted behind them, and by which word."""
    key = [json.loads(line) for line in KEY.read_text(encoding="utf-8").splitlines()]
    made = [item for item in key if item["point"] and not item["point"].startswith("n-")]
    with prepared(workspace) as ready:
        documents = ready.corpus.documents
        summary = draft(ready.job, ready.corpus, ready.encoded, load_framework(), Outline())
    said = defaultdict(list)
    for item in key:
        said[item["file"]].append((" ".join(item["text"].split()), item["point"]))
    best: dict[str, tuple[int, int]] = {}
    shown: set[str] = set()
    right = counted = 0
    for paragraph in summary.paragraphs():
        spans = (*paragraph.evidence, *paragraph.also)
        points = Counter[str]()
        for span in spans:
            quote = " ".join(span.quote.split())
            of = said[documents[span.citation.document_id].path]
            points[next((p for text, p in of if quote in text or text in quote), None) or ""] += 1
        del points[""]
        shown |= set(points)
        for point, count in points.most_common(1):
            if not point.startswith("n-") and paragraph.voices > 1:
                right, counted = right + count, counted + len(spans)
            if 2 * count >= len(spans) and paragraph.voices > best.get(point, (0,))[0]:
                best[point] = (paragraph.voices, paragraph.denominator)
    speakers, delegations = defaultdict(set), defaultdict(set)
    belong = _delegations()
    for item in made:
        speakers[item["point"]].add(item["speaker"])
        delegations[item["point"]].add(belong.get(item["speaker"], item["speaker"]))
    of_three = [point for point, who in speakers.items() if len(who) >= 3]
    words = [
        quantifier(*best[point]) == quantifier(len(who), max(best[point][1], len(who)))
        for point, who in delegations.items()
        if point in best
    ]
    true = sum(len(delegations[point]) for point in of_three)
    found = sum(min(best.get(point, (0,))[0], len(delegations[point])) for point in of_three)
    return {
        "of three speakers and more": len(of_three),
        "of these represented": sum(point in shown for point in of_three),
        "delegations that made them, and counted behind their main paragraph": [true, found],
        "statements behind points of several voices, and those that make the point": [
            counted,
            right,
        ],
        "planted points": len(delegations),
        "with a main paragraph": len(words),
        "whose word of degree is that of all who made it": sum(words),
        "paragraphs": sum(1 for _ in summary.paragraphs()),
    }


def _delegations() -> dict[str, str]:
    """The delegation of each name that the answer key uses."""
    out: dict[str, str] = {}
    with (DEMO / "participants.csv").open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            for name in (row["name"], *row["variants"].split(";")):
                out[name] = row["organisation"] or row["name"]
    return out


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
