"""Mapping: ours beside three peers on the same items, abstention, speed; written as JSON.

    WSIS_NLP_DATA=FOLDER python benchmarks/mapping.py

Our own labelled statements and the test half of the demonstration corpus always run; the
provisions of the Geneva Plan of Action, the benchmark of the goals and the meetings of QMSum where
the folder has them (docs/evaluation.md says where they come from).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import time
from pathlib import Path

from report import KEY, ROOT, facts

OWN = ROOT / "corpora/mapping-labelled/statements.jsonl"
RESULTS = ROOT / "benchmarks/results/mapping.json"
SHOWN = ("n", "accuracy", "macro_f1", "top3", "map", "lrap", "recall_any", "ece", "auc")


def main() -> None:
    from wsis_nlp.encoding import load_encoder
    from wsis_nlp.evaluation.mapping import evaluate_mapping
    from wsis_nlp.mapping import Mapper, load_framework

    encoder = load_encoder()
    data = Path(os.environ.get("WSIS_NLP_DATA", "."))
    lines, goals = load_framework(), load_framework("sdgs")
    results: dict[str, object] = facts()
    with tempfile.TemporaryDirectory() as folder:
        sets = {
            "own statements, test half": (odd_items(OWN, Path(folder) / "own.jsonl"), lines),
            "demonstration, test half": (odd_items(KEY, Path(folder) / "demo.jsonl"), lines),
            "Geneva items": (data / "geneva_plan_items.jsonl", lines),
            "goals, development part": (data / "sdg_benchmark/dev.csv", goals),
        }
        for name, (path, framework) in sets.items():
            if not path.is_file():
                print(f"{name}: {path} is not there, left out")
                continue
            found = evaluate_mapping(path, framework, encoder)
            board = {"wsis-nlp": dict(found.metrics), **found.baselines}
            results[name] = {"sha256": digest(path), "scores": board}
            for who, scores in board.items():
                figures = (f"{k} {scores[k]:.3f}" for k in SHOWN if scores.get(k) is not None)
                print(f"{name}, {who}: {', '.join(figures)}")
    mapper = Mapper(lines, encoder)
    turns = other_meetings(data / "qmsum")
    if turns:
        mapped = sum(bool(found) for found in mapper.map(turns, encoder.encode(turns)))
        results["mapped of other meetings"] = mapped / len(turns)
        print(f"QMSum, product and academic: {mapped / len(turns):.3f} of {len(turns)} mapped")
    results["seconds for 20,000 passages"] = seconds(mapper, encoder)
    print(f"20,000 encoded passages: {results['seconds for 20,000 passages']:.2f} s")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def odd_items(source: Path, out: Path) -> Path:
    """The items that nothing was tuned on; of the demonstration those which have a line."""
    rows = []
    for item in map(json.loads, source.read_text(encoding="utf-8").splitlines()):
        labels = item.get("labels", item.get("lines"))
        demo = "file" in item
        if demo and (not labels or any(label.startswith("NEW") for label in labels)):
            continue
        if int(hashlib.sha256(item["file" if demo else "text"].encode()).hexdigest(), 16) % 2:
            rows.append(json.dumps({"text": item["text"], "labels": labels}) + "\n")
    out.write_text("".join(rows), encoding="utf-8")
    return out


def other_meetings(folder: Path, most: int = 2000) -> list[str]:
    """Turns of at least 30 words, cut at about 90, of meetings about something else."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        for meeting in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            if meeting["domain"] not in ("Product", "Academic"):
                continue
            for turn in meeting["turns"]:
                words = re.sub(r"\{\w+\}", "", turn["text"]).split()
                cut = [" ".join(words[at : at + 90]) for at in range(0, len(words), 90)]
                found += [piece for piece in cut if piece.count(" ") >= 29]
    return found[:: max(1, len(found) // most)]


def seconds(mapper, encoder) -> float:  # noqa: ANN001
    """How long 20,000 passages take whose vectors are there."""
    import numpy as np

    texts = [json.loads(row)["text"] for row in KEY.read_text(encoding="utf-8").splitlines()]
    joined = [" ".join(texts[at : at + 4]) for at in range(0, len(texts), 4)]
    vectors = encoder.encode(joined)
    times = 20_000 // len(joined) + 1
    many, rows = (joined * times)[:20_000], np.tile(vectors, (times, 1))[:20_000]
    begun = time.perf_counter()
    mapper.map(many, rows)
    return time.perf_counter() - begun


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
