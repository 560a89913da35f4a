"""Choosing settings: every combination of a declared grid is tried, ranked and shown.

The grid is a file of settings with one more table, ``[grid]``, whose keys are settings and whose
values are lists::

    [grid]
    "clusters.topics" = [10, 20, 40]
    "space.steps" = [5, 10]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.topics.configuration import TopicConfig, from_tables, read_tables
from wsis_nlp.topics.consensus import assess
from wsis_nlp.topics.material import Material
from wsis_nlp.topics.quality import quality
from wsis_nlp.topics.space import centred
from wsis_nlp.topics.training import fit

# What a trial is judged by, and whether more of it is better.
MEASURES = {"npmi": True, "c_v": True, "diversity": True, "outlier_share": False, "stability": True}
# Fewer refits than a consensus takes: enough to rank by.
_REFITS = 5
_MOST = 500


@dataclass(frozen=True, slots=True)
class Trial:
    """One combination: what was set, its figures, its mean rank, whether none beats it in all."""

    settings: Mapping[str, Any]
    figures: Mapping[str, float | int | None]
    rank: float = 0.0
    best: bool = False


def load_grid(path: Path) -> tuple[TopicConfig, list[dict[str, Any]]]:
    """The settings of a grid file and the combinations to try.

    Raises
    ------
    ConfigurationError
        If there is no grid, it is too large, or a key or value is impossible.
    """
    tables = read_tables(path)
    grid = tables.pop("grid", None)
    if not isinstance(grid, dict) or not grid:
        raise ConfigurationError(
            f"{path}: there is no [grid] in it. Add one, such as: "
            '[grid] "clusters.topics" = [10, 20, 40]'
        )
    base = from_tables(tables, str(path))
    for name, values in grid.items():
        if not isinstance(values, list) or not values:
            raise ConfigurationError(f"{path}: grid.{name} must be a list of values to try.")
    names = list(grid)
    trials = [dict(zip(names, values, strict=True)) for values in product(*grid.values())]
    if len(trials) > _MOST:
        raise ConfigurationError(
            f"{path}: the grid has {len(trials)} combinations, more than {_MOST}. Shorten a list."
        )
    for trial in trials:
        _with(base, trial, str(path))
    return base, trials


def sweep(
    material: Material,
    base: TopicConfig,
    trials: list[dict[str, Any]],
    *,
    jobs: int = 2,
    step: Callable[[int], None] = lambda _: None,
) -> list[Trial]:
    """Try every combination, ``jobs`` at a time; the best mean rank first."""
    from joblib import Parallel, delayed

    lean = Material(material.ids, material.texts, material.vectors, names=material.names)
    run = Parallel(n_jobs=min(jobs, len(trials)), return_as="generator")
    done = []
    for figures in run(delayed(_try)(lean, _with(base, trial, "the grid")) for trial in trials):
        done.append(figures)
        step(1)
    return _ranked(trials, done)


def _with(base: TopicConfig, trial: Mapping[str, Any], source: str) -> TopicConfig:
    tables = base.as_dict()
    for name, value in trial.items():
        table, _, key = name.partition(".")
        tables.setdefault(table, {})[key] = value
    return from_tables(tables, f"{source}, [grid]")


def _try(material: Material, config: TopicConfig) -> dict[str, float | int | None]:
    model = fit(material, config)
    figures = quality(model.words, model.assignments, material.texts).as_dict()
    figures["stability"] = None
    if model.topics:
        few = config.changed(consensus__runs=_REFITS)
        labels = np.array(model.assignments, dtype=np.int64)
        held = assess(centred(material.vectors), labels, few).stability
        figures["stability"] = round(float(held.mean()), 4)
    return figures


def _ranked(
    trials: list[dict[str, Any]], figures: list[dict[str, float | int | None]]
) -> list[Trial]:
    table = np.array(
        [[_signed(found[name], more) for name, more in MEASURES.items()] for found in figures]
    )
    ranks = np.array([[(column > value).sum() + 1 for value in column] for column in table.T]).T
    beaten = [any((other >= row).all() and (other > row).any() for other in table) for row in table]
    out = [
        Trial(trial, found, float(rank.mean()), not worse)
        for trial, found, rank, worse in zip(trials, figures, ranks, beaten, strict=True)
    ]
    return sorted(out, key=lambda trial: trial.rank)


def _signed(value: float | int | None, more: bool) -> float:
    if value is None:
        return -np.inf
    return float(value) if more else -float(value)
