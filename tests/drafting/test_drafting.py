"""What may be quoted, how points are formed, and what our own words may say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wsis_nlp.domain.errors import ProvenanceError
from wsis_nlp.domain.records import Role, StakeholderGroup
from wsis_nlp.drafting import verify
from wsis_nlp.drafting.points import LIKE, group_like, like_enough
from wsis_nlp.drafting.quality import judge
from wsis_nlp.drafting.wording import lead_in, quantifier

FIT = "The regulator published the accounts of the universal service fund in March 2024."


@pytest.mark.parametrize(
    "opening", ["So, ", "Thank you, Chair. ", "Well, you know, ", "3. ", "(a) ", "5.3 (J) ", "But "]
)
def test_openings_are_trimmed_by_moving_the_start_only(opening):
    fitness = judge(opening + FIT)
    assert fitness.quality > 0.5
    assert (opening + FIT)[fitness.start : fitness.end] == FIT


@pytest.mark.parametrize(
    "sentence",
    [
        "No country in the region has yet published the accounts of its universal service fund.",
        "100 schools in the northern provinces lost their connection when the project had ended.",
        "3.5 million people in the northern provinces went online for the first time last year.",
        "308 municipalities drafted the chapter on public services together with the ministry.",
        "I would say that most of the operators in the valley will never repay their loans.",
        "J. Doe of the ministry published the accounts of the universal service fund in March.",
        "Second cities in the region pay twice the price of the capital for the same bundle.",
        "Right holders in the region refused to license the recordings to the public library.",
        "So far the operators in the valley have repaid less than a tenth of what they owe.",
        "Now that the cable has landed, wholesale prices in the islands have fallen by half.",
        "No, the operators in the valley have not repaid a single one of their public loans.",
    ],
)
def test_nothing_that_carries_meaning_is_trimmed(sentence):
    assert judge(sentence).start == 0


def test_in_a_large_pool_about_one_subject_the_limit_rises():
    rng = np.random.default_rng(3)
    about = _unit(rng.normal(size=(400, 16)) + 1.1)
    assert like_enough(about) > LIKE + 0.05
    assert like_enough(about[:40]) == LIKE
    apart = _unit(rng.normal(size=(400, 384)))
    assert like_enough(apart) == LIKE


def test_a_lone_quotation_mark_is_left_out():
    assert (FIT + "”")[slice(*_span(FIT + "”"))] == FIT
    assert ("“" + FIT)[slice(*_span("“" + FIT))] == FIT


def _span(sentence):
    fitness = judge(sentence)
    return fitness.start, fitness.end


def test_figures_make_a_sentence_better_and_talk_makes_it_worse():
    plain = "The regulator published the accounts of the universal service fund for everyone."
    assert judge(FIT).quality > judge(plain).quality
    personal = "I think the regulator published the accounts of the fund for your people."
    assert judge(plain).quality > judge(personal).quality


def _unit(rows):
    vectors = np.array(rows, dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_like_sentences_become_one_point_led_by_a_fit_one():
    vectors = _unit([[1, 0, 0], [1, 0.1, 0], [0, 1, 0], [1, 0, 0.1]])
    groups = group_like(vectors, np.array([0.0, 0.6, 0.7, 0.9]))
    assert groups[0][0] == 3
    assert sorted(map(sorted, groups)) == [[0, 1, 3], [2]]


@given(st.integers(1, 25), st.integers(0, 2**31))
@settings(max_examples=50, deadline=None)
def test_groups_part_the_sentences(count, seed):
    rng = np.random.default_rng(seed)
    vectors = _unit(rng.normal(size=(count, 6)))
    quality = rng.random(count)
    groups = group_like(vectors, quality)
    members = [row for group in groups for row in group]
    assert len(members) == len(set(members))


@pytest.mark.parametrize(
    ("voices", "heard", "word"),
    [
        (0, 9, ""),
        (1, 9, "One speaker"),
        (2, 9, "Two speakers"),
        (3, 90, "Some speakers"),
        (4, 5, "Some speakers"),
        (5, 90, "Several speakers"),
        (5, 10, "Most speakers"),
        (8, 32, "Many speakers"),
        (8, 33, "Several speakers"),
        (16, 32, "Most speakers"),
    ],
)
def test_number_words_follow_the_rule_at_its_borders(voices, heard, word):
    assert quantifier(voices, heard) == word


def test_lead_ins_say_what_the_counts_prove():
    groups = (StakeholderGroup.ACADEMIA, StakeholderGroup.GOVERNMENT)
    assert lead_in(Role.CHALLENGE, 3, 40, groups) == (
        "Some speakers (at least 3 of 40 heard here), from academia and government, "
        "pointed to a challenge:"
    )
    assert lead_in(Role.ACHIEVEMENT, 1, 4, ()) == "One speaker reported progress:"
    assert "without a name" in lead_in(Role.ACHIEVEMENT, 0, 4, ())


def test_a_quote_that_differs_from_its_source_stops_everything(finished_run, small_corpus):
    from wsis_nlp.domain.records import Citation, Evidence
    from wsis_nlp.domain.summary import ChairSummary, Paragraph, Section
    from wsis_nlp.reading import read

    document = read(small_corpus / "sub-02.txt")

    def summary(quote):
        evidence = Evidence(quote, Citation(document.id, 10, 30), None)
        paragraph = Paragraph(1, "p", "One speaker said:", (evidence,))
        return ChairSummary(
            "T", (Section("C1", "T", (paragraph,)),), {document.id: document}, {}, {}
        )

    good = summary(document.text[10:30])
    assert verify(good) == 1
    with pytest.raises(ProvenanceError, match="paragraph 1"):
        verify(summary(document.text[10:29] + "!"))
    with pytest.raises(ProvenanceError):
        verify(replace(good, documents={}))
