"""Files whose ending is wrong, and what is no document at all."""

from __future__ import annotations

import pytest

from tests.reading.pdfs import column, pdf
from tests.reading.sources import odt, packed, par, run, source, word
from wsis_nlp.domain.errors import SourceError
from wsis_nlp.reading import find_files, open_source, read_source

TALK = ">> ANA SOL: We grew.\n\n>> BO VOSS: By how much?\n"
CUE = "00:00:01{}000 --> 00:00:02{}000\nWe grew.\n"


@pytest.mark.parametrize(
    ("data", "name", "format_"),
    [
        (word(par(run("We grew."))), "a.txt", "Word"),
        (word(par(run("We grew."))), "a.pdf", "Word"),
        (word(par(run("We grew."))), "a", "Word"),
        (odt("<text:p>We grew.</text:p>"), "a.docx", "OpenDocument"),
        (pdf(column(60, 700, ["We grew."])), "a.docx", "PDF"),
        (b"\xef\xbb\xbf<!-- saved -->\r\n<!DOCTYPE html><p>We grew.", "a.txt", "web page"),
        (b"{\\rtf1 We grew.}", "a.txt", "RTF"),
        (f"WEBVTT\n\n{CUE.format('.', '.')}".encode(), "a.srt", "WebVTT"),
        (f"\ufeff1\r\n{CUE.format(',', ',')}".encode(), "a.txt", "SubRip"),
    ],
)
def test_a_file_of_the_wrong_ending_is_read_as_what_it_is_and_says_so(data, name, format_):
    document = read_source(source(data, name))
    assert document.text == "We grew."
    assert f"by its contents it is {format_}" in document.warnings[0]


@pytest.mark.parametrize("name", ["a.txt", "a.docx", "a.odt", "a.pdf"])
def test_an_archive_that_is_no_document_is_refused_as_that(name):
    with pytest.raises(SourceError, match="it is a zip archive and no document"):
        read_source(source(packed({"a.txt": "We grew."}), name))


def test_tables_and_pictures_are_not_read_as_text():
    table = packed({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"})
    with pytest.raises(SourceError, match="it is not a Word document"):
        read_source(source(table, "a.txt"))
    with pytest.raises(SourceError, match="it is a picture, whatever its ending says"):
        read_source(source(b"\xff\xd8\xff\xe0JFIF", "a.txt"))


def test_a_type_that_is_not_read_is_refused_whatever_is_in_it():
    with pytest.raises(SourceError, match=r"files of type \.zip are not read"):
        read_source(source(word(par(run("We grew."))), "a.zip"))
    with pytest.raises(SourceError, match=r"files of type \(no ending\) are not read"):
        read_source(source(TALK, "talk"))


@pytest.mark.parametrize(
    ("said", "encoding", "name"),
    [
        ("Уважаемый председатель, сеть выросла вдвое за один год.", "cp1251", "Windows-1251"),
        ("Уважаемый председатель, сеть выросла вдвое за один год.", "koi8-r", "KOI8-R"),
        ("网络发展很快。谢谢大家。我们需要更多的投资。", "gbk", "GB 18030"),
        ("السيد الرئيس نشكركم على هذا الاجتماع ونؤكد دعمنا", "cp1256", "Windows-1256"),
        ("Κύριε Πρόεδρε, σας ευχαριστούμε πολύ για τη συνεδρίαση", "cp1253", "Windows-1253"),
    ],
)
def test_an_old_file_in_another_script_is_read_by_its_letters_and_says_so(said, encoding, name):
    document = read_source(source(f">> ANA: {said}\n".encode(encoding)))
    assert document.text == said
    assert f"read as {name}" in document.warnings[0]


def test_an_old_western_file_is_still_read_as_windows_1252():
    document = read_source(source(">> JOSÉ: Él creció año a año, señor.\n".encode("cp1252")))
    assert document.text == "Él creció año a año, señor."
    assert document.warnings == ("not UTF-8: read as Windows-1252",)


def test_times_without_thousandths_are_read_and_told():
    document = read_source(source("1\n00:00:01 --> 00:00:10\nWe grew.\n", "a.srt"))
    assert document.utterances[0].end_time == 10.0
    assert document.warnings == ("times without thousandths: read as whole seconds",)


def test_a_link_that_leads_nowhere_is_refused_and_not_passed_over(tmp_path):
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    assert find_files(tmp_path) == [tmp_path / "gone.txt"]
    with pytest.raises(SourceError, match="cannot be opened"):
        open_source(tmp_path / "gone.txt")
