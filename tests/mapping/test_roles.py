"""Sentences get the role they have in the review, with the cues that spoke for it."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.handmade import BagEncoder
from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.domain.records import Role
from wsis_nlp.mapping import RoleTagger, roles

CLEAR = {
    "We have connected four hundred schools since 2014 and they stay online.": Role.ACHIEVEMENT,
    "Governments should publish what the fund has spent, and must do so yearly.": (
        Role.RECOMMENDATION
    ),
    "The problem is that we lack people and cannot pay for the repairs.": Role.CHALLENGE,
    "Thank you very much, and I give the floor to the next speaker.": Role.PROCEDURAL,
}


@pytest.fixture(scope="module")
def tagger():
    return RoleTagger(BagEncoder())


def _tag(tagger, texts):
    return tagger.tag(texts, BagEncoder().encode(texts))


def test_clear_sentences_get_their_role(tagger):
    found = _tag(tagger, list(CLEAR))
    assert [scores[0].role for scores in found] == list(CLEAR.values())


def test_a_role_names_the_words_that_spoke_for_it(tagger):
    scores = _tag(tagger, ["Governments should publish what the fund has spent."])[0]
    assert scores[0].role is Role.RECOMMENDATION
    assert "should" in scores[0].cues


def test_there_are_one_or_two_roles_likeliest_first(tagger):
    for scores in _tag(tagger, [*CLEAR, "", "Okay.", "What should we do about the gaps?"]):
        assert 1 <= len(scores) <= 2
        chances = [score.probability for score in scores]
        assert chances == sorted(chances, reverse=True)
        assert all(0 <= chance <= 1 for chance in chances)


def test_tagging_twice_and_in_another_company_gives_the_same(tagger):
    texts = list(CLEAR)
    assert _tag(tagger, texts) == _tag(RoleTagger(BagEncoder()), texts)
    assert _tag(tagger, texts[::-1])[::-1] == _tag(tagger, texts)


def test_neighbours_of_one_turn_are_read_together_and_turns_apart(tagger):
    texts = ["What did it cost?", "Nine."]
    vectors = BagEncoder().encode(texts)
    alone = tagger.tag(texts, vectors)
    assert tagger.tag(texts, vectors, ["a", "b"]) == alone
    assert tagger.tag(texts, vectors, ["a", "a"]) != alone


def test_every_role_has_a_probability(tagger):
    (found,) = tagger.probabilities(["We built it."], BagEncoder().encode(["We built it."]))
    assert set(found) == set(Role)


def test_nothing_to_tag_gives_nothing(tagger):
    assert tagger.tag([], np.zeros((0, 64), np.float32)) == []


GOOD = "achievement:\n  cues: [built]\n  examples: [We built it.]\n"


@pytest.mark.parametrize(
    ("lists", "labelled"),
    [
        ("glory:\n  cues: []\n  examples: []\n", ""),
        ("achievement:\n  examples: [We built it.]\n", ""),
        ("achievement:\n  cues: ['(']\n  examples: [We built it.]\n", ""),
        ("achievement: [", ""),
        ("achievement: 3\n", ""),
        (GOOD, "not json\n"),
        (GOOD, json.dumps({"text": "We built it."}) + "\n"),
        (GOOD, json.dumps({"text": "We built it.", "roles": []}) + "\n"),
        (GOOD, json.dumps({"text": "We built it.", "roles": ["challenge"]}) + "\n"),
    ],
)
def test_broken_lists_are_refused(tmp_path, monkeypatch, lists, labelled):
    (tmp_path / "roles.yaml").write_text(lists)
    (tmp_path / "role-examples.jsonl").write_text(labelled)
    monkeypatch.setattr(roles, "config_path", lambda _, name: tmp_path / name)
    with pytest.raises(ConfigurationError, match=r"roles\.yaml"):
        RoleTagger(BagEncoder())
