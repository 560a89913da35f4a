"""``wsis-nlp inspect`` and ``schema``, as a person calls them."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from wsis_nlp.cli import app


@pytest.fixture
def talk(tmp_path):
    path = tmp_path / "water.txt"
    long = "We grew by a third over the winter, in spite of the snow. " * 8
    path.write_text(f"ROUGH COPY\n\n>> ANA SOL: {long}\n>> BO VOSS: (Applause) How?\n")
    return path


def _run(*arguments):
    return CliRunner().invoke(app, ["inspect", *map(str, arguments)])


def test_a_person_sees_speakers_shortened_turns_and_what_was_dropped(talk):
    said = _run(talk).output
    assert "ANA SOL" in said
    assert "characters)" in said
    assert "noise (1)" in said
    assert "(Applause)" in said
    assert "ROUGH COPY" in said
    assert "characters)" not in _run(talk, "--full").output


def test_json_holds_the_document_and_the_words_of_each_turn(talk):
    record = json.loads(_run(talk, "--json").output)
    assert [turn["label"] for turn in record["utterances"]] == ["ANA SOL", "BO VOSS"]
    assert record["utterances"][1]["text"] == "How?"
    assert record["kind"] == "transcript"


def test_tables_beside_the_file_are_used_and_the_kind_can_be_told(talk):
    (talk.parent / "sessions.csv").write_text("file,title,date\nwater,Water for all,2021-05-18\n")
    assert "Water for all" in _run(talk).output
    assert "submission" in _run(talk, "--kind", "submission").output


def test_what_cannot_be_inspected_is_one_line(tmp_path):
    assert "there is no such file" in _run(tmp_path / "no.txt").output
    assert "this is a folder" in _run(tmp_path).output
    (tmp_path / "x.pdf").write_text("no")
    done = _run(tmp_path / "x.pdf")
    assert (done.exit_code, done.output.count("\n")) == (1, 1)


def test_the_schema_is_json_and_names_every_field_of_a_turn():
    done = CliRunner().invoke(app, ["schema"])
    schema = json.loads(done.output)
    turn = schema["$defs"]["Turn"]["properties"]
    assert {"text", "speaker", "start", "end", "heading", "page"} <= turn.keys()
    assert schema["required"] == ["turns"]


def test_capitals_are_shown_cased_and_the_source_is_kept_in_json(tmp_path):
    path = tmp_path / "loud.txt"
    said = "WE CONNECTED SIX SCHOOLS IN KENYA, AND THE ITU CAME TO SEE THEM."
    path.write_text(f">> ANA SOL: {said}\n\n>> BO VOSS: AND HOW DID YOU PAY FOR ALL OF THAT?\n")
    shown = _run(path).output
    assert "We connected six schools in Kenya, and the ITU came to see them." in shown
    assert "small letters are ours" in shown
    record = json.loads(_run(path, "--json").output)
    assert record["utterances"][0]["text"] == said
    assert record["utterances"][0]["cased"].startswith("We connected")
    assert record["cased_by"] == "wsis-nlp"


def test_what_the_table_says_of_a_session_is_shown(talk):
    table = talk.parent / "sessions.csv"
    table.write_text("file,title,organisers,tagged\nwater,Water for all,ITU and UNESCO,C2;C5\n")
    shown = _run(talk).output
    assert "ITU and UNESCO" in shown
    assert "C2, C5" in shown
