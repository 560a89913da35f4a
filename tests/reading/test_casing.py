"""Capitals cased for reading: same length, marked as ours, and only where all is in capitals."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from wsis_nlp.reading import read_source
from wsis_nlp.reading.casing import cased, name_words

from .sources import source, turns

LOUD = (
    ">> JOHN KALINOWSKI: THANK YOU, CHAIR. WE CONNECTED SIX SCHOOLS IN KENYA WITH THE ITU.\n\n"
    ">> MODERATOR: THANK YOU. MR. KALINOWSKI ALSO SPOKE OF THE FIELD THAT THEY BOUGHT.\n"
)


def test_a_text_in_capitals_gets_sentence_case_names_and_acronyms():
    assert cased("THANK YOU, CHAIR. I THINK ITU AND UNESCO HELPED KENYA. WE’RE GLAD.") == (
        "Thank you, Chair. I think ITU and UNESCO helped Kenya. We’re glad."
    )


def test_terms_countries_and_codes_are_written_as_the_lists_write_them():
    said = "THE SDGS, THE ICTS UNDER C5 AND 5G IN COTE D'IVOIRE AND THE UNITED KINGDOM."
    assert cased(said) == (
        "The SDGs, the ICTs under C5 and 5G in Cote d'Ivoire and the United Kingdom."
    )


def test_the_stop_of_an_abbreviation_opens_no_sentence():
    assert cased("WE THANK DR. O'BRIEN AND MR. J. DOE AND GO ON.") == (
        "We thank Dr. O'Brien and Mr. J. Doe and go on."
    )


def test_a_name_that_is_an_everyday_word_is_told_by_the_speakers():
    said = "I THANK JOHN FIELD AND MR. FIELD FOR THE FIELD."
    assert cased(said, frozenset({"john", "field"})) == (
        "I thank John Field and Mr. Field for the field."
    )


def test_a_document_in_capitals_is_shown_cased_and_its_text_stands_as_it_is():
    document = read_source(source(LOUD))
    said = [document.shown(turn.start, turn.end) for turn in document.utterances]
    assert said == [
        "Thank you, Chair. We connected six schools in Kenya with the ITU.",
        "Thank you. Mr. Kalinowski also spoke of the field that they bought.",
    ]
    assert turns(document)[0][1].isupper()
    assert document.is_cased(0, len(document.text))


def test_one_turn_in_capitals_among_others_is_cased_alone():
    said = "Thank you, Chair. ITU and UNESCO helped."
    document = read_source(source(f">> ANA SOL: {said}\n\n{LOUD}"))
    assert document.shown(0, len(said)) == said
    assert not document.is_cased(0, len(said))
    assert document.shown(len(said) + 2, len(document.text)).startswith("Thank you, Chair. We")


def test_a_text_in_small_letters_has_no_other_form():
    assert (
        read_source(source(">> ANA SOL: ITU, UNESCO, UNDP, UNCTAD, IGF.\n\nSo it is.")).cased == ""
    )


def test_capitals_in_another_language_stand_as_they_are():
    said = "LES PAYS EN DÉVELOPPEMENT ONT BESOIN DE FINANCEMENTS POUR LEURS RÉSEAUX.\n"
    assert read_source(source(said * 4)).cased == ""


def test_names_come_from_labels_and_roles_give_none():
    assert name_words(["MR. JOHN FIELD", "MODERATOR", "ITU", "KENYA"]) == {"john", "field"}


@given(st.text(max_size=80))
@settings(max_examples=60)
def test_offsets_into_the_shown_form_are_offsets_into_the_source(text):
    loud = text.upper()
    shown = cased(loud)
    assert len(shown) == len(loud)
    assert shown.casefold() == loud.casefold()
