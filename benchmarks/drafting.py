"""Sentences chosen for questions about meetings: ours beside the usual extractive summarisers.

    python benchmarks/drafting.py            (needs WSIS_NLP_DATA)

Every system gets the same sentences, noise marks taken out, and takes its own in its own order
until the reference's length is reached; the answer is read in the order of the meeting. Once from
the turns marked as answering, once from the whole meeting, where the peers are fed by BM25. Beside
that, what blind readers said of the quotes of a draft.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import report

from wsis_nlp.drafting.extract import Coverage
from wsis_nlp.drafting.pool import Pool, tokens
from wsis_nlp.drafting.salience import MOST, Concepts
from wsis_nlp.encoding import load_encoder
from wsis_nlp.evaluation.drafting import METRICS, Item, items, rouge
from wsis_nlp.searching import WordIndex
from wsis_nlp.searching.question import stems

TARGETS = {"rouge1": 0.31, "rouge2": 0.09, "rougeL": 0.20}
# As much as ours reads of a meeting, in sentences of the best by BM25.
FED = 40
JUDGED = report.ROOT / "tests" / "data" / "self-standing" / "judged.jsonl"
LAST_ROUND = 4
Order = Callable[[Item, list[int]], list[int]]


def lead(_item: Item, rows: list[int]) -> list[int]:
    """In the order in which they were said."""
    return rows


def similarity(item: Item, rows: list[int]) -> list[int]:
    """Nearest to the query first."""
    near = item.encoded.vectors[rows] @ item.vector
    return [rows[i] for i in np.argsort(-near, kind="stable")]


def mmr(item: Item, rows: list[int]) -> list[int]:
    """Maximal marginal relevance (Carbonell & Goldstein, SIGIR 1998), lambda 0.7."""
    vectors = item.encoded.vectors[rows]
    near = vectors @ item.vector
    likest = np.zeros(len(rows))
    left = np.ones(len(rows), dtype=bool)
    out = []
    for _ in range(min(len(rows), 60)):
        best = int(np.argmax(np.where(left, 0.7 * near - 0.3 * likest, -np.inf)))
        left[best] = False
        out.append(rows[best])
        likest = np.maximum(likest, vectors @ vectors[best])
    return out


def bm25(item: Item, rows: list[int]) -> list[int]:
    """By BM25 for the query."""
    index = WordIndex.of([item.encoded.texts[row] for row in rows])
    scores = index.scores(list(dict.fromkeys(stems(item.query.text)))).sum(axis=1)
    return [rows[i] for i in np.argsort(-scores, kind="stable")]


def sumy(name: str) -> Order:
    """A summariser of sumy, by its own rating of the sentences."""

    def order(item: Item, rows: list[int]) -> list[int]:
        from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
        from sumy.nlp.stemmers import Stemmer
        from sumy.summarizers.lex_rank import LexRankSummarizer
        from sumy.summarizers.lsa import LsaSummarizer
        from sumy.summarizers.text_rank import TextRankSummarizer

        class Words:
            """Words without nltk's data, which would have to be downloaded."""

            def to_words(self, text: str) -> tuple[str, ...]:
                return tuple(word for word in text.lower().split() if word.isalpha())

        kinds = {"LexRank": LexRankSummarizer, "TextRank": TextRankSummarizer, "LSA": LsaSummarizer}
        sentences = [Sentence(item.encoded.texts[row], Words()) for row in rows]
        document = ObjectDocumentModel([Paragraph(sentences)])
        summariser = kinds[name](Stemmer("english"))

        def rated(found: Any, _count: int, rating: Any, *_: Any) -> Any:  # noqa: ANN401
            value = rating if callable(rating) else rating.__getitem__
            return sorted(range(len(found)), key=lambda i: (-value(found[i]), i))

        # Its rating is computed once, not again for each number of sentences.
        summariser._get_best_sentences = rated
        return [rows[i] for i in summariser(document, len(rows))]

    return order


def oracle(item: Item, rows: list[int]) -> list[int]:
    """Greedily by what the reference holds: what extraction could reach, about."""
    said = tokens(item.query.answer)
    counts = Counter(said)
    pool: Pool = item.encoded.pool(item.query.text, rows)
    words = {w: tuple(float(counts[w] > k) for k in range(MOST)) for s in pool.words for w in s}
    held = set(pairwise(said))
    pairs = {pair: float(pair in held) for s in pool.words for pair in pairwise(s)}
    coverage = Coverage(pool, Concepts(words, pairs))
    out: list[int] = []
    left = set(range(len(rows)))
    spent = 0
    while left and spent < item.length:
        best = max(left, key=lambda i: (coverage.gain(i) / max(1, int(pool.sizes[i])), -i))
        coverage.take(best)
        left.remove(best)
        spent += int(pool.sizes[best])
        out.append(rows[best])
    return out


def _words(item: Item, rows: list[int]) -> int:
    return sum(len(item.encoded.texts[row].split()) for row in rows)


def answer(item: Item, ordered: list[int]) -> str:
    """Sentences until the length is reached, as they were said."""
    taken: list[int] = []
    for row in ordered:
        if _words(item, taken) >= item.length:
            break
        taken.append(row)
    return item.text(sorted(taken))


def standing() -> Iterator[report.Row]:
    """What readers said who did not know what had chosen a sentence: the share that stands alone.

    The last round of ``tests/data/self-standing``: a draft of real files that nothing had been
    chosen on, and LexRank's sentences of the same files.
    """
    lines = JUDGED.read_text(encoding="utf-8").splitlines()
    judged = [json.loads(line) for line in lines]
    last = [item for item in judged if item.get("round") == LAST_ROUND]
    for reader, name in (("stands", "one reader"), ("second", "another reader")):
        share = {
            who: float(np.mean([item[reader] for item in last if item["chosen_by"] == who]))
            for who in ("ours", "lexrank")
        }
        what = f"quotes that stand alone, {name}"
        data = f"{len(last)} sentences of 67 unseen real files"
        yield report.Row(what, data, share["ours"], {"LexRank": share["lexrank"]}, 0.95)


def main() -> int:
    """Measure and save."""
    folder = report.data_folder()
    if folder is None:
        print("drafting: set WSIS_NLP_DATA to measure this.")
        return 0
    path = folder / "qmsum" / "val.jsonl"
    peers: dict[str, Order] = {
        "lead": lead,
        "similarity": similarity,
        "MMR": mmr,
        **{name: sumy(name) for name in ("LexRank", "TextRank", "LSA")},
        "oracle": oracle,
    }
    fed = {"BM25": bm25, "BM25+similarity": similarity, "BM25+MMR": mmr, "BM25+lead": lead}
    scores: dict[str, list[dict[str, float]]] = {}
    for item in items(path, load_encoder()):
        said = item.query.answer
        scores.setdefault("ours", []).append(rouge(said, item.text(item.extract(item.marked))))
        scores.setdefault("e2e ours", []).append(rouge(said, item.text(item.extract(item.found))))
        for name, order in peers.items():
            text = answer(item, order(item, item.marked))
            scores.setdefault(name, []).append(rouge(said, text))
        whole = bm25(item, list(range(len(item.encoded.texts))))
        for name, order in fed.items():
            rows = whole[:FED] if order is bm25 else sorted(whole[:FED])
            text = answer(item, rows if order is bm25 else order(item, rows))
            scores.setdefault(f"e2e {name}", []).append(rouge(said, text))
    mean = {
        name: {m: round(float(np.mean([s[m] for s in rows])), 4) for m in METRICS}
        for name, rows in scores.items()
    }
    for name, figures in mean.items():
        print(f"{name:22}", "  ".join(f"{m} {figures[m]:.3f}" for m in METRICS))
    count = len(scores["ours"])
    rows = []
    for metric in METRICS:
        rows.append(
            report.Row(
                f"{metric} F1, from the marked turns",
                f"QMSum val, {count} specific queries",
                mean["ours"][metric],
                {name: mean[name][metric] for name in peers if name != "oracle"},
                TARGETS[metric],
            )
        )
        rows.append(
            report.Row(
                f"{metric} F1, from the whole meeting",
                f"QMSum val, {count} specific queries",
                mean["e2e ours"][metric],
                {name: mean[f"e2e {name}"][metric] for name in fed},
            )
        )
    rows += standing()
    held = ", ".join(f"{m} {mean['oracle'][m]:.3f}" for m in METRICS)
    report.save("drafting", rows, [path], [f"A greedy extractive oracle reaches {held}."])
    return 0


if __name__ == "__main__":
    sys.exit(main())
