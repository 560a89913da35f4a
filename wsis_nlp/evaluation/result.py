"""What an evaluation gives, and the two files it is written to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wsis_nlp.domain.errors import OutputError
from wsis_nlp.workspace import atomic_write


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
        _write(path, (json.dumps(dict(self.metrics), ensure_ascii=False, indent=1) + "\n",))

    def save_predictions(self, path: Path) -> None:
        """Write the raw output as JSON Lines, one item a line; raises ``OutputError``."""
        _write(path, (json.dumps(dict(row), ensure_ascii=False) + "\n" for row in self.predictions))


def _write(path: Path, lines: Iterable[str]) -> None:
    try:
        with atomic_write(path) as stream:
            for line in lines:
                stream.write(line.encode())
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written ({error.strerror}). Name another file."
        ) from error
