"""Asking: a cold process, warm questions, filters, and a million passages, beside a plain script.

    WSIS_NLP_DATA=FOLDER python benchmarks/ask.py [--full] [--workspace W] [--million M]

The workspace is a run over 60 real files, 300 with ``--full``, or the one that is named; the
demonstration corpus where there is no real data. ``--full`` also makes a million passages of it
(``million.py``), in the folder that ``--million`` names, where they are kept for the next time.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import ask_peer
import numpy as np
from end_to_end import take
from million import columns_anew, many_times
from processes import measure
from report import Row, data_folder, save

from wsis_nlp.answering import Library, ask, filters_of

SUBJECTS = Path(__file__).with_name("subjects.txt").read_text().splitlines()
FORMS = (
    *("what was said about {}", "what gaps were raised on {}", "recommendations on {}"),
    *("{}", "who spoke about {}"),
)
LINES = (
    *(f"what was said about action line C{number}" for number in range(1, 12)),
    *("C7 e-health", "C7 e-government", "C5 and encryption", "recommendations on C4", "gaps in C2"),
)
QUESTIONS = [*(FORMS[at % 5].format(subject) for at, subject in enumerate(SUBJECTS)), *LINES]
FILTERS = ({"role": "challenge"}, {"since": "2019"}, {"kind": "transcript"}, {"until": "2018"})
# Questions that are asked before the time is taken.
WARMING = 50
PEER = "bm25s and sentence-transformers, ranks fused"


def main(full: bool, workspace: Path | None, million: Path | None) -> None:
    """Measure and write."""
    random.Random(0).shuffle(QUESTIONS)
    with tempfile.TemporaryDirectory() as place:
        if workspace is None:
            folder, out = Path(place) / "in", Path(place) / "out"
            folder.mkdir()
            take(300 if full else 60, folder)
            measure([sys.executable, "-m", "wsis_nlp.cli", "run", str(folder), "--out", str(out)])
            workspace = out / "workspace"
        passages, rows = of_workspace(workspace, Path(place) / "peer")
        if full:
            million = million or Path(place) / "million"
            if not million.is_dir():
                many_times(workspace, million, 1_000_000)
            columns_anew(workspace, million)
            rows += of_million(million)
    remarks = (
        f"{len(QUESTIONS)} questions, by code, title and subject, each asked once; the first "
        f"{WARMING} warm up. The peer finds ten passages and does nothing else of an answer: no "
        "lines, filters, counts, points, sources or context.",
        f"The million: the {passages:,} real passages many times over, with every vector of a copy "
        "moved at random by 0.75 of its length; texts, words, lines and speakers are repeated as "
        "they are. The whole answer is included: index, words, ranking, points and citations.",
    )
    save("ask", rows, remarks=remarks if full else remarks[:1])


def of_workspace(workspace: Path, folder: Path) -> tuple[int, list[Row]]:
    """How many passages there are, and the figures over the files of a run."""
    with Library.open(workspace) as library:
        columns, passages = library.columns, len(library.columns)
        texts = library.workspace.texts([source.id for source in columns.sources])
        spans = zip(
            columns.document.tolist(), columns.start.tolist(), columns.end.tolist(), strict=True
        )
        ask_peer.keep(
            [texts[columns.sources[place].id][start:end] for place, start, end in spans],
            np.asarray(library.index.vectors),
            folder,
        )
        ours = p95(lambda question: ask(question, library))
        choices = iter(FILTERS * len(QUESTIONS))
        filtered = p95(lambda question: ask(question, library, filters=_filters(choices)))
    peer = ask_peer.Peer(folder)
    theirs = p95(peer.ask)
    code = "from wsis_nlp.cli import app; app()"
    ask_cold = [sys.executable, "-c", code, "ask", "{}", "--workspace", str(workspace)]
    peer_cold = [sys.executable, ask_peer.__file__, str(folder), "{}"]
    data = f"{len(columns.sources)} {'real' if data_folder() else 'demonstration'} files"
    data = f"{data}, {passages:,} passages"
    return passages, [
        Row(
            *("a question to a cold process, median", data, cold(ask_cold)),
            *({PEER: cold(peer_cold)}, 1.2, "s", "lower"),
        ),
        Row("a question in Python, p95", data, ours, {PEER: theirs}, 25, "ms", "lower"),
        Row("with a filter, p95", data, filtered, {PEER: theirs}, 25, "ms", "lower"),
    ]


def of_million(folder: Path) -> list[Row]:
    """The figures over a million passages."""
    with Library.open(folder) as library:
        index, data = library.index, f"{len(library.columns):,} passages, synthetic"
        queries, _ = library.read(QUESTIONS)
        taken, compared, hits = [], [], 0
        for query in queries:
            begun = time.perf_counter()
            found, _ = index.search(query, 10)
            taken.append(1000 * (time.perf_counter() - begun))
            begun = time.perf_counter()
            scores = np.asarray(index.vectors) @ query
            nearest = np.argpartition(-scores, 10)[:10]
            compared.append(1000 * (time.perf_counter() - begun))
            hits += len(set(found) & set(nearest.tolist()))
        ours = p95(lambda question: ask(question, library))
        choices = iter(FILTERS * len(QUESTIONS))
        filtered = p95(lambda question: ask(question, library, filters=_filters(choices)))
    nearest, all_compared = float(np.percentile(taken, 95)), float(np.percentile(compared, 95))
    peers = {"all compared": all_compared}
    recall = hits / (10 * len(queries))
    return [
        Row("a question in Python, p95", data, ours, peers, 60, "ms", "lower"),
        Row("with a filter, p95", data, filtered, peers, None, "ms", "lower"),
        Row("nearest ten, p95", data, nearest, peers, 60, "ms", "lower"),
        Row("nearest ten, recall", data, recall, {"all compared": 1.0}, 0.98),
    ]


def _filters(choices: Iterable[dict[str, str]]) -> object:
    return filters_of(**next(iter(choices)))


def p95(answer: Callable[[str], object]) -> float:
    """Milliseconds of a question, each asked once, after some that warm up."""
    taken = []
    for question in QUESTIONS:
        begun = time.perf_counter()
        answer(question)
        taken.append(1000 * (time.perf_counter() - begun))
    return float(np.percentile(taken[WARMING:], 95))


def cold(command: list[str]) -> float:
    """Seconds of a whole process that is asked one question, the median of five after a first."""
    seconds = []
    for question in QUESTIONS[:6]:
        call = [part.format(question) if part == "{}" else part for part in command]
        begun = time.perf_counter()
        # Ours ends with 1 where nothing answers, which is an answer.
        subprocess.run(call, capture_output=True, check=False)
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds[1:])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--million", type=Path)
    told = parser.parse_args()
    main(told.full, told.workspace, told.million)
