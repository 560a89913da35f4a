"""The last check before signing, as a drafter runs it."""

from __future__ import annotations

import json
import shutil

from typer.testing import CliRunner

from wsis_nlp.cli import app


def test_a_draft_as_it_was_written_has_evidence_for_every_sentence(finished_run, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(finished_run, out)
    for name in ("chair-summary.docx", "chair-summary.md"):
        done = CliRunner().invoke(
            app, ["audit", str(out / name), "--json", str(tmp_path / "audit.json")]
        )
        assert done.exit_code == 0, done.output
        found = json.loads((tmp_path / "audit.json").read_text())
        kinds = {sentence["kind"] for sentence in found["sentences"]}
        assert kinds == {"verbatim", "ours"}, [
            s for s in found["sentences"] if s["kind"] not in ("verbatim", "ours")
        ]
        assert found["coverage"]["represented"] > 0


def test_a_sentence_that_nobody_said_is_found(finished_run, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(finished_run, out)
    with (out / "chair-summary.md").open("r+") as stream:
        text = stream.read().replace(
            "## Annex", "The moon will be colonised by tax inspectors next spring.\n\n## Annex", 1
        )
        stream.seek(0)
        stream.write(text)
    done = CliRunner().invoke(app, ["audit", str(out / "chair-summary.md")])
    assert done.exit_code == 3
    assert "WITHOUT EVIDENCE" in done.output
    assert "tax inspectors" in " ".join(done.output.split())


def test_without_a_workspace_it_says_so(tmp_path):
    (tmp_path / "draft.md").write_text("Nothing was said here today by anyone.\n")
    done = CliRunner().invoke(app, ["audit", str(tmp_path / "draft.md")])
    assert done.exit_code == 1
    assert "no workspace here" in done.stderr
