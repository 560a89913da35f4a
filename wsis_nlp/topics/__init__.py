"""Floor 5: vectors become a topic model."""

from wsis_nlp.topics.training import SEED, TopicModel, train

__all__ = ["SEED", "TopicModel", "train"]
