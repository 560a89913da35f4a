"""``wsis-nlp evaluate turns`` on our own labelled files."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from wsis_nlp.cli import app

ROOT = Path(__file__).resolve().parent.parent.parent
RUNNER = CliRunner()


def test_turns_are_scored_against_a_folder_of_labels_or_one_file(tmp_path):
    labels, metrics = ROOT / "tests/data/turns", tmp_path / "metrics.json"
    done = RUNNER.invoke(
        app, ["evaluate", "turns", str(labels), "--data", str(ROOT), "--json", str(metrics)]
    )
    assert done.exit_code == 0, done.output
    assert json.loads(metrics.read_text())["boundary_f1"] >= 0.99
    one = ["evaluate", "turns", str(labels / "capitals.json"), "--data", str(ROOT)]
    assert RUNNER.invoke(app, one).exit_code == 0


def test_labels_that_are_not_there_are_told_in_one_line(tmp_path):
    done = RUNNER.invoke(app, ["evaluate", "turns", str(tmp_path / "none.json")])
    assert done.exit_code == 2
    assert "there are no labels there" in done.output
