"""Which passages belong to an answer, best first: mapping, meaning and words together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.answering.filters import Filters, Mask
from wsis_nlp.answering.library import Library
from wsis_nlp.answering.settings import answer_settings
from wsis_nlp.answering.understanding import Question
from wsis_nlp.encoding import Vectors
from wsis_nlp.searching import Question as Asked
from wsis_nlp.searching import stems

Rows = NDArray[np.int64]


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
    told = answer_settings()
    chance = _chances(library, question, passes)
    sought = _sought(library, question)
    if not sought:
        rows = np.flatnonzero(passes)
        none = np.zeros(len(rows), dtype=np.float32)
        return Ranked(rows, None, none, {}, np.zeros(len(rows), dtype=np.bool_))
    if question.whole_line:
        vector = library.read([sought])[0][0]
        near, cosines = _near(library, vector, question, passes)
        belongs = chance > 0
        belongs[near[cosines >= told.mapped_search]] = True
        rows = np.flatnonzero(belongs)
        parts = {"meaning": library.index.scores(vector, rows)}
        score = parts["meaning"].copy()
    else:
        asked = Asked.made(sought, library.read)
        vector = asked.vectors[0]
        terms = stems(question.subject)
        exact = library.prepared.words.holding(terms).astype(np.int64)
        exact = exact[passes[exact]]
        near, cosines = _near(library, vector, question, passes)
        if question.strict:
            rows = _of_line(library, vector, np.flatnonzero(chance), exact)
        else:
            rows = _on_subject(near, cosines, chance, exact)
        words, _ = library.prepared.words.best(terms, told.candidates, passes)
        places = _shortlist(library, near.tolist(), words)
        parts = _parts(library, asked, rows, places)
        score = parts["context"] + told.own * parts["meaning"]
    if question.lines:
        parts["mapping"] = chance[rows]
    if question.whole_line:
        score += parts["mapping"]
    order = np.lexsort((rows, -score, library.columns.steers[rows]))
    rows = rows[order]
    return Ranked(
        rows,
        vector,
        parts["meaning"][order],
        {name: part[order] for name, part in parts.items()},
        chance[rows] > 0,
    )


def _shortlist(library: Library, near: Sequence[int], words: Sequence[int]) -> list[int]:
    """The documents of the best passages by meaning and by words in turn, ascending."""
    told, document = answer_settings(), library.columns.document
    places: dict[int, None] = {}
    passages = 0
    for pair in zip_longest(near, words):
        for row in pair:
            place = -1 if row is None else int(document[row])
            if place < 0 or place in places:
                continue
            passages += int(library.bounds[place + 1] - library.bounds[place])
            if places and passages > told.shortlist_passages:
                return sorted(places)
            places[place] = None
            if len(places) == told.shortlist:
                return sorted(places)
    return sorted(places)


def _parts(library: Library, asked: Asked, rows: Rows, places: list[int]) -> dict[str, Vectors]:
    """What each signal gives to these rows, by the ranking engine over the documents ``places``.

    Outside these documents the context counts as the least in them.
    """
    parts = {"meaning": library.index.scores(asked.vectors[0], rows)}
    if not len(rows):
        return parts | {"context": parts["meaning"]}
    ranker, read = library.ranker(places)
    given = ranker.parts(asked)
    at = np.minimum(np.searchsorted(read, rows), len(read) - 1)
    known = read[at] == rows
    for name in ("context", "words", "speaker"):
        other = given[name].min() if name == "context" else 0.0
        parts[name] = np.where(known, given[name][at], other).astype(np.float32)
    return parts


def _chances(library: Library, question: Question, passes: Mask) -> Vectors:
    """The probability of the likeliest line asked for, ``float32[n]``; 0 where none is mapped."""
    out = np.zeros(len(passes), dtype=np.float32)
    for code in question.lines:
        if code in library.columns.lines:
            rows, chances = library.columns.lines[code]
            out[rows] = np.maximum(out[rows], np.where(passes[rows], chances, 0))
    return out


def _sought(library: Library, question: Question) -> str:
    """The text whose vector is searched for: of a line, its title and other names."""
    if question.subject:
        return question.subject
    phrases: list[str] = []
    for code in question.lines:
        line = library.framework.line(code)
        phrases += [line.title.rpartition(" - ")[2], *line.aliases[:4]]
    return ", ".join(phrases[:12])


def _near(
    library: Library, vector: Vectors, question: Question, passes: Mask
) -> tuple[Rows, Vectors]:
    """The nearest rows that pass, best first, and their cosines."""
    count = answer_settings().candidates
    if question.filters != Filters():
        found = library.index.search(vector, count, np.flatnonzero(passes))
        return np.array(found[0], np.int64), np.array(found[1], np.float32)
    # Without a filter only what was said off air does not pass: so many more are asked for.
    wanted = count
    while True:
        found = library.index.search(vector, wanted)
        rows, cosines = np.array(found[0], np.int64), np.array(found[1], np.float32)
        kept = passes[rows]
        if kept.sum() >= count or wanted >= len(passes):
            return rows[kept][:count], cosines[kept][:count]
        wanted *= 2


def _of_line(library: Library, vector: Vectors, mapped: Rows, exact: Rows) -> Rows:
    """Of the passages mapped to the line, those that are not far below the nearest of them."""
    cosines = library.index.scores(vector, mapped)
    least = cosines.max(initial=-1.0) - answer_settings().below_best
    kept: Rows = mapped[(cosines >= least) | np.isin(mapped, exact)]
    return kept


def _on_subject(near: Rows, cosines: Vectors, chance: Vectors, exact: Rows) -> Rows:
    """What is near enough to the subject; a mapped passage may be further below the best."""
    told = answer_settings()
    least = max(told.least_likeness, cosines.max(initial=0.0) - told.below_best)
    chosen = cosines >= least
    chosen |= (cosines >= told.least_likeness) & (chance[near] > 0)
    return np.union1d(near[chosen], exact)
