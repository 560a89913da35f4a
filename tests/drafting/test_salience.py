"""What a summary would say, and the sentences that are taken for it."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.handmade import BagEncoder
from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.drafting import salience as module
from wsis_nlp.drafting.extract import Coverage, extract
from wsis_nlp.drafting.forest import Forest
from wsis_nlp.drafting.pool import Places, Pool, Query, tokens
from wsis_nlp.drafting.salience import MOST, Concepts, salience

SAID = (
    "The ministry opened forty community networks in the northern districts last year.",
    "Yep.",
    "Community networks need cheap spectrum and trained people in the districts.",
    "I had coffee on the train this morning.",
)


def _pool(texts=SAID):
    vectors = BagEncoder().encode(list(texts))
    return Pool.of(texts, vectors, range(len(texts)), [0] * len(texts))


def _query(text="community networks", length=12):
    return Query.of(text, BagEncoder().encode([text])[0], length)


def test_every_word_and_pair_gets_a_chance_that_does_not_rise_when_it_is_said_again():
    concepts = salience().concepts(_pool(), _query())
    assert set(concepts.words) == {word for text in SAID for word in tokens(text)}
    for chances in concepts.words.values():
        assert len(chances) <= MOST
        assert all(0 <= b <= a <= 1 for a, b in pairwise(chances))
    assert all(0 <= chance <= 1 for chance in concepts.pairs.values())


def test_sentences_about_the_query_are_taken_before_small_talk():
    assert 3 not in extract(_pool(), _query(length=20))
    assert 1 not in extract(_pool(), _query(length=20))


def test_taking_stops_when_the_length_is_reached_and_keeps_the_order():
    pool = _pool()
    taken = extract(pool, _query(length=13))
    assert taken == sorted(taken)
    assert sum(int(pool.sizes[row]) for row in taken[:-1]) < 13


def test_nothing_gives_nothing_and_scraps_are_taken_when_there_is_nothing_else():
    assert extract(_pool(("Yep.",)), _query()) == [0]
    empty = Pool.of((), np.zeros((0, 64), np.float32), [], [])
    assert extract(empty, _query()) == []


@given(st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=6), min_size=2, max_size=6))
@settings(deadline=None, max_examples=60)
def test_what_a_sentence_adds_never_rises_as_others_are_taken(raw):
    texts = [" ".join(words) for words in raw]
    pool = Pool.of(texts, np.zeros((len(texts), 2), np.float32), range(len(texts)), [0] * len(raw))
    weights = dict.fromkeys("abcd", (0.9, 0.5, 0.5, 0.1))
    pairs = {(a, b): 0.3 for a in "abcd" for b in "abcd"}
    coverage = Coverage(pool, Concepts(weights, pairs))
    last = coverage.gain(0)
    for row in range(1, len(texts)):
        coverage.take(row)
        now = coverage.gain(0)
        assert 0 <= now <= last + 1e-9
        last = now


def test_places_count_turns_and_speakers_once():
    pool = Pool.of(("net net", "net", "mast"), np.eye(3, dtype=np.float32), [0, 0, 1], [0, 1, 1])
    places = Places.find(pool, 1)
    features, often = places.features(pool, Query.of("net", np.ones(3, np.float32), 5))
    assert places.names == (("net",), ("mast",))
    assert often.tolist() == [3, 1]
    assert features[:, 3].tolist() == [1, 1]
    assert features[:, 4].tolist() == [2, 1]


def test_a_tree_is_walked_as_it_was_fitted():
    forest = Forest.from_dict(
        {
            "baseline": 0.0,
            "depth": 1,
            "roots": [0],
            "feature": [1, 0, 0],
            "threshold": [0.5, 0.0, 0.0],
            "left": [1, 1, 2],
            "right": [2, 1, 2],
            "value": [0.0, -2.0, 2.0],
        }
    )
    low, high = forest.probability(np.array([[9.0, 0.5], [0.0, 0.6]]))
    assert low == pytest.approx(1 / (1 + np.exp(2)))
    assert high == pytest.approx(1 / (1 + np.exp(-2)))


@pytest.mark.parametrize("raw", ["{", "{}", json.dumps({"lexicon": {}, "words": {}, "pairs": {}})])
def test_a_broken_model_is_said_in_one_line(tmp_path, monkeypatch, raw):
    path = tmp_path / "salience.json"
    path.write_text(raw)
    monkeypatch.setattr(module, "model_path", lambda *_: path)
    with pytest.raises(ConfigurationError, match=r"salience\.json: this is no salience model"):
        module.salience.__wrapped__()
