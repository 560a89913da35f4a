"""The topics commands, as a person calls them."""

from __future__ import annotations

import json
import shutil

import pytest
from typer.testing import CliRunner

from wsis_nlp.cli import app

RUNNER = CliRunner()


def _call(*words):
    return RUNNER.invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def work(finished_run, tmp_path_factory):
    """A small workspace of our own, with a model trained on it."""
    folder = tmp_path_factory.mktemp("topics")
    shutil.copytree(finished_run / "workspace", folder / "workspace")
    few = _call("topics", "train", "--workspace", folder / "workspace", "--out", folder / "few")
    assert few.exit_code == 1 and "passages are too few" in few.output
    assert not (folder / "few").exists()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wsis_nlp.topics.material.FEWEST_PASSAGES", 30)
        done = _call(
            "topics", "train", "--workspace", folder / "workspace", "--out", folder / "one"
        )
        assert done.exit_code == 0, done.output
        yield folder


def test_train_shows_topics_and_keeps_the_run(work):
    facts = json.loads((work / "one/run.json").read_text())
    assert "--out" not in facts["command"]
    assert facts["figures"]["topics"] == len(facts["topics"]) >= 2
    assert "keep" in facts["figures"]["outlier_strategies"]
    shown = _call("topics", "show", work / "one")
    assert shown.exit_code == 0 and "npmi" in shown.output
    row = json.loads((work / "one/passages.jsonl").read_text().splitlines()[0])
    assert row["citation"] and row["link"] and "line" in row


def test_procedural_talk_is_left_out(work):
    text = (work / "one/passages.jsonl").read_text()
    assert "you have the floor" not in text


def test_one_topic_shows_its_passages(work):
    shown = _call("topics", "show", work / "one", "--topic", 0)
    assert shown.exit_code == 0 and '"' in shown.output
    wrong = _call("topics", "show", work / "one", "--topic", 99)
    assert wrong.exit_code == 2 and "--topic 99" in wrong.output


def test_the_rest_of_the_family_works_on_a_run(work):
    out = work / "made"
    run, space = work / "one", work / "workspace"
    grid = work / "grid.toml"
    grid.write_text('[grid]\n"clusters.topics" = [2, 3]\n')
    few = work / "few.toml"
    few.write_text("[consensus]\nruns = 5\n")
    calls = (
        ("compare", run, run, "--out", out, "--json", out / "compare.json"),
        ("over-time", run, "--by", "session", "--out", out, "--json", out / "time.json"),
        ("report", run, "--out", out, "--workspace", space),
        ("export", run, out / "topics.csv"),
        ("sweep", grid, "--workspace", space, "--out", out, "--jobs", 1),
        (
            *("stability", "--workspace", space, "--config", few, "--seeds", 2),
            *("--json", out / "stability.json"),
        ),
    )
    for words in calls:
        done = _call("topics", *words)
        assert done.exit_code == 0, (words, done.output)
    for name in (
        "comparison.svg",
        "flow.svg",
        "over-session.png",
        "report.html",
        "topics.csv",
        "sweep.json",
        "stability.json",
    ):
        assert (out / name).is_file(), name
    assert "file://" in (out / "report.html").read_text()
    nothing = _call("topics", "update", run, "--workspace", space, "--out", work / "two")
    assert nothing.exit_code == 2 and "nothing to update" in nothing.output


@pytest.mark.parametrize(
    ("settings", "message", "code"),
    [
        ("[cluster]\ntopics = 3", "Did you mean 'clusters'", 1),
        ("[slice]\nyear = 1850", "no passage has year 1850", 2),
        ("[slice]\nline = 'C10'\nphase = 'forum'", "", None),
    ],
)
def test_what_is_wrong_with_settings_is_one_line(work, settings, message, code):
    path = work / "settings.toml"
    path.write_text(settings)
    made = work / "none"
    done = _call(
        "topics", "train", "--config", path, "--workspace", work / "workspace", "--out", made
    )
    if code is None:  # either too few passages, or none at all
        assert done.exit_code in (1, 2) and "passage" in done.output
    else:
        assert done.exit_code == code and message in done.output
    assert not made.exists() and "Traceback" not in done.output


def test_two_runs_at_once_on_one_workspace_are_told_apart(work):
    from wsis_nlp.workspace import Workspace

    with Workspace.open(work / "workspace", create=True):
        done = _call("topics", "train", "--workspace", work / "workspace", "--out", work / "x")
    assert done.exit_code == 1 and "another run is working" in done.output


def test_a_name_that_is_no_run_says_how_to_make_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = _call("topics", "show", "nothing")
    assert done.exit_code == 1 and "topics train" in done.output
    wrong = _call("topics", "over-time", "nothing", "--by", "mood")
    assert wrong.exit_code == 2 and "year, phase, session" in wrong.output


def test_topics_are_scored_against_labels(tmp_path):
    source = tmp_path / "texts.jsonl"
    subjects = {
        "sea": "The submarine cable lands on the island and carries data number",
        "school": "Teachers in the classroom give each pupil a lesson number",
        "health": "The nurse keeps a record of the patient at the clinic number",
    }
    rows = [
        {"text": f"{text} {i}.", "label": label}
        for i in range(30)
        for label, text in subjects.items()
    ]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    metrics, raw = tmp_path / "metrics.json", tmp_path / "raw.jsonl"
    done = _call(
        *("evaluate", "topics", source, "--seeds", 2, "--json", metrics, "--predictions", raw)
    )
    assert done.exit_code == 0, done.output
    found = json.loads(metrics.read_text())
    assert found["n"] == 90 and found["purity"] > 0.8 and found["seed_ari"] == 1.0
    assert {"npmi", "c_v", "diversity", "outlier_share", "nmi"} <= set(found)
    said = [json.loads(line) for line in raw.read_text().splitlines()]
    assert said[0]["label"] == "sea" and any(row["words"] for row in said)
    few = tmp_path / "few.jsonl"
    few.write_text(json.dumps(rows[0]))
    done = _call("evaluate", "topics", few)
    assert done.exit_code == 2 and "1 passages are too few" in done.output


def test_a_workspace_is_scored_too(work):
    done = _call("evaluate", "topics", work / "workspace", "--seeds", 2)
    assert done.exit_code == 0 and "npmi" in done.output
