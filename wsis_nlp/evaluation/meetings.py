"""Labelled meetings in the schema of QMSum, as documents of ours.

Zhong et al., "QMSum: A New Benchmark for Query-based Multi-domain Meeting Summarization", NAACL
2021. One meeting a line: ``id``, ``turns`` (``speaker``, ``text``) and ``queries`` (``query``,
``spans`` of turn numbers, inclusive; none where the whole meeting is meant).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.domain.errors import UsageError
from wsis_nlp.domain.records import Document, DocumentKind, Passage, Sentence, Utterance, content_id
from wsis_nlp.encoding import Encoder, Vectors, pool
from wsis_nlp.evaluation.files import json_lines
from wsis_nlp.segmenting import passages, sentences

_NOISE = re.compile(r"\{[a-z]+\}")


@dataclass(frozen=True, slots=True)
class Query:
    """A question and ``bool[turns]``: the turns that answer it; ``answer`` is a person's."""

    text: str
    relevant: NDArray[np.bool_]
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A labelled meeting, cut as the pipeline cuts a transcript."""

    id: str
    domain: str
    document: Document
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    queries: tuple[Query, ...]

    @property
    def texts(self) -> list[str]:
        """The passages' texts without noise marks."""
        return [self.said(p.start, p.end) for p in self.passages]

    @property
    def speakers(self) -> list[str]:
        """The speaker of each passage."""
        turns = self.document.utterances
        return [turns[p.utterance].label or "" for p in self.passages]

    @property
    def words(self) -> NDArray[np.int64]:
        """The words of each passage in the source, noise marks and all."""
        text = self.document.text
        return np.array([len(text[p.start : p.end].split()) for p in self.passages], dtype=np.int64)

    def said(self, start: int, end: int) -> str:
        """The text of a span without noise marks."""
        return " ".join(_NOISE.sub(" ", self.document.text[start:end]).split())

    def encode(self, encoder: Encoder) -> tuple[Vectors, tuple[Vectors, NDArray[np.int64]]]:
        """Passage vectors pooled from sentence vectors, and those, as in the pipeline."""
        texts = [self.said(s.start, s.end) for s in self.sentences]
        vectors = encoder.encode(texts)
        sizes = np.array([text.count(" ") + 1 for text in texts], dtype=np.float32)
        starts = np.array([p.first for p in self.passages], dtype=np.int64)
        return pool(vectors, sizes, starts), (vectors, starts)


def read_meetings(path: Path) -> Iterator[Meeting]:
    """The meetings of a JSON Lines file, or of every ``.jsonl`` file in a folder.

    Raises
    ------
    UsageError
        If there is none, or a field is missing or impossible; the message says in which line.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise UsageError(f"{path}: there is no .jsonl file in this folder. Name one that has some.")
    for file in files:
        for place, item in enumerate(json_lines(file, ("id", "turns", "queries")), start=1):
            try:
                yield _meeting(item)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise UsageError(
                    f"{file}, meeting {place}: turns need speaker and text, queries need query "
                    f"and spans ({type(error).__name__}: {error}). See docs/evaluation.md."
                ) from error


def _meeting(item: dict[str, Any]) -> Meeting:
    ident = str(item["id"])
    utterances: list[Utterance] = []
    at = 0
    for index, turn in enumerate(item["turns"]):
        end = at + len(turn["text"])
        uid = content_id("u", ident, index)
        utterances.append(Utterance(uid, ident, index, at, end, str(turn["speaker"])))
        at = end + 1
    text = "\n".join(turn["text"] for turn in item["turns"])
    document = Document(
        ident, ident, "", DocumentKind.TRANSCRIPT, ident, text, tuple(utterances), language="en"
    )
    cut = sentences(document)
    queries = (
        Query(
            str(query["query"]),
            _turns(query["spans"], len(utterances)),
            str(query.get("answer") or ""),
        )
        for query in item["queries"]
        if query["spans"]
    )
    return Meeting(
        ident,
        str(item.get("domain", "")),
        document,
        cut,
        passages(document, cut),
        tuple(queries),
    )


def _turns(spans: Sequence[Sequence[int]], count: int) -> NDArray[np.bool_]:
    relevant = np.zeros(count, dtype=np.bool_)
    for first, last in spans:
        if not 0 <= int(first) <= int(last) < count:
            raise ValueError(f"a span {first}-{last} among {count} turns")
        relevant[int(first) : int(last) + 1] = True
    return relevant
