"""Words, pairs of words and terms are found in many texts at once."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from wsis_nlp.mapping.words import Vocabulary, stem, stop_words

TEXTS = ("Submarine cables reach islands.", "Teachers learn in schools.", "Cables and schools.")
TERMS = Vocabulary(
    TEXTS, ("submarine cable", "policy", "cable", "teachers' union", "!", "policies")
)


def test_terms_are_found_as_whole_words_in_any_case_and_number():
    texts = ["Submarine CABLES fell silent.", "The teachers' union and its policies", "", "cabled"]
    assert TERMS.find(texts) == [
        {"submarine cable", "cable"},
        {"policy", "policies", "teachers' union"},
        set(),
        set(),
    ]


def test_a_term_of_several_words_needs_them_in_a_row_and_in_one_text():
    texts = ["the submarine and its cable", "submarine", "cable"]
    assert TERMS.find(texts) == [{"cable"}, set(), {"cable"}]


def test_rows_have_length_one_or_nothing():
    matrix = TERMS.matrix(["Submarine cables, cables, cables.", "unknown words only", ""])
    assert matrix.shape == (3, TERMS.size)
    lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1)).ravel()
    assert np.allclose(lengths, [1, 0, 0], atol=1e-6)
    assert TERMS.matrix([]).shape == (0, TERMS.size)


def test_the_weights_are_those_of_scikit_learn():
    texts = [
        "alpha beta beta gamma",
        "alpha delta delta delta",
        "gamma delta epsilon",
        "alpha alpha alpha beta",
    ]
    peer = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2)).fit_transform(texts)
    ours = Vocabulary(texts).matrix(texts)
    assert np.allclose((ours @ ours.T).toarray(), (peer @ peer.T).toarray(), atol=1e-5)


def test_stop_words_are_neither_words_nor_in_the_way_of_pairs():
    learned = Vocabulary(["cable of the islands"])
    assert learned.size == 3
    alone = learned.matrix(["cable islands"]).toarray()
    assert np.allclose(alone, learned.matrix(["the cable of islands"]).toarray())
    assert "the" in stop_words()


@given(st.lists(st.sampled_from(["access", "status", "class", "glass"]), min_size=1))
@settings(deadline=None, max_examples=50)
def test_words_that_end_in_s_by_nature_are_found_as_they_are(words):
    assert Vocabulary([], words).find([" ".join(words)]) == [set(words)]


def test_plurals_and_apostrophes_are_made_even():
    assert [stem(w) for w in ("policies", "cables", "access", "teachers’")] == [
        "policy",
        "cable",
        "access",
        "teachers'",
    ]
