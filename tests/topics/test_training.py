"""Topics: the same passages give the same, and too few give none."""

from __future__ import annotations

import numpy as np
import pytest

from tests.handmade import unit
from wsis_nlp.topics import train
from wsis_nlp.topics.training import FEWEST_PASSAGES

SUBJECTS = (
    "submarine cable landing station island capacity",
    "teacher classroom pupil lesson curriculum computer",
    "hospital patient telemedicine nurse clinic record",
)


def _passages(count=90):
    """Passages on three subjects, each near the centre of its subject."""
    rng = np.random.default_rng(7)
    centres = np.eye(3, 16)
    texts, rows = [], []
    for place in range(count):
        subject = place % 3
        words = rng.permutation(SUBJECTS[subject].split())[:4]
        texts.append(f"The {words[0]} and the {words[1]} need a {words[2]} with {words[3]}.")
        rows.append(centres[subject] + rng.normal(scale=0.05, size=16))
    return [f"p{place}" for place in range(count)], texts, unit(rows)


@pytest.fixture(scope="module")
def trained():
    return train(*_passages())


def test_too_few_passages_give_no_topics_and_a_note():
    ids, texts, vectors = _passages(FEWEST_PASSAGES - 1)
    model = train(ids, texts, vectors)
    assert model.topics == ()
    assert model.assignments == (-1,) * (FEWEST_PASSAGES - 1)
    assert f"{FEWEST_PASSAGES - 1} passages are too few" in model.note


def test_no_passages_at_all_are_too_few_too():
    model = train([], [], np.zeros((0, 16), np.float32))
    assert (model.topics, model.assignments) == ((), ())
    assert model.note


def test_subjects_that_lie_apart_become_topics(trained):
    assert trained.note == ""
    assert len(trained.topics) == 3
    assert len(trained.assignments) == 90
    for subject in range(3):
        found = {topic for topic in trained.assignments[subject::3] if topic != -1}
        assert len(found) == 1


def test_a_topic_has_its_size_its_words_and_passages_of_its_own(trained):
    ids, _, _ = _passages()
    of_passage = dict(zip(ids, trained.assignments, strict=True))
    for topic in trained.topics:
        assert topic.size == trained.assignments.count(topic.id)
        assert {of_passage[ident] for ident in topic.representatives} == {topic.id}
        assert topic.label == ", ".join(term for term, _ in topic.terms[:4])
        weights = [weight for _, weight in topic.terms]
        assert weights == sorted(weights, reverse=True)
    first = next(topic for topic in trained.topics if topic.id == trained.assignments[0])
    assert "cable" in {word for term, _ in first.terms for word in term.split()}


def test_training_twice_gives_the_same(trained):
    assert train(*_passages()) == trained


def test_a_topic_without_a_word_of_its_own_is_kept():
    texts = [f"Thank you very much, {i}." for i in range(30)]
    texts += [f"The satellite brought broadband to village {i} in the valley." for i in range(30)]
    vectors = np.zeros((60, 8), np.float32)
    vectors[:30, 0] = vectors[30:, 1] = 1.0
    vectors += np.random.default_rng(1).normal(0, 0.02, vectors.shape).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    model = train([f"p{i}" for i in range(60)], texts, vectors)
    assert sum(topic.size for topic in model.topics) + model.assignments.count(-1) == 60
