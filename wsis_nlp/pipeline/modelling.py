"""Topic models of a workspace: what the research commands do, from a workspace to a run folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from wsis_nlp.domain.errors import UsageError
from wsis_nlp.mapping import load_framework
from wsis_nlp.pipeline.material import topic_material
from wsis_nlp.pipeline.runs import prepared
from wsis_nlp.progress import Progress, Silent
from wsis_nlp.topics import Material, TopicConfig, TopicModel, fit
from wsis_nlp.topics.outliers import effects
from wsis_nlp.topics.quality import quality
from wsis_nlp.topics.registry import SavedRun, load_run, save_run
from wsis_nlp.topics.stability import Stability, stability
from wsis_nlp.topics.sweeping import Trial, sweep
from wsis_nlp.topics.updating import Drift, update
from wsis_nlp.workspace import Workspace


@contextmanager
def material_of(
    workspace: Path, config: TopicConfig, progress: Progress | None = None
) -> Iterator[Material]:
    """The passages of a workspace in the slice of the settings, while no other run works in it.

    Raises
    ------
    WorkspaceError
        If there is no workspace, or another run is working in it.
    UsageError
        If the slice is empty.
    """
    with prepared(workspace, progress=progress) as ready:
        lines = load_framework(ready.framework) if config.guide.mode == "seeded" else None
        whole = topic_material(ready.job, ready.corpus, ready.encoded, lines)
        yield whole.sliced(config.slice)


def train_run(
    workspace: Path,
    folder: Path,
    config: TopicConfig,
    *,
    consensus: bool = False,
    command: str = "",
    progress: Progress | None = None,
) -> TopicModel:
    """Train on a workspace and keep the run in ``folder``, unless there is too little for topics.

    Raises
    ------
    WsisNlpError
        If it cannot be done; nothing is written then.
    """
    progress = progress or Silent()
    with material_of(workspace, config, progress) as material:
        with progress.stage("training", 1) as step:
            model = fit(material, config, consensus=consensus)
            step(1)
        if model.topics:
            found = figures(model, material)
            save_run(folder, model, material, config, found, command)
    return model


def figures(model: TopicModel, material: Material) -> dict[str, Any]:
    """The figures of a model, with what each outlier strategy would do."""
    found: dict[str, Any] = quality(model.words, model.assignments, material.texts).as_dict()
    if model.agreement:
        found["stability"] = round(float(model.agreement.stability.mean()), 4)
        found["votes"] = round(float(model.agreement.votes.mean()), 4)
    found["outlier_strategies"] = effects(
        model.model, material.texts, model.assignments, material.vectors
    )
    return found


def check_stability(
    workspace: Path,
    config: TopicConfig,
    *,
    seeds: int,
    consensus: bool,
    progress: Progress | None = None,
) -> Stability:
    """Make a model of a workspace again and again; raises ``UsageError`` if there is too little."""
    progress = progress or Silent()
    total = seeds + config.consensus.runs
    with (
        material_of(workspace, config, progress) as material,
        progress.stage("refitting", total) as step,
    ):
        model, held = stability(material, config, seeds=seeds, consensus=consensus, step=step)
    if not model.topics:
        raise UsageError(f"{workspace}: {model.note}.")
    return held


def try_grid(
    workspace: Path,
    config: TopicConfig,
    trials: list[dict[str, Any]],
    *,
    jobs: int,
    progress: Progress | None = None,
) -> list[Trial]:
    """Try settings on a workspace; raises ``UsageError`` if there is too little for topics."""
    progress = progress or Silent()
    with material_of(workspace, config, progress) as material:
        if material.too_little():
            raise UsageError(f"{workspace}: {material.too_little()}.")
        with progress.stage("trials", len(trials)) as step:
            return sweep(material, config, trials, jobs=jobs, step=step)


def update_run(
    workspace: Path, run: SavedRun, folder: Path, command: str, progress: Progress | None = None
) -> tuple[SavedRun, Drift]:
    """Place what is new in a workspace into a run; the updated run goes to ``folder``."""
    with material_of(workspace, run.config, progress) as material:
        drift = update(run, material, folder, command)
    return load_run(folder), drift


def sources_of(workspace: Path) -> Path | None:
    """The folder that a workspace was read from, if it is known and there."""
    if not (workspace / "workspace.sqlite").is_file():
        return None
    with Workspace.open(workspace) as store:
        known = store.recall("sources", "")
    return Path(known) if known and Path(known).is_dir() else None
