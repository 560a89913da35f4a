"""One screen that says whether all is well."""

from __future__ import annotations

import shutil
import sqlite3

from typer.testing import CliRunner

from wsis_nlp.cli import app
from wsis_nlp.pipeline import doctor


def states(found):
    return {finding.name: finding.state for finding in found}


def test_a_sound_installation_and_workspace_are_well(finished_run):
    done = CliRunner().invoke(app, ["doctor", "--workspace", str(finished_run / "workspace")])
    assert done.exit_code == 0, done.output
    found = states(doctor.examine(finished_run / "workspace"))
    assert found["encoder"] == found["workspace"] == found["stages"] == "well"
    assert "ill" not in found.values()


def test_a_workspace_that_is_none_or_damaged_is_ill(finished_run, tmp_path):
    assert states(doctor.examine(tmp_path))["workspace"] == "ill"
    shutil.copytree(finished_run / "workspace", tmp_path / "w")
    with sqlite3.connect(tmp_path / "w" / "workspace.sqlite") as database:
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute("DELETE FROM documents WHERE path LIKE '%.vtt'")
    database.close()
    done = CliRunner().invoke(app, ["doctor", "--workspace", str(tmp_path / "w")])
    assert done.exit_code == 1
    assert "points to nothing" in " ".join(done.output.split())


def test_a_missing_package_is_named_with_the_way_to_get_it(monkeypatch):
    monkeypatch.setattr(doctor, "_PACKAGES", ("no-such-package",))
    (finding,) = doctor._installed()
    assert finding.state == "ill"
    assert "pip install no-such-package" in finding.said


def test_an_encoder_that_gives_other_vectors_is_ill(monkeypatch):
    monkeypatch.setattr(doctor, "_COSINES", (0.1, 0.9))
    assert doctor._encoder().state == "ill"
