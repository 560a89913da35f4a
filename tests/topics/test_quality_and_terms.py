"""Figures and words of topics."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wsis_nlp.topics.partition import by_size
from wsis_nlp.topics.quality import (
    against_labels,
    agreement,
    coherence,
    diversity,
    quality,
    single_words,
)
from wsis_nlp.topics.terms import TermAnalyser


def test_words_that_stand_together_cohere_more_than_words_that_do_not():
    texts = ["cable and island here", "nurse and clinic there"] * 20
    together = coherence([["cable", "island"]], texts)
    apart = coherence([["cable", "clinic"]], texts)
    assert together > 0.9 > apart
    assert coherence([["unknown", "words"]], texts) is None


def test_the_figures_of_no_topics_are_none():
    assert quality([], [-1, -1], ["a text", "more"]).as_dict() == {
        "topics": 0,
        "npmi": None,
        "c_v": None,
        "diversity": None,
        "outlier_share": 1.0,
    }


def test_diversity_and_labels_and_agreement():
    assert diversity([["a", "b"], ["a", "c"]]) == 0.75
    exact = against_labels([0, 0, 1, 1], ["x", "x", "y", "y"])
    assert exact == {"nmi": pytest.approx(1.0), "purity": 1.0}
    assert against_labels([0, -1, 1, 1], ["x", "x", "y", "y"])["purity"] == 0.75
    assert agreement([[0, 0, 1], [1, 1, 0]]) == 1.0
    assert agreement([[0, 1]]) is None


def test_parts_of_terms_count_once():
    assert single_words(["low orbit", "orbit", "sky"], 2) == ("low", "orbit")


@given(st.lists(st.integers(-1, 5), min_size=1))
def test_numbers_by_size_keep_the_groups(labels):
    import numpy as np

    before = np.array(labels)
    after = by_size(before)
    assert ((before == -1) == (after == -1)).all()
    sizes = np.bincount(after[after >= 0])
    assert (np.diff(sizes) <= 0).all()
    pairs = set(zip(before.tolist(), after.tolist(), strict=True))
    assert len(pairs) == len(set(before.tolist()))


def test_runs_of_words_that_belong_together_are_one_term():
    texts = ["The low orbit is full of satellites.", "A low orbit needs a rule.", "Um, low orbit."]
    cut = TermAnalyser(texts, fewest=3)
    assert cut("We, um, speak of the low orbit.") == ["low orbit"]
    assert cut("The orbit is low.") == ["orbit", "low"]


def test_names_fillers_and_noise_are_no_terms_but_words_that_look_like_names_are():
    texts = ["Mark Okoro spoke of green energy.", "Green energy {vocalsound} by Okoro."] * 3
    cut = TermAnalyser(texts, names=["Mark Green", "Ada Okoro"], phrases=False)
    assert cut(texts[1]) == ["green", "energy"]
    assert "mark" not in cut(texts[0])


def test_a_term_is_written_as_the_texts_write_it():
    cut = TermAnalyser(["ITU and AI here.", "Then ITU, with AI.", "Energy, ai."], phrases=False)
    # Of two letters a word counts only where it is mostly written in capitals.
    assert cut("AI at ITU") == ["itu"]
    assert cut.written("itu") == "ITU"


def test_a_frequent_word_of_a_topic_comes_before_a_rare_one():
    import numpy as np

    from wsis_nlp.topics.representation import coherent_terms

    names = ["cable", "island", "once"]
    shares = np.array([[0.5, 0.45, 0.05], [0.0, 0.0, 0.0]])
    terms = coherent_terms(shares, shares, names, ["cable island"] * 9 + ["once"], 2)
    assert [term for term, _ in terms[0]] == ["cable", "island"] and terms[1] == []
