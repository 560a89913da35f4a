"""Each format gives the same draft: quotes unchanged, our words marked, bytes that repeat."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from zipfile import ZipFile

import docx
import numpy as np
import pytest

from tests.handmade import FRAMEWORK, Corpus, person, unit
from tests.rendering.conftest import (
    ACCENTS,
    ANNA,
    MARKUP,
    PLAIN,
    TRIMMED,
    as_shown,
    every_span,
    evidence_of,
    quoted,
)
from wsis_nlp.drafting import compose, verify
from wsis_nlp.rendering import RENDERERS
from wsis_nlp.rendering.data import CsvRenderer, JsonRenderer
from wsis_nlp.rendering.docx import DocxRenderer
from wsis_nlp.rendering.html import HtmlRenderer
from wsis_nlp.rendering.markdown import MarkdownRenderer
from wsis_nlp.rendering.wording import by


@pytest.mark.parametrize("renderer", RENDERERS, ids=lambda renderer: renderer.filename)
def test_the_same_draft_gives_the_same_bytes(renderer, summary):
    first = renderer.render(summary)
    assert first == renderer.render(summary)
    assert len(first) > 500


@pytest.mark.parametrize("renderer", RENDERERS, ids=lambda renderer: renderer.filename)
def test_a_draft_without_paragraphs_is_rendered_too(renderer):
    empty = compose("Nothing", [], np.zeros((0, 5), np.float32), {}, FRAMEWORK)
    assert renderer.render(empty)


def test_file_names_differ():
    assert len({renderer.filename for renderer in RENDERERS}) == len(RENDERERS) == 7


# Word


@pytest.fixture(scope="module")
def word(summary):
    return DocxRenderer().render(summary)


def test_word_quotes_equal_the_source(summary, word):
    document = docx.Document(io.BytesIO(word))
    quotes = [
        run.text
        for paragraph in document.paragraphs
        if paragraph.style.name in ("Numbered paragraph", "Evidence")
        for run in paragraph.runs
        if run.style.name not in ("Our words", "Footnote Reference") and run.text
    ]
    assert quotes == [as_shown(evidence, summary) for evidence in quoted(summary)]
    for quote, evidence in zip(quotes, quoted(summary), strict=True):
        where = evidence.citation
        source = summary.documents[where.document_id].text[where.start : where.end]
        assert quote.removeprefix("“").removeprefix("[…] ").removesuffix("”") == source


def test_word_keeps_our_words_in_a_style_of_their_own(summary, word):
    document = docx.Document(io.BytesIO(word))
    ours = [
        run.text.strip()
        for paragraph in document.paragraphs
        for run in paragraph.runs
        if run.style.name == "Our words"
    ]
    expected = []
    for paragraph in summary.paragraphs():
        expected.append(paragraph.lead_in)
        expected += [by(evidence.speaker) for evidence in paragraph.evidence]
    assert ours == expected
    for table in document.tables:
        for cell in (cell for row in table.rows for cell in row.cells):
            assert {run.style.name for p in cell.paragraphs for run in p.runs} == {"Our words"}


def test_word_has_a_footnote_for_each_quote_in_order(summary, word):
    with ZipFile(io.BytesIO(word)) as package:
        body = package.read("word/document.xml").decode()
        notes = package.read("word/footnotes.xml").decode()
        types = package.read("[Content_Types].xml").decode()
        links = package.read("word/_rels/document.xml.rels").decode()
    quotes = quoted(summary)
    numbers = re.findall(r'<w:footnoteReference w:id="(\d+)"', body)
    assert numbers == [str(number) for number in range(1, len(quotes) + 1)]
    assert "/word/footnotes.xml" in types
    assert "footnotes.xml" in links
    texts = re.findall(r'<w:t xml:space="preserve"> (.*?)</w:t>', notes)
    assert len(texts) == len(quotes)
    assert (
        "Anna &lt;Berg&gt;, Ministry of Reeds &amp; Lakes"
        in texts[[evidence.quote for evidence in quotes].index(MARKUP)]
    )


def test_word_has_headings_numbers_and_a_contents_field(summary, word):
    document = docx.Document(io.BytesIO(word))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings[:2] == ["I. L1: Wires", "II. L2: Schools"]
    assert headings[2] == "III. New developments not covered by A small framework"
    assert [h.split(".")[0] for h in headings[3:]] == ["Annex 1", "Annex 2", "Annex 3", "Annex 4"]
    numbered = [p for p in document.paragraphs if p.style.name == "Numbered paragraph"]
    assert len(numbered) == len(list(summary.paragraphs()))
    xml = document.element.xml
    assert r'TOC \o "1-2"' in xml
    for index in range(1, len(headings) + 1):
        assert f'w:name="_Toc{index}"' in xml
        assert f'w:anchor="_Toc{index}"' in xml
    assert all('<w:numId w:val="7077"/>' in p._p.xml for p in numbered)


def test_word_entries_carry_a_fixed_date(word):
    with ZipFile(io.BytesIO(word)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.testzip() is None


def test_word_drops_control_characters_from_names_and_refuses_them_in_a_quote(summary):
    corpus = Corpus()
    corpus.say(PLAIN, 0, person("Ro\x08sa"))
    made = compose("T", corpus.statements, unit(np.eye(1)), {"doc1": corpus.document}, FRAMEWORK)
    with ZipFile(io.BytesIO(DocxRenderer().render(made))) as package:
        assert "Rosa. The session" in package.read("word/footnotes.xml").decode()
    broken = Corpus()
    broken.say(PLAIN.replace("village", "vil\x08lage"), 0, ANNA)
    made = compose("T", broken.statements, unit(np.eye(1)), {"doc1": broken.document}, FRAMEWORK)
    with pytest.raises(ValueError, match="XML"):
        DocxRenderer().render(made)


# HTML


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.quotes: list[str] = []
        self.marks: list[str] = []
        self.ours: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs
        self.open.append(tag)
        found = {"blockquote": self.quotes, "mark": self.marks}.get(tag)
        if found is not None:
            found.append("")
        if tag == "span" and ("class", "ours") in attrs:
            self.ours.append("")
            self.open[-1] = "ours"

    def handle_endtag(self, tag):
        self.open.pop() if self.open else None

    def handle_data(self, data):
        last = self.open[-1] if self.open else ""
        found = {"blockquote": self.quotes, "mark": self.marks, "ours": self.ours}.get(last)
        if found is not None:
            found[-1] += data


@pytest.fixture(scope="module")
def page(summary):
    parser = _Page()
    parser.feed(HtmlRenderer().render(summary).decode())
    return parser


def test_html_shows_each_span_unchanged_and_marks_it_in_its_context(summary, page):
    assert [quote.strip() for quote in page.quotes] == [
        as_shown(e, summary) for e in every_span(summary)
    ]
    assert page.marks == [evidence.quote for evidence in every_span(summary)]


def test_html_keeps_our_words_apart(summary, page):
    assert page.ours == [
        text
        for paragraph in summary.paragraphs()
        for text in (paragraph.lead_in, *(by(e.speaker) for e in paragraph.evidence))
    ]


def test_html_escapes_markup_loads_nothing_and_runs_nothing(summary, page):
    text = HtmlRenderer().render(summary).decode()
    assert "script" not in page.tags
    assert "&lt;script&gt;alert" in text
    assert "Draft &lt;Summary&gt; &amp; more" in text
    assert "a &lt;new&gt; theme" in text
    names = {name for name, _ in page.attributes}
    assert not names & {"src", "onclick", "onload"}
    assert all(value.startswith("#s") for name, value in page.attributes if name == "href")
    assert "http" not in text


# Markdown


def test_markdown_gives_the_quotes_back_when_escapes_are_undone(summary):
    text = MarkdownRenderer().render(summary).decode()
    quotes = re.findall(r"^> (.*) \*— .*\*\[\^(\d+)\]$", text, re.MULTILINE)
    plain = [re.sub(r"\\(.)", r"\1", quote) for quote, _ in quotes]
    assert plain == [" ".join(as_shown(evidence, summary).split()) for evidence in quoted(summary)]
    for _, number in quotes:
        assert text.count(f"[^{number}]: ") == 1


def test_markdown_escapes_markup_and_puts_our_words_in_italics(summary):
    text = MarkdownRenderer().render(summary).decode()
    assert r"\<script\>alert('R&D')\</script\> into \*the\* \_rules\_ of \[schools\]" in text
    assert "<script" not in text.replace(r"\<", "")
    for paragraph in summary.paragraphs():
        assert f"{paragraph.number}\\. *{paragraph.lead_in}*" in text


# Data


def _spans(sections):
    for section in sections:
        for paragraph in section["paragraphs"]:
            yield from paragraph["quoted"] + paragraph["also"]
        yield from _spans(section["sections"])


def test_json_reads_back_with_offsets_that_hold(summary):
    plain = json.loads(JsonRenderer().render(summary))
    assert plain["title"] == summary.title
    assert plain["manifest"] == summary.manifest
    spans = list(_spans(plain["sections"]))
    assert [span["quote"] for span in spans] == [evidence.quote for evidence in every_span(summary)]
    for span in spans:
        document = summary.documents[span["document"]]
        assert document.text[span["start"] : span["end"]] == span["quote"]
        assert span["written_by"] == "source"
        assert plain["documents"][span["document"]]["sha256"] == document.sha256
    timed = next(span for span in spans if span["quote"] == MARKUP)
    assert (timed["time"], timed["original"], timed["group"]) == (3725.0, 3, "government")
    nameless = next(span for span in spans if span["quote"] == ACCENTS)
    assert (nameless["speaker"], nameless["group"], nameless["paragraph"]) == (None, None, 4)
    trimmed = next(span for span in spans if span["quote"] == TRIMMED)
    assert trimmed["roles"] == ["challenge"]
    assert [True, False] in [span["trimmed"] for span in spans]


def test_json_says_which_words_are_ours(summary):
    plain = json.loads(JsonRenderer().render(summary))
    paragraphs = [p for s in plain["sections"][1]["sections"] for p in s["paragraphs"]]
    assert paragraphs
    assert {p["lead_in"]["written_by"] for p in paragraphs} == {"wsis-nlp"}


def test_csv_reads_back_with_offsets_that_hold(summary):
    data = CsvRenderer().render(summary)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == CsvRenderer.columns
    assert [row["quote"] for row in rows] == [evidence.quote for evidence in every_span(summary)]
    for row in rows:
        text = summary.documents[row["document"]].text
        assert text[int(row["start"]) : int(row["end"])] == row["quote"]
    assert {row["use"] for row in rows} == {"quoted", "says the same"}
    marked = next(row for row in rows if row["quote"] == MARKUP)
    assert (marked["place"], marked["lines"], marked["section"]) == ("at 1:02:05", "L2", "L2")
    assert marked["source"] == "Session 7: The session, The Forum, 2025-02-04"


def test_a_quote_in_capitals_is_shown_cased_and_marked_as_ours_in_every_format(summary):
    evidence = evidence_of(summary, PLAIN)
    ident = evidence.citation.document_id
    talk = summary.documents[ident]
    loud = replace(talk, text=talk.text.upper(), cased=talk.text)
    sections = tuple(_louder(section, ident) for section in summary.sections)
    shouted = replace(summary, documents={**summary.documents, ident: loud}, sections=sections)
    verify(shouted)
    files = {r.filename: r.render(shouted) for r in RENDERERS}
    mark = "small letters are ours"
    for name in ("chair-summary.md", "chair-summary.html"):
        assert PLAIN in files[name].decode(), name
        assert PLAIN.upper() not in files[name].decode(), name
        assert mark in files[name].decode(), name
    data = files["chair-summary.json"].decode()
    assert f'"quote": "{PLAIN.upper()}"' in data
    assert f'"text": "{PLAIN}"' in data
    assert PLAIN.upper() in files["evidence.csv"].decode()
    with ZipFile(io.BytesIO(files["chair-summary.docx"])) as word:
        assert PLAIN in word.read("word/document.xml").decode()
        assert mark in word.read("word/footnotes.xml").decode()
    with ZipFile(io.BytesIO(files["chair-summary.xlsx"])) as sheets:
        assert mark in sheets.read("xl/sharedStrings.xml").decode()


def _louder(section, ident):
    def louder(evidence):
        ours = evidence.citation.document_id == ident
        return replace(evidence, quote=evidence.quote.upper()) if ours else evidence

    return replace(
        section,
        sections=tuple(_louder(below, ident) for below in section.sections),
        paragraphs=tuple(
            replace(
                paragraph,
                evidence=tuple(map(louder, paragraph.evidence)),
                also=tuple(map(louder, paragraph.also)),
            )
            for paragraph in section.paragraphs
        ),
    )
