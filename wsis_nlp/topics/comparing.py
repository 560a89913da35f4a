"""Two models side by side: which topics match, split, merged, appeared and went.

Where the models share passages, topics are compared by them; else by how near their centres are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.domain.errors import UsageError
from wsis_nlp.topics.quality import agreement
from wsis_nlp.topics.registry import SavedRun

# A topic is made of another from this share on, and is mostly that other from the second.
_PART, _MOST = 0.2, 0.5
# Fewer shared passages than this say little; cosine of centres from which topics match.
_SHARED = 50
_NEAR = 0.6


@dataclass(frozen=True, slots=True)
class Relation:
    """What became of topics: ``kind`` is matched, split, merged, shifted, appeared or went."""

    kind: str
    before: tuple[int, ...]
    after: tuple[int, ...]
    strength: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs compared.

    ``likeness`` is ``float64[topics before, topics after]``: Jaccard over shared passages, or
    cosine of centres, as ``by`` says; ``agreement`` is the adjusted Rand index over them.
    ``flow`` counts the shared passages, ``int64[topics before + 1, topics after + 1]``, those of no
    topic last; it is empty where too few are shared.
    """

    relations: tuple[Relation, ...]
    likeness: NDArray[np.float64]
    by: str
    shared: int
    agreement: float | None
    flow: NDArray[np.int64]


def compare(before: SavedRun, after: SavedRun) -> Comparison:
    """Compare two runs.

    Raises
    ------
    UsageError
        If they share no passages and their vectors are of different encoders.
    """
    place = {row["id"]: i for i, row in enumerate(after.passages)}
    pairs = [(i, place[row["id"]]) for i, row in enumerate(before.passages) if row["id"] in place]
    if len(pairs) >= min(_SHARED, len(before.passages), len(after.passages)):
        rows, others = np.array(pairs).T
        first, second = before.labels[rows], after.labels[others]
        flow = np.zeros((len(before.topics) + 1, len(after.topics) + 1), dtype=np.int64)
        np.add.at(flow, (first, second), 1)  # -1, no topic, is the last row or column
        both = flow[:-1, :-1]
        of_first = both / np.maximum(_sizes(first, len(before.topics))[:, None], 1)
        of_second = both / np.maximum(_sizes(second, len(after.topics))[None, :], 1)
        union = _sizes(first, len(before.topics))[:, None] + _sizes(second, len(after.topics))
        likeness = both / np.maximum(union - both, 1)
        relations = _by_shares(of_first, of_second, likeness)
        ari = agreement((first.tolist(), second.tolist()))
        return Comparison(relations, likeness, "shared passages", len(pairs), ari, flow)
    if before.facts["data"]["encoder"] != after.facts["data"]["encoder"]:
        raise UsageError(
            f"{before.name} and {after.name} share {len(pairs)} passages and their vectors come "
            "from different encoders, so there is nothing to compare. Train one of them again "
            "with the encoder of the other."
        )
    likeness = (before.frame.centres @ after.frame.centres.T).astype(np.float64)
    none = np.zeros((0, 0), dtype=np.int64)
    return Comparison(_by_nearness(likeness), likeness, "centres", len(pairs), None, none)


def _sizes(labels: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    return np.bincount(labels[labels >= 0], minlength=count)


def _by_shares(
    of_first: NDArray[np.float64], of_second: NDArray[np.float64], likeness: NDArray[np.float64]
) -> tuple[Relation, ...]:
    found: list[Relation] = []
    done_before: set[int] = set()
    done_after: set[int] = set()
    for a, b in np.argwhere((of_first >= _MOST) & (of_second >= _MOST)).tolist():
        found.append(Relation("matched", (a,), (b,), float(likeness[a, b])))
        done_before.add(a)
        done_after.add(b)
    for a in range(len(of_first)):
        into = [b for b in range(of_first.shape[1]) if of_first[a, b] >= _PART]
        into = [b for b in into if of_second[a, b] >= _MOST and b not in done_after]
        if a not in done_before and len(into) > 1:
            found.append(Relation("split", (a,), tuple(into), float(of_first[a, into].sum())))
            done_before.add(a)
            done_after |= set(into)
    for b in range(of_first.shape[1]):
        out_of = [a for a in range(len(of_first)) if of_second[a, b] >= _PART]
        out_of = [a for a in out_of if of_first[a, b] >= _MOST and a not in done_before]
        if b not in done_after and len(out_of) > 1:
            found.append(Relation("merged", tuple(out_of), (b,), float(of_second[out_of, b].sum())))
            done_before |= set(out_of)
            done_after.add(b)
    for a in sorted(set(range(len(of_first))) - done_before):
        best = int(of_first[a].argmax()) if of_first.shape[1] else -1
        if best >= 0 and of_first[a, best] >= _PART:
            found.append(Relation("shifted", (a,), (best,), float(of_first[a, best])))
        else:
            found.append(Relation("went", (a,), (), 0.0))
    fresh = sorted(set(range(of_first.shape[1])) - done_after)
    found += [
        Relation("appeared", (), (b,), 0.0) for b in fresh if of_second[:, b].max(initial=0) < _PART
    ]
    return tuple(found)


def _by_nearness(likeness: NDArray[np.float64]) -> tuple[Relation, ...]:
    found: list[Relation] = []
    matched: set[int] = set()
    for a in range(len(likeness)):
        b = int(likeness[a].argmax())
        if likeness[a, b] >= _NEAR and int(likeness[:, b].argmax()) == a:
            found.append(Relation("matched", (a,), (b,), float(likeness[a, b])))
            matched.add(b)
        elif likeness[a, b] >= _NEAR:
            found.append(Relation("shifted", (a,), (b,), float(likeness[a, b])))
        else:
            found.append(Relation("went", (a,), (), float(likeness[a, b])))
    found += [
        Relation("appeared", (), (b,), float(likeness[:, b].max()))
        for b in sorted(set(range(likeness.shape[1])) - matched)
        if likeness[:, b].max() < _NEAR
    ]
    return tuple(found)
