"""What a run does again, what it leaves alone, and what stops it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import OUTPUTS
from tests.handmade import FRAMEWORK
from wsis_nlp import pipeline
from wsis_nlp.domain.errors import OutputError, ProvenanceError, UsageError
from wsis_nlp.drafting import compose
from wsis_nlp.pipeline import FileFate, RunReport, intake, outputs
from wsis_nlp.pipeline.job import Job
from wsis_nlp.progress import Silent
from wsis_nlp.workspace import Workspace

TALK = (
    ">> MS. ROSA LIND: We have connected forty schools of Kenya to the Internet since 2019.\n"
    "\n>> MR. PETER VOSS: The regulator should publish what the universal service fund has spent.\n"
)
OTHER = (
    ">> MS. ANA SOLL: Most of the villages on the islands still cannot pay for a connection.\n"
    "\n>> MR. JON REED: Governments must fund the repair of community networks every year.\n"
)


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "talk.txt").write_text(TALK)
    (folder / "other.txt").write_text(OTHER)
    return folder


def test_a_bug_in_a_reader_costs_its_file_only(corpus, tmp_path, monkeypatch):
    whole = intake.read_source

    def broken(source, names):
        if source.path.name == "other.txt":
            raise IndexError("list index out of range")
        return whole(source, names)

    monkeypatch.setattr(intake, "read_source", broken)
    report = pipeline.run(corpus, tmp_path / "out")
    assert [fate.path for fate in report.fates("read")] == ["talk.txt"]
    (refused,) = report.fates("refused")
    assert refused.path == "other.txt"
    assert "IndexError" in refused.reason
    assert report.exit_code == 3


def test_changed_tables_are_read_anew_and_nothing_is_encoded_again(corpus, tmp_path):
    out = tmp_path / "out"
    first = pipeline.run(corpus, out)
    assert (first.fresh_files, first.encoded) == (2, 4)
    (corpus / "participants.csv").write_text(
        "name,organisation,country,stakeholder_group\n"
        "Rosa Lind,Ministry of Reeds,Norway,government\n"
    )
    again = pipeline.run(corpus, out)
    assert again.encoded == 0
    assert "Ministry of Reeds" in (out / "chair-summary.json").read_text()


def test_a_file_that_was_refused_is_tried_again(corpus, tmp_path):
    bad = corpus / "late.txt"
    bad.write_bytes(b"")
    assert pipeline.run(corpus, tmp_path / "out").exit_code == 3
    bad.write_text(OTHER.replace("villages", "libraries").replace("community", "village"))
    report = pipeline.run(corpus, tmp_path / "out")
    assert (report.exit_code, report.fresh_files, report.encoded) == (0, 1, 2)


def test_a_workspace_elsewhere_inside_the_input_is_not_input(corpus, tmp_path):
    for _ in range(2):
        report = pipeline.run(corpus, tmp_path / "out", workspace=corpus / "kept")
        assert sorted(item.path for item in report.files) == ["other.txt", "talk.txt"]
    assert report.fresh_files == 0
    assert not (tmp_path / "out" / "workspace").exists()


def test_a_folder_that_holds_a_draft_only_is_empty(tmp_path):
    folder = tmp_path / "in"
    (folder / "out").mkdir(parents=True)
    (folder / "out" / "chair-summary.txt").write_text("written by a run before")
    with pytest.raises(UsageError, match="the folder is empty"):
        pipeline.run(folder, folder / "out")


IN_ENCODE = """
import os, signal, sys
from pathlib import Path
from wsis_nlp.pipeline import runs, stages
stages._TOGETHER = 1  # one document after the other
load = runs.load_encoder
class Deadly:
    def __init__(self, model):
        self.model, self.calls = model, 0
        self.name, self.fingerprint = model.name, model.fingerprint
        self.dimension = model.dimension
    def encode(self, texts, progress=None):
        self.calls += 1
        if self.calls == 2:
            self.model.encode(texts[:1])
            os.kill(os.getpid(), signal.SIGKILL)
        return self.model.encode(texts, progress)
runs.load_encoder = lambda name: Deadly(load(name))
runs.run(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def test_a_run_killed_while_it_encodes_keeps_what_was_encoded(corpus, tmp_path):
    out, undisturbed = tmp_path / "out", tmp_path / "undisturbed"
    pipeline.run(corpus, undisturbed)
    killed = subprocess.run(
        [sys.executable, "-c", IN_ENCODE, str(corpus), str(out)], capture_output=True, check=False
    )
    assert killed.returncode == -9, killed.stderr.decode()
    assert not list(out.glob("chair-summary.*"))
    report = pipeline.run(corpus, out)
    assert (report.fresh_files, report.encoded) == (0, 2)
    for name in OUTPUTS:
        assert (out / name).read_bytes() == (undisturbed / name).read_bytes(), name


class _Fails:
    filename = "draft.any"

    def __init__(self, error):
        self.error = error

    def render(self, summary):
        raise self.error


@pytest.mark.parametrize(
    ("error", "raised", "said"),
    [
        (OSError(28, os.strerror(28)), OutputError, "No space left on device"),
        (ValueError("control characters"), ProvenanceError, "cannot be written unchanged"),
    ],
)
def test_a_renderer_that_fails_leaves_no_half_file(tmp_path, monkeypatch, error, raised, said):
    monkeypatch.setattr(outputs, "RENDERERS", (_Fails(error),))
    summary = compose("T", [], np.zeros((0, 5), np.float32), {}, FRAMEWORK)
    out = tmp_path / "out"
    out.mkdir()
    with Workspace.open(tmp_path / "w", create=True) as workspace:
        job = Job(workspace, Silent(), RunReport("in", "out", "0"))
        with pytest.raises(raised, match=said):
            outputs.render(job, summary, out)
    assert list(out.iterdir()) == []
    assert job.report.outputs == []


@pytest.mark.parametrize(
    ("fates", "code"),
    [
        ([], 1),
        (["refused"], 1),
        (["read"], 0),
        (["read", "duplicate"], 0),
        (["read", "refused"], 3),
    ],
)
def test_the_exit_code_says_what_became_of_the_files(fates, code):
    files = [FileFate(f"{place}.txt", fate) for place, fate in enumerate(fates)]
    assert RunReport("in", "out", "0", files).exit_code == code


def test_a_report_is_saved_with_each_file_and_its_fate(tmp_path):
    report = RunReport("in", "out", "0", [FileFate("a.txt", "refused", "it is empty")])
    report.save(tmp_path / "deep" / "run-report.json")
    plain = json.loads((tmp_path / "deep" / "run-report.json").read_text())
    assert plain["files"] == [{"path": "a.txt", "fate": "refused", "reason": "it is empty"}]
    assert plain["date"]


def test_a_report_that_cannot_be_saved_is_an_output_error(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="cannot be written"):
        RunReport("in", "out", "0").save(Path(tmp_path / "file" / "run-report.json"))
