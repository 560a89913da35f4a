"""Fit the chances of drafting (models/drafting/salience.json) on the training meetings of QMSum.

    python benchmarks/train_drafting.py $WSIS_NLP_DATA/qmsum/train.jsonl

First a cross-validation in which the meetings of one series stay together; then a fit on all.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from wsis_nlp.drafting import extract as extracting
from wsis_nlp.drafting.forest import Forest
from wsis_nlp.drafting.pool import Pool, Query, tokens
from wsis_nlp.drafting.salience import MOST, Lexicon, Salience, pair_features, word_features
from wsis_nlp.encoding import load_encoder
from wsis_nlp.evaluation.drafting import METRICS, Item, items, rouge

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "models" / "drafting" / "salience.json"
FOLDS = 4
# A word is in the lexicon when this many summaries have it, from meetings of this many domains.
DOMAINS, LEAST, LEAST_MEETINGS = 3, 5, 8
SETTINGS: dict[str, Any] = {
    "max_iter": 80,
    "learning_rate": 0.12,
    "max_leaf_nodes": 12,
    "max_depth": 5,
    "min_samples_leaf": 80,
    "l2_regularization": 5.0,
    "random_state": 0,
}


@dataclass(frozen=True, slots=True)
class Example:
    """An item as it is learned from."""

    item: Item
    pool: Pool
    query: Query
    words: Counter[str]
    pairs: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, item: Item) -> Example:
        """Read the reference of an item."""
        said = tokens(item.query.answer)
        return cls(
            item,
            item.encoded.pool(item.query.text, item.marked),
            Query.of(item.query.text, item.vector, item.length),
            Counter(said),
            frozenset(pairwise(said)),
        )

    @property
    def series(self) -> str:
        """The meetings of a series share their subject: "ES2004" of "ES2004a"."""
        found = re.match(r"[A-Za-z]+\d*", self.item.encoded.meeting.id)
        return found.group() if found else self.item.encoded.meeting.id


def lexicon(examples: Sequence[Example]) -> dict[str, Any]:
    """The counts of words and pairs that summaries in every domain have."""
    words: dict[str, list[int]] = defaultdict(lambda: [0] * MOST)
    pairs: Counter[tuple[str, ...]] = Counter()
    domains: dict[object, set[str]] = defaultdict(set)
    spread: Counter[str] = Counter()
    where: dict[str, set[str]] = defaultdict(set)
    meetings = {e.item.encoded.meeting.id: e.item.encoded for e in examples}
    for example in examples:
        domain = example.item.encoded.meeting.domain
        for word, count in example.words.items():
            domains[word].add(domain)
            for k in range(min(count, MOST)):
                words[word][k] += 1
        for pair in example.pairs:
            domains[pair].add(domain)
            pairs[pair] += 1
    for encoded in meetings.values():
        for word in encoded.background:
            spread[word] += 1
            where[word].add(encoded.meeting.domain)
    return {
        "references": len(examples),
        "words": {
            w: c for w, c in sorted(words.items()) if c[0] >= LEAST and len(domains[w]) >= DOMAINS
        },
        "pairs": {
            " ".join(p): c
            for p, c in sorted(pairs.items())
            if c >= LEAST and len(domains[p]) >= DOMAINS
        },
        "meetings": len(meetings),
        "spread": {
            w: c
            for w, c in sorted(spread.items())
            if c >= LEAST_MEETINGS and len(where[w]) >= DOMAINS
        },
    }


def export(model: Any) -> dict[str, Any]:  # noqa: ANN401 - scikit-learn has no types
    """A fitted classifier as the plain numbers that ``Forest`` reads."""
    out: dict[str, list[Any]] = {
        name: [] for name in ("roots", "feature", "threshold", "left", "right", "value")
    }
    depth = 0
    for (tree,) in model._predictors:
        root = len(out["value"])
        out["roots"].append(root)
        for at, node in enumerate(tree.nodes):
            leaf = bool(node["is_leaf"])
            out["feature"].append(0 if leaf else int(node["feature_idx"]))
            out["threshold"].append(0.0 if leaf else float(f"{node['num_threshold']:.7g}"))
            out["left"].append(root + (at if leaf else int(node["left"])))
            out["right"].append(root + (at if leaf else int(node["right"])))
            out["value"].append(float(f"{node['value']:.5g}") if leaf else 0.0)
            depth = max(depth, int(node["depth"]))
    return {"baseline": float(model._baseline_prediction.item()), "depth": depth, **out}


def fit(features: Iterable[Any], labels: Iterable[Sequence[bool]]) -> dict[str, Any]:
    """Fit one forest."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(**SETTINGS)
    return export(model.fit(np.vstack(list(features)), np.concatenate(list(labels))))


def train(examples: Sequence[Example], folds: Sequence[int]) -> dict[str, Any]:
    """Fit words, then pairs on chances of words that come from models of the other folds."""
    kinds = sorted(set(folds))
    tables = {
        k: Lexicon.from_dict(
            lexicon([e for e, fold in zip(examples, folds, strict=True) if fold != k])
        )
        for k in kinds
    }
    rows = [
        word_features(e.pool, e.query, tables[fold])
        for e, fold in zip(examples, folds, strict=True)
    ]
    labels = [
        [e.words[name] > k for name, k in zip(row[0], row[1], strict=True)]
        for e, row in zip(examples, rows, strict=True)
    ]
    features, wanted = [], []
    for kind in kinds:
        others = [i for i, fold in enumerate(folds) if fold != kind]
        forest = Forest.from_dict(fit([rows[i][2] for i in others], [labels[i] for i in others]))
        for i in (i for i, fold in enumerate(folds) if fold == kind):
            names, times, values = rows[i]
            chances = forest.probability(values)
            first = {n: float(c) for n, t, c in zip(names, times, chances, strict=True) if t == 0}
            pairs, found = pair_features(examples[i].pool, examples[i].query, tables[kind], first)
            features.append(found)
            wanted.append([pair in examples[i].pairs for pair in pairs])
    return {
        "lexicon": lexicon(examples),
        "words": fit([row[2] for row in rows], labels),
        "pairs": fit(features, wanted),
    }


def as_salience(raw: dict[str, Any]) -> Salience:
    """The model that the plain numbers make."""
    forests = (Forest.from_dict(raw["words"]), Forest.from_dict(raw["pairs"]))
    return Salience(Lexicon.from_dict(raw["lexicon"]), *forests)


def main() -> None:
    """Cross-validate, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("meetings", type=Path)
    arguments = parser.parse_args()
    examples = [Example.of(item) for item in items(arguments.meetings, load_encoder())]
    series = sorted({e.series for e in examples})
    np.random.default_rng(0).shuffle(series)
    fold_of = {name: place % FOLDS for place, name in enumerate(series)}
    folds = [fold_of[e.series] for e in examples]
    scores: list[dict[str, float]] = []
    for kind in range(FOLDS):
        rest = [(e, f) for e, f in zip(examples, folds, strict=True) if f != kind]
        model = as_salience(train([e for e, _ in rest], [f for _, f in rest]))
        extracting.salience = lambda model=model: model  # type: ignore[assignment]
        for example, fold in zip(examples, folds, strict=True):
            if fold == kind:
                item = example.item
                gold = rouge(item.query.answer, item.text(item.extract(item.marked)))
                found = rouge(item.query.answer, item.text(item.extract(item.found)))
                scores.append({**gold, **{f"e2e_{k}": v for k, v in found.items()}})
    names = [prefix + name for prefix in ("", "e2e_") for name in METRICS]
    validated = {name: round(float(np.mean([s[name] for s in scores])), 4) for name in names}
    print(f"cross-validated on {len(scores)} queries: {validated}")
    raw = {"validated": validated, "settings": SETTINGS, **train(examples, folds)}
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(raw, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
