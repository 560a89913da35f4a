"""Caption text and prose: turns, titles, furniture, sections, and the map back to the source."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.sources import notes, source, turns
from wsis_nlp.domain import resources
from wsis_nlp.domain.errors import ConfigurationError, SourceError
from wsis_nlp.domain.records import DocumentKind
from wsis_nlp.reading import read_source
from wsis_nlp.reading.conventions import conventions, is_furniture, is_noise, is_role
from wsis_nlp.reading.prose import is_heading, read_prose
from wsis_nlp.reading.txt import TextReader


def _captions(text):
    return TextReader().read(source(text, kind=DocumentKind.TRANSCRIPT))


def _prose(text):
    return read_prose(source(text), text)


# -- conventions ------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["[Applause]", "[ Music playing ]", "(Off microphone)", "[3:02]"])
def test_noise_marks_match_and_are_noise(mark):
    assert conventions().noise.match(mark)
    assert is_noise(mark)


@pytest.mark.parametrize("mark", ["[12]", "[sic]", "[...]", "[…]"])
def test_reference_numbers_and_sic_are_kept_in_the_text(mark):
    assert not is_noise(mark)
    document = _captions(f">> ANA SOL: We grew {mark} a lot.\n>> BO: Good.\n")
    assert turns(document)[0][1] == f"We grew {mark} a lot."


def test_brackets_with_speech_in_them_are_speech():
    assert not conventions().noise.search("the fund (which is large) and [" + "x" * 90 + "]")


@pytest.mark.parametrize(
    ("line", "furniture"),
    [
        ("ROUGHLY EDITED COPY", True),
        ("*****", True),
        ("page 3 of 12", True),
        ("www.captions.example", True),
        ("Phone: +00 11 22 33 44", True),
        ("The copy of the treaty was final.", False),
        ("We phone each other.", False),
    ],
)
def test_furniture_is_told_from_speech(line, furniture):
    assert is_furniture(line) is furniture


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("MODERATOR", True),
        ("The Chair", True),
        ("Speaker 2", True),
        ("AUDIENCE MEMBER", True),
        ("Ana Sol", False),
        ("CHAIRMAN MAO LIND", False),
    ],
)
def test_a_function_is_told_from_a_name(label, role):
    assert is_role(label) is role


def test_labels_in_capitals_open_turns_where_they_come_back():
    document = _captions(
        "CHAIR: Welcome.\nANA SOL: We grew.\nCHAIR: By how much?\nANA SOL: Half.\n"
    )
    assert [label for label, _ in turns(document)] == ["CHAIR", "ANA SOL", "CHAIR", "ANA SOL"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("noise_words: applause\n", "longest_mark"),
        ("{: [", "captions.yaml"),
        ("- a list\n", "captions"),
    ],
)
def test_a_broken_list_of_conventions_is_refused_by_name(tmp_path, monkeypatch, raw, said):
    path = tmp_path / "captions.yaml"
    path.write_text(raw)
    monkeypatch.setattr(resources, "config_path", lambda *_: path)
    conventions.cache_clear()
    try:
        with pytest.raises(ConfigurationError, match=said):
            conventions()
    finally:
        conventions.cache_clear()


# -- captions ---------------------------------------------------------------------------------


def test_the_first_plain_line_is_the_title_and_all_before_the_first_turn_is_kept():
    document = _captions(
        "FINISHED COPY\n\nWater and wires\n3 May, room 4\n\n>> ANA SOL: We grew.\n>> BO: Good.\n"
    )
    assert document.title == "Water and wires"
    assert notes(document, "furniture") == ["FINISHED COPY", "Water and wires", "3 May, room 4"]
    assert "Water" not in document.text


def test_long_speech_before_the_first_mark_is_not_lost():
    speech = "We began in the lower village and we laid the cable by hand. " * 5
    document = _captions(f"Water and wires\n{speech}\n>> ANA SOL: Thank you.\n>> BO: Yes.\n")
    assert turns(document)[0] == (None, speech.strip())
    assert turns(document)[1] == ("ANA SOL", "Thank you.")


def test_furniture_between_turns_becomes_a_note():
    document = _captions(">> ANA SOL: We grew.\nPage 3 of 9\nBy half.\n>> BO: Good.\n")
    assert notes(document, "furniture") == ["Page 3 of 9"]
    assert turns(document)[0][1] == "We grew.\nBy half."


def test_only_short_turns_at_the_start_can_be_off_air():
    late = ">> A B: Hello.\n" * 9 + ">> A B: Mic check.\n>> CHAIR: Welcome.\n"
    assert not any(u.off_air for u in _captions(late).utterances)
    speech = "Welcome to this session on water and wires. " * 12
    early = f">> CHAIR: {speech}\n>> A B: Can you hear me?\n"
    assert not any(u.off_air for u in _captions(early).utterances)


def test_line_ends_of_every_system_give_the_same_text():
    text = ">> ANA SOL: We grew.\nBy half.\n\n>> BO: Good.\n"
    texts = {_captions(text.replace("\n", end)).text for end in ("\n", "\r\n", "\r")}
    assert len(texts) == 1


_WORDS = st.lists(
    st.sampled_from(["water", "cables", "grew", "by", "half"]), min_size=1, max_size=6
)


@given(st.lists(st.lists(_WORDS, min_size=1, max_size=3), min_size=2, max_size=6))
@settings(max_examples=50, deadline=None)
def test_each_anchor_leads_back_to_the_same_words_in_the_source(said):
    raw = "".join(
        f">> ANA SOL: {'  '.join(lines[0])}\n" + "".join(f"  {' '.join(x)}\n" for x in lines[1:])
        for lines in said
    )
    document = _captions(raw)
    assert len(document.utterances) == len(said)
    for anchor in document.anchors:
        word = document.text[anchor.offset :].split()[0]
        assert raw.startswith(word, anchor.original)


# -- prose ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("II. What we ask for", True),
        ("1.2 Skills", True),
        ("SKILLS AND SCHOOLS", True),
        ("Skills and schools", True),
        ("Skills and schools.", False),
        ("we ask for this", False),
        ("Is this the way?", False),
        ("2024", False),
        ("A " + "word " * 15, False),
    ],
)
def test_a_heading_is_short_and_no_sentence(line, heading):
    assert is_heading(line.strip()) is heading


def test_prose_is_cut_into_sections_and_furniture_is_noted():
    document = _prose(
        "Our view\n========\n\nThe fund lies\nunspent today.\n\nPage 1 of 2\n\nSkills\n\n"
        "Train them.\n"
    )
    assert document.kind is DocumentKind.SUBMISSION
    assert document.title == "Our view"
    assert [u.heading for u in document.utterances] == ["Our view", "Skills"]
    assert document.text == "The fund lies unspent today.\n\nTrain them."
    assert notes(document, "furniture") == ["Page 1 of 2"]


def test_a_heading_with_nothing_under_it_makes_no_section():
    document = _prose("Empty one\n\nFull one\n\nThe fund lies unspent.\n")
    assert [u.heading for u in document.utterances] == ["Full one"]


def test_without_empty_lines_each_line_is_a_paragraph():
    document = _prose("The fund lies unspent.\nTrain the teachers.\n")
    assert [a.paragraph for a in document.anchors] == [1, 2]
    assert document.text == "The fund lies unspent.\nTrain the teachers."


def test_a_file_of_furniture_alone_has_no_words():
    with pytest.raises(SourceError, match="there are no words in it"):
        _prose("*****\n\nPage 1 of 2\n")


def test_the_file_name_is_the_title_where_the_text_has_none():
    assert _prose("The fund lies unspent.\n").title == "talk"


def test_a_submission_with_arrows_in_it_is_not_cut_into_turns():
    text = ">> one thing we ask.\n\n>> another thing we ask.\n"
    reader = TextReader()
    assert reader.read(source(text)).kind is DocumentKind.TRANSCRIPT
    written = reader.read(source(text, kind=DocumentKind.SUBMISSION))
    assert written.convention == "paragraphs"


@given(
    st.lists(
        st.sampled_from(["Skills", "The fund lies unspent.", "", "we ask", "====", "I. Money"]),
        max_size=12,
    )
)
@settings(max_examples=50, deadline=None)
def test_every_paragraph_of_prose_is_text_or_heading(lines):
    raw = "\n\n".join(lines)
    try:
        document = _prose(raw)
    except SourceError:
        return
    kept = document.text.split() + [
        w for u in document.utterances for w in (u.heading or "").split()
    ]
    words = [word for line in lines if line != "====" for word in line.split()]
    assert set(kept) <= {*words, "/"}
    assert document.text.split().count("unspent.") == words.count("unspent.")
    for anchor in document.anchors:
        assert raw.startswith(document.text[anchor.offset :].split()[0], anchor.original)


def test_text_without_speakers_is_read_as_prose_when_nobody_says_what_it_is():
    document = TextReader().read(source("The fund lies unspent.\n\nTrain the teachers.\n"))
    assert document.kind is DocumentKind.SUBMISSION
    assert len(document.utterances) == 1


def test_anonymous_marks_open_turns_without_a_speaker():
    assert turns(_captions(">> One fund.\n>> Two funds.\n>> ANA SOL: Three.\n")) == [
        (None, "One fund."),
        (None, "Two funds."),
        ("ANA SOL", "Three."),
    ]


@given(
    st.lists(
        st.sampled_from([">> ", "ANA SOL: ", "Bo Lind: ", "we grew. ", "\n", "10:30 "]), max_size=25
    )
)
@settings(max_examples=60, deadline=None)
def test_turns_stand_in_order_do_not_overlap_and_are_parted_by_an_empty_line(pieces):
    try:
        document = TextReader().read(source("we grew.\n" + "".join(pieces)))
    except SourceError:
        return
    places = [(u.start, u.end) for u in document.utterances]
    assert [u.index for u in document.utterances] == list(range(len(places)))
    assert all(start < end for start, end in places)
    for (_, end), (start, _) in pairwise(places):
        assert document.text[end:start] == "\n\n"
    assert places[-1][1] == len(document.text)


def test_a_label_with_its_colon_in_the_wrong_place_is_one():
    said = "CW: Next steps.\n\nAB: Any plans?\n\nCW :Oh yes.\n\nAB: Good.\n\nCW: So be it.\n"
    document = read_source(source(said))
    assert [turn.label for turn in document.utterances] == ["CW", "AB", "CW", "AB", "CW"]
    assert "Oh yes." in document.text


def test_the_day_of_a_letter_is_its_date_and_no_heading():
    said = (
        "Joint letter on networks\n\n20 December 2023\n\n//\n\n"
        "We, the undersigned, ask the forum to connect every school.\n"
    )
    document = read_source(source(said))
    assert document.date == "2023-12-20"
    assert document.title == "Joint letter on networks"
    assert document.text == "We, the undersigned, ask the forum to connect every school."
    assert notes(document, "other") == ["20 December 2023", "//"]


def test_a_day_in_running_text_is_not_the_date_of_a_document():
    said = "A letter\n\nThe law of 20 December 2023 was a step, and we welcome what it did.\n"
    assert read_source(source(said)).date is None


def test_the_day_in_a_file_name_may_be_written_without_signs():
    assert read_source(source("We grew.", "20230222-letter.txt")).date == "2023-02-22"
    assert read_source(source("We grew.", "20239922-letter.txt")).date is None
