"""Sentences and passages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wsis_nlp.domain.errors import SourceError
from wsis_nlp.reading import read
from wsis_nlp.segmenting import language_of, passages, sentences
from wsis_nlp.segmenting.sentences import split


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("We grew. They did not.", ["We grew.", "They did not."]),
        ("Mr. Sol and Dr. Voss came. Good.", ["Mr. Sol and Dr. Voss came.", "Good."]),
        ("See No. 5 of Doc. 12 for it. Yes.", ["See No. 5 of Doc. 12 for it.", "Yes."]),
        ("H.E. Ana Sol spoke. Then J. Doe.", ["H.E. Ana Sol spoke.", "Then J. Doe."]),
        ("It came from the U.N. We took it.", ["It came from the U.N.", "We took it."]),
        ("3.5 million people. Four left!", ["3.5 million people.", "Four left!"]),
        ("Really?” she asked. No.", ["Really?” she asked.", "No."]),
        ("2.1 The fund is idle. Use it.", ["2.1 The fund is idle.", "Use it."]),
        ("One line\nAnother line", ["One line", "Another line"]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, parts):
    assert [text[start:end] for start, end in split(text)] == parts


@given(st.text(st.sampled_from('ab AB.?!\n"”) 12Mr'), max_size=120))
@settings(max_examples=200, deadline=None)
def test_spans_hold_every_character_that_is_no_space_once(text):
    spans = split(text)
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@given(st.lists(st.integers(1, 60), min_size=1, max_size=30))
@settings(max_examples=40, deadline=None)
def test_passages_hold_every_sentence_once_and_stay_inside_a_turn(tmp_path_factory, sizes):
    path = tmp_path_factory.mktemp("p") / "t.txt"
    path.write_text(
        "\n".join(f">> ANA SOL: {'Word ' * size}ends. And more." for size in sizes), "utf-8"
    )
    try:
        document = read(path)
    except SourceError:
        return
    found = sentences(document)
    cut = passages(document, found)
    inside = [i for p in cut for i in range(p.first, p.last + 1)]
    assert inside == list(range(len(found)))
    for passage in cut:
        turn = document.utterances[passage.utterance]
        assert turn.start <= passage.start < passage.end <= turn.end


def test_language_is_told_or_left_open():
    assert language_of("Nous avons raccordé quarante écoles de la vallée l'année dernière.") == "fr"
    assert language_of("We connected forty schools in the valley last year.") == "en"
    assert language_of("12 %") is None
