"""What a sentence points at is named in it, or the sentence is not quoted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.drafting import antecedents
from wsis_nlp.drafting.antecedents import points_outside


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("We showed the clerk how they are repaired.", "they"),
        ("In the 40 clinics that have it nobody waits.", "it"),
        ("In our harbour she sells nets by telephone.", "she"),
        ("Paying a fee keeps these services alive.", "these"),
        ("We call for that provision to be deleted.", "that"),
        ("The ministry wrote to the harbour about those masts.", "those"),
    ],
)
def test_a_pointer_without_an_earlier_noun_is_found(sentence, word):
    assert points_outside(sentence) == word


@pytest.mark.parametrize(
    "sentence",
    [
        "The masts were built in March and they already rust.",
        "The ministry published its plan in March.",
        "A nurse and a clerk said they had no key.",
        "A teacher told us that she had no training.",
        "Rights cost money, and these rights are no exception.",
        "It is important to train teachers before tablets arrive.",
        "This year the ministry opened forty libraries.",
        "We thank those who repaired the cable.",
        "We believe that access is a right.",
        "",
    ],
)
def test_a_pointer_at_what_the_sentence_names_is_not(sentence):
    assert points_outside(sentence) == ""


POINTERS = ["it", "they", "this", "that", "of", "the", "x's"]


@given(st.text(max_size=120) | st.lists(st.sampled_from(POINTERS)).map(" ".join))
@settings(deadline=None, max_examples=80)
def test_what_is_found_is_a_word_of_the_sentence(drawn):
    assert points_outside(drawn) in drawn


@pytest.mark.parametrize("text", ["one: it\n", "[1]", "one: [\n"])
def test_broken_lists_are_refused(tmp_path, monkeypatch, text):
    path = tmp_path / "antecedents.yaml"
    path.write_text(text)
    monkeypatch.setattr(antecedents, "config_path", lambda *_: path)
    with pytest.raises(ConfigurationError, match=r"antecedents\.yaml"):
        antecedents.pointers.__wrapped__()
