"""Retrieval scored on labelled meetings, through the command as well."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.searching.test_ranking import Bag
from wsis_nlp.cli import app
from wsis_nlp.domain.errors import UsageError
from wsis_nlp.evaluation.meetings import read_meetings
from wsis_nlp.evaluation.retrieval import evaluate_retrieval, ndcg, recall

SUBJECTS = ("rural broadband", "school fees", "spectrum auctions", "telemedicine", "postal banks")


def meeting():
    turns = [
        {"speaker": f"Delegate {number}", "text": f"{{pause}} We spoke of {about}, at length. Yes."}
        for about in SUBJECTS
        for number in range(6)
    ]
    queries = [
        {"query": f"What did they say about {about}?", "spans": [[6 * i, 6 * i + 5]]}
        for i, about in enumerate(SUBJECTS)
    ]
    whole = {"query": "Summarize the whole meeting.", "spans": None}
    return {"id": "m", "domain": "Committee", "turns": turns, "queries": [*queries, whole]}


@pytest.fixture
def labelled(tmp_path):
    path = tmp_path / "meetings.jsonl"
    path.write_text(json.dumps(meeting()) + "\n")
    return path


def test_recall_counts_relevant_words_as_far_as_the_budget_reaches():
    words, right = np.array([10, 10, 20]), np.array([True, False, True])
    assert recall(np.array([0, 1, 2]), words, right, 10) == pytest.approx(1 / 3)
    assert recall(np.array([2, 0, 1]), words, right, 10) == pytest.approx(1 / 3)
    assert recall(np.array([2, 0, 1]), words, right, 30) == 1


def test_ndcg_is_one_for_a_perfect_ranking_and_less_for_any_other():
    right = np.array([False, True, True, False])
    assert ndcg(np.array([1, 2, 0, 3]), right) == pytest.approx(1)
    assert 0 < ndcg(np.array([0, 1, 2, 3]), right) < 1


def test_every_specific_question_is_scored_and_general_ones_are_left_out(labelled):
    found = evaluate_retrieval(labelled, Bag())
    assert found.metrics["n"] == found.metrics["Committee n"] == len(SUBJECTS)
    assert set(found.baselines) == {"BM25", "cosine"}
    assert found.metrics["recall@20%"] > 0.5


def test_predictions_alone_are_enough_to_score_it(labelled):
    found = evaluate_retrieval(labelled, Bag())
    turns = meeting()["turns"]
    recalls = []
    for row, (query, gold) in zip(
        found.predictions,
        ((q["query"], q["spans"]) for q in meeting()["queries"] if q["spans"]),
        strict=True,
    ):
        assert row["query"] == query
        right = set(range(gold[0][0], gold[0][1] + 1))
        whole = sum(len(turns[turn]["text"].split()) for turn in right)
        left, got = 0.2 * row["words_in_meeting"], 0.0
        for passage in row["passages"]:
            turn = passage["turns"][0]
            text = turns[turn]["text"][passage["start"] : passage["end"]]
            assert len(text.split()) == passage["words"]
            used = min(left, passage["words"])
            got += used * (turn in right)
            left -= used
        recalls.append(got / whole)
    assert np.mean(recalls) == pytest.approx(found.metrics["recall@20%"], abs=1e-3)


def test_a_folder_of_files_is_read_whole(labelled):
    (labelled.parent / "more.jsonl").write_text(labelled.read_text())
    assert len(list(read_meetings(labelled.parent))) == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"turns": [{"text": "no speaker"}]}, "speaker"),
        ({"queries": [{"query": "x", "spans": [[0, 99]]}]}, "99 among 30 turns"),
        ({"queries": 3}, "meeting 1"),
    ],
)
def test_what_is_wrong_with_a_meeting_is_said_in_one_line(labelled, change, said):
    labelled.write_text(json.dumps({**meeting(), **change}))
    with pytest.raises(UsageError, match=said):
        evaluate_retrieval(labelled, Bag())


def test_the_command_says_so_when_a_folder_holds_no_meetings(tmp_path):
    result = CliRunner().invoke(app, ["evaluate", "retrieval", str(tmp_path)])
    assert result.exit_code == 2
    assert "no .jsonl file" in result.output


def test_the_command_writes_flat_metrics_and_predictions(labelled, tmp_path):
    metrics, raw = tmp_path / "m.json", tmp_path / "p.jsonl"
    call = ["evaluate", "retrieval", str(labelled)]
    result = CliRunner().invoke(app, [*call, "--json", str(metrics), "--predictions", str(raw)])
    assert result.exit_code == 0, result.output
    assert {"recall@5%", "recall@10%", "recall@20%", "ndcg@10", "n"} <= set(
        json.loads(metrics.read_text())
    )
    assert len(raw.read_text().splitlines()) == len(SUBJECTS)
