"""Mapping and roles: ours beside a TF-IDF peer, on data that nothing was tuned on.

    WSIS_NLP_DATA=FOLDER python benchmarks/mapping.py

The test half of the demonstration corpus always runs; the provisions of the Geneva Plan of Action
(``geneva_plan_items.jsonl``: text, action_line) where the folder has them.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

KEY = Path(__file__).resolve().parent.parent / "corpora/demo-answer-key/answer-key.jsonl"


def main() -> None:
    from sklearn.metrics import f1_score, precision_score, recall_score

    from wsis_nlp.domain.records import Role
    from wsis_nlp.encoding import load_encoder
    from wsis_nlp.mapping import Mapper, RoleTagger, load_framework

    encoder = load_encoder()
    mapper, tagger = Mapper(load_framework(), encoder), RoleTagger(encoder)
    key = [item for item in map(json.loads, KEY.read_text().splitlines()) if odd(item["file"])]
    texts = [item["text"] for item in key]
    vectors = encoder.encode(texts)
    first = [scores[0].role.value for scores in tagger.tag(texts, vectors)]
    f1 = []
    for role in Role:
        gold = [role.value in item["roles"] for item in key]
        f1.append(f1_score(gold, [name == role.value for name in first]))
    said = [name == Role.PROCEDURAL.value for name in first]
    gold = [Role.PROCEDURAL.value in item["roles"] for item in key]
    print(f"roles, test half, n={len(key)}: macro-F1 {sum(f1) / len(f1):.3f}")
    print(
        f"procedural: precision {precision_score(gold, said):.3f}, "
        f"recall {recall_score(gold, said):.3f}"
    )
    items = [i for i in key if i["lines"] and not i["lines"][0].startswith("NEW")]
    score("demonstration, test half", mapper, encoder, [(i["text"], i["lines"]) for i in items])
    geneva = Path(os.environ.get("WSIS_NLP_DATA", ".")) / "geneva_plan_items.jsonl"
    if geneva.is_file():
        rows = [json.loads(line) for line in geneva.read_text().splitlines()]
        score("Geneva items", mapper, encoder, [(r["text"], [r["action_line"]]) for r in rows])


def odd(name: str) -> bool:
    """Whether a document is in the half that is never tuned on."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 == 1


def score(name: str, mapper, encoder, items: Sequence[tuple[str, list[str]]]) -> None:  # noqa: ANN001
    """Accuracy at 1 and 3 over the eleven lines (applications folded into C7), and the peer's."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    leaves = mapper.framework.leaves
    parent = [line.parent or line.code for line in leaves]
    tops = sorted(set(parent))
    fold = np.array([[code == top for code in parent] for top in tops])
    texts = [text for text, _ in items]
    gold = [{code.split(".")[0] for code in codes} for _, codes in items]
    ours = mapper.probabilities(texts, encoder.encode(texts))
    words = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), stop_words="english")
    said = words.fit_transform([" ".join((x.scope, *x.statements, *x.terms)) for x in leaves])
    peer = (words.transform(texts) @ said.T).toarray()
    for who, scores in (("wsis-nlp", ours), ("TF-IDF, same knowledge base", peer)):
        folded = np.stack([scores[:, row].max(axis=1) for row in fold], axis=1)
        order = np.argsort(-folded, axis=1, kind="stable")
        top = [[tops[i] for i in row[:3]] for row in order]
        one = np.mean([row[0] in g for row, g in zip(top, gold, strict=True)])
        three = np.mean([bool(set(row) & g) for row, g in zip(top, gold, strict=True)])
        print(f"{name}, n={len(items)}, {who}: accuracy {one:.3f}, top-3 {three:.3f}")


if __name__ == "__main__":
    main()
