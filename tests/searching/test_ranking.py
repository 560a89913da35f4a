"""Questions, word search, and rankings that know a meeting is a conversation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wsis_nlp.searching import Question, Ranker, WordIndex
from wsis_nlp.searching.prepared import PreparedCorpus
from wsis_nlp.searching.question import only_a_subject, point_and_setting, stems, subject
from wsis_nlp.searching.words import BlockWords

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

    def read_questions(self, texts):
        return self.encode(texts), None


def ranker(texts=TEXTS, documents=None, **more):
    where = np.zeros(len(texts), dtype=np.int64) if documents is None else np.array(documents)
    return Ranker(texts, Bag().encode(texts), where, **more)


def ask(text):
    return Question.read(text, Bag())


@pytest.mark.parametrize(
    ("asked", "alone"),
    [
        ("What was said about e-waste?", True),
        ("what has been written on the role of governments", True),
        ("e-waste", True),
        ("What did the minister say about e-waste?", False),
        ("Why did they leave out the speaker?", False),
    ],
)
def test_a_bare_subject_is_told_from_a_question(asked, alone):
    assert only_a_subject(asked) is alone
    vectors = np.eye(2, dtype=np.float32)
    question = Question.made(asked, lambda _: (vectors, vectors + 1))
    assert np.array_equal(question.vectors[6:], vectors[[1] * 3]) is alone


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


@pytest.mark.parametrize(
    ("question", "point", "setting"),
    [
        (
            "What did she say about fees when discussing the budget?",
            "What did she say about fees",
            "discussing the budget?",
        ),
        (
            "Why was it dropped in the  discussion of rural access?",
            "Why was it dropped",
            "of rural access?",
        ),
        ("When did they vote on it?", "When did they vote on it?", ""),
        (
            "What is said about whenever rules apply?",
            "What is said about whenever rules apply?",
            "",
        ),
    ],
)
def test_a_question_is_parted_into_its_point_and_where_it_came_up(question, point, setting):
    assert point_and_setting(question) == (point, setting)
    vectors = ask(question).vectors
    assert vectors.shape == (9, 64)
    assert (vectors[0] == vectors[1]).all() == (not setting)


def test_the_setting_of_a_point_decides_between_two_places_that_make_it():
    fees, budget = "The fees were too high.", "We come to the budget of rural access."
    other = ["Trees stand along the river."] * 60
    texts = [*other, fees, *other, budget, budget, fees, *other]
    found = ranker(texts).rank(ask("What was said about fees when discussing rural access?"))
    wanted, elsewhere = (found_at(found, row) for row in (texts.index(budget), 60))
    assert wanted < elsewhere


def found_at(found, row):
    return [hit.row for hit in found].index(row)


def test_words_are_found_by_their_stem_and_idle_words_by_nothing():
    index = WordIndex.of(TEXTS)
    assert index.scores(stems("school"))[:, 0].argmax() == 1
    assert not index.scores(stems("what about them")).any()


def test_texts_without_words_make_an_index_that_finds_nothing():
    index = WordIndex.of(["...", ""])
    assert index.scores(["school"]).tolist() == [[0], [0]]


@given(st.lists(st.lists(st.sampled_from("abcde"), max_size=6), min_size=2, max_size=8))
@settings(max_examples=30, deadline=None)
def test_word_scores_are_those_of_bm25s_for_texts_and_for_blocks_of_them(drawn):
    bm25s = pytest.importorskip("bm25s")
    texts = [" ".join(f"stem{letter}" for letter in words) for words in [["a"], *drawn]]
    index = WordIndex.of([*texts[:1], "stemx stemx", *texts[1:]])
    spans, blocks = np.array([[0, 1], [2, len(texts) + 1]]), np.arange(len(texts)) // 2
    pairs = [" ".join(texts[at : at + 2]) for at in range(0, len(texts), 2)]
    whole, joined = WordIndex.of(texts), BlockWords(index, spans, blocks)
    for said, ours in ((texts, whole), (pairs, joined)):
        peer = bm25s.BM25()
        peer.index([stems(text) for text in said], show_progress=False)
        terms = [term for term in ("stema", "stemc") if term in peer.vocab_dict]
        scores = ours.scores(terms).sum(axis=1)
        np.testing.assert_allclose(scores, peer.get_scores(terms), rtol=1e-5, atol=1e-6)


@given(
    st.lists(st.lists(st.sampled_from("abcde"), max_size=5), min_size=1, max_size=9),
    st.lists(st.booleans(), min_size=9, max_size=9),
    st.integers(1, 4),
)
@settings(max_examples=40, deadline=None)
def test_the_best_texts_are_those_of_all_scores_and_holding_means_every_stem(drawn, may, count):
    texts = [" ".join(f"stem{letter}" for letter in words) for words in drawn]
    index, among = WordIndex.of(texts), np.array(may[: len(texts)])
    terms = ["stema", "stemb"]
    total = index.scores(terms).sum(axis=1) * among
    order = [row for row in np.argsort(-total, kind="stable").tolist() if total[row] > 0]
    assert index.best(terms, count, among)[0] == order[:count]
    held = [row for row, words in enumerate(drawn) if {"a", "b"} <= set(words)]
    assert index.holding(terms).tolist() == held
    assert index.holding([]).tolist() == []


def test_documents_cut_from_a_prepared_corpus_rank_as_if_made_from_their_texts(tmp_path):
    texts = ["Nothing of it.", *TEXTS[:2], "A word between.", *TEXTS[2:]]
    documents, spans = np.array([0, 1, 1, 2, 3, 3, 3]), np.array([[1, 3], [4, 7]])
    made = PreparedCorpus.of(texts, Bag().encode(texts), documents)
    made.save(tmp_path / "kept.npz")
    kept = PreparedCorpus.load(tmp_path / "kept.npz")
    question, own = ask("broadband in rural schools"), np.array([1, 1, 3, 3, 3])
    whole = ranker(documents=own).rank(question)
    joined = Ranker((), Bag().encode(TEXTS), own, prepared=kept.part(spans, own)).rank(question)
    assert [hit.row for hit in joined] == [hit.row for hit in whole]
    assert [hit.score for hit in joined] == pytest.approx([hit.score for hit in whole], rel=1e-5)


def test_a_damaged_preparation_counts_as_missing(tmp_path):
    assert PreparedCorpus.load(tmp_path / "none.npz") is None
    (tmp_path / "broken.npz").write_bytes(b"PK broken")
    assert PreparedCorpus.load(tmp_path / "broken.npz") is None


def test_the_parts_of_a_ranking_are_those_of_its_hits():
    engine, question = ranker(), ask("broadband in rural schools")
    parts = engine.parts(question)
    for hit in engine.rank(question):
        assert hit.parts == {name: values[hit.row] for name, values in parts.items()}


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
