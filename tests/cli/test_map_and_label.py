"""Mapping from the command line: one text, a workspace, a person's corrections, frameworks."""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import replace

import openpyxl
import pytest
from typer.testing import CliRunner

from wsis_nlp.cli import app
from wsis_nlp.pipeline.labelling import import_corrections
from wsis_nlp.workspace import Workspace

SMALL_FRAMEWORK = """\
lines:
  - {code: A, title: Wires, scope: Cables and masts., exemplars: [The cable landed on the island.]}
  - {code: B, title: Schools, scope: Lessons., exemplars: [The teacher gave a lesson online.]}
"""


def _run(*arguments, **options):
    return CliRunner().invoke(app, [str(a) for a in arguments], **options)


@pytest.fixture(scope="module")
def workspace(finished_run, tmp_path_factory):
    place = tmp_path_factory.mktemp("mapped") / "workspace"
    shutil.copytree(finished_run / "workspace", place)
    return place


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Cable", "unmapped: it has fewer than 6 words"),
        ("12 33 44 55 66 77 88", "unmapped: there are hardly any words"),
        ("!?", "unmapped: there are no words in it"),
        (
            "Nous demandons que les comptes du fonds soient rendus publics chaque année.",
            "unmapped: it seems to be in another language (fr)",
        ),
        ("Add the onions when the oil is hot and stir them slowly.", "unmapped: no line is likely"),
        ("Our response team shares alerts on ransomware with its neighbours.", "C5  "),
    ],
)
def test_a_text_gets_lines_with_reasons_or_an_honest_no(text, said):
    done = _run("map", "--text", text)
    assert done.exit_code == 0, done.output
    assert done.output.startswith(said)
    assert ("near: " in done.output) == said.startswith("C5")


def test_a_text_without_end_is_not_mapped_as_one():
    done = _run("map", "--text", "-", input="The network of cables " * 12_500)
    assert "unmapped: it has 50,000 words" in done.output


def test_a_workspace_is_mapped_to_another_framework_and_learns_corrections(workspace, tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text(SMALL_FRAMEWORK)
    other = _run("map", "--workspace", workspace, "--framework", mine)
    assert other.exit_code == 0, other.output
    assert "no line: " in other.output
    sheet, book = tmp_path / "uncertain.csv", tmp_path / "uncertain.xlsx"
    for place in (sheet, book):
        sent = _run("label", "export", place, "--workspace", workspace, "--count", 5)
        assert sent.exit_code == 0, sent.output
    rows = list(csv.reader(io.StringIO(sheet.read_text("utf-8-sig"), newline="")))
    rows[1][-1], rows[2][-1] = "B; schools", "none"
    with sheet.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(rows)
    back = _run("label", "import", sheet, "--workspace", workspace)
    assert back.exit_code == 0, back.output
    assert "2 correction(s) taken over, 2 in all" in back.output
    filled = openpyxl.load_workbook(book)
    filled.active.cell(4, 7).value = "A"
    filled.save(book)
    assert import_corrections(workspace, book) == 1
    again = _run("map", "--workspace", workspace)
    assert "3 correction(s) by a person were learned" in again.output


def test_words_whose_small_letters_are_ours_are_marked_in_the_sheet_and_in_the_topics(
    workspace, tmp_path
):
    from wsis_nlp.pipeline.material import _citation

    place, sheet = tmp_path / "loud", tmp_path / "sheet.csv"
    shutil.copytree(workspace, place)
    with Workspace.open(place, create=True) as store:
        document = next(iter(store.documents().values()))
        loud = replace(document, text=document.text.upper(), cased=document.text)
        store.recase(replace(document, cased=document.text.swapcase()))
        passage = next(p for p in store.passages() if p.document_id == document.id)
    assert "small letters are ours" in _citation(loud, passage, None)
    assert "small letters are ours" not in _citation(document, passage, None)
    sent = _run("label", "export", sheet, "--workspace", place, "--count", 40)
    assert sent.exit_code == 0, sent.output
    rows = list(csv.DictReader(io.StringIO(sheet.read_text("utf-8-sig"))))
    marked = {row["file"]: bool(row["note"]) for row in rows}
    assert marked.pop(document.path)
    assert not any(marked.values())


def test_a_correction_to_no_line_is_refused_with_its_row(workspace, tmp_path):
    sheet = tmp_path / "wrong.csv"
    sheet.write_text("text,correct\nWords,C99\n")
    done = _run("label", "import", sheet, "--workspace", workspace)
    assert done.exit_code == 2
    assert "row 2: 'C99' is no line" in done.output


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", "x", "must end in .xlsx or .csv"),
        ("a.csv", "text,label\n", "the column 'correct' is missing"),
        ("a.xlsx", "no zip", "no spreadsheet that can be read"),
    ],
)
def test_a_bad_sheet_gets_one_line(workspace, tmp_path, name, content, said):
    sheet = tmp_path / name
    sheet.write_text(content)
    done = _run("label", "import", sheet, "--workspace", workspace)
    assert done.exit_code == 2
    assert said in done.output


def test_frameworks_are_listed_and_checked(tmp_path):
    listed = _run("frameworks", "list")
    assert listed.exit_code == 0
    assert all(name in listed.output for name in ("action_lines", "gdc", "sdgs"))
    mine = tmp_path / "mine.yaml"
    mine.write_text("lines:\n  - {code: A, title: T, scope: S, exemplars: [one]}\n")
    good = _run("frameworks", "check", mine)
    assert good.exit_code == 0
    assert "few" in good.output
    mine.write_text("lines:\n  - {code: A, title: T, exemplars: [one]}\n")
    bad = _run("frameworks", "check", mine)
    assert bad.exit_code == 1
    assert "line 2: the field 'scope' is missing" in bad.output
