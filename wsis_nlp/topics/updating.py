"""An existing model meets new passages: they are placed, nothing is trained, drift is reported."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.domain.errors import ModelError, UsageError
from wsis_nlp.topics.material import Material
from wsis_nlp.topics.partition import Labels
from wsis_nlp.topics.registry import (
    SavedRun,
    passage_rows,
    whole_folder,
    write_json,
    write_passages,
)

# From these on it is time to train anew: twice the outliers, or topics spread quite differently.
_OUTLIERS, _SPREAD = 2.0, 0.1


@dataclass(frozen=True, slots=True)
class Drift:
    """How new passages differ from those that the model was trained on.

    ``spread`` is the Jensen-Shannon divergence (base 2, 0 to 1) of the topics' shares; ``moved``
    how far, in cosine, the new passages of each topic lie from its centre beyond the old ones.
    """

    known: int
    new: int
    outlier_share_before: float
    outlier_share_new: float
    likeness_before: float
    likeness_new: float
    spread: float
    moved: tuple[float, ...]

    @property
    def retrain(self) -> bool:
        """Whether the model no longer fits what is new."""
        floor = max(self.outlier_share_before, 0.02)
        return self.outlier_share_new > _OUTLIERS * floor or self.spread > _SPREAD

    def as_dict(self) -> dict[str, Any]:
        """The figures by name."""
        return {
            "known": self.known,
            "new": self.new,
            "outlier_share_before": round(self.outlier_share_before, 4),
            "outlier_share_new": round(self.outlier_share_new, 4),
            "likeness_before": round(self.likeness_before, 4),
            "likeness_new": round(self.likeness_new, 4),
            "spread": round(self.spread, 4),
            "moved": [round(value, 4) for value in self.moved],
            "retrain": self.retrain,
        }


def update(run: SavedRun, material: Material, folder: Path, command: str) -> Drift:
    """Place the passages of ``material`` that ``run`` does not know; write the run to ``folder``.

    Raises
    ------
    ModelError
        If the vectors are of another encoder than the model's.
    UsageError
        If there is nothing new.
    """
    trained = run.facts["data"]["encoder"]
    if material.fingerprint != trained:
        raise ModelError(
            f"{run.folder}: made with vectors of '{trained}', the workspace has "
            f"'{material.fingerprint}'. Train anew on this workspace."
        )
    known = {row["id"] for row in run.passages}
    fresh = [i for i, ident in enumerate(material.ids) if ident not in known]
    if not fresh:
        raise UsageError(
            f"{run.folder}: knows all {len(material)} passages of the workspace; "
            "there is nothing to update. Add files and run 'wsis-nlp run' first."
        )
    new = material.rows(fresh)
    labels, alike = run.frame.place(new.vectors)
    drift = _drift(run, labels, alike, len(material) - len(fresh))
    rows = [dict(row) for row in run.passages] + passage_rows(new, labels.tolist())
    sizes = np.bincount(labels[labels >= 0], minlength=len(run.topics))
    topics = [
        {**plain, "size": plain["size"] + int(sizes[plain["id"]])} for plain in run.facts["topics"]
    ]
    facts = {
        **run.facts,
        "command": command,
        "topics": topics,
        "updated_from": {"name": run.name, "sha256": run.facts["data"]["sha256"]},
        "drift": drift.as_dict(),
        "data": {**run.facts["data"], "passages": len(rows)},
    }
    with whole_folder(folder) as part:
        for path in sorted(run.folder.iterdir()):
            if path.is_file() and path.name not in ("run.json", "passages.jsonl"):
                (part / path.name).write_bytes(path.read_bytes())
        write_json(part / "run.json", facts)
        write_passages(part, rows)
    return drift


def _drift(run: SavedRun, labels: Labels, alike: NDArray[np.float32], known: int) -> Drift:
    before = run.labels
    count = len(run.topics)
    inside = labels >= 0
    moved = tuple(
        float(run.frame.likeness[topic] - np.median(alike[labels == topic]))
        if (labels == topic).any()
        else 0.0
        for topic in range(count)
    )
    old = run.frame.likeness[before[before >= 0]]
    return Drift(
        known,
        len(labels),
        float((before < 0).mean()),
        float((~inside).mean()),
        float(old.mean()) if len(old) else 0.0,
        float(alike.mean()),
        _divergence(
            np.bincount(before[before >= 0], minlength=count),
            np.bincount(labels[inside], minlength=count),
        ),
        moved,
    )


def _divergence(first: NDArray[np.int64], second: NDArray[np.int64]) -> float:
    if not first.sum() or not second.sum():
        return 1.0
    p, q = first / first.sum(), second / second.sum()
    middle = (p + q) / 2

    def kl(a: NDArray[np.float64]) -> float:
        there = a > 0
        return float((a[there] * np.log2(a[there] / middle[there])).sum())

    return max(0.0, (kl(p) + kl(q)) / 2)
