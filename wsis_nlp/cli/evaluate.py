"""``wsis-nlp evaluate``: how well a stage does on a labelled file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wsis_nlp.cli.console import EncoderName, one_line_errors

if TYPE_CHECKING:
    from wsis_nlp.evaluation import Evaluation

app = typer.Typer(help="Score a stage on a labelled file.", no_args_is_help=True)

Json = Annotated[Path | None, typer.Option("--json", help="Write the metrics here, flat.")]
Predictions = Annotated[
    Path | None, typer.Option(help="Write the raw output here, one item a line.")
]


@app.command()
def topics(
    source: Annotated[
        Path, typer.Argument(help="A workspace folder, or JSON Lines: text, perhaps label.")
    ],
    config: Annotated[Path | None, typer.Option(help="Settings of the topic model.")] = None,
    seeds: Annotated[int, typer.Option(min=2, help="Seeds for the adjusted Rand index.")] = 3,
    consensus: Annotated[bool, typer.Option("--consensus", help="Train by consensus.")] = False,
    metrics: Json = None,
    predictions: Predictions = None,
) -> None:
    """Train topics and score them: coherence, diversity, outliers, stability, labels."""
    with one_line_errors():
        from wsis_nlp.evaluation.topics import evaluate_topics
        from wsis_nlp.topics import load_config

        found = evaluate_topics(
            source, config=load_config(config), seeds=seeds, consensus=consensus
        )
        show(found, metrics, predictions)


@app.command()
def mapping(
    file: Annotated[Path, typer.Argument(help="A labelled file, see docs/evaluation.md.")],
    framework: Annotated[
        str, typer.Option(help="The lines: a name that ships ('sdg' too) or a YAML file.")
    ] = "action_lines",
    encoder: EncoderName = "default",
    metrics: Json = None,
    predictions: Predictions = None,
    html: Annotated[Path | None, typer.Option(help="Write a page with plots here.")] = None,
) -> None:
    """Score the mapper: accuracy, F1, ranking, calibration, beside three peers."""
    with one_line_errors():
        from wsis_nlp.encoding import load_encoder
        from wsis_nlp.evaluation.mapping import evaluate_mapping
        from wsis_nlp.evaluation.mapping_page import save_page
        from wsis_nlp.mapping import load_framework

        lines = load_framework("sdgs" if framework == "sdg" else framework)
        found = evaluate_mapping(file, lines, load_encoder(encoder))
        show(found, metrics, predictions)
        if html:
            save_page(found, html)


@app.command()
def retrieval(
    source: Annotated[
        Path, typer.Argument(help="Meetings with questions, JSON Lines, or a folder of such files.")
    ],
    encoder: EncoderName = "default",
    metrics: Json = None,
    predictions: Predictions = None,
) -> None:
    """Ask every question of its meeting: how much of the answer is within a budget of words."""
    with one_line_errors():
        from wsis_nlp.encoding import load_encoder
        from wsis_nlp.evaluation.retrieval import evaluate_retrieval

        show(evaluate_retrieval(source, load_encoder(encoder)), metrics, predictions)


def show(evaluation: Evaluation, metrics: Path | None, predictions: Path | None) -> None:
    """Print an evaluation beside its baselines, and write what was asked for."""
    from rich.console import Console
    from rich.table import Table

    from wsis_nlp.evaluation.result import shown

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
        table.add_row(metric, *(shown(number) for number in (value, *peers)))
    console = Console()
    console.print(table)
    for remark in evaluation.remarks:
        console.print(f"note: {remark}", markup=False, soft_wrap=True)


@app.command()
def roles(
    file: Annotated[Path, typer.Argument(help="JSON Lines: text and role, or text and roles.")],
    metrics: Json = None,
    predictions: Predictions = None,
) -> None:
    """Score the roles of sentences: achievement, challenge, development, recommendation ..."""
    with one_line_errors():
        from wsis_nlp.evaluation.roles import evaluate_roles

        show(evaluate_roles(file), metrics, predictions)


@app.command()
def drafting(
    file: Annotated[Path, typer.Argument(help="Meetings with queries and answers, or a folder.")],
    encoder: EncoderName = "default",
    metrics: Json = None,
    predictions: Predictions = None,
) -> None:
    """Sentences chosen for a question, against a person's answer: ROUGE at its length."""
    with one_line_errors():
        from wsis_nlp.encoding import load_encoder
        from wsis_nlp.evaluation.drafting import evaluate_drafting

        show(evaluate_drafting(file, load_encoder(encoder)), metrics, predictions)


@app.command()
def turns(
    labels: Annotated[Path, typer.Argument(help="A label file (offsets and hashes), or a folder.")],
    data: Annotated[
        Path, typer.Option(envvar="WSIS_NLP_DATA", help="Where the labelled files lie.")
    ] = Path(),
    metrics: Json = None,
    predictions: Predictions = None,
) -> None:
    """Score where turns begin and whom they name, against labels made by hand."""
    with one_line_errors():
        from wsis_nlp.evaluation.turns import evaluate_turns

        show(evaluate_turns(labels, data), metrics, predictions)
