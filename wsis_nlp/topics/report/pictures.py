"""Pictures of topics, as SVG for pages and papers and PNG for the rest.

Colours are one blue from light to dark, and Okabe and Ito's eight, which colour-blind readers can
tell apart; whatever a colour says is also said by a number, a line style or a label, for print in
black and white.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.domain.records import Topic
from wsis_nlp.encoding.protocol import Vectors

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from wsis_nlp.topics.dynamics import Course

INK = ("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7F7F00")
_DASHES = ("-", "--", "-.", ":")
_MOST_LINES, _MOST_NAMED, _MOST_PERIODS = 8, 40, 12
_LABEL = 38


def topic_map(topics: Sequence[Topic], centres: Vectors) -> Figure:
    """Topics as circles, near where they are alike (classical scaling; Torgerson 1952)."""
    place = _scaled(centres)
    figure, axes = blank(8, 6)
    sizes = np.array([topic.size for topic in topics], dtype=float)
    axes.scatter(
        *place.T, s=2500 * sizes / sizes.max(), c="#56B4E9", alpha=0.45, edgecolors="#0072B2"
    )
    for topic, (x, y) in zip(topics, place, strict=True):
        axes.annotate(str(topic.id), (x, y), ha="center", va="center", fontsize=8)
    legend = "\n".join(f"{topic.id}  {short(topic.label)}" for topic in topics[:_MOST_NAMED])
    if len(topics) > _MOST_NAMED:
        legend += f"\nand {len(topics) - _MOST_NAMED} smaller ones"
    axes.text(1.02, 1.0, legend, transform=axes.transAxes, va="top", fontsize=7)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.margins(0.15)
    axes.set_title("Topics: size is passages, nearness is likeness")
    return figure


def hierarchy(topics: Sequence[Topic], centres: Vectors) -> Figure:
    """Which topics belong together, as a tree over their centres (Ward)."""
    from scipy.cluster.hierarchy import dendrogram, linkage

    figure, axes = blank(8, max(2.5, 0.22 * len(topics) + 1))
    if len(topics) > 1:
        dendrogram(
            linkage(centres.astype(np.float64), "ward"),
            labels=[f"{topic.id}  {short(topic.label)}" for topic in topics],
            orientation="right",
            ax=axes,
            color_threshold=0,
            above_threshold_color="#0072B2",
        )
    axes.tick_params(axis="y", labelsize=7)
    axes.set_xlabel("distance at which topics join")
    axes.set_title("How topics belong together")
    return figure


def table_map(
    counts: NDArray[np.floating[Any]] | NDArray[np.integer[Any]],
    rows: Sequence[str],
    columns: Sequence[str],
    title: str,
) -> Figure:
    """A table of numbers with each cell shaded by its number, and the number written in it."""
    values = np.asarray(counts, dtype=float)
    figure, axes = blank(min(16, 3.6 + 0.55 * len(columns)), max(2.2, 0.26 * len(rows) + 1.4))
    axes.imshow(values, cmap="Blues", aspect="auto", vmin=0)
    axes.set_xticks(range(len(columns)), [short(c, 24) for c in columns], rotation=45, ha="right")
    axes.set_yticks(range(len(rows)), [short(r) for r in rows])
    axes.tick_params(labelsize=7)
    middle = values.max(initial=0) / 2
    whole = np.allclose(values, values.round())
    if values.size <= 3000:
        for (i, j), value in np.ndenumerate(values):
            if value:
                shown = f"{value:.0f}" if whole else f"{value:.2f}".lstrip("0")
                colour = "white" if value > middle else "black"
                axes.text(j, i, shown, ha="center", va="center", fontsize=6, color=colour)
    axes.set_title(title)
    return figure


def course(found: Course) -> Figure:
    """The share of the topics that change most, over the periods; many periods as a table."""
    if len(found.periods) > _MOST_PERIODS:
        rows = [f"{trend.topic.id}  {trend.topic.label} ({trend.kind})" for trend in found.trends]
        shares = np.array([trend.shares for trend in found.trends])
        title = f"Topics by {found.by} (% of its passages)"
        return table_map((100 * shares).round(), rows, found.periods, title)
    figure, axes = blank(8, 4.5)
    chosen = sorted(found.trends, key=lambda trend: -abs(trend.z))[:_MOST_LINES]
    x = range(len(found.periods))
    for i, trend in enumerate(chosen):
        axes.plot(
            x,
            [100 * share for share in trend.shares],
            _DASHES[i % len(_DASHES)],
            marker="osD^v<>p"[i],
            markersize=4,
            color=INK[i],
            label=f"{trend.topic.id} {short(trend.topic.label, 30)} ({trend.kind})",
        )
    axes.set_xticks(x, [short(period, 18) for period in found.periods], rotation=30, ha="right")
    axes.tick_params(labelsize=7)
    axes.set_ylabel("% of the passages")
    axes.legend(fontsize=6.5, loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)
    axes.set_title(f"The topics that change most, by {found.by}")
    return figure


def trade_off(points: Sequence[Mapping[str, Any]], best: Sequence[bool]) -> Figure:
    """Trials by coherence and diversity; filled are those that none beats in everything."""
    figure, axes = blank(7, 5)
    for i, (point, top) in enumerate(zip(points, best, strict=True), start=1):
        if point["npmi"] is None:
            continue
        axes.scatter(
            point["diversity"], point["npmi"], s=46, marker="o" if top else "s",
            facecolors="#0072B2" if top else "none", edgecolors="#0072B2" if top else "#D55E00",
        )  # fmt: skip
        axes.annotate(
            str(i), (point["diversity"], point["npmi"]), xytext=(4, 4),
            textcoords="offset points", fontsize=7,
        )  # fmt: skip
    axes.set_xlabel("diversity")
    axes.set_ylabel("coherence (NPMI)")
    axes.set_title("Trials by rank; filled circles: none is better in every figure")
    return figure


def as_svg(figure: Figure) -> str:
    """The figure as one SVG element, the same bytes each time, without a link to anywhere."""
    buffer = io.StringIO()
    with _fixed():
        figure.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None})
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    return re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)


def save(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Write ``name.svg`` and ``name.png`` (200 dots an inch) into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.svg", folder / f"{name}.png"]
    paths[0].write_text('<?xml version="1.0" encoding="utf-8"?>\n' + as_svg(figure), "utf-8")
    with _fixed():
        figure.savefig(paths[1], dpi=200, bbox_inches="tight", metadata={"Software": None})
    return paths


def short(text: str, most: int = _LABEL) -> str:
    """A text cut to ``most`` characters, with an ellipsis where it was longer."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def blank(width: float, height: float) -> tuple[Figure, Any]:
    """An empty figure of so many inches, with its axes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Made

    figure = Made(figsize=(width, height))
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure, axes


def _fixed() -> Any:  # noqa: ANN401
    import matplotlib as mpl

    return mpl.rc_context({"svg.hashsalt": "wsis-nlp", "svg.fonttype": "none"})


def _scaled(centres: Vectors) -> NDArray[np.float64]:
    if len(centres) < 3:
        return np.array([[float(i), 0.0] for i in range(len(centres))])
    distance = np.clip(1 - centres @ centres.T, 0, None).astype(np.float64)
    middle = np.eye(len(centres)) - 1 / len(centres)
    values, vectors = np.linalg.eigh(-0.5 * middle @ (distance**2) @ middle)
    axes = vectors[:, ::-1][:, :2]
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), [0, 1]])
    placed: NDArray[np.float64] = axes * np.sqrt(np.maximum(values[::-1][:2], 1e-9))
    return placed
