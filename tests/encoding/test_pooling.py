"""Passage vectors from sentence vectors."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wsis_nlp.encoding import pool


def test_a_passage_leans_to_its_heavier_sentences():
    vectors = np.eye(3, dtype=np.float32)
    pooled = pool(vectors, np.array([3, 1, 5], np.float32), np.array([0, 2]))
    assert np.allclose(pooled[0], np.array([3, 1, 0]) / np.sqrt(10))
    assert np.allclose(pooled[1], [0, 0, 1])


def test_no_passages_give_no_vectors():
    pooled = pool(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros(0, np.int64))
    assert pooled.shape == (0, 4)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=8), st.integers(0, 2**32 - 1))
def test_pooling_equals_the_weighted_mean_passage_by_passage(sizes, seed):
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(sum(sizes), 6)).astype(np.float32)
    weights = random.uniform(1, 30, len(vectors)).astype(np.float32)
    starts = np.cumsum([0, *sizes[:-1]])
    pooled = pool(vectors, weights, starts)
    for at, size, vector in zip(starts, sizes, pooled, strict=True):
        mean = np.average(vectors[at : at + size], axis=0, weights=weights[at : at + size])
        assert np.allclose(vector, mean / np.linalg.norm(mean), atol=1e-5)
