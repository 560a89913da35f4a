"""The records of an answer."""

from __future__ import annotations

from dataclasses import dataclass

from wsis_nlp.answering.understanding import Question
from wsis_nlp.domain.records import Document, Evidence, StakeholderGroup


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was said: passages, and by whom and where. ``unnamed`` passages have no speaker
    that can be told apart; ``mapped`` are those that the workspace maps to the lines asked for.
    """

    passages: int
    mapped: int
    speakers: int
    unnamed: int
    sessions: int
    submissions: int
    groups: tuple[StakeholderGroup, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """Like statements: the one that stands for them, and the others, nearest first.

    ``voices`` counts distinct speakers that can be told apart, ``unnamed`` the other statements.
    """

    evidence: Evidence
    also: tuple[Evidence, ...]
    voices: int
    unnamed: int
    groups: tuple[StakeholderGroup, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A passage of the answer; ``parts`` says what each ranking gave to its score.

    ``best`` is the sentence nearest to the question and ``marks`` the question's words, both as
    offsets in the quote; ``before`` and ``after`` are the sentences around it.
    """

    evidence: Evidence
    parts: dict[str, float]
    best: tuple[int, int]
    marks: tuple[tuple[int, int], ...]
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said: the counts over all of it, the main points, the first passages.

    ``documents`` are those that are cited.
    """

    question: Question
    counts: Counts
    points: tuple[Point, ...]
    passages: tuple[Found, ...]
    documents: dict[str, Document]
    remarks: tuple[str, ...]
