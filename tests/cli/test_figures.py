"""``wsis-nlp figures`` lists what disagrees and writes every figure."""

from __future__ import annotations

import csv
import io

from typer.testing import CliRunner

from wsis_nlp.cli import app


def test_figures_are_listed_and_written(finished_run, tmp_path):
    table = tmp_path / "figures.csv"
    place = str(finished_run / "workspace")
    done = CliRunner().invoke(app, ["figures", "--workspace", place, "--csv", str(table)])
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig"))))
    assert f"{len(rows)} figures" in done.output
    assert all(row["quote"] in row["sentence"] for row in rows)
    assert any(row["quote"] == "2.6 billion" for row in rows)


def test_a_missing_workspace_and_a_bad_path_get_one_line(finished_run, tmp_path):
    missing = CliRunner().invoke(app, ["figures", "--workspace", str(tmp_path / "none")])
    assert missing.exit_code == 1
    assert "no workspace here" in missing.stderr
    (tmp_path / "file").write_text("")
    bad = tmp_path / "file" / "f.csv"
    place = str(finished_run / "workspace")
    done = CliRunner().invoke(app, ["figures", "--workspace", place, "--csv", str(bad)])
    assert done.exit_code == 1
    assert done.stderr.startswith(f"wsis-nlp: {bad}: cannot be written")
    assert done.stderr.count("\n") == 1
