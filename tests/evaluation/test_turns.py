"""The scorer of turns, and the labelled sample of our own files."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from wsis_nlp.domain.errors import UsageError
from wsis_nlp.evaluation.turns import compare, evaluate_turns, name_hash

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = "ANA SOL: We grew.\nBO LIND: Good.\nANA SOL: Thanks.\n"


def _label(folder, turns, *, text=TEXT):
    labels = folder / "labels"
    labels.mkdir()
    (folder / "talk.txt").write_text(TEXT, encoding="utf-8")
    label = {
        "file": "talk.txt",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "convention": "name and colon",
        "split": "mend",
        "from": 0,
        "until": len(TEXT),
        "turns": turns,
    }
    (labels / "talk.json").write_text(json.dumps(label), encoding="utf-8")
    return labels


def test_turns_read_as_labelled_score_one(tmp_path):
    turns = [[0, name_hash("Ana Sol")], [18, name_hash("Bo Lind")], [33, name_hash("ANA SOL")]]
    metrics = evaluate_turns(_label(tmp_path, turns), tmp_path).metrics
    assert metrics["turns"] == 3
    assert metrics["boundary_f1"] == metrics["name_f1"] == metrics["mend_name_f1"] == 1.0


def test_a_wrong_name_costs_the_name_and_a_missed_turn_both(tmp_path):
    turns = [[0, name_hash("Ana Sol")], [18, name_hash("Cy")]]
    metrics = evaluate_turns(_label(tmp_path, turns), tmp_path).metrics
    assert metrics["boundary_f1"] == pytest.approx(0.8)
    assert metrics["name_f1"] == pytest.approx(0.4)


def test_what_one_speaker_says_on_end_is_one_turn_but_every_nameless_mark_is_one():
    label = {"turns": [[0, "a"], [9, "a"], [20, None], [30, None]], "from": 0, "until": 40}
    counts = compare(label, [(1, "a"), (21, None), (31, None)])
    assert (counts.labelled, counts.read, counts.found, counts.named) == (3, 3, 3, 3)


def test_a_file_that_changed_is_left_out_and_told(tmp_path):
    with pytest.raises(UsageError, match="none of the labelled files"):
        evaluate_turns(_label(tmp_path, [[0, None]], text="other"), tmp_path)


def test_our_own_files_are_read_as_labelled_by_hand():
    evaluation = evaluate_turns(ROOT / "tests/data/turns", ROOT)
    assert evaluation.metrics["turns"] >= 60
    assert evaluation.metrics["boundary_f1"] >= 0.99
    assert evaluation.metrics["name_f1"] >= 0.98
