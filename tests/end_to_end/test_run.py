"""The main job as a user runs it, on part of the demonstration corpus."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest

from tests.conftest import OUTPUTS, SMALL
from wsis_nlp.domain.errors import UsageError
from wsis_nlp.pipeline import run
from wsis_nlp.reading import read
from wsis_nlp.workspace import Workspace


def _same(one: Path, other: Path) -> None:
    for name in OUTPUTS:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name


def _spans(sections):
    for section in sections:
        for paragraph in section["paragraphs"]:
            yield from paragraph["quoted"]
            yield from paragraph["also"]
        yield from _spans(section["sections"])


def test_every_span_in_the_json_equals_its_source_read_anew(finished_run, small_corpus):
    draft = json.loads((finished_run / "chair-summary.json").read_text())
    texts = {read(small_corpus / Path(n).name).id: n for n in SMALL}
    sources = {ident: read(small_corpus / Path(n).name).text for ident, n in texts.items()}
    spans = list(_spans(draft["sections"]))
    assert len(spans) > 10
    for span in spans:
        assert sources[span["document"]][span["start"] : span["end"]] == span["quote"]


def test_every_quote_in_the_word_file_stands_in_a_source(finished_run, small_corpus):
    everything = "\n".join(read(small_corpus / Path(name).name).text for name in SMALL)
    document = docx.Document(str(finished_run / "chair-summary.docx"))
    quotes = [
        run.text
        for paragraph in document.paragraphs
        for run in paragraph.runs
        if run.text.startswith("“") and run.style.name != "Our words"
    ]
    assert len(quotes) > 10
    for quote in quotes:
        assert quote.strip("“”").removeprefix("[…] ") in everything


def test_each_quote_in_the_word_file_has_a_footnote(finished_run):
    with zipfile.ZipFile(finished_run / "chair-summary.docx") as package:
        body = package.read("word/document.xml").decode()
        notes = package.read("word/footnotes.xml").decode()
    references = re.findall(r'<w:footnoteReference w:id="(\d+)"', body)
    assert references
    draft = body[: body.rindex("Annex 1. ")]
    assert len(references) == len(set(references)) == draft.count("“")
    for number in references:
        assert f'<w:footnote w:id="{number}">' in notes


def test_our_words_are_in_a_style_of_their_own(finished_run):
    document = docx.Document(str(finished_run / "chair-summary.docx"))
    numbered = [p for p in document.paragraphs if p.style.name == "Numbered paragraph"]
    assert numbered
    for paragraph in numbered:
        assert paragraph.runs[0].style.name == "Our words"


def test_csv_has_a_row_for_each_span_of_the_json(finished_run):
    draft = json.loads((finished_run / "chair-summary.json").read_text())
    text = (finished_run / "evidence.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    spans = list(_spans(draft["sections"]))
    assert [row["quote"] for row in rows] == [span["quote"] for span in spans]


def test_number_words_are_backed_by_the_listed_voices(finished_run):
    draft = json.loads((finished_run / "chair-summary.json").read_text())

    def paragraphs(sections):
        for section in sections:
            yield from section["paragraphs"]
            yield from paragraphs(section["sections"])

    seen = 0
    for paragraph in paragraphs(draft["sections"]):
        voices = {
            span["organisation"] or span["speaker"]
            for span in paragraph["quoted"] + paragraph["also"]
            if span["speaker_kind"] in ("person", "organisation")
        }
        assert len(voices) == paragraph["voices"]
        if paragraph["voices"] == 1:
            assert paragraph["lead_in"]["text"].startswith(("One speaker", "At least one speaker"))
        if paragraph["voices"] > 1:
            counted = f"(at least {paragraph['voices']} of {paragraph['heard']} heard here)"
            assert counted in paragraph["lead_in"]["text"]
        seen += 1
    assert seen > 10


def test_numbers_run_through_and_nothing_procedural_is_quoted(finished_run):
    text = (finished_run / "chair-summary.md").read_text()
    numbers = [int(number) for number in re.findall(r"^(\d+)\\\. ", text, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    draft = json.loads((finished_run / "chair-summary.json").read_text())
    for span in _spans(draft["sections"]):
        assert not re.search(r"(?i)thank you|good morning|you have the floor", span["quote"])


def test_a_text_in_another_language_is_listed_and_not_drafted(finished_run):
    report = json.loads((finished_run / "run-report.json").read_text())
    assert report["left_out"] == {"sub-french.txt": "in fr, not in English"}
    draft = json.loads((finished_run / "chair-summary.json").read_text())
    french = next(i for i, d in draft["documents"].items() if d["path"] == "sub-french.txt")
    assert all(span["document"] != french for span in _spans(draft["sections"]))


def test_two_runs_give_the_same_bytes(finished_run, small_corpus, tmp_path):
    run(small_corpus, tmp_path / "out")
    _same(finished_run, tmp_path / "out")


def test_running_again_does_nothing_and_gives_the_same(finished_run, small_corpus, tmp_path):
    shutil.copytree(finished_run, tmp_path / "out")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("chair-*")}
    report = run(small_corpus, tmp_path / "out")
    assert (report.fresh_files, report.encoded, report.outputs) == (0, 0, [])
    assert report.counts["paragraphs"] > 10
    assert before == {path: path.stat().st_mtime_ns for path in before}
    _same(finished_run, tmp_path / "out")


def test_a_missing_output_is_made_again_and_an_edited_one_kept(
    finished_run, small_corpus, tmp_path
):
    out = tmp_path / "out"
    shutil.copytree(finished_run, out)
    (out / "evidence.csv").unlink()
    (out / "chair-summary.md").write_text("edited")
    report = run(small_corpus, out)
    assert report.encoded == 0
    _same(finished_run, out)
    (kept,) = out.glob("chair-summary.edited-*.md")
    assert kept.read_text() == "edited"
    assert any(kept.name in remark for remark in report.remarks)


def test_added_changed_and_removed_files_cost_themselves(finished_run, small_corpus, tmp_path):
    folder, out = tmp_path / "in", tmp_path / "out"
    shutil.copytree(small_corpus, folder)
    shutil.copytree(finished_run, out)
    added = folder / "late.txt"
    added.write_text(
        ">> MS. ROSA LIND: We connected forty schools in the valley last year.\n\n"
        ">> MR. PETER VOSS: The regulator should publish what the fund has spent.\n"
    )
    report = run(folder, out)
    assert (report.fresh_files, report.encoded) == (1, 2)
    added.write_text(added.read_text() + "\n>> MS. ROSA LIND: Train the teachers first.\n")
    report = run(folder, out)
    assert (report.fresh_files, report.encoded) == (1, 3)
    shutil.copy(added, folder / "twin.txt")
    assert [f.path for f in run(folder, out).fates("duplicate")] == ["twin.txt"]
    added.unlink()
    assert not run(folder, out).fates("duplicate")
    (folder / "twin.txt").unlink()
    run(folder, out)
    _same(finished_run, out)


def test_a_draft_inside_the_input_folder_is_not_read_as_input(small_corpus, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(small_corpus / "sub-02.txt", folder)
    run(folder, folder / "out")
    report = run(folder, folder / "out")
    assert [item.path for item in report.files] == ["sub-02.txt"]


def test_a_run_takes_its_word_file_from_a_template_and_does_not_read_it(small_corpus, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(small_corpus / "sub-02.txt", folder)
    template, out = folder / "house.docx", folder / "out"
    house = docx.Document()
    house.sections[0].header.paragraphs[0].text = "Ministry of Lakes"
    house.save(str(template))

    def header():
        made = docx.Document(str(out / "chair-summary.docx"))
        return made.sections[0].header.paragraphs[0].text

    report = run(folder, out, template=template)
    assert [item.path for item in report.files] == ["sub-02.txt"]
    assert header() == "Ministry of Lakes"
    house.sections[0].header.paragraphs[0].text = "Ministry of Rivers"
    house.save(str(template))
    run(folder, out, template=template)
    assert header() == "Ministry of Rivers"
    with pytest.raises(UsageError, match=r"none\.docx: there is no such file"):
        run(folder, out, template=folder / "none.docx")


KILLS = {
    "reading": ("intake.Intake._take", 3),
    "speakers": ("stages.find_speakers", 1),
    "indexing": ("stages.VectorIndex.build", 1),
    "topics": ("stages.fit", 1),
    "mapping": ("stages.RoleTagger", 1),
    "drafting": ("drafts.compose", 1),
    "rendering": ("outputs.atomic_write", 4),
}
DRIVER = """
import os, signal, sys
from pathlib import Path
from wsis_nlp import pipeline
from wsis_nlp.workspace import VectorStore
name, count = sys.argv[3], int(sys.argv[4])
owner, (*inside, attribute) = pipeline, name.split(".")
if inside == ["VectorStore"]:
    owner, inside = VectorStore, []
for part in inside:
    owner = getattr(owner, part)
original = getattr(owner, attribute)
calls = 0
def deadly(*args, **kwargs):
    global calls
    calls += 1
    if calls >= count:
        os.kill(os.getpid(), signal.SIGKILL)
    return original(*args, **kwargs)
setattr(owner, attribute, deadly)
pipeline.run(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.parametrize("stage", [*KILLS, "encoding"])
def test_a_run_killed_at_any_stage_is_completed_by_the_next(
    stage, finished_run, small_corpus, tmp_path
):
    name, count = KILLS.get(stage, ("VectorStore.save", 3))
    out = tmp_path / "out"
    killed = subprocess.run(
        [sys.executable, "-c", DRIVER, str(small_corpus), str(out), name, str(count)],
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -9, killed.stderr.decode()
    report = run(small_corpus, out)
    assert len(report.fates("read")) == len(SMALL)
    _same(finished_run, out)


def test_a_changed_encoder_encodes_anew_and_says_so(finished_run, small_corpus, tmp_path):
    from wsis_nlp.encoding.converted import model_folder

    shutil.copytree(finished_run, tmp_path / "out")
    report = run(small_corpus, tmp_path / "out", encoder=str(model_folder()))
    assert report.encoded == report.counts["sentences"]
    assert any("encoder changed" in remark for remark in report.remarks)


def test_the_workspace_gives_back_what_the_run_found(finished_run):
    with Workspace.open(finished_run / "workspace") as workspace:
        documents = workspace.documents()
        assert len(documents) == len(SMALL)
        for passage in workspace.passages():
            document = documents[passage.document_id]
            assert document.text[passage.start : passage.end].strip()
        assert any(workspace.lines().values())
        assert {speaker.name for speaker in workspace.speakers().values()} >= {"Aigerim Sadykova"}
