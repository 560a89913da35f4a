"""A run as tables for other programs: CSV, JSON or Parquet, by the ending of the file's name."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from wsis_nlp.domain.errors import UsageError
from wsis_nlp.topics.registry import SavedRun
from wsis_nlp.workspace import write_output

_KINDS = (".csv", ".json", ".parquet")


def export(run: SavedRun, path: Path, *, passages: bool = False) -> int:
    """Write the topics, or with ``passages`` the topic of each passage; returns the rows.

    Raises
    ------
    UsageError
        If the ending is not one of ``.csv``, ``.json``, ``.parquet``.
    OutputError
        If the file cannot be written.
    """
    if path.suffix not in _KINDS:
        raise UsageError(f"{path}: the name must end in {', '.join(_KINDS)}.")
    rows = list(run.passages) if passages else topic_rows(run)
    write_output(path, _written(rows, path.suffix))
    return len(rows)


def topic_rows(run: SavedRun) -> list[dict[str, Any]]:
    """One plain row a topic."""
    return [
        {
            "topic": topic.id,
            "label": topic.label,
            "size": topic.size,
            "stability": topic.stability,
            "unstable": run.unstable(topic),
            "terms": "; ".join(term for term, _ in topic.terms),
            "weights": "; ".join(f"{weight:g}" for _, weight in topic.terms),
            "representatives": "; ".join(topic.representatives),
        }
        for topic in run.topics
    ]


def _written(rows: Sequence[Mapping[str, Any]], kind: str) -> bytes:
    if kind == ".json":
        return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()
    names = list(dict.fromkeys(name for row in rows for name in row))
    if kind == ".csv":
        text = io.StringIO()
        table = csv.DictWriter(text, names, lineterminator="\n")
        table.writeheader()
        table.writerows([{name: _safe(row.get(name)) for name in names} for row in rows])
        # The mark lets Excel read it as UTF-8.
        return text.getvalue().encode("utf-8-sig")
    import pyarrow as pa  # type: ignore[import-untyped]
    from pyarrow import parquet

    sink = pa.BufferOutputStream()
    parquet.write_table(pa.table({name: [row.get(name) for row in rows] for name in names}), sink)
    return bytes(sink.getvalue().to_pybytes())


def _safe(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    risky = isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r")
    return f"'{value}" if risky else value
