"""A person's decisions survive the next run, from the command, the workbook and the Word file."""

from __future__ import annotations

import json
import shutil

import docx
import openpyxl
import pytest
from docx.text.paragraph import Paragraph
from typer.testing import CliRunner

from tests.handmade import Corpus
from wsis_nlp.cli import app
from wsis_nlp.domain.edits import Edits, PointEdit
from wsis_nlp.domain.errors import UsageError
from wsis_nlp.pipeline import run
from wsis_nlp.pipeline.changes import changes
from wsis_nlp.pipeline.edits import import_edits, load_edits, save_edits
from wsis_nlp.pipeline.standing import StandingDraft, StandingPoint, recall_standing
from wsis_nlp.workspace import Workspace

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def out(finished_run, tmp_path):
    shutil.copytree(finished_run, tmp_path / "out")
    return tmp_path / "out"


def paragraphs(out):
    def walk(sections):
        for section in sections:
            yield from section["paragraphs"]
            yield from walk(section["sections"])

    return list(walk(json.loads((out / "chair-summary.json").read_text())["sections"]))


def quotes(out):
    return [[span["quote"] for span in paragraph["quoted"]] for paragraph in paragraphs(out)]


def edit(out, *words):
    done = CliRunner().invoke(app, ["edit", *words, "--workspace", str(out / "workspace")])
    assert done.exit_code == 0, done.output
    return done.output


def test_commands_decide_and_the_next_run_keeps_it(small_corpus, out):
    before = quotes(out)
    edit(out, "reject", "1")
    edit(out, "lead-in", "2", "The Chair recalled that")
    edit(out, "pin", "3")
    assert "reject" in edit(out, "list")
    report = run(small_corpus, out)
    now = paragraphs(out)
    assert before[0] not in quotes(out)
    assert now[0]["lead_in"] == {"text": "The Chair recalled that", "written_by": "person"}
    assert before[2] in quotes(out)
    assert any("changes.md" in remark for remark in report.remarks)
    left_out = json.loads((out / "chair-summary.json").read_text())["audit"]["left_out"]
    assert all(point["reason"] for point in left_out)
    edit(out, "undo", "1")
    run(small_corpus, out)
    assert paragraphs(out)[0]["lead_in"]["written_by"] == "wsis-nlp"


def test_a_paragraph_that_is_not_there_is_named(out):
    done = CliRunner().invoke(app, ["edit", "pin", "9999", "--workspace", str(out / "workspace")])
    assert done.exit_code == 2
    assert "paragraph 9999" in done.stderr


def test_an_edited_word_file_is_taken_over_by_the_next_run(small_corpus, out):
    before = paragraphs(out)
    path = out / "chair-summary.docx"
    document = docx.Document(str(path))
    points = [
        p
        for p in document.element.body.iter(f"{W}p")
        if any((m.get(f"{W}name") or "").startswith("pt_") for m in p.iter(f"{W}bookmarkStart"))
    ]
    assert len(points) == len(before)
    Paragraph(points[0], None).runs[0].text = "A person wrote this: "
    points[1].getparent().remove(points[1])
    document.save(str(path))
    report = run(small_corpus, out)
    assert any("taken over" in remark for remark in report.remarks)
    assert list(out.glob("chair-summary.edited-*.docx"))
    now = paragraphs(out)
    assert now[0]["lead_in"] == {"text": "A person wrote this:", "written_by": "person"}
    gone = [span["quote"] for span in before[1]["quoted"]]
    assert gone not in quotes(out)


def test_an_edited_workbook_is_taken_over_and_shows_what_is_decided(small_corpus, out):
    path = out / "chair-summary.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Points"]
    rejected = [span["quote"] for span in paragraphs(out)[0]["quoted"]]
    sheet["K2"], sheet["K3"], sheet["M4"] = "reject", "pin", "In my own words:"
    book.save(path)
    run(small_corpus, out)
    assert rejected not in quotes(out)
    assert any(p["lead_in"]["text"] == "In my own words:" for p in paragraphs(out))
    rows = openpyxl.load_workbook(path)["Points"].iter_rows(min_row=2, values_only=True)
    decided = [row[10] for row in rows]
    assert decided.count("pin") == 1


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [("K2", "perhaps", "row 2: the decision 'perhaps'"), ("L3", "first", "row 3: the order")],
)
def test_a_decision_that_makes_no_sense_is_named_with_its_row(out, tmp_path, cell, value, said):
    book = openpyxl.load_workbook(out / "chair-summary.xlsx")
    book["Points"][cell] = value
    book.save(tmp_path / "mine.xlsx")
    with (
        Workspace.open(out / "workspace", create=True) as workspace,
        pytest.raises(UsageError, match=said),
    ):
        import_edits(tmp_path / "mine.xlsx", workspace)


@pytest.mark.parametrize("name", ["mine.pdf", "broken.xlsx", "broken.docx"])
def test_a_file_without_decisions_is_one_line(out, tmp_path, name):
    (tmp_path / name).write_bytes(b"no such thing")
    done = CliRunner().invoke(
        app, ["edit", "import", str(tmp_path / name), "--workspace", str(out / "workspace")]
    )
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1


def test_decisions_are_kept_and_replaced_by_the_quotes_they_are_about(tmp_path):
    talk = Corpus("talk")
    sentence = talk.say("The ministry connected the schools to the network.", 0, None).sentence
    span = ("talk", sentence.start + 4, sentence.end)
    edits = Edits().with_point(PointEdit((span,), "pin", 2.0, "Mine"))
    assert edits.of([sentence]) == PointEdit((span,), "pin", 2.0, "Mine")
    with Workspace.open(tmp_path / "w", create=True) as workspace:
        save_edits(workspace, edits)
        assert load_edits(workspace) == edits
        assert recall_standing(workspace) == StandingDraft()
    assert edits.with_point(PointEdit((span,))) == Edits()


def test_changes_name_what_came_what_went_and_what_is_counted_anew():
    def point(ident, number, start, voices):
        span = (("d", start, start + 5),)
        return StandingPoint(ident, number, "C1", "Achievements", "Said:", span, (), voices, 9)

    before = StandingDraft((point("a", 1, 0, 2), point("b", 2, 10, 1)))
    after = StandingDraft((point("a", 1, 0, 3), point("c", 2, 20, 1)))
    told = changes(before, after, {})
    assert "New points (1)" in told
    assert "no longer in the draft (1)" in told
    assert "2 of 9 voices, now 3 of 9" in told
    assert changes(before, before, {}) == ""
