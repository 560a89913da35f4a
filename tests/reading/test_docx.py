"""Word documents: what is accepted text and what is not."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from tests.reading.sources import notes, par, run, source, table, turns, word
from wsis_nlp.domain.errors import SourceError
from wsis_nlp.domain.records import DocumentKind
from wsis_nlp.reading.docx import DocxReader

LONG = "The fund for the valley lies unspent, and nobody in the council knows why."


def _read(body, kind=None, footnotes=None):
    return DocxReader().read(source(word(body, footnotes), "paper.docx", kind))


def test_moved_words_stand_only_where_they_went():
    moved = (
        f'<w:moveFrom w:id="1" w:author="a">{run("before the winter ")}</w:moveFrom>'
        f"{run('We ask for two funds ')}"
        f'<w:moveTo w:id="2" w:author="a">{run("before the summer.")}</w:moveTo>'
    )
    assert _read(par(moved)).text == "We ask for two funds before the summer."


def test_a_paragraph_inserted_as_a_whole_or_held_in_a_control_is_read():
    body = (
        f'<w:ins w:id="1" w:author="a">{par(run("An inserted paragraph, accepted."))}</w:ins>'
        f"<w:sdt><w:sdtContent>{par(run('A paragraph in a control, read.'))}</w:sdtContent></w:sdt>"
    )
    assert _read(body).text == "An inserted paragraph, accepted.\nA paragraph in a control, read."


def test_an_empty_control_is_passed_over():
    assert _read("<w:sdt><w:sdtPr/></w:sdt>" + par(run(LONG))).text == LONG


def test_field_codes_are_left_out_and_tabs_and_breaks_part_words():
    body = par(
        run("See")
        + "<w:r><w:tab/></w:r>"
        + '<w:r><w:instrText> HYPERLINK "x" </w:instrText></w:r>'
        + run("page")
        + "<w:r><w:br/></w:r>"
        + run("nine of the long")
        + "<w:r><w:noBreakHyphen/></w:r>"
        + run("awaited plan.")
    )
    assert _read(body).text == "See page nine of the long-awaited plan."


def test_a_text_box_is_read_once_though_word_keeps_two_copies():
    names = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="urn:shape"'
    )
    box = par(run("Boxed words stand here."))
    body = par(
        f'<w:r><mc:AlternateContent {names}><mc:Choice Requires="wps">{box}</mc:Choice>'
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert _read(body).text.count("Boxed words") == 1


def test_a_table_is_read_row_by_row_and_empty_cells_leave_no_bar():
    cells = table(
        (par(run("Village")), par(run("Houses"))), (par(run("Upper end")), par(""), par(run("42")))
    )
    assert _read(cells).text == "Village | Houses\nUpper end | 42"


def test_the_words_of_a_table_inside_a_table_are_read_once():
    inner = table((par(run("inner one")), par(run("inner two"))))
    outer = table((par(run("outer")) + inner + par(""), par(run("beside"))))
    text = _read(outer).text
    assert [text.count(words) for words in ("outer", "inner one", "inner two", "beside")] == [1] * 4


def test_headings_by_style_open_sections_and_short_lines_without_style_do_too():
    body = (
        par(run("Our view of the valley"), "Title")
        + par(run("1. What we ask for"), "Heading1")
        + par(run(LONG))
        + par(run("SKILLS"))
        + par(run("Train the teachers first."))
        + par(run("page 3 of 4"))
    )
    document = _read(body)
    assert document.title == "Our view of the valley"
    assert [u.heading for u in document.utterances] == ["1. What we ask for", "SKILLS"]
    assert document.anchor_at(document.text.index("Train")).paragraph == 2
    assert notes(document, "furniture") == ["page 3 of 4"]


def test_footnotes_are_kept_as_notes_and_stay_out_of_the_text():
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    footnotes = (
        f'<w:footnote w:id="-1">{par("<w:r><w:separator/></w:r>")}</w:footnote>'
        f'<w:footnote w:id="2">{par(run("Annual report of the fund, page 9."))}</w:footnote>'
    )
    document = _read(par(run(LONG) + reference), footnotes=footnotes)
    assert document.text == LONG
    assert notes(document, "footnote") == ["Annual report of the fund, page 9."]


def test_damaged_footnotes_are_one_clear_refusal():
    with pytest.raises(SourceError, match=r"paper\.docx: its inside is damaged"):
        _read(par(run(LONG)), footnotes="<w:footnote>")


def test_a_transcript_told_to_be_a_submission_is_read_as_one():
    talk = "".join(par(run(line)) for line in (">> ANA SOL: We grew.", ">> BO VOSS: How?"))
    assert _read(talk).kind is DocumentKind.TRANSCRIPT
    assert [label for label, _ in turns(_read(talk))] == ["ANA SOL", "BO VOSS"]
    written = _read(talk, DocumentKind.SUBMISSION)
    assert {label for label, _ in turns(written)} == {None}


def test_the_title_comes_from_the_properties_where_the_text_has_none(tmp_path):
    paper = docx.Document()
    paper.core_properties.title = "Letter of the valley"
    paper.add_paragraph(LONG)
    paper.save(str(tmp_path / "p.docx"))
    assert DocxReader().read(source((tmp_path / "p.docx").read_bytes(), "p.docx")).title == (
        "Letter of the valley"
    )
    assert _read(par(run(LONG))).title == "paper"


def _zip(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b"not a zip at all", "not a Word document"),
        (_zip(a="b"), "paper.docx: "),
        (word(par(run(LONG)))[:3000], "paper.docx: "),
        (word("<w:p><w:r>"), "its inside is damaged"),
        (word(par("")), "there are no words in it"),
    ],
    ids=["empty", "no zip", "a zip of something else", "cut off", "broken XML", "no words"],
)
def test_what_is_no_word_document_is_one_clear_refusal(data, said):
    with pytest.raises(SourceError, match=said):
        DocxReader().read(source(data, "paper.docx"))


def test_the_exports_of_meeting_programs_have_speakers_and_times():
    line = "<w:r><w:br/></w:r>"
    new = "".join(
        par(run(f"{name}   {time}") + line + run(words))
        for name, time, words in (
            ("Ana Sol", "0:03", "We grew."),
            ("Bo Voss", "1:12", "How?"),
            ("Ana Sol", "1:20", "With goats."),
        )
    )
    old = "".join(
        par(run(f"0:{number}:3.0 --> 0:{number}:4.5") + line + run(name) + line + run(words))
        for number, name, words in ((0, "Ana Sol", "We grew."), (1, "Bo Voss", "How?"))
    )
    for body, times in ((new, [3, 72, 80]), (old, [3, 63])):
        document = _read(body)
        assert [u.start_time for u in document.utterances] == times
        assert turns(document)[:2] == [("Ana Sol", "We grew."), ("Bo Voss", "How?")]


def test_a_table_of_speakers_and_words_is_a_transcript():
    words = (("ANA SOL", "We grew by a third, all told."), ("BO VOSS", "How was that done, I ask?"))
    body = table(*((par(run(name)), par(run(said))) for name, said in words * 2))
    assert turns(_read(body)) == list(words * 2)


def test_numbers_of_lists_boxes_margins_and_hidden_words_are_where_they_belong():
    box = f"<w:pict><w:txbxContent>{par(run('Boxed.'))}</w:txbxContent></w:pict>"
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Hidden.</w:t></w:r>"
    document = _read(par(run(LONG) + f"<w:r>{box}</w:r>" + hidden) + par(run("Contents 3"), "TOC1"))
    assert document.text == f"{LONG}\nBoxed."
    assert notes(document, "other") == ["Hidden."]
