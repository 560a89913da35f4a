"""The index on disk, and rankings fused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wsis_nlp.searching import VectorIndex, fuse

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


_ROWS = st.lists(st.integers(0, 9), unique=True, max_size=8)


@given(_ROWS, _ROWS)
@settings(max_examples=50, deadline=None)
def test_fusion_holds_each_row_once_best_first_with_what_each_ranking_gave(one, other):
    fused = fuse([("a", one), ("b", other)])
    assert sorted(row for row, _ in fused) == sorted({*one, *other})
    sums = [sum(parts.values()) for _, parts in fused]
    assert sums == sorted(sums, reverse=True)
    for row, parts in fused:
        assert parts.get("a") == (1 / (61 + one.index(row)) if row in one else None)
