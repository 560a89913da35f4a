"""Figures about the same thing that do not agree, side by side.

A wrong pair costs a chair more than a missed one, so much must speak for "the same thing": the same
unit; sentences that are near in meaning; the same proper names or numbers so large that they are
nobody's own; values not so far apart that they must measure something else; no different years. A
figure in a recommendation is a target and no claim; what a speaker counts at home ("our schools")
is nobody else's to contradict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.domain.records import Role
from wsis_nlp.encoding.protocol import Vectors
from wsis_nlp.mapping.figures import Bound, Figure, FigureKind

# Cosine of the two sentences and words shared by the two clauses, by kind; chosen on the tuning
# half of the demonstration corpus and the general debate of 2024 (docs/decisions/0046).
_LIKE = {FigureKind.PEOPLE: 0.53, FigureKind.COUNT: 0.58, FigureKind.MONEY: 0.58}
_LIKE_SHARE = 0.75
_SHARED = {FigureKind.PEOPLE: 0, FigureKind.COUNT: 2, FigureKind.MONEY: 1, FigureKind.SHARE: 2}
# Farther apart than this, two numbers rather measure two things ...
_APART = 1.5
# ... and from here on a number of people is nobody's own.
_PUBLIC = 1e6
# More people than any country has: the world is meant, whatever names stand beside it.
_WORLD = 1.5e9
# "more than 735 million" is said of 740 million, not of a billion.
_OPEN = 0.05
_TITLE_WORDS = 4


@dataclass(frozen=True, slots=True)
class Side:
    """One of the values and everybody who quoted it, in the order of the documents."""

    value: float
    figures: tuple[Figure, ...]

    @property
    def voices(self) -> int:
        """How many different voices quoted it."""
        return len({figure.voice for figure in self.figures})


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two or more values for the same thing; the side that most voices quoted comes first.

    ``about`` are the words that the sentences share most, weightiest first: ours, not a quote.
    """

    unit: str
    about: tuple[str, ...]
    sides: tuple[Side, ...]


def find_disagreements(figures: Sequence[Figure], vectors: Vectors) -> tuple[Disagreement, ...]:
    """Figures about the same thing with values that cannot both hold.

    Parameters
    ----------
    figures
        What :func:`wsis_nlp.mapping.figures.find_figures` gave.
    vectors
        ``float32[n, d]``, unit length, row ``figure.statement.row`` for each figure.
    """
    claims = [figure for figure in figures if _is_claim(figure)]
    found: list[Disagreement] = []
    by_unit: dict[str, list[Figure]] = {}
    for claim in claims:
        by_unit.setdefault(claim.unit, []).append(claim)
    for unit, group in sorted(by_unit.items()):
        like = vectors[[claim.statement.row for claim in group]]
        likeness = like @ like.T
        same = np.zeros(likeness.shape, dtype=bool)
        # Only pairs that are near in meaning are looked at closely: few of many.
        for i, j in zip(*np.nonzero(np.triu(likeness >= min(_LIKE.values()), 1)), strict=True):
            same[i, j] = same[j, i] = _same_thing(group[i], group[j], float(likeness[i, j]))
        found += _disagreements(unit, group, same)
    return tuple(sorted(found, key=lambda one: (-sum(s.voices for s in one.sides), one.about)))


def _is_claim(figure: Figure) -> bool:
    roles = figure.statement.roles
    if roles and roles[0].role in (Role.RECOMMENDATION, Role.PROCEDURAL):
        return False
    return figure.value > 0 and figure.kind is not FigureKind.MEASURE and not figure.own


def _same_thing(left: Figure, right: Figure, likeness: float) -> bool:
    kind = left.kind
    if right.kind is not kind or likeness < _LIKE.get(kind, _LIKE_SHARE):
        return False
    if left.voice == right.voice and not _compatible(left, right):
        return False
    small, large = sorted((left.value, right.value))
    if large > _APART * small or len(left.about & right.about) < _SHARED[kind]:
        return False
    if left.years and right.years and not left.years & right.years:
        return False
    if kind is FigureKind.PEOPLE and small >= _PUBLIC:
        return not (left.names and right.names) or _share_names(left, right) or small >= _WORLD
    return _share_names(left, right)


def _share_names(left: Figure, right: Figure) -> bool:
    return bool(left.names & right.names)


def _compatible(left: Figure, right: Figure) -> bool:
    """Whether both values can hold, as far as they are given."""
    low, high = sorted((left, right), key=lambda figure: figure.value)
    reach = low.value + low.slack * (2 if low.bound is Bound.ABOUT else 1)
    if low.bound is Bound.AT_LEAST:
        reach = max(reach, low.value * (1 + _OPEN))
    depth = high.value - high.slack * (2 if high.bound is Bound.ABOUT else 1)
    if high.bound is Bound.AT_MOST:
        depth = min(depth, high.value * (1 - _OPEN))
    return reach >= depth


def _disagreements(
    unit: str, group: Sequence[Figure], same: NDArray[np.bool_]
) -> list[Disagreement]:
    """Stars of the graph of like figures, those with most company first; no figure twice."""
    left = np.ones(len(group), dtype=bool)
    out: list[Disagreement] = []
    while True:
        company = (same & left).sum(axis=1) * left
        centre = int(np.argmax(company)) if len(group) else 0
        if not len(group) or not company[centre]:
            return out
        members = sorted({centre, *np.flatnonzero(same[centre] & left).tolist()})
        left[members] = False
        sides = _sides([group[i] for i in members])
        if len(sides) > 1 and len({f.voice for side in sides for f in side.figures}) > 1:
            out.append(Disagreement(unit, _title([group[i] for i in members]), sides))


def _sides(figures: Sequence[Figure]) -> tuple[Side, ...]:
    """Figures that agree, together; the value that most of them give comes first."""
    values = Counter(figure.value for figure in figures)
    sides: list[list[Figure]] = []
    for figure in sorted(figures, key=lambda one: (-values[one.value], -one.value)):
        home = next((side for side in sides if _compatible(side[0], figure)), None)
        if home is None:
            sides.append([figure])
        else:
            home.append(figure)
    made = [Side(side[0].value, tuple(sorted(side, key=_place))) for side in sides]
    return tuple(sorted(made, key=lambda side: (-side.voices, -side.value)))


def _place(figure: Figure) -> tuple[str, int]:
    return figure.statement.sentence.document_id, figure.start


def _title(figures: Sequence[Figure]) -> tuple[str, ...]:
    counts = Counter(word for figure in figures for word in figure.about)
    return tuple(sorted(counts, key=lambda word: (-counts[word], word))[:_TITLE_WORDS])
