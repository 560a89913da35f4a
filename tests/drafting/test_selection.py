"""Points are chosen under a budget of words by a submodular objective, with its guarantee."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wsis_nlp.domain import resources
from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.drafting import selection
from wsis_nlp.drafting.selection import Candidate, Heard, Objective, choose

points = st.lists(
    st.builds(
        Candidate,
        st.integers(1, 12),
        st.floats(0, 1),
        st.frozensets(st.sampled_from("abcd")),
        st.frozensets(st.sampled_from("xy")),
        st.frozensets(st.sampled_from("NS")),
    ),
    min_size=1,
    max_size=7,
)


def _objective(candidates, seed):
    likeness = np.random.default_rng(seed).random((9, len(candidates))).astype(np.float32)
    return Objective(candidates, likeness)


def _value(candidates, seed, chosen):
    objective = _objective(candidates, seed)
    for place in chosen:
        objective.take(place)
    return objective.value


@given(points, st.integers(0, 99), st.integers(0, 40))
@settings(deadline=None, max_examples=60)
def test_a_choice_keeps_the_budget_and_its_guarantee(candidates, seed, budget):
    objective = _objective(candidates, seed)
    chosen = choose(objective, budget, range(len(candidates)))
    assert len(chosen) == len(set(chosen))
    assert sum(candidates[place].words for place in chosen) <= budget
    assert objective.value == pytest.approx(_value(candidates, seed, chosen))
    best = max(
        _value(candidates, seed, some)
        for size in range(len(candidates) + 1)
        for some in itertools.combinations(range(len(candidates)), size)
        if sum(candidates[place].words for place in some) <= budget
    )
    assert objective.value >= (1 - 1 / math.e) / 2 * best - 1e-6


@given(points, st.integers(0, 99))
@settings(deadline=None, max_examples=60)
def test_a_gain_never_rises_and_is_never_below_zero(candidates, seed):
    objective = _objective(candidates, seed)
    before = [objective.gain(place) for place in range(len(candidates))]
    objective.take(0)
    after = [objective.gain(place) for place in range(len(candidates))]
    assert all(0 <= late <= early + 1e-6 for late, early in zip(after, before, strict=True))


def test_a_point_of_more_voices_comes_first_and_who_was_heard_counts_less():
    many = Candidate(10, 0.7, frozenset("abc"))
    one, other = Candidate(10, 0.7, frozenset("a")), Candidate(10, 0.7, frozenset("d"))
    nothing = np.zeros((0, 3), np.float32)
    assert choose(Objective([one, many, other], nothing), 20, range(3)) == [1, 2]
    heard = Heard()
    heard.take(Candidate(1, 0.0, frozenset("d")))
    assert choose(Objective([one, other], nothing[:, :2], heard), 10, range(2)) == [0]


def test_a_single_point_worth_more_than_many_short_ones_is_chosen():
    short, long = Candidate(1, 0.3), Candidate(10, 1.0)
    assert choose(Objective([short, long], np.zeros((0, 2), np.float32)), 10, range(2)) == [1]


@pytest.mark.parametrize("text", ["worth: -1\n", "worth: much\n", "speed: 1\n", "[]\n"])
def test_broken_weights_are_refused(tmp_path, monkeypatch, text):
    whole = dict.fromkeys(("worth", "speakers", "groups", "regions", "coverage"), 1)
    lines = "".join(f"{name}: {value}\n" for name, value in whole.items() if name not in text)
    (tmp_path / "selection.yaml").write_text(text if text == "[]\n" else lines + text)
    monkeypatch.setattr(resources, "config_path", lambda *_: tmp_path / "selection.yaml")
    selection.weights.cache_clear()
    with pytest.raises(ConfigurationError, match=r"selection\.yaml"):
        selection.weights()
    selection.weights.cache_clear()
