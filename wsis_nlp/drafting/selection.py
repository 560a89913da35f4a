"""Which points a draft holds: as much as fits of what was said, by as many as possible.

The objective of a heading is

    F(S) = sum of the worth of each point
         + for every delegation, group and region: the root of how many chosen points it is behind
         + for every statement under the heading: its likeness to the nearest chosen point

with the weights of ``configs/drafting/selection.yaml``. Each part is monotone and submodular (the
first is additive, the next are concave over counts, the last is facility location), so F is. Its
maximum under a budget of words is hard; greedy on gain per word, or the best single point if that
is worth more, reaches at least (1 - 1/e) / 2 of it (Khuller, Moss & Naor 1999; for summaries Lin &
Bilmes, NAACL 2010 and ACL 2011). Diversity is in the roots and in the likeness: what is alike to a
chosen point, or by the same speakers, adds less. Gains are computed lazily (Minoux 1978).
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache

import numpy as np

from wsis_nlp.domain.resources import configuration
from wsis_nlp.encoding.protocol import Vectors


@dataclass(frozen=True, slots=True)
class Weights:
    """See the file for what each number does."""

    worth: float
    speakers: float
    groups: float
    regions: float
    coverage: float
    covered_from: float


@cache
def weights() -> Weights:
    """Load the numbers; raises ``ConfigurationError`` if one is missing, unknown or below 0."""
    with configuration("drafting", "selection.yaml") as raw:
        found = Weights(**{name: float(value) for name, value in raw.items()})
        for field in fields(found):
            if not getattr(found, field.name) >= 0:
                raise ValueError(f"{field.name} is below 0")
    return found


@dataclass(frozen=True, slots=True)
class Candidate:
    """A point that may be drafted: what it costs in words, its worth, and who is behind it."""

    words: int
    worth: float
    speakers: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()


class Heard:
    """How many points of the draft so far each delegation, group and region is behind."""

    def __init__(self) -> None:
        self.speakers: Counter[str] = Counter()
        self.groups: Counter[str] = Counter()
        self.regions: Counter[str] = Counter()

    def take(self, candidate: Candidate) -> None:
        """Count a point that is taken."""
        self.speakers.update(candidate.speakers)
        self.groups.update(candidate.groups)
        self.regions.update(candidate.regions)

    def copy(self) -> Heard:
        """The same counts, to go on from."""
        other = Heard()
        other.speakers = self.speakers.copy()
        other.groups = self.groups.copy()
        other.regions = self.regions.copy()
        return other


class Objective:
    """F of one heading, after what is drafted elsewhere.

    Parameters
    ----------
    candidates
        The points that may be chosen.
    likeness
        ``float32[v, m]``: how like each statement under the heading is to each point.
    heard
        Who is behind the points of other headings.
    """

    def __init__(
        self, candidates: Sequence[Candidate], likeness: Vectors, heard: Heard | None = None
    ) -> None:
        self.candidates = candidates
        self.heard = heard.copy() if heard else Heard()
        self.likeness = np.maximum(likeness - weights().covered_from, 0)
        self.covered = np.zeros(len(likeness), dtype=np.float32)
        self.value = 0.0

    def gain(self, place: int) -> float:
        """What a point would add."""
        candidate, by = self.candidates[place], weights()
        fresh = np.maximum(self.likeness[:, place] - self.covered, 0).sum()
        return (
            by.worth * candidate.worth
            + by.speakers * _more(self.heard.speakers, candidate.speakers)
            + by.groups * _more(self.heard.groups, candidate.groups)
            + by.regions * _more(self.heard.regions, candidate.regions)
            + by.coverage * float(fresh)
        )

    def take(self, place: int) -> None:
        """Choose a point."""
        self.value += self.gain(place)
        self.heard.take(self.candidates[place])
        self.covered = np.maximum(self.covered, self.likeness[:, place])


def _more(counts: Counter[str], names: Iterable[str]) -> float:
    return sum(math.sqrt(counts[name] + 1) - math.sqrt(counts[name]) for name in names)


def choose(objective: Objective, budget: int, among: Sequence[int]) -> list[int]:
    """The points ``among`` those of the objective that are worth most within a budget of words.

    They are returned in the order in which they were chosen, and ``objective`` holds them.
    """
    fitting = [place for place in among if objective.candidates[place].words <= budget]
    if not fitting:
        return []
    single = max(fitting, key=lambda place: (objective.gain(place), -place))
    alone = objective.gain(single)
    heard, covered, value = objective.heard.copy(), objective.covered, objective.value
    chosen = _greedy(objective, budget, fitting)
    if objective.value - value >= alone:
        return chosen
    objective.heard, objective.covered, objective.value = heard, covered, value
    objective.take(single)
    return [single]


def _greedy(objective: Objective, room: int, among: Sequence[int]) -> list[int]:
    """Lazy greedy on gain per word; a gain never rises, so an old one is a bound."""

    def rate(place: int) -> float:
        return objective.gain(place) / max(1, objective.candidates[place].words)

    heap = [(-rate(place), place) for place in among]
    heapq.heapify(heap)
    chosen: list[int] = []
    while heap:
        _, place = heapq.heappop(heap)
        if objective.candidates[place].words > room:
            continue
        now = -rate(place)
        if heap and (now, place) > heap[0]:
            heapq.heappush(heap, (now, place))
            continue
        objective.take(place)
        chosen.append(place)
        room -= objective.candidates[place].words
    return chosen
