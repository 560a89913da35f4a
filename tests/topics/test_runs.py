"""Run folders: repeatable, loadable by BERTopic, comparable, updatable, visible."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace

import numpy as np
import pytest

from tests.topics.corpus import passages
from wsis_nlp.domain.errors import ModelError, OutputError, UsageError
from wsis_nlp.topics import TopicConfig, fit
from wsis_nlp.topics.comparing import compare
from wsis_nlp.topics.dynamics import over_time
from wsis_nlp.topics.exporting import export
from wsis_nlp.topics.registry import load_run, run_folder, save_run
from wsis_nlp.topics.report import write_report
from wsis_nlp.topics.updating import update


def _made(folder, material=None, config=None, *, consensus=False):
    material, config = material or passages(), config or TopicConfig()
    model = fit(material, config, consensus=consensus)
    save_run(folder, model, material, config, {"npmi": 0.1}, "wsis-nlp topics train")
    return load_run(folder)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return _made(tmp_path_factory.mktemp("runs") / "one", consensus=True)


def test_the_same_run_writes_the_same_bytes(tmp_path):
    for place in ("a", "b"):
        _made(tmp_path / place / "run")
    names = sorted(path.name for path in (tmp_path / "a/run").iterdir())
    assert "README.md" in names and "topic_embeddings.safetensors" in names
    for name in names:
        first, second = (tmp_path / place / "run" / name for place in ("a", "b"))
        assert first.read_bytes() == second.read_bytes(), name


def test_bertopic_itself_loads_the_folder(run):
    from bertopic import BERTopic

    model = BERTopic.load(str(run.folder))
    every = passages()
    found, _ = model.transform(every.texts, embeddings=every.vectors)
    inside = run.labels >= 0
    assert (np.array(found)[inside] == run.labels[inside]).mean() > 0.95
    assert [word for word, _ in model.get_topic(0)]


def test_a_run_read_is_the_run_written(run):
    assert len(run.topics) == 5
    assert [topic.size for topic in run.topics] == np.bincount(run.labels[run.labels >= 0]).tolist()
    assert all(topic.stability > 0.9 for topic in run.topics)
    assert not any(run.unstable(topic) for topic in run.topics)
    assert run.facts["data"]["sha256"] == passages().hash
    assert "| 0 |" in (run.folder / "README.md").read_text()


def test_a_missing_damaged_or_foreign_model_is_one_clear_line(tmp_path):
    with pytest.raises(ModelError, match="no topic model here"):
        load_run(tmp_path)
    made = _made(tmp_path / "run")
    facts = json.loads((made.folder / "run.json").read_text())
    (made.folder / "run.json").write_text(json.dumps({**facts, "format": 99}))
    with pytest.raises(ModelError, match="written in format 99"):
        load_run(made.folder)
    facts["versions"]["bertopic"] = "0.1"
    (made.folder / "run.json").write_text(json.dumps(facts))
    assert any("made with bertopic 0.1" in remark for remark in load_run(made.folder).remarks)
    (made.folder / "run.json").write_text("{")
    with pytest.raises(ModelError, match="damaged"):
        load_run(made.folder)


def test_a_folder_of_something_else_is_not_overwritten(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(OutputError, match="not a topic model"):
        _made(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "mine"
    with pytest.raises(UsageError, match="cannot name a run"):
        run_folder("../x", tmp_path)


def test_a_run_matches_itself_and_shows_what_split_and_merged(run, tmp_path):
    same = compare(run, run)
    assert {relation.kind for relation in same.relations} == {"matched"}
    assert same.agreement == 1.0
    coarse = _made(tmp_path / "coarse", config=TopicConfig().changed(clusters__topics=2))
    assert "merged" in {relation.kind for relation in compare(run, coarse).relations}
    assert "split" in {relation.kind for relation in compare(coarse, run).relations}


def test_runs_without_shared_passages_are_compared_by_their_centres(run, tmp_path):
    other = _made(tmp_path / "other", passages(120, 3, start=1000, seed=8))
    found = compare(run, other)
    assert found.by == "centres"
    assert {"went"} <= {relation.kind for relation in found.relations}
    strange = _made(tmp_path / "strange", replace(passages(start=500), fingerprint="other"))
    with pytest.raises(UsageError, match="different encoders"):
        compare(run, strange)


def test_a_subject_that_comes_up_late_is_new_and_even_ones_are_steady():
    topics = _topics(2)
    rows = [{"topic": 0, "year": "2003"} for _ in range(200)]
    rows += [{"topic": int(i < 100), "year": "2024"} for i in range(200)]
    found = over_time(topics, rows)
    assert (found.periods, found.totals) == (("2003", "2024"), (200, 200))
    assert [trend.kind for trend in found.trends] == ["fading", "new"]
    even = [{"topic": i % 2, "year": str(2000 + i % 4 // 2)} for i in range(400)]
    assert {trend.kind for trend in over_time(topics, even).trends} == {"steady"}


def test_one_period_has_no_course():
    with pytest.raises(UsageError, match="only of year 2003"):
        over_time(_topics(1), [{"topic": 0, "year": "2003"}])


def _topics(count):
    from wsis_nlp.domain.records import Topic

    return [Topic(i, f"topic {i}", (), 1) for i in range(count)]


def test_new_passages_are_placed_and_drift_is_told(run, tmp_path):
    old = passages()
    alike = passages(60, start=500, seed=9)
    drift = update(run, _joined(old, alike), tmp_path / "alike", "again")
    again = load_run(tmp_path / "alike")
    assert (drift.known, drift.new, len(again.passages)) == (120, 60, 180)
    assert drift.outlier_share_new < 0.2 and drift.spread < 0.05
    for subject in range(5):
        placed = set(again.labels[120 + subject :: 5].tolist()) - {-1}
        assert placed <= set(run.labels[subject::5].tolist())
    one_sided = update(run, passages(60, 1, start=700, seed=3), tmp_path / "new", "again")
    assert one_sided.retrain


def test_what_is_placed_into_a_model_that_sets_none_apart_has_a_topic(tmp_path):
    every = TopicConfig().changed(outliers__deviations=0)
    run = _made(tmp_path / "every", passages(spread=0.4), every)
    far = passages(60, start=500, seed=9, spread=3.0)
    assert update(run, far, tmp_path / "more", "again").outlier_share_new == 0


def test_an_update_with_nothing_new_or_other_vectors_says_so(run, tmp_path):
    with pytest.raises(UsageError, match="nothing to update"):
        update(run, passages(), tmp_path / "x", "")
    with pytest.raises(ModelError, match="made with vectors of 'handmade'"):
        update(run, replace(passages(), fingerprint="other"), tmp_path / "x", "")


def _joined(first, second):
    return replace(
        first,
        ids=[*first.ids, *second.ids],
        texts=[*first.texts, *second.texts],
        vectors=np.vstack([first.vectors, second.vectors]),
        facets={name: [*v, *second.facets[name]] for name, v in first.facets.items()},
        citations=[*first.citations, *second.citations],
        links=[*first.links, *second.links],
    )


def test_the_report_needs_no_network_and_leads_back_to_the_source(run, tmp_path):
    written = write_report(run, tmp_path / "report", tmp_path)
    page = written[0].read_text(encoding="utf-8")
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page)
    assert f'href="file://{tmp_path.as_posix()}/a%20file.txt"' in page
    assert page.count("<svg") == 9
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for topic in run.topics:
        assert f'id="t{topic.id}"' in page
    assert {path.suffix for path in written} == {".html", ".svg", ".png"}
    again = write_report(run, tmp_path / "again", tmp_path)
    for first, second in zip(written, again, strict=True):
        assert first.read_bytes() == second.read_bytes(), first.name


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_exports_have_a_row_a_topic_or_a_passage(run, tmp_path, ending):
    path = tmp_path / f"topics.{ending}"
    assert export(run, path) == 5
    assert export(run, tmp_path / f"passages.{ending}", passages=True) == 120
    if ending == "csv":
        rows = list(csv.DictReader(path.open(encoding="utf-8-sig")))
    elif ending == "json":
        rows = json.loads(path.read_text())
    else:
        from pyarrow import parquet

        rows = parquet.read_table(path).to_pylist()
    assert [row["label"] for row in rows] == [topic.label for topic in run.topics]


def test_an_export_to_something_else_is_refused(run, tmp_path):
    with pytest.raises(UsageError, match="must end in"):
        export(run, tmp_path / "topics.xlsx")


def test_bands_carry_every_shared_passage_and_are_the_same_bytes(run, tmp_path):
    from wsis_nlp.topics.report.flows import flow
    from wsis_nlp.topics.report.pictures import as_svg

    coarse = _made(tmp_path / "coarse", config=TopicConfig().changed(clusters__topics=2))
    found = compare(run, coarse)
    assert found.flow.sum() == found.shared == 120
    labels = [[topic.label for topic in each.topics] for each in (run, coarse)]
    drawn = [as_svg(flow(found, *labels, ("fine", "coarse"))) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert "part of a merger" in drawn[0] and "where 120 passages went" in drawn[0]


def test_runs_without_shared_passages_have_no_bands(run, tmp_path):
    other = _made(tmp_path / "other", passages(120, 3, start=1000, seed=8))
    assert not compare(run, other).flow.size
