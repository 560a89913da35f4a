"""The head for few examples learns, leaves one out rightly and gives calibrated log-odds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix

from wsis_nlp.mapping.heads import Examples, HeadSettings, fit_head

SETTINGS = HeadSettings(sharpness=4.0, vector_weight=2.0, word_weight=1.0, ridge=1.0)


def _examples(count=60, noise=0.5, seed=3):
    rng = np.random.default_rng(seed)
    classes = np.repeat([0, 1, 2], [count // 2, count // 3, count - count // 2 - count // 3])
    vectors = np.eye(3, 8)[classes] + rng.normal(scale=noise, size=(count, 8))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    words = csr_matrix(np.eye(3, 5)[classes], dtype=np.float32)
    return Examples(vectors.astype(np.float32), words, classes, np.ones(count))


def test_the_head_separates_what_can_be_separated():
    examples = _examples(noise=0.1)
    head = fit_head(examples, 3, SETTINGS)
    odds = head.log_odds(examples.vectors, examples.words)
    assert odds.argmax(axis=1).tolist() == examples.classes.tolist()
    assert odds.dtype == np.float32
    assert (odds.max(axis=1) > 0).all()


def test_a_class_with_few_examples_counts_like_the_others():
    examples = _examples(noise=0.2)
    rare = np.flatnonzero(examples.classes == 2)[:2]
    keep = np.concatenate([np.flatnonzero(examples.classes != 2), rare])
    few = Examples(
        examples.vectors[keep], examples.words[keep], examples.classes[keep], np.ones(len(keep))
    )
    head = fit_head(few, 3, replace(SETTINGS, word_weight=0.0))
    rest = np.setdiff1d(np.flatnonzero(examples.classes == 2), rare)
    odds = head.log_odds(examples.vectors[rest], examples.words[rest])
    assert (odds.argmax(axis=1) == 2).mean() > 0.8


def test_log_odds_of_unseen_rows_are_near_how_often_they_are_right():
    settings = replace(SETTINGS, word_weight=0.0)
    head = fit_head(_examples(600, noise=0.55), 3, settings)
    fresh = _examples(600, noise=0.55, seed=4)
    chance = 1 / (1 + np.exp(-head.log_odds(fresh.vectors, fresh.words)))
    assert abs(chance.mean() - 1 / 3) < 0.05
    likely = chance > 0.5
    right = np.eye(3)[fresh.classes][likely]
    assert abs(chance[likely].mean() - right.mean()) < 0.08


def test_fitting_twice_gives_the_same():
    one, two = (fit_head(_examples(), 3, SETTINGS) for _ in range(2))
    assert np.array_equal(one.dual, two.dual)
    assert (one.slope, one.offset) == (two.slope, two.offset)
