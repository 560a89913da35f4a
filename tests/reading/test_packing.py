"""Long lists and texts held packed; XML that is forgotten behind its reader."""

from __future__ import annotations

import io
from operator import attrgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.sources import odt, par, run, source, table, turns, word
from wsis_nlp.domain.errors import SourceError
from wsis_nlp.reading import packing, read_source
from wsis_nlp.reading.cues import Cue, packed_cues
from wsis_nlp.reading.packing import PackedList, PackedText, slices
from wsis_nlp.reading.xml import GrowingTree, local

CUE = Cue(1.0, 2.5, None, "words é \ud800", 7)


@pytest.fixture
def small(monkeypatch):
    """Packing from the third record, and the tenth character, on."""
    monkeypatch.setattr(packing, "_FRESH", 3)
    monkeypatch.setattr(packing, "_SLICE", 10)


@pytest.mark.parametrize("count", [0, 1, 3, 10])
def test_a_packed_list_gives_its_records_again_and_again_and_then_drains(small, count):
    cues = [Cue(float(n), n + 1.0, "Ana" if n % 2 else None, f"said {n}", n) for n in range(count)]
    held = packed_cues(cues)
    assert list(held) == list(held) == cues
    assert len(held) == count
    assert CUE not in held
    assert list(held.drain()) == cues
    assert list(held) == []


def test_what_was_packed_is_what_went_in_broken_letters_and_all(small):
    held = PackedList(attrgetter("start", "end", "label", "text", "original"), Cue, [CUE] * 7)
    assert list(held) == [CUE] * 7
    assert CUE in held


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(max_size=12), max_size=30))
def test_a_packed_text_is_its_pieces_together(pieces):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(packing, "_SLICE", 10)
        text = PackedText()
        for piece in pieces:
            text.append(piece)
        assert text.last == next((piece for piece in reversed(pieces) if piece), "")
        whole = "".join(pieces)
        assert text.length == len(whole)
        assert text.whole() == whole
        assert "".join(slices(whole)) == whole
        assert all(some.endswith("\n") for some in list(slices(whole))[:-1])


def _grown(xml: str, *path: str, growing=("list", "item")):
    tree = GrowingTree(source("", "a.xml"), io.BytesIO(xml.encode()), "a.xml", growing)
    return tree, tree.find(*path)


def test_a_growing_tree_hands_out_what_may_be_long_before_it_is_whole():
    tree, root = _grown(
        "<a><s/><b><list><item><p>1</p></item><p>2</p></list><q><p>3</p></q></b></a>", "b"
    )
    seen = []

    def walk(element, depth):
        for child in tree.children(element):
            seen.append((depth, local(child.tag), child.text))
            walk(child, depth + 1)

    walk(root, 0)
    names = [(depth, name) for depth, name, _ in seen]
    assert names == [(0, "list"), (1, "item"), (2, "p"), (1, "p"), (0, "q"), (1, "p")]
    assert [words for _, name, words in seen if name == "p"] == ["1", "2", "3"]


def test_what_nobody_asks_for_of_a_growing_element_is_passed_over():
    tree, root = _grown("<a><b><list><p>1</p><list><p>2</p></list></list><p>3</p></b></a>", "b")
    assert [child.tag for child in tree.children(root)] == ["list", "p"]


def test_a_growing_tree_keeps_nothing_of_what_was_read():
    tree, root = _grown("<a><b>" + "<p>words</p>" * 50_000 + "</b></a>", "b")
    assert max(len(root) for _ in tree.children(root)) < 10_000
    assert len(root) < 3


def test_damage_behind_the_part_that_is_read_is_noticed():
    tree, root = _grown("<a><b><p>1</p></b><c></a>", "b")
    with pytest.raises(SourceError, match="its inside is damaged"):
        [list(tree.children(root)), tree.finish()]


def test_a_document_without_the_part_that_is_sought_has_none():
    assert _grown("<a><c><b/></c></a>", "b")[1] is None


def test_a_table_inside_a_control_and_one_of_a_whole_transcript_are_read_as_they_grow():
    rows = [(par(run("Ana Sol")), par(run(f"We grew by {n} in that year."))) for n in range(4)]
    whole = table(*rows).replace("<w:tr>", "<w:sdt><w:sdtContent><w:tr>", 1)
    whole = whole.replace("</w:tr>", "</w:tr></w:sdtContent></w:sdt>", 1)
    document = read_source(
        source(word(f"<w:sdt><w:sdtContent>{whole}</w:sdtContent></w:sdt>"), "a.docx")
    )
    assert len(turns(document)) == 4
    assert {label for label, _ in turns(document)} == {"Ana Sol"}


def test_rows_of_an_opendocument_table_are_read_under_its_headings_too():
    row = (
        "<table:table-row><table:table-cell><text:p>{}</text:p></table:table-cell>"
        "<table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>"
    )
    body = f"<table:table><table:table-header-rows>{row.format('Head')}</table:table-header-rows>"
    document = read_source(source(odt(f"{body}{row.format('Cell')}</table:table>"), "a.odt"))
    assert document.text == "Head | x\nCell | x"


def test_the_lines_of_a_cue_stand_where_the_file_has_them_whatever_its_line_ends():
    raw = "1\r\n00:00:01,000 --> 00:00:02,000\r\nWe grew by\r\na half in that year.\r\n"
    document = read_source(source(raw, "a.srt"))
    at = document.text.index("a half")
    anchor = document.anchor_at(at)
    assert raw[anchor.original + at - anchor.offset :].startswith("a half in that year.")
