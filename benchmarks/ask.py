"""Asking: a cold process, warm questions, and the index at a million vectors.

    WSIS_NLP_DATA=FOLDER python benchmarks/ask.py [--full]

The workspace is a run over 60 real files, 300 with ``--full``, which also measures the million; the
demonstration corpus where there is no real data.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from end_to_end import take
from processes import measure
from report import Row, save

QUESTIONS = (
    "what was said about action line C5",
    "what gaps were raised on connectivity in rural areas",
    "recommendations on C4",
    "C7 e-health",
    "what was said about languages in schools",
    "submarine cables and landing stations",
)


def main(full: bool) -> None:
    """Measure and write."""
    with tempfile.TemporaryDirectory() as place:
        folder, out = Path(place) / "in", Path(place) / "out"
        folder.mkdir()
        said = take(300 if full else 60, folder)
        measure([sys.executable, "-m", "wsis_nlp.cli", "run", str(folder), "--out", str(out)])
        median = cold(out / "workspace")
        passages, p95 = warm(out / "workspace")
    data = f"{said}, {passages:,} passages"
    rows = [
        Row("a question to a cold process, median", data, median, {}, 1.2, "s", "lower"),
        Row("a question in Python, p95", data, p95, {}, 25, "ms", "lower"),
    ]
    if full:
        p95, exact, recall = million()
        of = "1,000,000 vectors"
        rows += [
            Row("nearest ten, p95", of, p95, {"all compared": exact}, 60, "ms", "lower"),
            Row("nearest ten, recall", of, recall, {"all compared": 1.0}, 0.98),
        ]
    save("ask", rows, remarks=("The million are synthetic vectors in 20,000 clouds.",))


def cold(workspace: Path) -> float:
    """Seconds of a whole process, the median of ten after a first."""
    code = "from wsis_nlp.cli import app; app()"
    seconds = []
    for number in range(11):
        question = QUESTIONS[number % len(QUESTIONS)]
        call = [sys.executable, "-c", code, "ask", question, "--workspace", str(workspace)]
        begun = time.perf_counter()
        # It ends with 1 where nothing answers, which is an answer.
        subprocess.run(call, capture_output=True, check=False)
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds[1:])


def warm(workspace: Path) -> tuple[int, float]:
    """Passages, and milliseconds of questions to an open library, the first round left out."""
    from wsis_nlp.answering import Library, ask

    taken = []
    with Library.open(workspace) as library:
        for turn in range(11):
            for question in QUESTIONS:
                begun = time.perf_counter()
                ask(f"{question} {turn}", library)
                taken.append(1000 * (time.perf_counter() - begun))
        return len(library.columns), float(np.percentile(taken[len(QUESTIONS) :], 95))


def million(count: int = 1_000_000, dimension: int = 384) -> tuple[float, float, float]:
    """The index alone: p95 of ours and of comparing all, in milliseconds, and recall of ten."""
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
        VectorIndex.build(vectors, "million").save(Path(folder))
        index = VectorIndex.load(Path(folder), "million")
        assert index
        taken, compared, hits = [], [], 0
        for query in queries:
            begun = time.perf_counter()
            rows, _ = index.search(query, 10)
            taken.append(1000 * (time.perf_counter() - begun))
            begun = time.perf_counter()
            nearest = np.argpartition(-(vectors @ query), 10)[:10]
            compared.append(1000 * (time.perf_counter() - begun))
            hits += len(set(rows) & set(nearest.tolist()))
    p95, exact = float(np.percentile(taken, 95)), float(np.percentile(compared, 95))
    return p95, exact, hits / (10 * len(queries))


if __name__ == "__main__":
    main("--full" in sys.argv)
