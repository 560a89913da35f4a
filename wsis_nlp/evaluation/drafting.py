"""How well sentences are chosen: extractive answers to questions about meetings (QMSum).

For each specific query sentences are taken until the length of the reference is reached, and
compared with it by ROUGE F1 (Lin, 2004; the ``rouge-score`` package, stemmed): once from the turns
that are marked as answering it, once from the whole meeting (``e2e_``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from wsis_nlp.drafting.extract import extract
from wsis_nlp.drafting.pool import Pool, tokens
from wsis_nlp.drafting.pool import Query as Wanted
from wsis_nlp.encoding import Encoder, Vectors, pool
from wsis_nlp.evaluation.meetings import Meeting, Query, read_meetings
from wsis_nlp.evaluation.result import Evaluation
from wsis_nlp.searching import Question, Ranker

METRICS = ("rouge1", "rouge2", "rougeL")
# Words of the best passages of a meeting from which an answer is taken: near the median of what is
# marked as answering in the training meetings (528); not tuned.
_READ = 500
_INITIAL = re.compile(r"[a-z]")

Chosen = list[int]


@dataclass(frozen=True, slots=True)
class Encoded:
    """A meeting with its sentences as texts (without noise marks) and vectors, and their turns."""

    meeting: Meeting
    texts: tuple[str, ...]
    vectors: Vectors
    turns: tuple[int, ...]
    background: dict[str, int]

    @classmethod
    def of(cls, meeting: Meeting, encoder: Encoder) -> Encoded:
        """Encode a meeting."""
        texts = tuple(meeting.said(s.start, s.end) for s in meeting.sentences)
        return cls(
            meeting,
            texts,
            encoder.encode(texts),
            tuple(s.utterance for s in meeting.sentences),
            Counter(stem for text in texts for stem in tokens(text)),
        )

    def pool(self, query: str, rows: Sequence[int]) -> Pool:
        """Some sentences as what is chosen from."""
        labels = [self.meeting.document.utterances[self.turns[row]].label or "" for row in rows]
        voices = {label: number for number, label in enumerate(dict.fromkeys(labels))}
        return Pool.of(
            [self.texts[row] for row in rows],
            self.vectors[list(rows)],
            [self.turns[row] for row in rows],
            [voices[label] for label in labels],
            [is_named(label, query) for label in labels],
            self.background,
        )

    def answering(self, query: Query) -> list[int]:
        """The sentences of the turns that are marked as answering."""
        return [row for row, turn in enumerate(self.turns) if query.relevant[turn]]


@dataclass(frozen=True, slots=True)
class Item:
    """One query to answer: the meeting, and the rows of the sentences marked and retrieved."""

    encoded: Encoded
    query: Query
    vector: Vectors
    marked: list[int]
    found: list[int]

    @property
    def length(self) -> int:
        """The words of the reference."""
        return len(self.query.answer.split())

    def extract(self, rows: list[int]) -> Chosen:
        """Our answer, taken from some sentences of the meeting."""
        wanted = Wanted.of(self.query.text, self.vector, self.length)
        return [rows[i] for i in extract(self.encoded.pool(self.query.text, rows), wanted)]

    def text(self, rows: Iterable[int]) -> str:
        """The text of some sentences."""
        return " ".join(self.encoded.texts[row] for row in rows)


def items(path: Path, encoder: Encoder) -> Iterator[Item]:
    """The specific queries of labelled meetings that have a reference answer.

    Raises
    ------
    UsageError
        If a file is not of the schema.
    """
    for meeting in read_meetings(path):
        encoded = Encoded.of(meeting, encoder)
        sizes = np.array([text.count(" ") + 1 for text in encoded.texts], dtype=np.float32)
        starts = np.array([p.first for p in meeting.passages], dtype=np.int64)
        texts = meeting.texts
        ranker = Ranker(
            texts,
            pool(encoded.vectors, sizes, starts),
            np.zeros(len(texts), np.int64),
            meeting.speakers,
            (encoded.vectors, starts),
        )
        for query in meeting.queries:
            if query.answer and query.relevant.any():
                question = Question.read(query.text, encoder)
                found = _found(ranker, question, meeting, texts)
                yield Item(encoded, query, question.vectors[0], encoded.answering(query), found)


def _found(ranker: Ranker, question: Question, meeting: Meeting, texts: list[str]) -> list[int]:
    """The sentences of the best passages, in the order in which they were said."""
    rows: list[int] = []
    words = 0
    for ranked in ranker.rank(question):
        if words >= _READ:
            break
        passage = meeting.passages[ranked.row]
        rows += range(passage.first, passage.last + 1)
        words += texts[ranked.row].count(" ") + 1
    return sorted(rows)


def is_named(label: str, query: str) -> bool:
    """Whether the query names the speaker: by the whole label, or by its last word."""
    words = label.casefold().replace(".", " ").split()
    asked = query.casefold()
    if not words:
        return False
    if " ".join(words) in asked:
        return True
    last = words[-1]
    return (len(last) > 2 or (len(words) == 2 and bool(_INITIAL.fullmatch(last)))) and bool(
        re.search(rf"\b{re.escape(last)}\b", asked)
    )


def rouge(reference: str, answer: str) -> dict[str, float]:
    """ROUGE-1, -2 and -L F1 of an answer."""
    from rouge_score.rouge_scorer import RougeScorer  # type: ignore[import-untyped]

    scores = RougeScorer(list(METRICS), use_stemmer=True).score(reference, answer)
    return {name: float(scores[name].fmeasure) for name in METRICS}


def evaluate_drafting(path: Path, encoder: Encoder) -> Evaluation:
    """Answer every specific query of a file or folder of meetings that has an answer to compare.

    Where there is none, ``n`` is 0 and the figures are ``None``.

    Raises
    ------
    UsageError
        If a file is not of the schema.
    """
    scores: list[dict[str, float]] = []
    predictions: list[dict[str, object]] = []
    for item in items(path, encoder):
        row: dict[str, object] = {
            "meeting": item.encoded.meeting.id,
            "query": item.query.text,
            "reference": item.query.answer,
        }
        figures: dict[str, float] = {}
        for prefix, rows in (("", item.marked), ("e2e_", item.found)):
            chosen = item.extract(rows)
            answer = item.text(chosen)
            row[f"{prefix}answer"] = answer
            row[f"{prefix}sentences"] = [_sentence(item.encoded, one) for one in chosen]
            for name, value in rouge(item.query.answer, answer).items():
                figures[prefix + name] = value
        scores.append(figures)
        predictions.append({**row, **{name: round(value, 4) for name, value in figures.items()}})
    names = [prefix + name for prefix in ("", "e2e_") for name in METRICS]
    metrics: dict[str, float | int | None] = {
        name: float(np.mean([figures[name] for figures in scores])) if scores else None
        for name in names
    }
    return Evaluation("drafting", {**metrics, "n": len(scores)}, tuple(predictions))


def _sentence(encoded: Encoded, row: int) -> dict[str, object]:
    """A chosen sentence, with its turn and its range of characters in the turn's text."""
    sentence = encoded.meeting.sentences[row]
    turn = encoded.meeting.document.utterances[sentence.utterance]
    return {
        "turn": turn.index,
        "start": sentence.start - turn.start,
        "end": sentence.end - turn.start,
        "speaker": turn.label,
        "text": encoded.texts[row],
    }
