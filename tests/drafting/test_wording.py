"""Number words are backed by counts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wsis_nlp.domain import resources
from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.domain.records import Role, StakeholderGroup
from wsis_nlp.drafting import wording
from wsis_nlp.drafting.wording import lead_in, quantifier


@pytest.mark.parametrize(
    ("voices", "heard", "word"),
    [
        (0, 10, ""),
        (1, 1, "One speaker"),
        (1, 100, "One speaker"),
        (2, 2, "Two speakers"),
        (2, 100, "Two speakers"),
        (3, 3, "Some speakers"),
        (4, 100, "Some speakers"),
        (4, 5, "Some speakers"),
        (5, 100, "Several speakers"),
        (5, 11, "Several speakers"),
        (5, 10, "Most speakers"),
        (7, 28, "Several speakers"),
        (8, 32, "Many speakers"),
        (8, 33, "Several speakers"),
        (8, 16, "Most speakers"),
        (8, 17, "Many speakers"),
        (30, 30, "Most speakers"),
        (5, 0, "Several speakers"),
    ],
)
def test_the_number_word_changes_exactly_at_its_border(voices, heard, word):
    assert quantifier(voices, heard) == word


@given(st.integers(1, 200), st.integers(0, 200))
@settings(deadline=None, max_examples=50)
def test_every_count_has_a_word_and_most_means_half(voices, silent):
    word = quantifier(voices, voices + silent)
    assert word
    if word == "Most speakers":
        assert voices >= silent
    assert (word == "One speaker") == (voices == 1)


def test_a_lead_in_gives_the_count_and_the_groups():
    groups = (StakeholderGroup.ACADEMIA, StakeholderGroup.GOVERNMENT)
    assert lead_in(Role.ACHIEVEMENT, 5, 23, groups) == (
        "Several speakers (at least 5 of 23 heard here), from academia and government, "
        "reported progress:"
    )
    assert lead_in(Role.CHALLENGE, 3, 9, ()) == (
        "Some speakers (at least 3 of 9 heard here) pointed to a challenge:"
    )
    three = (*groups, StakeholderGroup.TECHNICAL_COMMUNITY)
    assert "from academia, government and the technical community," in lead_in(
        Role.DEVELOPMENT, 3, 9, three
    )


def test_one_speaker_needs_no_count():
    assert lead_in(Role.RECOMMENDATION, 1, 9, (StakeholderGroup.CIVIL_SOCIETY,)) == (
        "One speaker from civil society made a recommendation:"
    )
    assert lead_in(Role.RECOMMENDATION, 1, 9, ()) == "One speaker made a recommendation:"
    said = lead_in(Role.RECOMMENDATION, 1, 9, (), more=True)
    assert said == "At least one speaker made a recommendation:"
    assert lead_in(Role.RECOMMENDATION, 3, 9, (), more=True).startswith("Some speakers (at least 3")


def test_nobody_is_counted_where_nobody_is_named():
    text = lead_in(Role.ACHIEVEMENT, 0, 9, ())
    assert text == "It was said or written, without a name in the source:"


def test_every_drafted_role_has_a_verb_and_a_heading():
    words = wording.wording()
    assert set(words.verbs) == set(words.headings)
    assert len(set(words.headings.values())) == 4


@pytest.mark.parametrize(
    "text", ["verbs: {}\n", "[1]", "a: [", "quantifiers: [{word: A, colour: red}]\n"]
)
def test_broken_lists_are_refused(tmp_path, monkeypatch, text):
    path = tmp_path / "wording.yaml"
    path.write_text(text)
    monkeypatch.setattr(resources, "config_path", lambda *_: path)
    with pytest.raises(ConfigurationError, match=r"wording\.yaml"):
        wording.wording.__wrapped__()
