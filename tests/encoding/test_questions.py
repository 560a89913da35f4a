"""A question is read twice by one network: as any text, and as what answers it."""

from __future__ import annotations

import numpy as np
import pytest

from wsis_nlp.domain.errors import ModelError
from wsis_nlp.encoding import load_encoder, questions

ASKED = [
    "Why did they leave out the loudspeaker?",
    "What was said about school fees when discussing the budget?",
    "Fees",
]


@pytest.fixture(scope="module")
def encoder():
    return load_encoder()


def test_a_question_has_the_vector_of_any_text_and_another_for_its_answer(encoder):
    vectors, sought = encoder.read_questions(ASKED)
    assert (vectors * encoder.encode(ASKED)).sum(axis=1).min() > 0.9999
    np.testing.assert_allclose(np.linalg.norm(sought, axis=1), 1, atol=1e-3)
    assert (vectors * sought).sum(axis=1).max() < 0.99


def test_a_question_is_read_alike_alone_and_among_others(encoder):
    together = encoder.read_questions(ASKED)
    for place, text in enumerate(ASKED):
        for found, one in zip(together, encoder.read_questions([text]), strict=True):
            np.testing.assert_array_equal(found[place], one[0])


def test_no_question_gives_no_vectors(encoder):
    assert [found.shape for found in encoder.read_questions([])] == [(0, 384), (0, 384)]


@pytest.mark.parametrize("content", [b"", b"not an archive"])
def test_a_damaged_model_is_refused_in_one_line(tmp_path, monkeypatch, content):
    path = tmp_path / "questions.npz"
    path.write_bytes(content)
    monkeypatch.setattr(questions, "model_path", lambda *_: path)
    with pytest.raises(ModelError, match=r"questions\.npz.*Reinstall"):
        load_encoder()
