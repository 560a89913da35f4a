"""Reading alone, and what the package offers by its own name."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

import wsis_nlp
from wsis_nlp.cli import app

TALK = ">> MS. ROSA LIND: We connected forty schools in the valley last year, and they stay on.\n"


def test_ingest_reads_into_a_workspace_and_stops_there(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "talk.txt").write_text(TALK)
    (tmp_path / "in" / "void.txt").write_bytes(b"")
    place = tmp_path / "w"
    done = CliRunner().invoke(app, ["ingest", str(tmp_path / "in"), "--workspace", str(place)])
    assert done.exit_code == 3, done.output
    assert "void.txt" in done.output
    report = json.loads((place / "run-report.json").read_text())
    assert {item["path"]: item["fate"] for item in report["files"]} == {
        "talk.txt": "read",
        "void.txt": "refused",
    }
    assert report["counts"]["speakers"] == 1
    with wsis_nlp.Workspace.open(place) as workspace:
        (document,) = workspace.documents().values()
    assert "forty schools" in document.text
    assert not (place / "index").exists()


def test_ingest_says_when_nothing_could_be_read(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "void.txt").write_bytes(b"")
    done = CliRunner().invoke(
        app, ["ingest", str(tmp_path / "in"), "--workspace", str(tmp_path / "w")]
    )
    assert done.exit_code == 1
    assert "none of its 1 file(s)" in done.stderr


def test_the_package_offers_its_few_names_and_no_others():
    assert callable(wsis_nlp.read)
    assert callable(wsis_nlp.run)
    with pytest.raises(AttributeError, match="no attribute 'thing'"):
        _ = wsis_nlp.thing
