"""How many voices may make a point that few are counted for."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.handmade import unit
from wsis_nlp.drafting.company import LEAST, company, same_point

LABELLED = ROOT / "corpora" / "points-labelled" / "statements.jsonl"


def alike(cosine, count=3):
    """One row and ``count`` others of this cosine to it."""
    side = (1 - cosine**2) ** 0.5
    rows = [[1.0] + [0.0] * count]
    rows += [
        [cosine] + [side if at == place else 0.0 for at in range(count)] for place in range(count)
    ]
    return unit(rows).astype(np.float32)


def expected(vectors, voices, asked=(0,), raised=0.0):
    roles = np.full((len(vectors), 1), 1.0, dtype=np.float32)
    return company(vectors, roles, voices, list(asked), raised)


def test_each_other_voice_counts_by_its_surest_sentence():
    one = expected(alike(0.7), ["a", "b", "c", "d"])
    assert one[0] == pytest.approx(3 * expected(alike(0.7, 1), ["a", "b"])[0], rel=1e-4)
    assert expected(alike(0.7), ["a", "b", "b", "b"])[0] == pytest.approx(one[0] / 3, rel=1e-4)


def test_one_s_own_sentences_and_those_that_are_not_alike_do_not_count():
    assert expected(alike(0.7), ["a", "a", "a", "a"])[0] == 0
    assert expected(alike(LEAST - 0.02), ["a", "b", "c", "d"])[0] == 0


def test_what_is_more_alike_and_plays_the_same_role_is_surer():
    cosines = np.linspace(0.3, 1, 20, dtype=np.float32)
    agree = np.zeros(20, dtype=np.float32)
    assert (np.diff(same_point(cosines, agree)) > 0).all()
    assert (same_point(cosines, agree + 1) > same_point(cosines, agree)).all()


def test_in_a_pool_where_all_is_near_it_takes_more():
    near, far = (expected(alike(0.7), list("abcd"), raised=r)[0] for r in (0.0, 0.1))
    assert far < near


@given(st.integers(2, 12), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_no_more_are_expected_than_there_are_other_voices(count, people, seed):
    rng = np.random.default_rng(seed)
    vectors = unit(rng.normal(size=(count, 4))).astype(np.float32)
    voices = [str(rng.integers(people)) for _ in range(count)]
    found = expected(vectors, voices, range(count))
    assert len(found) == count
    assert (found >= 0).all()
    assert (found <= len(set(voices)) - 1 + 1e-6).all()


def test_the_labelled_statements_are_three_and_more_to_a_point_and_no_subject_is_in_two_halves():
    rows = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]
    assert len({row["text"] for row in rows}) == len(rows) == 400
    halves = {}
    for row in rows:
        assert row["half"] in ("tune", "test")
        halves.setdefault(row["subject"], set()).add(row["half"])
        halves.setdefault(row["point"].split("/")[0], set()).add(row["half"])
    assert all(len(half) == 1 for half in halves.values())
    for subject in {row["subject"] for row in rows}:
        assert sum(row["point"] == subject for row in rows) >= 3
