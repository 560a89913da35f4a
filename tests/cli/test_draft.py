"""Drafting again, in part or in the chair's style, in which nobody is named outside the annexes."""

from __future__ import annotations

import re

import docx
import pytest
from typer.testing import CliRunner

from wsis_nlp.cli import app
from wsis_nlp.reading.typography import without_accents
from wsis_nlp.workspace import Workspace


def draft(finished_run, out, *words):
    place = str(finished_run / "workspace")
    return CliRunner().invoke(app, ["draft", "--workspace", place, "--out", str(out), *words])


@pytest.fixture(scope="module")
def chair(finished_run, tmp_path_factory):
    out = tmp_path_factory.mktemp("chair")
    done = draft(finished_run, out, "--style", "chair")
    assert done.exit_code == 0, done.output
    return out


def test_no_name_leaks_in_the_chair_s_style(finished_run, chair):
    with Workspace.open(finished_run / "workspace") as workspace:
        people = {s.name for s in workspace.speakers().values() if s.kind.value == "person"}
    assert people
    # Surnames and given names by themselves, hyphened ones in pieces, with or without accents.
    parts = {
        part
        for name in people
        for part in re.findall(r"[^\W\d_]{4,}", name + " " + without_accents(name))
    }
    word = [p.text for p in docx.Document(str(chair / "chair-summary.docx")).paragraphs]
    first = max(row for row, text in enumerate(word) if text == "Annex 1. Notes")
    markdown = (chair / "chair-summary.md").read_text()
    page = (chair / "chair-summary.html").read_text()
    for text in (
        "\n".join(word[:first]),
        markdown.split("## Annex")[0],
        page.split("<h2>Annex")[0],
    ):
        assert "“" in text
        assert not [name for name in people if name in text]
        assert not [part for part in parts if re.search(rf"\b{part}\b", text)]
    assert any(name in markdown.split("## Annex: Notes")[1] for name in people)


def test_each_quote_of_the_chair_s_style_has_its_note_in_the_annex(chair):
    body, annex = (chair / "chair-summary.md").read_text().split("## Annex: Notes")
    cited = [int(number) for number in re.findall(r"\\\[(\d+)\\\]", body)]
    listed = [int(number) for number in re.findall(r"^\| (\d+) \|", annex, re.MULTILINE)]
    assert cited
    assert set(cited) <= set(listed)


def test_one_line_is_drafted_alone_within_its_words(finished_run, tmp_path):
    done = draft(finished_run, tmp_path, "--action-line", "C2", "--words", "120")
    assert done.exit_code == 0, done.output
    text = (tmp_path / "chair-summary.md").read_text()
    assert re.findall(r"^## (?!Annex)(.*)$", text, re.MULTILINE) == [
        "I. C2: Information and communication infrastructure"
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--action-line", "C12"), "C12: no such line"),
        (("--group", "youth"), "no such group"),
        (("--phase", "spring"), "no such phase"),
    ],
)
def test_what_is_not_there_is_one_line(finished_run, tmp_path, words, said):
    done = draft(finished_run, tmp_path, *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
