"""Sentences get the role they have in the review, with the cues that spoke for it."""

from __future__ import annotations

import pytest

from wsis_nlp.domain import resources
from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.domain.records import Role
from wsis_nlp.mapping import RoleTagger

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
    return RoleTagger()


def test_clear_sentences_get_their_role(tagger):
    found = tagger.tag(list(CLEAR))
    assert [judged.roles[0].role for judged in found] == list(CLEAR.values())


def test_a_role_names_the_words_that_spoke_for_it(tagger):
    (judged,) = tagger.tag(["Governments should publish what the fund has spent."])
    assert judged.roles[0].role is Role.RECOMMENDATION
    assert "should" in judged.roles[0].cues


def test_there_are_one_or_two_roles_likeliest_first(tagger):
    for judged in tagger.tag([*CLEAR, "", "Okay.", "What should we do about the gaps?"]):
        assert 1 <= len(judged.roles) <= 2
        chances = [score.probability for score in judged.roles]
        assert chances == sorted(chances, reverse=True)
        assert all(0 <= chance <= 1 for chance in (*chances, judged.stands))


def test_a_sentence_alone_is_judged_the_same_in_any_company(tagger):
    texts = list(CLEAR)
    assert tagger.tag(texts[::-1])[::-1] == tagger.tag(texts)


def test_neighbours_of_one_document_are_read_together(tagger):
    texts = ["What did the cable to the islands cost?", "Nine million."]
    alone = tagger.tag(texts)
    assert tagger.tag(texts, [0, 1], ["a", "b"]) == alone
    assert tagger.tag(texts, [0, 1], ["a", "a"]) != alone


def test_what_names_its_matter_stands_alone_better_than_what_points_at_it(tagger):
    whole, pointing = tagger.tag(
        [
            "Four hundred rural schools of Kenya have been connected to the Internet since 2014.",
            "They did that too, and then he told them about it.",
        ]
    )
    assert whole.stands > 0.5 > pointing.stands


def test_probabilities_of_the_roles_sum_to_one(tagger):
    chances, stands = tagger.probabilities(tagger.logits(["We built it."], [0], [0]))
    assert set(tagger.roles) == set(Role)
    assert chances.shape == (1, len(Role))
    assert chances.sum() == pytest.approx(1)
    assert stands.shape == (1,)


def test_nothing_to_tag_gives_nothing(tagger):
    assert tagger.tag([]) == []


@pytest.mark.parametrize(
    "lists",
    ["glory: []\n", "achievement: ['(']\n", "achievement: [", "achievement: 3\n", "- built\n"],
)
def test_broken_lists_are_refused(tmp_path, monkeypatch, lists):
    (tmp_path / "roles.yaml").write_text(lists)
    monkeypatch.setattr(resources, "config_path", lambda _, name: tmp_path / name)
    with pytest.raises(ConfigurationError, match=r"roles\.yaml"):
        RoleTagger()
