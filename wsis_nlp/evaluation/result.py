"""What an evaluation gives, and the two files it is written to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wsis_nlp.workspace import write_output


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcome of one evaluation.

    ``metrics`` is flat, with the field's names as keys (``accuracy``, ``recall@5%``, ``n``).
    ``predictions`` has one row an item with the raw output, so that anyone can score it
    independently. ``baselines`` are the same metrics of peers on the same items.
    """

    task: str
    metrics: Mapping[str, float | int | None]
    predictions: tuple[Mapping[str, object], ...] = ()
    baselines: Mapping[str, Mapping[str, float | int | None]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    def save_metrics(self, path: Path) -> None:
        """Write the metrics as one flat JSON object; raises ``OutputError``."""
        text = json.dumps(dict(self.metrics), ensure_ascii=False, indent=1) + "\n"
        write_output(path, text.encode())

    def save_predictions(self, path: Path) -> None:
        """Write the raw output as JSON Lines, one item a line; raises ``OutputError``."""
        rows = (json.dumps(dict(row), ensure_ascii=False) + "\n" for row in self.predictions)
        write_output(path, "".join(rows).encode())


def shown(value: float | int | None) -> str:
    """A figure as tables show it: three places, counts whole, nothing where there is none."""
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:.3f}"
