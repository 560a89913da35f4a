"""Made again: over seeds, samples and grids."""

from __future__ import annotations

import numpy as np
import pytest

from tests.topics.corpus import passages
from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.topics import TopicConfig, fit
from wsis_nlp.topics.stability import stability
from wsis_nlp.topics.sweeping import load_grid, sweep


def test_subjects_that_lie_apart_come_back():
    config = TopicConfig().changed(consensus__runs=4)
    model, held = stability(passages(), config, seeds=3, consensus=True)
    assert len(model.topics) == 5
    assert held.seed_ari > 0.9 and held.sample_ari > 0.9
    assert not any(topic.unstable for topic in held.topics)
    assert all(topic.words > 0.5 for topic in held.topics)
    assert held.as_dict()["topics"][0]["id"] == 0


def test_topics_cut_out_of_noise_are_flagged():
    noise = passages(200, spread=3.0)
    config = TopicConfig().changed(consensus__runs=5, clusters__topics=12)
    _, held = stability(noise, config, seeds=2)
    assert any(topic.unstable for topic in held.topics)


def test_the_consensus_has_votes_for_every_passage():
    config = TopicConfig().changed(consensus__runs=4)
    model = fit(passages(), config, consensus=True)
    assert model.agreement.votes.shape == (120,)
    assert np.median(model.agreement.votes) == 1.0


def test_too_little_is_not_refitted():
    model, held = stability(passages(20), TopicConfig(), seeds=2)
    assert (model.topics, held.topics, held.seed_ari) == ((), (), None)


def test_a_grid_is_tried_and_ranked(tmp_path):
    path = tmp_path / "grid.toml"
    path.write_text('[consensus]\nruns = 3\n[grid]\n"clusters.topics" = [2, 5]\n')
    base, trials = load_grid(path)
    done = sweep(passages(), base, trials, jobs=1)
    assert len(done) == 2 and done[0].rank <= done[1].rank
    assert any(trial.best for trial in done)
    assert done[0].settings == {"clusters.topics": 5}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"no \[grid\]"),
        ('[grid]\n"clusters.topics" = 3', "must be a list"),
        ('[grid]\n"clusters.topik" = [3]', "Did you mean 'topics'"),
        ('[grid]\n"space.method" = ["tsne"]', "must be one of"),
        (f'[grid]\n"clusters.topics" = {list(range(501))}', "more than 500"),
        ("[grid", "not TOML"),
    ],
)
def test_a_grid_that_cannot_be_tried_is_named(tmp_path, text, message):
    path = tmp_path / "grid.toml"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=message):
        load_grid(path)


def test_the_grid_that_ships_can_be_tried():
    from wsis_nlp.domain.resources import config_path

    _, trials = load_grid(config_path("topics", "sweep.toml"))
    assert len(trials) == 16
