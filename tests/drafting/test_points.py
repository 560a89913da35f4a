"""Like statements become one point; points are chosen under a budget."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.handmade import Corpus, person, unit
from wsis_nlp.domain.records import Role
from wsis_nlp.drafting.points import LIKE, PAIR, find_points, group_like
from wsis_nlp.drafting.stance import by_stance, opposes

rows = st.integers(0, 14).flatmap(
    lambda n: st.tuples(
        st.lists(
            st.lists(st.integers(-3, 3), min_size=4, max_size=4).filter(any),
            min_size=n,
            max_size=n,
        ),
        st.lists(st.sampled_from([0.0, 0.3, 0.6, 0.9]), min_size=n, max_size=n),
        st.lists(st.integers(1, 40), min_size=n, max_size=n),
    )
)


def _vectors(raw):
    return unit(raw) if raw else np.zeros((0, 4), np.float32)


def test_near_paraphrases_are_one_point_and_others_are_not():
    vectors = unit([[1, 0, 0], [0.95, 0.2, 0], [0, 1, 0], [0, 0.9, 0.3], [0, 0, 1]])
    groups = group_like(vectors, np.full(5, 0.8))
    assert sorted(map(sorted, groups)) == [[0, 1], [2, 3], [4]]


def test_a_chain_of_small_steps_does_not_join_two_points():
    angles = np.deg2rad([0, 40, 80])
    vectors = unit(np.stack([np.cos(angles), np.sin(angles)], axis=1))
    assert vectors[0] @ vectors[2] < LIKE < vectors[0] @ vectors[1]
    quality = np.array([0.9, 0.0, 0.1])
    groups = group_like(vectors, quality)
    assert {frozenset(group) for group in groups} == {frozenset({0, 1}), frozenset({2})}


def test_what_is_not_fit_backs_a_point_but_never_stands_for_one():
    vectors = unit([[1, 0], [1, 0.1], [0, 1]])
    assert group_like(vectors, np.array([0.0, 0.7, 0.0])) == [[1, 0]]


def test_nothing_gives_no_points():
    assert group_like(np.zeros((0, 4), np.float32), np.zeros(0)) == []


@given(rows)
@settings(deadline=None, max_examples=50)
def test_each_row_is_in_one_group_at_most_and_like_its_centre(drawn):
    raw, quality, _ = drawn
    vectors, quality = _vectors(raw), np.array(quality)
    groups = group_like(vectors, quality)
    members = [row for group in groups for row in group]
    assert len(members) == len(set(members))
    assert set(np.flatnonzero(quality > 0).tolist()) <= set(members)
    for centre, *others in groups:
        assert quality[centre] > 0
        likeness = [float(vectors[row] @ vectors[centre]) for row in others]
        assert all(value >= LIKE - 1e-5 for value in likeness)
        assert all(a >= b - 1e-6 for a, b in itertools.pairwise(likeness))


def _said(names, role=Role.CHALLENGE):
    talk = Corpus()
    for row, name in enumerate(names):
        talk.say(
            f"The mast on hill {row} has stood without power for weeks.", row, person(name), role
        )
    return talk.statements


def test_what_is_like_a_point_on_average_joins_it_and_is_counted():
    angles = np.deg2rad([0, 20, 40, 72])
    vectors = unit(np.stack([np.cos(angles), np.sin(angles)], axis=1))
    # The last is like the third alone, and like the three of them on average.
    assert float(vectors[1] @ vectors[3]) < LIKE + 0.1
    groups = find_points(_said("ABCD"), vectors, np.array([0.7, 0.9, 0.7, 0.7]))
    assert sorted(map(sorted, groups)) == [[0, 1, 2, 3]]


def test_two_voices_that_are_only_somewhat_alike_are_no_point_together():
    angles = np.deg2rad([0, 55])
    vectors = unit(np.stack([np.cos(angles), np.sin(angles)], axis=1))
    assert LIKE < float(vectors[0] @ vectors[1]) < PAIR
    quality = np.full(2, 0.7)
    assert sorted(map(sorted, find_points(_said("AB"), vectors, quality))) == [[0], [1]]
    assert sorted(map(sorted, find_points(_said("AA"), vectors, quality))) == [[0, 1]]


@given(rows)
@settings(deadline=None, max_examples=40)
def test_every_statement_is_in_exactly_one_point(drawn):
    raw, quality, costs = drawn
    groups = find_points(_said([str(c % 4) for c in costs]), _vectors(raw), np.array(quality))
    assert sorted(row for group in groups for row in group) == list(range(len(raw)))


def test_who_speaks_against_what_others_want_does_not_make_their_point():
    corpus = Corpus()
    said = (
        "We recommend that platforms pay a fee for the networks they use.",
        "A fee is a toll on the small, and we ask the Forum not to endorse it.",
        "Platforms should pay a fair share of the networks.",
    )
    for row, text in enumerate(said):
        corpus.say(text, row, person(f"Person {row}", f"Body {row}"), Role.RECOMMENDATION)
    assert [opposes(text) for text in said] == [False, True, False]
    assert by_stance([0, 1, 2], corpus.statements) == [[0, 2], [1]]
    assert by_stance([1], corpus.statements) == [[1]]
    groups = find_points(corpus.statements, unit([[1, 0], [1, 0.05], [1, 0.1]]), np.ones(3))
    assert sorted(map(sorted, groups)) == [[0, 2], [1]]
