"""How well turns are read: their boundaries and names against labels made by hand.

A label file (``tests/data/turns/*.json``) holds no text: the file's name and SHA-256, the range
that was labelled, and for each turn the offset of its mark in the decoded file and a hash of its
speaker's name (``null`` where nobody is named).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from wsis_nlp.domain.errors import UsageError
from wsis_nlp.domain.records import Document
from wsis_nlp.evaluation.result import Evaluation
from wsis_nlp.reading import Source, read_source

# The first word of a turn stands at most this far behind its mark, in characters.
_REACH = 200
_FIELDS = ("file", "sha256", "convention", "split", "from", "until", "turns")

Turn = tuple[int, str | None]


@dataclass(slots=True)
class Counts:
    """Turns of the labels, of the reader, found at the same place, and with the same name."""

    labelled: int = 0
    read: int = 0
    found: int = 0
    named: int = 0

    def add(self, other: Counts) -> None:
        """Add the counts of another file."""
        self.labelled += other.labelled
        self.read += other.read
        self.found += other.found
        self.named += other.named

    def f1(self, hits: int) -> float:
        """The harmonic mean of precision and recall."""
        total = self.labelled + self.read
        return round(2 * hits / total, 4) if total else 1.0


def name_hash(name: str | None) -> str | None:
    """What labels keep of a name: without case and brackets, the start of its SHA-256."""
    if name is None:
        return None
    plain = " ".join(re.sub(r"\s*\([^)]*\)", "", name).casefold().split())
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def evaluate_turns(labels: Path, data: Path) -> Evaluation:
    """Read the labelled files, looked for below ``data``, and compare.

    ``labels`` is one label file or a folder of them. Labelled files that are not there are passed
    over and told in the remarks.

    Raises
    ------
    UsageError
        If a label file is faulty, or not one labelled file is there.
    """
    totals: dict[str, Counts] = {}
    rows: list[dict[str, object]] = []
    remarks: list[str] = []
    if not labels.exists():
        raise UsageError(f"{labels}: there are no labels there. Check the spelling.")
    for path in sorted(labels.glob("*.json")) if labels.is_dir() else [labels]:
        label = _load(path)
        file = data / label["file"]
        if not file.is_file():
            remarks.append(f"{label['file']} is not below {data}: left out")
            continue
        raw = file.read_bytes()
        if hashlib.sha256(raw).hexdigest() != label["sha256"]:
            remarks.append(f"{label['file']} is not the file that was labelled: left out")
            continue
        name = file.with_suffix(label.get("as", file.suffix))
        document = read_source(Source(name, raw, label["sha256"]))
        counts = compare(label, turns_of(document))
        rows.append(
            {
                "labels": path.stem,
                "convention": label["convention"],
                "split": label["split"],
                "turns": counts.labelled,
                "boundary_f1": counts.f1(counts.found),
                "name_f1": counts.f1(counts.named),
            }
        )
        for key in ("all", label["split"]):
            totals.setdefault(key, Counts()).add(counts)
    if not rows:
        raise UsageError(f"{labels}: none of the labelled files is below {data}. Check both.")
    metrics: dict[str, float | int | None] = {}
    for key, counts in totals.items():
        prefix = "" if key == "all" else f"{key.replace(' ', '_')}_"
        metrics[f"{prefix}turns"] = counts.labelled
        metrics[f"{prefix}boundary_f1"] = counts.f1(counts.found)
        metrics[f"{prefix}name_f1"] = counts.f1(counts.named)
    return Evaluation("turns", metrics, tuple(rows), remarks=tuple(remarks))


def turns_of(document: Document) -> list[Turn]:
    """Where each turn's first word stands in the decoded file, and its speaker's hash."""
    out: list[Turn] = []
    for utterance in document.utterances:
        anchor = document.anchor_at(utterance.start)
        if anchor and anchor.original is not None:
            place = anchor.original + utterance.start - anchor.offset
            out.append((place, name_hash(utterance.label)))
    return out


def compare(label: dict[str, Any], read: Sequence[Turn]) -> Counts:
    """Count the turns of one file; what one named speaker says on end is one turn."""
    gold = list(_merged((int(place), name) for place, name in label["turns"]))
    here = [turn for turn in read if label["from"] <= turn[0] < label["until"]]
    ours = list(_merged(here))
    counts = Counts(len(gold), len(ours))
    limits = [place for place, _ in gold[1:]] + [label["until"]]
    waiting = list(ours)
    for (place, name), limit in zip(gold, limits, strict=True):
        hit = next((t for t in waiting if place <= t[0] < min(limit, place + _REACH)), None)
        if hit:
            waiting.remove(hit)
            counts.found += 1
            counts.named += hit[1] == name
    return counts


def _merged(turns: Iterable[Turn]) -> Iterable[Turn]:
    listed = list(turns)
    yield from listed[:1]
    for before, turn in pairwise(listed):
        if turn[1] is None or turn[1] != before[1]:
            yield turn


def _load(path: Path) -> dict[str, Any]:
    try:
        label = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: not a readable label file ({error}).") from error
    missing = [name for name in _FIELDS if not isinstance(label, dict) or name not in label]
    if missing:
        raise UsageError(f"{path}: the field {missing[0]!r} is missing. See docs/evaluation.md.")
    return dict(label)
