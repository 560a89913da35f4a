"""The main points of an answer: like statements, one standing for them, and who made each."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.answering.answer import Point
from wsis_nlp.answering.columns import ROLES, Columns
from wsis_nlp.answering.finding import Ranked
from wsis_nlp.answering.library import Library
from wsis_nlp.answering.settings import answer_settings
from wsis_nlp.domain.records import Document, Evidence, Role, Speaker, SpeakerKind
from wsis_nlp.drafting.points import group_like
from wsis_nlp.drafting.quality import judge, rules

Rows = NDArray[np.int64]
# From this cosine on two points are one for a reader (as in the draft).
_SAME = 0.72
_MOST_ALSO = 12

_judged = lru_cache(maxsize=100_000)(judge)


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
    same, as in a draft; then further voices are looked for in the rest of the answer.
    """
    told, columns = answer_settings(), library.columns
    rows, owner = _sentences(columns, found.rows, role)
    if not len(rows):
        return []
    order = np.argsort(rows, kind="stable")
    rows, owner = rows[order], owner[order]
    vectors = library.sentence_vectors(rows)
    nearness = np.ones(len(rows)) if found.vector is None else vectors @ found.vector
    best = set(found.rows[: told.pooled_passages].tolist())
    pool = [i for i in np.argsort(-nearness, kind="stable").tolist() if owner[i] in best]
    pool = sorted(pool[: told.pooled_sentences])
    texts = _texts(library, [int(owner[i]) for i in pool])
    quality = np.array(
        [_weight(columns, texts, int(rows[i]), int(owner[i]), float(nearness[i])) for i in pool]
    )
    groups = group_like(vectors[pool], quality)
    made: list[tuple[float, int, list[int]]] = []
    for group in groups:
        members = [pool[i] for i in group]
        speakers = {columns.speaker[owner[i]] for i in members} - {-1}
        gain = float(quality[group[0]]) * (1 + np.log1p(len(speakers)))
        made.append((gain, members[0], members))
    made.sort(key=lambda item: (-item[0], item[1]))
    chosen: list[tuple[int, list[int]]] = []
    taken = {i for _, _, members in made[: told.points] for i in members}
    for _, centre, members in made:
        if len(chosen) == told.points:
            break
        if any(float(vectors[centre] @ vectors[other]) >= _SAME for other, _ in chosen):
            continue
        if len(members) > 1:
            # What says the same further down in the answer.
            limit = min(float(vectors[centre] @ vectors[i]) for i in members)
            like = np.flatnonzero(vectors @ vectors[centre] >= limit).tolist()
            more = [i for i in like if i not in taken]
            taken.update(more)
            members.extend(more)
        chosen.append((centre, members))
    return [_point(library, [(int(rows[i]), int(owner[i])) for i in group]) for _, group in chosen]


def _sentences(columns: Columns, passages: Rows, role: Role | None) -> tuple[Rows, Rows]:
    """The sentences of substance in passages, with the passage of each."""
    first, last = columns.first[passages], columns.last[passages]
    sizes = last - first + 1
    owner = np.repeat(passages, sizes)
    offsets = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    rows = np.repeat(first, sizes) + offsets
    kept = columns.role[rows] != ROLES.index(Role.PROCEDURAL)
    if role:
        kept = columns.role[rows] == ROLES.index(role)
    return rows[kept].astype(np.int64), owner[kept].astype(np.int64)


def _texts(library: Library, passages: list[int]) -> dict[str, str]:
    idents = {library.columns.sources[library.columns.document[row]].id for row in passages}
    return library.texts(sorted(idents))


def _weight(
    columns: Columns, texts: dict[str, str], row: int, owner: int, nearness: float
) -> float:
    """How well a sentence stands for a point; 0 if it must not."""
    place = columns.speaker[owner]
    speaker = columns.speakers[place] if place >= 0 else None
    if speaker and speaker.kind is SpeakerKind.ROLE and rules().presiding.match(speaker.name):
        return 0.0
    text = texts[columns.sources[columns.document[owner]].id]
    fit = _judged(text[columns.sentence_start[row] : columns.sentence_end[row]])
    if fit.quality < rules().least_quality:
        return 0.0
    return fit.quality * (0.3 + max(0.0, nearness))


def _point(library: Library, members: list[tuple[int, int]]) -> Point:
    columns = library.columns
    sources = [columns.sources[columns.document[owner]] for _, owner in members]
    who = [
        columns.speakers[place] if (place := columns.speaker[owner]) >= 0 else None
        for _, owner in members
    ]
    known = [speaker for speaker in who if speaker and speaker.countable]
    shown = members[: _MOST_ALSO + 1]
    documents = library.documents([source.id for source in sources[: len(shown)]])
    spans = [
        evidence(
            documents[source.id],
            int(columns.sentence_start[row]),
            int(columns.sentence_end[row]),
            speaker,
            "says the same" if number else "stands for a point",
        )
        for number, ((row, _), source, speaker) in enumerate(
            zip(shown, sources[: len(shown)], who[: len(shown)], strict=True)
        )
    ]
    return Point(
        spans[0],
        tuple(spans[1:]),
        len({speaker.id for speaker in known}),
        len(who) - len(known),
        tuple(sorted({s.group for s in known if s.group}, key=str)),
    )
