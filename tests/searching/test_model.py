"""Blocks, what lies around them, and the trained model over them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wsis_nlp.domain.errors import ModelError
from wsis_nlp.searching.blocks import REACHES, Blocks
from wsis_nlp.searching.model import RankingModel, neighbours, ranking_model

_TALKS = st.lists(st.lists(st.integers(0, 300), min_size=1, max_size=12), min_size=1, max_size=4)


def laid(talks):
    sizes = [size for talk in talks for size in talk]
    documents = np.repeat(np.arange(len(talks)), [len(talk) for talk in talks])
    return Blocks(sizes, documents), documents


@given(_TALKS)
@settings(max_examples=40, deadline=None)
def test_blocks_hold_every_passage_once_and_never_two_documents(talks):
    blocks, documents = laid(talks)
    assert blocks.sizes.sum() == pytest.approx(blocks.words.sum())
    for block in range(len(blocks)):
        assert len(set(documents[blocks.of_passage == block])) == 1


@given(_TALKS)
@settings(max_examples=40, deadline=None)
def test_a_smoothed_constant_stays_what_it_was_in_each_document(talks):
    blocks, _ = laid(talks)
    level = blocks.document.astype(float)
    for reach in REACHES:
        assert blocks.smooth(level, reach) == pytest.approx(level)


def test_neighbours_end_where_the_document_ends():
    blocks, _ = laid([[120, 120], [120]])
    assert neighbours(blocks, 3).tolist() == [[3, 0, 1], [0, 1, 3], [3, 2, 3]]


def test_the_chances_of_all_blocks_make_one_in_whole():
    blocks, _ = laid([[120, 120, 120], [120, 120]])
    model = ranking_model()
    rng = np.random.default_rng(0)
    features = rng.normal(size=(5, len(model._weights["mean"])))
    documents = rng.normal(size=(2, len(model._weights["document"])))
    chances = np.exp(model.score(features, documents, blocks)) * blocks.sizes
    assert chances.sum() == pytest.approx(1)


def test_a_damaged_model_is_said_in_one_line(tmp_path):
    path = tmp_path / "ranker.npz"
    path.write_bytes(b"no model")
    with pytest.raises(ModelError, match="damaged"):
        RankingModel.load(path)


def test_a_saved_model_scores_as_before(tmp_path):
    model = ranking_model()
    model.save(tmp_path / "m.npz")
    again = RankingModel.load(tmp_path / "m.npz")
    assert all((again._weights[name] == value).all() for name, value in model._weights.items())
