"""Floor 5: vectors become a topic model."""

from wsis_nlp.topics.configuration import TopicConfig, load_config
from wsis_nlp.topics.material import Material
from wsis_nlp.topics.training import SEED, TopicModel, fit

__all__ = ["SEED", "Material", "TopicConfig", "TopicModel", "fit", "load_config"]
