"""Floor 5: a query becomes ranked passages."""

from wsis_nlp.searching.index import VectorIndex, fuse
from wsis_nlp.searching.question import Question
from wsis_nlp.searching.ranking import Ranked, Ranker
from wsis_nlp.searching.words import WordIndex

__all__ = ["Question", "Ranked", "Ranker", "VectorIndex", "WordIndex", "fuse"]
