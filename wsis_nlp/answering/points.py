"""The main points of an answer: like statements, one standing for them, and who made each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.answering.answer import Point
from wsis_nlp.answering.columns import PROCEDURAL, ROLES, Columns
from wsis_nlp.answering.finding import Ranked
from wsis_nlp.answering.library import Library
from wsis_nlp.answering.settings import answer_settings
from wsis_nlp.domain.records import Document, Evidence, Role, Speaker
from wsis_nlp.drafting.points import group_like
from wsis_nlp.encoding import Vectors

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]
# From this cosine on two points are one for a reader.
_SAME = 0.72
_MOST_ALSO = 12


def evidence(
    document: Document, start: int, end: int, speaker: Speaker | None, reason: str
) -> Evidence:
    """A span of a document with its citation."""
    return Evidence(
        quote=document.text[start:end],
        citation=document.cite(start, end, speaker),
        speaker=speaker,
        reason=reason,
    )


def main_points(library: Library, found: Ranked, role: Role | None) -> list[Point]:
    """The points that most voices made, best first.

    The sentences nearest to the question, of the best passages, are grouped where they say the
    same, as in a draft; then further voices are looked for further down in the answer.
    """
    told, columns = answer_settings(), library.columns
    rows, owner = _sentences(columns, found.rows[: told.pooled_passages], role)
    if not len(rows):
        return []
    vectors = library.sentences[rows]
    nearness = np.ones(len(rows)) if found.vector is None else vectors @ found.vector
    pool = np.sort(np.argsort(-nearness, kind="stable")[: told.pooled_sentences])
    rows, owner, vectors, nearness = rows[pool], owner[pool], vectors[pool], nearness[pool]
    quality = _weights(columns, rows, owner, nearness)
    made: list[tuple[float, int, list[int]]] = []
    for group in group_like(vectors, quality):
        speakers = set(columns.speaker[owner[group]].tolist()) - {-1}
        gain = float(quality[group[0]]) * (1 + np.log1p(len(speakers)))
        made.append((gain, group[0], group))
    made.sort(key=lambda item: (-item[0], item[1]))
    chosen: list[list[int]] = []
    for _, centre, group in made:
        if len(chosen) == told.points:
            break
        if all(float(vectors[centre] @ vectors[other[0]]) < _SAME for other in chosen):
            chosen.append(group)
    groups = [[(int(rows[i]), int(owner[i])) for i in group] for group in chosen]
    taken = {int(rows[i]) for _, _, group in made[: told.points] for i in group}
    _further_down(library, found, role, groups, taken)
    return _points(library, groups)


def _further_down(
    library: Library,
    found: Ranked,
    role: Role | None,
    groups: list[list[tuple[int, int]]],
    taken: set[int],
) -> None:
    """Add to groups of several sentences what says the same further down in the answer."""
    several = [group for group in groups if len(group) > 1]
    if not several:
        return
    rows, owner = _sentences(library.columns, found.rows[: answer_settings().heard_passages], role)
    vectors = library.sentences[rows]
    centres = library.sentences[[group[0][0] for group in several]]
    likeness = vectors @ centres.T
    taken.update(row for group in several for row, _ in group)
    for place, group in enumerate(several):
        members = np.searchsorted(rows, [row for row, _ in group])
        like = np.flatnonzero(likeness[:, place] >= likeness[members, place].min()).tolist()
        more = [i for i in like if int(rows[i]) not in taken]
        taken.update(int(rows[i]) for i in more)
        group.extend((int(rows[i]), int(owner[i])) for i in more)


def _sentences(columns: Columns, passages: Rows, role: Role | None) -> tuple[Rows, Rows]:
    """The sentences of substance in passages, ascending, with the passage of each."""
    passages = np.sort(passages)
    first, last = columns.first[passages], columns.last[passages]
    sizes = last - first + 1
    owner = np.repeat(passages, sizes)
    offsets = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    rows = np.repeat(first, sizes) + offsets
    kept = columns.role[rows] != PROCEDURAL
    if role:
        kept = columns.role[rows] == ROLES.index(role)
    return rows[kept].astype(np.int64), owner[kept].astype(np.int64)


def _weights(columns: Columns, rows: Rows, owner: Rows, nearness: Vectors | Floats) -> Floats:
    """How well each sentence stands for a point, ``float64[n]``; 0 if it must not."""
    weights: Floats = columns.quality[rows].astype(np.float64) * (0.3 + np.maximum(0, nearness))
    who = columns.speaker[owner]
    weights[(who >= 0) & columns.presides[who]] = 0.0
    return weights


def _points(library: Library, groups: list[list[tuple[int, int]]]) -> list[Point]:
    columns = library.columns
    shown = [owner for group in groups for _, owner in group[: _MOST_ALSO + 1]]
    idents = [columns.sources[place].id for place in columns.document[shown].tolist()]
    documents = library.documents(idents)
    return [_point(columns, documents, group) for group in groups]


def _point(
    columns: Columns, documents: dict[str, Document], members: list[tuple[int, int]]
) -> Point:
    who = [
        columns.speakers[place] if place >= 0 else None
        for place in columns.speaker[[owner for _, owner in members]].tolist()
    ]
    known = [speaker for speaker in who if speaker and speaker.countable]
    spans = [
        evidence(
            documents[columns.sources[columns.document[owner]].id],
            int(columns.sentence_start[row]),
            int(columns.sentence_end[row]),
            speaker,
            "says the same" if number else "stands for a point",
        )
        for number, ((row, owner), speaker) in enumerate(
            zip(members[: _MOST_ALSO + 1], who, strict=False)
        )
    ]
    return Point(
        spans[0],
        tuple(spans[1:]),
        len({speaker.id for speaker in known}),
        len(who) - len(known),
        tuple(sorted({s.group for s in known if s.group}, key=str)),
    )
