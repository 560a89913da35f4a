"""Like statements: what several speakers said alike becomes one point with many sources."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.domain.records import Role, Statement
from wsis_nlp.drafting.stance import by_stance
from wsis_nlp.encoding.protocol import Vectors

# Cosine from which two sentences are taken to say the same. On the tuning half of the
# demonstration corpus, for pairs of one line by different speakers: precision 0.60 at recall 0.10
# here, 0.58 at 0.02 from 0.62 on, 0.47 at 0.20 from 0.50 on. Most pairs that count as wrong from
# 0.55 on do say the same and only lack a common label: voices are rather counted too few.
LIKE = 0.55
# A point begins where two are so like: by the time that it has grown, what was near by chance has
# gone to another point or stands alone again. From 0.55 to 0.52 statements of several voices behind
# planted points rise from 82 to 95 on the whole demonstration corpus, 84 in 100 of them right in
# either case. At 0.50 they are 98, but the point then holds no sentence that is clear enough in one
# more case; at 0.48 and below much is joined that is not the same.
BEGINS = 0.52
# Two voices alone make a point together only from this cosine on: of 17 pairs that the rule above
# joined and no label names, 7 said the same, read one by one; of the 11 from here on, 7.
PAIR = 0.60
# A sentence joins a point, of whatever line, by its mean likeness to the m sentences of it: the
# mean of many is a surer sign than one cosine. How much the chances of their roles agree counts
# too: of the pairs that say the same on the tuning half, average precision rises from 0.15 to 0.26.
# On the other half, and on all of it, points so grown hold 0.52 and 0.61 of the speakers who made a
# planted point where the rule above alone holds 0.46 and 0.39, and 92 and 93 of 100 belong there.
JOINS = 0.46
FEW = 0.12
AGREE = 0.10
# How far the passages that they stand in are about the same lines counts half as much: average
# precision 0.256 to 0.267 on the tuning half, 0.205 to 0.230 on the other. What grows with it holds
# 0.53 instead of 0.45 of the speakers who made a planted point and are left by the role classifier;
# 84 and 86 in 100 belong there.
LINES = 0.05
# Two points become one from this mean likeness on.
MERGES = 0.45
ROUNDS = 3

# How many sentences may join a centre by chance, if the likenesses of a pool are normal; in pools
# smaller than this LIKE keeps to that by itself.
_BY_CHANCE = 0.5
_SMALL_POOL = 50
# Rows whose likenesses are held in memory at once.
_BLOCK = 2048
_ROLES = tuple(Role)

Group = list[int]


def like_enough(vectors: Vectors, least: float = LIKE) -> float:
    """The cosine from which two sentences of this pool say the same, never under ``least``.

    In a large pool about one subject some sentences are near by chance: among two thousand on the
    United Nations each has eighteen others over 0.55. So the limit rises with n and with the mean
    and spread of the likenesses of ``vectors`` (``float32[n, d]``, unit length).
    """
    count = len(vectors)
    if count < _SMALL_POOL:
        return least
    # Sums over all pairs, without making them: of x.y the squared length of the sum of the
    # vectors, of (x.y)^2 that of the sum of their outer products; each row with itself gives 1.
    pairs = count * (count - 1)
    whole = vectors.sum(axis=0, dtype=np.float64)
    mean = (float(whole @ whole) - count) / pairs
    products = (vectors.T @ vectors).astype(np.float64)
    square = (float(np.square(products).sum()) - count) / pairs
    spread = math.sqrt(max(0.0, square - mean * mean))
    return max(least, mean + spread * NormalDist().inv_cdf(1 - _BY_CHANCE / count))


def group_like(vectors: Vectors, quality: NDArray[np.float64], least: float = LIKE) -> list[Group]:
    """Group rows that say the same, best sentence first in each group.

    Greedy star clustering: the fittest sentence with the most like ones becomes a centre and takes
    what is like it. A member is like the centre itself, so that no chain of small steps joins
    two different points. Cost: n^2 d for the n sentences.

    Parameters
    ----------
    vectors
        ``float32[n, d]``, unit length.
    quality
        ``float64[n]``; a sentence of quality 0 can back a point but never stand for it.
    least
        The cosine from which they say the same, at least; see :func:`like_enough`.
    """
    near = _near(vectors, like_enough(vectors, least))
    company = np.array([len(rows) for rows, _ in near], dtype=np.float64)
    left = np.ones(len(vectors), dtype=bool)
    groups: list[Group] = []
    while len(groups) < len(vectors):
        support = np.where(left & (quality > 0), company + quality, -1.0)
        centre = int(np.argmax(support))
        if support[centre] < 0:
            break
        rows, likeness = near[centre]
        free = left[rows] & (rows != centre)
        members = rows[free][np.argsort(-likeness[free], kind="stable")]
        gone = [centre, *map(int, members)]
        groups.append(gone)
        left[gone] = False
        for row in gone:
            company[near[row][0]] -= 1
    return groups


def _near(vectors: Vectors, limit: float) -> list[tuple[NDArray[np.int64], Vectors]]:
    """For each row the rows that are at least so like it, itself among them, and how like."""
    out: list[tuple[NDArray[np.int64], Vectors]] = []
    for start in range(0, len(vectors), _BLOCK):
        likeness = vectors[start : start + _BLOCK] @ vectors.T
        close = likeness >= limit
        close[np.arange(len(close)), np.arange(start, start + len(close))] = True
        rows, columns = np.nonzero(close)
        ends = np.cumsum(np.bincount(rows, minlength=len(close)))[:-1]
        values = likeness[rows, columns]
        out += zip(np.split(columns, ends), np.split(values, ends), strict=True)
    return out


def find_points(
    statements: Sequence[Statement], vectors: Vectors, quality: NDArray[np.float64]
) -> list[Group]:
    """What is said alike, over all lines: each statement is in one group, fittest centre first.

    Statements of one main role are grouped where they are alike (:func:`group_like`). What two
    voices or more said then grows: points that are alike on average become one, and what stands
    alone joins the point that it is most like on average, for some rounds. Two voices that are not
    more than somewhat alike are parted again at the end, and so is who speaks against what the
    others want.

    Parameters
    ----------
    statements
        What was said, with roles and speakers.
    vectors
        ``float32[n, d]``, unit length, one row a statement.
    quality
        ``float64[n]``; a sentence of quality 0 becomes a centre only where there is no other.
    """
    main = np.array([_ROLES.index(s.roles[0].role) for s in statements], dtype=np.int64)
    groups: list[Group] = []
    raised = 0.0
    for role in np.unique(main):
        rows = np.flatnonzero(main == role)
        found = group_like(vectors[rows], quality[rows] + 1e-3, BEGINS)
        groups += [rows[group].tolist() for group in found]
        raised = max(raised, like_enough(vectors[rows]) - LIKE)
    voices = [voice_of(statement) for statement in statements]
    roles, lines = role_chances(statements), _line_chances(statements)
    space = np.hstack([vectors, math.sqrt(AGREE) * roles, math.sqrt(LINES) * lines])
    for _ in range(ROUNDS):
        groups = _grown(groups, space, voices, main, raised + AGREE / 2 + LINES / 4)
    parted = (part for group in groups for part in _parted(group, vectors, voices, raised))
    return [side for part in parted for side in by_stance(part, statements)]


def voice_of(statement: Statement) -> str:
    """Who says it, for telling apart: nobody who is not named is the same as another."""
    speaker, sentence = statement.speaker, statement.sentence
    if speaker and speaker.countable:
        return speaker.delegation
    return f"{sentence.document_id}/{sentence.utterance}"


def role_chances(statements: Sequence[Statement]) -> Vectors:
    """The chance of each role, ``float32[n, roles]``."""
    out = np.zeros((len(statements), len(_ROLES)), dtype=np.float32)
    for row, statement in enumerate(statements):
        for score in statement.roles:
            out[row, _ROLES.index(score.role)] = score.probability
    return out


def _line_chances(statements: Sequence[Statement]) -> Vectors:
    """The root of the chance of each line: the product of two rows is high where both are sure."""
    codes = sorted({line.code for statement in statements for line in statement.lines})
    column = {code: place for place, code in enumerate(codes)}
    out = np.zeros((len(statements), len(codes)), dtype=np.float32)
    for row, statement in enumerate(statements):
        for line in statement.lines:
            out[row, column[line.code]] = math.sqrt(line.probability)
    return out


def _grown(
    groups: list[Group],
    space: Vectors,
    voices: list[str],
    main: NDArray[np.int64],
    more: float,
) -> list[Group]:
    """One round: like points become one, and what stands alone joins the point it is most like.

    Its main role must be that of the point's first: who asks for something reports no progress.
    """
    shared = [group for group in groups if len({voices[row] for row in group}) > 1]
    alone = [group for group in groups if len({voices[row] for row in group}) == 1]
    if not shared:
        return groups
    shared = _merged(shared, space, MERGES + more)
    centres = np.stack([space[group].mean(axis=0) for group in shared], axis=1)
    plays = np.array([main[group[0]] for group in shared])
    limits = JOINS + more + FEW / np.array([len(group) for group in shared], dtype=np.float32)
    rows = [row for group in alone for row in group]
    joined: dict[int, int] = {}
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        spare = space[block] @ centres - limits
        spare[main[block][:, None] != plays] = -1.0
        best = spare.argmax(axis=1)
        held = spare[np.arange(len(block)), best] >= 0
        joined |= {block[at]: int(best[at]) for at in np.flatnonzero(held)}
    for row, place in joined.items():
        shared[place].append(row)
    rest = [[row for row in group if row not in joined] for group in alone]
    return [*shared, *(group for group in rest if group)]


def _merged(groups: list[Group], space: Vectors, limit: float) -> list[Group]:
    """Average linkage: the two groups that are most alike become one, while they are enough so."""
    sums = [space[group].sum(axis=0) for group in groups]
    members: list[Group | None] = [list(group) for group in groups]
    means = np.stack([total / len(group) for total, group in zip(sums, groups, strict=True)])
    heap: list[tuple[float, int, int]] = []
    for start in range(0, len(groups), _BLOCK):
        likeness = means[start : start + _BLOCK] @ means.T
        for left, right in np.argwhere(likeness >= limit):
            if start + left < right:
                heap.append((-float(likeness[left, right]), start + int(left), int(right)))
    heapq.heapify(heap)
    while heap:
        _, left, right = heapq.heappop(heap)
        first, second = members[left], members[right]
        if first is None or second is None:
            continue
        members[left] = members[right] = None
        both = first + second
        total = sums[left] + sums[right]
        place = len(members)
        for other, group in enumerate(members):
            if group is None:
                continue
            like = float(sums[other] @ total) / (len(group) * len(both))
            if like >= limit:
                heapq.heappush(heap, (-like, other, place))
        members.append(both)
        sums.append(total)
    return [group for group in members if group is not None]


def _parted(group: Group, vectors: Vectors, voices: list[str], raised: float) -> list[Group]:
    """A group of two voices, apart where no sentence of one is like one of the other enough."""
    known = list(dict.fromkeys(voices[row] for row in group))
    if len(known) != 2:
        return [group]
    sides = [[row for row in group if voices[row] == voice] for voice in known]
    if float((vectors[sides[0]] @ vectors[sides[1]].T).max()) >= PAIR + raised:
        return [group]
    return sides
