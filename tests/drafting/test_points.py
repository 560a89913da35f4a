"""Like statements become one point; points are chosen under a budget."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.handmade import unit
from wsis_nlp.drafting.points import LIKE, choose, group_like

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
    assert choose([], [], np.zeros((0, 4), np.float32), 100, 0.7) == []


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


@given(rows, st.integers(0, 120), st.sampled_from([0.3, 0.7, 0.95]))
@settings(deadline=None, max_examples=80)
def test_a_choice_keeps_the_budget_repeats_nothing_and_leaves_nothing_that_fits(
    drawn, budget, redundancy
):
    raw, gains, costs = drawn
    vectors = _vectors(raw)
    chosen = choose(gains, costs, vectors, budget, redundancy)
    assert len(chosen) == len(set(chosen))
    spent = sum(costs[i] for i in chosen)
    assert spent <= budget
    for place, later in enumerate(chosen):
        for earlier in chosen[:place]:
            assert float(vectors[later] @ vectors[earlier]) < redundancy + 1e-5
    for left in set(range(len(raw))) - set(chosen):
        likest = max((float(vectors[left] @ vectors[i]) for i in chosen), default=0.0)
        assert spent + costs[left] > budget or likest >= redundancy - 1e-5


def test_the_point_with_more_behind_it_comes_first():
    vectors = unit(np.eye(3))
    assert choose([1.0, 3.0, 2.0], [10, 10, 10], vectors, 20, 0.7) == [1, 2]


def test_points_of_several_voices_come_first_and_may_take_twice_the_budget():
    vectors = unit(np.eye(3))
    several = [True, False, True]
    assert choose([1.0, 9.0, 1.0], [20, 10, 20], vectors, 20, 0.7, several) == [0, 2]
    assert choose([1.0, 9.0, 1.0], [20, 10, 30], vectors, 20, 0.7, several) == [0]
    assert choose([1.0, 9.0, 1.0], [5, 10, 5], vectors, 20, 0.7, several) == [0, 2, 1]
