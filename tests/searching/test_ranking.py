"""Questions, word search, and rankings that know a meeting is a conversation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wsis_nlp.searching import Question, Ranker, WordIndex
from wsis_nlp.searching.question import stems, subject

TEXTS = [
    "We open the session and welcome every delegation.",
    "Rural schools still have no broadband, said the teachers.",
    "Yes, and the villages around them neither.",
    "Let us break for lunch now.",
    "Spectrum fees were lowered by the regulator last spring.",
]


class Bag:
    """An encoder of words: enough to tell texts apart."""

    name = fingerprint = "bag"
    dimension = 64

    def encode(self, texts, progress=None):
        out = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in enumerate(texts):
            for stem in stems(text):
                out[row, sum(map(ord, stem)) % 64] += 1
        return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)


def ranker(texts=TEXTS, documents=None, **more):
    where = np.zeros(len(texts), dtype=np.int64) if documents is None else np.array(documents)
    return Ranker(texts, Bag().encode(texts), where, **more)


def ask(text):
    return Question.read(text, Bag())


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("What did the Minister say about rural broadband?", "Minister rural broadband"),
        ("Summarize the discussion about school fees.", "school fees"),
        ("What did they say?", "What did they say?"),
    ],
)
def test_the_subject_of_a_question_leaves_out_the_words_that_only_ask(question, about):
    assert subject(question) == about


def test_words_are_found_by_their_stem_and_idle_words_by_nothing():
    index = WordIndex.build(TEXTS)
    assert index.scores(stems("school")).argmax() == 1
    assert not index.scores(stems("what about them")).any()


def test_texts_without_words_make_an_index_that_finds_nothing():
    index = WordIndex.build(["...", ""])
    assert index.scores(["school"]).tolist() == [0, 0]


def test_a_saved_word_index_answers_like_the_one_that_was_built(tmp_path):
    built = WordIndex.build(TEXTS, "k")
    built.save(tmp_path)
    loaded = WordIndex.load(tmp_path, "k")
    assert loaded.scores(["school"]).tolist() == built.scores(["school"]).tolist()
    assert WordIndex.load(tmp_path, "other") is None


def test_a_damaged_word_index_is_taken_as_missing(tmp_path):
    WordIndex.build(TEXTS, "k").save(tmp_path)
    for path in next(tmp_path.iterdir()).iterdir():
        path.write_bytes(b"")
    assert WordIndex.load(tmp_path, "k") is None


def test_the_passage_that_answers_comes_first_and_its_neighbour_before_strangers():
    rows = [hit.row for hit in ranker().rank(ask("broadband in rural schools"))]
    assert rows[0] == 1
    assert rows.index(2) < rows.index(4)


def test_context_does_not_cross_the_border_of_a_document():
    one = ranker(documents=[0, 0, 1, 1, 1]).rank(ask("broadband in rural schools"))
    score = {hit.row: hit.score for hit in one}
    assert score[0] > score[2]


def test_an_empty_corpus_ranks_nothing():
    assert ranker(texts=[]).rank(ask("anything")) == []


@given(st.lists(st.booleans(), min_size=5, max_size=5), st.integers(0, 6))
@settings(max_examples=30, deadline=None)
def test_a_filter_gives_the_whole_ranking_less_what_is_filtered(kept, count):
    engine, question = ranker(), ask("lunch in villages")
    mask = np.array(kept)
    whole = [hit for hit in engine.rank(question) if mask[hit.row]]
    assert engine.rank(question, mask, count) == whole[:count]
