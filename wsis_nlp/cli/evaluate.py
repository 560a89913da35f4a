"""``wsis-nlp evaluate``: how well a stage does on a labelled file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from wsis_nlp.evaluation import Evaluation

app = typer.Typer(help="Score a stage on a labelled file.", no_args_is_help=True)

Json = Annotated[Path | None, typer.Option("--json", help="Write the metrics here, flat.")]
Predictions = Annotated[
    Path | None, typer.Option(help="Write the raw output here, one item a line.")
]


def show(evaluation: Evaluation, metrics: Path | None, predictions: Path | None) -> None:
    """Print an evaluation beside its baselines, and write what was asked for."""
    from rich.console import Console
    from rich.table import Table

    if metrics:
        evaluation.save_metrics(metrics)
    if predictions:
        evaluation.save_predictions(predictions)
    table = Table(title=f"Evaluation of {evaluation.task}")
    table.add_column("metric")
    table.add_column("wsis-nlp", justify="right")
    for name in evaluation.baselines:
        table.add_column(name, justify="right")
    for metric, value in evaluation.metrics.items():
        peers = (scores.get(metric) for scores in evaluation.baselines.values())
        table.add_row(metric, *(_shown(number) for number in (value, *peers)))
    console = Console()
    console.print(table)
    for remark in evaluation.remarks:
        console.print(f"note: {remark}", markup=False, soft_wrap=True)


def _shown(value: float | int | None) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:.3f}"
