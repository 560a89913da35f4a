"""``wsis-nlp topics``: train, trust, compare and publish topic models."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wsis_nlp.cli.console import NOTHING_DONE, WORKSPACE, Bars, Work, one_line_errors
from wsis_nlp.cli.topic_tables import (
    show_comparison,
    show_course,
    show_drift,
    show_stability,
    show_topic,
    show_topics,
    show_trials,
)

if TYPE_CHECKING:
    from wsis_nlp.topics import TopicConfig
    from wsis_nlp.topics.registry import SavedRun

app = typer.Typer(help="Topic models: train, trust, compare, publish.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The run's name under models/topics, or its folder.")]
Config = Annotated[
    Path | None,
    typer.Option("--config", help="Settings.", show_default="configs/topics/default.toml"),
]
Out = Annotated[Path | None, typer.Option("--out", help="Where it is written.")]
Json = Annotated[Path | None, typer.Option("--json", help="Write the figures here.")]
_MODELS = Path("models/topics")


@app.command()
def train(
    name: Annotated[str, typer.Option(help="The name of the run.")] = "default",
    workspace: Work = WORKSPACE,
    config: Config = None,
    out: Out = None,
    seed: Annotated[int | None, typer.Option(help="Another seed than the settings'.")] = None,
    consensus: Annotated[
        bool, typer.Option("--consensus", help="Keep what refits agree on; flag what they do not.")
    ] = False,
) -> None:
    """Train a topic model on a workspace and keep it with all that is needed to repeat it.

    Exit code: 0 done, 1 nothing was done, 2 wrong usage.
    """
    with one_line_errors():
        from wsis_nlp.pipeline.modelling import train_run
        from wsis_nlp.topics.registry import load_run, run_folder

        folder = out or run_folder(name, _MODELS)
        model = train_run(
            workspace,
            folder,
            _settings(config, seed),
            consensus=consensus,
            command=_command(),
            progress=Bars(),
        )
        if not model.topics:
            typer.echo(f"wsis-nlp: {model.note}.", err=True)
            raise typer.Exit(NOTHING_DONE)
        show_topics(load_run(folder))
    typer.echo(f"Saved in {folder}. See it with: wsis-nlp topics report {folder}")


@app.command()
def stability(
    workspace: Work = WORKSPACE,
    config: Config = None,
    seeds: Annotated[int, typer.Option(min=2, help="How many seeds.")] = 10,
    consensus: Annotated[bool, typer.Option("--consensus", help="Of the consensus.")] = False,
    json_file: Json = None,
) -> None:
    """Refit over seeds and samples: does each topic come back?"""
    with one_line_errors():
        from wsis_nlp.pipeline.modelling import check_stability

        held = check_stability(
            workspace, _settings(config), seeds=seeds, consensus=consensus, progress=Bars()
        )
        _write_json(json_file, held.as_dict())
        show_stability(held)


@app.command()
def sweep(
    grid: Annotated[Path, typer.Argument(help="Settings with a table 'grid': values to try.")],
    workspace: Work = WORKSPACE,
    out: Out = None,
    jobs: Annotated[int, typer.Option(min=1, help="Trials at a time.")] = 2,
) -> None:
    """Try every combination of a grid; rank by coherence, diversity, outliers and stability."""
    with one_line_errors():
        from wsis_nlp.pipeline.modelling import try_grid
        from wsis_nlp.topics.report.pictures import save, trade_off
        from wsis_nlp.topics.sweeping import load_grid

        base, trials = load_grid(grid)
        done = try_grid(workspace, base, trials, jobs=jobs, progress=Bars())
        folder = out or Path("topics-sweep")
        plain = [
            {**trial.settings, **trial.figures, "rank": trial.rank, "best": trial.best}
            for trial in done
        ]
        _write_json(folder / "sweep.json", plain)
        picture = trade_off([trial.figures for trial in done], [trial.best for trial in done])
        save(picture, folder, "trade-off")
        show_trials(done)
    typer.echo(f"Written to {folder}: sweep.json, trade-off.svg, trade-off.png")


@app.command()
def compare(
    before: Name,
    after: Name,
    out: Out = None,
    json_file: Json = None,
) -> None:
    """Two runs side by side: what matched, split, merged, appeared, went."""
    with one_line_errors():
        from wsis_nlp.topics.comparing import compare as compared
        from wsis_nlp.topics.report.flows import flow
        from wsis_nlp.topics.report.pictures import save, table_map

        first, second = _load(before), _load(after)
        found = compared(first, second)
        plain = [
            {
                "kind": relation.kind,
                "before": list(relation.before),
                "after": list(relation.after),
                "strength": round(relation.strength, 4),
            }
            for relation in found.relations
        ]
        shown = {"by": found.by, "shared": found.shared, "ari": found.agreement}
        _write_json(json_file, {**shown, "relations": plain})
        if out:
            rows = [f"{topic.id}  {topic.label}" for topic in first.topics]
            columns = [f"{topic.id}  {topic.label}" for topic in second.topics]
            title = f"{first.name} (rows) and {second.name} (columns): likeness by {found.by}"
            save(table_map(found.likeness.round(2), rows, columns, title), out, "comparison")
            if found.flow.size:
                save(flow(found, rows, columns, (first.name, second.name)), out, "flow")
        show_comparison(first, second, found)


@app.command(name="over-time")
def over_time(
    name: Name,
    by: Annotated[str, typer.Option(help="year, phase or session.")] = "year",
    out: Out = None,
    json_file: Json = None,
) -> None:
    """Which topics grow, fade, are new or gone."""
    with one_line_errors():
        from dataclasses import asdict

        from wsis_nlp.domain.errors import UsageError
        from wsis_nlp.topics.dynamics import FACETS
        from wsis_nlp.topics.dynamics import over_time as found_over_time
        from wsis_nlp.topics.report.pictures import course, save

        if by not in FACETS:
            raise UsageError(f"--by {by}: must be one of {', '.join(FACETS)}.")
        run = _load(name)
        found = found_over_time(run.topics, run.passages, by)
        _write_json(json_file, asdict(found))
        if out:
            save(course(found), out, f"over-{by}")
        show_course(run, found)


@app.command()
def update(
    name: Name,
    out: Annotated[Path, typer.Option(help="The folder of the updated run.")],
    workspace: Work = WORKSPACE,
    json_file: Json = None,
) -> None:
    """Place new passages of the workspace into a model without training; report the drift."""
    with one_line_errors():
        from wsis_nlp.pipeline.modelling import update_run

        _, drift = update_run(workspace, _load(name), out, _command(), Bars())
        _write_json(json_file, drift.as_dict())
        show_drift(drift)
    typer.echo(f"Saved in {out}.")


@app.command()
def report(
    name: Name,
    out: Out = None,
    workspace: Work = WORKSPACE,
    sources: Annotated[
        Path | None, typer.Option(help="The folder that was read.", show_default="the workspace's")
    ] = None,
) -> None:
    """Write a page that opens without a network, and its pictures as SVG and PNG."""
    with one_line_errors():
        from wsis_nlp.pipeline.modelling import sources_of
        from wsis_nlp.topics.report import write_report

        run = _load(name)
        folder = out or Path(f"topics-{run.name}")
        written = write_report(run, folder, sources or sources_of(workspace))
    typer.echo(f"Open {written[0]} ({len(written) - 1} pictures in {folder / 'pictures'})")


@app.command()
def show(
    name: Name,
    topic: Annotated[int | None, typer.Option(help="One topic with its passages.")] = None,
) -> None:
    """Show the topics of a run, or one topic with its passages and where they stand."""
    with one_line_errors():
        from wsis_nlp.domain.errors import UsageError

        run = _load(name)
        if topic is None:
            show_topics(run)
            return
        if not 0 <= topic < len(run.topics):
            raise UsageError(f"--topic {topic}: the run has topics 0 to {len(run.topics) - 1}.")
        show_topic(run, run.topics[topic])


@app.command()
def export(
    name: Name,
    file: Annotated[Path, typer.Argument(help="A .csv, .json or .parquet file.")],
    passages: Annotated[
        bool, typer.Option("--passages", help="The topic of each passage instead of the topics.")
    ] = False,
) -> None:
    """Write the topics, or the topic of each passage, as CSV, JSON or Parquet."""
    with one_line_errors():
        from wsis_nlp.topics.exporting import export as exported

        rows = exported(_load(name), file, passages=passages)
    typer.echo(f"{rows} rows written to {file}")


def _settings(path: Path | None, seed: int | None = None) -> TopicConfig:
    from wsis_nlp.topics import load_config

    config = load_config(path)
    return config if seed is None else config.changed(run__seed=seed)


def _load(name: str) -> SavedRun:
    from wsis_nlp.topics.registry import load_run, run_folder

    folder = Path(name)
    # A folder that happens to have the name of a run is not meant, unless it holds one.
    given = "/" in name or (folder / "run.json").is_file()
    run = load_run(folder if given else run_folder(name, _MODELS))
    for remark in run.remarks:
        typer.echo(f"note: {run.name}: {remark}", err=True)
    return run


def _command() -> str:
    """What was typed, without where it went: the same run is the same run anywhere."""
    words = list(sys.argv[1:])
    while "--out" in words:
        at = words.index("--out")
        del words[at : at + 2]
    return shlex.join(["wsis-nlp", *words])


def _write_json(path: Path | None, value: Any) -> None:  # noqa: ANN401
    if path is None:
        return
    from wsis_nlp.workspace import write_output

    write_output(path, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode())
