"""Floor 5: a query becomes ranked passages."""

from wsis_nlp.searching.index import VectorIndex
from wsis_nlp.searching.prepared import Prepared, PreparedCorpus
from wsis_nlp.searching.question import Question, stems
from wsis_nlp.searching.ranking import Ranked, Ranker
from wsis_nlp.searching.words import WordIndex

__all__ = [
    "Prepared",
    "PreparedCorpus",
    "Question",
    "Ranked",
    "Ranker",
    "VectorIndex",
    "WordIndex",
    "stems",
]
