"""How much of what answers a question is among the first passages, within a budget of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.encoding import Encoder, Vectors
from wsis_nlp.evaluation.meetings import Meeting, Query, read_meetings
from wsis_nlp.evaluation.result import Evaluation
from wsis_nlp.searching import Question, Ranker

BUDGETS = (0.05, 0.1, 0.2)
# Predictions hold the best passages up to this share of the meeting's words: more than any budget.
_KEPT = 0.25
Order = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Encoded:
    """A meeting's vectors and its questions, read."""

    passages: Vectors
    sentences: Vectors
    starts: Order
    questions: tuple[Question, ...]


def encode_meeting(meeting: Meeting, encoder: Encoder) -> Encoded:
    """Encode a meeting and its questions, once."""
    vectors, (sentences, starts) = meeting.encode(encoder)
    questions = (Question.read(query.text, encoder) for query in meeting.queries)
    return Encoded(vectors, sentences, starts, tuple(questions))


def corpus_of(
    meetings: Sequence[Meeting], encoded: Mapping[str, Encoded]
) -> tuple[Ranker, list[int]]:
    """A ranker over these meetings, and the row at which each begins."""
    found = [encoded[meeting.id] for meeting in meetings]
    places = np.cumsum([0, *(len(one.passages) for one in found)]).tolist()
    shifts = np.cumsum([0, *(len(one.sentences) for one in found)]).tolist()
    ranker = Ranker(
        [text for meeting in meetings for text in meeting.texts],
        np.vstack([one.passages for one in found]),
        np.repeat(np.arange(len(found)), np.diff(places)),
        [label for meeting in meetings for label in meeting.speakers],
        (
            np.vstack([one.sentences for one in found]),
            np.concatenate([one.starts + at for one, at in zip(found, shifts, strict=False)]),
        ),
    )
    return ranker, places[:-1]


def recall(order: Order, words: Order, relevant: NDArray[np.bool_], budget: float) -> float:
    """The share of the relevant words in the first ``budget`` words of a ranking.

    A passage that goes over the budget counts as far as the budget reaches into it; ``words`` and
    ``relevant`` are of the passages, ``int64[n]`` and ``bool[n]``.
    """
    spent = np.cumsum(words[order])
    gained = np.cumsum((words * relevant)[order])
    share = np.interp(budget, [0, *spent], [0, *gained]) / gained[-1]
    return float(share)


def ndcg(order: Order, relevant: NDArray[np.bool_], count: int = 10) -> float:
    """Normalised discounted cumulative gain of the first passages (Järvelin & Kekäläinen, 2002)."""
    discount = 1 / np.log2(np.arange(2, count + 2))
    first = relevant[order[:count]]
    best = discount[: min(count, int(relevant.sum()))].sum()
    return float((first * discount[: len(first)]).sum() / best)


def evaluate_retrieval(path: Path, encoder: Encoder) -> Evaluation:
    """Ask every specific question of each labelled meeting of its own meeting.

    The metrics are means over questions, and of each domain apart; BM25 and the plain cosine over
    the same blocks of about 120 words stand beside them.

    Raises
    ------
    UsageError
        If the file is not what it should be.
    """
    scores: dict[str, list[list[float]]] = {"wsis-nlp": [], "BM25": [], "cosine": []}
    domains: list[str] = []
    predictions: list[Mapping[str, object]] = []
    for meeting in read_meetings(path):
        if meeting.queries:
            encoded = encode_meeting(meeting, encoder)
            ranker, _ = corpus_of([meeting], {meeting.id: encoded})
            turns = np.array([p.utterance for p in meeting.passages])
            for query, question in zip(meeting.queries, encoded.questions, strict=True):
                ranked = ranker.rank(question)
                order = np.array([hit.row for hit in ranked], dtype=np.int64)
                right = query.relevant[turns]
                if not right.any():
                    continue
                domains.append(meeting.domain)
                scores["wsis-nlp"].append(_figures(meeting, order, right))
                signals, _ = ranker.signals(question)
                block = ranker.blocks.of_passage
                for name, values in (("BM25", signals.bm25), ("cosine", signals.cosines["whole"])):
                    plain = np.argsort(-values[block], kind="stable")
                    scores[name].append(_figures(meeting, plain, right))
                shown = [(hit.row, hit.score) for hit in ranked]
                predictions.append(_prediction(meeting, query, shown))
    metrics = {name: _means(rows, domains) for name, rows in scores.items()}
    return Evaluation("retrieval", metrics.pop("wsis-nlp"), tuple(predictions), metrics)


def _figures(meeting: Meeting, order: Order, right: NDArray[np.bool_]) -> list[float]:
    words = meeting.words
    whole = float(words.sum())
    return [*(recall(order, words, right, b * whole) for b in BUDGETS), ndcg(order, right)]


def _means(rows: list[list[float]], domains: list[str]) -> dict[str, float | int | None]:
    names = [*(f"recall@{budget:.0%}" for budget in BUDGETS), "ndcg@10"]
    if not rows:
        return {**dict.fromkeys(names), "n": 0}
    table, where = np.array(rows), np.array(domains)
    out: dict[str, float | int | None] = dict(
        zip(names, table.mean(axis=0).round(4).tolist(), strict=True)
    )
    out["n"] = len(rows)
    for domain in sorted({name for name in domains if name}):
        mean = table[where == domain].mean(axis=0).round(4).tolist()
        out |= {f"{domain} {name}": value for name, value in zip(names, mean, strict=True)}
        out[f"{domain} n"] = int((where == domain).sum())
    return out


def _prediction(
    meeting: Meeting, query: Query, shown: list[tuple[int, float]]
) -> Mapping[str, object]:
    words = meeting.words
    left = _KEPT * float(words.sum())
    found: list[Mapping[str, object]] = []
    for row, score in shown:
        if left <= 0:
            break
        passage = meeting.passages[row]
        turn = meeting.document.utterances[passage.utterance]
        found.append(
            {
                "turns": [turn.index, turn.index],
                "start": passage.start - turn.start,
                "end": passage.end - turn.start,
                "words": int(words[row]),
                "score": round(score, 4),
            }
        )
        left -= float(words[row])
    return {
        "meeting": meeting.id,
        "query": query.text,
        "words_in_meeting": int(words.sum()),
        "passages": found,
    }
