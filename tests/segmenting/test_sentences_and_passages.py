"""Sentences and passages of whole documents; the language of a text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wsis_nlp.domain.records import Document, DocumentKind, Utterance
from wsis_nlp.segmenting import language_of, passages, sentences
from wsis_nlp.segmenting.passages import SHORTEST_WORDS, TARGET_WORDS
from wsis_nlp.segmenting.sentences import abbreviations, split


def _document(*said):
    utterances, text = [], ""
    for index, words in enumerate(said):
        start = len(text) + (2 if text else 0)
        text = f"{text}\n\n{words}" if text else words
        utterances.append(Utterance(f"u{index}", "d", index, start, len(text)))
    return Document("d", "a.txt", "0" * 64, DocumentKind.TRANSCRIPT, "A", text, tuple(utterances))


def _parts(text):
    return [text[start:end] for start, end in split(text)]


@pytest.mark.parametrize("word", ["Mr", "Prof", "e.g", "i.e", "No", "vs", "Sept"])
def test_an_abbreviation_ends_no_sentence(word):
    assert word in abbreviations()
    text = f"They met {word}. Lind in the valley."
    assert _parts(text) == [text]
    assert _parts(f"They met ({word}. Lind) there. Good.") == [
        f"They met ({word}. Lind) there.",
        "Good.",
    ]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("And then... we grew.", ["And then... we grew."]),
        ("And then... We grew.", ["And then...", "We grew."]),
        ("Why? because we can. Good!", ["Why? because we can.", "Good!"]),
        ("It works. and so on.", ["It works. and so on."]),
        ("He said “No way.” She left.", ["He said “No way.”", "She left."]),
        ("(It works.) They left.", ["(It works.)", "They left."]),
        ("1. The fund is idle. 2. Use it.", ["1. The fund is idle.", "2. Use it."]),
        ("We reached 42. They did not.", ["We reached 42.", "They did not."]),
        ("Version 2.0 works at 10.30 too.", ["Version 2.0 works at 10.30 too."]),
        ("  \n \n", []),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, parts):
    assert _parts(text) == parts


_PIECES = ["a", "b", "E", " ", ".", "?", "!", "…", "\n", "12", "”", ")", "Mr. ", "U.N. ", ". "]
_SPEECH = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)


@given(st.lists(_SPEECH.filter(lambda words: words.strip() == words != ""), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_sentences_hold_all_but_space_and_never_cross_a_turn(said):
    document = _document(*said)
    found = sentences(document)
    assert [sentence.index for sentence in found] == list(range(len(found)))
    held = {place for s in found for place in range(s.start, s.end)}
    assert sum(s.end - s.start for s in found) == len(held)
    assert all(document.text[p].isspace() for p in set(range(len(document.text))) - held)
    for sentence in found:
        turn = document.utterances[sentence.utterance]
        assert turn.start <= sentence.start < sentence.end <= turn.end
        words = document.text[sentence.start : sentence.end]
        assert words == words.strip()


@given(st.lists(st.lists(st.integers(1, 120), min_size=1, max_size=8), min_size=1, max_size=5))
@settings(max_examples=50, deadline=None)
def test_passages_hold_each_sentence_once_and_stay_near_their_size(turns):
    document = _document(
        *(" ".join(f"A{' word' * (size - 1)}." for size in sizes) for sizes in turns)
    )
    found = sentences(document)
    cut = passages(document, found)
    assert [i for p in cut for i in range(p.first, p.last + 1)] == list(range(len(found)))
    assert [p.index for p in cut] == list(range(len(cut)))
    assert len({p.id for p in cut}) == len(cut)
    for passage in cut:
        inside = found[passage.first : passage.last + 1]
        assert {sentence.utterance for sentence in inside} == {passage.utterance}
        assert (passage.start, passage.end) == (inside[0].start, inside[-1].end)
    for one, other in pairwise(cut):
        if one.utterance == other.utterance:
            assert one.end < other.start


def _cut(*sizes):
    document = _document(" ".join(f"A{' word' * (size - 1)}." for size in sizes))
    return [(p.first, p.last) for p in passages(document, sentences(document))]


def test_a_short_rest_joins_the_passage_before_it():
    assert _cut(TARGET_WORDS, SHORTEST_WORDS - 1) == [(0, 1)]
    assert _cut(TARGET_WORDS, SHORTEST_WORDS) == [(0, 0), (1, 1)]


def test_a_long_sentence_is_not_cut_and_a_short_turn_is_a_passage_of_its_own():
    assert _cut(5 * TARGET_WORDS) == [(0, 0)]
    assert _cut(2) == [(0, 0)]
    document = _document("Yes.", "No.")
    assert len(passages(document, sentences(document))) == 2


def test_the_same_document_gives_the_same_passages():
    document = _document("We grew. " * 60 + "End.")
    first, second = (passages(document, sentences(document)) for _ in range(2))
    assert first == second
    assert len(first) > 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("El año pasado conectamos cuarenta escuelas del valle con fibra.", "es"),
        ("В прошлом году мы подключили сорок школ долины к сети.", "ru"),
        ("لقد قمنا بتوصيل أربعين مدرسة في الوادي في العام الماضي.", "ar"),
        ("Too short", None),
        ("123 456 789 " * 20, None),
    ],
)
def test_the_language_is_told_or_left_open(text, language):
    assert language_of(text) == language


def test_a_long_text_is_told_by_its_samples():
    english = "Last year we connected the schools of the valley to the network. "
    french = "L'année dernière nous avons raccordé les écoles de la vallée au réseau. "
    assert language_of(english * 200) == "en"
    assert language_of(english + french * 200) == "fr"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("We follow plan B. The next is C.", 2),
        ("You and I. Did you hear J. A. Smith?", 2),
        ("The U.N. Secretariat wrote. The U.N. The chair agreed.", 3),
        ("At 5 p.m. Ms. Sol came. We left at 6 p.m. Mr. Lind stayed.", 3),
        ("Lind & Co. It closed. See Fig. 3 and No. 5 of Doc. 12.", 3),
        ("Three points: 1. Schools first 2. Clinics next 3. Roads last", 4),
        ("It was . . . hard. We did it . . . . Then we left.", 3),
        ("We met 3 ministers. Then 4. That was all.", 3),
    ],
)
def test_stops_that_end_and_stops_that_do_not(text, count):
    assert len(split(text)) == count
