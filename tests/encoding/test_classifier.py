"""Sentences are laid into windows once each, and read with their neighbours only."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wsis_nlp.domain.errors import ModelError
from wsis_nlp.encoding import SentenceClassifier, classifier
from wsis_nlp.encoding.classifier import LONGEST, WINDOW, windows

pieces = st.lists(
    st.lists(st.integers(1000, 2000), min_size=1, max_size=LONGEST), min_size=0, max_size=30
)


@given(pieces, st.lists(st.booleans(), min_size=30, max_size=30))
def test_every_sentence_stands_once_and_whole_in_windows_that_are_not_too_long(given_pieces, new):
    turns = np.cumsum(new[: len(given_pieces)]).tolist()
    found = windows(given_pieces, turns)
    seen = [(place, window.ids[a:b]) for window in found for place, a, b in window.spans]
    assert [place for place, _ in seen] == list(range(len(given_pieces)))
    assert all(list(ids) == given_pieces[place] for place, ids in seen)
    # One sentence is always taken, behind the one before it.
    assert all(len(window.ids) <= max(WINDOW, 2 * LONGEST + 5) for window in found)


def test_a_later_window_begins_with_the_sentence_before():
    long = [[1000 + i] * 90 for i in range(3)]
    second = windows(long, [0, 0, 0])[1]
    assert second.ids[1:91] == (1000,) * 90
    assert [place for place, _, _ in second.spans] == [1]


def test_a_change_of_turn_is_seen():
    together, apart = windows([[7], [8]], [0, 0]), windows([[7], [8]], [0, 1])
    assert len(apart[0].ids) == len(together[0].ids) + 1


def test_documents_do_not_touch_each_other():
    model = SentenceClassifier()
    texts = ["We built it.", "Thank you, Chair.", "It is not enough."]
    both = model.logits(texts, [0, 1, 2], ["a", "a", "b"])
    np.testing.assert_array_equal(both[2:], model.logits(texts[2:], [0], ["b"]))
    np.testing.assert_array_equal(both[:2], model.logits(texts[:2], [0, 1], ["a", "a"]))


@pytest.mark.parametrize("content", [b"", b"not an archive"])
def test_a_damaged_model_is_refused_in_one_line(tmp_path, monkeypatch, content):
    path = tmp_path / "classifier.npz"
    path.write_bytes(content)
    monkeypatch.setattr(classifier, "model_path", lambda *_: path)
    with pytest.raises(ModelError, match=r"classifier\.npz.*Reinstall"):
        SentenceClassifier()
