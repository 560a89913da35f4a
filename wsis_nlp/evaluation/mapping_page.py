"""The evaluation of a mapper as one page of HTML that needs nothing else."""

from __future__ import annotations

from collections import Counter
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from wsis_nlp.evaluation import scores
from wsis_nlp.evaluation.result import Evaluation, shown
from wsis_nlp.workspace import write_output

_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid #bbb;padding:.2em .6em;"
    "text-align:right}th:first-child{text-align:left}.own{background:#e4f0e4}"
)
_SIDE = 320


def save_page(evaluation: Evaluation, path: Path) -> None:
    """Write the page; raises ``OutputError`` if that is not possible."""
    write_output(path, page(evaluation).encode())


def page(evaluation: Evaluation) -> str:
    """The figures beside the peers', the reliability plot and who is taken for whom."""
    rows = [dict(row) for row in evaluation.predictions]
    pairs = any("judged" in row for row in rows)
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8>",
        f"<title>{escape(evaluation.task)}</title><style>{_STYLE}</style>",
        f"<h1>{escape(evaluation.task)}</h1>",
        _figures(evaluation),
        *(f"<p>Note: {escape(remark)}.</p>" for remark in evaluation.remarks),
        "<h2>Reliability</h2><p>How often a probability was right; on the diagonal it is honest. "
        "The larger a dot, the more answers.</p>",
        _plot(rows, pairs),
    ]
    if not pairs:
        parts += ["<h2>Lines taken for others</h2>", _confusion(rows)]
    return "\n".join(parts) + "\n"


def _figures(evaluation: Evaluation) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in ("wsis-nlp", *evaluation.baselines))
    lines = [f"<tr><th>figure</th>{head}</tr>"]
    for name, value in evaluation.metrics.items():
        peers = (found.get(name) for found in evaluation.baselines.values())
        cells = "".join(f"<td>{shown(number)}</td>" for number in (value, *peers))
        lines.append(f"<tr><th>{escape(name)}</th>{cells}</tr>")
    return f"<table>{''.join(lines)}</table>"


def _plot(rows: list[dict[str, Any]], pairs: bool) -> str:
    if pairs:
        chances = np.array([row["probability"] for row in rows])
        right = np.array([bool(row["gold"]) for row in rows])
    else:
        lines = list(rows[0]["probabilities"])
        chances = np.array([[row["probabilities"][line] for line in lines] for row in rows])
        right = np.array([[_holds(row["gold"], line) for line in lines] for row in rows])
    found = scores.reliability(chances, right)
    most = max(count for *_, count in found)
    dots = "".join(
        f'<circle cx="{said * _SIDE:.1f}" cy="{(1 - was) * _SIDE:.1f}" '
        f'r="{3 + 9 * (count / most) ** 0.5:.1f}" fill="#285"><title>said {said:.2f}, '
        f"was {was:.2f}, {count} answers</title></circle>"
        for said, was, count in found
    )
    return (
        f'<svg viewBox="-14 -14 {_SIDE + 28} {_SIDE + 28}" width="{_SIDE}" role="img" '
        'aria-label="reliability plot">'
        f'<rect width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#888"/>'
        f'<path d="M0 {_SIDE}L{_SIDE} 0" stroke="#bbb"/>{dots}</svg>'
    )


def _confusion(rows: list[dict[str, Any]]) -> str:
    lines = list(rows[0]["probabilities"])
    counted: Counter[tuple[str, str]] = Counter()
    for row in rows:
        gold = [line for line in lines if _holds(row["gold"], line)]
        said = max(lines, key=lambda line: row["probabilities"][line])
        if gold:
            counted[said if said in gold else gold[0], said] += 1
    head = "".join(f"<th>{escape(line)}</th>" for line in lines)
    body = "".join(
        f"<tr><th>{escape(gold)}</th>"
        + "".join(
            f"<td{' class=own' if gold == said else ''}>{counted[gold, said] or ''}</td>"
            for said in lines
        )
        + "</tr>"
        for gold in lines
    )
    return f"<table><tr><th>labelled, down; most probable, across</th>{head}</tr>{body}</table>"


def _holds(gold: list[str], line: str) -> bool:
    """Whether a label is this line or one of its applications."""
    return any(code == line or code.startswith(f"{line}.") for code in gold)
