"""A draft set up like a user's own Word file."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.shared import Cm, Pt

from tests.handmade import FRAMEWORK, Corpus, person, unit
from wsis_nlp.domain.errors import UsageError
from wsis_nlp.drafting import compose
from wsis_nlp.rendering.docx import DocxRenderer
from wsis_nlp.rendering.template import blank, missing_styles

SAID = "The ministry connected four hundred village schools to the fibre network in 2019."


@pytest.fixture
def summary():
    talk = Corpus()
    talk.say(SAID, 0, person("Anna"))
    return compose("T", talk.statements, unit([[1, 0]]), {"doc1": talk.document}, FRAMEWORK)


@pytest.fixture
def template(tmp_path):
    document = docx.Document()
    document.styles["Heading 1"].font.name = "Courier New"
    document.styles["Title"].element.getparent().remove(document.styles["Title"].element)
    section = document.sections[0]
    section.left_margin, section.page_width = Cm(4), Cm(20)
    section.header.paragraphs[0].text = "A/80/173"
    document.add_paragraph("Text of the template that must not be in a draft.")
    path = tmp_path / "own.docx"
    document.save(str(path))
    return path


def test_styles_page_and_header_are_the_user_s_and_the_text_is_not(summary, template):
    raw = DocxRenderer(template).render(summary)
    made = docx.Document(io.BytesIO(raw))
    assert made.styles["Heading 1"].font.name == "Courier New"
    assert made.styles["Normal"].font.size != Pt(11)
    assert made.sections[0].left_margin.cm == pytest.approx(4, abs=0.01)
    assert made.sections[0].header.paragraphs[0].text == "A/80/173"
    text = "\n".join(paragraph.text for paragraph in made.paragraphs)
    assert SAID in text
    assert "must not" not in text
    for table in made.tables:
        assert sum(column.width for column in table.columns) <= Cm(20.1)


def test_a_draft_is_a_template_for_the_next_one(summary, template, tmp_path):
    first = tmp_path / "first.docx"
    first.write_bytes(DocxRenderer(template).render(summary))
    raw = DocxRenderer(first).render(summary)
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        relations = package.read("word/_rels/document.xml.rels").decode()
        assert len(set(package.namelist())) == len(package.namelist())
    assert relations.count("relationships/footnotes") == 1


def test_missing_styles_are_named_and_ours_stand_in(summary, template):
    assert missing_styles(template) == ["Title"]
    made = docx.Document(io.BytesIO(DocxRenderer(template).render(summary)))
    assert made.paragraphs[0].style.name == "Title"


def test_a_template_without_lists_is_numbered_all_the_same(summary, template, tmp_path):
    bare = tmp_path / "bare.docx"
    with zipfile.ZipFile(template) as old, zipfile.ZipFile(bare, "w") as new:
        for name in old.namelist():
            if name == "word/numbering.xml":
                continue
            data = old.read(name)
            if name.endswith((".rels", "[Content_Types].xml")):
                parts = data.decode().replace("/>", "/>\0").split("\0")
                data = "".join(part for part in parts if "numbering" not in part).encode()
            new.writestr(name, data)
    made = docx.Document(io.BytesIO(DocxRenderer(bare).render(summary)))
    properties = [paragraph._p.pPr for paragraph in made.paragraphs]
    assert any(one is not None and one.numPr is not None for one in properties)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("own.pdf", b"%PDF", "is a .docx"),
        ("none.docx", None, "no such file"),
        ("broken.docx", b"PK\x03\x04 nothing", "cannot be read as a Word file"),
    ],
)
def test_a_broken_or_wrong_template_is_one_clear_line(tmp_path, name, data, said):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(UsageError, match=said) as caught:
        blank(tmp_path / name)
    assert "\n" not in str(caught.value)
