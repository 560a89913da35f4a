"""Which passages belong to an answer, best first: mapping, meaning and words together."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.answering.filters import Mask
from wsis_nlp.answering.library import Library
from wsis_nlp.answering.settings import answer_settings
from wsis_nlp.answering.understanding import Question
from wsis_nlp.encoding import Vectors

Rows = NDArray[np.int64]
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Ranked:
    """Passages that belong to an answer, best first, ``int64[m]``.

    ``likeness`` are their cosines with ``vector`` (what was searched for; ``None`` where the
    question has only filters), ``parts`` what each ranking gave, ``float32[m]`` each.
    """

    rows: Rows
    vector: Vectors | None
    likeness: Vectors
    parts: dict[str, Vectors]
    mapped: Mask


def find(library: Library, question: Question, passes: Mask) -> Ranked:
    """Find what belongs to the answer among the passages that pass the filters.

    A line that is asked for by itself brings in everything that the workspace maps to it, and what
    is near to it besides; a subject brings in what is near to it or has all its words. They are
    ordered by reciprocal-rank fusion (Cormack, Clarke & Buettcher, SIGIR 2009).
    """
    chance = _chances(library, question, passes)
    sought, phrases = _sought(library, question)
    if not sought:
        rows = np.flatnonzero(passes)
        none = np.zeros(len(rows), dtype=np.float32)
        return Ranked(rows, None, none, {}, np.zeros(len(rows), dtype=np.bool_))
    vector = library.encode(sought)
    words, exact = _by_words(library, phrases, question, passes)
    near, likeness = _near(library, vector, passes)
    rows = _belonging(question, chance, near, likeness, exact)
    cosines = library.index.scores(vector, rows)
    parts = {"meaning": _ranked(cosines)}
    bm25 = np.array([words.get(row, 0.0) for row in rows.tolist()], dtype=np.float32)
    parts["words"] = np.where(bm25 > 0, _ranked(bm25), 0).astype(np.float32)
    given = np.array([chance.get(row, 0.0) for row in rows.tolist()], dtype=np.float32)
    if question.lines:
        parts["mapping"] = np.where(given > 0, _ranked(given), 0).astype(np.float32)
    total = np.sum(list(parts.values()), axis=0)
    order = np.lexsort((rows, -total))
    return Ranked(
        rows[order],
        vector,
        cosines[order],
        {name: part[order] for name, part in parts.items()},
        given[order] > 0,
    )


def _chances(library: Library, question: Question, passes: Mask) -> dict[int, float]:
    """The probability of the lines asked for, by row of the passages mapped to one of them."""
    out: dict[int, float] = {}
    for code in question.lines:
        if code in library.columns.lines:
            rows, chances = library.columns.lines[code]
            for row, chance in zip(rows.tolist(), chances.tolist(), strict=True):
                if passes[row]:
                    out[row] = max(out.get(row, 0.0), chance)
    return out


def _sought(library: Library, question: Question) -> tuple[str, list[str]]:
    """The text whose vector is searched for, and the phrases that are looked for as words.

    A line asked for by its code is searched for by its title and other names.
    """
    if question.subject:
        return question.subject, [question.subject]
    phrases: list[str] = []
    for code in question.lines:
        line = library.framework.line(code)
        phrases += [line.title.rpartition(" - ")[2], *line.aliases[:4]]
    return ", ".join(phrases[:12]), phrases[:24]


def _by_words(
    library: Library, phrases: list[str], question: Question, passes: Mask
) -> tuple[dict[int, float], set[int]]:
    """BM25 by row, and the rows that have every word of the subject."""
    limit = answer_settings().candidates
    count = limit if passes.all() else len(library.columns)
    if question.subject:
        terms = [f'"{word}"' for word in dict.fromkeys(_WORD.findall(phrases[0].casefold()))]
    else:
        terms = ['"{}"'.format(" ".join(_WORD.findall(phrase))) for phrase in phrases]
    if not terms:
        return {}, set()
    found = library.rows_matching(" OR ".join(terms), count)
    kept = {row: score for row, score in found if passes[row]}
    exact: set[int] = set()
    if question.subject:
        exact = {row for row, _ in library.rows_matching(" AND ".join(terms), count) if passes[row]}
    return dict(list(kept.items())[:limit]), exact


def _near(library: Library, vector: Vectors, passes: Mask) -> tuple[list[int], list[float]]:
    among = None if passes.all() else np.flatnonzero(passes)
    return library.index.search(vector, answer_settings().candidates, among)


def _belonging(
    question: Question,
    chance: dict[int, float],
    near: list[int],
    likeness: list[float],
    exact: set[int],
) -> Rows:
    told = answer_settings()
    if question.strict and not question.whole_line:
        return np.array(sorted(chance), dtype=np.int64)
    least = told.mapped_search
    chosen = set(chance)
    if not question.whole_line:
        best = likeness[0] if likeness else 0.0
        least = max(told.least_likeness, best - told.below_best)
        chosen = exact | {
            row
            for row, cosine in zip(near, likeness, strict=True)
            if row in chance and cosine >= told.least_likeness
        }
    chosen |= {row for row, cosine in zip(near, likeness, strict=True) if cosine >= least}
    return np.array(sorted(chosen), dtype=np.int64)


def _ranked(values: Vectors) -> Vectors:
    """1 / (60 + rank) of each value, the highest first."""
    order = np.argsort(-values, kind="stable")
    out = np.empty(len(values), dtype=np.float32)
    out[order] = 1 / (61 + np.arange(len(values), dtype=np.float32))
    return out
