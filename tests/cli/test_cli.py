"""The command line: quick help, one line for each trouble, honest exit codes."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from tests.conftest import ROOT, commands
from wsis_nlp.cli import app

HEAVY = ("torch", "transformers", "sentence_transformers", "bertopic", "spacy", "umap", "sklearn")
GOOD = (
    ">> MS. ROSA LIND: We connected forty schools in the valley last year, and they stay online.\n"
    "\n>> MR. PETER VOSS: The regulator should publish what the universal service fund has spent.\n"
)


@pytest.fixture
def cli():
    def call(*words):
        return CliRunner().invoke(app, [str(word) for word in words])

    return call


def test_help_imports_nothing_heavy():
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom wsis_nlp.cli import app\n"
        "assert CliRunner().invoke(app, ['run', '--help']).exit_code == 0\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


def test_the_launcher_is_the_command():
    done = subprocess.run(
        [sys.executable, "cli.py", "--help"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert "run" in done.stdout


@pytest.mark.parametrize("kind", ["missing", "empty", "a file"])
def test_a_folder_that_is_none_is_a_usage_error_in_one_line(cli, tmp_path, kind):
    folder = tmp_path / "in"
    if kind == "empty":
        folder.mkdir()
    elif kind == "a file":
        folder.write_text("x")
    result = cli("run", folder, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert str(folder) in result.stderr


def test_bad_files_are_listed_and_the_others_go_on(cli, tmp_path):
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD)
    (folder / "wide.txt").write_bytes(GOOD.replace("Rosa", "Zoë").encode("utf-16"))
    (folder / "windows.txt").write_bytes(GOOD.replace("forty", "“forty”").encode("cp1252"))
    (folder / "empty.txt").write_bytes(b"")
    (folder / "picture.txt").write_bytes(bytes(range(256)) * 8)
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 not a zip")
    (folder / "sheet.numbers").write_text("1 2 3")
    (folder / "odd.vtt").write_text("no header")
    result = cli("run", folder, "--out", out)
    assert result.exit_code == 3, result.output
    assert "Traceback" not in result.output
    report = json.loads((out / "run-report.json").read_text())
    fates = {item["path"]: item for item in report["files"]}
    assert len(fates) == 8
    read = {path for path, item in fates.items() if item["fate"] == "read"}
    assert read == {"good.txt", "wide.txt", "windows.txt"}
    assert "Windows-1252" in fates["windows.txt"]["reason"]
    assert "UTF-16" in fates["wide.txt"]["reason"]
    for path in fates.keys() - read:
        assert fates[path]["reason"], path
        assert path in result.output


def test_nothing_readable_is_said_and_reported(cli, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "empty.txt").write_bytes(b"")
    result = cli("run", folder, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "none of its 1 file(s) could be read" in result.stderr
    assert (tmp_path / "out" / "run-report.json").exists()


def test_an_output_that_cannot_be_written_is_one_line(cli, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD)
    (tmp_path / "out").write_text("a file, not a folder")
    result = cli("run", folder, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--framework", "no-such-lines", "no framework of this name"),
        ("--encoder", "no-such-model-anywhere", "no such sentence-transformers model"),
    ],
)
def test_an_impossible_option_is_one_line(cli, tmp_path, option, value, said):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD)
    result = cli("run", folder, "--out", tmp_path / "out", option, value)
    assert result.exit_code == 1
    assert said in result.stderr


def test_a_full_disk_is_one_line_and_no_half_file(tmp_path):
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD * 400)
    code = (
        "import resource, sys\nresource.setrlimit(resource.RLIMIT_FSIZE, (120_000, 120_000))\n"
        f"sys.argv = ['wsis-nlp', 'run', {str(folder)!r}, '--out', {str(out)!r}]\n"
        "from wsis_nlp.cli import app\napp()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.strip().count("\n") == 0
    assert not list(out.glob("chair-summary.*"))


def test_no_help_holds_brackets_which_the_terminal_takes_for_markup():
    for words, command in commands():
        helps = [command.help, *(getattr(option, "help", "") for option in command.params)]
        assert not [text for text in helps if "[" in (text or "")], words
