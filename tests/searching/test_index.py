"""The index on disk, and rankings fused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wsis_nlp.searching import VectorIndex
from wsis_nlp.searching import index as searching_index
from wsis_nlp.searching.index import index_settings

VECTORS = np.eye(6, dtype=np.float32)


def test_a_saved_index_answers_like_the_one_that_was_built(tmp_path):
    built = VectorIndex.build(VECTORS, "k")
    built.save(tmp_path)
    loaded = VectorIndex.load(tmp_path, "k")
    assert len(loaded) == 6
    assert loaded.search(VECTORS[3], 99) == built.search(VECTORS[3], 99)
    assert loaded.search(VECTORS[3], 1) == ([3], [1.0])


@pytest.mark.parametrize("length", [0, 3, 15])
def test_an_index_cut_short_is_taken_as_missing(tmp_path, length):
    VectorIndex.build(VECTORS, "k").save(tmp_path)
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[: min(length, path.stat().st_size - 1)])
    assert VectorIndex.load(tmp_path, "k") is None


def test_a_missing_index_is_none(tmp_path):
    assert VectorIndex.load(tmp_path, "k") is None


def test_a_new_index_takes_the_place_of_the_old_one(tmp_path):
    VectorIndex.build(VECTORS, "old").save(tmp_path)
    VectorIndex.build(VECTORS[:2], "new").save(tmp_path)
    assert VectorIndex.load(tmp_path, "old") is None
    assert len(VectorIndex.load(tmp_path, "new")) == 2
    assert len(list(tmp_path.iterdir())) == 1


def _cloud(seed: int, count: int, dimension: int = 8) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def small_limit():
    """Settings by which two hundred vectors are many."""
    told = replace(index_settings(), exact_up_to=100, train_per_list=5, trials=20)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searching_index, "index_settings", lambda: told)
        yield


@given(
    st.integers(0, 99),
    st.sampled_from([40, 400]),
    st.integers(1, 30),
    st.lists(st.integers(0, 39), unique=True, max_size=40).map(sorted),
)
@settings(max_examples=60, deadline=None)
def test_among_the_rows_of_a_filter_the_true_best_are_found(small_limit, seed, size, count, kept):
    vectors = _cloud(seed % 3, size)
    among = np.array([row * size // 40 for row in kept], dtype=np.int64)
    query = _cloud(seed + 1000, 1)[0]
    rows, scores = _index_of(seed % 3, size).search(query, count, among)
    true = sorted(among.tolist(), key=lambda row: (-float(vectors[row] @ query), row))[:count]
    assert set(rows) == set(true)
    assert np.allclose(scores, [vectors[row] @ query for row in true], atol=1e-5)


def _index_of(seed: int, size: int, made: dict = {}) -> VectorIndex:  # noqa: B006 - kept on purpose
    if (seed, size) not in made:
        made[seed, size] = VectorIndex.build(_cloud(seed, size), "k")
    return made[seed, size]


def test_many_vectors_are_probed_in_lists_and_nearly_all_of_the_true_best_are_found(
    small_limit, tmp_path
):
    vectors = _cloud(5, 2000)
    VectorIndex.build(vectors, "k").save(tmp_path)
    index = VectorIndex.load(tmp_path, "k")
    assert len(list(tmp_path.iterdir())) == 2
    found = 0
    for query in _cloud(6, 50):
        rows, scores = index.search(query, 10)
        assert scores == sorted(scores, reverse=True)
        found += len(set(rows) & set(np.argsort(-(vectors @ query))[:10].tolist()))
    assert found >= 0.95 * 500


def test_a_large_index_without_its_lists_is_taken_as_missing(small_limit, tmp_path):
    VectorIndex.build(_cloud(1, 300), "k").save(tmp_path)
    next(tmp_path.glob("*.faiss")).write_bytes(b"x")
    assert VectorIndex.load(tmp_path, "k") is None


def test_equal_vectors_are_found_in_the_order_of_their_rows():
    index = VectorIndex.build(np.ones((5, 1), np.float32), "k")
    assert index.search(np.ones(1, np.float32), 3)[0] == [0, 1, 2]


@given(st.integers(0, 99), st.integers(1, 60))
@settings(max_examples=20, deadline=None)
def test_among_many_rows_the_true_best_are_found_through_numbers_of_8_bits(
    small_limit, seed, count
):
    vectors, query = _cloud(5, 2000), _cloud(seed + 1000, 1)[0]
    among = np.flatnonzero(np.random.default_rng(seed).random(2000) < 0.5)
    rows, _ = _index_of(5, 2000).search(query, count, among)
    true = among[np.argsort(-(vectors[among] @ query), kind="stable")[:count]]
    assert set(rows) == set(true.tolist())
