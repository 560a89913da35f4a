"""Floor 5: a query becomes ranked passages."""

from wsis_nlp.searching.index import VectorIndex
from wsis_nlp.searching.question import Question
from wsis_nlp.searching.ranking import Prepared, Ranked, Ranker
from wsis_nlp.searching.words import WordCounts, WordIndex

__all__ = ["Prepared", "Question", "Ranked", "Ranker", "VectorIndex", "WordCounts", "WordIndex"]
