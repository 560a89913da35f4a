"""Capitals cased for reading: same length, marked as ours, and only where all is in capitals."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wsis_nlp.reading.casing import cased


def test_a_text_in_capitals_gets_sentence_case_names_and_acronyms():
    said = "THANK YOU, CHAIR. I THINK ITU AND UNESCO HELPED KENYA. WE'RE GLAD THAT KALINOWSKI CAME."
    shown = cased(said)
    assert shown.ours
    assert shown.text == (
        "Thank you, Chair. I think ITU and UNESCO helped Kenya. We're glad that Kalinowski came."
    )


def test_a_name_that_is_an_everyday_word_is_told_by_the_speakers():
    assert cased("I THANK MR. FIELD FOR ALL OF THIS.", frozenset({"field"})).text.endswith(
        "Mr. Field for all of this."
    )


def test_a_text_in_small_letters_stands_as_it_is_and_is_not_ours():
    said = "Thank you, Chair. ITU and UNESCO helped Kenya."
    assert cased(said).text == said
    assert not cased(said).ours


@given(st.text(max_size=80))
def test_offsets_into_the_shown_form_are_offsets_into_the_source(text):
    shown = cased(text.upper())
    assert len(shown.text) == len(text.upper())
    assert shown.text.casefold() == text.upper().casefold() or not shown.ours or "İ" in text.upper()
