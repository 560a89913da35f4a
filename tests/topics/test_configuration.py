"""The settings: what ships loads, and what is wrong is named."""

from __future__ import annotations

import pytest

from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.topics import TopicConfig, load_config
from wsis_nlp.topics.registry import to_toml


def test_the_file_that_ships_says_the_defaults_of_the_code():
    assert load_config() == TopicConfig()


def test_settings_written_are_settings_read(tmp_path):
    config = TopicConfig().changed(clusters__topics=12, slice__group="academia")
    path = tmp_path / "settings.toml"
    path.write_text(to_toml(config))
    assert load_config(path) == config


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[clusters]\ntopic = 3", r"no 'topic' in \[clusters\]\. Did you mean 'topics'"),
        ("[cluster]\ntopics = 3", r"no \[cluster\]\. Did you mean 'clusters'"),
        ("[clusters]\ntopics = -3", r"clusters\.topics = -3 must be a whole number from 0"),
        ("[clusters]\ntopics = 2.5", r"must be a whole number"),
        ("[clusters]\ntopics = true", r"must be a number"),
        ("[terms]\nphrases = 1", r"must be true or false"),
        ("[space]\nmethod = 'tsne'", r"must be one of 'diffusion', 'umap', 'pca'"),
        ("[slice]\nline = 5", r"must be a text in quotes"),
        ("[terms]\naspects = ['mmr', 'magic']", r"terms\.aspects = 'magic' must be one of"),
        ("[guide]\nweight = 'heavy'", r"guide\.weight = 'heavy' must be a number from 0 to 1"),
        ("clusters = 3", r"\[clusters\] must be a table"),
        ("[zzz]", r"There are: clusters"),
        ("[clusters", r"this is not TOML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, message):
    path = tmp_path / "settings.toml"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=message):
        load_config(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_config(tmp_path / "none.toml")
