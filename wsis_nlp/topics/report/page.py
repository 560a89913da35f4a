"""The report of a run: one page that opens anywhere, without a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np

from wsis_nlp.domain.errors import OutputError, UsageError
from wsis_nlp.domain.records import Topic
from wsis_nlp.topics.dynamics import FACETS, over_time
from wsis_nlp.topics.registry import SavedRun
from wsis_nlp.topics.report import pictures

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_TABLES = {
    "line": "Topics by line of the framework (passages)",
    "group": "Topics by stakeholder group (passages)",
    "region": "Topics by region (passages)",
    "phase": "Topics by phase (passages)",
}
_PASSAGES = 5
_STYLE = """
body{font:16px/1.5 Georgia,serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#111}
h1,h2,h3{font-family:system-ui,sans-serif;line-height:1.2}h3{margin-top:2rem}
table{border-collapse:collapse;font:14px/1.4 system-ui,sans-serif}
td,th{border-bottom:1px solid #bbb;padding:.25rem .6rem;text-align:left;vertical-align:top}
td.n{text-align:right}svg{max-width:100%;height:auto}figure{margin:1rem 0}
blockquote{margin:.6rem 0;padding-left:.8rem;border-left:3px solid #0072B2}
.cite,.ours{font:13px/1.4 system-ui,sans-serif;color:#444}.flag{font-weight:bold}
a{color:#0054a0}@media print{body{max-width:none}a{color:#000}h3{break-after:avoid}}
"""


def write_report(run: SavedRun, folder: Path, sources: Path | None = None) -> list[Path]:
    """Write ``report.html`` and its pictures (SVG, PNG) into ``folder``.

    ``sources`` is the folder that was read; passages then link to their files in it.

    Raises
    ------
    OutputError
        If that is not possible.
    """
    drawn = _pictures(run)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = [folder / "report.html"]
        written[0].write_text(_page(run, drawn, sources), encoding="utf-8")
        for name, figure in drawn.items():
            written += pictures.save(figure, folder / "pictures", name)
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be written ({error.strerror}). Name another folder with --out."
        ) from error
    return written


def _pictures(run: SavedRun) -> dict[str, Figure]:
    drawn = {
        "map": pictures.topic_map(run.topics, run.frame.centres),
        "hierarchy": pictures.hierarchy(run.topics, run.frame.centres),
    }
    names = [f"{topic.id}  {topic.label}" for topic in run.topics]
    for facet, title in _TABLES.items():
        columns = sorted({str(row[facet]) for row in run.passages if row.get(facet)}, key=_natural)
        if columns:
            counts = cross_table(run, facet, columns)
            drawn[f"by-{facet}"] = pictures.table_map(counts, names, columns, title)
    for facet in FACETS:
        try:
            drawn[f"over-{facet}"] = pictures.course(over_time(run.topics, run.passages, facet))
        except UsageError:
            continue  # of one period only: there is no course to draw
    return drawn


def cross_table(run: SavedRun, facet: str, columns: Sequence[str]) -> Any:  # noqa: ANN401
    """Passages of each topic by a facet, ``int64[topics, columns]``."""
    place = {column: i for i, column in enumerate(columns)}
    counts = np.zeros((len(run.topics), len(columns)), dtype=np.int64)
    for row in run.passages:
        if row["topic"] >= 0 and row.get(facet):
            counts[row["topic"], place[str(row[facet])]] += 1
    return counts


def _page(run: SavedRun, drawn: Mapping[str, Figure], sources: Path | None) -> str:
    data = run.facts["data"]
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>Topics: {escape(run.name)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>Topics: {escape(run.name)}</h1>",
        f'<p class="ours">{len(run.topics)} topics of {data["passages"]} passages. Topics, labels '
        "and tables are ours; only the quoted passages are the speakers' words.</p>",
        _figures(run.facts["figures"]),
        *(f'<p class="ours">Note: {escape(remark)}.</p>' for remark in run.remarks),
        "<h2>Overview</h2>",
        _overview(run),
    ]
    for name, figure in drawn.items():
        title = escape(figure.axes[0].get_title())
        svg = pictures.as_svg(figure).replace("<svg ", f'<svg role="img" aria-label="{title}" ', 1)
        parts.append(f'<figure id="{name}">{_own_ids(svg, name)}</figure>')
    parts.append("<h2>Topics and their passages</h2>")
    parts += [_topic(run, topic, sources) for topic in run.topics]
    parts.append("</body></html>\n")
    return "\n".join(parts)


def _own_ids(svg: str, name: str) -> str:
    """Ids that no other picture of the page has."""
    for mark in ('id="', 'href="#', "url(#"):
        svg = svg.replace(mark, f"{mark}{name}-")
    return svg


def _figures(figures: Mapping[str, Any]) -> str:
    rows = [
        f'<tr><td>{escape(str(name))}</td><td class="n">{value:.3f}</td></tr>'
        for name, value in figures.items()
        if isinstance(value, int | float)
    ]
    return f"<table><tbody>{''.join(rows)}</tbody></table>"


def _overview(run: SavedRun) -> str:
    rows = []
    for topic in run.topics:
        held = "" if topic.stability is None else f"{topic.stability:.2f}"
        flag = ' <span class="flag">unstable</span>' if run.unstable(topic) else ""
        rows.append(
            f'<tr><td class="n"><a href="#t{topic.id}">{topic.id}</a></td>'
            f"<td>{escape(', '.join(term for term, _ in topic.terms))}</td>"
            f'<td class="n">{topic.size}</td><td>{held}{flag}</td></tr>'
        )
    head = "<tr><th>topic</th><th>terms</th><th>passages</th><th>stability</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"


def _topic(run: SavedRun, topic: Topic, sources: Path | None) -> str:
    rows = {row["id"]: row for row in run.passages}
    flag = ' <span class="flag">(unstable)</span>' if run.unstable(topic) else ""
    parts = [f'<h3 id="t{topic.id}">{topic.id}: {escape(topic.label)}{flag}</h3>']
    for ident in topic.representatives[:_PASSAGES]:
        row = rows[ident]
        cite = escape(str(row.get("citation") or ident))
        if sources and row.get("link"):
            target = quote((sources / str(row["link"])).resolve().as_posix())
            cite = f'<a href="file://{target}">{cite}</a>'
        parts.append(
            f'<blockquote>{escape(str(row["text"]))}<br><span class="cite">{cite}</span>'
            "</blockquote>"
        )
    return "\n".join(parts)


def _natural(value: str) -> tuple[str, int, str]:
    """C2 before C10."""
    head = value.rstrip("0123456789")
    tail = value[len(head) :]
    return (head, int(tail) if tail else -1, value)
