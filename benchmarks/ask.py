"""Asking: a cold process, warm questions, and the index at a million vectors.

    python benchmarks/ask.py WORKSPACE [--million]

WORKSPACE is one that was run. Writes ``benchmarks/results/ask.json``.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

QUESTIONS = (
    "what was said about action line C5",
    "what gaps were raised on connectivity in rural areas",
    "recommendations on C4",
    "C7 e-health",
    "what did civil society say about languages",
    "submarine cables and landing stations",
)
RESULTS = Path(__file__).resolve().parent / "results" / "ask.json"


def main() -> None:
    """Measure and write."""
    workspace = Path(sys.argv[1])
    result: dict[str, object] = {"machine": platform.processor(), "cores": os.cpu_count()}
    result |= {"cold": cold(workspace), "warm": warm(workspace)}
    if "--million" in sys.argv:
        result["million"] = million()
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))


def cold(workspace: Path) -> dict[str, float]:
    """Seconds of whole processes."""
    code = "from wsis_nlp.cli import app; app()"
    seconds = []
    for number in range(11):
        question = QUESTIONS[number % len(QUESTIONS)]
        call = [sys.executable, "-c", code, "ask", question, "--workspace", str(workspace)]
        begun = time.perf_counter()
        subprocess.run(call, capture_output=True, check=False)
        seconds.append(time.perf_counter() - begun)
    return {"median_s": statistics.median(seconds[1:])}


def warm(workspace: Path) -> dict[str, float]:
    """Milliseconds of questions to a library that is open, the first round left out."""
    from wsis_nlp.answering import Library, ask

    taken = []
    with Library.open(workspace) as library:
        for turn in range(11):
            for question in QUESTIONS:
                begun = time.perf_counter()
                ask(f"{question} {turn}", library)
                taken.append(1000 * (time.perf_counter() - begun))
        return {
            "passages": len(library.columns),
            "p95_ms": float(np.percentile(taken[len(QUESTIONS) :], 95)),
        }


def million(count: int = 1_000_000, dimension: int = 384) -> dict[str, float]:
    """The index alone on synthetic vectors in 20,000 clouds."""
    from wsis_nlp.searching import VectorIndex

    chance = np.random.default_rng(0)
    centres = chance.normal(size=(20_000, dimension)).astype(np.float32)
    vectors = centres[chance.integers(0, len(centres), count)]
    for at in range(0, count, 50_000):
        block = vectors[at : at + 50_000]
        block += 0.8 * chance.normal(size=block.shape).astype(np.float32)
        block /= np.linalg.norm(block, axis=1, keepdims=True)
    queries = vectors[chance.choice(count, 200)] + 0.03 * chance.normal(size=(200, dimension))
    queries = (queries / np.linalg.norm(queries, axis=1, keepdims=True)).astype(np.float32)
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        VectorIndex.build(vectors, "million").save(Path(folder))
        built = time.perf_counter() - begun
        index = VectorIndex.load(Path(folder), "million")
        assert index
        taken, hits = [], 0
        for query in queries:
            begun = time.perf_counter()
            rows, _ = index.search(query, 10)
            taken.append(1000 * (time.perf_counter() - begun))
            hits += len(set(rows) & set(np.argsort(-(vectors @ query))[:10].tolist()))
    p95 = float(np.percentile(taken, 95))
    return {"build_s": built, "p95_ms": p95, "recall@10": hits / (10 * len(queries))}


if __name__ == "__main__":
    main()
