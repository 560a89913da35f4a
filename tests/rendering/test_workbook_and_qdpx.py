"""The workbook and the REFI-QDA project: what is in them comes back unchanged."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from zipfile import ZipFile

import numpy as np
import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pyrefiqda.refiproject import RefiProject

from tests.handmade import FRAMEWORK, Corpus, person, unit
from wsis_nlp.domain.records import StakeholderGroup
from wsis_nlp.drafting import compose
from wsis_nlp.rendering.qdpx import QdpxRenderer
from wsis_nlp.rendering.xlsx import COLUMNS, POINTS, XlsxRenderer

ANNA = person("Anna", "Ministry", StakeholderGroup.GOVERNMENT)
WORDS = "=The école of Zürich 😀 connected 4 200 élèves to the 网络 in 2019, they say."
NAMESPACE = "{urn:QDA-XML:project:1.0}"


def summary_of(*texts):
    talk = Corpus("talk", session="7")
    for row, text in enumerate(texts):
        talk.say(text, row, ANNA)
    vectors = unit(np.eye(max(2, len(texts)), dtype=np.float32))
    made = compose("A draft", talk.statements, vectors, {"talk": talk.document}, FRAMEWORK)
    return replace(made, statements=tuple(talk.statements))


def project_of(data, folder):
    path = folder / "draft.qdpx"
    path.write_bytes(data)
    return RefiProject.load(path, extract_dir=str(folder / "out"))


def test_the_project_gives_back_each_coded_span_with_its_codes(tmp_path):
    summary = summary_of(WORDS)
    project = project_of(QdpxRenderer().render(summary), tmp_path)
    (source,) = project.sources.text_source
    guid = source.plain_text_path.removeprefix("internal://")
    text = (tmp_path / "out" / "Sources" / guid).read_bytes().decode()
    assert text == summary.documents["talk"].text
    names = {
        code.guid: code.name for folder in project.code_book.codes.code for code in folder.code
    }
    spans = {
        text[selection.start_position : selection.end_position]: {
            names[coding.code_ref.target_guid] for coding in selection.coding
        }
        for selection in source.plain_text_selection
    }
    assert {"achievement", "L2 Schools"} <= spans[WORDS]
    assert any(name.startswith("1. ") for name in spans[WORDS])


def test_the_project_keeps_the_order_and_the_ids_that_the_schema_asks():
    data = QdpxRenderer().render(summary_of(WORDS))
    with ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("project.qde"))
    assert [child.tag.removeprefix(NAMESPACE) for child in root] == ["Users", "CodeBook", "Sources"]
    guids = [element.get("guid") for element in root.iter() if element.get("guid")]
    assert len(guids) == len(set(guids))
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", guid) for guid in guids)
    targets = {element.get("targetGUID") for element in root.iter(f"{NAMESPACE}CodeRef")}
    codes = {
        code.get("guid")
        for code in root.iter(f"{NAMESPACE}Code")
        if code.get("isCodable") == "true"
    }
    assert targets <= codes


def test_the_same_draft_gives_the_same_bytes():
    for renderer in (QdpxRenderer(), XlsxRenderer()):
        assert renderer.render(summary_of(WORDS)) == renderer.render(summary_of(WORDS))


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_any_words_survive_the_project(words):
    text = f"The ministry of {words} connected four hundred village schools in 2019."
    summary = summary_of(text)
    with ZipFile(io.BytesIO(QdpxRenderer().render(summary))) as archive:
        (name,) = [name for name in archive.namelist() if name.startswith("Sources/")]
        source = archive.read(name).decode()
        root = etree.fromstring(archive.read("project.qde"))
    spans = {
        source[int(s.get("startPosition")) : int(s.get("endPosition"))]
        for s in root.iter(f"{NAMESPACE}PlainTextSelection")
    }
    assert text in spans


def test_the_workbook_holds_the_points_and_never_a_formula():
    summary = summary_of(WORDS)
    book = openpyxl.load_workbook(io.BytesIO(XlsxRenderer().render(summary)))
    rows = list(book[POINTS].iter_rows(values_only=True))
    assert rows[0] == COLUMNS
    (paragraph,) = summary.paragraphs()
    row = dict(zip(COLUMNS, rows[1], strict=True))
    assert row["point"] == paragraph.point_id
    assert row["quotes"] == f"“{paragraph.evidence[0].quote}”"
    assert row["decision"] == "keep"
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert all(cell.data_type != "f" for cell in cells)


def test_an_empty_draft_makes_whole_files_too():
    summary = summary_of()
    assert ZipFile(io.BytesIO(XlsxRenderer().render(summary))).testzip() is None
    assert ZipFile(io.BytesIO(QdpxRenderer().render(summary))).testzip() is None
