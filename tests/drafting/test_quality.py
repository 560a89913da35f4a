"""What may stand alone in a summary, and where it begins."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wsis_nlp.domain import resources
from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.drafting import quality
from wsis_nlp.drafting.quality import judge

CORE = "the ministry connected four hundred village schools to the fibre network."
WHOLE = CORE[0].upper() + CORE[1:]


def test_a_whole_sentence_is_fit_and_kept_whole():
    fit = judge(WHOLE)
    assert (fit.start, fit.end, fit.reason) == (0, len(WHOLE), "")
    assert 0.5 <= fit.quality <= 1


@pytest.mark.parametrize(
    "opening",
    [
        "So, ",
        "Well, ",
        "And ",
        "Um, ",
        "Thank you very much, Chair. ",
        "Ladies and gentlemen, ",
        "Madam Chair, ",
        "Okay, so, you know, ",
        "Thanks, everyone, ",
        "3. ",
        "- ",
        "(a) ",
    ],
)
def test_an_opening_is_trimmed_by_moving_the_start_only(opening):
    sentence = opening + WHOLE
    fit = judge(sentence)
    assert sentence[fit.start : fit.end] == WHOLE
    assert fit.quality >= 0.5


def test_a_trimmed_sentence_that_begins_small_is_a_little_less_fit():
    assert judge("So, " + CORE).quality < judge("So, " + WHOLE).quality


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Has the ministry connected four hundred village schools to the network?", "a question"),
        ("The ministry connected four hundred village schools to the network and", "does not end"),
        ("The ministry connected four schools.", "too short"),
        (f"The {'very ' * 70}old ministry built it.", "too long"),
        ("I have carried batteries to a mast on an island with four people.", "speaks of oneself"),
        ("[applause] The ministry connected four hundred schools last year.", "marks of its"),
        ("The ministry connected >> four hundred village schools last year.", "marks of its"),
        ("The ministry connected, uh, four hundred village schools last year.", "hesitates"),
        (
            "resolution of the council lifted the levy on handsets for all operators.",
            "mid-sentence",
        ),
        ("", "too short"),
        ("Thank you.", "too short"),
    ],
)
def test_what_cannot_stand_alone_is_not_fit_and_says_why(sentence, reason):
    fit = judge(sentence)
    assert fit.quality == 0
    assert reason in fit.reason


def test_what_hangs_on_its_neighbours_is_not_fit():
    assert judge(WHOLE, stands=0.1).reason == "hangs on what was said before"
    assert judge(WHOLE, stands=0.9).quality > 0


def test_asking_in_the_first_person_may_stand_other_talk_of_oneself_may_not():
    assert judge("I urge ministries to publish every contract for a village mast.").quality > 0
    assert judge("I read every contract for a village mast in the ministry.").quality == 0


def test_a_sentence_in_capitals_ranks_below_the_same_in_small_letters():
    assert 0 < judge(WHOLE.upper()).quality < judge(WHOLE).quality - 0.2


def test_a_quotation_or_bracket_may_close_a_sentence():
    assert judge(WHOLE[:-1] + ".”").quality > 0
    assert judge(WHOLE[:-1] + ".)").quality > 0


def test_hesitations_cost_and_figures_and_commitments_gain():
    plain = "The ministry connected very many village schools to the fibre network."
    assert judge(plain.replace("very many", "kind of many")).quality < judge(plain).quality
    assert judge(plain.replace("very many", "1,240")).quality > judge(plain).quality
    assert judge(plain.replace(" to", " by 2030 to")).quality > judge(plain).quality


@given(
    st.lists(
        st.sampled_from(
            ["so", "and", "the", "thank you,", "school", "we", "Chair,", "2030", "built", "?", "."]
        ),
        max_size=40,
    ).map(" ".join)
    | st.text(max_size=120)
)
@settings(deadline=None, max_examples=100)
def test_whatever_is_said_the_span_lies_inside_and_quality_between_zero_and_one(sentence):
    fit = judge(sentence)
    assert 0 <= fit.start <= fit.end <= len(sentence)
    assert 0 <= fit.quality <= 1
    assert bool(fit.reason) <= (fit.quality == 0)
    assert judge(sentence) == fit


@pytest.mark.parametrize("text", ["shortest_words: 3\n", "[1]", "trimmed: ['(']\n", "a: ["])
def test_broken_rules_are_refused(tmp_path, monkeypatch, text):
    path = tmp_path / "quality.yaml"
    path.write_text(text)
    monkeypatch.setattr(resources, "config_path", lambda *_: path)
    with pytest.raises(ConfigurationError, match=r"quality\.yaml"):
        quality.rules.__wrapped__()
