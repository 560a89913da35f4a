"""Which passages belong to an answer, best first: mapping, meaning and words together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.answering.columns import ROLES
from wsis_nlp.answering.filters import Mask
from wsis_nlp.answering.library import Library
from wsis_nlp.answering.settings import answer_settings
from wsis_nlp.answering.understanding import Question
from wsis_nlp.domain.records import Role
from wsis_nlp.encoding import Vectors
from wsis_nlp.searching import Question as Asked

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
    is near to it besides; a subject brings in what is near to it or has all its words. A
    subject is ordered by the ranking engine, which reads the documents of the best passages whole;
    a whole line by the chance that the workspace gave and by the cosine. What only steers the talk
    stands last.
    """
    chance = _chances(library, question, passes)
    sought, phrases = _sought(library, question)
    if not sought:
        rows = np.flatnonzero(passes)
        none = np.zeros(len(rows), dtype=np.float32)
        return Ranked(rows, None, none, {}, np.zeros(len(rows), dtype=np.bool_))
    vector = library.encode(sought)
    words, exact = _by_words(library, phrases, question, passes)
    near = _near(library, vector, passes)
    if question.whole_line:
        besides = _from(near, answer_settings().mapped_search)
        rows = np.array(sorted({*chance, *besides}), dtype=np.int64)
        parts = {"meaning": library.index.scores(vector, rows)}
        score = parts["meaning"].copy()
    else:
        if question.strict:
            rows = _of_line(library, vector, chance, exact)
        else:
            rows = _on_subject(near, chance, exact)
        parts = _parts(library, sought, vector, rows, _shortlist(library, near, words))
        score = parts["context"] + answer_settings().own * parts["meaning"]
    if question.lines:
        parts["mapping"] = np.array([chance.get(row, 0.0) for row in rows.tolist()], np.float32)
    if question.whole_line:
        score += parts["mapping"]
    order = np.lexsort((rows, -score, _steers(library, rows)))
    rows = rows[order]
    return Ranked(
        rows,
        vector,
        parts["meaning"][order],
        {name: part[order] for name, part in parts.items()},
        np.array([row in chance for row in rows.tolist()], dtype=np.bool_),
    )


def _steers(library: Library, rows: Rows) -> Mask:
    """Which passages only steer the talk ("you have the floor"): they stand last."""
    columns = library.columns
    total = np.concatenate([[0], np.cumsum(columns.role != ROLES.index(Role.PROCEDURAL))])
    nothing: Mask = total[columns.last[rows] + 1] == total[columns.first[rows]]
    return nothing


def _shortlist(library: Library, near: dict[int, float], words: dict[int, float]) -> list[int]:
    """The documents of the best passages by meaning and by words in turn, ascending."""
    told, document = answer_settings(), library.columns.document
    places: dict[int, None] = {}
    passages = 0
    for pair in zip_longest(near, words):
        for row in pair:
            place = -1 if row is None else int(document[row])
            if place < 0 or place in places:
                continue
            first, end = np.searchsorted(document, [place, place + 1]).tolist()
            passages += end - first
            if places and passages > told.shortlist_passages:
                return sorted(places)
            places[place] = None
            if len(places) == told.shortlist:
                return sorted(places)
    return sorted(places)


def _parts(
    library: Library, sought: str, vector: Vectors, rows: Rows, places: list[int]
) -> dict[str, Vectors]:
    """What each signal gives to these rows, by the ranking engine over the documents ``places``.

    Outside these documents the context counts as the least in them.
    """
    parts = {"meaning": library.index.scores(vector, rows)}
    if not len(rows):
        return parts | {"context": parts["meaning"]}
    ranker, read = library.ranker(places)
    asked = Asked.made(sought, lambda texts: np.stack([library.encode(text) for text in texts]))
    given = ranker.parts(asked)
    at = np.minimum(np.searchsorted(read, rows), len(read) - 1)
    known = read[at] == rows
    for name in ("context", "words", "speaker"):
        other = given[name].min() if name == "context" else 0.0
        parts[name] = np.where(known, given[name][at], other).astype(np.float32)
    return parts


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


def _near(library: Library, vector: Vectors, passes: Mask) -> dict[int, float]:
    """The cosines of the nearest rows, best first."""
    among = None if passes.all() else np.flatnonzero(passes)
    found = library.index.search(vector, answer_settings().candidates, among)
    return dict(zip(*found, strict=True))


def _from(near: dict[int, float], least: float) -> set[int]:
    return {row for row, cosine in near.items() if cosine >= least}


def _of_line(library: Library, vector: Vectors, chance: dict[int, float], exact: set[int]) -> Rows:
    """Of the passages mapped to the line, those that are not far below the nearest of them."""
    mapped = np.array(sorted(chance), dtype=np.int64)
    cosines = library.index.scores(vector, mapped)
    least = cosines.max(initial=-1.0) - answer_settings().below_best
    kept: Rows = mapped[(cosines >= least) | np.isin(mapped, list(exact))]
    return kept


def _on_subject(near: dict[int, float], chance: dict[int, float], exact: set[int]) -> Rows:
    """What is near enough to the subject; a mapped passage may be further below the best."""
    told = answer_settings()
    best = max(near.values(), default=0.0)
    chosen = exact | _from(near, max(told.least_likeness, best - told.below_best))
    chosen |= _from(near, told.least_likeness) & set(chance)
    return np.array(sorted(chosen), dtype=np.int64)
