"""Where the passages of one run went in another: an alluvial picture (Sankey of two columns).

Bands are as wide as the passages they carry. What a band's colour says is also said by its
hatching, and how many passages it carries by a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.topics.report.pictures import blank, short

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from wsis_nlp.topics.comparing import Comparison, Relation

# Colour, hatching and words of a band; colours are Okabe and Ito's.
_BANDS = {
    "matched": ("#56B4E9", "", "same topic in both"),
    "split": ("#E69F00", "////", "part of a split"),
    "merged": ("#009E73", "\\\\\\\\", "part of a merger"),
    "": ("#BBBBBB", "", "moved between topics"),
}
# Bands thinner than this share of both their topics are left out; they hide the rest.
_THIN = 0.1
_NUMBERED = 0.012
_GAP = 0.25
_SWEEPS = 8
_SIDE = 0.02
_LABEL = 46


def flow(
    found: Comparison, before: Sequence[str], after: Sequence[str], names: tuple[str, str]
) -> Figure:
    """The picture of a comparison by shared passages.

    ``before`` and ``after`` label the topics; ``names`` the two runs.
    """
    from matplotlib.patches import Patch

    counts = found.flow.astype(float)
    shares = _shares(counts)
    kinds = _kinds(found.relations, counts.shape)
    left, right = _orders(counts)
    tallest = max(np.count_nonzero(counts.sum(axis=1)), np.count_nonzero(counts.sum(axis=0)))
    figure, axes = blank(10, max(3.5, 0.3 * tallest + 1.5))
    gap = _GAP * counts.sum() / max(tallest, 1)
    starts = _column(axes, 0.0, counts.sum(axis=1), left, gap, [*before, "no topic"])
    ends = _column(axes, 1.0, counts.sum(axis=0), right, gap, [*after, "no topic"])
    hidden, drawn = 0, set[str]()
    for a in left:
        for b in right:
            width = counts[a, b]
            if not width:
                continue
            top, bottom = starts[a], ends[b]
            starts[a], ends[b] = top - width, bottom - width
            if max(shares[0][a, b], shares[1][a, b]) < _THIN:
                hidden += int(width)
                continue
            kind = kinds.get((a, b), "")
            drawn.add(kind)
            _band(axes, top, bottom, width, kind)
            if width >= _NUMBERED * counts.sum():
                height = top - width / 2 + 0.05 * (bottom - top)
                axes.text(0.12, height, f"{width:.0f}", fontsize=6.5, va="center", ha="center")
    axes.set_xlim(-1.05, 2.05)
    axes.set_axis_off()
    axes.set_title(f"{names[0]} (left) and {names[1]} (right): where {found.shared} passages went")
    shown = [kind for kind in _BANDS if kind in drawn]
    keys = [
        Patch(
            facecolor=_BANDS[kind][0],
            hatch=_BANDS[kind][1],
            edgecolor="white",
            alpha=0.7,
            label=_BANDS[kind][2],
        )
        for kind in shown
    ]
    note = f"{hidden} passages in bands under {_THIN:.0%} of both their topics are not drawn"
    axes.legend(
        handles=keys, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=4, frameon=False,
        fontsize=7.5, title=note if hidden else None, title_fontsize=7.5,
    )  # fmt: skip
    return figure


def _kinds(relations: Sequence[Relation], shape: tuple[int, ...]) -> dict[tuple[int, int], str]:
    return {
        (a, b): relation.kind
        for relation in relations
        if relation.kind in _BANDS
        for a in relation.before
        for b in relation.after
        if a < shape[0] and b < shape[1]
    }


def _shares(counts: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The share of each band in its topic on the left and on the right; none of no topic."""
    left = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    right = counts / np.maximum(counts.sum(axis=0, keepdims=True), 1)
    left[-1], right[:, -1] = 0, 0
    return left, right


def _orders(counts: NDArray[np.float64]) -> tuple[list[int], list[int]]:
    """Both columns from top to bottom, so that few bands cross; no topic comes last.

    Each side is put by the mean place of what it shares (Sugiyama, Tagawa & Toda 1981).
    """
    shared = counts[:-1, :-1]
    left, right = np.arange(len(shared)), np.arange(shared.shape[1])
    for _ in range(_SWEEPS):
        right = _by_place(shared, left)
        left = _by_place(shared.T, right)
    kept = (
        [int(i) for i in side if counts.sum(axis=axis)[i]] for side, axis in ((left, 1), (right, 0))
    )
    first, second = kept
    if counts[-1].any():
        first.append(len(counts) - 1)
    if counts[:, -1].any():
        second.append(counts.shape[1] - 1)
    return first, second


def _by_place(shared: NDArray[np.float64], order: NDArray[np.intp]) -> NDArray[np.intp]:
    place = np.empty(len(order))
    place[order] = np.arange(len(order))
    totals = shared.sum(axis=0)
    middle = np.where(totals > 0, place @ shared / np.maximum(totals, 1), len(order))
    return np.argsort(middle, kind="stable")


def _column(
    axes: Any,  # noqa: ANN401
    x: float,
    sizes: NDArray[np.float64],
    order: Sequence[int],
    gap: float,
    labels: Sequence[str],
) -> dict[int, float]:
    """Draw the topics of one side; gives the upper edge of each."""
    at = (sum(sizes[i] for i in order) + gap * (len(order) - 1)) / 2
    tops = {}
    side = -1 if x == 0 else 1
    for i in order:
        tops[i] = at
        axes.bar(x + side * _SIDE / 2, -sizes[i], width=_SIDE, bottom=at, color="#000000")
        axes.text(
            x + side * 2 * _SIDE,
            at - sizes[i] / 2,
            f"{short(labels[i], _LABEL)} ({sizes[i]:.0f})",
            ha="right" if side < 0 else "left",
            va="center",
            fontsize=7,
        )
        at -= sizes[i] + gap
    return tops


def _band(axes: Any, top: float, bottom: float, width: float, kind: str) -> None:  # noqa: ANN401
    x = np.linspace(0, 1, 60)
    bend = top + (bottom - top) * (3 * x**2 - 2 * x**3)
    colour, hatch, _ = _BANDS[kind]
    axes.fill_between(
        x, bend, bend - width, facecolor=colour, alpha=0.55, hatch=hatch, edgecolor="white",
        linewidth=0.4,
    )  # fmt: skip
