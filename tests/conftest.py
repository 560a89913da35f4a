"""What several tests need: a small corpus of our own and runs of the pipeline over it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from wsis_nlp.cli import app

# No test reaches for a model hub.
os.environ["HF_HUB_OFFLINE"] = "1"

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "corpora" / "demo"
SMALL = (
    "consultations/consult1-01.txt",
    "forum/forum-02.vtt",
    "forum/forum-05.docx",
    "submissions/sub-02.txt",
    "submissions/sub-french.txt",
)
OUTPUTS = ("chair-summary.json", "chair-summary.md", "evidence.csv", "chair-summary.docx")


def commands() -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command of the command line, each with the words that call it."""

    def walk(command, words=()):
        below = getattr(command, "commands", None)
        for name, one in (below or {}).items():
            yield from walk(one, (*words, name))
        if words:
            yield words, command

    return walk(typer.main.get_command(app))


@pytest.fixture(scope="session", autouse=True)
def one_classifier() -> Iterator[None]:
    """The classifier of sentences is loaded once for all tests."""
    from functools import cache

    from wsis_nlp.encoding import SentenceClassifier
    from wsis_nlp.mapping import roles

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(roles, "SentenceClassifier", cache(SentenceClassifier))
        yield


@pytest.fixture(scope="session")
def small_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five documents of the demonstration corpus with their tables; do not write into it."""
    folder = tmp_path_factory.mktemp("small") / "corpus"
    folder.mkdir()
    for name in SMALL:
        shutil.copy(DEMO / name, folder / Path(name).name)
    for table in ("participants.csv", "sessions.csv"):
        shutil.copy(DEMO / table, folder / table)
    return folder


@pytest.fixture(scope="session")
def finished_run(small_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of one undisturbed run over the small corpus; do not write into it."""
    from wsis_nlp.pipeline import run

    out = tmp_path_factory.mktemp("finished") / "out"
    run(small_corpus, out)
    return out
