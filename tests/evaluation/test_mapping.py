"""A labelled file gives the figures of the field, and faults are named with their place."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.handmade import FRAMEWORK, BagEncoder
from wsis_nlp.cli import app
from wsis_nlp.domain.errors import OutputError, UsageError
from wsis_nlp.evaluation import scores
from wsis_nlp.evaluation.labels import load_labelled
from wsis_nlp.evaluation.mapping import evaluate_mapping
from wsis_nlp.evaluation.mapping_page import page, save_page
from wsis_nlp.mapping import load_framework

SEA = "The submarine cable reached the island and prices fell within the year for everyone."
CLASS = "Teachers learned how to use computers in the classroom, in every school of the province."
ODD = "Volcanoes erupted yesterday, astronomers photographed purple galaxies beyond Neptune."


def _write(folder, *items, name="labelled.jsonl"):
    path = folder / name
    path.write_text("".join(json.dumps(item) + "\n" for item in items))
    return path


@pytest.fixture
def evaluated(tmp_path):
    path = _write(
        tmp_path,
        {"id": "a", "text": SEA, "labels": ["L1a"]},
        {"text": CLASS, "action_line": "L2"},
        {"text": f"{SEA} {CLASS}", "labels": ["L1", "L2"]},
        {"text": ODD, "labels": []},
    )
    return evaluate_mapping(path, FRAMEWORK, BagEncoder())


def test_figures_are_those_of_the_field(evaluated):
    metrics = evaluated.metrics
    assert metrics["n"] == 4
    assert metrics["accuracy"] == metrics["top3"] == metrics["lrap"] == 1.0
    assert metrics["accuracy_low"] <= metrics["accuracy"] <= metrics["accuracy_high"]
    assert metrics["outside_mapped"] == 0.0
    assert metrics["application_accuracy"] == 1.0
    assert set(evaluated.baselines) == {"TF-IDF", "one paragraph", "keywords"}
    assert all("accuracy" in peer for peer in evaluated.baselines.values())


def test_predictions_hold_the_probability_of_every_line(evaluated):
    first = evaluated.predictions[0]
    assert first["id"] == "a"
    assert set(first["probabilities"]) == {"L1", "L2"}
    assert set(first["applications"]) == {"L1a", "L2"}
    assert first["given"][0] == "L1a"
    assert evaluated.predictions[3]["given"] == []


def test_the_page_shows_figures_reliability_and_confusion(evaluated, tmp_path):
    text = page(evaluated)
    assert "<svg" in text
    assert "accuracy" in text
    assert "taken for others" in text
    save_page(evaluated, tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text() == text
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        save_page(evaluated, tmp_path / "file" / "page.html")


def test_pairs_ask_whether_one_line_is_present(tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text(f'id,text,sdg,label\n1,"{SEA}",L1a,True\n2,"{CLASS}",L1a,False\n')
    found = evaluate_mapping(path, FRAMEWORK, BagEncoder())
    assert found.metrics["n"] == 2
    assert found.metrics["auc"] == 1.0
    assert found.predictions[0]["judged"] == "L1a"
    assert "Reliability" in page(found)


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({"action_line": "C5"}, "C5"),
        ({"action_line": "AL C5"}, "C5"),
        ({"action_line": "Action Line C.5"}, "C5"),
        ({"action_line": "С5"}, "C5"),
        ({"action_line": "C7", "application": "e-health"}, "C7.e-health"),
        ({"action_line": "C7", "application": None}, "C7"),
        ({"labels": ["e-health"]}, "C7.e-health"),
        ({"labels": ["C7 e-science"]}, "C7.e-science"),
    ],
)
def test_lines_are_known_by_the_ways_people_write_them(tmp_path, item, code):
    path = _write(tmp_path, {"text": SEA, **item})
    assert load_labelled(path, load_framework())[0].codes == (code,)


def test_goals_are_known_by_their_number(tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text("id,text,sdg,label\n1,Some text,7,True\n")
    item = load_labelled(path, load_framework("sdgs"))[0]
    assert (item.codes, item.judged) == (("SDG7",), "SDG7")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.jsonl", '{"text": "a", "action_line": "C99"}\n', "item 1: 'C99' is no line"),
        ("x.jsonl", '{"text": "a"}\n', "neither 'labels' nor 'action_line'"),
        ("x.csv", "id,text\n1,a\n", "the column 'sdg' is missing"),
        ("x.csv", "id,text,sdg,label\n1,a,C5,perhaps\n", "line 2: 'label' must be"),
        ("x.csv", "id,text,sdg,label\n", "no item"),
    ],
)
def test_faults_of_a_labelled_file_are_named(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(UsageError, match=said):
        load_labelled(path, load_framework())


def test_calibration_error_is_nil_for_honest_probabilities_and_large_for_boasts():
    rng = np.random.default_rng(1)
    chances = rng.random(20_000)
    honest = rng.random(20_000) < chances
    assert scores.calibration_error(chances, honest) < 0.02
    assert scores.calibration_error(np.full(100, 0.99), np.zeros(100, bool)) > 0.9


def test_macro_f1_leaves_out_lines_that_do_not_occur():
    gold = np.array([[True, False, False], [False, True, False]])
    assert scores.macro_f1(gold, gold) == 1.0
    assert scores.macro_f1(~gold & False, gold) == 0.0


def test_the_command_writes_what_it_is_asked_for(tmp_path):
    path = _write(
        tmp_path,
        {"text": "The response team blocked the ransomware within the hour.", "action_line": "C5"},
        {"text": "Farmers get prices and pest alerts by text message.", "labels": ["C7"]},
    )
    out = tmp_path / "m.json", tmp_path / "p.jsonl", tmp_path / "r.html"
    options = ["--json", str(out[0]), "--predictions", str(out[1]), "--html", str(out[2])]
    result = CliRunner().invoke(app, ["evaluate", "mapping", str(path), *options])
    assert result.exit_code == 0, result.output
    assert json.loads(out[0].read_text())["accuracy"] == 1.0
    assert len(out[1].read_text().splitlines()) == 2
    assert "<svg" in out[2].read_text()
    gone = CliRunner().invoke(app, ["evaluate", "mapping", str(tmp_path / "none.jsonl")])
    assert gone.exit_code == 2
