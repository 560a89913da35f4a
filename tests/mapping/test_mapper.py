"""Passages get lines with reasons, or none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.handmade import FRAMEWORK, BagEncoder
from wsis_nlp.domain import resources
from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.mapping import Mapper, settings

SEA = "The submarine cable reached the island and prices fell within the year for everyone."
CLASS = "Teachers learned how to use computers in the classroom, in every school of the province."
ODD = "Volcanoes erupted yesterday, astronomers photographed purple galaxies beyond Neptune."


@pytest.fixture(scope="module")
def mapped():
    encoder = BagEncoder()
    made = Mapper(FRAMEWORK, encoder)
    return lambda *texts: made.map(texts, encoder.encode(texts))


def test_a_passage_gets_the_line_it_is_about(mapped):
    sea, school = mapped(SEA, CLASS)
    assert sea[0].code == "L1a"
    assert school[0].code == "L2"


def test_a_parent_is_never_given(mapped):
    assert all(score.code != "L1" for scores in mapped(SEA, CLASS, ODD) for score in scores)


def test_a_score_explains_itself(mapped):
    best = mapped(SEA)[0][0]
    assert best.exemplars[0] == "The submarine cable reached the island and prices fell."
    assert best.terms == ("submarine cable",)
    assert 0 < best.probability <= 1


@pytest.mark.parametrize("text", ["", "Cable", "submarine cable", "   "])
def test_the_mapper_abstains_on_a_word_or_nothing(mapped, text):
    assert mapped(text) == [()]


def test_what_is_about_something_else_stays_outside(mapped):
    assert mapped(ODD) == [()]


def test_no_passages_give_no_scores():
    encoder = BagEncoder()
    assert Mapper(FRAMEWORK, encoder).map([], np.zeros((0, 64), np.float32)) == []


def test_lines_come_best_first_and_not_more_than_asked(mapped):
    for scores in mapped(SEA, CLASS, f"{SEA} {CLASS}"):
        chances = [score.probability for score in scores]
        assert chances == sorted(chances, reverse=True)
        assert len(scores) <= settings.load_settings().most_lines


def test_two_mappers_give_the_same(mapped):
    encoder = BagEncoder()
    texts = [SEA, CLASS, ODD]
    again = Mapper(FRAMEWORK, encoder)
    assert again.map(texts, encoder.encode(texts)) == mapped(*texts)


def test_a_passage_is_scored_alike_alone_and_in_company(mapped):
    assert mapped(SEA)[0] == mapped(CLASS, ODD, SEA)[2]


def test_probabilities_are_in_the_order_of_the_leaves():
    encoder = BagEncoder()
    made = Mapper(FRAMEWORK, encoder)
    chances = made.probabilities([SEA, CLASS], encoder.encode([SEA, CLASS]))
    assert chances.shape == (2, 2)
    assert chances.dtype == np.float32
    assert chances.argmax(axis=1).tolist() == [0, 1]


def test_a_near_miss_counts_for_the_line_it_belongs_to():
    encoder = BagEncoder()
    Mapper(FRAMEWORK, encoder)
    assert "The cable ship carried pupils to the landing station." in encoder.calls
    assert "Teachers strike about their wages." not in encoder.calls


def test_nearness_is_high_for_what_is_known_and_names_the_nearest_line():
    encoder = BagEncoder()
    made = Mapper(FRAMEWORK, encoder)
    known, odd = encoder.encode([SEA, ODD])
    near, closest = made.nearness(known)
    far, _ = made.nearness(odd)
    assert near > far
    assert closest[0] == "L1a"


def test_broken_settings_are_refused(tmp_path, monkeypatch):
    path = tmp_path / "settings.yaml"
    monkeypatch.setattr(resources, "config_path", lambda *_: path)
    for text in ("nearest: 3\n", "[1, 2]", "nearest: [", "colour: red\n"):
        path.write_text(text)
        with pytest.raises(ConfigurationError, match=r"settings\.yaml"):
            settings.load_settings()


def test_a_changed_knowledge_base_changes_the_scores():
    encoder = BagEncoder()
    other = replace(FRAMEWORK.lines[2], exemplars=("Astronomers photographed purple galaxies.",))
    changed = Mapper(replace(FRAMEWORK, lines=(*FRAMEWORK.lines[:2], other)), encoder)
    vectors = encoder.encode([ODD])
    before = Mapper(FRAMEWORK, encoder).probabilities([ODD], vectors)
    assert changed.probabilities([ODD], vectors)[0, 1] > before[0, 1]
