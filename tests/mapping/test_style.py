"""The wording of sentences as numbers."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wsis_nlp.mapping.style import Style, form, split

TEXTS = ("We should do it.", "They should do that.", "We have connected 40 schools.")


def test_small_words_count_and_numbers_are_alike():
    assert split("We’ve 40 of 2,500!") == ["we've", "0", "of", "0", "!"]


def test_like_wording_is_near_and_rows_have_length_one():
    rows = Style(TEXTS).matrix([*TEXTS, "Should we do it?"]).toarray()
    assert np.allclose(np.linalg.norm(rows, axis=1), 1)
    assert rows[3] @ rows[0] > rows[3] @ rows[2]


def test_what_only_one_text_has_is_not_learned():
    rows = Style(["alpha", "beta"]).matrix(["alpha", "gamma"]).toarray()
    assert np.array_equal(rows[0], rows[1])
    assert Style([]).matrix(["alpha"]).shape[0] == 1


@given(st.text(max_size=80), st.none() | st.text(max_size=20))
def test_any_text_has_facts_of_form(text, neighbour):
    facts = form(text, neighbour, neighbour)
    assert len(facts) == 17
    assert all(np.isfinite(facts))
