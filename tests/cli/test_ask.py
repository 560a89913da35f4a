"""``wsis-nlp ask`` from the command line, over the small corpus."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from typer.testing import CliRunner

from wsis_nlp.cli import app
from wsis_nlp.reading import read


@pytest.fixture(scope="module")
def place(finished_run, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("asked") / "workspace"
    shutil.copytree(finished_run / "workspace", folder)
    return folder


@pytest.fixture(scope="module")
def cli(place):
    def call(*words):
        return CliRunner().invoke(app, ["ask", *map(str, words), "--workspace", str(place)])

    return call


def _spans(plain):
    for point in plain["points"]:
        yield point["quote"]
        yield from point["also"]
    yield from plain["passages"]


def test_every_span_of_an_answer_stands_in_its_source_read_anew(cli, small_corpus):
    result = cli("what was said about action line C2", "--all", "--json")
    assert result.exit_code == 0, result.output
    plain = json.loads(result.stdout)
    assert plain["understood"]["lines"] == ["C2"]
    assert plain["counts"]["passages"] == len(plain["passages"]) > 3
    texts = {}
    for span in _spans(plain):
        text = texts.setdefault(span["file"], read(small_corpus / span["file"]).text)
        assert text[span["start"] : span["end"]] == span["quote"]
    for point in plain["points"]:
        names = {s["speaker"] for s in [point["quote"], *point["also"]] if s["speaker"]}
        assert len(names) >= min(point["speakers"], 1)


def test_an_answer_on_the_terminal_has_its_numbers_points_and_sources(cli):
    result = cli("what was said about connectivity in villages?", "--k", "2", "--context", "1")
    assert result.exit_code == 0, result.output
    assert "passages by" in result.stdout
    assert "MAIN POINTS" in result.stdout
    assert "PASSAGES 1-2 of" in result.stdout
    assert "--k N shows more" in result.stdout


def test_csv_and_word_hold_the_same_spans_as_the_json(cli, tmp_path):
    table, word = tmp_path / "a.csv", tmp_path / "a.docx"
    result = cli("C2", "--json", "--csv", table, "--docx", word)
    quotes = sorted(span["quote"] for span in _spans(json.loads(result.stdout)))
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8-sig"), newline="")))
    assert sorted(row["quote"] for row in rows) == quotes
    runs = [run.text for p in docx.Document(str(word)).paragraphs for run in p.runs]
    assert sorted(run.strip()[1:-1] for run in runs if run.startswith("“")) == quotes
    before = word.read_bytes()
    with ZipFile(word) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    cli("C2", "--docx", word)
    assert word.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["  "], 2, "the question is empty"),
        (["what about C12"], 2, "C12: the action lines have no such line"),
        (["schools", "--group", "martians"], 2, "group 'martians'"),
        (["schools", "--since", "soon"], 2, "not a date"),
        (["schools", "--speaker", "Zorro"], 1, "speaker 'Zorro': no passage passes"),
        (["schools", "--until", "1999"], 1, "until '1999-12-31': no passage passes"),
        (["schools", "--rerank", "/no/such/model"], 1, "no such cross-encoder"),
    ],
)
def test_bad_questions_get_one_clear_line(cli, words, code, said):
    result = cli(*words)
    assert result.exit_code == code, result.output
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_filters_that_leave_nothing_together_are_counted_one_by_one(cli):
    result = cli("schools", "--kind", "submission", "--phase", "forum")
    assert result.exit_code == 1
    assert result.stderr.count("alone leaves") == 2


def test_a_very_long_question_is_cut_and_that_is_said(cli):
    result = cli("schools " * 10_000, "--k", "1")
    assert "its first 200 are used" in result.stdout


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Welche Schulen wurden letztes Jahr ans Netz angeschlossen?", "the model reads English"),
        ("農村の学校のインターネット接続", "letters that the model does not read"),
    ],
)
def test_a_question_in_another_language_is_answered_with_a_remark(cli, question, said):
    assert said in " ".join(cli(question, "--k", "1").stdout.split())


def test_a_file_that_cannot_be_written_is_named_as_it_was_given(cli):
    result = cli("schools", "--docx", "/proc/answer.docx")
    assert result.exit_code == 1
    assert result.stderr.startswith("wsis-nlp: /proc/answer.docx: ")


def test_a_damaged_index_is_made_again_and_that_is_said(cli, place):
    for path in (place / "index").iterdir():
        path.write_bytes(b"x")
    first = cli("C2", "--json")
    assert "made again from vectors" in json.loads(first.stdout)["remarks"][0]
    (lost,) = (place / "index").glob("words-*")
    lost.unlink()
    assert "made again" in json.loads(cli("C2", "--json").stdout)["remarks"][0]
    second = cli("C2", "--json")
    plain = json.loads(second.stdout)
    assert plain["remarks"] == []
    assert plain["passages"] == json.loads(first.stdout)["passages"]


def test_no_workspace_is_one_line(tmp_path):
    result = CliRunner().invoke(app, ["ask", "schools", "--workspace", str(tmp_path)])
    assert result.exit_code == 1
    assert "no workspace here" in result.stderr


def test_asking_imports_nothing_heavy(place):
    heavy = ("torch", "pandas", "sklearn", "scipy", "transformers", "spacy", "faiss")
    code = (
        "import sys\nfrom pathlib import Path\nfrom wsis_nlp.answering import ask\n"
        f"ask('what was said about C5', Path({str(place)!r}))\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"
