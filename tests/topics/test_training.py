"""Topics: the same passages give the same, and too few give none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.topics.corpus import SUBJECTS, passages
from wsis_nlp.domain.errors import UsageError
from wsis_nlp.topics import Material, TopicConfig, fit
from wsis_nlp.topics.material import FEWEST_PASSAGES


@pytest.fixture(scope="module")
def trained():
    return fit(passages(), TopicConfig())


def test_too_few_passages_give_no_topics_and_a_note():
    few = passages(FEWEST_PASSAGES - 1)
    model = fit(few, TopicConfig())
    assert model.topics == ()
    assert model.assignments == (-1,) * (FEWEST_PASSAGES - 1)
    assert f"{FEWEST_PASSAGES - 1} passages are too few" in model.note


def test_no_passages_at_all_are_too_few_too():
    model = fit(Material([], [], np.zeros((0, 16), np.float32)), TopicConfig())
    assert (model.topics, model.assignments) == ((), ())
    assert model.note


def test_identical_passages_are_too_few_however_many_there_are():
    many = passages(100)
    model = fit(replace(many, texts=["The same words."] * 100), TopicConfig())
    assert model.topics == ()
    assert "only 1 of 100 passages differ" in model.note


def test_identical_vectors_make_one_topic_and_no_error():
    many = passages(100)
    model = fit(replace(many, vectors=np.tile(many.vectors[:1], (100, 1))), TopicConfig())
    assert len(model.topics) == 1


def test_subjects_that_lie_apart_become_topics(trained):
    assert trained.note == ""
    assert len(trained.topics) == 5
    for subject in range(5):
        found = {topic for topic in trained.assignments[subject::5] if topic != -1}
        assert len(found) == 1


def test_a_topic_has_its_size_its_words_and_passages_of_its_own(trained):
    of_passage = dict(zip(passages().ids, trained.assignments, strict=True))
    for topic in trained.topics:
        assert topic.size == trained.assignments.count(topic.id)
        assert {of_passage[ident] for ident in topic.representatives} == {topic.id}
        assert topic.label == ", ".join(term for term, _ in topic.terms[:4])
    first = trained.topics[trained.assignments[0]]
    words = {word for term, _ in first.terms for word in term.split()}
    assert words <= set(SUBJECTS[0].split())


def test_training_twice_gives_the_same(trained):
    assert fit(passages(), TopicConfig()) == trained


def test_names_of_speakers_are_no_terms_unless_wanted():
    named = passages()
    named = replace(named, texts=[f"{text} Lovelace agreed." for text in named.texts])
    without = fit(named, TopicConfig())
    assert not any("Lovelace" in word for topic in without.words for word in topic)
    kept = fit(named, TopicConfig().changed(terms__speakers=True))
    assert any("lovelace" in term for term in kept.model.vectorizer_model.vocabulary_)


@pytest.mark.parametrize("representation", ["c-tf-idf", "mmr"])
def test_other_representations_are_bertopics_own(representation):
    if representation == "mmr":
        given = replace(passages(), encoder=_Words())
        config = TopicConfig().changed(terms__aspects=["keybert"])
    else:
        given = passages()
        config = TopicConfig().changed(terms__representation=representation)
    model = fit(given, config)
    assert all(model.words)
    if representation == "mmr":
        assert set(model.model.topic_aspects_) == {"keybert"}


def test_keybert_without_an_encoder_says_so():
    with pytest.raises(UsageError, match="needs the encoder"):
        fit(passages(), TopicConfig().changed(terms__representation="keybert"))


@pytest.mark.parametrize("mode", ["seeded", "semi-supervised"])
def test_a_guide_draws_passages_to_their_line(mode):
    loose = passages(spread=0.4)
    anchors = {f"C{i + 1}": (np.eye(5, 16)[i].astype(np.float32), ("cable",)) for i in range(5)}
    config = TopicConfig().changed(guide__mode=mode, guide__weight=0.7, outliers__deviations=0)
    model = fit(replace(loose, anchors=anchors), config)
    for subject in range(5):
        assert len(set(model.assignments[subject::5])) == 1


def test_a_guide_without_mapped_passages_says_what_to_do():
    bare = replace(passages(), facets={})
    with pytest.raises(UsageError, match="needs passages that are mapped"):
        fit(bare, TopicConfig().changed(guide__mode="seeded"))


def test_a_strategy_gives_every_outlier_a_topic():
    loose = passages(spread=0.25)
    kept = fit(loose, TopicConfig().changed(outliers__deviations=1))
    assert -1 in kept.assignments
    config = TopicConfig().changed(outliers__deviations=1, outliers__strategy="embeddings")
    assert -1 not in fit(loose, config).assignments


def test_density_and_principal_components_can_be_chosen():
    config = TopicConfig().changed(space__method="pca", clusters__method="hdbscan")
    assert len(fit(passages(200), config).topics) == 5


def test_a_slice_keeps_its_passages_and_an_empty_one_says_what_there_is():
    every = passages()
    wanted = TopicConfig().changed(slice__year=2024, slice__line="C1").slice
    part = every.sliced(wanted)
    assert set(part.facets["year"]) == {"2024"} and set(part.facets["line"]) == {"C1"}
    with pytest.raises(UsageError, match=r"no passage has year 1999\. .* year: 2003, 2024"):
        every.sliced(TopicConfig().changed(slice__year=1999).slice)


class _Words:
    name = fingerprint = "words"
    dimension = 16

    def encode(self, texts, progress=None):
        out = np.zeros((len(texts), 16), np.float32)
        for i, text in enumerate(texts):
            out[i, sum(map(ord, text)) % 16] = 1
        return out


def test_a_topic_without_a_word_of_its_own_is_kept():
    texts = [f"Thank you very much, {i}." for i in range(30)]
    texts += [f"The satellite brought broadband to village {i} in the valley." for i in range(30)]
    vectors = np.zeros((60, 8), np.float32)
    vectors[:30, 0] = vectors[30:, 1] = 1.0
    vectors += np.random.default_rng(1).normal(0, 0.02, vectors.shape).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    model = fit(Material([f"p{i}" for i in range(60)], texts, vectors), TopicConfig())
    assert sum(topic.size for topic in model.topics) + model.assignments.count(-1) == 60
