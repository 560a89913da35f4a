"""Extractive answers are scored on any file of the schema."""

from __future__ import annotations

import json

import pytest

from tests.handmade import BagEncoder
from wsis_nlp.domain.errors import UsageError
from wsis_nlp.evaluation.drafting import evaluate_drafting, is_named, rouge

MEETING = {
    "id": "m1",
    "domain": "Committee",
    "turns": [
        {"speaker": "Chair", "text": "Good morning . {pause} Let us begin with the networks ."},
        {
            "speaker": "Minister Ode",
            "text": "We opened forty community networks in the north . The masts were shared .",
        },
        {"speaker": "Ann Bell", "text": "The teachers of the schools were trained in the summer ."},
    ],
    "queries": [
        {
            "query": "What did Minister Ode say about community networks?",
            "answer": "Forty community networks were opened in the north.",
            "spans": [[1, 1]],
        },
        {"query": "Summarize the meeting", "answer": "Much was said.", "spans": None},
    ],
}


def _file(tmp_path, *meetings):
    path = tmp_path / "meetings.jsonl"
    path.write_text("\n".join(json.dumps(meeting) for meeting in meetings), encoding="utf-8")
    return path


def test_specific_queries_are_answered_in_the_words_of_the_turns(tmp_path):
    evaluation = evaluate_drafting(_file(tmp_path, MEETING), BagEncoder())
    assert evaluation.metrics["n"] == 1
    assert set(evaluation.metrics) == {
        *("rouge1", "rouge2", "rougeL", "e2e_rouge1", "e2e_rouge2", "e2e_rougeL", "n")
    }
    (row,) = evaluation.predictions
    for sentence in row["sentences"]:
        source = MEETING["turns"][sentence["turn"]]["text"]
        assert source[sentence["start"] : sentence["end"]] == sentence["text"]
        assert sentence["turn"] == 1
    assert "networks" in row["answer"]
    assert evaluation.metrics["rouge1"] > 0.5


def test_noise_marks_are_no_words_of_an_answer(tmp_path):
    meeting = {**MEETING, "queries": [{**MEETING["queries"][0], "spans": [[0, 0]]}]}
    (row,) = evaluate_drafting(_file(tmp_path, meeting), BagEncoder()).predictions
    assert "{" not in row["answer"]


def test_a_file_without_answers_gives_no_figure_and_a_broken_one_is_named(tmp_path):
    silent = {**MEETING, "queries": []}
    metrics = evaluate_drafting(_file(tmp_path, silent), BagEncoder()).metrics
    assert metrics["n"] == 0
    assert metrics["rouge1"] is None
    with pytest.raises(UsageError, match=r"meetings\.jsonl"):
        evaluate_drafting(_file(tmp_path, {"id": "x"}), BagEncoder())


@pytest.mark.parametrize(
    ("label", "query", "named"),
    [
        ("Grad A", "What did A think about it?", True),
        ("Grad A", "What did B think about it?", False),
        ("Industrial Designer", "What did the industrial designer say?", True),
        ("Ann Bell", "What did Bell recommend?", True),
        ("Ann Bell", "What was decided?", False),
        ("", "What was decided?", False),
    ],
)
def test_a_speaker_is_named_by_the_whole_label_or_its_last_word(label, query, named):
    assert is_named(label, query) is named


def test_rouge_is_one_for_the_same_words_and_stems():
    assert rouge("Networks opened", "network opens") == {
        "rouge1": 1.0,
        "rouge2": 1.0,
        "rougeL": 1.0,
    }
